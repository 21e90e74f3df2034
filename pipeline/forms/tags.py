"""The tags of a Word template, each with the words that lead to its place.

Read from the document as Word shows it, before docxtpl rewrites it, so that
places are those that an author sees. Nothing is evaluated here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import parse_xml
from docx.oxml.ns import qn

from pipeline.messages import _

Element = Any
"""An lxml element; lxml has no types."""

_TAG = re.compile(
    r"{{(?P<raw>r)?(?=[\s\w(\[\"'-])(?P<expression>.*?)}}"
    r"|{%-?(?P<prefix>tr|tc|p|r)?\s+(?P<statement>.*?)\s*-?%}"
    r"|{#.*?#}",
    re.DOTALL,
)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
"""The quotation marks that docxtpl takes for straight ones."""

_SINGLE = re.compile(r"(?<!{){\s*([^\W\d]\w*(?:\.\w+)+[^{}%]*?)\s*}(?!})")
"""One brace where two are meant, around a field: `{ unit.title }`."""

_LOOSE = re.compile(r"{{|}}|{%|%}|{#|#}")
_TEXT_SHOWN = 60

BODY = "body"
MARGIN = "margin"
FOOTNOTES = "footnotes"
ENDNOTES = "endnotes"
PROPERTIES = "properties"
"""What kind of part a paragraph stands in; `MARGIN` is a header or footer."""

_MARGINS = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
_NOTES = {CONTENT_TYPE.WML_FOOTNOTES: FOOTNOTES, CONTENT_TYPE.WML_ENDNOTES: ENDNOTES}
_FILLED_PROPERTIES = (
    "author",
    "comments",
    "identifier",
    "language",
    "subject",
    "title",
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = qn("w:txbxContent")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a property of the file.

    Attributes:
        part: Name of the part.
        kind: `BODY` or another of the kinds of part.
        where: «paragraph 12» or «table 2, row 3, cell 1», all counted from 1.
        row, cell: The row and the cell that it stands in, counted within its
            part from 0; -1 outside of tables.
        in_box: It stands in a text box.
    """

    part: str
    kind: str
    where: str
    text: str
    row: int = -1
    cell: int = -1
    in_box: bool = False

    @property
    def place(self) -> str:
        """Where it is and what it says."""
        text = self.text.strip()
        shown = text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"
        return _("{where}: “{text}”").format(where=self.where, text=shown)

    @property
    def in_cell(self) -> bool:
        """It stands in a table's cell."""
        return self.cell >= 0

    @cached_property
    def tags(self) -> "tuple[Tag, ...]":
        """Its whole tags; comments are left out."""
        found = (_tag(self, match) for match in _TAG.finditer(self.text))
        return tuple(tag for tag in found if tag is not None)

    @property
    def loose_braces(self) -> list[str]:
        """The braces that belong to no whole tag."""
        return _LOOSE.findall(_TAG.sub("", self.text))

    @property
    def single_braces(self) -> list[str]:
        """Fields in single braces, which would be printed as they stand."""
        return _SINGLE.findall(_TAG.sub("", self.text))


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag.

    Attributes:
        text: What stands between the braces.
        raw: All of it, as the author wrote it.
        prefix: "r" of a raw expression; "tr", "tc", "p", "r" of a statement that
            takes its whole row, cell, paragraph or run; else "".
        is_statement: `{% … %}`; else `{{ … }}`.
    """

    paragraph: Paragraph
    text: str
    prefix: str
    is_statement: bool
    raw: str

    @property
    def keyword(self) -> str:
        """The first word of a statement."""
        return self.text.split(maxsplit=1)[0] if self.text else ""


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of all that is printed or filled, in the order of reading.

    Those of the body come first, one for each `w:p` in the order of the file.
    """
    yield from _story(document.element.body, "document", BODY)
    for relation in document.part.rels.values():
        if relation.reltype in _MARGINS:
            part = relation.target_part
            yield from _story(parse_xml(part.blob), str(part.partname), MARGIN)
    for part in document.part.package.iter_parts():
        kind = _NOTES.get(part.content_type)
        if kind:
            yield from _story(parse_xml(part.blob), str(part.partname), kind)
    for name in _FILLED_PROPERTIES:
        text = getattr(document.core_properties, name) or ""
        where = _("property “{name}” of the file").format(name=name)
        yield Paragraph(f"{PROPERTIES} {name}", PROPERTIES, where, text)


def own_text(paragraph: Element) -> str:
    """What stands in the paragraph itself.

    Not in a box that hangs on it, nor what a field of Word's works out.
    """
    pieces = paragraph.iter(qn("w:t"))
    return "".join(it.text or "" for it in pieces if _home(it) is paragraph)


def _home(text: Element) -> Element:
    """The nearest paragraph or field around the text."""
    return next(text.iterancestors(qn("w:p"), qn("w:fldSimple")), None)


def _story(root: Element, part: str, kind: str) -> Iterator[Paragraph]:
    number = 0
    tables = {table: n for n, table in enumerate(root.iter(qn("w:tbl")), 1)}
    rows = {row: n for n, row in enumerate(root.iter(qn("w:tr")))}
    cells = {cell: n for n, cell in enumerate(root.iter(qn("w:tc")))}
    for element in root.iter(qn("w:p")):
        cell = next(element.iterancestors(qn("w:tc")), None)
        box = next(element.iterancestors(_BOX), None)
        number += cell is None and box is None
        where = _where(number, box) if cell is None else _in_table(cell, tables)
        is_double = next(element.iterancestors(_FALLBACK), None) is not None
        yield Paragraph(
            part,
            kind,
            _of_part(where, kind),
            "" if is_double else own_text(element),
            -1 if cell is None else rows[next(cell.iterancestors(qn("w:tr")))],
            -1 if cell is None else cells[cell],
            in_box=box is not None,
        )


def _where(number: int, box: Element | None) -> str:
    if box is None:
        return _("paragraph {number}").format(number=number)
    return _("text box at paragraph {number}").format(number=number)


def _of_part(where: str, kind: str) -> str:
    match kind:
        case "margin":
            return _("{where} of the header or footer").format(where=where)
        case "footnotes" | "endnotes":
            return _("{where} of the notes").format(where=where)
        case _:
            return where


def _in_table(cell: Element, tables: dict[Element, int]) -> str:
    row = next(cell.iterancestors(qn("w:tr")))
    table = next(row.iterancestors(qn("w:tbl")))
    rows = [it for it in table.iter(qn("w:tr")) if _above(it, "w:tbl") is table]
    cells = [it for it in row.iter(qn("w:tc")) if _above(it, "w:tr") is row]
    return _("table {table}, row {row}, cell {cell}").format(
        table=tables[table], row=rows.index(row) + 1, cell=cells.index(cell) + 1
    )


def _above(element: Element, name: str) -> Element:
    return next(element.iterancestors(qn(name)), None)


def _tag(paragraph: Paragraph, match: re.Match[str]) -> Tag | None:
    statement, expression = match["statement"], match["expression"]
    text = expression if statement is None else statement
    if text is None:
        return None
    prefix = (match["raw"] if statement is None else match["prefix"]) or ""
    return Tag(
        paragraph,
        text.translate(_STRAIGHT).strip(),
        prefix,
        is_statement=statement is not None,
        raw=match[0],
    )
