"""How a step of the intake is run: durably, or by a plain call."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class RunStep(Protocol):
    """Runs one step by that name, or recalls what it gave the first time."""

    def __call__(self, name: str, step: Callable[[], Result]) -> Result:
        """The step's result."""


def plainly(_name: str, step: Callable[[], Result]) -> Result:
    """Run a step as it is, without remembering it."""
    return step()
