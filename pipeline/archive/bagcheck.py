"""What is wrong inside one bag, file by file.

The payload is compared with its manifest, the tag files with theirs, events
with their chain, renditions with their list. A list may itself be damaged: of a
damaged line most digits are still right, of a changed file none, so a list that
still holds a run of a file's true digits vouches for it and the culprit is
named.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline import ledger
from pipeline.archive import bagit_format, discarded, events, received, renditions
from pipeline.archive.findings import Finding, Problem

_TAGS = (
    bagit_format.DECLARATION,
    bagit_format.INFO,
    bagit_format.MANIFEST,
    received.DESCRIPTION,
    discarded.DESCRIPTION,
)
_BESIDE = {
    *_TAGS,
    bagit_format.TAG_MANIFEST,
    bagit_format.DATA,
    events.FILE,
    renditions.FOLDER,
}
_RUN = 16
"""That many hexadecimal digits do not agree by chance."""

_UNREADABLE = ""
"""In the place of a SHA-256."""

_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
"""A link or a pipe in the place of a file is not followed and holds nobody up."""


def check_record(folder: Path) -> list[Finding]:
    """Everything that is wrong in the folder of one record or received file."""
    tags = list(_check_tags(folder))
    manifest = folder / bagit_format.MANIFEST
    is_sound = all(finding.path != manifest for finding in tags)
    return [
        *tags,
        *_check_payload(folder, is_sound=is_sound),
        *check_events(folder),
        *_check_renditions(folder / renditions.FOLDER),
        *_check_beside(folder),
    ]


def check_received(folder: Path) -> list[Finding]:
    """As `check_record`; the file must also be the one that its folder names."""
    findings = check_record(folder)
    manifest = folder / bagit_format.MANIFEST
    if not findings and not manifest.read_text().startswith(folder.name):
        findings.append(Finding(folder, Problem.CHANGED))
    return findings


def check_events(folder: Path) -> Iterator[Finding]:
    """The record's events, when it has any."""
    path = folder / events.FILE
    try:
        if any(ledger.faults(path)):
            yield Finding(path, Problem.CHAIN)
    except OSError:
        yield Finding(path, Problem.UNREADABLE)


def check_register(path: Path) -> list[Finding]:
    """A register of the archive, whose lines are chained as events are."""
    try:
        return [Finding(path, Problem.CHAIN)] if any(ledger.faults(path)) else []
    except OSError:
        return [Finding(path, Problem.UNREADABLE)]


def _check_tags(folder: Path) -> Iterator[Finding]:
    names = [name for name in _TAGS if os.path.lexists(folder / name)]
    yield from _check_list(folder, folder / bagit_format.TAG_MANIFEST, names)


def _check_payload(folder: Path, *, is_sound: bool) -> Iterator[Finding]:
    """The payload against its manifest, which may be known to be damaged."""
    try:
        text = (folder / bagit_format.MANIFEST).read_bytes()
    except OSError:
        return  # told with the tag files
    judge = _by_sound_list if is_sound else _by_damaged_list
    yield from judge(folder, text, _digests(folder, bagit_format.payload(folder)))


def _check_renditions(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        return
    files = [name for name in _names(folder) if name != renditions.SUMS]
    yield from _check_list(folder, folder / renditions.SUMS, files)


def _check_beside(folder: Path) -> Iterator[Finding]:
    for name in _names(folder):
        if name not in _BESIDE:
            yield Finding(folder / name, Problem.ADDED)


def _check_list(folder: Path, path: Path, names: Iterable[str]) -> Iterator[Finding]:
    """Files against a list that nothing else vouches for."""
    digests = _digests(folder, names)
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        if digests:
            yield Finding(path, Problem.MISSING)
        return
    except OSError:
        yield Finding(path, Problem.UNREADABLE)
        return
    found = list(_by_damaged_list(folder, text, digests))
    yield from found
    if not (found or _agrees(text, digests)):
        yield Finding(path, Problem.CHANGED)


def _by_sound_list(
    folder: Path, text: bytes, digests: Mapping[str, str]
) -> Iterator[Finding]:
    known = bagit_format.listed(text)
    for name in sorted({*digests, *known}):
        if name not in digests:
            yield Finding(folder / name, Problem.MISSING)
        elif digests[name] == _UNREADABLE:
            yield Finding(folder / name, Problem.UNREADABLE)
        elif name not in known:
            yield Finding(folder / name, Problem.ADDED)
        elif known[name] != digests[name]:
            yield Finding(folder / name, Problem.CHANGED)


def _by_damaged_list(
    folder: Path, text: bytes, digests: Mapping[str, str]
) -> Iterator[Finding]:
    known = bagit_format.listed(text)
    for name in sorted({*digests, *known}):
        if name not in digests:
            listed = known[name].encode()
            if not any(_vouches(listed, digest) for digest in digests.values()):
                yield Finding(folder / name, Problem.MISSING)
        elif digests[name] == _UNREADABLE:
            yield Finding(folder / name, Problem.UNREADABLE)
        elif not _vouches(text, digests[name]):
            problem = Problem.CHANGED if name in known else Problem.ADDED
            yield Finding(folder / name, problem)


def _vouches(text: bytes, digest: str) -> bool:
    runs = (digest[start : start + _RUN] for start in range(0, len(digest), _RUN))
    return any(run.encode() in text for run in runs)


def _agrees(text: bytes, digests: Mapping[str, str]) -> bool:
    """The list says just that; of a file being replaced, also its other sum."""
    needed = bagit_format.listing(digests).splitlines(keepends=True)
    lines = text.splitlines(keepends=True)
    others = [line for line in lines if line not in needed]
    listed = bagit_format.listed(b"".join(others))
    readable = bagit_format.listing(listed).splitlines(keepends=True)
    return (
        set(needed) <= set(lines)
        and sorted(others) == sorted(readable)
        and listed.keys() <= digests.keys()
    )


def _names(folder: Path) -> list[str]:
    names = sorted(path.name for path in folder.iterdir())
    return [name for name in names if not name.startswith(".")]


def _digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Name → SHA-256, or `_UNREADABLE`."""
    digests = {}
    for name in names:
        try:
            digests[name] = _digest(folder / name)
        except OSError:
            digests[name] = _UNREADABLE
    return digests


def _digest(path: Path) -> str:
    descriptor = os.open(path, _OPEN_FLAGS)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
