"""What a template and its data lack, all in one rendering.

A missing value is noted where it is used and then is empty, so the rendering
goes on to the next one; so is a value that a filter cannot work with. A field that
is only asked for (`is defined`, `| default`) is not missed.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import jinja2

_SHOWN = 40


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
    """

    values: Mapping[str, object]
    place: Callable[[int, str], str]
    found: list[Gap] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

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
        known = self.values if holder is jinja2.utils.missing else holder
        names = tuple(map(str, known)) if isinstance(known, Mapping) else ()
        name = str(missing._undefined_name)  # noqa: SLF001 - as above
        self.found.append(Gap(self.place(_line(), name), name, names))


def _shown(value: object, more: tuple[object, ...]) -> str:
    return ", ".join(str(each)[:_SHOWN] for each in (value, *more))


def _line() -> int:
    """The line of the template that is being rendered, from 1."""
    frame = inspect.currentframe()
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line: int = template.get_corresponding_lineno(frame.f_lineno)
            return line
        frame = frame.f_back
    return 0
