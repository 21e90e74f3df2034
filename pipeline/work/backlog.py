"""Records whose words are still to be read, until their turn comes.

Kept in memory only: after a stop they are found again by the trees. So the engine's
database holds a few lots of them and not thousands, and records of many small files
share what it costs to start OCR, as those of one big file do. May be asked from any
thread.
"""

from collections.abc import Iterable
from threading import Lock

_lock = Lock()
_waiting: dict[str, None] = {}
"""In the order in which they came."""

_begun: set[str] = set()


def clear() -> None:
    """Nothing waits, and nothing is begun."""
    with _lock:
        _waiting.clear()
        _begun.clear()


def add(folders: Iterable[str]) -> bool:
    """Those records wait, unless they are begun.

    Returns:
        Some of them did not wait before.
    """
    with _lock:
        before = len(_waiting)
        _waiting.update(dict.fromkeys(it for it in folders if it not in _begun))
        return len(_waiting) > before


def begin(folders: Iterable[str]) -> None:
    """Those records are begun."""
    with _lock:
        for it in folders:
            _waiting.pop(it, None)
            _begun.add(it)


def end(folders: Iterable[str]) -> None:
    """Those records are no longer in hand, whatever came of it."""
    with _lock:
        _begun.difference_update(folders)


def take(shares: int, most: int) -> list[str]:
    """Begin the next lot: so many at most, and no more than a fair share."""
    with _lock:
        count = min(most, -(-len(_waiting) // shares))
        lot = list(_waiting)[:count]
        for it in lot:
            del _waiting[it]
        _begun.update(lot)
    return lot


def count() -> int:
    """How many records wait."""
    return len(_waiting)
