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
from docx.oxml.ns import qn

from pipeline.messages import _

_TAG = re.compile(
    r"{{(?P<raw>r)?(?=[\s\w(\[\"'-])(?P<expression>.*?)}}"
    r"|{%-?(?P<prefix>tr|tc|p|r)?\s+(?P<statement>.*?)\s*-?%}"
    r"|{#.*?#}",
    re.DOTALL,
)
_LOOSE = re.compile(r"{{|}}|{%|%}|{#|#}")
_TEXT_SHOWN = 60

BODY = "body"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph that holds tags, or pieces of them.

    Attributes:
        part: `BODY`, or the name of a header's or footer's part.
        where: «paragraph 12» or «table 2, row 3, cell 1», all counted from 1.
        in_cell: It stands in a table's cell.
    """

    part: str
    where: str
    text: str
    in_cell: bool

    @property
    def place(self) -> str:
        """Where it is and what it says."""
        text = self.text.strip()
        shown = text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"
        return f"{self.where}: “{shown}”"

    @cached_property
    def tags(self) -> "tuple[Tag, ...]":
        """Its whole tags; comments are left out."""
        found = (_tag(self, match) for match in _TAG.finditer(self.text))
        return tuple(tag for tag in found if tag is not None)

    @property
    def loose_braces(self) -> list[str]:
        """The braces that belong to no whole tag."""
        return _LOOSE.findall(_TAG.sub("", self.text))


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag.

    Attributes:
        text: What stands between the braces.
        prefix: "r" of a raw expression; "tr", "tc", "p", "r" of a statement that
            takes its whole row, cell, paragraph or run; else "".
        is_statement: `{% … %}`; else `{{ … }}`.
    """

    paragraph: Paragraph
    text: str
    prefix: str
    is_statement: bool

    @property
    def keyword(self) -> str:
        """The first word of a statement."""
        return self.text.split(maxsplit=1)[0] if self.text else ""


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph that holds braces, in the order of reading."""
    yield from _story(document.element.body, BODY)
    seen = set()
    for section in document.sections:
        for margin in (section.header, section.footer):
            part = margin.part
            if not margin.is_linked_to_previous and part.partname not in seen:
                seen.add(part.partname)
                yield from _story(part.element, str(part.partname))


def _story(root: Any, part: str) -> Iterator[Paragraph]:  # noqa: ANN401 - lxml
    number = 0
    tables = list(root.iter(qn("w:tbl")))
    for element in root.iter(qn("w:p")):
        cell = next(element.iterancestors(qn("w:tc")), None)
        number += cell is None
        text = "".join(element.itertext(qn("w:t")))
        if not _LOOSE.search(text):
            continue
        where = (
            _("paragraph {number}").format(number=number)
            if cell is None
            else _in_table(cell, tables)
        )
        if part != BODY:
            where = _("{where} of the header or footer").format(where=where)
        yield Paragraph(part, where, text, in_cell=cell is not None)


def _in_table(cell: Any, tables: list[Any]) -> str:  # noqa: ANN401 - lxml
    row = cell.getparent()
    table = row.getparent()
    return _("table {table}, row {row}, cell {cell}").format(
        table=tables.index(table) + 1,
        row=table.findall(qn("w:tr")).index(row) + 1,
        cell=row.findall(qn("w:tc")).index(cell) + 1,
    )


def _tag(paragraph: Paragraph, match: re.Match[str]) -> Tag | None:
    statement, expression = match["statement"], match["expression"]
    if statement is not None:
        prefix = match["prefix"] or ""
        return Tag(paragraph, statement.strip(), prefix, is_statement=True)
    if expression is not None:
        prefix = match["raw"] or ""
        return Tag(paragraph, expression.strip(), prefix, is_statement=False)
    return None
