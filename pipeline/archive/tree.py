"""The trees of the archive and of the review folder: what stands where.

`<root>/<year>/<case>/<record>/`. Nothing here knows the catalogue: a tree tells
everything by itself.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline import filing
from pipeline.archive import bagit_format, bags, casefiles, discarded, received
from pipeline.archive.stored import Stored, load
from pipeline.errors import FixityError
from pipeline.model import Case, RecordState

OTHER_FOLDERS = (received.FOLDER, discarded.FOLDER, "acts", discarded.REGISTERS)
"""What stands at the archive's root beside the years."""


def records(root: Path, unreadable: list[Path] | None = None) -> Iterator[Path]:
    """The folders of all records below the root, always in the same order.

    Args:
        root: Where.
        unreadable: What the system does not let us look into joins it, and is left
            out.

    Raises:
        OSError: There is such a folder, and `unreadable` is not given.
    """
    try:
        found = _folders(root)
    except OSError:
        _note_unreadable(root, unreadable)
        return
    for folder in found:
        if folder.parent == root and folder.name in OTHER_FOLDERS:
            continue
        try:
            is_record = _is_record(folder)
            is_other = is_record or (folder / bagit_format.DECLARATION).exists()
        except OSError:
            _note_unreadable(folder, unreadable)
            continue
        if is_record:
            yield folder
        elif not is_other:
            yield from records(folder, unreadable)


def _note_unreadable(folder: Path, unreadable: list[Path] | None) -> None:
    """While the fault is handled."""
    if unreadable is None:
        raise  # noqa: PLE0704 - the fault that is handled
    unreadable.append(folder)


def waiting(review: Path, damaged: list[Path] | None = None) -> Iterator[Stored]:
    """The records of the review folder that are in force.

    Args:
        review: It.
        damaged: The folders of damaged records join it, and these are left out.

    Raises:
        FixityError: One of them is damaged, and `damaged` is not given.
    """
    for folder in records(review):
        try:
            stored = load(folder, in_review=True)
        except FixityError:
            if damaged is None:
                raise
            damaged.append(folder)
            continue
        if stored.state is not RecordState.SUPERSEDED:
            yield stored


def holds_pages_of(root: Path, sha256: str) -> bool:
    """A record below the root, in force or not, has pages of the file of those bytes.

    The records are looked through and not understood: there may be very many.
    """
    told = sha256.encode()
    described = (it / bagit_format.DATA / bags.RECORD for it in records(root))
    return any(told in path.read_bytes() for path in described)


def newest_of(archive: Path, review: Path, document_id: str) -> Path | None:
    """The folder of the latest version of the document's record, found by name.

    None while no page of the document came back.
    """
    places = [review, *case_folders(archive)]
    found = [folder for place in places for folder in _named(place, document_id)]
    return max(found, key=lambda it: load(it).record.version, default=None)


def newest_since(archive: Path, review: Path, document_id: str, known: Path) -> Path:
    """As `newest_of`, where the folder of one version is known: it is found faster.

    A later one lies in review, beside the one before, or where that gave way to.
    """
    newest, places = known, {review, known.parent}
    while True:
        named = [it for place in places for it in _named(place, document_id)]
        newest = max([newest, *named], key=_version)
        stored = load(newest)
        later = None
        if stored.gave_way_to and not stored.is_emptied:
            later = standing(archive, review, stored.gave_way_to)
        if later is None or _version(later) <= _version(newest):
            return newest
        newest, places = later, {later.parent}


def filed(archive: Path, record_id: str) -> Path | None:
    """The folder of that record, found by name; None while it is not filed."""
    identity = record_id.partition("-")[0]
    named = (
        folder for place in case_folders(archive) for folder in _named(place, identity)
    )
    return next((it for it in named if load(it).record.record_id == record_id), None)


def standing(archive: Path, review: Path, record_id: str) -> Path | None:
    """The folder of that record, in review or filed, found by name."""
    identity = record_id.partition("-")[0]
    waiting = _named(review, identity)
    found = (it for it in waiting if load(it).record.record_id == record_id)
    return next(found, None) or filed(archive, record_id)


def case_folders(archive: Path) -> Iterator[Path]:
    """The folders of all cases, by year and index."""
    for year in _folders(archive):
        if year.name.isdigit():
            yield from _folders(year)


def all_cases(archive: Path, damaged: list[Path] | None = None) -> Iterator[Case]:
    """Every case of the archive, by year and index.

    Args:
        archive: The archive's root.
        damaged: The files of cases that are damaged, or gone from their records, join
            it, and these cases are left out.

    Raises:
        FixityError: There is such a case, and `damaged` is not given.
    """
    for folder in case_folders(archive):
        try:
            case = casefiles.case_there(folder)
        except FixityError as error:
            if damaged is None:
                raise
            damaged.extend(error.paths)
            continue
        if case is not None:
            yield case


def newest_case(archive: Path, index: str) -> Case | None:
    """The case of that index of the newest year that has one; None when none has.

    Raises:
        FixityError: Its file is damaged; other cases' files are none of its business.
    """
    years = (int(it.name) for it in _folders(archive) if it.name.isdigit())
    newest_first = sorted(years, reverse=True)
    found = (casefiles.case_at(archive, year, index) for year in newest_first)
    return next(filter(None, found), None)


def _is_record(folder: Path) -> bool:
    return (folder / bagit_format.DATA / bags.RECORD).is_file()


def _version(folder: Path) -> int:
    return filing.version_in_name(folder.name)


def _named(place: Path, identity: str) -> list[Path]:
    """The records in it whose names have that word, by name."""
    found = (it for it in _folders(place, identity) if identity in it.name.split())
    return [folder for folder in found if _is_record(folder)]


def _folders(folder: Path, part: str = "") -> list[Path]:
    """The folders in it, by name; hidden ones and links are left out.

    Args:
        folder: Where.
        part: Of their names; there may be thousands of others.
    """
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        names = [
            it.name
            for it in entries
            if part in it.name and it.is_dir(follow_symlinks=False)
        ]
    return [folder / name for name in sorted(names) if not name.startswith(".")]
