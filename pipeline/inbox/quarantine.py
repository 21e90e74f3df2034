"""Files that could not be read, each with the reason, until a person decides.

`quarantine/<sha256>/` holds the file under its own name and `reason.json`.
Nothing leaves it but by `retry` (back to the inbox).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import disk
from pipeline.errors import FixityError, NotFoundError
from pipeline.messages import _

_STAGING = ".staging"
_REASON = "reason.json"


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


def put(quarantine: Path, source: Path, reason: Reason) -> None:
    """Copy the file in, whole or not at all; a second time changes nothing.

    Raises:
        FixityError: The file changed while it was copied; try again.
    """
    target = quarantine / reason.sha256
    if target.exists():
        return
    staging = quarantine / _STAGING / reason.sha256
    disk.make_folder(staging.parent)
    disk.remove(staging)
    (staging / "file").mkdir(parents=True)
    if disk.copy(source, staging / "file" / source.name) != reason.sha256:
        raise FixityError(source)
    (staging / _REASON).write_bytes(disk.to_json(reason))
    disk.flush_tree(staging)
    disk.move(staging, target)


def reasons(quarantine: Path) -> Iterator[Reason]:
    """Everything in quarantine, oldest first."""
    found = [disk.read_json(path, Reason) for path in quarantine.glob(f"*/{_REASON}")]
    yield from sorted(found, key=lambda reason: (reason.quarantined_at, reason.sha256))


def has(quarantine: Path, sha256: str) -> bool:
    """Those bytes are in quarantine."""
    return (quarantine / sha256 / _REASON).exists()


def find(quarantine: Path, prefix: str) -> Reason:
    """The one file whose SHA-256 begins with that.

    Raises:
        NotFoundError: There is none, or more than one.
    """
    matches = [it for it in reasons(quarantine) if it.sha256.startswith(prefix)]
    if len(matches) != 1:
        raise NotFoundError(_("Quarantined file"), prefix)
    return matches[0]


def file_of(quarantine: Path, reason: Reason) -> Path:
    """The quarantined file."""
    return next((quarantine / reason.sha256 / "file").iterdir())


def take_out(quarantine: Path, reason: Reason) -> None:
    """Remove it, once its bytes are elsewhere (a claim of its own)."""
    disk.remove(quarantine / reason.sha256)
