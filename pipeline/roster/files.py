"""From a file to a noun, or to all of its faults."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pipeline import disk
from pipeline.errors import DataError, Fault
from pipeline.messages import _
from pipeline.model import FilePlan, Group, Organisation
from pipeline.roster import (
    curriculum,
    institute,
    outcomes,
    people,
    shape,
    sources,
    typed,
    yamltext,
)
from pipeline.roster.document import Document, Found, Steps, Tree
from pipeline.roster.view import View

Noun = TypeVar("Noun")
Rules = Callable[[View], Iterator[Found]]

_MOST = 200
"""Faults told of one file; with more, it is no such file at all."""


def load_organisation(path: Path) -> Organisation:
    """The contents of `organisation.yaml`.

    Raises:
        DataError: All that is wrong with it.
    """
    return _noun(
        yamltext.read(path), "organisation", institute.organisation_faults, Organisation
    )


def load_file_plan(path: Path) -> FilePlan:
    """The contents of `file-plan/<year>.yaml`.

    Raises:
        DataError: All that is wrong with it.
    """
    return _noun(yamltext.read(path), "file-plan", institute.file_plan_faults, FilePlan)


def load_group(path: Path, organisation: Organisation) -> Group:
    """The contents of a group file.

    Raises:
        DataError: All that is wrong with it.
    """
    return group_of(sources.read(path, organisation).document, organisation)


def group_of(document: Document, organisation: Organisation) -> Group:
    """The group in a document that was read.

    Raises:
        DataError: All that is wrong with it.
    """

    def rules(group: View) -> Iterator[Found]:
        yield from people.faults(group)
        yield from curriculum.faults(group, organisation)
        yield from outcomes.faults(group, organisation)

    return outcomes.settled(_noun(document, "group", rules, Group))


def check_group(path: Path, organisation: Organisation) -> tuple[Fault, ...]:
    """All that is wrong with a group file, in the order of its lines."""
    try:
        load_group(path, organisation)
    except DataError as error:
        return error.faults
    return ()


def unread_of(path: Path, organisation: Organisation) -> tuple[Fault, ...]:
    """What stands in a group file and is not read, each with its place.

    Raises:
        DataError: It cannot be read as a group file at all.
    """
    return sources.read(path, organisation).unread


def file_plan_text(lines: str, year: int) -> str:
    """A file plan of that year from a profile's lines, which name no year."""
    return f"year: {year}\n{lines}"


def _noun(document: Document, name: str, rules: Rules, noun: type[Noun]) -> Noun:
    schema = shape.schema(name)
    data = typed.typed(document.data, schema, schema)
    found = [
        *document.found,
        *_untold(shape.faults(data, name, document.speech), document),
        *rules(View(data, (), document.speech)),
    ]
    if found:
        raise DataError(document.path, _told(document, found))
    return disk.from_builtins(data, noun)


def _untold(faults: Iterator[Found], document: Document) -> Iterator[Found]:
    """The faults, but not that a value is missing where reading it failed."""
    failed = {steps for steps, _says in document.found}
    for steps, says in faults:
        if steps not in failed or _holds(document.data, steps):
            yield steps, says


def _holds(data: Tree, steps: Steps) -> bool:
    for step in steps:
        if isinstance(data, dict) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return False
    return True


def _told(document: Document, found: list[Found]) -> tuple[Fault, ...]:
    """The faults in the order of the file; what two checks say alike is said once."""
    ordered = sorted(dict.fromkeys(found), key=lambda one: document.order(one[0]))
    place = document.speech.place
    told = list(dict.fromkeys(Fault(place(steps), says) for steps, says in ordered))
    if len(told) > _MOST:
        says = _("… and {count} more.").format(count=len(told) - _MOST)
        del told[_MOST:]
        told.append(Fault(document.path.name, says))
    return tuple(told)
