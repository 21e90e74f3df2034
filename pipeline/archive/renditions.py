"""What is made from a record and can be made again: text, searchable PDF, crops.

They lie in the record's `renditions/` and are in none of the bag's manifests. A
list of checksums of their own, in the form of `sha256sum`, lets a check find
the changed one. It has each file twice, the second time as "./name": a list that
disagrees with itself is damaged, whatever became of the file. It also names the
record's manifest, so that the list of another record is told from changed files.
While a rendition is replaced the list holds the old and the new sum, so a crash
leaves no false alarm.
"""

import contextlib
import hashlib
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline import disk
from pipeline.archive import bagit_format
from pipeline.model import PageText

FOLDER = "renditions"
SUMS = "sha256sums.txt"
TEXT = "text.json"
DOCUMENT = "document.pdf"
MANIFEST = f"../{bagit_format.MANIFEST}"
"""The manifest of the record, as the list names it."""

log = logging.getLogger(__name__)


def save_texts(folder: Path, texts: Sequence[PageText]) -> None:
    """Keep the words of the record's pages, in the order of its pages."""
    save(folder, TEXT, disk.to_json(tuple(texts)))


def save_document(folder: Path, pdf: bytes) -> None:
    """Keep the record's searchable PDF/A."""
    save(folder, DOCUMENT, pdf)


def save(folder: Path, name: str, content: bytes) -> Path:
    """Write or replace one rendition of the record in that folder.

    Args:
        folder: The record's.
        name: One name, without folders.
        content: The whole file.

    Returns:
        Where it is.

    Raises:
        FileNotFoundError: The record went elsewhere meanwhile.
    """
    renditions = folder / FOLDER
    with contextlib.suppress(FileExistsError):
        renditions.mkdir()
        disk.flush_folder(folder)
    digest = hashlib.sha256(content).hexdigest()
    with disk.locked(renditions / ".lock"):
        for it in (SUMS, name):
            disk.sweep_beside(renditions / it)
        before = _sums(renditions)
        known = {**_listed(before), **_bound_to(folder)}
        after = _listing({**known, name: digest})
        disk.write(renditions / SUMS, before + after if name in known else after)
        disk.write(renditions / name, content)
        if name in known:
            disk.write(renditions / SUMS, after)
    return renditions / name


def read_texts(folder: Path) -> tuple[PageText, ...]:
    """The words of the record's pages; none while there are none.

    A damaged file counts as none: it can be made again.
    """
    path = folder / FOLDER / TEXT
    try:
        return disk.read_json(path, tuple[PageText, ...])
    except FileNotFoundError:
        return ()
    except ValueError:
        log.warning("%s is damaged and counts as empty", path)
        return ()


def _sums(renditions: Path) -> bytes:
    path = renditions / SUMS
    return path.read_bytes() if path.exists() else b""


def _bound_to(folder: Path) -> dict[str, str]:
    manifest = folder / bagit_format.MANIFEST
    return {MANIFEST: disk.sha256(manifest)} if manifest.is_file() else {}


def _listing(digests: Mapping[str, str]) -> bytes:
    again = {f"./{name}": digest for name, digest in digests.items()}
    return bagit_format.listing(digests) + bagit_format.listing(again)


def _listed(sums: bytes) -> dict[str, str]:
    known = bagit_format.listed(sums)
    return {name.removeprefix("./"): digest for name, digest in known.items()}
