"""A file as read, whatever it was written in: an untyped tree and the way back.

YAML and workbooks give the same tree, so that one schema and one set of rules
serve both. What differs is how a place is told and how a value is called there;
that is the document's `Speech`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import DataError, Fault

Tree = None | bool | int | str | list["Tree"] | dict[str, "Tree"]
"""What a file holds; as read, only None (nothing typed), str, list and dict."""

Steps = tuple[str | int, ...]
"""The way to a value: keys, and places in lists from 0."""

Found = tuple[Steps, str]
"""A fault before its place is looked up: the way to it, and what it says."""


def spelt(steps: Steps) -> str:
    """The way as text: «trainees[3].birth_date», places counted from 1."""
    words = "".join(
        f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in steps
    )
    return words.removeprefix(".")


def last(steps: Steps) -> str:
    """The key of the value itself."""
    return str(steps[-1]) if steps else ""


@dataclass(frozen=True, slots=True)
class Speech:
    """How those who write a kind of file know what stands in it.

    Attributes:
        place: Words that lead to a value.
        called: What the value is called there.
        words: A word of the schema («discipline») → the one that is written there.
        day: How a date is written there, as a sentence; "" for year-month-day.
        missing: What to say of a value that is not there; "" to say its name.
    """

    place: Callable[[Steps], str] = spelt
    called: Callable[[Steps], str] = last
    words: Mapping[str, str] = field(default_factory=dict)
    day: str = ""
    missing: str = ""

    def word(self, value: str) -> str:
        """The word that is written there for a word of the schema."""
        return self.words.get(value, value)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read.

    Attributes:
        found: What is wrong with the text itself: the way there, and what it is.
        order: Way to a value → where it stands, to sort by.
    """

    path: Path
    data: Tree
    found: tuple[Found, ...]
    order: Callable[[Steps], tuple[int, ...]]
    speech: Speech


def refused(path: Path, place: str, says: str) -> DataError:
    """The error of a file that cannot be read at all."""
    return DataError(path, (Fault(place, says),))
