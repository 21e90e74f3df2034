"""The cells of filed papers: what they mean, what people may say, how they look.

    form        a paper's own data: names, lessons, scales, what was printed in a cell
    told        each cell of a record with its page and what was measured
    statements  what a paper says of results, answer by answer
    decisions   what a person says of cells, checked
    places      where cells lie on the scan
    pictures    crops of cells, made on demand
    sheets      cells or pages beside their print, to look at

A record says which ink stands in which cell (`pipeline.readings`); only the data that
the paper was printed from say what that means.
"""

from pipeline.cells.decisions import CONFIRM_ALL, MARKS, Said, decisions
from pipeline.cells.form import FINAL, Form, form_of
from pipeline.cells.pictures import crops
from pipeline.cells.sheets import Line, PageLine, page_sheet, sheet
from pipeline.cells.statements import (
    DONE,
    Bulk,
    Statement,
    doubted_pages,
    scanned_on,
    statements,
)
from pipeline.cells.told import pages_of, texts, told
from pipeline.recognition import Heads

__all__ = [
    "CONFIRM_ALL",
    "DONE",
    "FINAL",
    "MARKS",
    "Bulk",
    "Form",
    "Heads",
    "Line",
    "PageLine",
    "Said",
    "Statement",
    "crops",
    "decisions",
    "doubted_pages",
    "form_of",
    "page_sheet",
    "pages_of",
    "scanned_on",
    "sheet",
    "statements",
    "texts",
    "told",
]
