"""So many steps of the storm, told by rule.

    python -m tests.storm [--steps N] [--long N] [--seed N]

The exit code is 1 when something did not hold; what led there is told step by step.
"""

import argparse
import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import get_state_machine_test

from tests import institute
from tests.faults import sweep
from tests.storm import papers, weather
from tests.storm.place import quick_tesseract

STEPS, LONG = 2_000, 50
"""Steps of all storms together, and of one."""

SEED = 20261127
_SPARE = 1.25
"""In some steps there is nothing to do it to."""

Say = Callable[[str], object]


@dataclass(frozen=True)
class Storm:
    """What came of it.

    Attributes:
        steps: By rule.
        violation: What did not hold, and how it came to it; or "".
    """

    steps: dict[str, int]
    violation: str


@contextlib.contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder where files need no disk, if there is one: no power is cut here."""
    with tempfile.TemporaryDirectory(prefix="storm-", dir=sweep.quick()) as folder:
        yield Path(folder)


@contextlib.contextmanager
def workspace(folder: Path) -> Iterator[None]:
    """The workspace that storms begin with; LibreOffice is needed."""
    path = os.environ["PATH"]
    office = institute.make(folder / "place" / "ws", settle_seconds=0.05)
    papers.issue(office)
    os.environ["PATH"] = quick_tesseract(folder / "bin")
    weather.Weather.template = office.root
    try:
        yield
    finally:
        os.environ["PATH"] = path


def blown(
    steps: int, long: int, drawn_by: int = SEED, say: Say = lambda _line: None
) -> Storm:
    """Let it storm: the same each time for the same numbers.

    Args:
        steps: Of all storms together, at least.
        long: Steps of one.
        drawn_by: The seed.
        say: Is told how many there were, after each.
    """
    weather.tally.clear()
    weather.Weather.say = staticmethod(say)
    violation = ""
    asked = settings(
        max_examples=max(1, round(steps / long * _SPARE)),
        stateful_step_count=long,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        seed(drawn_by)(get_state_machine_test(weather.Weather, settings=asked))()
    except Exception as error:  # noqa: BLE001 - whatever failed is told
        notes = "\n".join(getattr(error, "__notes__", ()))
        violation = f"{type(error).__name__}: {error}\n{notes}"
    return Storm(dict(sorted(weather.tally.items())), violation)


def main(words: Sequence[str], say: Say) -> int:
    """Storm, and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--long", type=int, default=LONG)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(words)
    began = time.monotonic()
    with (
        quick_folder() as folder,
        workspace(folder),
    ):
        storm = blown(asked.steps, asked.long, asked.seed, say)
    for name, count in storm.steps.items():
        say(f"{name:<26}{count:>6}")
    if storm.violation:
        say(f"VIOLATION {storm.violation}")
    seconds = time.monotonic() - began
    told = sum(storm.steps.values())
    say(f"steps: {told}, violations: {int(bool(storm.violation))}, {seconds:.0f} s")
    return int(bool(storm.violation))
