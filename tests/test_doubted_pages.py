"""Pages that a person must look at first: nothing on them is sure meanwhile."""

import pytest

from tests import institute, paper, readers
from tests.institute import GROUP
from tests.readers import zone

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    office = institute.make(tmp_path_factory.mktemp("doubted") / "ws")
    with readers.reader(office) as opened:
        yield opened


@pytest.fixture(scope="module")
def doubled(reader, tmp_path_factory):
    """A protocol whose page came twice in one file, with other ink."""
    (issued,) = reader.office.generate("--kind", "protocol", "--blank")
    layout = reader.office.layout(issued["document_id"])
    values = {zone(layout, kind="grade", subject="T03"): "5"}
    front = institute.fill_in(issued, 14, stray=0).sheets[0]
    first = institute.scan(front, 97)
    paper.sign(front, paper.cells(front)[0], institute.rng(3))
    scans = [first, institute.scan(front, 98)]
    folder = tmp_path_factory.mktemp("scans")
    return reader.take(issued["document_id"], scans, values, folder)


def waiting(reader):
    found = reader.office.ask("groups", "results", GROUP)["waiting"]
    return {(it["trainee"], it["zone"]): it["doubt"] for it in found}


def test_nothing_on_a_page_is_sure_until_a_person_looked_at_it(
    reader, doubled, tmp_path
):
    identity = doubled.record.record_id
    told = reader.office.ask("records", "show", identity)
    assert [page["doubled"] for page in told["pages"]] == [True]
    wanted = {"reason": "doubled", "pages": [1], "scan_pages": [1]}
    assert told["doubts"] == [wanted]
    shown = reader.say("records", "show", identity)
    assert "p. 1 Another scan of a page, which was not taken" in shown

    found = waiting(reader)
    people = {trainee for trainee, _zone in found}
    assert {"T03", "T04"} <= people, "of empty cells it is not sure either"
    assert set(found.values()) == {"doubled"}
    assert f"resolve {identity} --keep" in reader.say("groups", "results", GROUP)

    copying = ("records", "copy", identity, "--format", "docx", "--out", tmp_path)
    copied = reader.office.ask(*copying)
    assert copied["doubts"] == ["doubled"]
    assert people <= {it["subject"] for it in copied["blanks"]}
    assert f"resolve {identity} --keep" in reader.say(*copying)

    reader.office.ask("review", "resolve", identity, "--keep")
    assert waiting(reader) == {}
    assert reader.office.ask("records", "show", identity)["doubts"] == []
    assert reader.office.ask(*copying)["doubts"] == []
