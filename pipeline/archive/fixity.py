"""Finds what changed in the archive since it was written.

Every record, received file and case is looked at, and whatever else lies in the
tree and belongs to none of them. Names that begin with a dot are locks and
unfinished writes of ours and are passed over. Nothing is mended. What is gone as
a whole, a record's folder, only the catalogue or a backup can tell: whoever knows
them adds the findings `Problem.LOST`.
"""

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

from pipeline import filing
from pipeline.archive import (
    bagcheck,
    bagit_format,
    casefiles,
    discarded,
    received,
    stored,
    tree,
)
from pipeline.archive.findings import Finding, Problem

__all__ = ["Finding", "Problem", "folders_by_id", "ids_in_names", "verify"]

_READ_AHEAD = 64
"""Folders in work or waiting at once: bounds the memory and keeps the order."""

_FILING_SECONDS = 5.0
_PAUSE_SECONDS = 0.05

_Findings = list[Finding]
_Check = Callable[[], _Findings]


def verify(
    archive: Path, review: Path | None = None, *, workers: int | None = None
) -> Iterator[Finding]:
    """Look at every file, always in the same order; no finding where all is well.

    Args:
        archive: The archive's root.
        review: The review folder, when it shall be looked at too.
        workers: Folders at once, one for each core when not given. Hashing
            runs outside the interpreter's lock, so threads do.
    """
    checks: Iterator[_Check] = chain(
        (partial(_check_case, folder) for folder in tree.case_folders(archive)),
        _walk(archive, archive),
        _walk(archive / received.FOLDER, archive, bagcheck.check_received),
        _walk(archive / discarded.FOLDER, archive, bagcheck.check_received),
        _registers(archive),
        _walk(review, review) if review else (),
    )
    waiting: deque[Future[_Findings]] = deque()
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        for check in checks:
            waiting.append(pool.submit(check))
            if len(waiting) >= _READ_AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    yield from _duplicates(archive, review)


def ids_in_names(archive: Path, review: Path) -> set[str]:
    """The ids of all records, whatever is missing of them, by their folders' names."""
    return set(folders_by_id(archive, review))


def folders_by_id(archive: Path, review: Path) -> dict[str, Path]:
    """The folder of each record, whatever is missing of it; the id is in its name.

    Review is looked at first: what is filed meanwhile stands in the archive then.
    """
    homes = chain([review], tree.case_folders(archive))
    folders = (Path(entry.path) for home in homes for entry in _entries(home))
    return {filing.id_in_name(it.name): it for it in folders if casefiles.is_kept(it)}


def _duplicates(archive: Path, review: Path | None) -> Iterator[Finding]:
    """Every folder of a record that has several; what cannot be read has none."""
    folders: dict[str, list[Path]] = {}
    found = chain.from_iterable(map(tree.records, filter(None, (archive, review))))
    for folder in {os.path.realpath(it): it for it in found}.values():
        with contextlib.suppress(ValueError, OSError):
            folders.setdefault(stored.record_id(folder), []).append(folder)
    until = time.monotonic() + _FILING_SECONDS
    for several in (same for same in folders.values() if len(same) > 1):
        there = _still_there(several, review, until)
        if len(there) > 1:
            yield from (Finding(folder, Problem.DUPLICATE) for folder in there)


def _still_there(folders: list[Path], review: Path | None, until: float) -> list[Path]:
    """A record that is filed from review stands in both places for a moment."""
    waits = review and any(it.is_relative_to(review) for it in folders)
    there = [it for it in folders if it.exists()]
    while waits and len(there) > 1 and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
        there = [it for it in folders if it.exists()]
    return there


def _walk(
    folder: Path,
    root: Path,
    check_bag: Callable[[Path], _Findings] = bagcheck.check_record,
) -> Iterator[_Check]:
    """The checks of everything below the folder; links are not followed."""
    for entry in _entries(folder):
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False):
            if path.name != casefiles.CASE or path.parent.parent.parent != root:
                yield partial(_found, path, Problem.STRAY)
        elif bagit_format.is_bag(path):
            yield partial(_check_bag, path, check_bag)
        elif (path / casefiles.TOMBSTONE).is_file():
            yield partial(_check_tombstone, path)
        elif path.parent != root or path.name not in tree.OTHER_FOLDERS:
            yield from _walk(path, root, check_bag)


def _check_bag(folder: Path, check: Callable[[Path], _Findings]) -> _Findings:
    """What is wrong in a bag, and still is at a second look.

    Others may replace its renditions meanwhile, or take it to another place.
    """
    with contextlib.suppress(FileNotFoundError):
        if not check(folder):
            return []
    with contextlib.suppress(FileNotFoundError):
        found = check(folder)
        return found if folder.exists() else []
    return []


def _registers(archive: Path) -> Iterator[_Check]:
    """Every register; one in which something must stand is there."""
    for entry in _entries(archive / discarded.REGISTERS):
        yield partial(bagcheck.check_register, Path(entry.path))
    register = discarded.register_of(archive)
    kept = (Path(it.path) for it in _entries(archive / discarded.FOLDER))
    if any(map(bagit_format.is_bag, kept)) and not register.exists():  # it comes first
        yield partial(_found, register, Problem.MISSING)


def _check_case(folder: Path) -> _Findings:
    """The case's own file; a folder without records needs none."""
    path = folder / casefiles.CASE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        orphaned = casefiles.is_orphaned(folder)
        return _found(path, Problem.NO_CASE) if orphaned else []
    except OSError:
        return _found(path, Problem.UNREADABLE)
    sound = casefiles.is_sealed(content) and casefiles.is_case_of(content, folder)
    return [] if sound else _found(path, Problem.CHANGED)


def _check_tombstone(folder: Path) -> _Findings:
    return list(bagcheck.check_events(folder))


def _found(path: Path, problem: Problem) -> _Findings:
    return [Finding(path, problem)]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        shown = [entry for entry in entries if not entry.name.startswith(".")]
    return sorted(shown, key=lambda entry: entry.name)
