"""The parts of a date → the terms it is found by.

    20.06.2025    2025-06-20  2025-06  --06-20  20  06  2025
    июнь 2025     2025-06  06  2025
    20 июня       --06-20  20  06

The first term is the date's own, the others are what else it is found by. What is no
date of the calendar («31.02.2025», «13.2025») has no terms. Where a date stands in a
text, and which words belong to it, is told in `units`.
"""

import re
from datetime import date

_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"(\d\d)\.(\d\d)\.(\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d\d?)\2(\d\d?)")
_MONTH_FIRST = re.compile(r"(\d\d)\.((?:19|20)\d\d)")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)-(\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"\d\d?")
_CENTURY_TURNS = 70
"""«20.06.69» is 2069 and «20.06.70» 1970."""

MONTHS = {
    form: number
    for number, forms in enumerate(
        (
            "январь января январе",
            "февраль февраля феврале",
            "март марта марте",
            "апрель апреля апреле",
            "май мая мае",
            "июнь июня июне",
            "июль июля июле",
            "август августа августе",
            "сентябрь сентября сентябре",
            "октябрь октября октябре",
            "ноябрь ноября ноябре",
            "декабрь декабря декабре",
        ),
        start=1,
    )
    for form in forms.split()
}
"""A month's name, folded, in the cases that dates are written in → 1 to 12."""

YEAR_WORDS = frozenset(("г", "год", "года", "году", "годом"))
"""What may follow a year, folded."""

_GLUED_YEAR_WORD = re.compile(r"(?<=(?:19|20)\d\d)г$")


def in_figures(text: str) -> tuple[str, ...]:
    """The terms of a date in figures.

    Args:
        text: The whole of it, joined by points, slashes or hyphens.
    """
    if match := _DAY_FIRST.fullmatch(text):
        return _of_day(int(match[4]), int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _of_day(int(match[1]), int(match[3]), int(match[4]))
    if match := _SHORT_YEAR.fullmatch(text):
        century = 2000 if int(match[3]) < _CENTURY_TURNS else 1900
        return _of_day(century + int(match[3]), int(match[2]), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _of_month(int(match[2]), int(match[1]))
    if match := _YEAR_MONTH.fullmatch(text):
        return _of_month(int(match[1]), int(match[2]))
    return ()


def in_words(day: int, month: int, year: int) -> tuple[str, ...]:
    """The terms of a date whose month is written as a word.

    Args:
        day: 0 where it is not given.
        month: 1 to 12.
        year: 0 where it is not given.
    """
    if day and year:
        return _of_day(year, month, day)
    if year:
        return _of_month(year, month)
    if 1 <= day <= 31:
        return _yearless(month, day), f"{day:02}", f"{month:02}"
    return ()


def as_day(text: str) -> int:
    """The day that stands before a month's name; 0 if it is none."""
    return int(text) if _DAY.fullmatch(text) else 0


def as_year(text: str) -> int:
    """The year that stands after a month's name; 0 if it is none."""
    return int(text) if _YEAR.fullmatch(text) else 0


def takes_year_word(term: str) -> bool:
    """Whether «г.» may follow: an exact term of a year, of a month or day in one."""
    return any(it.fullmatch(term) for it in (_YEAR, _YEAR_MONTH, _YEAR_FIRST))


def without_year_word(number: str) -> str:
    """A number without the «г» that was written close to its year («20.06.2025г»)."""
    return _GLUED_YEAR_WORD.sub("", number)


def _of_day(year: int, month: int, day: int) -> tuple[str, ...]:
    try:
        whole = date(year, month, day).isoformat()
    except ValueError:
        return ()
    parts = (f"{day:02}", f"{month:02}", f"{year:04}")
    return whole, whole[:7], _yearless(month, day), *parts


def _of_month(year: int, month: int) -> tuple[str, ...]:
    if not 1 <= month <= 12:
        return ()
    return f"{year}-{month:02}", f"{month:02}", str(year)


def _yearless(month: int, day: int) -> str:
    return f"--{month:02}-{day:02}"
