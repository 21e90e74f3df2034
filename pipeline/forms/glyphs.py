"""Texts as a form's fonts can print them, and what they could not.

A text goes into a document as it is but for what no page can show: ends of line
of other systems become ours, rare spaces plain ones, invisible characters go. A
character that neither the form's fonts nor their stand-ins have is replaced by a
visible sign, and a combining mark that they lack is left out; both are noted, so
that the person who prints is told. Data is never changed, only what is printed.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup

from pipeline.forms import fieldnames, fonts
from pipeline.messages import _

SIGNS = ("\N{WHITE SQUARE}", "?")
"""What stands for a character without a glyph: the first that the font has."""

_WHITE = {
    **dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\u2007\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"),
    "\t": " ",
}
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""They choose a look of the character before; they print nothing."""

_ANCHOR = "\N{OBJECT REPLACEMENT CHARACTER}"
_PLAIN = frozenset([" ", "\n", "\N{NO-BREAK SPACE}"])
_UNPRINTED = frozenset(["Cc", "Cf", "Zl", "Zp", "Zs"])
_MARKS = frozenset(["Mn", "Me"])


_category = unicodedata.category


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A character that a document does not show as it was given.

    Attributes:
        field: Of the data («trainees[3].name», counted from 0); "" if unknown.
        printed: What stands there instead; "" when it was left out.
    """

    field: str
    character: str
    printed: str

    def __str__(self) -> str:
        """The sentence for the person who prints."""
        name = unicodedata.name(self.character, "")
        shown = f"U+{ord(self.character):04X} {name}".rstrip()
        told = (
            _(
                "{field}: no font of the form has {shown}, and “{printed}” is printed "
                "instead. Change the text, or the form's font."
            )
            if self.printed
            else _(
                "{field}: no font of the form has {shown}, and it is left out. "
                "Change the text, or the form's font."
            )
        )
        field = fieldnames.said(self.field)
        return told.format(field=field, shown=shown, printed=self.printed)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What the fonts of a form can print.

    Attributes:
        plain: Characters that need no thought.
        rare: Other characters with a glyph → the stand-in that has it; "" when
            the form's own fonts do.
        sign: Stands for what has no glyph.
    """

    plain: frozenset[str]
    rare: dict[str, str]
    sign: str

    def printed(self, character: str) -> str:
        """What is printed for it: itself, the sign, a space, or nothing."""
        if character in self.plain or character in self.rare:
            return character
        if character in _WHITE:
            return _WHITE[character]
        category = _category(character)
        if category in _UNPRINTED or character in _SELECTORS:
            return " " if category == "Zs" else ""
        return "" if _is_mark(character) else self.sign

    def is_lost(self, character: str) -> bool:
        """It has a look of its own, and the page will not show it."""
        if _category(character) in _UNPRINTED or character in _SELECTORS:
            return False
        return self.printed(character) != character


@dataclass(slots=True)
class Typist:
    """Makes the values of one document printable, and notes what was lost.

    Attributes:
        borrowed: Characters that were printed in another font → that font.
        noted: Values and the characters of theirs that were looked up: a title is
            printed on every page, and the data are large.
    """

    glyphs: Glyphs
    data: object
    lost: dict[tuple[str, str], Unprinted] = field(default_factory=dict)
    borrowed: dict[str, str] = field(default_factory=dict)
    noted: set[tuple[str, str]] = field(default_factory=set)

    def printable(self, value: object) -> object:
        """The value of an expression as it is printed.

        Markup of our own, numbers and values that are missing pass as they are.
        """
        if not isinstance(value, str) or isinstance(value, Markup):
            return value
        if self.glyphs.plain.issuperset(value):
            return value
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n"))
        for character in dict.fromkeys(filter(self.glyphs.is_lost, text)):
            self._note(value, character)
        rare = self.glyphs.rare
        self.borrowed |= {char: rare[char] for char in text if rare.get(char)}
        return "".join(map(self.glyphs.printed, text))

    @property
    def unprinted(self) -> tuple[Unprinted, ...]:
        """What was lost, in the order of printing; one for each person or thing."""
        return tuple(self.lost.values())

    def _note(self, value: str, character: str) -> None:
        if (value, character) in self.noted:
            return
        self.noted.add((value, character))
        path = _path(self.data, value, character)
        holder = path[: path.rfind("]") + 1] or path
        told = Unprinted(path, character, self.glyphs.printed(character))
        self.lost.setdefault((holder, character), told)


@lru_cache(maxsize=64)
def of_template(template: bytes) -> Glyphs:
    """What the fonts of a Word document can print.

    Raises:
        MissingProgramError: fontconfig is not installed.
    """
    return of_families(fonts.families(template))


@lru_cache(maxsize=64)
def of_families(families: Sequence[str]) -> Glyphs:
    """With those fonts that LibreOffice falls back to."""
    own = frozenset[str]().union(*map(fonts.characters, families))
    found = dict.fromkeys(own, "")
    for family in fonts.stand_ins():
        found = dict.fromkeys(fonts.characters(family), family) | found
    plain = frozenset(filter(_is_text, own)) | _PLAIN
    rare = {
        character: family
        for character, family in found.items()
        if character not in plain and (_is_text(character) or _is_mark(character))
    }
    sign = next((sign for sign in SIGNS if sign in plain or sign in rare), SIGNS[-1])
    return Glyphs(plain, rare, sign)


def _is_text(character: str) -> bool:
    """It has a glyph and goes straight onto the page.

    LibreOffice drops the place of a cell behind a character beyond U+FFFF, and
    takes U+FFFC for the anchor of a picture.
    """
    category = _category(character)
    is_text = category not in _UNPRINTED and category not in _MARKS
    return is_text and character < _ANCHOR


def _is_mark(character: str) -> bool:
    return _category(character) in _MARKS and character not in _SELECTORS


def _path(data: object, text: str, character: str) -> str:
    """The field that holds the text, else the first that holds the character."""
    first = ""
    for path, value in _leaves(data, ""):
        if value == text:
            return path
        if not first and character in unicodedata.normalize("NFC", value):
            first = path
    return first


def _leaves(data: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _leaves(value, f"{path}[{number}]")
    elif isinstance(data, str):
        yield path, data
