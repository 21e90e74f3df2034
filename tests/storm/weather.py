"""What may happen to an inbox, drawn by `hypothesis`, one step after another.

After each step no dropped byte is lost and nothing is there that was never dropped;
once all work is done, all the invariants of `tests.faults.invariants` hold.
"""

import hashlib
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import IO, Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
)
from hypothesis.stateful import rule as _rule

from pipeline import archive, disk
from tests.storm import papers, watches
from tests.storm.papers import Papers
from tests.storm.place import Place

KINDS = st.sampled_from((*("note",) * 6, *("slip",) * 3, "half", "half", "page"))
"""Notes are looked at fast, pages of ours slowly."""

SEEDS = st.integers(0, 3)
PLACES = st.integers(0, 99)
MOMENTS = st.sampled_from(
    [datetime(year, 12, 31, 23, 59, tzinfo=UTC) for year in (1999, 2026, 2037, 2098)]
)
AGES = st.sampled_from((-4e9, -3600.0, 0.0, 3600.0, 2e9))
"""Seconds from now."""

DATABASES = ("catalogue.db", "work.db")
_PAGE_BYTES = 4096
_MOST_STEPS = 12
CALM_STEPS = 60
"""Between two steps that need a process, which take seconds."""

NOTHING_THERE = object()
"""What a step gives when there was nothing to do it to; it does not count."""

tally: Counter[str] = Counter()
"""Steps by rule. The first by name is drawn most often: it is an ordinary one."""


def rule(**drawn: st.SearchStrategy[Any]) -> Callable[[Any], Any]:
    """A step; it is counted."""

    def counted(step: Callable[..., object]) -> Any:
        @wraps(step)
        def told(self: "Weather", **given: Any) -> None:
            self.count += 1
            self.calm += 1
            if step(self, **given) is not NOTHING_THERE:
                tally[step.__name__] += 1

        return _rule(**drawn)(told)

    return counted


def needs_a_process(step: Any) -> Any:
    """A step that takes seconds: now and then only."""
    return precondition(lambda self: self.calm >= CALM_STEPS)(step)


class Weather(RuleBasedStateMachine):
    """One workspace in a storm.

    Attributes:
        count: Steps so far.
        calm: Steps since a process was started.
        begun: Files that somebody is writing: how much of what.
        sent: What was dropped whole.
    """

    template: ClassVar[Path]
    """A workspace that each storm begins with a copy of."""

    say: ClassVar[Callable[[str], object]]
    """Is told how many steps there were, after each storm."""

    def __init__(self) -> None:
        """A fresh workspace."""
        super().__init__()
        storms = self.template.parent.parent
        self.folder = tempfile.TemporaryDirectory(prefix="storm-", dir=storms)
        root = Path(self.folder.name) / "ws"
        shutil.copytree(self.template, root)
        self.papers: Papers = papers.issued(self.template)
        self.place = Place(root)
        self.calm = 0
        self.begun: list[tuple[IO[bytes], Path, bytes, int]] = []
        self.sent: list[bytes] = []
        self.count = 0

    def teardown(self) -> None:
        """All that was begun is ended, and everything holds."""
        while self.begun:
            self._finish(0)
        self.place.settle()
        faults = self.place.faults_at_rest()
        self.place.close()
        self.folder.cleanup()
        self.say(f"{sum(tally.values())} steps")
        assert not faults, "\n".join(faults)

    @invariant()
    def nothing_is_lost(self) -> None:
        """Whatever just happened."""
        faults = self.place.faults()
        assert not faults, "\n".join(faults)

    @initialize(
        kinds=st.lists(KINDS, min_size=2, max_size=4), calm=st.integers(0, CALM_STEPS)
    )
    def find_some(self, kinds: list[str], calm: int) -> None:
        """Some files lie there already."""
        self.calm = calm
        for seed, kind in enumerate(kinds):
            self.drop(kind=kind, seed=seed)

    @rule(kind=KINDS, seed=SEEDS)
    def drop(self, kind: str, seed: int) -> None:
        """A file is dropped whole."""
        name, content = self.papers.another(kind, seed)
        self.place.dropped(name, content)
        self.sent.append(content)

    @precondition(lambda self: self.sent)
    @rule(which=PLACES)
    def drop_the_same_again(self, which: int) -> None:
        """The same bytes come under another name, before or after they were filed."""
        content = self.sent[which % len(self.sent)]
        self.place.dropped(f"ещё раз {self.count}.pdf", content)

    @precondition(lambda self: len(self.begun) < 3)
    @rule(kind=KINDS, seed=SEEDS, cut=st.floats(0, 0.9))
    def begin_a_file(self, kind: str, seed: int, cut: float) -> None:
        """A scanner begins to write a file and pauses."""
        name, content = self.papers.another(kind, seed)
        part = content[: int(len(content) * cut)]
        path = self.place.places.inbox / name
        stream = path.open("wb", buffering=0)
        stream.write(part)
        self.place.maybe.add(disk.sha256(path))
        self.begun.append((stream, path, content, len(part)))

    @precondition(lambda self: self.begun)
    @rule(which=PLACES)
    def finish_a_file(self, which: int) -> None:
        """The scanner writes the rest, wherever the file is by now."""
        self._finish(which % len(self.begun))

    def _finish(self, place: int) -> None:
        stream, path, content, written = self.begun.pop(place)
        is_there = os.fstat(stream.fileno()).st_nlink
        stream.write(content[written:])
        stream.close()
        name = path.name
        if not is_there:  # too late: as it was it went to quarantine, and comes again
            self.place.dropped(name, content)
        else:
            self.place.work.dropped[_sum(content)] = name
        self.sent.append(content)

    @rule(which=PLACES, kind=KINDS, seed=SEEDS)
    def replace(self, which: int, kind: str, seed: int) -> object:
        """A file in the inbox is replaced by another of that name."""
        return self._replace(self._waiting(which), kind, seed)

    @rule(which=PLACES, kind=KINDS, seed=SEEDS)
    def replace_while_looked_at(self, which: int, kind: str, seed: int) -> object:
        """The same, between the look at the inbox and the claim."""
        arrivals = self.place.poll()
        done = self._replace(self._waiting(which), kind, seed)
        self.place.claim(arrivals)
        return done

    @rule(which=PLACES, looked_at=st.booleans())
    def rename(self, which: int, *, looked_at: bool) -> object:
        """A file in the inbox gets another name."""
        arrivals = self.place.poll() if looked_at else []
        path = self._waiting(which)
        if path is not None:
            path.rename(path.with_name(f"переименован {self.count}.pdf"))
        self.place.claim(arrivals)
        return path or NOTHING_THERE

    @rule()
    def a_round(self) -> None:
        """All that has stood still is taken in."""
        self.place.claim(self.place.poll())
        self.place.take_in()

    @rule()
    def stop_when_claimed(self) -> None:
        """The process ends when it has claimed what is there."""
        self.place.claim(self.place.poll())

    @rule(steps=st.integers(0, _MOST_STEPS))
    def stop_between_steps(self, steps: int) -> None:
        """The process ends between two steps, and another one begins."""
        self.place.claim(self.place.poll())
        self.place.take_in(killed_after=steps)
        with self.place.closed():
            pass

    @rule()
    def come_to_rest(self) -> None:
        """All work is done."""
        self.place.settle()
        faults = self.place.faults_at_rest()
        assert not faults, "\n".join(faults)

    @rule(at=MOMENTS)
    def set_the_clock(self, at: datetime) -> None:
        """The clock jumps by years, forth or back."""
        self.place.jump(at)

    @rule(which=PLACES, age=AGES)
    def date_a_file(self, which: int, age: float) -> object:
        """A file comes from a machine with another clock."""
        path = self._waiting(which)
        if path is None:
            return NOTHING_THERE
        moment = (datetime.now(UTC) + timedelta(seconds=age)).timestamp()
        os.utime(path, (moment, moment))
        return path

    @rule(which=st.sampled_from(DATABASES), how=st.integers(0, 4), seed=SEEDS)
    def lose_an_index(self, which: str, how: int, seed: int) -> None:
        """A database is gone, cut off, overwritten, or lacks its log."""
        with self.place.closed():
            _harm(self.place.places.private / which, how, random.Random(seed))

    @rule(which=PLACES, spot=st.integers(0, 1 << 30))
    def rot(self, which: int, spot: int) -> object:
        """A bit of a filed file flips; the check names that file; it is restored."""
        places, files = self.place.places, self._filed()
        if not files:
            return NOTHING_THERE
        path = files[which % len(files)]
        whole = path.read_bytes()
        spoilt = bytearray(whole)
        spoilt[spot % len(whole)] ^= 1 << spot % 8
        path.write_bytes(bytes(spoilt))
        named = [it.path for it in archive.verify(places.archive, places.review)]
        path.write_bytes(whole)
        assert named == [path], f"{path}: named {named}"
        return path

    @needs_a_process
    @rule(seconds=st.floats(0, 1.5))
    def kill(self, seconds: float) -> None:
        """A real watch is killed at its work, and another one does it."""
        self.calm = 0
        with self.place.closed():
            watches.killed_after(self.place.work.root, seconds)
            failed = watches.until_done(self.place.work.root)
        assert not failed, failed
        self.come_to_rest_again()

    @needs_a_process
    @rule()
    def restart(self) -> None:
        """A real watch does all there is to do."""
        self.calm = 0
        with self.place.closed():
            failed = watches.until_done(self.place.work.root)
        assert not failed, failed
        self.come_to_rest_again()

    @needs_a_process
    @rule(kind=KINDS, seed=SEEDS)
    def watch_twice(self, kind: str, seed: int) -> None:
        """Of two watches the second waits, and goes on when the first is killed."""
        self.calm = 0
        root, places = self.place.work.root, self.place.places
        with self.place.closed(), watches.started(root) as first:
            watches.says(first, "Watching")
            with watches.started(root) as second:
                watches.says(second, "Another process takes papers in here")
                watches.killed(first)
                watches.says(second, "Watching")
                name, content = self.papers.another(kind, seed)
                self.place.dropped(name, content)
                watches.is_logged(places, _sum(content))
                watches.stopped(second)

    def come_to_rest_again(self) -> None:
        """Nothing is left to do but what somebody is writing yet."""
        faults = self.place.faults_at_rest()
        assert not faults, "\n".join(faults)

    def _waiting(self, which: int) -> Path | None:
        """One of the whole files in the inbox."""
        unfinished = {path for _stream, path, *_rest in self.begun}
        waiting = [it for it in self.place.waiting() if it not in unfinished]
        return waiting[which % len(waiting)] if waiting else None

    def _replace(self, path: Path | None, kind: str, seed: int) -> object:
        _name, content = self.papers.another(kind, seed)
        if path is None:
            return NOTHING_THERE
        self.place.given_up(path)
        return self.place.dropped(path.name, content)

    def _filed(self) -> list[Path]:
        """Files of the archive and of review that are verified."""
        places = self.place.places
        return sorted(
            path
            for root in (places.archive, places.review)
            for path in root.rglob("*")
            if path.is_file() and not any(it.startswith(".") for it in path.parts[-3:])
        )


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _harm(database: Path, how: int, chance: random.Random) -> None:
    log = database.with_name(f"{database.name}-wal")
    if how == 0:
        for it in (database, log, database.with_name(f"{database.name}-shm")):
            it.unlink(missing_ok=True)
    elif how == 1:
        database.write_bytes(b"")
    elif how == 2:
        log.unlink(missing_ok=True)
    elif database.exists():
        content = bytearray(database.read_bytes())
        at = chance.randrange(max(1, len(content) // _PAGE_BYTES)) * _PAGE_BYTES
        if how == 3:
            content[at : at + _PAGE_BYTES] = chance.randbytes(_PAGE_BYTES)
        else:
            del content[at:]
        database.write_bytes(bytes(content))
