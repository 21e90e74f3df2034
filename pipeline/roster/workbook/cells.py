"""A cell to text, whatever Excel made of what was typed."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from pipeline.messages import _
from pipeline.roster.plain import cleaned, hidden
from pipeline.roster.workbook.escapes import unescaped
from pipeline.roster.workbook.grid import ErrorValue, Value
from pipeline.roster.workbook.layout import Kind

_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: ?г\.?)?")
_ISO_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(:00(\.0+)?)?")
_SNILS = re.compile(r"[0-9 –-]+")


class Read(NamedTuple):
    """What a cell says, and what is wrong with it ("" for nothing)."""

    text: str
    says: str = ""


def read(value: Value | ErrorValue | None, kind: Kind) -> Read:
    """The text that a cell of that kind holds; dates are year-month-day."""
    if value is None:
        return Read("")
    if isinstance(value, ErrorValue):
        says = _("The formula here gives {error}; write the value itself.")
        return Read("", says.format(error=value.text))
    if isinstance(value, datetime | date | time | timedelta):
        return _of_time(value, kind)
    if isinstance(value, str):
        return _of_text(value, kind)
    return Read(_number(value, kind))


def _number(value: float, kind: Kind) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    whole = isinstance(value, int) or value.is_integer()
    text = str(int(value)) if whole else repr(value)
    return _snils(text.zfill(11)) if kind is Kind.SNILS else text


def _of_time(value: datetime | date | time | timedelta, kind: Kind) -> Read:
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if kind is Kind.DATE:
            return Read(day.isoformat())
        text = f"{day:%d.%m.%Y}"
    else:
        text = str(value)
    says = _(
        "Excel made a date or a time of it ({text}). Give the cell the format “Text” "
        "and type it again."
    )
    return Read("", says.format(text=text))


def _of_text(value: str, kind: Kind) -> Read:
    raw = unescaped(value)
    says = hidden(raw)
    text = cleaned(raw)
    if kind is Kind.DATE:
        text = _day(text)
    if kind is Kind.SNILS:
        text = _snils(text)
    return Read(text, says)


def _day(text: str) -> str:
    """Day.month.year as year-month-day; what is no date stays as it is."""
    if moment := _ISO_MOMENT.fullmatch(text):
        return moment[1]
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return text


def _snils(text: str) -> str:
    """Eleven digits, however they are grouped, as NNN-NNN-NNN NN."""
    digits = "".join(symbol for symbol in text if symbol in "0123456789")
    if len(digits) != 11 or not _SNILS.fullmatch(text):
        return text
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"
