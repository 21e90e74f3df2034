"""Corrections after which something that was said or done before is no longer so."""

import contextlib
import shutil
from datetime import date
from functools import partial
from typing import Any

import pytest

from pipeline import (
    archive,
    attributing,
    readings,
    rearrange,
    review,
    shelving,
)
from pipeline.errors import NotFoundError, RefusedError, UsageError
from pipeline.model import Certainty, RecordState
from tests import desks, institute, paper
from tests.desks import NOW, stands

pytestmark = pytest.mark.slow

DAY = date(2026, 5, 12)
FACTS = rearrange.Facts


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("doubts") / "ws")


@pytest.fixture
def desk(office):
    with desks.opened(office) as opened:
        yield opened


@pytest.fixture
def act(desk):
    rules = rearrange.Rules({"other": "Прочее"}, lambda _code: None)
    return rearrange.Act("registrar", NOW, "ошибка", desk, rules, lambda _it: None)


@pytest.fixture(scope="module")
def heap() -> list[paper.Scanned]:
    return desks.strange_pages(3)


@pytest.fixture
def take(desk, tmp_path):
    """Take in a file of those pages, whose bytes never came before: its record."""
    return partial(desks.take, desk, folder=tmp_path)


@pytest.fixture
def retake(desk, tmp_path):
    """Take in once more the very file in which a record came."""

    def run(stored: archive.Stored) -> archive.Stored:
        sha256 = stored.record.pages[0].source_sha256
        received = archive.received_file(desk.places.archive, sha256)
        return desks.take_file(desk, shutil.copy(received, tmp_path / "again.pdf"))

    return run


@pytest.fixture
def strange(take, heap):
    """A new paper of others in review, of so many pages: its id."""

    def make(pages: int = 1) -> str:
        return take(heap[:pages]).record.record_id

    return make


def call_double(desk, record_id: str, first: str) -> None:
    """Mark it as what its words would tell: likely another scan of the first."""
    folder, details = stands(desk, record_id).folder, {"record": first}
    archive.append_event(folder, attributing.DOUBLE, archive.SYSTEM, details, NOW)


def same(desk, record_id: str):
    item = review.find(record_id, desk)
    return review.same_paper(item, desk, by="me", at=NOW)


def test_pages_that_joined_a_likely_double_are_asked_about_anew(desk, act, strange):
    first, again, other = (strange() for _ in range(3))
    call_double(desk, again, first)
    rearrange.merge(other, again, act)
    item = review.find(again, desk)
    assert (item.record.record_id, item.reason) == (f"{again}-2", "no_code")
    with pytest.raises(UsageError):
        same(desk, again)
    assert stands(desk, f"{again}-2").state is RecordState.REVIEW


def test_a_record_is_no_other_scan_of_a_paper_whose_pages_joined_it(desk, act, strange):
    first, again = strange(), strange()
    rearrange.merge(first, again, act)
    call_double(desk, f"{again}-2", first)
    with pytest.raises(UsageError, match=first):
        same(desk, again)
    assert stands(desk, f"{again}-2").state is RecordState.REVIEW


def test_another_scan_gives_way_to_what_stands_for_the_first_now(desk, act, strange):
    first, again = strange(2), strange()
    call_double(desk, again, first)
    rearrange.split(first, {2}, FACTS(), act)
    newest = stands(desk, f"{first}-2")
    assert same(desk, again) == newest.folder
    gone = stands(desk, again)
    assert (gone.gave_way_to, gone.is_same_paper) == (f"{first}-2", True)
    told = stands(desk, f"{first}-2").events
    assert archive.SAME_PAPER in {it.event for it in told}
    rearrange.refile(again, FACTS(), act)
    assert review.find(again, desk).other == first


def test_records_that_give_way_to_each_other_hide_no_scan_for_ever(
    desk, strange, retake
):
    first, again = strange(), strange()
    for one, other in ((first, again), (again, first)):
        archive.supersede(stands(desk, one).folder, by=other, at=NOW)
    assert shelving.standing_for(first, desk.places) is None
    retake(stands(desk, first))
    assert stands(desk, f"{first}-2").state is RecordState.REVIEW


@pytest.fixture
def printed(office) -> dict[str, Any]:
    """A document of two pages, of which nothing came back, as it was issued."""
    (issued,) = office.generate("--kind", "final-gradesheet")
    return issued


@pytest.fixture
def gradesheet(printed) -> str:
    """Its id."""
    return printed["document_id"]


def test_a_document_typed_as_a_path_is_not_known_and_nothing_is_done(
    office, strange, gradesheet
):
    guest = strange()
    tree = office.tree()
    for typed in (f"{gradesheet}/", f"../2026/{gradesheet}", ".", 300 * "7"):
        words = ("review", "resolve", guest, "--document", typed, "--page", 1)
        told = office.run_for_error(*words)
        assert "was printed here" in told
    assert office.tree() == tree


def test_a_spoilt_page_does_not_take_the_place_of_the_one_printed_anew(
    office, desk, take, printed, gradesheet
):
    filled = institute.fill_in(printed, 7, stray=0)
    first, second = (institute.scan(it, 3) for it in filled.sheets)
    take([first])
    why = ("--reason", "клякса")
    office.ask("issued", "reprint", gradesheet, "--pages", "2", *why)
    spoilt = take([second]).record.record_id
    merge = ("records", "merge", spoilt, gradesheet, "--at", "2", *why)
    assert "no page in force" in office.run_for_error(*merge)
    assert stands(desk, gradesheet).record.missing_pages == (2,)
    (out,) = (it for it in office.ask("outstanding") if it["document_id"] == gradesheet)
    assert out["missing_pages"] == [2]
    office.ask("records", "merge", spoilt, gradesheet, *why)
    assert stands(desk, f"{gradesheet}-2").record.missing_pages == (2,)


def test_one_page_is_not_said_to_be_the_same_page_twice(office, strange, gradesheet):
    words = ("review", "resolve", strange(), "--document", gradesheet, "--page", "2,2")
    assert "say the number of the first" in office.run_for_error(*words)


def test_pages_of_a_version_are_split_off_like_those_of_the_one_before(act, strange):
    identity = strange(3)
    (first, _rest) = rearrange.split(identity, {2}, FACTS(), act).new
    for typed in (identity, f"{identity[:5]}-{identity[5:].lower()}"):
        again = rearrange.split(typed, {2}, FACTS(), act)
        assert (again.done, again.new[0]) == (True, first)
    (second, rest) = rearrange.split(f"{identity}-2", {2}, FACTS(), act).new
    assert rest.record_id == f"{identity}-3"
    assert first.pages[0].source_page != second.pages[0].source_page


def test_a_split_that_says_more_of_the_pages_is_another_one(act, strange):
    identity = strange(3)
    rearrange.split(identity, {2}, FACTS(), act)
    facts = FACTS(kind="other", day=DAY)
    change = rearrange.split(identity, {2}, facts, act)
    assert not change.done
    assert (change.new[0].kind, change.new[0].date) == ("other", DAY)
    assert rearrange.split(identity, {2}, facts, act).done


def test_a_merger_that_was_undone_is_not_said_to_be_done(desk, act, strange):
    guest, home = strange(), strange()
    rearrange.merge(guest, home, act)
    assert rearrange.merge(guest, home, act).done
    off, _rest = rearrange.split(home, {2}, FACTS(), act).new
    with pytest.raises(RefusedError, match=off.record_id):
        rearrange.merge(guest, home, act)
    other = strange()
    rearrange.merge(off.record_id, other, act)
    with pytest.raises(RefusedError, match=f"{other}-2"):
        rearrange.merge(guest, home, act)
    assert len(stands(desk, f"{home}-3").record.pages) == 1


def test_pages_that_were_untied_are_not_said_to_be_tied(act, strange, gradesheet):
    first, second = strange(), strange()
    for number, guest in enumerate((first, second), start=1):
        rearrange.place(guest, rearrange.Place(gradesheet, (number,), "н"), act)
    again = rearrange.place(first, rearrange.Place(gradesheet, (1,), "н"), act)
    assert (again.done, again.new[0].version) == (True, 2)
    off, _rest = rearrange.split(gradesheet, {2}, FACTS(), act).new
    with pytest.raises(RefusedError, match=off.record_id):
        rearrange.place(second, rearrange.Place(gradesheet, (2,), "н"), act)


def test_the_first_version_may_be_named_as_such_while_it_is_in_force(act, strange):
    identity = strange(2)
    (_off, rest) = rearrange.split(f"{identity}-1", {2}, FACTS(), act).new
    assert rest.record_id == f"{identity}-2"
    with pytest.raises(NotFoundError, match=f"{identity}-2"):
        rearrange.split(f"{identity}-1", {1}, FACTS(), act)


def first_page(printed, seed: int) -> list[paper.Scanned]:
    """Its first page with other ink for each seed."""
    return [institute.scan(institute.fill_in(printed, seed, stray=0).sheets[0], seed)]


@contextlib.contextmanager
def void(office, document: str):
    """While it is void; that is taken back then."""
    office.ask("issued", "void", document, "--reason", "ошибка")
    yield
    office.ask("issued", "restore", document, "--reason", "нет")


def test_pages_that_came_while_void_take_the_place_of_scans_that_are_there(
    office, desk, take, printed, gradesheet
):
    former = take(first_page(printed, 7))
    for it in former.record.readings:
        details = {"zone": it.zone, "value": it.value}
        event = archive.READING_DECIDED
        archive.append_event(former.folder, event, by="u1", at=NOW, details=details)
    with void(office, gradesheet):
        came = take(first_page(printed, 8)).record
    told = office.ask("review", "resolve", came.record_id, "--document", gradesheet)
    assert (told["record_id"], told["undo"]) == (f"{gradesheet}-2", [])
    newest = stands(desk, told["record_id"])
    assert [it.source for it in newest.record.pages] == [it.source for it in came.pages]
    before = {it.zone: it.value for it in former.record.readings}
    asked = [it for it in newest.readings if readings.is_conflict(it)]
    assert asked
    assert {it.zone for it in asked} <= set(told["unsure"])
    said = {it.zone for it in newest.readings if it.status is Certainty.CONFIRMED}
    measured = {it.zone: it.value for it in newest.record.readings}
    assert said
    assert all(measured[zone] == before[zone] for zone in said)


def test_the_very_scan_that_is_there_gives_way_to_it(
    office, desk, take, retake, printed, gradesheet
):
    former = take(first_page(printed, 7))
    with void(office, gradesheet):
        came = retake(former).record.record_id
    words = ("review", "resolve", came, "--document", gradesheet)
    for _twice in range(2):
        assert office.ask(*words)["record_id"] == gradesheet
    assert stands(desk, came).gave_way_to == gradesheet
    assert stands(desk, gradesheet).state is not RecordState.SUPERSEDED
