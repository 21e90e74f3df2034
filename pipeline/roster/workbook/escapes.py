"""Text in a cell: figures, and characters that XML cannot hold.

OOXML writes such a character as “_x000D_”, and text that only looks like that with
its underscore escaped, “_x005F_x000D_”.
"""

import re

_LIKE_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"_x00([01][0-9A-F])_", re.IGNORECASE)
_LONGEST_FIGURE = 16
"""Excel keeps fifteen digits."""


def escaped(text: str) -> str:
    """The text as a workbook holds it."""
    return _LIKE_ESCAPE.sub("_x005F_x", text)


def unescaped(text: str) -> str:
    """The text with its control characters; carriage returns are dropped.

    The escaped underscore is undone as openpyxl does it, which sees to most texts.
    """
    plain = text.replace("x005F_", "")
    plain = _CONTROL.sub(lambda found: chr(int(found[1], 16)), plain)
    return plain.replace("\r", "")


def figure(text: str) -> str | int:
    """A figure as a number, since that is what Excel makes of it when it is typed."""
    written = text.isascii() and text.isdecimal() and len(text) < _LONGEST_FIGURE
    return int(text) if written and text == str(int(text)) else text
