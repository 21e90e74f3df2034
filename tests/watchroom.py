"""A watcher with a real engine, whose clock is ours; what it said."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline import inbox, messages, reindex
from pipeline.inbox import drops
from pipeline.recognition import Limits
from pipeline.settings import file
from pipeline.shelving import Desk
from pipeline.work import Engine, Watch, steps
from tests import institute


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Room:
    """A watcher, and what it said."""

    desk: Desk
    engine: Engine
    clock: Clock = field(default_factory=Clock)
    told: list[drops.Drop] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        poller = inbox.Poller(self.desk.places.inbox, 1.0, self.clock)
        self.watch = Watch(
            self.desk,
            self.engine,
            poller,
            self.told.append,
            self.warned.append,
            clock=self.clock,
        )

    def drop(self, name: str) -> Path:
        """Drop what is refused fast."""
        path = self.desk.places.inbox / name
        path.write_text(f"{name} is no scan")
        return path

    def look(self) -> None:
        """Look until all that is in hand has ended."""
        self.watch.look()
        self.clock.now += 1.0
        self.watch.look()
        while self.engine.undone():
            self.engine.go_on()
            self.watch.stop.wait(0.02)
        self.watch.look()


@contextmanager
def opened(folder: Path) -> Iterator[Room]:
    """One with a new workspace."""
    places = file.load(institute.make(folder / "ws").root).places
    with closing(reindex.open_catalogue(places)) as catalogue:
        desk = Desk(places, catalogue, "rus+eng", Limits())
        with Engine(desk, places.private / "work.db", 2) as running:
            yield Room(desk, running)


@contextmanager
def hasty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """One that speaks English, and tries a step that failed once more and at once."""
    monkeypatch.setattr(messages, "_language", "en")
    monkeypatch.setattr(steps, "_TRIES", 2)
    monkeypatch.setattr(steps, "_FIRST_PAUSE_SECONDS", 0.01)
    with opened(folder) as room:
        yield room
