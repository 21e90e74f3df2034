"""A text → the terms that it is to be found by."""

from dataclasses import dataclass

from pipeline.terms import units

VERSION = 1
"""Raised when the same text would give other terms: indexes are then rebuilt."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is found by; a term stands as often as it occurs.

    Attributes:
        exact: In the order of the text.
        stems: In the order of the text, a number's parts one after the other.
    """

    exact: tuple[str, ...]
    stems: tuple[str, ...]


def index_terms(text: str) -> Terms:
    """The terms that a text is to be found by."""
    found = units.read(text)
    return Terms(
        tuple(unit.exact for _, unit in found),
        tuple(stem for _, unit in found for stem in unit.stems),
    )
