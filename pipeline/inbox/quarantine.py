"""Files that could not be read, each with the reason, until a person decides.

`quarantine/<sha256>/` holds the file under its own name and `reason.json`.
Nothing leaves it but by a person's word (`pipeline.discarding`): back to the intake,
or into the archive's record of what was discarded.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline import disk
from pipeline.errors import FixityError
from pipeline.inbox import drops

_STAGING = ".staging"
_FILE = "file"
_REASON = "reason.json"
_LOCK = ".lock"
_UNKNOWN = "reason_lost"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file is in quarantine.

    Attributes:
        code: Of `pipeline.reasons`.
        detail: For the administrator, in English, from the program that
            refused the file.
        name: As dropped, printable.
    """

    sha256: str
    name: str
    code: str
    detail: str
    dropped_at: datetime
    quarantined_at: datetime


def alone(quarantine: Path) -> AbstractContextManager[None]:
    """Be the only one who puts files in or takes them out, or finds them here."""
    disk.make_folder(quarantine)
    return disk.locked(quarantine / _LOCK)


def put(quarantine: Path, source: Path, reason: Reason, *, name: str = "") -> None:
    """Copy the file in, whole or not at all; a second time changes nothing.

    To be called while `alone`.

    Args:
        quarantine: The folder.
        source: Stays where it is.
        reason: Why.
        name: Of the file, exactly, where the source has another one.

    Raises:
        FixityError: The file changed while it was copied; try again. Or what lies here
            already is damaged.
    """
    target = quarantine / reason.sha256
    if target.exists():
        require_whole(quarantine, reason.sha256)
        return
    staging = quarantine / _STAGING / reason.sha256
    disk.make_folder(staging.parent)
    disk.remove(staging)
    (staging / _FILE).mkdir(parents=True)
    target_file = staging / _FILE / (name or source.name)
    if disk.copy(source, target_file) != reason.sha256:
        raise FixityError(source)
    (staging / _REASON).write_bytes(disk.to_json(reason))
    disk.flush_tree(staging)
    disk.move(staging, target)


def reasons(quarantine: Path) -> Iterator[Reason]:
    """Everything in quarantine, oldest first."""
    folders = (path for path in quarantine.glob("[0-9a-f]*") if path.is_dir())
    found = [reason for reason in map(_reason_in, folders) if reason]
    yield from sorted(found, key=lambda reason: (reason.quarantined_at, reason.sha256))


def has(quarantine: Path, sha256: str) -> bool:
    """Those bytes are in quarantine."""
    return (quarantine / sha256).is_dir()


def code_of(quarantine: Path, sha256: str) -> str:
    """Why those bytes are in quarantine; "" when they are there no more."""
    reason = _reason_in(quarantine / sha256)
    return reason.code if reason else ""


def file_of(quarantine: Path, reason: Reason) -> Path:
    """The quarantined file, by its name; whether it is whole is not looked at.

    Raises:
        FixityError: It is gone.
    """
    folder = quarantine / reason.sha256
    found = _files_in(folder)
    named = (it for it in found if drops.printable_name(it.name) == reason.name)
    if not found:
        raise FixityError(folder / _FILE)
    return next(named, found[0])


def whole_file_of(quarantine: Path, sha256: str) -> Path:
    """The file of those bytes, whatever a program laid beside it.

    Raises:
        FixityError: It is gone or damaged.
    """
    return _whole_in(quarantine / sha256)


def require_whole(quarantine: Path, sha256: str) -> None:
    """See that the file of those bytes is as it was put in.

    Raises:
        FixityError: It is gone or damaged.
    """
    _whole_in(quarantine / sha256)


def _reason_in(folder: Path) -> Reason | None:
    """The reason in that folder; where it is damaged, what can be told without it.

    None when another process took the file out meanwhile.
    """
    try:
        return disk.read_json(folder / _REASON, Reason)
    except (ValueError, OSError) as error:
        with suppress(FileNotFoundError):
            at = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
            return Reason(folder.name, _name_in(folder), _UNKNOWN, str(error), at, at)
    return None


def _name_in(folder: Path) -> str:
    with suppress(FixityError):
        return drops.printable_name(_whole_in(folder).name)
    return next((drops.printable_name(it.name) for it in _files_in(folder)), "")


def take_out(quarantine: Path, reason: Reason) -> None:
    """Remove it, once its bytes are elsewhere (a claim of its own).

    It goes in one step, while `alone`: half of it must not count as the file.
    """
    going = quarantine / _STAGING / reason.sha256
    disk.make_folder(going.parent)
    disk.remove(going)
    with suppress(FileNotFoundError):
        disk.move(quarantine / reason.sha256, going)
    disk.remove(going)


def sweep(quarantine: Path) -> None:
    """Remove what was half put in or half taken out, while `alone`."""
    staging = quarantine / _STAGING
    for path in staging.iterdir() if staging.is_dir() else ():
        disk.remove(path)


def _whole_in(folder: Path) -> Path:
    """The file whose bytes are those that the folder is named after.

    Who opens the file may have had a lock or a list of previews laid beside it.
    """
    found = _files_in(folder)
    for path in found:
        if disk.sha256(path) == folder.name:
            return path
    raise FixityError(found[0] if found else folder / _FILE)


def _files_in(folder: Path) -> list[Path]:
    """What lies where the file is, hidden names last."""
    try:
        found = list((folder / _FILE).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    regular = [it for it in found if it.is_file() and not it.is_symlink()]
    return sorted(regular, key=lambda it: (it.name.startswith("."), it.name))
