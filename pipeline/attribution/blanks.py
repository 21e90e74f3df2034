"""Series and numbers of printed blanks, and numbers that stand at titles."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from pipeline.attribution import citations, days, lines, spots
from pipeline.attribution.lines import Line

_FIGURED: Final = r"(?:\w[\w/.-]*)?\d[\w/.-]*"
_AFTER_SIGN: Final = re.compile(
    r"(?:№|\bn[oо]?|\bnе|\b(?:мо|ме)(?=[\s\d]))\s*"
    rf"((?:[^\W\d_]{{1,6}}\s?[-/]\s?)*"
    rf"(?:{_FIGURED}(?<=\d\d)\s\d{{1,3}}(?=\s+от\b)|{_FIGURED}))"
)
"""It may have spaces about its hyphens, or one behind two of its last figures."""

_APART: Final = re.compile(r"\d\s\d{1,3}\s*(?:\bот\b|$)")

_BEFORE_DATE: Final = re.compile(rf"(?<![\w/.-])({_FIGURED})\s+от(?:\s|$)")
_ALONE: Final = re.compile(r"(?<![\w/.-])((?:[а-яa-z]{1,5}[-/])+\d[\w/.-]*)")
_REGISTERED: Final = re.compile(
    r"\b(регистрационный|рег) (номер|n)|\bрегистрационный\b"
)
_WITH_FIGURE: Final = re.compile(r"(?<!\w)[\w/-]*\d[\w/-]*")
_SERIES: Final = re.compile(
    r"\b(\d{2}\s?\d{2}\s?\d{8}|\d{12}|[а-я]{2,4}\s?№?\s?\d{6,8})\b"
)
_AFTER_NAME: Final = re.compile(
    r"^(?:протокол|ведомость|журнал|справка|приказ)\s+(\d[\w/.-]*)(?=\s|$)"
)
"""The sign of number is what OCR loses first."""

_BLOCK: Final = 3
_TO_CYRILLIC: Final = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_TO_FIGURES: Final = str.maketrans("озбil", "03611")
_IS_DATE: Final = re.compile(r"\d\d?\.\d\d?\.\d{2,4}")
_PLAINLY_LATIN: Final = re.compile(r"[DFGIJLNQRSUVWZa-z]")


def _shown(number: str) -> str:
    """A number as it was printed: Latin look-alikes are Russian letters."""
    bare = re.sub(r"\s", "", number).strip(".,")
    return bare if _PLAINLY_LATIN.search(bare) else bare.translate(_TO_CYRILLIC)


def number(
    page: Sequence[Line], title: int, codes: Collection[str] = ()
) -> tuple[str, str]:
    """The number beside a title or below it, and its line; "" where there is none.

    None stands below the place where it was to be written in ink.

    Args:
        page: Its lines.
        title: Place of the title's last line; it may have begun in the one above.
        codes: Of groups, which are no numbers of papers unless they are figures.
    """
    for place in range(max(0, title - 1), min(len(page), title + 1 + _BLOCK)):
        line = page[place]
        if citations.is_cited(page, place, title):
            continue
        for pattern in (_AFTER_NAME, _AFTER_SIGN, _BEFORE_DATE, _ALONE):
            found = pattern.search(line.folded)
            if found:
                first, last = found.span(1)
                shown = _shown(line.text[first:last])
                if place > title and not spots.is_bare(line.folded[:first]):
                    continue
                is_code = shown in codes and not shown.isdecimal()
                if not is_code and not _IS_DATE.fullmatch(shown):
                    return shown, line.text
        if days.is_unnumbered(line):
            break
    return "", ""


def alike(one: str, other: str) -> bool:
    """One number but for spaces, and letters read for figures."""
    return _key(one) == _key(other)


def is_apart(text: str) -> bool:
    """Figures stand apart in the line of a number: they are one number or two."""
    return bool(_APART.search(lines.fold(text)))


def is_end(one: str, other: str) -> bool:
    """One number may be what is left of the other, or the other of it."""
    short, long = sorted((_key(one), _key(other)), key=len)
    return bool(short) and long.endswith(short)


def _key(number: str) -> str:
    """A number as it is compared: «О» and «0» look alike, «З» and «3», «l» and «1»."""
    return lines.plain(number).replace(" ", "").translate(_TO_FIGURES)


def registered(page: Sequence[Line]) -> tuple[str, str]:
    """The registration number of a qualification document, and its line."""
    for place, line in enumerate(page):
        if not _REGISTERED.search(line.plain):
            continue
        for near in page[place : place + 2]:
            found = _WITH_FIGURE.search(near.folded)
            if found and not _IS_DATE.search(near.text):
                return _shown(near.text[found.start() : found.end()]), near.text
    return "", ""


def series(page: Sequence[Line]) -> str:
    """Series and number of a printed blank, as they stand."""
    for line in page:
        found = _SERIES.search(line.folded)
        if found:
            return line.text[found.start(1) : found.end(1)]
    return ""
