"""What a template and its data lack, all in one rendering.

A missing value is noted where it is used and then is empty, so the rendering
goes on to the next one; so is a value that a filter cannot work with. A field that
is only asked for (`is defined`, `| default`) is not missed.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

import jinja2

_SHOWN = 40
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LOCAL = re.compile(r"l_\d+_(\w+)")


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that is not there.

    Attributes:
        place: The words that lead to its use.
        known: The fields that are there instead.
    """

    place: str
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that a filter cannot work with."""

    place: str
    filter: str
    value: str


@dataclass(slots=True)
class Gaps:
    """What was missed in a rendering with these values.

    Attributes:
        place: Line of the part that is being rendered, from 1 and 0 if it is not
            known, and a name in it → the words that lead there.
        bare: Places where a date is printed as the data holds it.
    """

    values: Mapping[str, object]
    place: Callable[[int, str], str]
    found: list[Gap] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)

    def undefined(self) -> type[jinja2.Undefined]:
        """The kind of undefined value that notes its use here."""

        def used(answer: Callable[[], object]) -> Callable[..., object]:
            def method(missing: jinja2.Undefined, *_arguments: object) -> object:
                self._note(missing)
                return answer()

            return method

        def chained(missing: jinja2.Undefined, *names: object, **_: object) -> object:
            if names and str(names[0]).startswith("__"):
                raise AttributeError(names[0])
            self._note(missing)
            return missing

        return type(
            "Missing",
            (jinja2.ChainableUndefined,),
            {
                **dict.fromkeys(("__str__", "__html__"), used(str)),
                "__iter__": used(lambda: iter(())),
                "__bool__": used(bool),
                "__len__": used(int),
                **dict.fromkeys(("__getattr__", "__getitem__", "__call__"), chained),
            },
        )

    def printed(self, value: object) -> object:
        """The value of an expression, noted where it is a date without a filter."""
        if isinstance(value, str) and _ISO_DAY.fullmatch(value):
            self.bare.append(self.place(_line(), ""))
        return value

    def careful(self, name: str, apply: Callable[..., object]) -> Callable[..., object]:
        """That filter, noting what it cannot work with."""

        def careful(value: object, *more: object, **named: object) -> object:
            try:
                return apply(value, *more, **named)
            except (ArithmeticError, LookupError, TypeError, ValueError):
                is_told = isinstance(value, jinja2.Undefined)
                if not is_told:
                    where = self.place(_line(), name)
                    self.refused.append(Refusal(where, name, _shown(value, more)))
                return ""

        return careful

    def _note(self, missing: jinja2.Undefined) -> None:
        holder = missing._undefined_obj  # noqa: SLF001 - Jinja keeps it for subclasses
        if isinstance(holder, jinja2.Undefined):
            return  # a field of what was missed itself
        at_top = holder is jinja2.utils.missing
        known = {**_loops(), **self.values} if at_top else holder
        names = tuple(map(str, known)) if isinstance(known, Mapping) else ()
        name = str(missing._undefined_name)  # noqa: SLF001 - as above
        self.found.append(Gap(self.place(_line(), name), name, names))


def _shown(value: object, more: tuple[object, ...]) -> str:
    return ", ".join(str(each)[:_SHOWN] for each in (value, *more))


def _line() -> int:
    """The line of the template that is being rendered, from 1; 0 if there is none."""
    frame = _frame()
    if frame is None:
        return 0
    template = frame.f_globals["__jinja_template__"]
    return int(template.get_corresponding_lineno(frame.f_lineno))


def _loops() -> dict[str, object]:
    """The words of the loops and settings around the place that is being rendered.

    Jinja keeps each in a variable named by the depth of its block and the word.
    """
    frame = _frame()
    names = frame.f_locals.items() if frame else ()
    return {
        word[1]: value
        for name, value in names
        if (word := _LOCAL.fullmatch(name)) and value is not jinja2.utils.missing
    }


def _frame() -> FrameType | None:
    """The frame of the template's code."""
    frame = inspect.currentframe()
    while frame is not None and "__jinja_template__" not in frame.f_globals:
        frame = frame.f_back
    return frame
