"""Whether the inbox is there: its share may not be mounted, and leave a folder.

By its looks nobody tells the place of a share from a new inbox. So an inbox that was
watched holds the folder of claims, and `.podshivka/watched-inbox` says so: when
it holds nothing at all it is away. That note may be lost, and is of one path only:
without it the inbox is watched for the first time.
"""

import errno
import os
from pathlib import Path

from pipeline import disk
from pipeline.messages import _
from pipeline.model import Places


def is_away(places: Places) -> bool:
    """It cannot be looked into, or was watched before and holds nothing at all."""
    try:
        with os.scandir(places.inbox) as entries:
            return next(entries, None) is None and _is_noted(places)
    except OSError:
        return True


def require(places: Places) -> None:
    """See that the inbox is there, before anything is put among its claims.

    Raises:
        FileNotFoundError: It is away.
    """
    if is_away(places):
        reason = _(
            "the inbox is away: mount its share or, if it is a new inbox, make the "
            "folder .claimed in it"
        )
        raise FileNotFoundError(errno.ENOENT, reason, str(places.inbox))


def begin(places: Places) -> None:
    """Make its folder of claims and note that it is watched, unless it is away.

    Raises:
        OSError: Either cannot be written.
    """
    if is_away(places):
        return
    disk.make_folder(places.claimed)
    if not _is_noted(places):
        disk.make_folder(places.private)
        disk.sweep_beside(_note(places))
        disk.write(_note(places), _path(places))


def _is_noted(places: Places) -> bool:
    try:
        return _note(places).read_bytes() == _path(places)
    except FileNotFoundError:
        return False


def _note(places: Places) -> Path:
    return places.private / "watched-inbox"


def _path(places: Places) -> bytes:
    return os.fsencode(places.inbox.resolve())
