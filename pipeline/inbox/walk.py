"""Everything that lies in the inbox: files that may be taken, and what is left alone.

Links are not followed, pipes and devices not opened; nothing here opens a file. Names
that start with "." or "~" and unfinished suffixes wait, and are not told of. One with a
backslash is not hidden but the path of a file on Windows.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".lock")

LINK, SPECIAL, UNREADABLE, TOO_DEEP, TOO_BIG = (
    *("link", "special", "unreadable", "too_deep", "too_big"),
)
"""Why something is left alone (`pipeline.reasons` has the sentences)."""

MOVING = ".podshivka-"
"""Begins the name of a folder of ours beside a file that goes to another file system.
What a stop left in one is there to be taken, though the folder is hidden."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY
_UNFOLLOWED = frozenset({errno.ENAMETOOLONG, errno.ELOOP})


@dataclass(frozen=True, slots=True)
class Look:
    """How a file looked."""

    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Something that is not taken while it is as it is.

    Attributes:
        code: Of `pipeline.reasons`.
    """

    path: Path
    code: str


def everything(
    inbox: Path, most_bytes: int | None = None
) -> Iterator[tuple[Path, Look] | LeftAlone]:
    """What lies in the inbox and its sub-folders now; nothing when it is away.

    Args:
        inbox: The folder.
        most_bytes: A larger file is left alone.
    """
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError as error:
            if folder != inbox and (code := _of_folder(error)):
                yield LeftAlone(folder, code)
            continue
        for entry in entries:
            moving = entry.name.startswith(MOVING)
            if is_ours_to_leave(entry.name) and not moving:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif not moving:
                    yield _seen(entry, most_bytes)
            except OSError as error:
                if error.errno in _UNFOLLOWED:
                    yield LeftAlone(Path(entry.path), TOO_DEEP)
                # else gone, or not to be seen, between the list and the look


@contextmanager
def opened(inbox: Path, folder: Path) -> Iterator[int]:
    """Open a folder of the inbox, whatever becomes of its path meanwhile.

    Args:
        inbox: The inbox; links may lead to it.
        folder: It, or one below, to which no link may lead.

    Yields:
        The folder's descriptor.

    Raises:
        FileNotFoundError: It is gone, or a link stands in its place.
    """
    descriptor = os.open(inbox, _FOLDER)
    try:
        for name in folder.relative_to(inbox).parts:
            above, descriptor = descriptor, _opened_in(descriptor, name)
            os.close(above)
        yield descriptor
    finally:
        os.close(descriptor)


def _opened_in(above: int, name: str) -> int:
    try:
        return os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.ENOTDIR):
            raise
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from None


def is_ours_to_leave(name: str) -> bool:
    """By its name it is hidden, or not finished."""
    hidden = name.startswith((".", "~")) and "\\" not in name
    return hidden or name.lower().endswith(UNFINISHED)


def _seen(
    entry: "os.DirEntry[str]", most_bytes: int | None
) -> tuple[Path, Look] | LeftAlone:
    path = Path(entry.path)
    if entry.is_symlink():
        return LeftAlone(path, LINK)
    found = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        return LeftAlone(path, SPECIAL)
    if most_bytes is not None and found.st_size > most_bytes:
        return LeftAlone(path, TOO_BIG)
    return path, Look(found.st_size, found.st_mtime_ns, found.st_ino)


def _of_folder(error: OSError) -> str:
    """Why a folder cannot be looked into, or "" when it has gone."""
    if error.errno in _UNFOLLOWED:
        return TOO_DEEP
    return UNREADABLE if isinstance(error, PermissionError) else ""
