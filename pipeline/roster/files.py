"""From a file to a noun, or to all of its faults."""

from pathlib import Path
from typing import TypeVar

from pipeline import disk
from pipeline.errors import DataError, Fault
from pipeline.model import FilePlan, Group, Organisation
from pipeline.roster import shape, typed, yamltext

Noun = TypeVar("Noun")


def load_organisation(path: Path) -> Organisation:
    """The contents of `organisation.yaml`.

    Raises:
        DataError: All that is wrong with it.
    """
    return _noun(path, "organisation", Organisation)


def load_file_plan(path: Path) -> FilePlan:
    """The contents of `file-plan/<year>.yaml`.

    Raises:
        DataError: All that is wrong with it.
    """
    return _noun(path, "file-plan", FilePlan)


def load_group(path: Path, organisation: Organisation) -> Group:
    """The contents of a group file.

    Raises:
        DataError: All that is wrong with it.
    """
    return _noun(path, "group", Group)


def check_group(path: Path, organisation: Organisation) -> tuple[Fault, ...]:
    """All that is wrong with a group file, in the order of its lines."""
    try:
        load_group(path, organisation)
    except DataError as error:
        return error.faults
    return ()


def _noun(path: Path, name: str, noun: type[Noun]) -> Noun:
    document = yamltext.read(path)
    schema = shape.schema(name)
    data = typed.typed(document.data, schema, schema)
    faults = (*document.faults, *shape.faults(document, data, name))
    if faults:
        raise DataError(path, faults)
    return disk.from_builtins(data, noun)
