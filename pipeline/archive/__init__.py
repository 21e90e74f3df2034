"""What came back, filed: the only writer under `archive/` and `review/`.

What the rest of the house may use:

- `receive` keeps a file as it was dropped,
- `discard` keeps one that a person has no use for,
- a `Workshop` takes pages out of such files, `put` files them as a record,
- `load`, `records` and `cases` functions read the trees back,
- `append_event`, `save_texts`, `save_document` add what is learnt and made later;
  the `Workshop` makes the searchable PDF/A,
- `carry_over` and `remove_reviewed` end a record's stay in review,
- `verify` finds what changed, `sweep` removes what interrupted writes left.

Every root is passed in. The layout is told in docs/architecture.md.
"""

from pipeline.archive.again import seen_again, still_seen
from pipeline.archive.bags import Draft, put, sweep
from pipeline.archive.casefiles import (
    case_at,
    case_folder,
    case_of,
    change_case,
    ensure_case,
    read_case,
    write_case,
)
from pipeline.archive.discarded import (
    Discarded,
    discard,
    enter_restored,
    is_discarded,
    not_entered,
    void_filings,
    voided_before,
)
from pipeline.archive.discarded import count as count_discarded
from pipeline.archive.discarded import describe as describe_discarded
from pipeline.archive.discarded import file_of as discarded_file
from pipeline.archive.discarded import folder_of as discarded_folder
from pipeline.archive.discarded import items as discarded_items
from pipeline.archive.discarded import items_of as discarded_items_of
from pipeline.archive.discarded import register_of as discarded_register
from pipeline.archive.discarded import remove as remove_discarded
from pipeline.archive.discarded import require_whole as require_whole_discarded
from pipeline.archive.discarded import stays as stays_discarded
from pipeline.archive.discarded import sums as discarded_sums
from pipeline.archive.events import (
    LEFT_OUT,
    MERGED,
    OTHER_PAPER,
    PLACED,
    READING_DECIDED,
    REFILED,
    RESCANNED,
    RESOLVED,
    SAME_PAPER,
    SIGNATURE_DECIDED,
    SPLIT,
    SUPERSEDED,
    SYSTEM,
    is_superseded,
    said_in_bulk,
    supersede,
)
from pipeline.archive.events import append as append_event
from pipeline.archive.exactnames import quoted
from pipeline.archive.findings import Finding, Problem
from pipeline.archive.fixity import folders_by_id, ids_in_names, verify
from pipeline.archive.received import FOLDER as RECEIVED
from pipeline.archive.received import (
    Received,
    describe,
    has,
    has_received,
    receive,
    received_file,
    require_whole,
)
from pipeline.archive.received import remove as remove_received
from pipeline.archive.renditions import read_texts, save_document, save_texts
from pipeline.archive.reviewed import carry_over, remove_reviewed
from pipeline.archive.stored import (
    Stored,
    is_enriched,
    layout_of,
    load,
    record_id,
    scan_of,
    stamp,
    whole_scan_of,
)
from pipeline.archive.tree import (
    all_cases,
    filed,
    holds_pages_of,
    newest_case,
    newest_of,
    newest_since,
    records,
    standing,
    waiting,
)
from pipeline.archive.workshop import Workshop

__all__ = [
    "LEFT_OUT",
    "MERGED",
    "OTHER_PAPER",
    "PLACED",
    "READING_DECIDED",
    "RECEIVED",
    "REFILED",
    "RESCANNED",
    "RESOLVED",
    "SAME_PAPER",
    "SIGNATURE_DECIDED",
    "SPLIT",
    "SUPERSEDED",
    "SYSTEM",
    "Discarded",
    "Draft",
    "Finding",
    "Problem",
    "Received",
    "Stored",
    "Workshop",
    "all_cases",
    "append_event",
    "carry_over",
    "case_at",
    "case_folder",
    "case_of",
    "change_case",
    "count_discarded",
    "describe",
    "describe_discarded",
    "discard",
    "discarded_file",
    "discarded_folder",
    "discarded_items",
    "discarded_items_of",
    "discarded_register",
    "discarded_sums",
    "ensure_case",
    "enter_restored",
    "filed",
    "folders_by_id",
    "has",
    "has_received",
    "holds_pages_of",
    "ids_in_names",
    "is_discarded",
    "is_enriched",
    "is_superseded",
    "layout_of",
    "load",
    "newest_case",
    "newest_of",
    "newest_since",
    "not_entered",
    "put",
    "quoted",
    "read_case",
    "read_texts",
    "receive",
    "received_file",
    "record_id",
    "records",
    "remove_discarded",
    "remove_received",
    "remove_reviewed",
    "require_whole",
    "require_whole_discarded",
    "said_in_bulk",
    "save_document",
    "save_texts",
    "scan_of",
    "seen_again",
    "stamp",
    "standing",
    "stays_discarded",
    "still_seen",
    "supersede",
    "sweep",
    "verify",
    "void_filings",
    "voided_before",
    "waiting",
    "whole_scan_of",
    "write_case",
]
