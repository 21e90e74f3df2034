"""The hostile inputs and odd names, with the outcome that is expected of each."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

ROOT = Path(__file__).parent.parent.parent
FOLDER = "PODSHIVKA_HOSTILE"
BAGIT_SUITE = "bagit-conformance-suite.tar"
ODD_TYPE = "type"
"""The group of odd file types among the names."""

_USUAL = Path("shared", "hostile")


@dataclass(frozen=True)
class Input:
    """One file, and what must become of it.

    Attributes:
        name: Relative to the folder; of an odd name, as the file system has it.
        expected: In the words of the manifest.
        reason: The manifest's code, of a file that is to be refused.
        group: Of an odd name.
    """

    name: str
    expected: str
    reason: str = ""
    sha256: str = ""
    group: str = ""


def folder() -> Path | None:
    """Where the inputs lie: as the environment says, or beside the project.

    From a worktree, which may lie deeper, the folders above are looked into too.
    """
    named = os.environ.get(FOLDER)
    places = [Path(named)] if named else [it / _USUAL for it in ROOT.parents]
    return next((it for it in places if (it / "MANIFEST.tsv").is_file()), None)


def absence() -> str:
    """Why tests that need the inputs are skipped."""
    return f"there are no hostile inputs: neither ../{_USUAL} nor ${FOLDER}"


def manifest(hostile: Path) -> list[Input]:
    """The files of the folder, in the manifest's order."""
    return [
        Input(row["path"], row["expected"], row["expected_reason"], row["sha256"])
        for row in _rows(hostile / "MANIFEST.tsv")
    ]


def names(hostile: Path) -> list[Input]:
    """The odd names and odd types, which `make_names` makes."""
    return [
        Input(_name(row), row["expected"], group=row["group"])
        for row in _rows(hostile / "names" / "NAMES.tsv")
    ]


def make_names(hostile: Path, target: Path, sample: Path) -> None:
    """Make all of them by the program that lies beside them.

    Each regular file is the sample with other bytes at its end.
    """
    program = hostile / "names" / "make_names.py"
    command = [sys.executable, str(program), str(target), str(sample)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def _name(row: dict[str, str]) -> str:
    return os.fsdecode(unquote_to_bytes(row["name_percent_encoded"]))
