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

_FORM: Final = re.compile(
    r"ано|чоу|ноу|дпо|во|с|ооо|\w{0,3}[ба]п?оу|(?:автономн|некоммерческ|частн|организаци"
    r"|учреждени|обществ|ограниченн|ответственност|дополнительн|профессиональн|высш"
    r"|образовани|образовательн|бюджетн|государственн|федеральн|муниципальн)\w*"
)
"""A word of the legal form that stands before a name."""

_HOUSE: Final = re.compile(
    r"\b(?:ано|чоу|ноу|ооо|пао|зао|ао|\w{0,3}[ба]п?оу)\b"
    r"|\b(?:университет|академи|институт|колледж|техникум|училищ|лице[йя]|школ|центр"
    r"|автономн|некоммерческ|учреждени|обществ|предприяти|завод|компани|фирм|фонд)"
)
_AREA: Final = r"(?!\w+ской (?:федерации|области)|федерации|ограниченной)"
_DATIVE: Final = re.compile(
    r"(?<!\bпо )(?<!\bк )\b"
    r"(?:(?!\w+(?:оу|ностью)\b)[а-я]{3,}[ую]|главе|(?:заведующ|начальниц)ей)\b"
)
_ADDRESS: Final = re.compile(
    rf"(?:в|во|для|кому|куда|на имя|{_AREA}[а-я]+(?:ой|ей|ии)|кафедре|[а-я]+[ая]м)\b"
)
"""How a line begins that says to whom a paper goes."""

_RECIPIENT: Final = re.compile(
    r"\b(?:в|во|для|кому|куда|предъявлени\w*|представлени\w*|направл\w*)$"
)
_EPITHET: Final = re.compile(r"(?:ий|ый|ая|ое)$")
"""A word that makes the name behind it a longer one: «Московский институт …»."""

_SIGNER: Final = re.compile(
    r"(?:и о |врио |генеральный |исполнительный )*"
    r"(?:директор|ректор|проректор|руководитель|заместитель (?:директора|ректора))"
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

    It is surely the issuer's at the head of the paper, where no other house and no
    address stands above it, and right behind the post of who signs; in the text, and
    where the paper is for it, another institute may have issued the paper.

    Args:
        page: The lines of the first page.
        title: Place of the title's last line, from 0; None where there is none.
        names: Those of our institute.
    """
    last = len(page) if title is None else title
    found: Issuer | None = None
    for place, name, start in _places(page, names):
        at_head = place <= last and _heads(page, place, name, start)
        if at_head or _signs(page, place, start, last):
            return Issuer(name, sure=True)
        found = found or Issuer(name, sure=False)
    return found


def _heads(page: Sequence[Line], place: int, name: str, start: int) -> bool:
    """Above a name, and before it, no other house stands and nobody is addressed."""
    text = _text(page, place)
    before = [*(line.plain for line in page[:place]), text[:start]]
    above = _less_form(" ".join(before))
    called = text[start : start + len(name) + 1].split()
    inflected = {word for word in called if _is_inflected(word)}
    return not (
        _HOUSE.search(above)
        or _RECIPIENT.search(above)
        or _EPITHET.search(" ".join(before).strip())
        or _DATIVE.search(" ".join(before))
        or any(_ADDRESS.match(line) for line in before)
        or inflected - {*lines.plain(name).split()}
    )


def _signs(page: Sequence[Line], place: int, start: int, last: int) -> bool:
    """A name stands right behind a post, and no other house at the paper's head."""
    post = _less_form(_text(page, place)[:start])
    heads = _less_form(" ".join(line.plain for line in page[: min(place, last + 1)]))
    return bool(_SIGNER.fullmatch(post)) and not _HOUSE.search(heads)


def _is_inflected(word: str) -> bool:
    """A word of a name stands in the dative."""
    return bool(_DATIVE.match(word) or word.endswith("ии"))


def _less_form(text: str) -> str:
    """Plain text without the legal form that it ends in."""
    words = text.split()
    while words and _FORM.fullmatch(words[-1]):
        words.pop()
    return " ".join(words)


def _places(
    page: Sequence[Line], names: Collection[str]
) -> Iterator[tuple[int, str, int]]:
    """Where a name begins: the line's place from 0, the name, where in the line."""
    for place, line in enumerate(page):
        text = _text(page, place)
        for name in names:
            start = _start(lines.plain(name), text)
            if start is not None and start <= len(line.plain):
                yield place, name, start


def _text(page: Sequence[Line], place: int) -> str:
    """A line with the two below, in which a name may go on, plain."""
    return " ".join(it.plain for it in page[place : place + 3])


def _start(name: str, text: str) -> int | None:
    """Where in the text the name begins, both plain; None where it does not.

    The place counts from 0, as those of lines do.
    """
    if len(name) <= _SHORT:
        at = f" {text} ".find(f" {name} ")
        return at if at >= 0 else None
    found = fuzz.partial_ratio_alignment(name, text, score_cutoff=_LIKE)
    return found.dest_start if found else None
