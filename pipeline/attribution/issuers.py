"""Which institute issued a paper: ours, or one that writes to ours or about it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from pipeline.attribution import lines
from pipeline.attribution.lines import Line

_LIKE: Final = 88.0
_SHORT: Final = 5
"""A name of so few letters stands there by itself or not at all."""

_KIND_OF_HOUSE: Final = (
    r"(?:(?:ано|чоу|ноу|дпо|во|фгбоу|ооо|автономн\w*|некоммерческ\w*|частн\w*"
    r"|организаци\w*|учреждени\w*|обществ\w*|с|ограниченной|ответственностью"
    r"|дополнительного|профессионального|высшего|образовани\w*|образовательн\w*)\s*)*"
)
_RECIPIENT: Final = re.compile(
    r"\b(?:в|во|для|кому|куда|предъявлени\w*|представлени\w*|направл\w*"
    r"|(?:проректор|директор|ректор|начальник)у|руководителю|председателю)\s+"
    rf"{_KIND_OF_HOUSE}$"
)
_SIGNER: Final = re.compile(
    r"(?:и о |врио |генеральный |исполнительный )*"
    r"(?:директор|ректор|проректор|руководитель|заместитель (?:директора|ректора))\b"
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The name of our institute as it stands on a paper.

    Attributes:
        sure: It stands where the name of who issues a paper does.
    """

    name: str
    sure: bool


def find(
    page: Sequence[Line], title: int | None, names: Collection[str]
) -> Issuer | None:
    """The institute's name, when the paper bears it.

    It is surely the issuer's above the title and beside who signs; in the text, and
    where the paper is for it, another institute may have issued the paper.

    Args:
        page: The lines of the first page.
        title: Place of the title's last line; None where there is none.
        names: Those of our institute.
    """
    last = len(page) if title is None else title
    found: Issuer | None = None
    for place, name, before in _places(page, names):
        at_home = place <= last or _SIGNER.match(page[place].plain)
        if at_home and not _RECIPIENT.search(before):
            return Issuer(name, sure=True)
        found = found or Issuer(name, sure=False)
    return found


def _places(
    page: Sequence[Line], names: Collection[str]
) -> Iterator[tuple[int, str, str]]:
    """Where a name begins: the line, the name, what stands before it, plain."""
    for place, line in enumerate(page):
        text = " ".join(it.plain for it in page[place : place + 3])
        above = page[place - 1].plain if place else ""
        for name in names:
            start = _start(lines.plain(name), text)
            if start is not None and start <= len(line.plain):
                yield place, name, f"{above} {text[:start]}"


def _start(name: str, text: str) -> int | None:
    """Where in the text the name begins, both plain; None where it does not."""
    if len(name) <= _SHORT:
        at = f" {text} ".find(f" {name} ")
        return at if at >= 0 else None
    found = fuzz.partial_ratio_alignment(name, text, score_cutoff=_LIKE)
    return found.dest_start if found else None
