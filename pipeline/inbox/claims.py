"""Files that were taken from the inbox and are not yet in their place.

A claim is one rename into `inbox/.claimed/<token>/`, so of two watchers one
gets the file and the other finds it gone. The token begins with the moment of
the drop, in UTC, and tells two drops of the same bytes apart.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import disk

_STAMP = "%Y%m%dT%H%M%S%fZ"
_ABANDONED = timedelta(days=1)


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

    Returns:
        None when it is gone: another process took it, or a person did.
    """
    token, folder = _new_folder(claimed_folder, at)
    target = folder / path.name
    try:
        disk.move(path, target)
    except FileNotFoundError:
        folder.rmdir()
        return None
    return Claim(token, target)


def adopt(claimed_folder: Path, source: Path, at: datetime) -> Claim:
    """Take a copy of a file that stays where it is (`podshivka ingest FILE`).

    Raises:
        OSError: The file cannot be read.
    """
    token, folder = _new_folder(claimed_folder, at)
    beside = folder / f".{token}"
    target = folder / source.name
    try:
        disk.copy(source, beside)
        disk.move(beside, target)
    except OSError:
        disk.remove(folder)
        raise
    return Claim(token, target)


def claimed(claimed_folder: Path) -> list[Claim]:
    """Every claim that is not released, oldest first."""
    if not claimed_folder.is_dir():
        return []
    return [
        Claim(folder.name, path)
        for folder in sorted(claimed_folder.iterdir())
        for path in _whole_files(folder)
    ]


def sweep(claimed_folder: Path, now: datetime) -> None:
    """Remove what claims that never came to be left behind, a day later.

    Younger folders may belong to a claim that is being made this moment.
    """
    if not claimed_folder.is_dir():
        return
    for folder in claimed_folder.iterdir():
        if not _whole_files(folder) and now - _moment(folder.name) > _ABANDONED:
            disk.remove(folder)


def release(claim: Claim) -> None:
    """Remove the claimed file: its bytes are in their place. Twice is fine."""
    if claim.path.parent.is_dir():
        disk.remove(claim.path)
        disk.remove(claim.path.parent)


def _new_folder(claimed_folder: Path, at: datetime) -> tuple[str, Path]:
    token = f"{at.astimezone(UTC).strftime(_STAMP)}-{secrets.token_hex(4)}"
    folder = claimed_folder / token
    disk.make_folder(folder)
    return token, folder


def _whole_files(folder: Path) -> list[Path]:
    """The claimed file; a copy that is being made has a hidden name."""
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _moment(token: str) -> datetime:
    stamp = token.partition("-")[0]
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
