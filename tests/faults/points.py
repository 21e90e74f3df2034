"""Where an intake is broken, and what comes of one break."""

import errno
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import calls, invariants, power
from tests.faults.calls import Call, Killed
from tests.faults.power import Forgetful, Memory
from tests.faults.workplace import Workplace, readers

DATABASE_POINTS = 200
SEED = 5
SECONDS = 300
KILL, POWER = "SIGKILL", "power"
FAULTS = (KILL, "ENOSPC", "EIO", POWER)

Counts = dict[bool, int]
"""How many calls there are on databases, and on all other files."""


@dataclass(frozen=True)
class Point:
    """One fault, at one call.

    Attributes:
        fault: Of `FAULTS`.
        number: Of the call among those on the workspace, from 1.
        on_database: Count those on the databases, else those on all other files.
    """

    fault: str
    number: int
    on_database: bool

    def __str__(self) -> str:
        """For people."""
        where = "databases" if self.on_database else "files"
        return f"{self.fault} at call {self.number} on {where}"


@dataclass(frozen=True)
class Tried:
    """A point that was tried.

    Attributes:
        reached: There was such a call; where several files are taken in at once, their
            number is not quite the same each time.
    """

    point: Point
    reached: bool
    violations: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Tried":
        """From what `dataclasses.asdict` made of one."""
        return cls(Point(**data["point"]), data["reached"], tuple(data["violations"]))


@dataclass(frozen=True)
class Seen:
    """An intake in which nothing broke.

    Attributes:
        counts: Its changing calls on the workspace.
        others: Some of them were made by other processes than the first.
        checked: How many calls rely on something that must be flushed before.
        unheeded: How many of them would come too early if no flush were heeded: that
            there are some shows that the check can fail.
        violations: Those that came too early, and whatever else was wrong.
    """

    counts: Counts
    others: bool
    checked: int
    unheeded: int
    violations: list[str]


@dataclass
class Breaker:
    """Judges the calls of an intake: all are let be but one.

    Attributes:
        hit: The call that was broken.
        processes: That made calls.
    """

    place: Workplace
    memory: Memory
    point: Point | None = None
    counts: Counts = field(default_factory=lambda: {False: 0, True: 0})
    processes: set[int] = field(default_factory=set)
    hit: Call | None = None

    def __call__(self, call: Call) -> None:
        """Count it, and break it if it is the one."""
        if not any(map(self.place.owns, call.paths)):
            return
        on_database = is_on_database(call)
        self.counts[on_database] += 1
        self.processes.add(call.process)
        point = self.point
        if point and (on_database, self.counts[on_database]) == (
            point.on_database,
            point.number,
        ):
            self.hit = call
            _break(point.fault)
        self.memory(call)


def _break(fault: str) -> None:
    """Raise what `calls` understands."""
    if fault in (KILL, POWER):
        raise Killed
    number = getattr(errno, fault)
    raise OSError(number, os.strerror(number))


def is_on_database(call: Call) -> bool:
    """A call of SQLite's, or on its files."""
    return any(".db" in Path(path).name for path in call.paths)


def chosen(counts: Counts, faults: Sequence[str], sample: int | None) -> list[Point]:
    """The points of a sweep, in no order; a sample has so many of each fault."""
    found = []
    for fault in faults:
        files, databases = (
            [Point(fault, number, on_database) for number in range(1, count + 1)]
            for on_database, count in sorted(counts.items())
        )
        every = [*files, *_drawn(databases, DATABASE_POINTS)]
        found += _drawn(every, len(every) if sample is None else sample)
    return _drawn(found, len(found))


def _drawn(every: Sequence[Point], count: int) -> list[Point]:
    """So many of them, the same again when there are a few more or less."""
    return sorted(every, key=lambda it: random.Random(f"{SEED} {it}").random())[:count]


def seen(place: Workplace, root: Path) -> Seen:
    """Watch an intake in which nothing breaks; I1 is looked at before each call."""
    fresh = place.copied(root)
    memory, forgetful = Memory(fresh), Forgetful(fresh)
    counting = Breaker(fresh, memory)
    moments: set[str] = set()

    def judge(call: Call) -> None:
        if any(map(fresh.owns, call.paths)) and not is_on_database(call):
            moments.update(f"{it}; {call.name}" for it in invariants.right_after(fresh))
            moments.update(f"I1 {it}: a cut may lose it" for it in memory.lost())
        counting(call)
        forgetful(call)

    done = calls.watched(fresh.intake, judge, seconds=SECONDS)
    for it in (memory, forgetful):
        it.close()
    faults = [*sorted(moments), *power.described(memory.risky)]
    faults += [f"never flushed: {path}" for path in memory.left()]
    try:
        faults += invariants.recovered(fresh)
    except OSError as error:
        faults.append(f"I2 {error}")
    if done.returncode:
        faults.append(f"it ended with {done.returncode}: {done.output}")
    others = len(counting.processes) > 1
    return Seen(counting.counts, others, memory.checked, len(forgetful.risky), faults)


def tried(place: Workplace, root: Path, point: Point) -> Tried:
    """Break an intake there; what does not hold after that."""
    fresh = place.copied(root)
    breaker = Breaker(fresh, Memory(fresh), point)
    try:
        violations = [*_tried(fresh, breaker, point)]
    except Exception as error:  # noqa: BLE001 - it is told, and the sweep goes on
        violations = [f"{type(error).__name__}: {error}"]
    breaker.memory.close()
    hit = breaker.hit
    where = f"; {hit.name} {' '.join(hit.paths)}" if hit else ""
    told = tuple(f"{it}{where}".replace(f"{root}/", "") for it in violations)
    return Tried(point, hit is not None, told)


def _tried(fresh: Workplace, breaker: Breaker, point: Point) -> Iterator[str]:
    readers.look_after()
    broken = calls.watched(fresh.intake, breaker, seconds=SECONDS)
    if breaker.hit is None:
        return
    if point.fault == POWER:
        breaker.memory.cut(random.Random(point.number))
    yield from invariants.right_after(fresh)
    if point.fault not in (KILL, POWER) and broken.returncode not in (0, 1, 3):
        yield f"I4 it ended with {broken.returncode}: {broken.output[-600:]}"
    found = fresh.root.with_suffix(".found")
    found.unlink(missing_ok=True)
    readers.look_after(killed=point.fault in (KILL, POWER))
    ended = calls.alone(lambda: _recover(fresh, found), seconds=SECONDS)
    if ended.returncode:
        yield f"I4 recovery ended with {ended.returncode}: {ended.output[-600:]}"
    if found.exists():
        yield from found.read_text(encoding="utf-8").splitlines()


def _recover(fresh: Workplace, found: Path) -> int:
    """Twice; what does not hold then is written to that file."""
    code = fresh.intake()
    violations = [*invariants.recovered(fresh)]
    before = fresh.tree()
    again = fresh.intake()
    after = fresh.tree()
    violations += [
        f"I6 a second recovery changed {path}"
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]
    found.write_text("\n".join(violations), encoding="utf-8")
    return code or again
