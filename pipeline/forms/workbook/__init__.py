"""Workbooks: `form.xlsx`, made from the data of a form, and read when filled in.

    keys      what a row or a column stands for; both writer and reader know it
    book, styles, titles   a file being written, its looks, names of its sheets
    lists, formulas, facts, frame   parts that the layouts share
    journal (grid, results), gradesheet (grades), card   the layouts
    filled    the cells that a person filled in, with their addresses
    whole     is all that the form had still there?
    untouched what the cells were printed with
    meaning   what they mean for a group

A workbook is for work; the signed paper is the original. Its words are those of
the printed forms and Russian, whatever language the program speaks.
"""

from pipeline.forms.workbook import card, gradesheet, journal, keys
from pipeline.forms.workbook.book import Book
from pipeline.forms.workbook.facts import Tree
from pipeline.forms.workbook.filled import FilledWorkbook, Keyed, keyed
from pipeline.forms.workbook.filled import read as read_workbook
from pipeline.forms.workbook.lists import Lists
from pipeline.forms.workbook.meaning import FilledResults
from pipeline.forms.workbook.meaning import results as results_of
from pipeline.forms.workbook.untouched import printed as printed_in
from pipeline.spreadsheets import Cell, Sheet

__all__ = [
    "WORKING_COPY",
    "FilledResults",
    "FilledWorkbook",
    "Keyed",
    "make",
    "printed_in",
    "read_workbook",
    "results_of",
    "tables_of",
]

WORKING_COPY = "Рабочая копия; подлинник на бумаге."

_LAYOUTS = {
    "journal": journal.write,
    "gradesheet": gradesheet.of_unit,
    "final": gradesheet.of_final,
    "card": card.write,
}


def make(
    layout: str, data: Tree, document_id: str, footer: str = WORKING_COPY
) -> bytes:
    """The workbook of a form.

    Args:
        layout: One of `pipeline.forms.kinds.Workbook`.
        data: What the template prints too, as `form.json` keeps it.
        document_id: Of the document.
        footer: At the lower edge of every printed page, before the id.
    """
    book, known = _drawn(layout, data, document_id, footer)
    facts = {
        "version": keys.VERSION,
        "document": document_id,
        "kind": data["form"]["kind"],
        "group": data["group"]["code"],
    }
    known.write(book.hidden(), facts)
    return book.finish()


def tables_of(layout: str, data: Tree, document_id: str) -> tuple[Keyed, ...]:
    """What the tables of a form's workbook are about, as `make` writes them.

    Args:
        layout: One of `pipeline.forms.kinds.Workbook`.
        data: What `make` made the workbook from.
        document_id: Of the document.
    """
    book, _known = _drawn(layout, data, document_id, "")
    sheets = [
        Sheet(title, {(row + 1, at + 1): Cell(it) for (row, at), it in cells.items()})
        for title, cells in book.keyed.items()
    ]
    return keyed(sheets, document_id)


def _drawn(
    layout: str, data: Tree, document_id: str, footer: str
) -> tuple[Book, Lists]:
    """The book with its tables, and the lists that they choose from."""
    title = data["form"]["title"]
    book, known = Book(document_id, title, f"{footer} Документ {document_id}"), Lists()
    _LAYOUTS[layout](book, data, known)
    return book, known
