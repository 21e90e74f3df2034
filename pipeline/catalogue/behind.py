"""That the catalogue lacks what was filed while it could not be written.

Two files beside it say so: one that it lags, so that nobody waits for it any more, and
one that it is being caught up. Whoever files from then on enters what he files, or
notes the lag anew; so nobody need be kept from filing while it is caught up.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline import disk

_LAGS = "catalogue.behind"
_CATCHING_UP = "catalogue.catching-up"


def lags(private: Path) -> bool:
    """It may lack records; also while it is caught up."""
    return is_left(private) or (private / _CATCHING_UP).exists()


def is_left(private: Path) -> bool:
    """Nobody enters anything until somebody catches it up."""
    return (private / _LAGS).exists()


def note(private: Path) -> None:
    """Note that it must catch up with the trees.

    Raises:
        OSError: That cannot be noted.
    """
    disk.make_folder(private)
    (private / _LAGS).touch()


@contextmanager
def caught_up(private: Path) -> Iterator[None]:
    """Within it is caught up, from trees that are read after this has begun.

    A lag that is noted anew meanwhile stands afterwards; so it does when this fails.
    """
    with suppress(FileNotFoundError):
        (private / _LAGS).replace(private / _CATCHING_UP)
    try:
        yield
    except BaseException:
        note(private)
        raise
    (private / _CATCHING_UP).unlink(missing_ok=True)
