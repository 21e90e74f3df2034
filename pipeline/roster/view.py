"""Looking at typed data that may be wrong anywhere, without ever stumbling.

The rules run beside the schema's check, so that all faults come at once. What
is missing or of the wrong type looks empty here: the schema has reported it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from pipeline.roster.document import Found, Speech, Steps, Tree


@dataclass(frozen=True, slots=True)
class View:
    """A value and the way to it.

    Attributes:
        speech: How the file's writers call things, for the sentences of faults.
    """

    value: Tree
    steps: Steps = ()
    speech: Speech = field(default_factory=Speech)

    def __getitem__(self, key: str) -> "View":
        """What stands under that key, or an empty view."""
        inner = self.value.get(key) if isinstance(self.value, dict) else None
        return View(inner, (*self.steps, key), self.speech)

    def rows(self) -> Iterator["View"]:
        """The members of a list."""
        if isinstance(self.value, list):
            for place, inner in enumerate(self.value):
                yield View(inner, (*self.steps, place), self.speech)

    def entries(self) -> Iterator[tuple[str, "View"]]:
        """The keys of a mapping with what stands under them."""
        if isinstance(self.value, dict):
            for key in self.value:
                yield key, self[key]

    @property
    def place(self) -> str:
        """Words that lead here."""
        return self.speech.place(self.steps)

    @property
    def text(self) -> str:
        """The text, "" where there is none."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def number(self) -> int | None:
        """The whole number."""
        return self.value if type(self.value) is int else None

    @property
    def day(self) -> date | None:
        """The date."""
        try:
            return date.fromisoformat(self.text)
        except ValueError:
            return None

    def fault(self, says: str) -> Found:
        """A fault at this place."""
        return self.steps, says
