"""Pages whose codes cannot be read, tied to their document; papers are real."""

import shlex
from types import SimpleNamespace

import pytest

from pipeline import archive, rearrange, reindex, review
from pipeline.model import RecordState, SignatureState
from tests import desks, institute, paper
from tests.desks import take

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("placing") / "ws")


@pytest.fixture
def desk(office):
    with desks.opened(office) as opened:
        yield opened


@pytest.fixture(scope="module")
def torn(office):
    """Two protocols whose codes are torn off, scanned; and a page of others.

    Two more documents are spare, of which nothing was scanned.
    """
    both = ("--kind", "protocol", "--kind", "final-gradesheet")
    issued = [*office.generate(*both), *office.generate(*both)]
    made = [it for it in issued if it["kind"] == "protocol"]
    spare = [it for it in issued if it["kind"] != "protocol"]
    filled = [institute.fill_in(it, 9 + n, stray=0) for n, it in enumerate(made)]
    scans = [[institute.scan(paper.torn(it), 5) for it in one.sheets] for one in filled]
    rng = institute.rng(1)
    strange = institute.scan(paper.paper_without_code(["ЛИСТ"], rng), 3)
    ids = [it["document_id"] for it in made]
    return SimpleNamespace(ids=ids, scans=scans, strange=strange, spare=spare)


def resolve(office, identity, *words, expect=0):
    return office.ask("review", "resolve", identity, *words, expect=expect)


def waiting(desk) -> set[str]:
    return {item.record.record_id for item in review.items(desk, [])}


@pytest.mark.parametrize(
    "typed",
    ["GBP0PSSF4P", "gbp0p ssf4p", "GBPOP-SSF4P", "gbp0pssf4p-2", "GBP0P SSF4P-12"],
)
def test_a_document_is_named_as_it_is_printed_or_as_its_record(typed):
    assert rearrange.Place(typed, (), "н").identity == "GBP0PSSF4P"


def test_what_cannot_be_a_document_is_told_as_it_was_typed():
    assert rearrange.Place("gbp0pssf4q", (), "н").identity == "GBP0PSSF4Q"


def test_a_page_is_laid_on_its_print_and_read_and_the_next_joins_it(
    office, desk, torn, tmp_path
):
    document, (first, second, *_rest) = torn.ids[0], torn.scans[0]
    guest = take(desk, [second], tmp_path).record
    told = resolve(office, guest.record_id, "--document", document, "--page", 2)
    assert told["record_id"] == document
    assert told["unlaid"] == []
    shown = office.ask("records", "show", document)
    assert [page["number"] for page in shown["pages"]] == [2]
    assert shown["pages"][0]["tied"]
    assert shown["pages"][0]["source_sha256"] == guest.pages[0].source_sha256
    states = {it["state"] for it in shown["signatures"]}
    assert SignatureState.SIGNED in states
    (event,) = [it for it in shown["events"] if it["event"] == "placed"]
    assert event["details"]["from"] == guest.record_id
    assert guest.record_id not in waiting(desk)
    assert resolve(office, guest.record_id, "--document", document)["done_before"]
    other = take(desk, [first], tmp_path).record
    as_printed = f"{document[:5]} {document[5:]}".lower()
    again = resolve(office, other.record_id, "--document", as_printed)
    assert (again["done_before"], len(again["undo"])) == (False, 1)
    same = resolve(office, other.record_id, "--document", as_printed)
    assert same == again | {"done_before": True, "undo": []}
    assert again["record_id"] == f"{document}-2"
    both = office.ask("records", "show", document)
    assert [page["number"] for page in both["pages"]] == [1, 2]
    assert all(page["residual_mm"] < 1 for page in both["pages"])
    left = office.ask("outstanding", "--group", institute.GROUP)
    assert document not in {it["document_id"] for it in left if not it["returned"]}


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(
    office, desk, torn, tmp_path
):
    document = torn.ids[0]
    guest = take(desk, [torn.strange], tmp_path).record
    tree = office.tree()
    for words, said in (
        (("--document", "RF1E03TZFJ"), "No document RF1E03TZFJ"),
        (("--document", document, "--page", 9), "there is no page 9"),
        (("--document", document, "--page", 1), "page 1 is there already"),
        (("--page", 1), "--document"),
        (("--document", document, "--kind", "other"), "--document"),
    ):
        told = office.run_for_error("review", "resolve", guest.record_id, *words)
        assert said in told
    assert office.tree() == tree


def test_a_page_that_is_there_already_gives_way_as_another_scan_of_it(
    office, desk, torn, tmp_path
):
    document, page = torn.ids[0], torn.strange
    guest = take(desk, [page], tmp_path).record.record_id
    tied = ("review", "resolve", guest, "--document", document)
    same = f"podshivka review resolve {guest} --same --document {document} --page"
    assert f"{same} N" in office.run_for_error(*tied)
    assert f"{same} 2" in office.run_for_error(*tied, "--page", 2)
    unseen, twice = torn.spare[0]["document_id"], ("--same", "--page", 2)
    for words, said in (
        ((guest, "--document", unseen, *twice), f"Pages of {unseen} that are not back"),
        ((guest, "--document", document, "--same"), "as many pages as it has"),
        ((guest, "--document", document, "--same", "--page", "1,2"), "as many pages"),
        ((guest, *twice), "Say the document"),
    ):
        assert said in office.run_for_error("review", "resolve", *words)
    done = resolve(office, guest, "--document", document.lower(), *twice)
    assert guest not in waiting(desk)
    assert office.ask("records", "show", guest)["state"] == "superseded"
    pages = office.ask("records", "show", document)["pages"]
    assert [it["number"] for it in pages] == [1, 2]
    office.ask(*words_of(*done["undo"]))
    assert f"{guest}-2" in waiting(desk)


def test_a_page_that_does_not_lie_on_its_print_is_unsure_and_can_be_taken_back(
    office, desk, torn, tmp_path
):
    document, scans = torn.ids[1], torn.scans[1]
    guest = take(desk, [torn.strange], tmp_path).record
    told = resolve(office, guest.record_id, "--document", document, "--page", 1)
    shown = office.ask("records", "show", document)
    assert told["unlaid"] == [1]
    assert {it["status"] for it in shown["signatures"]} <= {"unsure"}
    (undo,) = told["undo"]
    words = undo.removeprefix("podshivka ").replace("…", "ошибка").split()
    (back,) = office.ask(*words)["records"]
    assert back["record_id"] in waiting(desk)
    lost = archive.load(desk.places.root / desk.catalogue.record_path(document))
    assert (lost.state, lost.is_emptied) == (RecordState.SUPERSEDED, True)
    out = {it["document_id"]: it for it in office.ask("outstanding")}
    assert not out[document]["returned"]
    right = take(desk, scans[:1], tmp_path).record
    resolve(office, right.record_id, "--document", document, "--page", 1)
    pages = office.ask("records", "show", document)["pages"]
    assert [it["source_sha256"] for it in pages] == [right.pages[0].source_sha256]
    filed = ("review", "resolve", document, "--document", document)
    assert "--reason" not in office.run_for_error(*filed)
    assert not list(archive.verify(desk.places.archive, desk.places.review))


class PowerCut(BaseException):
    pass


def test_pages_whose_tying_was_cut_off_are_tied_by_the_same_command(
    office, desk, torn, tmp_path
):
    (issued,) = office.generate("--kind", "protocol")
    guest = take(desk, [torn.strange], tmp_path).record.record_id
    words = (guest, "--document", issued["document_id"], "--page", 1)

    def cut(*_arguments, **_named):
        raise PowerCut

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(archive, "supersede", cut)
        with pytest.raises(PowerCut):
            resolve(office, *words)
    assert guest in waiting(desk)
    assert resolve(office, *words)["record_id"] == issued["document_id"]
    assert guest not in waiting(desk)
    assert not list(archive.verify(desk.places.archive, desk.places.review))


def test_of_several_pages_that_lie_on_no_print_the_numbers_must_be_said(
    office, desk, torn, tmp_path
):
    (issued,) = office.generate("--kind", "protocol")
    document = issued["document_id"]
    guest = take(desk, [torn.strange, torn.strange], tmp_path).record
    words = ("review", "resolve", guest.record_id, "--document", document)
    assert "missing are: 1-2" in office.run_for_error(*words)
    for wrong in ("1,1", "1,2,3"):
        said = office.run_for_error(*words, "--page", wrong)
        assert "say the number of the first" in said
    assert "write numbers" in office.run_for_error(*words, "--page", "2,x")
    told = resolve(office, guest.record_id, *words[3:], "--page", "2,1")
    pages = office.ask("records", "show", document)["pages"]
    assert [(it["number"], it["source_page"]) for it in pages] == [(1, 2), (2, 1)]
    (undo,) = told["undo"]
    (tie,) = office.ask(*words_of(undo))["undo"]
    office.ask(*words_of(tie))
    assert office.ask("records", "show", document)["pages"] == pages


def test_a_page_that_is_the_only_one_missing_is_taken_for_it_and_that_is_said(
    office, desk, torn, tmp_path
):
    (issued,) = office.generate("--kind", "protocol")
    document = ("--document", issued["document_id"])
    first, last = (
        take(desk, [torn.strange], tmp_path).record.record_id
        for name in ("first", "last")
    )
    assert "missing are: 1-2" in office.run_for_error(
        "review", "resolve", first, *document
    )
    resolve(office, first, *document, "--page", 1)
    said = office.run("review", "resolve", last, *document)
    assert "taken for page 2" in said


def words_of(command: str) -> list[str]:
    """A command as it is told, less the program, with a reason."""
    return shlex.split(command.replace("…", "описка"))[1:]


def sources(office, identity) -> list[str]:
    pages = office.ask("records", "show", identity)["pages"]
    return [it["source_sha256"] for it in pages]


def test_pages_filed_as_another_paper_come_back_to_their_document(
    office, desk, torn, tmp_path
):
    document = torn.spare[0]["document_id"]
    guest = take(desk, [torn.strange], tmp_path).record
    identity, (came, *_more) = guest.record_id, (it.source_sha256 for it in guest.pages)
    resolve(office, identity, "--document", document, "--page", 1)
    cells = office.ask("records", "show", document)["readings"]
    zone = next(it["zone"] for it in cells if it["kind"] == "grade")
    office.run("review", "resolve", document, "--reading", f"{zone}=4")
    split = ("records", "split", document, "--pages", 1, "--reason", "чужая")
    identity = office.ask(*split)["records"][0]["record_id"]
    resolve(office, identity, "--kind", "other", "--date", "2026-05-12")
    said = office.run_for_error("review", "resolve", identity, "--document", document)
    merge = ("records", "merge", identity, document, "--reason", "наша")
    for told in (said, office.run_for_error(*merge)):
        assert f"podshivka records refile {identity} --document {document}" in told
    tie = ("records", "refile", identity, "--document", document, "--page", 1)
    assert "--reason" in office.run_for_error(*tie)
    told = office.ask(*tie, "--reason", "наша")
    assert told["record_id"] == f"{document}-2"
    assert sources(office, document) == [came]
    read = office.ask("records", "show", document)["readings"]
    assert {it["zone"]: it["value"] for it in read}[zone] == "4"
    (event,) = [
        it
        for it in office.ask("records", "show", identity)["events"]
        if it["event"] == "placed"
    ]
    assert (event["details"]["to"], event["details"]["reason"]) == (
        f"{document}-2",
        "наша",
    )
    (undo,) = told["undo"]
    (other,) = office.ask(*words_of(undo))["records"]
    shown = office.ask("records", "show", other["record_id"])
    assert (shown["kind"], shown["date"]) == ("other", "2026-05-12")
    assert shown["state"] == "filed"
    refile = ("records", "refile", other["record_id"], "--number", 7, "--reason", "№")
    (newest,) = office.ask(*refile)["records"]
    again = ("--document", document, "--page", 1, "--reason", "всё же наша")
    back = office.ask("records", "refile", newest["record_id"], *again)
    assert back["record_id"] == f"{document}-3"
    assert sources(office, document) == [came]
    assert reindex.rebuild(desk.places, desk.catalogue) == ()
    assert desk.catalogue.current(document) == f"{document}-3"
    assert not list(archive.verify(desk.places.archive, desk.places.review))


def test_a_paper_whose_code_was_refused_is_not_tied_once_it_is_filed(
    office, desk, torn, tmp_path
):
    issued = torn.spare[1]
    page = institute.scan(institute.fill_in(issued, 3).sheets[0], 3)
    office.ask("issued", "void", issued["document_id"], "--reason", "проба")
    guest = take(desk, [page], tmp_path).record.record_id
    resolve(office, guest, "--kind", "other", "--date", "2026-05-12")
    words = ("--document", torn.ids[1], "--page", 1, "--reason", "x")
    told = office.run_for_error("records", "refile", guest, *words)
    assert "Their codes can be read" in told


def test_what_a_paper_is_and_where_it_belongs_are_not_said_at_once(
    office, desk, torn, tmp_path
):
    guest = take(desk, [torn.strange], tmp_path).record.record_id
    words = ("--document", torn.ids[1], "--kind", "other", "--reason", "x")
    assert "alone" in office.run_for_error("records", "refile", guest, *words)
