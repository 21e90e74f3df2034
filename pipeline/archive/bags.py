"""Records put into a tree: one bag each, written once and never changed.

The tree is the archive or the review folder; they have the same layout. What is
learnt of a record later stands beside its bag's payload (`events`, `renditions`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import disk
from pipeline.archive import bagit_format, events, staging
from pipeline.errors import CollisionError, FixityError
from pipeline.model import Event, Record

RECORD = "record.json"

sweep = staging.sweep


@dataclass(frozen=True, slots=True)
class Draft:
    """A record about to be filed.

    Attributes:
        folder: Where it shall stand, relative to the tree's root.
        files: Name inside `data/` → bytes, or a file to copy; `record.json` is
            written from the record.
        info: Fields of `bag-info.txt`: what was true at filing, for people.
        events: What is known of it from the beginning; they appear with the bag.
    """

    record: Record
    folder: Path
    files: Mapping[str, bytes | Path]
    info: Mapping[str, str]
    events: tuple[Event, ...] = ()


def put(root: Path, draft: Draft) -> Path:
    """Write the record's bag, whole or not at all; a second time finds the first.

    The same draft gives the same bytes, so `Record.filed_at` must be kept from
    the first attempt.

    Returns:
        The record's folder.

    Raises:
        CollisionError: Something else stands there.
        FixityError: What was stored is not what was given.
        ValueError: A name leads out of the tree.
    """
    target = _target(root, draft.folder)
    record = draft.record
    files = {**draft.files, RECORD: disk.to_json(record)}
    with staging.building(root, record.record_id) as folder:
        given = {f"data/{name}": _store(folder, name, files[name]) for name in files}
        stored = bagit_format.seal(folder, _info(draft))
        _require_same(target, given, stored)
        manifest = (folder / bagit_format.MANIFEST).read_bytes()
        events.begin(folder, record, draft.events)
        try:
            staging.place(folder, target)
        except FileExistsError:
            if not _holds(target, manifest):
                raise CollisionError(target) from None
    return target


def _target(root: Path, folder: Path) -> Path:
    if folder.is_absolute() or ".." in folder.parts or not folder.parts:
        raise ValueError(folder)
    return root / folder


def _info(draft: Draft) -> dict[str, str]:
    return {
        "Bagging-Date": draft.record.filed_at.date().isoformat(),
        bagit_format.IDENTITY: draft.record.record_id,
        events.LABEL: events.FILE,
        **draft.info,
    }


def _store(folder: Path, name: str, content: bytes | Path) -> str:
    """Write one payload file; its SHA-256 as given."""
    bagit_format.require_payload_name(name)
    target = folder / bagit_format.DATA / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        return disk.copy(content, target, flush=False)  # `staging.place` does
    target.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _require_same(
    target: Path, given: Mapping[str, str], stored: Mapping[str, str]
) -> None:
    for name, digest in given.items():
        if stored.get(name) != digest:
            raise FixityError(target / name)


def _holds(target: Path, manifest: bytes) -> bool:
    """The bag that stands there has that very payload."""
    path = target / bagit_format.MANIFEST
    return path.is_file() and path.read_bytes() == manifest
