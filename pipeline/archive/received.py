"""Files as they were dropped: `archive/received/<sha256>/`, a bag each.

The file's name may hold a person's name or no text at all, so the stored file
is `data/original` with the suffix, and `received.json` keeps the exact name.
"""

import contextlib
import os
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import disk
from pipeline.archive import bagit_format, exactnames, staging
from pipeline.errors import ChangedError, FixityError, NotFoundError
from pipeline.messages import _

FOLDER = "received"
DESCRIPTION = "received.json"

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Received:
    r"""The contents of `received.json`.

    Attributes:
        name: As first dropped; bytes that are no text are written as "\xNN".
        name_bytes: The exact name, percent-encoded.
        size: In bytes.
        changed_at: When the file that was dropped had last been written, by its file
            system; None where it was received before that was kept.
    """

    sha256: str
    name: str
    name_bytes: str
    size: int
    dropped_at: datetime
    changed_at: datetime | None = None

    def was_whole_at(self, earliest: datetime | None) -> datetime:
        """When its pages were scanned at the latest.

        Args:
            earliest: A file that was whole before comes from a clock that is wrong, and
                only the drop is certain; None: no moment is too early.
        """
        whole = self.changed_at
        if whole is None or (earliest is not None and whole < earliest):
            return self.dropped_at
        return min(whole, self.dropped_at)

    @property
    def exact_name(self) -> str:
        """The name as the file system gave it (`os.fsdecode`)."""
        return exactnames.unquoted(self.name_bytes)


def receive(
    archive: Path, source: Path, sha256: str, *, name: str, dropped_at: datetime
) -> None:
    """Keep a copy of the file; the same bytes a second time change nothing.

    Args:
        archive: The archive's root.
        source: Stays where it is.
        sha256: Of its bytes.
        name: Its name as dropped, as `os.fsdecode` gives it.
        dropped_at: When it came.

    Raises:
        ChangedError: It holds other bytes by now; nothing was kept.
        FixityError: The stored copy is damaged; the source is still needed.
        OSError: The source cannot be read, or the disk is full.
    """
    with staging.building(archive, FOLDER) as folder:
        stored = folder / bagit_format.DATA / stored_name(name)
        stored.parent.mkdir()
        if disk.copy(source, stored, flush=False) != sha256:  # `_place` flushes
            raise ChangedError(source)
        if not has(archive, sha256):
            described = _described(stored, sha256, name, dropped_at)
            _seal(folder, replace(described, changed_at=_changed_at(source)))
            _place(folder, _folder(archive, sha256))
    require_whole(archive, sha256)


def _changed_at(source: Path) -> datetime | None:
    """When the file was written; None for a moment that no calendar has."""
    seconds = int(source.stat().st_mtime)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError):
        return None


def has_received(archive: Path) -> bool:
    """Any file was ever received."""
    return (archive / FOLDER).is_dir()


def has(archive: Path, sha256: str) -> bool:
    """Those bytes were received."""
    return (_folder(archive, sha256) / bagit_format.DECLARATION).is_file()


def remove(archive: Path, sha256: str) -> None:
    """Take a received file out: its bytes are elsewhere. The absent is fine."""
    staging.discard(archive, _folder(archive, sha256))


def received_file(archive: Path, sha256: str) -> Path:
    """The file of that SHA-256, as dropped.

    Raises:
        NotFoundError: It was never received, or was disposed of.
    """
    files = _files(archive, sha256)
    if not files:
        raise NotFoundError(_("Received file"), sha256)
    return files[0]


def require_whole(archive: Path, sha256: str) -> None:
    """See that the file is as it was dropped.

    Raises:
        FixityError: It is damaged or gone.
    """
    files = _files(archive, sha256)
    if not files or disk.sha256(files[0]) != sha256:
        raise FixityError(files[0] if files else _folder(archive, sha256))


def describe(archive: Path, sha256: str) -> Received:
    """How and when those bytes came first.

    Raises:
        NotFoundError: They were never received, or were disposed of.
        FixityError: The description is damaged.
    """
    path = _folder(archive, sha256) / DESCRIPTION
    if not path.is_file():
        raise NotFoundError(_("Received file"), sha256)
    try:
        return disk.read_json(path, Received)
    except ValueError as error:
        raise FixityError(path) from error


def _folder(archive: Path, sha256: str) -> Path:
    return archive / FOLDER / sha256


def _files(archive: Path, sha256: str) -> list[Path]:
    data = _folder(archive, sha256) / bagit_format.DATA
    return sorted(data.iterdir()) if data.is_dir() else []


def stored_name(name: str) -> str:
    """The name in a bag of a file of that exact name, which may be a person's."""
    suffix = Path(name).suffix.lower()
    return f"original{suffix}" if _SUFFIX.fullmatch(suffix) else "original"


def _described(stored: Path, digest: str, name: str, dropped_at: datetime) -> Received:
    return Received(
        sha256=digest,
        name=os.fsencode(name).decode(errors="backslashreplace"),
        name_bytes=exactnames.quoted(name),
        size=stored.stat().st_size,
        dropped_at=dropped_at,
    )


def _seal(folder: Path, received: Received) -> None:
    info = {
        "Bagging-Date": received.dropped_at.date().isoformat(),
        bagit_format.IDENTITY: received.sha256,
        "Original-Name": received.name,
    }
    bagit_format.seal(folder, info, {DESCRIPTION: disk.to_json(received)})


def _place(folder: Path, target: Path) -> None:
    # another process may have received the same bytes a moment earlier
    with contextlib.suppress(FileExistsError):
        staging.place(folder, target)
