"""Use case: what a person must decide, and what happens then.

Three things wait for a person: records in `review/` (papers that we did not print,
pages that are not accepted as ours, documents that no case takes), cells of filed
records that the machine was not sure of, and pages of filed records that are doubtful
(`pipeline.pagedoubts`). A decision is written while nobody else files, and only of a
record that is in force then.

    items      what waits, and why
    looks      what is to be looked at
    decisions  what a person says, and what is done then
    faults     why a paper cannot be what a person says
    refused    which papers of ours the void and the reprinted ones are
    together   which of them may be discarded with their file
"""

from pipeline.review.decisions import (
    Decided,
    Ours,
    decide_cells,
    guesses,
    keep_pages,
    resolve,
    same_paper,
)
from pipeline.review.faults import Decision, Rules
from pipeline.review.items import (
    CELLS,
    READING,
    SIGNATURE,
    Item,
    find,
    find_all,
    items,
    with_cells,
)
from pipeline.review.looks import (
    cells_of,
    inked_zones,
    page_picture,
    pages_of,
    picture,
    text_of,
)
from pipeline.review.refused import Refused
from pipeline.review.refused import of as refused_of
from pipeline.review.together import alone

__all__ = [
    "CELLS",
    "READING",
    "SIGNATURE",
    "Decided",
    "Decision",
    "Item",
    "Ours",
    "Refused",
    "Rules",
    "alone",
    "cells_of",
    "decide_cells",
    "find",
    "find_all",
    "guesses",
    "inked_zones",
    "items",
    "keep_pages",
    "page_picture",
    "pages_of",
    "picture",
    "refused_of",
    "resolve",
    "same_paper",
    "text_of",
    "with_cells",
]
