"""Putting a record on its shelf, and telling the catalogue.

What the use cases that file records share: the case is chosen by the file plan
of the document's year, the bag is made, and the catalogue learns of it. A record
that no case takes goes to review with the reason.

    desk       what that needs
    turns      one files at a time, and only while the archive is there
    storing    a record to its case, or into review
    versions   which one is in force, and what gives way
    telling    what the catalogue is told
"""

from pipeline.shelving.desk import (
    Desk,
    workshop_of,
)
from pipeline.shelving.storing import (
    PageSource,
    case_fault,
    closed,
    entry_for,
    file_reviewed,
    obstacle,
    plan_of,
    sources_of,
    store,
)
from pipeline.shelving.telling import (
    enter,
    entry_of,
    forget,
    index,
    is_indexed,
    known_pages,
    people,
    printed_texts,
    put,
)
from pipeline.shelving.turns import (
    alone,
    archive_is_away,
    note_taken_in,
    require_archive,
)
from pipeline.shelving.versions import (
    current_folder,
    gave_way,
    gave_way_fault,
    in_force,
    not_in_force,
    same_paper_told,
    settle,
    standing_for,
)

__all__ = [
    "Desk",
    "PageSource",
    "alone",
    "archive_is_away",
    "case_fault",
    "closed",
    "current_folder",
    "enter",
    "entry_for",
    "entry_of",
    "file_reviewed",
    "forget",
    "gave_way",
    "gave_way_fault",
    "in_force",
    "index",
    "is_indexed",
    "known_pages",
    "not_in_force",
    "note_taken_in",
    "obstacle",
    "people",
    "plan_of",
    "printed_texts",
    "put",
    "require_archive",
    "same_paper_told",
    "settle",
    "sources_of",
    "standing_for",
    "store",
    "workshop_of",
]
