"""The text of `podshivka.toml`, or its one fault in our own words.

Which settings there are, and what they may be, is not known here.
"""

import logging
import re
import tomllib
from pathlib import Path
from typing import Any

from pipeline.errors import DataError, Fault
from pipeline.messages import N_, _

log = logging.getLogger(__name__)

_PLACE = re.compile(r"line (\d+), column (\d+)")

BACKSLASH = N_(
    "in double quotes a backslash begins a special character; write a path in single "
    "quotes: 'D:\\scans'"
)

_SAID = (
    (
        re.compile("overwrite|twice|duplicate", re.IGNORECASE),
        N_("this stands here a second time; keep one"),
    ),
    (re.compile(r"unescaped|hex value", re.IGNORECASE), BACKSLASH),
    (
        re.compile(r"unterminated|illegal character '\\n'|expected \"'", re.IGNORECASE),
        N_("the closing quote is missing, or a backslash stands before it"),
    ),
)
"""What the library says → what we say."""


def read(path: Path) -> dict[str, Any]:
    """The settings as they stand there.

    Raises:
        DataError: It cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataError(path, (_not_toml(error),)) from error
    except ValueError as error:  # a number of thousands of digits
        says = _("the number is too large")
        raise DataError(path, (Fault(path.name, says),)) from error


def _text(path: Path) -> str:
    content = _content(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = error.object[: error.start].split(b"\n")
        place = _("line {line}, column {column}")
        place = place.format(line=len(lines), column=len(lines[-1].decode()) + 1)
        says = _("The text is not UTF-8. Save the file in the encoding UTF-8.")
        raise DataError(path, (Fault(place, says),)) from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError as error:
        says = _("there is no right to read it; give that to whoever runs this")
        raise DataError(path, (Fault(path.name, says),)) from error
    except OSError as error:
        log.warning("%s cannot be read: %s", path, error.strerror)
        says = _("it cannot be read; see that it is a file and that its disk is there")
        raise DataError(path, (Fault(path.name, says),)) from error


def _not_toml(error: tomllib.TOMLDecodeError) -> Fault:
    """Where it breaks off, as far as the library says, and why."""
    said = str(error)
    place = _("the last line")
    if found := _PLACE.search(said):
        place = _("line {line}, column {column}")
        place = place.format(line=found[1], column=found[2])
    own = (told for pattern, told in _SAID if pattern.search(said))
    general = N_('this is no setting; one looks so: name = "text" or name = 5')
    return Fault(place, _(next(own, general)))
