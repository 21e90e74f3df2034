"""A template filled with a sample, and where in the template each piece came from.

Every paragraph of the template carries its number through docxtpl and Jinja, so
that what is found on the printed page leads back to the paragraph or cell that an
author sees. Cells with text get bookmarks too: their places on the page tell
whether the text fits. What a sample does not reach (the other branch of an `if`)
is not tried. The marks are for the trial only.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from pipeline import pagecode
from pipeline.errors import Fault, TemplateError
from pipeline.forms import language, pagesetup, remedies, render, tags
from pipeline.forms.gaps import Gap, Gaps, Refusal
from pipeline.forms.kinds import FormKind
from pipeline.forms.language import FILTERS, PendingZone
from pipeline.forms.tags import Paragraph
from pipeline.messages import _

Element = Any
"""An lxml element; lxml has no types."""

_SPOT = "spot"
"""An attribute: the number of a paragraph of the template, from 0."""

_SPOT_IN_LINE = re.compile(rf'<w:p [^>]*\b{_SPOT}="(\d+)"')
_LOOSENESS = re.compile(r"{{r\s|{%-?(?:tr|tc|p|r)\s|[\s{}%-]")
_FIRST_CELL_ID = 100_000


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of text of the filled document.

    Attributes:
        name: Of its cell's bookmark; "" for a paragraph outside of tables.
        place: Where it comes from in the template.
        is_fixed: Its row has an exact height.
        is_turned: It is written from bottom to top, or from top to bottom.
    """

    name: str
    text: str
    place: str
    is_fixed: bool = False
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """A filled template.

    Attributes:
        docx: b"" when it could not be filled.
        zones: The cells that it asks for.
        places: A zone's name → its place in the template.
        texts: Its cells with text, and its paragraphs.
        margins: What its headers and footers say.
    """

    faults: tuple[Fault, ...]
    docx: bytes = b""
    zones: tuple[PendingZone, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    texts: tuple[Written, ...] = ()
    margins: str = ""


def run(
    form: FormKind, sample: dict[str, object], paragraphs: Sequence[Paragraph]
) -> Trial:
    """Fill the template.

    Args:
        form: Its kind.
        sample: Data of a document of this kind, as `render` takes it.
        paragraphs: All of the template's; without faults that can be seen.

    Raises:
        TemplateError: Word cannot open it.
    """
    zones = language.Zones()
    values = render.values(sample, pagecode.SAMPLE_ID, zones)
    template = _Traced(form, paragraphs)
    gaps = Gaps(values, template.place)
    sandbox = language.Sandbox(gaps.undefined(), gaps.printed)
    for name, apply in FILTERS.items():
        sandbox.filters[name] = gaps.careful(name, apply)
    faults: list[Fault] = []
    try:
        template.fill(values, sandbox, template.place)
    except TemplateError as error:
        faults += error.faults
    missed = list(dict.fromkeys([*map(_gap, gaps.found), *map(_refusal, gaps.refused)]))
    if missed or faults:
        return Trial(tuple(missed or faults))
    target = io.BytesIO()
    template.save(target)
    return Trial(
        (*template.faults, *map(_bare, dict.fromkeys(gaps.bare))),
        target.getvalue(),
        tuple(zones.pending),
        template.places,
        tuple(template.texts),
        template.margins(),
    )


def _gap(gap: Gap) -> Fault:
    says = _("There is no field “{name}” here.").format(name=gap.name)
    return Fault(gap.place, f"{says} {remedies.instead(gap.name, gap.known)}")


def _bare(place: str) -> Fault:
    says = _(
        "A date is printed as 2026-09-01. Write “|date” behind the field for "
        "01.09.2026, “|long_date” for the month in words."
    )
    return Fault(place, says, is_advice=True)


def _refusal(refusal: Refusal) -> Fault:
    says = _(
        "The filter “{name}” cannot work with “{value}”. Give it another field, or "
        "other values."
    )
    told = says.format(name=refusal.filter, value=refusal.value)
    return Fault(refusal.place, told)


class _Traced(render.Template):
    """A template whose paragraphs keep their numbers through the filling."""

    def __init__(self, form: FormKind, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__(form)
        self._paragraphs = paragraphs
        self._body = [it for it in paragraphs if it.kind == tags.BODY]
        self.places: dict[str, str] = {}
        self.texts: list[Written] = []
        self.faults: list[Fault] = []

    def get_xml(self) -> str:
        """The template's XML, each paragraph with its number."""
        for number, paragraph in enumerate(self.docx.element.body.iter(qn("w:p"))):
            paragraph.set(_SPOT, str(number))
        return super().get_xml()

    def fix_tables(self, xml: str) -> Element:
        """The filled document; what came from where is noted on the way."""
        tree = super().fix_tables(xml)
        for bookmark in tree.iter(qn("w:bookmarkStart")):
            paragraph = next(bookmark.iterancestors(qn("w:p")), None)
            self.places[bookmark.get(qn("w:name"))] = self._place_of(paragraph)
        self.faults += self._crowded(tree)
        self.faults += map(self._too_wide, pagesetup.wide_tables(tree))
        self.texts += self._cells(tree)
        self.texts += self._plain(tree)
        for paragraph in tree.iter(qn("w:p")):
            paragraph.attrib.pop(_SPOT, None)
        return tree

    def place(self, number: int, name: str = "") -> str:
        """The words that lead to a line of the part that is being filled.

        Args:
            number: Of the line, from 1.
            name: A word of the tag that is meant.
        """
        found = list(self._around(number))
        named = [it for it in found if any(name in tag.text for tag in it.tags)]
        tagged = [it for it in found if it.tags]
        for paragraph in (*named, *tagged):
            return paragraph.place
        return render.quoted(self.line(number))

    def margins(self) -> str:
        """All that the filled headers and footers say."""
        uris = (self.HEADER_URI, self.FOOTER_URI)
        parts = [part for uri in uris for _key, part in self.get_headers_footers(uri)]
        roots = [etree.fromstring(part.blob) for part in parts]
        return " ".join("".join(root.itertext(qn("w:t"))) for root in roots)

    def _around(self, number: int) -> Iterator[Paragraph]:
        """The paragraph of that line, and those whose tags docxtpl moved into it."""
        line = self.markup(number)
        spot = _SPOT_IN_LINE.search(line)
        if spot:
            start = int(spot[1])
            following = _SPOT_IN_LINE.search(self.markup(number + 1))
            end = int(following[1]) if following else len(self._body)
            yield from self._body[start:end]
        else:
            wanted = _tight(self.line(number))
            for paragraph in self._paragraphs:
                if paragraph.tags and _tight(paragraph.text) in wanted:
                    yield paragraph

    def _crowded(self, tree: Element) -> Iterator[Fault]:
        """Cells that are asked for more than once; one place of two is lost."""
        for cell in tree.iter(qn("w:tc")):
            marks = cell.findall(f"{qn('w:p')}/{qn('w:bookmarkStart')}")
            zones = [it for it in marks if it.get(qn("w:name"), "").startswith("Z")]
            if len(zones) > 1:
                says = _("Two zones stand in one cell. Give each a cell of its own.")
                yield Fault(self._place_of(zones[1].getparent()), says)

    def _too_wide(self, found: tuple[Element, float, float]) -> Fault:
        table, width_mm, text_mm = found
        paragraph = next(table.iter(qn("w:p")), None)
        says = _(
            "The table is {width:.0f} mm wide and the text of the page {text:.0f} mm. "
            "Make its columns narrower, or lay the page across."
        )
        told = says.format(width=width_mm, text=text_mm)
        return Fault(self._place_of(paragraph), told)

    def _place_of(self, paragraph: Element) -> str:
        spot = None if paragraph is None else paragraph.get(_SPOT)
        return self._body[int(spot)].place if spot else ""

    def _cells(self, tree: Element) -> Iterator[Written]:
        """The cells with text, each given a bookmark."""
        for number, cell in enumerate(tree.iter(qn("w:tc"))):
            paragraphs = cell.findall(qn("w:p"))
            text = " ".join(map(tags.own_text, paragraphs))
            if not text.strip():
                continue
            name = f"C{number:05}"
            _mark(paragraphs[0], name, _FIRST_CELL_ID + number)
            turned = cell.find(f"{qn('w:tcPr')}/{qn('w:textDirection')}")
            yield Written(
                name,
                text,
                self._place_of(paragraphs[0]),
                is_fixed=_is_fixed(cell),
                is_turned=turned is not None,
            )

    def _plain(self, tree: Element) -> Iterator[Written]:
        for paragraph in tree.iter(qn("w:p")):
            text = tags.own_text(paragraph)
            if text.strip() and next(paragraph.iterancestors(qn("w:tc")), None) is None:
                yield Written("", text, self._place_of(paragraph))


def _mark(paragraph: Element, name: str, number: int) -> None:
    """An empty bookmark at the paragraph's start."""
    place = int(paragraph.find(qn("w:pPr")) is not None)
    start = {qn("w:id"): str(number), qn("w:name"): name}
    end = {qn("w:id"): str(number)}
    paragraph.insert(place, etree.Element(qn("w:bookmarkStart"), start))
    paragraph.insert(place + 1, etree.Element(qn("w:bookmarkEnd"), end))


def _is_fixed(cell: Element) -> bool:
    row = next(cell.iterancestors(qn("w:tr")))
    height = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
    return height is not None and height.get(qn("w:hRule")) == "exact"


def _tight(text: str) -> str:
    """The text without spaces, braces and what docxtpl takes out of tags."""
    return _LOOSENESS.sub("", text)
