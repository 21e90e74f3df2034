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
    typed,
    yamltext,
)
from pipeline.roster.document import Document, Found
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
    return group_of(yamltext.read(path), organisation)


def group_of(document: Document, organisation: Organisation) -> Group:
    """The group in a document that was read.

    Raises:
        DataError: All that is wrong with it.
    """

    def rules(group: View) -> Iterator[Found]:
        yield from people.faults(group)
        yield from curriculum.faults(group, organisation)
        yield from outcomes.faults(group, organisation)

    return _noun(document, "group", rules, Group)


def check_group(path: Path, organisation: Organisation) -> tuple[Fault, ...]:
    """All that is wrong with a group file, in the order of its lines."""
    try:
        load_group(path, organisation)
    except DataError as error:
        return error.faults
    return ()


def file_plan_text(lines: str, year: int) -> str:
    """A file plan of that year from a profile's lines, which name no year."""
    return f"year: {year}\n{lines}"


def _noun(document: Document, name: str, rules: Rules, noun: type[Noun]) -> Noun:
    schema = shape.schema(name)
    data = typed.typed(document.data, schema, schema)
    found = [
        *document.found,
        *shape.faults(data, name, document.speech),
        *rules(View(data, (), document.speech)),
    ]
    if found:
        raise DataError(document.path, _told(document, found))
    return disk.from_builtins(data, noun)


def _told(document: Document, found: list[Found]) -> tuple[Fault, ...]:
    """The faults in the order of the file; what two checks say alike is said once."""
    ordered = sorted(dict.fromkeys(found), key=lambda one: document.order(one[0]))
    told = [
        Fault(document.speech.place(steps), says) for steps, says in ordered[:_MOST]
    ]
    if len(ordered) > _MOST:
        says = _("… and {count} more.").format(count=len(ordered) - _MOST)
        told.append(Fault(document.path.name, says))
    return tuple(told)
