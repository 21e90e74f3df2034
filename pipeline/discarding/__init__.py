"""Use case: what a person does with files of no use, above all in quarantine.

They are looked at again (`retry`), discarded with a reason (`discard`), or brought back
from what was discarded (`restore`). A file of blank pages is a record in review, and so
is one of a void or reprinted paper; it is discarded with its file (`discard_reviewed`)
and brought back into quarantine. A file's bytes are whole in their next place before
they leave the former one, so a stop leaves them in two, never in none; `settle` ends
that at the next start. All of it is done by one process at a time (`quarantine.alone`),
since who takes papers in lets a copy go that lies here already.

    choosing   which files a person means
    aside      files in quarantine, and those discarded from it
    reviewed   records in review, with their files
    unentered  what is discarded, and not said to be
    settling   what a stop left in two places
    acts       who does it, and why
"""

from pipeline.discarding.acts import Act
from pipeline.discarding.aside import discard, restore, retry
from pipeline.discarding.choosing import choose, choose_discarded, require_one_each
from pipeline.discarding.reviewed import discard_reviewed
from pipeline.discarding.settling import settle
from pipeline.discarding.unentered import unentered

__all__ = [
    "Act",
    "choose",
    "choose_discarded",
    "discard",
    "discard_reviewed",
    "require_one_each",
    "restore",
    "retry",
    "settle",
    "unentered",
]
