"""What is wrong inside one bag, file by file.

The payload is compared with its manifest, the tag files with theirs, events
with their chain, renditions with their list. A list may itself be damaged: `lists`
tells who is wrong then.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pipeline import ledger
from pipeline.archive import (
    bagit_format,
    bitflips,
    discarded,
    events,
    lists,
    received,
    renditions,
)
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
_OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
"""A link or a pipe in the place of a file is not followed and holds nobody up."""


def check_record(folder: Path) -> list[Finding]:
    """Everything that is wrong in the folder of one record or received file."""
    tags = list(_check_tags(folder))
    manifest = folder / bagit_format.MANIFEST
    wrong = {finding.path for finding in tags}
    is_sound = manifest not in wrong
    tells = folder / bagit_format.INFO not in wrong
    return [
        *tags,
        *_check_payload(folder, is_sound=is_sound),
        *check_events(folder, _of_event_log(folder) if tells else ""),
        *_check_renditions(folder / renditions.FOLDER, is_sound=is_sound),
        *_check_beside(folder),
    ]


def check_received(folder: Path) -> list[Finding]:
    """As `check_record`; the file must also be the one that its folder names."""
    findings = check_record(folder)
    if findings:
        return findings
    text = _read(folder / bagit_format.MANIFEST)
    if isinstance(text, Finding):
        return [text]
    is_named = text.startswith(folder.name.encode())
    return [] if is_named else [Finding(folder, Problem.CHANGED)]


def check_events(folder: Path, identity: str = "") -> Iterator[Finding]:
    """The record's events, when it has any.

    Args:
        folder: The record's.
        identity: Of the record, if it must have events that begin with its filing.
    """
    path = folder / events.FILE
    try:
        if identity and not path.exists():
            yield Finding(path, Problem.MISSING)
        elif any(ledger.faults(path)) or (
            identity and not events.is_of(folder, identity)
        ):
            yield Finding(path, Problem.CHAIN)
    except OSError:
        yield Finding(path, Problem.UNREADABLE)


def _of_event_log(folder: Path) -> str:
    """The id of the record whose bag says that it has events; "" where it does not.

    Records that were filed before that was said need not have any.
    """
    path = folder / bagit_format.INFO
    try:
        info = bagit_format.info(path.read_bytes())
    except OSError:  # told with the tag files
        return ""
    return info.get(bagit_format.IDENTITY, "") if events.LABEL in info else ""


def check_register(path: Path) -> list[Finding]:
    """A register of the archive, whose lines are chained as events are."""
    try:
        return [Finding(path, Problem.CHAIN)] if any(ledger.faults(path)) else []
    except OSError:
        return [Finding(path, Problem.UNREADABLE)]


def _check_tags(folder: Path) -> Iterator[Finding]:
    """The tag files against their list, which nothing else vouches for."""
    path = folder / bagit_format.TAG_MANIFEST
    digests = _digests(folder, filter(_lies_in(folder), _TAGS))
    text = _read(path)
    if isinstance(text, Finding):
        yield text
        return
    verdict = lists.judge(text, digests)
    if verdict.problems and not verdict.damaged:
        were = (_before_flip(folder, name) for name in verdict.problems)
        truths = [hashlib.sha256(it).hexdigest() for it in were if it is not None]
        own = {*digests} - {*bagit_format.SAME_EVERYWHERE}
        if not truths and lists.is_foreign(verdict, own):
            verdict = lists.Verdict(damaged=True)
        else:
            verdict = lists.judge(text, digests, truths=truths)
    yield from _told(folder, path, verdict)


def _check_payload(folder: Path, *, is_sound: bool) -> Iterator[Finding]:
    """The payload against its manifest, which may be known to be damaged."""
    digests = _digests(folder, bagit_format.payload(folder))
    text = _read(folder / bagit_format.MANIFEST)
    if isinstance(text, Finding):  # told with the tag files
        return
    written = text if is_sound else _before_flip(folder, bagit_format.MANIFEST)
    if written is not None:
        yield from _by_sound_list(folder, written, digests)
        return
    verdict = lists.judge(text, digests)
    if lists.is_foreign(verdict, digests):
        return
    for name, problem in verdict.problems.items():
        if digests.get(name) != folder.name:  # it is the received file of that name
            yield Finding(folder / name, problem)


def _check_renditions(folder: Path, *, is_sound: bool) -> Iterator[Finding]:
    """What was made later against its list, which also names the record's manifest.

    Args:
        folder: The renditions'.
        is_sound: The record's manifest is as it was written.
    """
    if not folder.is_dir():
        return
    path, bag = folder / renditions.SUMS, renditions.MANIFEST
    files = [name for name in _names(folder) if name != renditions.SUMS]
    text = _read(path)
    if isinstance(text, Finding):
        if files or text.problem is not Problem.MISSING:
            yield text
        return
    beside = filter(_lies_in(folder), [bag])
    verdict = lists.judge(text, _digests(folder, [*files, *beside]))
    if is_sound and verdict.problems.get(bag) is Problem.CHANGED:
        verdict = lists.Verdict(damaged=True)  # the list is another record's
    verdict.problems.pop(bag, None)  # told with the tag files
    yield from _told(folder, path, verdict)


def _told(folder: Path, path: Path, verdict: lists.Verdict) -> Iterator[Finding]:
    for name, problem in sorted(verdict.problems.items()):
        yield Finding(folder / name, problem)
    if verdict.damaged:
        yield Finding(path, Problem.CHANGED)


def _read(path: Path) -> bytes | Finding:
    """The text of a list, or why there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return Finding(path, Problem.MISSING)
    except OSError:
        return Finding(path, Problem.UNREADABLE)


def _lies_in(folder: Path) -> Callable[[str], bool]:
    return lambda name: os.path.lexists(folder / name)


def _check_beside(folder: Path) -> Iterator[Finding]:
    for name in _names(folder):
        if name not in _BESIDE:
            yield Finding(folder / name, Problem.ADDED)


def _before_flip(folder: Path, name: str) -> bytes | None:
    """What a small tag file was, if a single bit of it flipped since it was listed."""
    sums, content = _read(folder / bagit_format.TAG_MANIFEST), _read(folder / name)
    if isinstance(sums, Finding) or isinstance(content, Finding):
        return None
    claims = lists.read(sums, [name]).claims[name]
    were = (bitflips.before(content, claim) for claim in claims)
    return next((it for it in were if it is not None), None)


def _by_sound_list(
    folder: Path, text: bytes, digests: Mapping[str, str]
) -> Iterator[Finding]:
    known = bagit_format.listed(text)
    for name in sorted({*digests, *known}):
        if name not in digests:
            yield Finding(folder / name, Problem.MISSING)
        elif digests[name] == lists.UNREADABLE:
            yield Finding(folder / name, Problem.UNREADABLE)
        elif name not in known:
            yield Finding(folder / name, Problem.ADDED)
        elif known[name] != digests[name]:
            yield Finding(folder / name, Problem.CHANGED)


def _names(folder: Path) -> list[str]:
    names = sorted(path.name for path in folder.iterdir())
    return [name for name in names if not name.startswith(".")]


def _digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Name → SHA-256, or `lists.UNREADABLE`."""
    digests = {}
    for name in names:
        try:
            digests[name] = _digest(folder / name)
        except OSError:
            digests[name] = lists.UNREADABLE
    return digests


def _digest(path: Path) -> str:
    descriptor = os.open(path, _OPEN_FLAGS)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
