"""Is a template sound? Every fault with its place and what to write instead.

First the tags are read one by one as the author wrote them: braces, blocks,
filters, where zone calls stand. If they are sound, the template is filled with
the sample, and every field that is not there is noted instead of ending the
work, so that all of them are told at once. What the sample does not reach (the
other branch of an `if`) is not tried. Fonts are those of this machine.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence

import docx
import jinja2
from docx.document import Document
from jinja2 import nodes
from rapidfuzz import process

from pipeline.errors import Fault, TemplateError
from pipeline.forms import fonts, language, render, tags
from pipeline.forms.gaps import Gaps
from pipeline.forms.kinds import FormKind
from pipeline.forms.language import FILTERS, JINJA_FILTERS, ZONE_CALLS
from pipeline.forms.tags import Paragraph, Tag
from pipeline.messages import _

SAMPLE_ID = "0000000000"
"""Document id that a template is tried with."""

_ENDS = {"endfor": "for", "endif": "if"}
_OPENS = frozenset(["for", "if"])
_MIDDLES = {"else": ("for", "if"), "elif": ("if",)}
_ZONE_CALL = re.compile(rf"\b({'|'.join(sorted(ZONE_CALLS))})\s*\(")
_SAME_SHAPE = {
    "Times New Roman": "Liberation Serif",
    "Arial": "Liberation Sans",
    "Courier New": "Liberation Mono",
    "Calibri": "Carlito",
    "Cambria": "Caladea",
}
"""Fonts whose stand-ins have the same widths, so that no line breaks elsewhere."""

_LOOSENESS = re.compile(r"{{r\s|{%-?(?:tr|tc|p|r)\s|[\s{}%-]")
_SANDBOX = language.Sandbox()
_NEAR_ENOUGH = 60
_FIELDS_SHOWN = 12


def check(form: FormKind, sample: dict[str, object]) -> tuple[Fault, ...]:
    """Every fault of a kind's template; none when it is sound.

    Args:
        form: The kind.
        sample: Data of a document of this kind, as `render` takes it.
    """
    try:
        document = docx.Document(io.BytesIO(form.template.read_bytes()))
    except render.NOT_A_DOCUMENT:
        says = _("Word cannot open it. Save it anew as a Word document (DOCX).")
        return (Fault(form.template.name, says),)
    faults = [*_written(document)]
    if not faults:
        faults += _tried(form, sample, list(tags.paragraphs(document)))
    return (*faults, *_fonts(form))


def _written(document: Document) -> Iterator[Fault]:
    """What can be seen without data."""
    paragraphs = list(tags.paragraphs(document))
    for paragraph in paragraphs:
        for braces in paragraph.loose_braces[:1]:
            says = _("“{braces}” has no partner. Write {{{{ … }}}} or {{% … %}}.")
            yield Fault(paragraph.place, says.format(braces=braces))
        for tag in paragraph.tags:
            yield from _zone_place(tag)
            yield from _row_place(tag)
            yield from _language(tag)
    for part in dict.fromkeys(paragraph.part for paragraph in paragraphs):
        found = [tag for p in paragraphs if p.part == part for tag in p.tags]
        yield from _blocks(found)


def _zone_place(tag: Tag) -> Iterator[Fault]:
    """A zone is a raw call in a cell of the body."""
    call = _ZONE_CALL.search(tag.text)
    if tag.is_statement or not call:
        return
    name, place = call[1], tag.paragraph.place
    if tag.paragraph.part != tags.BODY:
        says = _("A zone cannot stand in a header or footer. Move it into a table.")
        yield Fault(place, says)
    elif not tag.paragraph.in_cell:
        says = _("“{name}” stands outside a table. Put it into a bordered cell.")
        yield Fault(place, says.format(name=name))
    if tag.prefix != "r":
        says = _("“{name}” prints no text. Write {{{{r {call} }}}}.")
        yield Fault(place, says.format(name=name, call=tag.text))


def _row_place(tag: Tag) -> Iterator[Fault]:
    if tag.prefix in ("tr", "tc") and not tag.paragraph.in_cell:
        says = _("“{{%{prefix}” works in a table only. Write {{%p {text} %}}.")
        yield Fault(tag.paragraph.place, says.format(prefix=tag.prefix, text=tag.text))


def _language(tag: Tag) -> Iterator[Fault]:
    """Jinja's own opinion of one tag, and filters that are not there."""
    try:
        tree = _SANDBOX.parse(_alone(tag))
    except jinja2.TemplateSyntaxError as error:
        says = _("{problem} in “{text}”. Correct the tag.")
        problem = (error.message or "").rstrip(".")
        yield Fault(tag.paragraph.place, says.format(problem=problem, text=tag.text))
        return
    for name in dict.fromkeys(node.name for node in tree.find_all(nodes.Filter)):
        if name not in _SANDBOX.filters:
            says = _("There is no filter “{name}”.").format(name=name)
            known = (*FILTERS, *JINJA_FILTERS)
            yield Fault(tag.paragraph.place, f"{says} {_instead(name, known)}")


def _alone(tag: Tag) -> str:
    """The tag as a template of its own, its block closed."""
    if not tag.is_statement:
        return "{{ " + tag.text + " }}"
    if tag.keyword in _ENDS or tag.keyword == "else":
        return ""
    if tag.keyword == "elif":
        return "{% if " + tag.text.removeprefix("elif") + " %}{% endif %}"
    closing = "{% end" + tag.keyword + " %}" if tag.keyword in _OPENS else ""
    return "{% " + tag.text + " %}" + closing


def _blocks(found: Iterable[Tag]) -> Iterator[Fault]:
    """Blocks that are not closed, not opened, or closed in another way."""
    opened: list[Tag] = []
    for tag in found:
        if not tag.is_statement:
            continue
        if tag.keyword in _OPENS:
            opened.append(tag)
        elif tag.keyword in _MIDDLES:
            if not opened or opened[-1].keyword not in _MIDDLES[tag.keyword]:
                yield _unopened(tag)
        elif tag.keyword in _ENDS:
            if not opened or opened[-1].keyword != _ENDS[tag.keyword]:
                yield _unopened(tag)
            else:
                yield from _same_prefix(opened.pop(), tag)
    for tag in opened:
        says = _(
            "“{text}” is never closed. Write {{%{prefix} end{keyword} %}} after it."
        )
        yield Fault(
            tag.paragraph.place,
            says.format(text=tag.text, prefix=tag.prefix, keyword=tag.keyword),
        )


def _unopened(tag: Tag) -> Fault:
    says = _("“{text}” closes nothing that is open here. Take it out, or open it.")
    return Fault(tag.paragraph.place, says.format(text=tag.text))


def _same_prefix(opening: Tag, closing: Tag) -> Iterator[Fault]:
    if opening.prefix != closing.prefix:
        says = _(
            "“{text}” was opened with {{%{prefix}. Write {{%{prefix} {end} %}} here."
        )
        yield Fault(
            closing.paragraph.place,
            says.format(text=opening.text, prefix=opening.prefix, end=closing.text),
        )


def _tried(
    form: FormKind, sample: dict[str, object], paragraphs: Sequence[Paragraph]
) -> Iterator[Fault]:
    """What the sample brings to light; a field of one place is told once."""
    values = render.values(sample, SAMPLE_ID, language.Zones())
    gaps = Gaps(values)
    template = render.Template(form)

    def place(line: str) -> str:
        return _place(line, paragraphs)

    try:
        template.fill(values, language.Sandbox(gaps.undefined()), place)
    except TemplateError as error:
        if not gaps.found:
            yield from error.faults
    for gap in dict.fromkeys(gaps.found):
        says = _("There is no field “{name}” here.").format(name=gap.name)
        yield Fault(
            place(template.line(gap.line)), f"{says} {_instead(gap.name, gap.known)}"
        )


def _place(line: str, paragraphs: Sequence[Paragraph]) -> str:
    """The author's words for a line of the rewritten template."""
    wanted = _tight(line)
    for paragraph in paragraphs:
        if paragraph.tags and _tight(paragraph.text) in wanted:
            return paragraph.place
    return _("paragraph “{text}”").format(text=line)


def _tight(text: str) -> str:
    """The text without spaces, braces and what docxtpl takes out of tags."""
    return _LOOSENESS.sub("", text)


def _instead(name: str, known: Sequence[str]) -> str:
    nearest = process.extractOne(name, known, score_cutoff=_NEAR_ENOUGH)
    if nearest:
        return _("Write “{nearest}”.").format(nearest=nearest[0])
    names = ", ".join(known[:_FIELDS_SHOWN]) or "–"
    return _("There are: {names}.").format(names=names)


def _fonts(form: FormKind) -> Iterator[Fault]:
    for family in fonts.families(form.template.read_bytes()):
        found = fonts.match(family).family
        if found not in (family, _SAME_SHAPE.get(family)):
            place = _("font “{family}”").format(family=family)
            says = _(
                "It is not installed and {found} would stand in, with other widths. "
                "Install it, or take Times New Roman or Arial."
            )
            yield Fault(place, says.format(found=found))
