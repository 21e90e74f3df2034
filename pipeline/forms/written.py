"""Faults of a template that can be seen without data.

Its tags are read as the author wrote them: braces, blocks, where zone calls stand,
and what docxtpl would leave out without a word: a row, cell or paragraph with a
`{%tr`, `{%tc` or `{%p` goes whole, whatever else stands in it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.errors import Fault
from pipeline.forms import dots, expressions, tags
from pipeline.forms.language import ZONE_CALLS
from pipeline.forms.tags import Paragraph, Tag
from pipeline.messages import _

_CLOSES = {"endfor": "for", "endif": "if"}
_MIDDLES = {"else": ("for", "if"), "elif": ("if",)}
_ZONE_CALL = re.compile(rf"\b({'|'.join(sorted(ZONE_CALLS))})\s*\(")
_ID = re.compile(r"\bdocument\s*\.\s*id\b")
_FOOTER = "{{ document.id }} · Печатать из PDF"
_PREFIX_APART = re.compile(r"r\s+(?=\w+\s*\()")
"""The prefix of a raw call, cut off from the braces: `{{ r sign(…) }}`."""

_WHOLE = ("tr", "tc", "p")
_REVISIONS = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo")))
_SHOWN = 60


def faults(
    document: Document,
    paragraphs: Sequence[Paragraph],
    samples: Sequence[object] = (),
) -> Iterator[Fault]:
    """Every such fault.

    Args:
        document: The template.
        paragraphs: All of its paragraphs.
        samples: Data of its documents, for the names of fields.
    """
    known = dots.pairs(samples, (tag for it in paragraphs for tag in it.tags))
    yield from _revisions(document)
    for paragraph in paragraphs:
        yield from _of_paragraph(paragraph)
        for tag in paragraph.tags:
            yield from _of_tag(tag, paragraphs, known)
    for part in dict.fromkeys(paragraph.part for paragraph in paragraphs):
        found = [tag for p in paragraphs if p.part == part for tag in p.tags]
        yield from _blocks(found)


def advice(paragraphs: Sequence[Paragraph]) -> Iterator[Fault]:
    """What is worth telling of a template that can be used as it is."""
    margins = (it for it in paragraphs if it.kind == tags.MARGIN)
    if not any(_ID.search(tag.text) for it in margins for tag in it.tags):
        says = _(
            "The document's id is not in the footer, so a paper printed from Word "
            "cannot be traced. Put it back: {text}"
        )
        told = says.format(text=_FOOTER)
        yield Fault(_("footer of the form"), told, is_advice=True)


def _revisions(document: Document) -> Iterator[Fault]:
    for element in document.element.body.iter(*_REVISIONS):
        text = "".join(element.itertext(qn("w:t"), qn("w:delText")))
        says = _(
            "The template holds tracked changes, which are filled and printed too. "
            "Accept or reject all of them in Word (Review)."
        )
        yield Fault(_("tracked change “{text}”").format(text=text[:_SHOWN]), says)
        return


def _of_paragraph(paragraph: Paragraph) -> Iterator[Fault]:
    for braces in paragraph.loose_braces[:1]:
        says = _("“{braces}” has no partner. Write {{{{ … }}}} or {{% … %}}.")
        yield Fault(paragraph.place, says.format(braces=braces))
    for field in paragraph.single_braces:
        says = _(
            "“{{{field}}}” has single braces and is printed as it stands. Write "
            "{{{{ {field} }}}}."
        )
        yield Fault(paragraph.place, says.format(field=field))
    if paragraph.kind == tags.ENDNOTES and paragraph.tags:
        says = _("Endnotes are not filled. Use a footnote, or write it into the text.")
        yield Fault(paragraph.place, says)


def _of_tag(
    tag: Tag, paragraphs: Sequence[Paragraph], known: frozenset[str]
) -> Iterator[Fault]:
    if not tag.is_statement and (apart := _PREFIX_APART.match(tag.text)):
        says = _("“r” stands right behind the braces. Write {{{{r {call} }}}}.")
        call = tag.text[apart.end() :]
        yield Fault(tag.paragraph.place, says.format(call=call))
        return
    yield from _zone_place(tag)
    if tag.prefix in _WHOLE or tag.prefix == "r":
        yield from _prefix(tag)
    if tag.prefix in _WHOLE and tag.is_statement:
        yield from _row_place(tag)
        yield from _lost(tag, paragraphs)
    for says in expressions.faults(tag, known):
        yield Fault(tag.paragraph.place, says)


def _zone_place(tag: Tag) -> Iterator[Fault]:
    """A zone is a raw call in a cell of the body."""
    call = _ZONE_CALL.search(tag.text)
    if tag.is_statement or not call:
        return
    name, paragraph = call[1], tag.paragraph
    if paragraph.kind != tags.BODY or paragraph.in_box:
        says = _(
            "A zone cannot stand in a header, footer, note or text box. "
            "Move it into a table of the text."
        )
        yield Fault(paragraph.place, says)
    elif not paragraph.in_cell:
        says = _("“{name}” stands outside a table. Put it into a bordered cell.")
        yield Fault(paragraph.place, says.format(name=name))
    if tag.prefix != "r":
        says = _("“{name}” prints no text. Write {{{{r {call} }}}}.")
        yield Fault(paragraph.place, says.format(name=name, call=tag.text))


def _prefix(tag: Tag) -> Iterator[Fault]:
    """After the prefix docxtpl wants a plain space, and no % or } in the tag."""
    opening = ("{%" if tag.is_statement else "{{") + tag.prefix
    if not tag.raw.startswith(f"{opening} "):
        says = _("Write a plain space after “{opening}”, and nothing before it.")
        yield Fault(tag.paragraph.place, says.format(opening=opening))
    for sign in sorted(set("%}") & set(tag.text)):
        says = _(
            "“{sign}” cannot stand in a tag that begins with “{opening}”. Work the "
            "value out before, in {{% set … %}}."
        )
        yield Fault(tag.paragraph.place, says.format(sign=sign, opening=opening))


def _row_place(tag: Tag) -> Iterator[Fault]:
    if tag.prefix in ("tr", "tc") and not tag.paragraph.in_cell:
        says = _("“{{%{prefix}” works in a table only. Write {{%p {text} %}}.")
        yield Fault(tag.paragraph.place, says.format(prefix=tag.prefix, text=tag.text))


def _lost(tag: Tag, paragraphs: Sequence[Paragraph]) -> Iterator[Fault]:
    """What stands beside a tag that takes all around it away."""
    around = "".join(p.text for p in _taken_with(tag, paragraphs))
    rest = around.replace(tag.raw, "", 1).strip()
    if not rest:
        return
    says = {
        "tr": _(
            "A row with {{%tr … %}} is left out of the form whole, and “{rest}” with "
            "it. Give the tag a row of its own."
        ),
        "tc": _(
            "A cell with {{%tc … %}} is left out of the form whole, and “{rest}” with "
            "it. Give the tag a cell of its own."
        ),
        "p": _(
            "A paragraph with {{%p … %}} is left out of the form whole, and “{rest}” "
            "with it. Give the tag a paragraph of its own."
        ),
    }[tag.prefix]
    yield Fault(tag.paragraph.place, says.format(rest=rest[:_SHOWN]))


def _taken_with(tag: Tag, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs that the tag takes away."""
    here = tag.paragraph
    if tag.prefix == "p" or not here.in_cell:
        return [here]
    return [
        it
        for it in paragraphs
        if it.part == here.part
        and it.row == here.row
        and (tag.prefix == "tr" or it.cell == here.cell)
    ]


def _blocks(found: Iterable[Tag]) -> Iterator[Fault]:
    """Blocks that are not closed, not opened, or closed in another way."""
    opened: list[Tag] = []
    for tag in found:
        if not tag.is_statement:
            continue
        if tag.keyword in _CLOSES.values():
            opened.append(tag)
        elif tag.keyword in _MIDDLES:
            if not opened or opened[-1].keyword not in _MIDDLES[tag.keyword]:
                yield _unopened(tag)
        elif tag.keyword in _CLOSES:
            if not opened or opened[-1].keyword != _CLOSES[tag.keyword]:
                yield _unopened(tag)
            else:
                yield from _pair(opened.pop(), tag)
    for tag in opened:
        says = _(
            "“{text}” is never closed. Write {{%{prefix} end{keyword} %}} after it."
        )
        told = says.format(text=tag.text, prefix=tag.prefix, keyword=tag.keyword)
        yield Fault(tag.paragraph.place, told)


def _unopened(tag: Tag) -> Fault:
    says = _("“{text}” closes nothing that is open here. Take it out, or open it.")
    return Fault(tag.paragraph.place, says.format(text=tag.text))


def _pair(opening: Tag, closing: Tag) -> Iterator[Fault]:
    """A block closes with the prefix that opened it, in the same surroundings."""
    if opening.prefix != closing.prefix:
        says = _(
            "“{text}” was opened with {{%{prefix}. Write {{%{prefix} {end} %}} here."
        )
    elif _is_torn(opening, closing):
        says = _(
            "“{text}” opens in another cell than it closes in. Close it in the same "
            "cell, or repeat rows with {{%tr … %}} and columns with {{%tc … %}}."
        )
    else:
        return
    told = says.format(text=opening.text, prefix=opening.prefix, end=closing.text)
    yield Fault(closing.paragraph.place, told)


def _is_torn(opening: Tag, closing: Tag) -> bool:
    first, last = opening.paragraph, closing.paragraph
    match opening.prefix:
        case "tr":
            return False
        case "tc":
            return first.row != last.row
        case _:
            return first.cell != last.cell
