"""Rules for the organisation and its file plans."""

import string
from collections.abc import Iterable, Iterator, Mapping

from pipeline.messages import _
from pipeline.roster.curriculum import doubles
from pipeline.roster.document import Found
from pipeline.roster.view import View

_NUMBER_FIELDS = {"year": 2026, "counter": 1, "group": "ГТ-12", "unit": "D1"}
_SUPPLEMENT = "supplement"
_SUPPLEMENT_FIELDS = {"base": "ГТ-12/2026-1", "counter": 1}
_ONE_A_YEAR = "file-plan"
"""There is one a year, and its number is drawn by nobody."""
_RESERVED_MARK = "*"
"""Readings write it for ink that is no known mark."""


def organisation_faults(organisation: View) -> Iterator[Found]:
    """All that the schema cannot see in `organisation.yaml`."""
    for key in ("people", "departments", "grade_scales"):
        yield from doubles(organisation[key])
    marks = organisation["attendance_marks"]
    yield from _repeated(row["mark"] for row in marks.rows())
    for row in marks.rows():
        if row["mark"].text == _RESERVED_MARK:
            says = _("The mark “*” is kept for ink that is not recognised.")
            yield row["mark"].fault(says)
    for scale in organisation["grade_scales"].rows():
        yield from _repeated(row["value"] for row in scale["values"].rows())
    for kind, pattern in organisation["numbers"].entries():
        yield from _pattern(kind, pattern)
    yield from _standard_set(organisation)
    for act in organisation["legal_basis"].rows():
        yield from _validity(act)


def file_plan_faults(plan: View) -> Iterator[Found]:
    """All that the schema cannot see in a file plan."""
    entries = list(plan["entries"].rows())
    yield from _repeated(entry["index"] for entry in entries)
    yield from _repeated(kind for entry in entries for kind in entry["kinds"].rows())
    for entry in entries:
        term = entry["term"]
        if term["kind"].text == "until_event" and not term["event"].text:
            says = _("A term from an event on needs the event.")
            yield term["event"].fault(says)


def _repeated(values: Iterable[View]) -> Iterator[Found]:
    seen: set[str] = set()
    for value in values:
        if value.text and value.text in seen:
            says = _("“{value}” stands above already; it may stand once only.")
            yield value.fault(says.format(value=value.text))
        seen.add(value.text)


def _pattern(kind: str, pattern: View) -> Iterator[Found]:
    known = _SUPPLEMENT_FIELDS if kind == _SUPPLEMENT else _NUMBER_FIELDS
    if not _is_pattern(pattern.text, known):
        says = _("“{pattern}” is no number pattern; its fields are {fields}.")
        fields = _fields(known)
        yield pattern.fault(says.format(pattern=pattern.text, fields=fields))
    elif kind != _ONE_A_YEAR and not _counts(pattern.text, known):
        says = _("“{pattern}” gives several papers one number: add {fields}.")
        yield pattern.fault(says.format(pattern=pattern.text, fields="{counter}"))


def _is_pattern(text: str, known: Mapping[str, object]) -> bool:
    try:
        names = {name for _t, name, _s, _c in string.Formatter().parse(text)}
        if names <= {None, *known}:
            text.format(**known)
            return True
    except (ValueError, LookupError):
        pass
    return False


def _counts(text: str, known: Mapping[str, object]) -> bool:
    """The next paper of the kind has another number."""
    following = {**known, "counter": 2}
    return text.format(**following) != text.format(**known)


def _fields(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _standard_set(organisation: View) -> Iterator[Found]:
    titled = [kind for kind, _title in organisation["form_titles"].entries()]
    for kind in organisation["standard_set"].rows():
        if kind.text and kind.text not in titled:
            says = _("“{kind}” has no title in form_titles.")
            yield kind.fault(says.format(kind=kind.text))


def _validity(act: View) -> Iterator[Found]:
    first, last = act["valid_from"].day, act["valid_until"].day
    if first and last and last < first:
        says = _("The act would lapse before it takes effect.")
        yield act["valid_until"].fault(says)
