"""The register of issued documents: `issued/<year>/<document id>/`.

What the rest of the house may use:

- `enter` puts a freshly made document into the register; `sweep` removes what a stop
  left of one,
- `next_number` draws its number,
- `find`, `documents`, `layout` read it back,
- `void`, `restore` and `replace_pages` are the later life of a paper,
- `find_page` says whether a page code read on a scan is ours,
- `refusal` tells since when pages are not, and why,
- `printed_words` says what is printed on the pages,
- `siblings` tells all pages of a document,
- `covers` which documents are cover sheets.

The tree is the truth; `form.json` and `events.jsonl` of a document say all.
"""

from pipeline.register.entries import (
    Entry,
    documents,
    enter,
    events,
    find,
    folder_of,
    form_data,
    ids,
    layout,
    layouts,
    printed_words,
    sweep,
)
from pipeline.register.life import (
    Reprint,
    refuse_void,
    refuse_void_already,
    replace_pages,
    restore,
    settle,
    void,
)
from pipeline.register.lookup import covers, find_page, in_force, refusal, siblings
from pipeline.register.numbers import next_number

__all__ = [
    "Entry",
    "Reprint",
    "covers",
    "documents",
    "enter",
    "events",
    "find",
    "find_page",
    "folder_of",
    "form_data",
    "ids",
    "in_force",
    "layout",
    "layouts",
    "next_number",
    "printed_words",
    "refusal",
    "refuse_void",
    "refuse_void_already",
    "replace_pages",
    "restore",
    "settle",
    "siblings",
    "sweep",
    "void",
]
