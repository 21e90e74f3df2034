"""Text as it is kept: composed letters, plain spaces, nothing hidden."""

import re
import unicodedata

from pipeline.messages import _

_BLANKS = re.compile(r"[^\S\n]+")
_HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
"""Unicode categories without a picture; XML, and so Word, refuses many of them."""


def cleaned(text: str) -> str:
    """The text with every run of spaces made one; lines stay."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def hidden(text: str) -> str:
    """What to say of the first hidden character, "" where there is none."""
    for symbol in text:
        if symbol not in "\n\t" and unicodedata.category(symbol) in _HIDDEN:
            says = _("A hidden character (U+{code}) stands in the text; remove it.")
            return says.format(code=f"{ord(symbol):04X}")
    return ""
