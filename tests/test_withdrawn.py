"""Papers that were filed, and what became of them, or of a page, since."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import register
from tests import institute, paper, readers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    office = institute.make(tmp_path_factory.mktemp("withdrawn") / "ws")
    with readers.reader(office) as opened:
        yield opened


def printed(issued):
    return paper.print_document(Path(issued["files"]["pdf"]))


def test_of_a_void_paper_nothing_is_asked_until_it_is_restored(reader, tmp_path):
    office, issued = reader.office, reader.office.another("gradesheet")
    identity = issued["document_id"]
    box = readers.zone(office.layout(identity), kind="choice", subject="T01")
    scans = readers.scans(printed(issued), 1, seed=1)
    stored = reader.take(identity, scans, {box: "?зачтено"}, tmp_path)

    def asked():
        listed = {it["record_id"] for it in office.ask("review", "list")}
        return listed, office.ask("cases", "show", stored.record.case)["incomplete"]

    assert asked() == ({identity}, [identity])
    office.ask("issued", "void", identity, "--reason", "ошибка")
    assert asked() == (set(), [])
    office.ask("issued", "restore", identity, "--reason", "не тот")
    assert asked() == ({identity}, [identity])


def test_a_withdrawal_that_was_cut_off_is_finished_by_the_same_command(reader):
    identity = reader.office.another("gradesheet")["document_id"]

    def listed():
        void = reader.desk.catalogue.issued(state="void")
        return identity in {it.document_id for it in void}

    said = {"reason": "ошибка", "by": "registrar", "at": datetime.now(UTC)}
    register.void(reader.desk.places.issued, identity, **said)
    assert not listed()
    reader.say("issued", "void", identity, "--reason", "ошибка", expect=2)
    assert listed()
    register.restore(reader.desk.places.issued, identity, **said)
    assert listed()
    reader.say("issued", "restore", identity, "--reason", "не тот", expect=2)
    assert not listed()


def test_a_page_that_was_reprinted_is_out_until_the_new_sheet_is_back(reader, tmp_path):
    office, issued = reader.office, reader.office.another("gradesheet")
    identity = issued["document_id"]

    def missing():
        told = office.ask("outstanding")
        return {it["document_id"]: it["missing_pages"] for it in told}.get(identity, [])

    reader.take(identity, readers.scans(printed(issued), 1, 2, seed=2), {}, tmp_path)
    assert missing() == []
    words = ("--pages", "2", "--reason", "залит")
    office.ask("issued", "reprint", identity, *words)
    assert missing() == [2]
    first = readers.scans(printed(issued), 1, seed=3)
    reader.take(identity, first, {}, tmp_path, at=datetime.now(UTC))
    assert missing() == [2]
    second = readers.scans(printed(issued), 2, seed=4)
    reader.take(identity, second, {}, tmp_path, at=datetime.now(UTC))
    assert missing() == []


def test_pages_are_reprinted_as_they_are_named_and_all_when_none_is(reader):
    office, issued = reader.office, reader.office.another("gradesheet")
    asked = ("issued", "reprint", issued["document_id"], "--reason", "залит")
    pages = list(range(1, issued["pages"] + 1))
    assert office.ask(*asked)["pages"] == pages
    assert office.ask(*asked, "--pages", "1-2")["pages"] == [1, 2]
    for nothing in (",", "", "1,"):
        assert "3-5" in office.run_for_error(*asked, "--pages", nothing)


def test_results_tell_of_a_newer_version_that_must_be_filed_first(reader, tmp_path):
    office, issued = reader.office, reader.office.another("gradesheet")
    identity = issued["document_id"]
    box = readers.zone(office.layout(identity), kind="choice", subject="T01")
    first = readers.scans(printed(issued), 1, seed=5)
    stored = reader.take(identity, first, {box: "?зачтено"}, tmp_path)
    told = f"filed first: podshivka review show {identity}"
    assert told not in reader.say("groups", "results", institute.GROUP)
    office.ask("cases", "close", stored.record.case, "--on", "2026-07-01")
    second = readers.scans(printed(issued), 2, seed=5)
    reader.take(identity, second, {}, tmp_path, at=datetime.now(UTC))
    assert told in reader.say("groups", "results", institute.GROUP)
    office.ask("cases", "reopen", stored.record.case)
    office.ask("review", "resolve", identity)
    assert told not in reader.say("groups", "results", institute.GROUP)
