"""Who files is alone, and the archive is there."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import archive, disk
from pipeline.inbox import drops
from pipeline.messages import _
from pipeline.model import Places


def archive_is_away(places: Places) -> bool:
    """Files were taken in, and the archive has no trace of any: its share is not there.

    To file into the place where it is mounted would hide what is filed from it. That
    files were taken in is noted in `.podshivka`; and the log of drops knows, unless it
    lies on that share as well.
    """
    if archive.has_received(places.archive):
        return False
    return _taken_in(places).exists() or any(
        drop.outcome == drops.FILED for drop in drops.read(places.audit)
    )


def note_taken_in(places: Places) -> None:
    """Note that the archive has a file."""
    noted = _taken_in(places)
    if not noted.exists():
        disk.make_folder(places.private)
        noted.touch()


def _taken_in(places: Places) -> Path:
    return places.private / "taken-in"


def require_archive(places: Places) -> None:
    """See that the archive is there.

    Raises:
        FileNotFoundError: It is away.
    """
    if archive_is_away(places):
        reason = _("the archive is away: its share is not mounted")
        raise FileNotFoundError(errno.ENOENT, reason, str(places.archive))


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """File alone: whoever else places, decides or moves records waits.

    Raises:
        FileNotFoundError: The archive is away.
    """
    require_archive(places)
    disk.make_folder(places.private)
    with disk.locked(places.private / "filing.lock"):
        yield
