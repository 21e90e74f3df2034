"""What was issued and what is kept, findable at once: a cache of the trees.

Everything here can be made again from `issued/`, `archive/` and `review/`; so there
are no migrations. A catalogue of another schema, a damaged one or an empty file is
`CatalogueStale`: the caller moves it aside, opens a new one and puts everything in
again. The order in which things are put in, taken out and put in again never shows
in an answer.

    catalogue.py   the class that the rest of the house uses
    nouns.py       what goes in and what comes out
    tables.py      the tables, for any database
    fulltext.py    the index of words: the only module that speaks SQLite's dialect
    card.py        what a record is found by
    searching.py   a question → hits
    location.py    what the settings name → the file
    database.py    opening, locking, damage
    behind.py      that it lacks what could not be entered
    mending.py     made again while it is in use

SQLAlchemy takes a third of a second to import; nothing of it is loaded before a
catalogue is opened.
"""

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.location import file_of
from pipeline.catalogue.mending import self_mending
from pipeline.catalogue.nouns import (
    CatalogueStale,
    Entry,
    Hit,
    HitPage,
    RecordRow,
    SearchQuery,
)

__all__ = [
    "Catalogue",
    "CatalogueStale",
    "Entry",
    "Hit",
    "HitPage",
    "RecordRow",
    "SearchQuery",
    "file_of",
    "self_mending",
]
