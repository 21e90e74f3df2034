"""Who corrects a record and why, and what becomes of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import Record
from pipeline.shelving import Desk


@dataclass(frozen=True, slots=True)
class Rules:
    """What a workspace knows, for checking what a person says.

    Attributes:
        titles: Kind of form → its title.
        trainees: A group's code → the ids of its trainees; None for a group that
            is not known.
    """

    titles: Mapping[str, str]
    trainees: Callable[[str], Collection[str] | None]


@dataclass(frozen=True, slots=True)
class Change:
    """What will be done, or was done.

    Attributes:
        verb: "refile", "split", "merge" or "place"; "untie" for a split of all pages
            that were placed; "recall" for one that is no other scan of a paper.
        old: The records that give way.
        new: What comes in their place; of a split the pages taken out, then the
            rest.
        changed: The facts that a refiling changes.
        done: It was done before; nothing is left to do.
        replaced: Scans of the same pages gave way to those that joined; no other
            correction brings them back.
    """

    verb: str
    old: tuple[Record, ...]
    new: tuple[Record, ...]
    changed: tuple[str, ...] = ()
    done: bool = False
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A person's wish, less what it is about.

    Attributes:
        by: Id of the person.
        reason: Why; it is kept.
        tell: Called with what will be done, before anything is.
    """

    by: str
    at: datetime
    reason: str
    desk: Desk
    rules: Rules
    tell: Callable[[Change], None]


def numbers_of(change: Change) -> str:
    """The numbers in their document that pages have which joined it: «3-5»."""
    guest, joined = change.old[0], change.new[0]
    theirs = {page.source for page in guest.pages}
    return ranges(page.number for page in joined.pages if page.source in theirs)


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as people write them: «2, 4-6»."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs
    )
