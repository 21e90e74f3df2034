"""Names of sheets that every spreadsheet program takes.

At most 31 characters, no brackets, colons, stars, question marks or slashes, no
apostrophe at either end, no two alike but for their case, and not «History», which
Excel keeps for itself. Symbols like emoji count twice in Excel; they are left out.
"""

import re
from collections.abc import Container
from typing import Final

LONGEST: Final = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\U00010000-\U0010ffff]")
_KEPT = "history"


def title(wanted: str, taken: Container[str]) -> str:
    """A name for a sheet, as near to the wanted one as may be.

    Args:
        wanted: Any text.
        taken: The names in use, case-folded.
    """
    clean = " ".join(_FORBIDDEN.sub(" ", wanted).split()).strip("'")
    name, number = _cut(clean, "") or "Лист", 1
    while name.casefold() in taken or name.casefold() == _KEPT:
        number += 1
        name = _cut(clean, f" {number}").lstrip()
    return name


def _cut(text: str, ending: str) -> str:
    return text[: LONGEST - len(ending)].rstrip(" '") + ending
