"""One token → its units.

A token is a run of letters and digits, and of the joints that hold them together: a
hyphen or dash, a slash, a point between digits, a break at the end of a line.

    token                      units
    ГП-2025/03-12              the number
    01.06.2025–20.06.2025      two dates, so 01.06–20.06.2025
    Салтыкова-Щедрина          two words
    ведо-⏎мость                the word, found by its halves too
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.terms import dates, words

# A letter or digit with what may cling to it: combining marks, soft hyphen, zero width.
_CLINGING = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_PART = rf"\w[\w{_CLINGING}]*"
_BREAK = r"(?<=[^\W\d_])-[ \t\r]*\n\s*(?=[а-яё])"
_DASHES = r"\-‐‑‒–—−"
_JOINT = rf"(?=[{_DASHES}/\\.])(?:{_BREAK}|[{_DASHES}/\\]|(?<=\d)\.(?=\d))"
_TOKEN = re.compile(rf"{_PART}(?:{_JOINT}{_PART})*")
_BROKEN = re.compile(_BREAK)
_PARTS = re.compile(_PART)
_RANGE = re.compile(rf"(\d\d?\.\d\d?)(\.\d{{4}})?[{_DASHES}](\d\d?\.\d\d?(\.\d{{4}}))")


class Unit(NamedTuple):
    """A word, a number or a date.

    Attributes:
        start: Of its first character, from 0 at the beginning of its token.
        end: Of the one after its last.
        exact: Its exact term.
        stems: All the stems that it is found by.
        asked: The run of stems that finds it.
    """

    start: int
    end: int
    exact: str
    stems: tuple[str, ...]
    asked: tuple[str, ...]


def split(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a text, in order."""
    return _TOKEN.finditer(text.replace("_", " "))


@lru_cache(maxsize=1 << 16)
def read(token: str) -> tuple[Unit, ...]:
    """The units of one token, in order.

    An archive has many tokens and few different ones: those are read once and kept.
    """
    if ends := _ends(token):
        return ends
    parts = [
        _word(part.start(), part.end(), part[0]) for part in _PARTS.finditer(token)
    ]
    if any(character.isdigit() for character in token):
        return (_number(token, [part.exact for part in parts]),)
    parts = [part for part in parts if part.exact]
    return (_whole(token, parts),) if _BROKEN.search(token) else tuple(parts)


def _ends(token: str) -> tuple[Unit, ...]:
    """The two dates of a period; the first one may leave the year to the second."""
    both = _RANGE.fullmatch(token)
    if both is None:
        return ()
    first, last = both[1] + (both[2] or both[4]), both[3]
    if not (both[2] or dates.in_figures(first)):
        return ()
    (from_day,), (to_day,) = read(first), read(last)
    return from_day._replace(end=both.start(3) - 1), to_day._replace(
        start=both.start(3), end=both.end(3)
    )


def _word(start: int, end: int, text: str) -> Unit:
    exact = words.fold(text)
    stems = (words.stem(exact),)
    return Unit(start, end, exact, stems, stems)


def _whole(token: str, parts: Sequence[Unit]) -> Unit:
    """A word broken at the end of a line; its halves are stems besides."""
    whole = _word(0, len(token), _BROKEN.sub("", token))
    halves = tuple(stem for part in parts for stem in part.stems)
    return whole._replace(stems=whole.stems + halves)


def _number(token: str, parts: Sequence[str]) -> Unit:
    joints = _PARTS.sub("\0", token).split("\0")[1:-1]
    whole = parts[0] + "".join(
        _plain_joint(joint) + part
        for joint, part in zip(joints, parts[1:], strict=True)
    )
    whole = dates.without_year_word(whole)
    stems = dates.in_figures(whole)
    if stems:
        return Unit(0, len(token), stems[0], stems, stems[:1])
    stems = tuple(words.stem(part) for part in parts if part)
    return Unit(0, len(token), whole, stems, stems)


def _plain_joint(joint: str) -> str:
    if joint == ".":
        return joint
    return "/" if joint in "/\\" else "-"
