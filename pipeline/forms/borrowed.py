"""Characters that a document borrows from another font, in runs of their own.

LibreOffice finds another font for a character that the text's own lacks, but draws
it out of turn: the page looks right and its text reads «5  руб. ₽». In a run of its
own, with that font named, the character stays in its place. A combining mark takes
the letter that it stands on along.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

Element = Any
"""An lxml element; lxml has no types."""

_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff"
_CLUSTER = re.compile(f".[{_MARKS}]*", re.DOTALL)
_PRESERVED = "{http://www.w3.org/XML/1998/namespace}space"


def spell(tree: Element, families: Mapping[str, str]) -> None:
    """Set the borrowed characters of a document.

    Args:
        tree: Any element of it.
        families: Borrowed character → the family that has it.
    """
    borrowed = frozenset(families)
    for text in list(tree.iter(qn("w:t"))):
        if text.text and not borrowed.isdisjoint(text.text):
            _split(text, families)


def _split(text: Element, families: Mapping[str, str]) -> None:
    """The run of that text, as one run for each stretch of one font."""
    run = text.getparent()
    before, after = list(text.itersiblings(preceding=True)), list(text.itersiblings())
    properties = run.find(qn("w:rPr"))
    runs = [_run(properties, *each) for each in _stretches(text.text, families)]
    for element in before:
        if element is not properties:
            runs[0].insert(0 if properties is None else 1, element)
    for fresh in runs:
        run.addprevious(fresh)
    runs[-1].extend(after)
    run.getparent().remove(run)


def _stretches(text: str, families: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pieces of the text, each with the family that it is borrowed from, or ""."""

    def family(cluster: str) -> str:
        return next((families[char] for char in cluster if char in families), "")

    for name, clusters in groupby(_CLUSTER.findall(text), family):
        yield "".join(clusters), name


def _run(properties: Element | None, text: str, family: str) -> Element:
    run = etree.Element(qn("w:r"))
    if properties is not None:
        run.append(copy.deepcopy(properties))
    if family:
        _set_family(run, family)
    written = etree.SubElement(run, qn("w:t"), {_PRESERVED: "preserve"})
    written.text = text
    return run


def _set_family(run: Element, family: str) -> None:
    """Name the font; in a run's properties it stands behind the style only."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        properties = etree.SubElement(run, qn("w:rPr"))
    for former in properties.findall(qn("w:rFonts")):
        properties.remove(former)
    names = {qn(f"w:{which}"): family for which in ("ascii", "hAnsi", "cs", "eastAsia")}
    place = int(properties.find(qn("w:rStyle")) is not None)
    properties.insert(place, etree.Element(qn("w:rFonts"), names))
