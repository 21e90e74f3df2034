"""Use case: one dropped file → filed, indexed records.

Every step is a plain function that may run twice: what it finds done it leaves
alone. How a step is run is a parameter: `pipeline.work` passes the durable way,
tests a plain call. The dropped bytes are complete in `.claimed` until they are
complete in `archive/received` or in quarantine; the claim is released last.

    steps.py        how a step is run
    intake.py       from the claim of a dropped file to its line in the log
    placing.py      its pages become records
    enrichment.py   what is done with records later: words, searchable PDF, attribution
    lacking.py      records of which that failed, or which wait for a program
"""

from pipeline.ingest.enrichment import enrich, render_document
from pipeline.ingest.intake import Taken, is_kept, known, take_in
from pipeline.ingest.lacking import due, never_tried, unfinished
from pipeline.ingest.steps import RunStep, plainly

__all__ = [
    "RunStep",
    "Taken",
    "due",
    "enrich",
    "is_kept",
    "known",
    "never_tried",
    "plainly",
    "render_document",
    "take_in",
    "unfinished",
]
