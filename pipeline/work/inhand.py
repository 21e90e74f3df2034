"""What this process has in hand, and what ended: asked without the database.

Work is named by its id; a claim by its token. All may be asked from any thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TypeVar

from pipeline.inbox import drops

INTAKE = "intake"
ENRICHMENT = "enrichment"

Item = TypeVar("Item")

_in_hand: dict[str, set[str]] = {INTAKE: set(), ENRICHMENT: set()}
"""Of each kind, the work that this process submitted or began, and did not end yet."""

_at_it: set[str] = set()
"""The work that this process does at this moment."""

_finished: SimpleQueue[drops.Drop] = SimpleQueue()
_failed: SimpleQueue[str] = SimpleQueue()


def begin() -> None:
    """Nothing is in hand; what ended before was told before."""
    forget_all()
    _at_it.clear()


def put(kind: str, work_id: str) -> None:
    """That work is submitted."""
    _in_hand[kind].add(work_id)


@contextmanager
def at_work(kind: str, work_id: str) -> Iterator[None]:
    """Work on one piece, which then has ended."""
    put(kind, work_id)
    _at_it.add(work_id)
    try:
        yield
    finally:
        _at_it.discard(work_id)
        _in_hand[kind].discard(work_id)


def count() -> int:
    """How many pieces are in hand."""
    return sum(map(len, _in_hand.values()))


def count_of(kind: str) -> int:
    """How many pieces of one kind are in hand."""
    return len(_in_hand[kind])


def papers_wait() -> bool:
    """A dropped file is being taken in, or is to be."""
    return bool(_in_hand[INTAKE])


def without_hand(work: set[str]) -> set[str]:
    """Those at which this process is not at this moment."""
    return work - _at_it


def forget(work_id: str) -> None:
    """That work has ended without us."""
    for known in _in_hand.values():
        known.discard(work_id)


def forget_all() -> None:
    """All work has ended."""
    for known in _in_hand.values():
        known.clear()


def finish(drop: drops.Drop) -> None:
    """A dropped file was taken in."""
    _finished.put(drop)


def fail(token: str) -> None:
    """A claim was given up."""
    _failed.put(token)


def finished() -> list[drops.Drop]:
    """The drops that ended since this was last asked."""
    return _taken_from(_finished)


def failed() -> list[str]:
    """The claims that were given up since this was last asked."""
    return _taken_from(_failed)


def _taken_from(queue: SimpleQueue[Item]) -> list[Item]:
    """All that is in the queue now; only one thread may ask."""
    return [queue.get() for _one in range(queue.qsize())]
