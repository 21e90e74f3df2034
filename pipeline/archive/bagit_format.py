"""The text of a BagIt 1.0 bag (RFC 8493), the same bytes for the same contents.

Any BagIt tool validates what is written here. The `bagit` library is not used
for writing: it changes the working folder of the whole process, dates the bag
by the clock and writes version 0.97.

This module neither moves a bag to its place nor checks one.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import disk

DATA = "data"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"

IDENTITY = "External-Identifier"
"""The field of `bag-info.txt` that names the record or the file."""

SAME_EVERYWHERE = (DECLARATION,)
"""Tag files that are the same in every bag of ours."""

_DECLARATION_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def seal(
    folder: Path, fields: Mapping[str, str], tags: Mapping[str, bytes] | None = None
) -> dict[str, str]:
    """Make a bag of a folder that has its payload in `data/` and nothing else.

    Args:
        folder: Gets the tag files.
        fields: Of `bag-info.txt` beside `Payload-Oxum`; empty ones are
            left out.
        tags: More tag files, name → contents.

    Returns:
        Path of each payload file in the bag → SHA-256, read back from the disk.
    """
    names = sorted(payload(folder))
    digests = {name: disk.sha256(folder / name) for name in names}
    size = sum((folder / name).stat().st_size for name in names)
    oxum = {"Payload-Oxum": f"{size}.{len(names)}"}
    files = {
        DECLARATION: _DECLARATION_TEXT,
        INFO: _info_text({**fields, **oxum}),
        MANIFEST: listing(digests),
        **(tags or {}),
    }
    sums = {name: hashlib.sha256(text).hexdigest() for name, text in files.items()}
    for name, text in {**files, TAG_MANIFEST: listing(sums)}.items():
        (folder / name).write_bytes(text)
    return digests


def info(text: bytes) -> dict[str, str]:
    """Label → value of the lines of a `bag-info.txt` of ours."""
    lines = text.decode(errors="replace").split("\n")
    parted = (line.partition(": ") for line in lines if ": " in line)
    return {label: value for label, _colon, value in parted}


def is_bag(folder: Path) -> bool:
    """It is or was a bag: a missing file is a finding, not another kind of folder."""
    return any((folder / mark).exists() for mark in (DECLARATION, MANIFEST, DATA))


def payload(folder: Path) -> Iterator[str]:
    """Paths in the bag of the files below `data/`, with forward slashes."""
    for parent, _folders, files in os.walk(folder / DATA):
        for name in files:
            yield Path(parent, name).relative_to(folder).as_posix()


def listing(digests: Mapping[str, str]) -> bytes:
    """A manifest, as `sha256sum` writes it, ordered by name."""
    lines = [f"{digest}  {name}\n" for name, digest in sorted(digests.items())]
    return "".join(lines).encode(errors="surrogateescape")


def listed(text: bytes) -> dict[str, str]:
    """Name → SHA-256 of every line of a manifest that can be read."""
    lines = text.decode(errors="surrogateescape").split("\n")
    matches = [match for line in lines if (match := _LINE.fullmatch(line))]
    return {match[2]: match[1] for match in matches}


def require_payload_name(name: str) -> None:
    """Refuse a name that would leave `data/` or that a manifest must escape.

    Raises:
        ValueError: It is such a name.
    """
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or not name.isprintable():
        raise ValueError(name)
    if "%" in name or "\\" in name:
        raise ValueError(name)


def _info_text(info: Mapping[str, str]) -> bytes:
    fields = [(label, " ".join(value.split())) for label, value in info.items()]
    lines = [f"{label}: {value}\n" for label, value in sorted(fields) if value]
    return "".join(lines).encode(errors="backslashreplace")
