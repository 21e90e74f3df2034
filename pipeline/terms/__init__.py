"""Russian text → the terms it is found by, and a person's question → what to look for.

Every unit of a text gives one *exact* term and one or more *stems*:

    unit               exact            stems
    Иванову            иванову          иванов
    ГП-2025/03-12      гп-2025/03-12    гп 2025 03 12
    20 июня 2025 г.    2025-06-20       2025-06-20 2025-06 --06-20 20 06 2025 …

Exact terms keep the order of the text, so a quoted phrase is a run of them. A
number is found in part because its parts are a run of stems, and a date is found
however it was written because every spelling gives the same terms. Exact terms and
stems belong in two columns: what stands as it was asked for ranks first.

What the rest of the house may use:

- `index_terms` gives the `Terms` of a text; `VERSION` tells when they have changed,
- `parse_query` reads a question: a `Query` of `Clause`s,
- `highlight` and `snippet` show where a text answers it, `MARK` around each hit,
- `fold` and `stem` are the two steps from a written word to its stem.

It does not know which words an archive holds; similar words (errors of OCR) are put
into a question by whoever has the dictionary, in `Clause.similar`.

    words.py      a word as it is compared, and its stem
    dates.py      the parts of a date → its terms
    tokens.py     one run of letters, digits and joints → its units
    units.py      a text → its units; dates in words are made whole here
    indexing.py   a text → its terms
    question.py   a question → its clauses
    snippets.py   a text and a question → what to show
"""

from pipeline.terms.indexing import VERSION, Terms, index_terms
from pipeline.terms.question import Clause, Query, parse_query
from pipeline.terms.snippets import MARK, highlight, snippet
from pipeline.terms.words import fold, stem

__all__ = [
    "MARK",
    "VERSION",
    "Clause",
    "Query",
    "Terms",
    "fold",
    "highlight",
    "index_terms",
    "parse_query",
    "snippet",
    "stem",
]
