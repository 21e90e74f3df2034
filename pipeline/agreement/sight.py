"""What a paper shows: its words, and whom and what its cells belong to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline import grammar
from pipeline.model import Layout

Tree = dict[str, Any]
"""A branch of the data that a form is rendered from, as `form.json` keeps it."""

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed paper, ready to be asked.

    Attributes:
        words: Everything it says, folded (see `paper`).
        cells: The subjects and the items of its cells.
    """

    words: str
    cells: frozenset[str]

    def shows(self, text: str) -> bool:
        """The text stands there as whole words; no text does not."""
        wanted = _folded(text)
        place = self.words.find(wanted) if wanted else -1
        while place >= 0:
            if self._stands_alone(place, place + len(wanted)):
                return True
            place = self.words.find(wanted, place + 1)
        return False

    def shows_any(self, texts: Iterable[str]) -> bool:
        """One of the texts stands there."""
        return any(self.shows(text) for text in texts)

    def shows_name(self, name: str) -> bool:
        """The person's name stands there, in full or short."""
        forms = (name, grammar.short_name(name), grammar.initials_first(name))
        return self.shows_any(forms)

    def shows_day(self, iso: str) -> bool:
        """The date stands there, in one of the forms that papers have."""
        if not iso:
            return False
        day = date.fromisoformat(iso)
        written = (grammar.date_short, grammar.date_long, grammar.date_quoted)
        return self.shows_any(write(day) for write in written)

    def shows_short_day(self, iso: str) -> bool:
        """As `shows_day`, or as «05.06» over the column of a grid."""
        short = f"{date.fromisoformat(iso):%d.%m}" if iso else ""
        return self.shows_day(iso) or self.shows(short)

    def has_cell(self, of: str) -> bool:
        """A cell belongs to that subject or that item."""
        return of in self.cells

    def _stands_alone(self, start: int, end: int) -> bool:
        before, after = self.words[start - 1 : start], self.words[end : end + 1]
        return not (before.isalnum() or after.isalnum())


def paper(words: str, layout: Layout) -> Paper:
    """The paper of those words and that layout.

    Args:
        words: Its text; the words of one paragraph stand together.
        layout: Where its cells lie.
    """
    zones = [zone for page in layout.pages for zone in page.zones]
    cells = {name for zone in zones for name in (zone.subject, zone.item)}
    return Paper(_folded(words), frozenset(cells - {""}))


def _folded(text: str) -> str:
    """Small letters, single spaces: a line may break anywhere, a title be upper."""
    return " ".join(text.replace(_SOFT_HYPHEN, "").split()).casefold()
