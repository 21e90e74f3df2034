"""The hostile inputs and odd names, with the outcome that is expected of each."""

import csv
import importlib.util
import os
from collections.abc import Callable
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
    with (hostile / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Input(row["path"], row["expected"], row["expected_reason"], row["sha256"])
            for row in rows
        ]


def names(hostile: Path) -> list[Input]:
    """The odd names and odd types, which `make_names` makes."""
    with (hostile / "names" / "NAMES.tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Input(_name(row), row["expected"], group=row["group"]) for row in rows]


def make_names(hostile: Path, target: Path, sample: Path) -> None:
    """Make all of them; each regular file is the sample with other bytes at its end."""
    _maker(hostile)(target, sample)


def _name(row: dict[str, str]) -> str:
    return os.fsdecode(unquote_to_bytes(row["name_percent_encoded"]))


def _maker(hostile: Path) -> Callable[[Path, Path], None]:
    """The folder's own program, run as it stands."""
    import subprocess  # noqa: PLC0415 - here only
    import sys  # noqa: PLC0415

    def make(target: Path, sample: Path) -> None:
        program = hostile / "names" / "make_names.py"
        command = [sys.executable, str(program), str(target), str(sample)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    return make
