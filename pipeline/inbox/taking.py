"""How a file gets from the inbox into its claim: by a rename, or a copy where it must.

Nothing here decides what is taken, or when.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from pipeline import disk
from pipeline.errors import FixityError
from pipeline.inbox import walk


def take(home: int, path: Path, target: Path) -> bool:
    """Move the file from the open folder, across file systems too.

    Args:
        home: Descriptor of the folder.
        path: Of the file in it.
        target: Where nothing stands.

    Returns:
        False when it is none, and stays.
    """
    name = Path(path.name)
    try:
        disk.move(name, target, source_at=home)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return _take_across(home, path, target)
    taken = _is_file(target)
    if not taken:
        disk.move(target, name, target_at=home)
    return taken


def _take_across(home: int, path: Path, target: Path) -> bool:
    """Copy the file to another file system; it goes once its copy is whole.

    It lies in a folder of ours meanwhile, so that what a scanner writes under its name
    is another file. Only when it is back under its name is the copy removed: that a
    share says it is gone, or fails, is no word to rely on.

    Returns:
        False when it is none or changed meanwhile, and stays.
    """
    aside = Path(walk.MOVING + target.parent.name, path.name)
    _put_aside(home, aside)
    whole = False
    try:
        whole = _is_file(aside, home) and _is_copied(path.parent / aside, target)
    finally:
        if whole:
            _remove_aside(home, aside)
        elif _put_back(home, aside):
            disk.remove(target)
    return whole


def _put_aside(home: int, aside: Path) -> None:
    os.mkdir(aside.parent, dir_fd=home)
    try:
        disk.move(Path(aside.name), aside, source_at=home, target_at=home)
    except OSError:
        remove_if_empty(aside.parent, home)
        raise


def _is_copied(source: Path, target: Path) -> bool:
    """Copy it; its bytes are the same still, and are what was written."""
    written = copy(source, target)
    return {disk.sha256(source), disk.sha256(target)} == {written}


def _put_back(home: int, aside: Path) -> bool:
    """Give it its name again; else it is taken from where it lies, at another look."""
    try:
        disk.move(aside, Path(aside.name), source_at=home, target_at=home)
    except OSError:
        return False
    remove_if_empty(aside.parent, home)
    return True


def _remove_aside(home: int, aside: Path) -> None:
    """Remove what was copied; where that is refused, it is found to be a duplicate."""
    with suppress(OSError):
        os.unlink(aside, dir_fd=home)
    remove_if_empty(aside.parent, home)


def _is_file(path: Path, at: int | None = None) -> bool:
    """It is a file, and no link to one."""
    return stat.S_ISREG(os.stat(path, dir_fd=at, follow_symlinks=False).st_mode)


def copy(source: Path, target: Path, sha256: str = "") -> str:
    """Copy a file into its claim, whole or not at all.

    The copy in progress has a folder of its own, so the file may have any name.

    Args:
        source: Stays as it is.
        target: In the folder of a claim; nothing stands there.
        sha256: Of the bytes that it must hold; "" for any.

    Returns:
        The SHA-256 of what was written.

    Raises:
        FixityError: It is not the one that was asked for.
    """
    folder = progress(target.parent)
    folder.mkdir()
    try:
        found = source.stat()
        digest = disk.copy(source, folder / "copy")
        if sha256 and digest != sha256:
            raise FixityError(source)
        with suppress(OSError):  # a share may keep its own times
            os.utime(folder / "copy", ns=(found.st_atime_ns, found.st_mtime_ns))
        disk.move(folder / "copy", target)
    finally:
        disk.remove(folder)
    return digest


def progress(folder: Path) -> Path:
    """Where the copy for that claim is made."""
    return folder / f".{folder.name}"


def remove_if_empty(folder: Path, at: int | None = None) -> None:
    """Remove a folder, unless that is refused.

    Args:
        folder: Its path.
        at: Descriptor of the folder from which the path leads, if it is another one
            than that of this process.
    """
    with suppress(OSError):
        os.rmdir(folder, dir_fd=at)
