"""A catalogue that is made again when it turns out damaged while it is in use.

Whoever asks gets the answer of the new one; nothing that stands in the trees is missing
in it. How it is made again is the caller's affair (`pipeline.reindex`).
"""

import functools
import threading
from collections.abc import Callable, Iterable
from typing import Any

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.nouns import CatalogueStale, Entry


def self_mending(inner: Catalogue, make_again: Callable[[], Catalogue]) -> Catalogue:
    """Take over a catalogue.

    Args:
        inner: The one to begin with; it is closed here.
        make_again: Moves aside what is damaged, and opens its successor.
    """
    taken_over: Catalogue = _Mending(inner, make_again)
    return taken_over


class _Own(Catalogue):
    """What is done otherwise than to ask, and again when that met damage."""

    def __init__(self, inner: Catalogue, make_again: Callable[[], Catalogue]) -> None:
        self._inner = inner
        self._make_again = make_again
        self._mending = threading.Lock()

    def close(self) -> None:
        """Let go of the database."""
        self._inner.close()

    def put_records(self, entries: Iterable[Entry]) -> None:
        """Enter many records."""
        asked = self._inner
        try:
            asked.put_records(entries)
        except CatalogueStale:  # they stand in the trees, so the new one has them
            self._mend(asked)

    def _mend(self, damaged: Catalogue) -> None:
        """Of several threads that notice, the first one mends."""
        with self._mending:
            if self._inner is damaged:
                damaged.close()
                self._inner = self._make_again()


def _asking(name: str) -> Callable[..., Any]:
    """The method of that name, as `Catalogue` tells it."""

    @functools.wraps(getattr(Catalogue, name))
    def ask(self: _Own, *arguments: object, **named: object) -> object:
        asked = self._inner
        try:
            return getattr(asked, name)(*arguments, **named)
        except CatalogueStale:
            self._mend(asked)
            return getattr(self._inner, name)(*arguments, **named)

    ask.__dict__.pop("__isabstractmethod__")
    return ask


_Mending = type(
    "_Mending", (_Own,), {name: _asking(name) for name in _Own.__abstractmethods__}
)
"""Every other method of `Catalogue`, so that it has no second list of them here."""
