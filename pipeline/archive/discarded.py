"""Files that a person discarded: `archive/discarded/<sha256>/`, a bag.

Nothing is deleted: the bytes are kept as received files are, with who discarded them,
when and why in `discarded.json`, until they are brought back. Each discarding and each
bringing back is a line of `registers/discarded.jsonl` besides, which only grows. That
line is the moment from which it counts; who finds the bytes in both places asks it
(`stays`).
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline import disk, ledger
from pipeline.archive import bagit_format, exactnames, received, staging
from pipeline.errors import FixityError
from pipeline.model import Event

FOLDER = "discarded"
DESCRIPTION = "discarded.json"
REGISTERS = "registers"

_REGISTER = "discarded.jsonl"
_DISCARDED, _RESTORED = "discarded", "restored"
_FILED = "filed"


@dataclass(frozen=True, slots=True)
class Discarded:
    r"""The contents of `discarded.json`.

    Attributes:
        name: As dropped; bytes that are no text are written as "\xNN".
        name_bytes: The exact name, percent-encoded.
        code: Why it was in quarantine, or its record in review, of `pipeline.reasons`.
        detail: From the program that refused the file; the id of the record.
        quarantined_at: Or when the record came into review.
        by: Who discarded it.
        why: In their words.
    """

    sha256: str
    name: str
    name_bytes: str
    code: str
    detail: str
    dropped_at: datetime
    quarantined_at: datetime
    discarded_at: datetime
    by: str
    why: str

    @property
    def exact_name(self) -> str:
        """The name as the file system gave it (`os.fsdecode`)."""
        return exactnames.unquoted(self.name_bytes)


def discard(archive: Path, source: Path, item: Discarded) -> None:
    """Keep the file as discarded, and enter that; the source may go then.

    A second time changes nothing. What a discarding that was cut short left behind
    never counted, and makes room.

    Raises:
        FixityError: The file is not as its SHA-256 says; it was not discarded.
        OSError: The file cannot be read, or the disk is full.
    """
    if not stays(archive, item.sha256):
        remove(archive, item.sha256)
    _open_register(archive)  # one that is missing beside a discarded file is a fault
    with staging.building(archive, FOLDER) as folder:
        stored = folder / bagit_format.DATA / received.stored_name(item.exact_name)
        stored.parent.mkdir()
        if disk.copy(source, stored, flush=False) != item.sha256:
            raise FixityError(source)
        _seal(folder, item)
        with contextlib.suppress(FileExistsError):  # it was discarded before
            staging.place(folder, folder_of(archive, item.sha256))
    require_whole(archive, item.sha256)
    if not stays(archive, item.sha256):
        why = {"why": item.why}
        _enter(archive, _DISCARDED, item.by, item.discarded_at, item, why)


def enter_restored(
    archive: Path, item: Discarded, by: str, at: datetime, *, filed: int
) -> None:
    """Enter that it is brought back; its bytes are in quarantine again.

    Args:
        archive: The archive's root.
        item: What is brought back.
        by: Who does it.
        at: When; clocks may be set back later.
        filed: So often its bytes were filed before, and that counts no more.
    """
    _enter(archive, _RESTORED, by, at, item, {_FILED: str(filed)})


def remove(archive: Path, sha256: str) -> None:
    """Take it out: its bytes are elsewhere, and that is entered."""
    staging.discard(archive, folder_of(archive, sha256))


def is_discarded(archive: Path, sha256: str) -> bool:
    """Those bytes lie here."""
    return (folder_of(archive, sha256) / DESCRIPTION).is_file()


def stays(archive: Path, sha256: str) -> bool:
    """What was last entered of those bytes is that they were discarded.

    Raises:
        FixityError: The register is damaged.
    """
    last = _last_entered(archive, sha256)
    return last is not None and last.event == _DISCARDED


def not_entered(archive: Path) -> list[str]:
    """The SHA-256 of what lies here, and was last entered otherwise, or never.

    It may be on its way meanwhile, or a stop left it in another place, too.

    Raises:
        FixityError: A line of the register is damaged.
    """
    here, last = sums(archive), _last_of_each(archive)
    return [it for it in here if it not in last or last[it].event != _DISCARDED]


def voided_before(archive: Path, sha256: str) -> int:
    """So many filings count no more, by the last bringing back of those bytes."""
    told = [it for it in ledger.read(register_of(archive)) if it.event == _RESTORED]
    numbers = [it.details.get(_FILED, "") for it in told if _is_of(it, sha256)]
    return int(numbers[-1]) if numbers and numbers[-1].isdecimal() else 0


def _is_of(event: Event, sha256: str) -> bool:
    return event.details.get("sha256") == sha256


def void_filings(archive: Path, sha256: str, filed_at: Sequence[datetime]) -> int:
    """How many of the filings of those bytes count no more, the first of them.

    They were brought back since, and not discarded again. 0, too, where the register
    is damaged: that is for `verify` to tell.

    Args:
        archive: The archive's root.
        sha256: Of the bytes.
        filed_at: When they were dropped each time, in the order of the log. Moments
            are compared only where an older line does not tell the number.
    """
    with contextlib.suppress(FixityError):
        last = _last_entered(archive, sha256)
        if last is not None and last.event == _RESTORED:
            told = last.details.get(_FILED, "")
            earlier = sum(at <= last.at for at in filed_at)
            return int(told) if told.isdecimal() else earlier
    return 0


def items(archive: Path, damaged: list[Path] | None = None) -> Iterator[Discarded]:
    """Everything that is discarded, in the order of its discarding.

    Args:
        archive: The archive's root.
        damaged: Descriptions that are damaged join it, and their files are left out.

    Raises:
        FixityError: A description is damaged, and `damaged` is not given.
    """
    found = []
    for path in sorted((archive / FOLDER).glob(f"*/{DESCRIPTION}")):
        try:
            found.append(_described(path))
        except FixityError:
            if damaged is None:
                raise
            damaged.append(path)
    yield from sorted(found, key=lambda it: (it.discarded_at, it.sha256))


def items_of(archive: Path, beginnings: Sequence[str]) -> list[Discarded]:
    """What is discarded and has a SHA-256 that begins so; an empty one means none.

    Raises:
        FixityError: A description is damaged; others are none of its business.
    """
    begun = tuple(filter(None, beginnings))
    named = (it for it in sums(archive) if it.startswith(begun))
    return [_described(folder_of(archive, it) / DESCRIPTION) for it in named]


def sums(archive: Path) -> list[str]:
    """The SHA-256 of everything that lies here."""
    return sorted(it.parent.name for it in (archive / FOLDER).glob(f"*/{DESCRIPTION}"))


def count(archive: Path) -> int:
    """How many files are discarded."""
    return sum(1 for _path in (archive / FOLDER).glob(f"*/{DESCRIPTION}"))


def describe(archive: Path, sha256: str) -> Discarded | None:
    """Who discarded those bytes, when and why; None when nobody did.

    Raises:
        FixityError: The description is damaged.
    """
    if not is_discarded(archive, sha256):
        return None
    return _described(folder_of(archive, sha256) / DESCRIPTION)


def register_of(archive: Path) -> Path:
    """Where each discarding and bringing back is entered."""
    return archive / REGISTERS / _REGISTER


def file_of(archive: Path, sha256: str) -> Path:
    """The discarded file.

    Raises:
        FixityError: It is gone.
    """
    data = folder_of(archive, sha256) / bagit_format.DATA
    found = sorted(data.iterdir()) if data.is_dir() else []
    if not found:
        raise FixityError(data)
    return found[0]


def require_whole(archive: Path, sha256: str) -> None:
    """See that the discarded file is as it was.

    Raises:
        FixityError: It is gone or damaged.
    """
    path = file_of(archive, sha256)
    if disk.sha256(path) != sha256:
        raise FixityError(path)


def folder_of(archive: Path, sha256: str) -> Path:
    """The bag of those bytes."""
    return archive / FOLDER / sha256


def _last_entered(archive: Path, sha256: str) -> Event | None:
    return _last_of_each(archive).get(sha256)


def _last_of_each(archive: Path) -> dict[str, Event]:
    """SHA-256 → what was last entered of those bytes.

    Raises:
        FixityError: A line is damaged.
    """
    path = register_of(archive)
    try:
        return {it.details["sha256"]: it for it in ledger.read(path)}
    except KeyError as error:
        raise FixityError(path) from error


def _described(path: Path) -> Discarded:
    try:
        return disk.read_json(path, Discarded)
    except ValueError as error:
        raise FixityError(path) from error


def _enter(
    archive: Path,
    event: str,
    by: str,
    at: datetime,
    item: Discarded,
    more: Mapping[str, str],
) -> None:
    details = {"sha256": item.sha256, "code": item.code, "name": item.name, **more}
    path = register_of(archive)
    disk.make_folder(path.parent)
    ledger.append(path, event, by=by, at=at, details=details)


def _open_register(archive: Path) -> None:
    path = register_of(archive)
    if not path.exists():
        disk.make_folder(path.parent)
        path.touch()
        disk.flush_folder(path.parent)


def _seal(folder: Path, item: Discarded) -> None:
    info = {
        "Bagging-Date": item.discarded_at.date().isoformat(),
        bagit_format.IDENTITY: item.sha256,
        "Original-Name": item.name,
        "Discarded-By": item.by,
        "Discarded-Why": item.why,
    }
    bagit_format.seal(folder, info, {DESCRIPTION: disk.to_json(item)})
