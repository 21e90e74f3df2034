"""Pages and tables of a Word document: their size, margins and widths.

All of it is read from the document itself; nothing is printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from docx.oxml.ns import qn

from pipeline.errors import Fault
from pipeline.messages import N_, _

Element = Any
"""An lxml element; lxml has no types."""

A4_MM: Final = (210.0, 297.0)
LEAST_MM: Final = {"left": 20.0, "right": 10.0, "top": 20.0, "bottom": 20.0}
"""Margins by ГОСТ Р 7.0.97-2016, 3.3."""

LEFT_KEPT_LONG_MM: Final = 30.0
"""The left margin of papers that are kept over ten years, by the same clause."""

_MM_PER_TWIP: Final = 25.4 / 1440
_SLACK_MM: Final = 0.6
_OVERHANG_MM: Final = 4.5
"""Word lets a table stand out by the padding of its cells, on both sides."""

_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Section:
    """The page setup of a section.

    Attributes:
        number: From 1.
        margins_mm: By «left», «right», «top», «bottom»; they stay where they are
            named when the page lies across.
    """

    number: int
    width_mm: float
    height_mm: float
    margins_mm: dict[str, float]

    @property
    def text_mm(self) -> float:
        """The width that text and tables may take."""
        return self.width_mm - self.margins_mm["left"] - self.margins_mm["right"]


def sections(body: Element) -> Iterator[Section]:
    """The page setups of a document, in their order."""
    for number, element in enumerate(body.iter(qn("w:sectPr")), start=1):
        size, margins = element.find(qn("w:pgSz")), element.find(qn("w:pgMar"))
        yield Section(
            number,
            _mm(size, "w:w"),
            _mm(size, "w:h"),
            {side: _mm(margins, f"w:{side}") for side in LEAST_MM},
        )


def faults(body: Element) -> Iterator[Fault]:
    """Pages that are not A4."""
    for section in sections(body):
        size = sorted((section.width_mm, section.height_mm))
        if any(abs(a - b) > 1 for a, b in zip(size, A4_MM, strict=True)):
            says = _(
                "The page is {width:.0f} × {height:.0f} mm. Choose A4 (210 × 297 mm) "
                "in Word (Layout, Size)."
            )
            told = says.format(width=section.width_mm, height=section.height_mm)
            yield Fault(_place(section), told)


def advice(body: Element, *, kept_long: bool) -> Iterator[Fault]:
    """Margins narrower than the standard asks for.

    Args:
        body: Of the document.
        kept_long: The papers are kept over ten years or permanently.
    """
    least = LEAST_MM | ({"left": LEFT_KEPT_LONG_MM} if kept_long else {})
    for section in sections(body):
        narrow = {
            _NAMES[side]: wanted
            for side, wanted in least.items()
            if section.margins_mm[side] < wanted - _SLACK_MM
        }
        if narrow:
            says = _(
                "GOST R 7.0.97 asks for wider margins: {margins}. Set them in Word "
                "(Layout, Margins)."
            )
            wanted = ", ".join(
                _("{side} {wanted:.0f} mm").format(side=_(side), wanted=mm)
                for side, mm in narrow.items()
            )
            yield Fault(_place(section), says.format(margins=wanted), is_advice=True)


def wide_tables(body: Element) -> Iterator[tuple[Element, float, float]]:
    """Tables of the text that are wider than the text.

    Yields:
        The table, its width and the width of the text, both in mm.
    """
    pages = iter(sections(body))
    section = next(pages, None)
    for block in body:
        if section is None:
            return
        if block.tag == qn("w:tbl"):
            columns = block.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
            width_mm = sum(_mm(column, "w:w") for column in columns)
            if width_mm > section.text_mm + _OVERHANG_MM:
                yield block, width_mm, section.text_mm
        if block.find(f".//{qn('w:sectPr')}") is not None:
            section = next(pages, section)


_NAMES: Final = {
    "left": N_("left"),
    "right": N_("right"),
    "top": N_("top"),
    "bottom": N_("bottom"),
}


def _place(section: Section) -> str:
    return _("page setup of section {number}").format(number=section.number)


def _mm(element: Element | None, attribute: str) -> float:
    value = "" if element is None else element.get(qn(attribute)) or ""
    return float(value) * _MM_PER_TWIP if _NUMBER.fullmatch(value) else 0.0
