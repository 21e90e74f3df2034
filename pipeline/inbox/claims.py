"""Files that were taken from the inbox and are not yet in their place.

A claim is one rename into `inbox/.claimed/<token>/`, so of two watchers one
gets the file and the other finds it gone. The token begins with the moment of
the drop, in UTC, and tells two drops of the same bytes apart.
"""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import disk
from pipeline.inbox import taking, walk

_STAMP = "%Y%m%dT%H%M%S%fZ"
_ABANDONED = timedelta(days=1)
_REMOVED = re.compile(r"\.(nfs|__smb)[0-9A-Fa-f]{8,}")
"""What a share leaves of a file that is removed while a program has it open; it goes
when that closes it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One dropped file that is ours to deal with.

    Attributes:
        token: Unique for this drop.
    """

    token: str
    path: Path

    @property
    def name(self) -> str:
        """The file's name as it was dropped."""
        return self.path.name

    @property
    def dropped_at(self) -> datetime:
        """When it was claimed."""
        return _moment(self.token)


def claim(claimed_folder: Path, path: Path, at: datetime) -> Claim | None:
    """Take the file out of the inbox.

    It is taken out of the folder where it lies, opened without following links: a link
    that stands in place of a sub-folder by now may lead to the archive.

    A folder of the inbox that is another file system gives a copy, and the file
    itself goes once the copy is whole.

    Args:
        claimed_folder: Of the inbox, in it.
        path: Of the file, in the inbox or below.
        at: Now.

    Returns:
        None when it is gone (another process took it, or a person did), is no file any
        more, or changed while it was copied.

    Raises:
        OSError: It cannot be taken, and stays where it is.
    """
    token, folder = _new_folder(claimed_folder, at)
    target = folder / path.name
    try:
        with walk.opened(claimed_folder.parent, path.parent) as home:
            taken = taking.take(home, path, target)
    except FileNotFoundError:
        taken = False
    finally:
        taking.remove_if_empty(folder)
        if path.parent.name.startswith(walk.MOVING):
            taking.remove_if_empty(path.parent)
    return Claim(token, target) if taken else None


def adopt(
    claimed_folder: Path, source: Path, at: datetime, *, sha256: str = ""
) -> Claim:
    """Take a copy of a file that stays where it is (`podshivka ingest FILE`).

    Args:
        claimed_folder: Of the inbox.
        source: The file.
        at: Now.
        sha256: Of the bytes that it must hold; "" for any.

    Raises:
        OSError: The file cannot be read.
        FixityError: It holds other bytes.
    """
    token, folder = _new_folder(claimed_folder, at)
    target = folder / source.name
    try:
        taking.copy(source, target, sha256)
    finally:
        taking.remove_if_empty(folder)
    return Claim(token, target)


def anew(claim: Claim, at: datetime) -> None:
    """Make another drop of a claimed file: it holds other bytes than when it came."""
    _close(claim.path.parent, at)


def claimed(claimed_folder: Path) -> list[Claim]:
    """Every claim that is not released, oldest first."""
    found = ((folder, _whole_file(folder)) for folder in _folders(claimed_folder))
    return [Claim(folder.name, path) for folder, path in found if path]


def sweep(claimed_folder: Path, now: datetime) -> None:
    """Remove what claims that never came to be left behind, a day later.

    Younger folders may belong to a claim that is being made this moment.
    """
    for folder in _folders(claimed_folder):
        if not _whole_file(folder) and now - _moment(folder.name) > _ABANDONED:
            _close(folder, now)


def release(claim: Claim, at: datetime) -> None:
    """Remove the claimed file: its bytes are in their place. Twice is fine.

    Another file beside it, of whoever looked into the folder, becomes another drop.
    """
    if claim.path.parent.is_dir():
        disk.remove(claim.path)
        _close(claim.path.parent, at)


def _close(folder: Path, at: datetime) -> None:
    """Remove a claim's folder; each file that is in it becomes a claim of its own.

    What is neither a file nor a copy in progress is not ours, and keeps the folder; so
    does, for a while, what a share leaves of a file that was removed.
    """
    for path in _files(folder):
        _token, other = _new_folder(folder.parent, at)
        disk.move(path, other / path.name)
    progress = taking.progress(folder)
    if progress.exists():
        disk.remove(progress)
    taking.remove_if_empty(folder)
    disk.flush_folder(folder.parent)


def _new_folder(claimed_folder: Path, at: datetime) -> tuple[str, Path]:
    token = f"{at.astimezone(UTC).strftime(_STAMP)}-{secrets.token_hex(4)}"
    folder = claimed_folder / token
    disk.make_folder(folder)
    return token, folder


def _folders(claimed_folder: Path) -> list[Path]:
    """The claims' folders, oldest first; whatever else lies here is not ours.

    A link to a folder is none: it may lead to the archive.
    """
    found = _entries(claimed_folder)
    own = (Path(it) for it in found if it.is_dir(follow_symlinks=False))
    return sorted(folder for folder in own if _is_token(folder.name))


def _whole_file(folder: Path) -> Path | None:
    """The claimed file; None while it is copied, and when it was released.

    Beside a file of any other name, a hidden one is some desktop's (.DS_Store).
    """
    files = _files(folder)
    return min(files, key=lambda it: (it.name.startswith("."), it.name), default=None)


def _files(folder: Path) -> list[Path]:
    """The files that lie there, but for what is left of removed ones."""
    found = (it for it in _entries(folder) if not _REMOVED.fullmatch(it.name))
    return [Path(it) for it in found if it.is_file(follow_symlinks=False)]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in the folder; one that has gone meanwhile holds nothing."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_token(name: str) -> bool:
    try:
        _moment(name)
    except ValueError:
        return False
    return True


def _moment(token: str) -> datetime:
    stamp = token.partition("-")[0]
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
