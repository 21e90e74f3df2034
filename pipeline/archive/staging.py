"""Folders that appear in a tree whole or not at all.

A folder is built in `<root>/.staging/`, flushed to the disk and renamed to its
place in one step; what a crash leaves there belongs to nobody and is swept.
"""

import contextlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import disk

_FOLDER = ".staging"


@contextmanager
def building(root: Path, name: str) -> Iterator[Path]:
    """An empty folder to build in; what is not placed is removed at the end."""
    staging = root / _FOLDER
    beside = staging / f"{name}-{secrets.token_hex(4)}"
    with disk.workbench(staging):
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
    return disk.sweep(root / _FOLDER)


def discard(root: Path, folder: Path) -> None:
    """Take a folder out of the tree in one step, then remove it; the absent is fine."""
    with building(root, "discarded") as beside, contextlib.suppress(FileNotFoundError):
        disk.move(folder, beside / folder.name)
