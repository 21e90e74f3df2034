"""What a look at the archive may find wrong with one file."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.messages import N_, _


class Problem(StrEnum):
    """What is wrong."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    CHAIN = "chain"
    NO_CASE = "no_case"
    STRAY = "stray"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    LOST = "lost"


_WORDS = {
    Problem.CHANGED: N_("changed after filing; restore it from a backup"),
    Problem.MISSING: N_("is missing; restore it from a backup"),
    Problem.ADDED: N_("was put into a record after filing; move it elsewhere"),
    Problem.CHAIN: N_("has events changed or removed; restore it from a backup"),
    Problem.NO_CASE: N_("is missing where records lie; restore it from a backup"),
    Problem.STRAY: N_("belongs to no record; move it elsewhere"),
    Problem.UNREADABLE: N_("cannot be read; look at the disk and its permissions"),
    Problem.DUPLICATE: N_("is one of several folders of one record; keep one of them"),
    Problem.LOST: N_("is gone with all that was in it; restore it from a backup"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One file, or a record's folder, that is not as it should be."""

    path: Path
    problem: Problem

    @property
    def says(self) -> str:
        """The problem in words that follow the path, with what to do."""
        return _(_WORDS[self.problem])
