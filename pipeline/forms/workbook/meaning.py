"""What the filled-in cells of a form's workbook mean for a group.

Every value is one of the institute's: a mark of its legend, a grade of the unit's
scale. A cell that is empty says nothing, nor does one that says what it was printed
with. What is meant by « Н » or 5.0 is understood where only one value can be meant; all
else is a fault, and so is a person, lesson or unit that the group does not have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Fault
from pipeline.forms.workbook import keys, lists, people, whole
from pipeline.forms.workbook.filled import Entry, FilledWorkbook, Keyed
from pipeline.messages import _
from pipeline.model import FinalResult, GradeScale, Group, Organisation, Results

_DONE = frozenset([lists.DONE, "сдал", "сдала", "да", "+", "v", "✓"])
_NOT_DONE = frozenset([lists.NOT_DONE, "нет", "-", "–", "—"])
_TEXTS = ("topic", "opinion")
_DASHES = frozenset("-–—")
_ERRORS = frozenset(
    ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]
)
"""What Excel writes where a value is lost."""


@dataclass(frozen=True, slots=True)
class FilledResults:
    """The results that a workbook holds.

    Attributes:
        group: Code of the group.
        results: Only what was filled in; with faults, what else could be read.
        count: How many cells said something that was understood and not printed.
        faults: Every one, with sheet and cell.
    """

    document_id: str
    kind: str
    group: str
    results: Results
    count: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Allowed:
    """What the group and its institute know, by id.

    Attributes:
        done: Trainee → unit → the tasks that are known to be done.
    """

    trainees: frozenset[str]
    sessions: frozenset[str]
    tasks: Mapping[str, tuple[str, ...]]
    done: Mapping[str, Mapping[str, tuple[str, ...]]]
    scales: Mapping[str, GradeScale]
    final: GradeScale
    marks: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    """Values by address, as they are read, and what is wrong."""

    allowed: _Allowed
    values: dict[tuple[str, ...], str] = field(default_factory=dict)
    places: dict[tuple[str, ...], str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def results(
    workbook: FilledWorkbook,
    group: Group,
    organisation: Organisation,
    form: Sequence[Keyed] = (),
    printed: Mapping[tuple[str, ...], str] | None = None,
) -> FilledResults:
    """What the workbook says of the group.

    Args:
        workbook: As `pipeline.forms.workbook.filled` read it.
        group: The group of the workbook's code, as it is now.
        organisation: Whose marks and scales are used.
        form: The tables that the workbook had when it was made; of what the group
            still has, all must be there.
        printed: As of `pipeline.forms.workbook.untouched`.
    """
    reading = _Reading(_allowed(group, organisation))
    for entry in workbook.entries:
        _take(reading, entry)
    for address, value in (printed or {}).items():
        if reading.values.get(address) == value:
            del reading.values[address]
    return FilledResults(
        document_id=workbook.document_id,
        kind=workbook.kind,
        group=workbook.group,
        results=_gathered(reading),
        count=len(reading.values),
        faults=(
            *workbook.faults,
            *whole.faults(
                workbook, form, lambda address: not _unknown(reading.allowed, address)
            ),
            *people.faults(workbook, group),
            *reading.faults,
        ),
    )


def _allowed(group: Group, organisation: Organisation) -> _Allowed:
    return _Allowed(
        trainees=frozenset(one.id for one in group.trainees),
        sessions=frozenset(one.id for one in group.sessions),
        tasks={one.id: tuple(it.id for it in one.tasks) for one in group.units},
        done=group.results.tasks,
        scales={one.id: organisation.scale(one.scale) for one in group.units},
        final=organisation.scale(group.final_scale),
        marks=tuple(one.mark for one in organisation.attendance_marks),
    )


def _take(reading: _Reading, entry: Entry) -> None:
    """Read one cell: who and what, then the value; spaces alone are none."""
    if isinstance(entry.cell.value, str) and not entry.cell.value.strip():
        return
    says = _written(entry) or _unknown(reading.allowed, entry.address)
    if not says:
        text = _text(entry)
        value = _value(reading.allowed, entry.address, text)
        if value is None:
            says = _expected(reading.allowed, entry.address, text)
        elif entry.address in reading.values:
            says = _twice(reading, entry, value)
        else:
            reading.values[entry.address] = value
            reading.places[entry.address] = entry.place
    if says:
        reading.faults.append(Fault(entry.place, says))


def _text(entry: Entry) -> str:
    """The value as text; the words of a topic keep their lines."""
    value = entry.cell.value
    if entry.address[-1] in _TEXTS and isinstance(value, str):
        return value.strip()
    return keys.plain(value)


def _written(entry: Entry) -> str:
    """What is wrong with the kind of value, whatever the cell is for."""
    value = entry.cell.value
    if entry.cell.formula:
        return _("A formula stands here. Write the value itself.")
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    if not is_plain or value in _ERRORS:
        shown = keys.plain(value)
        says = _("Excel made “{value}” of what was typed. Type it again as text.")
        return says.format(value=shown)
    return ""


def _unknown(allowed: _Allowed, address: tuple[str, ...]) -> str:
    """Whom or what the group does not have (any more)."""
    match address:
        case ("trainee", trainee, *_rest) if trainee not in allowed.trainees:
            return _missing(_("trainee"), trainee)
        case (_trainee, _id, "mark", session) if session not in allowed.sessions:
            return _missing(_("session"), session)
        case (_trainee, _id, "grade", unit) if unit not in allowed.scales:
            return _missing(_("unit"), unit)
        case (_trainee, _id, "task", unit, task) if task not in allowed.tasks.get(
            unit, ()
        ):
            return _missing(_("task"), f"{unit} {task}")
        case (
            ("trainee", _id, "mark" | "grade", _)
            | ("trainee", _id, "task", _, _)
            | ("trainee", _id, "final", "grade" | "topic" | "opinion")
        ):
            return ""
    return _("The hidden keys of this cell were changed. Fill in a new form.xlsx.")


def _missing(what: str, name: str) -> str:
    says = _("There is no {what} “{name}”.").format(what=what, name=name)
    remedy = _("The group has changed since the form was made: empty the cell.")
    return f"{says} {remedy}"


def _value(allowed: _Allowed, address: tuple[str, ...], text: str) -> str | None:
    """The value that is meant; None when none, or more than one, can be."""
    match address[2:]:
        case ("mark", _session):
            return _mark(text, allowed.marks)
        case ("grade", unit):
            return _one_of(text, [one.value for one in allowed.scales[unit].values])
        case ("final", "grade"):
            return _one_of(text, [one.value for one in allowed.final.values])
        case ("task", *_ids):
            return _task(text)
        case _:
            return text


def _mark(text: str, marks: Sequence[str]) -> str | None:
    """A mark of the legend; "" for what says that there is none."""
    found = _one_of(text, marks)
    none = lists.present(marks)
    if found is None and (text == none or (none in _DASHES and text in _DASHES)):
        return ""
    return found


def _task(text: str) -> str | None:
    plain = text.casefold()
    if plain in _DONE:
        return lists.DONE
    return lists.NOT_DONE if plain in _NOT_DONE else None


def _one_of(text: str, allowed: Sequence[str]) -> str | None:
    """The value itself; else the only one that differs in case alone."""
    if text in allowed:
        return text
    near = [one for one in allowed if keys.plain(one).casefold() == text.casefold()]
    return near[0] if len(near) == 1 else None


def _expected(allowed: _Allowed, address: tuple[str, ...], text: str) -> str:
    match address[2:]:
        case ("mark", _session):
            known = [*allowed.marks, lists.present(allowed.marks)]
        case ("grade", unit):
            known = [one.value for one in allowed.scales[unit].values]
        case ("final", _grade):
            known = [one.value for one in allowed.final.values]
        case _:
            known = [lists.DONE, lists.NOT_DONE]
    says = _("“{value}” is not used here. Write one of these: {known}.")
    return says.format(value=text, known=", ".join(known))


def _twice(reading: _Reading, entry: Entry, value: str) -> str:
    """Two cells of one address may say the same."""
    if reading.values[entry.address] == value:
        return ""
    says = _("{place} says something else of the same. Empty one of the two cells.")
    return says.format(place=reading.places[entry.address])


def _gathered(reading: _Reading) -> Results:
    """The values in their places."""
    found = Results()
    for (_trainee, trainee, *what), value in reading.values.items():
        match what:
            case ["mark", session]:
                found.attendance.setdefault(trainee, {})[session] = value
            case ["grade", unit]:
                found.grades.setdefault(trainee, {})[unit] = value
            case ["task", unit, _task_id]:
                done = _done(reading, trainee, unit)
                found.tasks.setdefault(trainee, {})[unit] = done
            case ["final", part]:
                former = found.final.get(trainee, FinalResult())
                found.final[trainee] = _with(former, part, value)
    return found


def _done(reading: _Reading, trainee: str, unit: str) -> tuple[str, ...]:
    """The tasks that are said or known to be done, in the order of the unit."""
    head = ("trainee", trainee, "task", unit)
    known = reading.allowed.done.get(trainee, {}).get(unit, ())
    said = {
        task: reading.values.get((*head, task), lists.DONE if task in known else "")
        for task in reading.allowed.tasks[unit]
    }
    return tuple(task for task, word in said.items() if word == lists.DONE)


def _with(final: FinalResult, part: str, value: str) -> FinalResult:
    return FinalResult(
        grade=value if part == "grade" else final.grade,
        topic=value if part == "topic" else final.topic,
        opinion=value if part == "opinion" else final.opinion,
    )
