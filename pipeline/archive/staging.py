"""Folders that appear in a tree whole or not at all.

A folder is built in `<root>/.staging/`, flushed to the disk and renamed to its
place in one step; what a crash leaves there belongs to nobody. Builders share a
lock that works between processes and machines, so that a sweep never removes
what is being built.
"""

import contextlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import disk

_FOLDER = ".staging"
_LOCK = ".lock"


@contextmanager
def building(root: Path, name: str) -> Iterator[Path]:
    """An empty folder to build in; what is not placed is removed at the end."""
    staging = root / _FOLDER
    disk.make_folder(staging)
    beside = staging / f"{name}-{secrets.token_hex(4)}"
    with disk.locked(staging / _LOCK, shared=True):
        beside.mkdir()
        try:
            yield beside
        finally:
            if beside.exists():
                disk.remove(beside)


def place(built: Path, target: Path) -> None:
    """Flush what was built and move it to its place, replacing nothing.

    Raises:
        FileExistsError: Something stands there.
    """
    disk.flush_tree(built)
    disk.make_folder(target.parent)
    disk.move(built, target)


def sweep(root: Path) -> int:
    """Remove what interrupted builds left; nothing while somebody is building.

    Returns:
        How many folders were removed.
    """
    staging = root / _FOLDER
    if not staging.is_dir():
        return 0
    with disk.locked_if_free(staging / _LOCK) as free:
        stale = [path for path in staging.iterdir() if free and path.name != _LOCK]
        for path in stale:
            disk.remove(path)
    return len(stale)


def discard(root: Path, folder: Path) -> None:
    """Take a folder out of the tree in one step, then remove it; the absent is fine."""
    with building(root, "discarded") as beside, contextlib.suppress(FileNotFoundError):
        disk.move(folder, beside / folder.name)
