import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline import disk, ledger, model, resources
from pipeline.archive import Discarded
from pipeline.archive.received import Received
from pipeline.inbox import drops, quarantine

SCHEMAS = sorted(resources.folder("schemas").glob("*.schema.json"))
NOW = datetime(2026, 6, 20, 10, tzinfo=UTC)
DAY = date(2026, 6, 20)
SHA256 = "0" * 64
DOCUMENT_ID = "7K3Q9ZC2M4"

TERM = model.Term(model.TermKind.YEARS, years=5, basis="Положение, п. 3.1")
SIGNATURE = model.SignatureReading(
    "z1",
    "teacher",
    "D1",
    model.SignatureState.SIGNED,
    model.Certainty.CERTAIN,
    0.4,
)
READING = model.Reading(
    "z2", model.ZoneKind.MARK, "T01", "S01", "н", 0.998, model.Certainty.CERTAIN
)
PAGE = model.RecordPage(1, 2, 1, 90, 300, SHA256, 3, 210.0, 297.0)
NOUNS = {
    "layout": model.Layout(
        DOCUMENT_ID,
        "journal",
        SHA256,
        (
            model.LayoutPage(
                1,
                "PS1",
                210.0,
                297.0,
                (model.Zone("z1", model.ZoneKind.MARK, "T01", "S01", (1, 2, 3, 4)),),
            ),
        ),
    ),
    "record": model.Record(
        record_id=f"{DOCUMENT_ID}-2",
        document_id=DOCUMENT_ID,
        kind="journal",
        title="Журнал",
        number="ГТ-12/2026-1",
        group="ГТ-12",
        students=("T01",),
        date=DAY,
        pages=(PAGE,),
        missing_pages=(2,),
        signatures=(SIGNATURE,),
        readings=(READING,),
        version=2,
        filed_at=NOW,
    ),
    "case": model.Case(
        "03-07",
        "Журналы",
        2026,
        DAY,
        TERM,
        holds=(model.Hold("h1", "проверка", "archivist", DAY),),
    ),
    "event": model.Event(NOW, "superseded", "registrar", {"version": "2"}),
    "received": Received(SHA256, "скан.pdf", "%D1%81.pdf", 12, NOW),
    "quarantine": quarantine.Reason(SHA256, "a.pdf", "damaged", "", NOW, NOW),
    "discarded": Discarded(
        SHA256, "a.pdf", "a.pdf", "damaged", "", NOW, NOW, NOW, "registrar", "проба"
    ),
    "drop": drops.Drop(NOW, "token", "a.pdf", SHA256, 12, drops.FILED, (DOCUMENT_ID,)),
    "issued": {
        "document": model.IssuedDocument(
            document_id=DOCUMENT_ID,
            kind="journal",
            title="Журнал",
            number="ГТ-12/2026-1",
            date=DAY,
            dated=True,
            group="ГТ-12",
            unit="",
            student="",
            students=("T01",),
            filled=False,
            pages=6,
            issued_at=NOW,
            cover=model.Cover(2),
        ),
        "data": {},
    },
    "file-plan": model.FilePlan(
        2026, (model.FilePlanEntry("03-07", "Журналы", ("journal",), TERM),)
    ),
}


def name_of(path: Any) -> str:
    return path.name.removesuffix(".schema.json")


def schema_of(name: str) -> dict[str, Any]:
    path = resources.folder("schemas") / f"{name}.schema.json"
    return json.loads(path.read_text("utf-8"))


def validator_of(schema: dict[str, Any]) -> Draft202012Validator:
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema, format_checker=checker)


def objects_in(schema: object) -> Iterator[dict[str, Any]]:
    """Every schema inside that describes named properties."""
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        for key, inner in schema.items():
            if key not in {"examples", "if", "then"}:
                yield from objects_in(inner)


@pytest.fixture(params=SCHEMAS, ids=name_of)
def schema(request: pytest.FixtureRequest) -> dict[str, Any]:
    return json.loads(request.param.read_text("utf-8"))


def test_every_schema_is_a_schema_and_has_a_title_and_examples(schema):
    Draft202012Validator.check_schema(schema)
    assert schema["title"]
    assert schema["examples"]


def test_every_example_validates(schema):
    for example in schema["examples"]:
        validator_of(schema).validate(example)


def test_every_property_is_described(schema):
    for described in objects_in(schema):
        for key, inner in described["properties"].items():
            assert inner.get("description"), key


@pytest.mark.parametrize(
    "name", ["organisation", "file-plan", "group", "form", "settings"]
)
def test_what_people_write_takes_no_unknown_keys(name):
    for described in objects_in(schema_of(name)):
        assert described["additionalProperties"] is False


@pytest.mark.parametrize("name", NOUNS)
def test_the_json_of_a_noun_validates(name):
    data = json.loads(disk.to_json(NOUNS[name]))
    validator_of(schema_of(name)).validate(data)


def test_a_document_that_is_no_cover_sheet_validates():
    issued = NOUNS["issued"]
    document = replace(issued["document"], cover=None)
    data = json.loads(disk.to_json(issued | {"document": document}))
    validator_of(schema_of("issued")).validate(data)


@pytest.mark.parametrize("name", [name for name in NOUNS if name != "file-plan"])
def test_every_field_of_a_noun_is_described(name):
    data = json.loads(disk.to_json(NOUNS[name]))
    assert set(data) <= set(schema_of(name)["properties"])


def test_a_sealed_line_of_events_validates(tmp_path):
    log = tmp_path / "events.jsonl"
    ledger.append(log, "void", by="registrar", at=NOW, details={"reason": "проба"})
    validator_of(schema_of("event")).validate(json.loads(log.read_text("utf-8")))


@pytest.mark.parametrize(
    ("schema_path", "noun"),
    [
        (("group",), model.Group),
        (("group", "trainee"), model.Trainee),
        (("group", "movement"), model.Movement),
        (("group", "unit"), model.Unit),
        (("group", "session"), model.Session),
        (("group", "programme"), model.Programme),
        (("group", "commission"), model.Commission),
        (("group", "results"), model.Results),
        (("group", "final"), model.FinalResult),
        (("organisation",), model.Organisation),
        (("organisation", "person"), model.Person),
        (("organisation", "department"), model.Department),
        (("organisation", "attendance_mark"), model.AttendanceMark),
        (("organisation", "grade_scale"), model.GradeScale),
        (("organisation", "legal_basis"), model.LegalBasis),
        (("file-plan", "entry"), model.FilePlanEntry),
        (("file-plan", "term"), model.Term),
        (("issued", "document"), model.IssuedDocument),
        (("record", "page"), model.RecordPage),
        (("record", "signature"), model.SignatureReading),
        (("record", "reading"), model.Reading),
        (("case", "hold"), model.Hold),
        (("shown-record", "event"), model.Event),
        (("shown-record", "retention"), model.Retention),
    ],
)
def test_a_schema_has_the_fields_of_its_noun(schema_path, noun):
    schema = schema_of(schema_path[0])
    if len(schema_path) == 2:
        schema = schema["$defs"][schema_path[1]]
    assert set(schema["properties"]) == set(noun.__dataclass_fields__)


def test_every_pattern_of_the_schemas_is_explained():
    from pipeline.roster import shape

    def patterns(schema: object) -> Iterator[str]:
        if isinstance(schema, dict):
            if isinstance(schema.get("pattern"), str):
                yield schema["pattern"]
            for inner in schema.values():
                yield from patterns(inner)
        elif isinstance(schema, list):
            for inner in schema:
                yield from patterns(inner)

    for name in ("group", "organisation", "file-plan"):
        assert set(patterns(shape.schema(name))) <= set(shape._WRITTEN)
