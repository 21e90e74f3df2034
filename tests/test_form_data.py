"""The data that templates see, their schema and the pages that list them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest

from pipeline import resources, roster
from pipeline.forms import context, language
from pipeline.model import Group, Organisation, Scope
from scripts import fields
from tests import invented
from tests.institute import EXAMPLES

SCHEMA = fields.load()
DEFINITIONS = SCHEMA["$defs"]
FACTS = context.DocumentFacts(
    "7K3Q9ZC2M4", "journal", "Журнал", "ГТ-12/1", date(2026, 6, 26), "", draft=True
)


def _example(name: str, profile: str) -> tuple[Organisation, Group]:
    folder = resources.folder("profiles") / profile
    organisation = roster.load_organisation(folder / "organisation.yaml")
    group = roster.load_group(EXAMPLES / f"{name}.yaml", organisation)
    return organisation, replace(group, trainees=group.trainees[:4])


def _tree(
    organisation: Organisation, group: Group, scope: Scope, *, filled: bool
) -> dict[str, object]:
    return context.build(
        organisation,
        group,
        unit=group.units[0] if scope is Scope.UNIT else None,
        trainee=group.trainees[0] if scope is Scope.TRAINEE else None,
        document=FACTS,
        filled=filled,
    )


@pytest.fixture(scope="module")
def trees() -> list[dict[str, object]]:
    """A tree of every scope, blank and filled, for three groups."""
    groups = [
        (invented.organisation(), invented.group(trainees=3)),
        _example("gt-12", "migip"),
        _example("ps-03", "mni-kaes"),
    ]
    return [
        _tree(organisation, group, scope, filled=filled)
        for organisation, group in groups
        for scope in Scope
        for filled in (False, True)
    ]


def test_every_built_tree_follows_the_schema(trees):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for tree in trees:
        faults = [
            f"{error.json_path}: {error.message[:200]}"
            for error in validator.iter_errors(tree)
        ]
        assert faults == []


def _occurrences(
    schema: dict[str, Any], values: list[Any], path: str
) -> Iterator[tuple[str, bool]]:
    """Every field of the schema, and whether one of the values has it."""
    found = fields.resolved(schema, DEFINITIONS)
    reference = schema.get("$ref") or schema.get("anyOf", [{}])[0].get("$ref")
    path = reference or path
    if "properties" in found:
        for name, inner in found["properties"].items():
            below = [value[name] for value in values if name in value]
            yield f"{path}.{name}", bool(below)
            yield from _occurrences(inner, below, f"{path}.{name}")
    elif "items" in found:
        below = [item for value in values for item in value]
        yield from _occurrences(found["items"], below, f"{path}[]")
    elif "key" in found:
        below = [item for value in values for item in value.values()]
        yield from _occurrences(found["additionalProperties"], below, f"{path}{{}}")


def test_every_field_of_the_schema_occurs_in_a_built_tree(trees):
    told = list(_occurrences(SCHEMA, trees, "$"))
    occurring = {path for path, occurs in told if occurs}
    assert {path for path, _ in told} - occurring == set()


def _schemas(schema: object, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside that describes a value."""
    if isinstance(schema, dict):
        if "description" in schema and isinstance(schema["description"], str):
            yield path, schema
        for name, inner in schema.items():
            if name != "examples":
                yield from _schemas(inner, f"{path}.{name}")


def test_every_field_has_its_words_in_both_languages_and_an_example():
    assert list(fields.lacking(SCHEMA)) == []
    titled = [it for _path, it in _schemas(SCHEMA) if "title" in it]
    assert [it["title"] for it in titled[1:] if "title-ru" not in it] == []


def test_no_object_of_the_schema_takes_other_fields():
    assert [
        path
        for path, it in _schemas(SCHEMA)
        if "properties" in it and it["additionalProperties"] is not False
    ] == []


def test_a_new_field_without_words_is_named():
    field = {"type": "string", "description": "What was forgotten."}
    schema = {"$defs": {"unit": {"properties": {"n": field}}}}
    assert list(fields.lacking(schema)) == [
        "$.$defs.unit.n: description-ru",
        "$.$defs.unit.n: examples",
    ]


def test_the_schema_is_as_the_script_completes_it():
    assert fields.completed(SCHEMA) == SCHEMA


@pytest.mark.parametrize("name", fields.PAGES)
def test_a_page_lists_the_fields_and_filters_that_there_are(name):
    page = fields.PAGES[name].read_text("utf-8")
    assert fields.filled(page, name, SCHEMA) == page


def test_every_filter_of_ours_has_an_example():
    assert set(fields.FILTER_EXAMPLES) == set(language.FILTERS)
