"""Looking at typed data that may be wrong anywhere, without ever stumbling.

The rules run beside the schema's check, so that all faults come at once. What
is missing or of the wrong type looks empty here: the schema has reported it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.roster.yamltext import Steps, Tree

Found = tuple[Steps, str]
"""A fault before its line is looked up: the way to it, and what it says."""


@dataclass(frozen=True, slots=True)
class View:
    """A value and the way to it."""

    value: Tree
    steps: Steps = ()

    def __getitem__(self, key: str) -> "View":
        """What stands under that key, or an empty view."""
        inner = self.value.get(key) if isinstance(self.value, dict) else None
        return View(inner, (*self.steps, key))

    def rows(self) -> Iterator["View"]:
        """The members of a list."""
        if isinstance(self.value, list):
            for place, inner in enumerate(self.value):
                yield View(inner, (*self.steps, place))

    def entries(self) -> Iterator[tuple[str, "View"]]:
        """The keys of a mapping with what stands under them."""
        if isinstance(self.value, dict):
            for key in self.value:
                yield key, self[key]

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
