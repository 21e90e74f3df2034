"""Records whose words are still to be read, until their turn comes.

Kept in memory only: after a stop they are found again by the trees. So the engine's
database holds a few lots of them and not thousands, and records of many small files
share what it costs to start OCR, as those of one big file do. A lot begins once no
paper waits to be filed, but papers do not hold it up for ever. May be asked from any
thread.
"""

import time
from collections.abc import Iterable
from threading import Lock
from typing import Final

_PATIENCE_SECONDS: Final = 60.0

_LEAST: Final = 4
_MOST: Final = 16
"""Records of a lot: enough to share a start of OCR, few enough to keep all busy."""

_lock = Lock()
_waiting: dict[str, float] = {}
"""Since when, in the order in which they came."""

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
    now = time.monotonic()
    with _lock:
        before = len(_waiting)
        for it in folders:
            if it not in _begun:
                _waiting.setdefault(it, now)
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


def is_due(*, papers_wait: bool) -> bool:
    """Whether a lot may begin: no paper waits, or a record has waited long enough."""
    with _lock:
        since = next(iter(_waiting.values()), None)
    if since is None:
        return False
    return not papers_wait or time.monotonic() - since >= _PATIENCE_SECONDS


def take(shares: int) -> list[str]:
    """Begin the next lot.

    Args:
        shares: Among how many lots those that wait may be dealt out.

    Returns:
        Its records, those that came first.
    """
    with _lock:
        count = min(_MOST, max(_LEAST, -(-len(_waiting) // shares)))
        lot = list(_waiting)[:count]
        for it in lot:
            del _waiting[it]
        _begun.update(lot)
    return lot


def count() -> int:
    """How many records wait."""
    return len(_waiting)
