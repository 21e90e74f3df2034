"""The cases' own files, `<root>/<year>/<case>/case.json`.

A case's file is sealed by a checksum at its end, since its dates decide when papers
are destroyed. Several processes may open and change cases at once.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from pipeline import cases, disk, filing
from pipeline.archive import bagit_format
from pipeline.errors import FixityError
from pipeline.model import Case, FilePlanEntry

CASE = "case.json"

TOMBSTONE = "tombstone.json"
"""What is left of a record that was disposed of, beside its events."""

_LOCK = ".cases.lock"
_SEAL = re.compile(rb',\n  "digest": "([0-9a-f]{64})"(\n\}\n)')


def case_folder(archive: Path, case: Case) -> Path:
    """Where the case stands, or shall stand."""
    return archive / str(case.year) / filing.safe_name(cases.folder_name(case))


def read_case(case_folder: Path) -> Case:
    """The case in that folder.

    Raises:
        FixityError: Its file is damaged.
        OSError: It has none.
    """
    path = case_folder / CASE
    content = path.read_bytes()
    try:
        case = disk.from_json(content, Case)
    except ValueError as error:
        raise FixityError(path) from error
    if _SEAL.search(content) and not is_sealed(content):
        raise FixityError(path)
    return case


def case_there(folder: Path) -> Case | None:
    """The case in that folder; None where neither its file is nor any record.

    Raises:
        FixityError: Its file is damaged, or gone from its records.
    """
    try:
        return read_case(folder)
    except FileNotFoundError as error:
        if is_orphaned(folder):
            raise FixityError(folder / CASE) from error
    return None


def case_of(folder: Path) -> Case:
    """The case that the record in that folder lies in.

    Raises:
        FixityError: The case's file is damaged.
        OSError: There is none.
    """
    return read_case(folder.parent)


def write_case(case_folder: Path, case: Case) -> None:
    """Write the case's file, sealed; an older one is replaced."""
    disk.make_folder(case_folder)
    text = disk.to_json(case)
    digest = hashlib.sha256(text).hexdigest()
    body = text.removesuffix(b"\n}\n")
    seal = f',\n  "digest": "{digest}"\n}}\n'.encode()
    disk.sweep_beside(case_folder / CASE)
    disk.write(case_folder / CASE, body + seal)


def is_sealed(content: bytes) -> bool:
    """The text of a case's file is as it was written."""
    seal = _SEAL.search(content)
    if seal is None or seal.end() != len(content):
        return False
    body = content[: seal.start()] + seal[2]
    return hashlib.sha256(body).hexdigest().encode() == seal[1]


def is_case_of(content: bytes, folder: Path) -> bool:
    """The text of a case's file is of the case that the folder is named for."""
    try:
        case = disk.from_json(content, Case)
    except ValueError:
        return False
    return case_folder(folder.parents[1], case) == folder


def is_orphaned(folder: Path) -> bool:
    """A record lies in the case's folder, or what is left of one, but no case's file.

    The file is there before the first record, and is looked for last.
    """
    orphaned = any(map(is_kept, folder.glob("[!.]*/")))
    return orphaned and not (folder / CASE).exists()


def is_kept(folder: Path) -> bool:
    """A record, whatever is missing of it, or what is left of one."""
    return bagit_format.is_bag(folder) or (folder / TOMBSTONE).is_file()


def case_at(archive: Path, year: int, index: str) -> Case | None:
    """The case of that index and year; None when there is none.

    Raises:
        FixityError: Its file is damaged, or gone from its records; other cases' files
            are none of its business.
    """
    return next((case for _folder, case in _cases_at(archive, year, index)), None)


def ensure_case(archive: Path, entry: FilePlanEntry, year: int, dated: date) -> Case:
    """The case of that index and year, opened now when there is none.

    A case that is there keeps its title and term, whatever the file plan says
    today. It may be closed: what that means for the document is the caller's
    affair. Several processes may ask at once. One whose file is gone from its records
    is not opened anew: it may have been closed, or held.

    Args:
        archive: The archive's root.
        entry: Line of the file plan.
        year: Of the file plan.
        dated: Date of the document to be filed; a case counts as opened on the
            earliest one.

    Raises:
        FixityError: The case's file is damaged, or gone from its records.
    """
    with _changing(archive, year):
        for folder, there in _cases_at(archive, year, entry.index):
            return _taking_in(folder, there, dated)
        case = cases.open_case(entry, year, dated)
        write_case(case_folder(archive, case), case)
    return case


def change_case(archive: Path, case: Case, change: Callable[[Case], Case]) -> Case:
    """Change a case's file by a rule of `pipeline.cases`, one process at a time.

    Args:
        archive: The archive's root.
        case: Tells which one; its state is read anew.
        change: Case as it stands → case as it shall be.

    Raises:
        FixityError: The case's file is damaged.
        OSError: There is none.
    """
    folder = case_folder(archive, case)
    with _changing(archive, case.year):
        changed = change(read_case(folder))
        write_case(folder, changed)
    return changed


def _cases_at(archive: Path, year: int, index: str) -> Iterator[tuple[Path, Case]]:
    """The folder and the case of that index; a damaged one is known by its name."""
    name = filing.safe_name(f"{index} …").removesuffix("…")
    for folder in sorted((archive / str(year)).glob("[!.]*/")):
        try:
            case = case_there(folder)
        except (FixityError, OSError):
            if f"{folder.name} ".startswith(name):
                raise
            continue
        if case is not None and case.index == index:
            yield folder, case


def _taking_in(case_folder: Path, case: Case, dated: date) -> Case:
    changed = cases.take_in(case, dated)
    if changed != case:
        write_case(case_folder, changed)
    return changed


def _changing(archive: Path, year: int) -> AbstractContextManager[None]:
    disk.make_folder(archive / str(year))
    return disk.locked(archive / str(year) / _LOCK)
