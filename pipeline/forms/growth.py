"""How much a template may make: a loop that doubles a text would take all memory.

Whatever a template joins, adds, filters and prints is counted, and a fault ends it long
before memory does. A form needs some thousand signs.
"""

import functools
from collections.abc import Callable
from typing import Final, TypeVar

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from pipeline.messages import _

Value = TypeVar("Value")

LONGEST: Final = 100_000
"""Signs of a text, or items of a list."""

MOST: Final = 20_000_000
"""Signs and items of all that one document makes."""


class Growth:
    """Counts what the making of one document makes."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._made = 0

    def counted(self, value: Value) -> Value:
        """The value, if there may be such a long one, and one more.

        Raises:
            jinja2.exceptions.SecurityError: There may not.
        """
        if isinstance(value, str | list | tuple):
            self._made += len(value)
            if len(value) > LONGEST or self._made > MOST:
                told = _(
                    "A template makes no text of more than {longest} signs, and no "
                    "more than {most} in all: a loop makes it grow"
                )
                raise jinja2.exceptions.SecurityError(
                    told.format(longest=LONGEST, most=MOST)
                )
        return value

    def counting(self, make: Callable[..., object]) -> Callable[..., object]:
        """The same function, of which what it gives is counted."""

        @functools.wraps(make)
        def counted(*arguments: object, **more: object) -> object:
            return self.counted(make(*arguments, **more))

        return counted


class Generator(CodeGenerator):
    """Jinja's, with texts that `~` joins handed to the environment to be counted."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Write the code of `a ~ b`."""
        self.write("environment.counted(")
        super().visit_Concat(node, frame)
        self.write(")")
