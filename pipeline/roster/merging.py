"""Results put into a group's file; all else in it stays as it was written.

A new value replaces the one that is there; what the new results do not say stays.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pipeline import disk
from pipeline.errors import DataError, Fault
from pipeline.messages import _
from pipeline.model import FinalResult, Group, Organisation, Results
from pipeline.roster import files, outcomes, sources, store, yamlresults
from pipeline.roster.document import Tree
from pipeline.roster.sources import Source
from pipeline.roster.view import View

Value = TypeVar("Value")

_FINAL_KEYS = ("grade", "topic", "opinion")


@dataclass(frozen=True, slots=True)
class ResultChange:
    """One value that is not what it was.

    Attributes:
        trainee: Id.
        kind: "attendance", "tasks", "grades" or "final".
        item: A session, a unit, or "grade", "topic", "opinion" of the final
            assessment.
        was: None when nothing was known; of tasks, ids with spaces between.
        now: As `was`; an empty mark is an empty cell of the journal.
    """

    trainee: str
    kind: str
    item: str
    was: str | None
    now: str


def put_results(
    path: Path, results: Results, organisation: Organisation
) -> tuple[ResultChange, ...]:
    """Merge results into a group's file in `groups/`.

    The former file is kept in `.history`. When nothing is new the file is not
    touched.

    Returns:
        What was changed.

    Raises:
        DataError: The file has faults, or the results name or hold something that
            the group does not know; nothing was changed.
    """
    return put_all([(path, results)], organisation)[0]


def put_all(
    wanted: Sequence[tuple[Path, Results]], organisation: Organisation
) -> list[tuple[ResultChange, ...]]:
    """The same for several, in that order; a file may come more than once.

    No file is changed before all that is to be written is ready, and each file is
    replaced once.

    Returns:
        What each of them changed.

    Raises:
        DataError: As above, of the first that has faults; nothing was changed.
    """
    ready: dict[Path, tuple[Source, str]] = {}
    told = []
    with contextlib.ExitStack() as locks:
        for folder in sorted({path.parent for path, _results in wanted}):
            locks.enter_context(store.locked(folder))
        for path, results in wanted:
            before = ready[path][0] if path in ready else None
            source = before or sources.read(path, organisation)
            after, code, changed = _put(source, path, results, organisation)
            told.append(changed)
            if changed:
                ready[path] = (after, code)
        for path, (source, code) in ready.items():
            store.replace_file(path, source.content, code)
    return told


def _put(
    source: Source, path: Path, results: Results, organisation: Organisation
) -> tuple[Source, str, tuple[ResultChange, ...]]:
    """What the file would be with the results, the group's code, what they change."""
    group = files.group_of(source.document, organisation)
    wanted = _merged(path, group, results, organisation)
    changed = tuple(changes(group.results, wanted.results))
    if not changed:
        return source, group.code, ()
    content = _content(source, wanted, changed, organisation)
    again = sources.parsed(content, path, organisation)
    if files.group_of(again.document, organisation) != wanted:
        raise DataError(path, (Fault(path.name, _not_written()),))
    return again, group.code, changed


def changes(before: Results, after: Results) -> Iterator[ResultChange]:
    """What differs, by trainee."""
    was, now = _flat(before), _flat(after)
    for key in sorted({*was, *now}):
        if was.get(key) != now.get(key):
            yield ResultChange(*key, was.get(key), now.get(key, ""))


def lost(before: Results, after: Results) -> list[ResultChange]:
    """What was known and is gone or another now; tasks that were added are not."""
    return [
        it
        for it in changes(before, after)
        if it.was is not None
        and not (it.kind == "tasks" and {*it.was.split()} <= {*it.now.split()})
    ]


def merged(known: Results, new: Results) -> Results:
    """The known results with the new ones over them."""
    grades = {
        trainee: {unit: grade for unit, grade in units.items() if grade}
        for trainee, units in new.grades.items()
    }
    return Results(
        attendance=_over(known.attendance, new.attendance),
        tasks=_over(known.tasks, new.tasks),
        grades=_over(known.grades, grades),
        final=known.final
        | {
            trainee: _final_over(known.final.get(trainee, FinalResult()), final)
            for trainee, final in new.final.items()
        },
    )


def _flat(results: Results) -> dict[tuple[str, str, str], str]:
    """Trainee, kind and item → the value as text."""
    flat: dict[tuple[str, str, str], str] = {}
    for trainee, marks in results.attendance.items():
        flat |= {(trainee, "attendance", item): mark for item, mark in marks.items()}
    for trainee, units in results.tasks.items():
        flat |= {(trainee, "tasks", item): " ".join(it) for item, it in units.items()}
    for trainee, grades in results.grades.items():
        flat |= {(trainee, "grades", item): grade for item, grade in grades.items()}
    for trainee, final in results.final.items():
        texts = {key: str(getattr(final, key)) for key in _FINAL_KEYS}
        flat |= {(trainee, "final", key): it for key, it in texts.items() if it}
    return flat


def _over(
    known: dict[str, dict[str, Value]], new: dict[str, dict[str, Value]]
) -> dict[str, dict[str, Value]]:
    return known | {trainee: known.get(trainee, {}) | it for trainee, it in new.items()}


def _final_over(known: FinalResult, new: FinalResult) -> FinalResult:
    texts = {key: getattr(new, key) or getattr(known, key) for key in _FINAL_KEYS}
    return FinalResult(**texts)


def _merged(
    path: Path, group: Group, results: Results, organisation: Organisation
) -> Group:
    """The group with the new results, checked."""
    whole = replace(group, results=merged(group.results, results))
    tree: Tree = disk.from_json(disk.to_json_line(whole), dict)
    view = View(tree)
    found = list(outcomes.faults(view, organisation))
    if found:
        place = view.speech.place
        raise DataError(path, tuple(Fault(place(at), says) for at, says in found))
    return outcomes.settled(whole)


def _content(
    source: Source,
    wanted: Group,
    changed: tuple[ResultChange, ...],
    organisation: Organisation,
) -> bytes:
    if source.book is None:
        return yamlresults.replaced(source.content, outcomes.written(wanted.results))
    from pipeline.roster import workbook  # noqa: PLC0415 - openpyxl is slow to load

    cells = [(one.trainee, one.kind, one.item, one.now) for one in changed]
    return workbook.with_results(source.book, wanted, cells, organisation)


def _not_written() -> str:
    return _(
        "The results could not be written into this file. Write them in by hand, or "
        "make the file anew with “podshivka groups template --group”."
    )
