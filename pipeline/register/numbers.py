"""Numbers of documents: a counter for each kind and year, never used twice.

The file of counters is sealed by a checksum at its end, as those of cases are.
"""

import hashlib
import logging
import re
from pathlib import Path

from pipeline import disk
from pipeline.register import entries

log = logging.getLogger(__name__)

_COUNTERS = "numbers.json"
_SEAL = re.compile(rb',\n  "digest": "([0-9a-f]{64})"(\n\}\n)')


def next_number(issued: Path, kind: str, year: int) -> int:
    """Draw the next number of that kind in that year, from 1.

    A number is used once it is drawn, whatever becomes of the document. When
    the file of counters is lost or damaged, it goes on from the highest number
    issued; a damaged one is kept aside. One without a seal, of an older version, is
    held against these numbers once.
    """
    folder = issued / str(year)
    disk.make_folder(folder)
    with disk.locked(folder / ".numbers.lock"):
        path = folder / _COUNTERS
        counters, sealed = _kept(path)
        if not sealed:
            for it, highest in _counted(issued, year).items():
                counters[it] = max(highest, counters.get(it, 0))
        counters[kind] = counters.get(kind, 0) + 1
        disk.write(path, _sealed(disk.to_json(dict(sorted(counters.items())))))
    return counters[kind]


def _kept(path: Path) -> tuple[dict[str, int], bool]:
    """What the file of counters says, and whether that is sealed.

    Nothing, unsealed, where the file is lost or damaged.
    """
    if not path.exists():
        return {}, False
    content = path.read_bytes()
    seal = _SEAL.search(content)
    text = content[: seal.start()] + seal[2] if seal else content
    try:
        counters = disk.from_json(text, dict[str, int])
        if seal is None or _sealed(text) == content:
            return counters, seal is not None
    except ValueError:
        pass
    log.warning("%s is damaged; kept aside, numbers are counted anew", path)
    disk.move_aside(path)
    return {}, False


def _sealed(text: bytes) -> bytes:
    digest = hashlib.sha256(text).hexdigest()
    return text.removesuffix(b"\n}\n") + f',\n  "digest": "{digest}"\n}}\n'.encode()


def _counted(issued: Path, year: int) -> dict[str, int]:
    """The highest numbers of the year; one drawn by the year of issue counts too."""
    highest: dict[str, int] = {}
    for document in entries.documents(issued):
        if year in (document.year, document.issued_at.year):
            known = highest.get(document.kind, 0)
            highest[document.kind] = max(known, document.counter)
    return highest
