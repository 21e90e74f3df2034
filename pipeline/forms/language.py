"""What a template may say: the sandbox, its filters and its zone calls.

A template is a program that a user brings, so it may only read its data: no
methods but those of `METHODS`, no filters but those of `FILTERS`, no powers and
no repeated texts, and what it makes has limits (`growth`). What is not in the data is
an error, never an empty place.
"""

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import CodeType
from typing import Any, Final, TypeVar

import jinja2
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from pipeline import grammar
from pipeline.forms import growth, quotes
from pipeline.messages import _
from pipeline.model import ZoneKind

Item = TypeVar("Item")

JINJA_FILTERS = (
    *("default", "d", "string", "int", "round", "min", "max", "sum", "length"),
    *("upper", "lower", "capitalize", "trim", "replace", "join"),
    *("list", "first", "last", "map", "sort", "unique", "batch", "slice", "groupby"),
    *("select", "reject", "selectattr", "rejectattr"),
)
"""The filters of Jinja's own that a template may use."""

LONGEST_RANGE: Final = 1000
METHODS = frozenset(["items", "keys", "values", "get", "cycle", "changed"])

TEXTS_KEPT: Final = 64
"""Parts of templates that are kept rewritten and compiled; a kind has three or four."""

_NBSP = "\N{NO-BREAK SPACE}"
_FIRST_ANCHOR = 1_000_000
"""Numbers of anchors begin above those of all zones."""

_PLAIN_NUMBERS_ONLY = frozenset(["*", "%", "**"])


@dataclass(frozen=True, slots=True)
class PendingZone:
    """A cell that a template asked for, not yet found on paper.

    Attributes:
        name: Of the bookmark: unique in its document, ASCII alphanumeric.
    """

    name: str
    kind: ZoneKind
    subject: str
    item: str
    value: str = ""


@dataclass(slots=True)
class Zones:
    """The zone calls of one document, and what they asked for."""

    pending: list[PendingZone] = field(default_factory=list)
    anchors: int = 0

    def calls(self) -> dict[str, Callable[..., Markup]]:
        """Name in the template → call; used as ``{{r sign("chair", "") }}``."""
        return {
            "sign": self._call(ZoneKind.SIGNATURE),
            "mark": self._call(ZoneKind.MARK),
            "grade": self._call(ZoneKind.GRADE),
            "choice": self._call(ZoneKind.CHOICE),
            "text_zone": self._call(ZoneKind.TEXT),
        }

    def links(self) -> dict[str, Callable[..., Markup]]:
        """Calls for tables of contents.

        ``{{r anchor("x") }}`` marks a place, ``{{r page_of("x") }}`` prints the
        number of its page; in a size of its own with ``page_of("x", 9)``, points.
        """
        return {"anchor": self._anchor, "page_of": _page_of}

    def _anchor(self, name: str) -> Markup:
        self.anchors += 1
        return _bookmark(_FIRST_ANCHOR + self.anchors, _anchor_name(name))

    def _call(self, kind: ZoneKind) -> Callable[..., Markup]:
        def call(subject: str, item: str = "", value: str = "") -> Markup:
            number = len(self.pending) + 1
            self.pending.append(
                PendingZone(_name(number), kind, str(subject), str(item), value)
            )
            return _bookmark(number, _name(number))

        return call


ZONE_CALLS = frozenset(Zones().calls())


class Sandbox(SandboxedEnvironment):
    """Jinja with our filters and without what a form does not need."""

    intercepted_binops = _PLAIN_NUMBERS_ONLY | {"+"}
    code_generator_class = growth.Generator

    def __init__(
        self,
        undefined: type[jinja2.Undefined] = jinja2.StrictUndefined,
        finalize: Callable[[object], object] | None = None,
    ) -> None:
        """A sandbox.

        Args:
            undefined: What stands for a missing value.
            finalize: Turns each value that is printed into what is printed.
        """
        made = growth.Growth()
        printed = finalize and made.counting(finalize)
        super().__init__(undefined=undefined, autoescape=True, finalize=printed)
        allowed = {name: self.filters[name] for name in JINJA_FILTERS}
        filters = {**allowed, **FILTERS}
        self.filters = {name: made.counting(it) for name, it in filters.items()}
        self.counted = made.counted
        self.globals = {"range": _range, "namespace": self.globals["namespace"]}

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
        template_class: type[jinja2.Template] | None = None,
    ) -> jinja2.Template:
        """As Jinja does; a text that was compiled before is not compiled again."""
        if not isinstance(source, str):
            return super().from_string(source, globals, template_class)
        kind = template_class or self.template_class
        return kind.from_code(
            self,
            _code(source, has_finalize=self.finalize is not None),
            self.make_globals(globals),
        )

    def preprocess(
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> str:
        """The source as Jinja reads it; Word's own quotation marks are straight."""
        return quotes.straight(super().preprocess(source, name, filename))

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Values may be read; only the methods of `METHODS` may be called."""
        is_safe = super().is_safe_attribute(obj, attr, value)
        return is_safe and (attr in METHODS or not callable(value))

    def getattr(self, obj: object, attribute: str) -> object:
        """A field of the data comes before a method of the same name."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, str):  # Jinja lets `format` pass, which has any width
            return self.unsafe_undefined(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """An item; a text has places, and no methods by name either."""
        if isinstance(obj, str) and isinstance(argument, str):
            return self.unsafe_undefined(obj, argument)
        return super().getitem(obj, argument)

    def call_binop(
        self,
        context: jinja2.runtime.Context,
        operator: str,
        left: object,
        right: object,
    ) -> object:
        """Numbers may be multiplied; texts and lists may not be blown up."""
        if operator == "+":
            return self.counted(super().call_binop(context, operator, left, right))
        both = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "**" or not both:
            raise jinja2.exceptions.SecurityError(
                _("“{operator}” is for numbers only here.").format(operator=operator)
            )
        return super().call_binop(context, operator, left, right)


@lru_cache(maxsize=TEXTS_KEPT)
def _code(source: str, *, has_finalize: bool) -> CodeType:
    """The code of a template, for any sandbox.

    Code knows values, filters and what is missing by name; only what is written out
    in a tag is printed beforehand, and passes as the rest of the template's text.
    """
    return Sandbox(finalize=_as_it_is if has_finalize else None).compile(source)


def _as_it_is(value: object) -> object:
    return value


def _bookmark(number: int, name: str) -> Markup:
    """An empty bookmark, whose place LibreOffice exports into the PDF."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return Markup(f'{start}<w:bookmarkEnd w:id="{number}"/>')  # noqa: S704 - ASCII


def _page_of(name: str, points: int = 12) -> Markup:
    """A field that Word and LibreOffice fill in when they lay the pages out."""
    size = f'<w:rPr><w:sz w:val="{2 * int(points)}"/></w:rPr>'
    return Markup(  # noqa: S704 - ASCII
        f'<w:fldSimple w:instr=" PAGEREF {_anchor_name(name)} ">'
        f"<w:r>{size}<w:t>0</w:t></w:r></w:fldSimple>"
    )


def _name(number: int) -> str:
    return f"Z{number:04}"


def _anchor_name(name: str) -> str:
    """Whatever the name, letters and digits of ASCII."""
    return f"P{name.encode().hex()}"


def _range(*limits: int) -> range:
    """As Python's, for the lines of a form: no template counts any further."""
    numbers = range(*limits)
    if len(numbers) > LONGEST_RANGE:
        told = _("A template counts to {most} at the most.")
        raise jinja2.exceptions.SecurityError(told.format(most=LONGEST_RANGE))
    return numbers


def _dated(write: Callable[[date], str]) -> Callable[[str], str]:
    """A filter of ISO text; no date prints nothing."""

    def apply(iso: str) -> str:
        return write(date.fromisoformat(iso)) if iso else ""

    return apply


def _words(number: int, gender: str = "masculine", case: str = "nominative") -> str:
    return grammar.number_words(int(number), gender, case)


def _case(name: str, case: str, gender: str = "") -> str:
    return grammar.inflect(name, case, gender)


def _plural(number: int, one: str, few: str, many: str) -> str:
    return grammar.plural(int(number), one, few, many)


def _chunk(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """As few parts as do, of at most that size and as even as can be; never none.

    For grids wider than a page: a part of one column would look forgotten.
    """
    count = max(-(-len(items) // size), 1)
    edges = [-(-len(items) * part // count) for part in range(count + 1)]
    return [items[start:end] for start, end in pairwise(edges)]


def _joined(first: object, *more: object) -> str:
    """What is there of these, joined by no-break spaces: «г.» and «Москва»."""
    return _NBSP.join(str(it) for it in (first, *more) if it not in ("", None))


def _hours(count: object) -> str:
    """«16 ч»; no hours print nothing."""
    return _joined(count, "ч") if count not in ("", None) else ""


def _numero(number: object) -> str:
    """«№ 5»; no number prints nothing."""
    return _joined("№", number) if number not in ("", None) else ""


FILTERS: dict[str, Callable[..., object]] = {
    "date": _dated(grammar.date_short),
    "long_date": _dated(grammar.date_long),
    "day": _dated(lambda day: f"{day:%d.%m}"),
    "quoted_date": _dated(grammar.date_quoted),
    "short_name": grammar.short_name,
    "initials_first": grammar.initials_first,
    "case": _case,
    "by_gender": grammar.by_gender,
    "words": _words,
    "plural": _plural,
    "chunk": _chunk,
    "nb": _joined,
    "hours": _hours,
    "numero": _numero,
    "tied": grammar.tied,
}
