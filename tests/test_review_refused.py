"""Papers of void documents in review, and what `review` says of what does not wait."""

import itertools
import json
from datetime import UTC, datetime

import pytest

from pipeline import archive, disk, inbox, ingest, messages, reindex, reports
from pipeline.cli import app
from pipeline.model import Guess
from pipeline.recognition import Limits
from pipeline.review import Decision, faults
from pipeline.settings import file
from pipeline.shelving import Desk
from tests import institute, paper
from tests.institute import GROUP

pytestmark = pytest.mark.slow

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
WHY = "ошибка"
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("refused") / "ws")


@pytest.fixture(scope="module")
def desk(office):
    places = file.load(office.root).places
    catalogue = reindex.open_catalogue(places)
    yield Desk(places, catalogue, "rus+eng", Limits())
    catalogue.close()


@pytest.fixture(scope="module")
def issued(office):
    """Two certificates, void since they were printed."""
    people = ("--student", "T05", "--student", "T06")
    words = ("forms", "generate", "--group", GROUP, "--kind", "certificate", *people)
    made = office.ask(*words)
    for it in made:
        office.ask("issued", "void", it["document_id"], "--reason", WHY)
    return made


@pytest.fixture(scope="module")
def scans(issued):
    return [institute.scan(institute.fill_in(it, 3).sheets[0], 3) for it in issued]


@pytest.fixture(scope="module")
def strange():
    """A page of others."""
    sheet = paper.paper_without_code(["ЛИСТ"], institute.rng(1))
    return institute.scan(sheet, 3)


@pytest.fixture
def take(desk, tmp_path):
    """Take in a file of those pages, whose bytes never came before: the records."""

    def run(*pages):
        path = paper.save_pdf(pages, tmp_path / "скан.pdf")
        mark = b"Scanner %06d" % next(_NUMBERS)
        path.write_bytes(path.read_bytes().replace(b"Office scanner", mark))
        claim = inbox.adopt(desk.places.claimed, path, NOW)
        taken = ingest.take_in(claim, disk.sha256(claim.path), desk, ingest.plainly)
        return [archive.record_id(desk.places.root / it) for it in taken.folders]

    return run


@pytest.fixture
def call(office, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments):
        code = app.run(["--workspace", str(office.root), *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def shown(call, identity):
    _code, out, _err = call("review", "show", identity, "--json")
    return json.loads(out)


def test_a_void_paper_is_named_in_review_and_filed_as_what_it_was_printed_as(
    call, take, issued, scans
):
    (identity,) = take(scans[0])
    document = issued[0]
    _code, out, _err = call("review", "list")
    paper_named = f"№ {document['number']}, T05, {document['document_id']}; void since"
    assert paper_named in out
    assert f": {WHY}." in out
    for answer in ("--accept", "--discard"):
        assert f"podshivka review resolve {identity} {answer}" in out
    _code, out, _err = call("review", "show", identity)
    assert paper_named in out
    assert "What was found on the paper" in out
    code, out, _err = call("review", "resolve", identity, "--accept")
    assert code == 0
    (line,) = (it for it in out.splitlines() if it.startswith("Filed as: "))
    for fact in ("Справка", document["number"], GROUP, "T05"):
        assert fact in line
    assert line.count("Справка") == 1
    _code, out, _err = call("records", "show", identity, "--json")
    record = json.loads(out)
    assert (record["kind"], record["document_id"]) == ("certificate", "")


@pytest.mark.parametrize("said", [(), ("--student", "T05")])
def test_a_void_paper_is_filed_as_printed_though_its_group_is_gone(
    call, take, office, scans, said
):
    (identity,) = take(scans[0])
    groups = office.root / "groups"
    groups.rename(office.root / "gone")
    code, out, err = call("review", "resolve", identity, "--accept", *said)
    (office.root / "gone").rename(groups)
    assert (code, err) == (0, "")
    assert GROUP in out


def test_only_whom_a_person_alone_says_is_asked_of_the_groups():
    printed = Guess(group="A", students=("T05", "T06"))
    for group, asked in (("A", ("T99",)), ("", ("T99",)), ("B", ("T06", "T99"))):
        said = Decision(group=group, students=("T06", "T99"), accepted=printed)
        assert faults.new_students(said) == asked


def test_a_void_paper_is_discarded_with_its_file_and_comes_back(
    call, take, desk, issued, scans
):
    (identity,) = take(scans[1])
    (told,) = shown(call, identity)["refused"]
    assert (told["document_id"], told["why"]) == (issued[1]["document_id"], WHY)
    code, _out, err = call("review", "resolve", identity, "--discard", "")
    assert (code, "Say why" in err) == (2, True)
    code, out, _err = call("review", "resolve", identity, "--discard", "старая")
    assert code == 0
    sha256 = out.split()[-1]
    assert reports.status(desk.places).review == 0
    assert not list(archive.verify(desk.places.archive, desk.places.review))
    assert call("quarantine", "restore", sha256)[0] == 0
    _code, out, _err = call("quarantine", "list", "--json")
    assert [it["code"] for it in json.loads(out)] == ["refused_restored"]
    assert call("quarantine", "retry", sha256)[0] == 0
    (claim,) = inbox.claimed(desk.places.claimed)
    whole = disk.sha256(claim.path)
    assert ingest.known(claim, whole, desk) is None
    ingest.take_in(claim, whole, desk, ingest.plainly)
    assert [it["document_id"] for it in shown(call, identity)["refused"]] == [
        issued[1]["document_id"]
    ]
    assert call("quarantine", "list", "--json")[1].strip() == "[]"


def test_a_void_paper_that_was_discarded_and_is_in_force_again_is_not_missed(
    call, take, desk, office
):
    words = ("forms", "generate", "--group", GROUP, "--kind", "certificate")
    (made,) = office.ask(*words, "--student", "T07")
    document = made["document_id"]
    call("issued", "void", document, "--reason", WHY)
    (identity,) = take(institute.scan(institute.fill_in(made, 4).sheets[0], 4))
    discarded = call("review", "resolve", identity, "--discard", WHY)[1].split()[-1]
    assert call("issued", "restore", document, "--reason", "нужна")[0] == 0
    assert call("quarantine", "restore", discarded)[0] == 0
    assert call("quarantine", "retry", discarded)[0] == 0
    (claim,) = inbox.claimed(desk.places.claimed)
    whole = disk.sha256(claim.path)
    taken = ingest.take_in(claim, whole, desk, ingest.plainly)
    assert taken.drop.records == (document,)
    missed = {*reports.lost(desk.places)}
    assert desk.places.archive / identity not in missed
    folder, aside = desk.places.root / taken.folders[0], office.root / "aside"
    folder.rename(aside)
    assert {*reports.lost(desk.places)} - missed == {desk.places.archive / document}
    aside.rename(folder)


def test_a_void_paper_is_not_discarded_with_a_file_that_held_others(
    call, take, scans, strange
):
    void, other = take(scans[0], strange)
    remedy = shown(call, void)["remedy"]
    assert "--discard" not in remedy
    assert f"{void} --accept" in remedy
    _code, out, _err = call("review", "list", "--json")
    assert remedy in [it["remedy"] for it in json.loads(out)]
    code, _out, err = call("review", "resolve", void, "--discard", "старая")
    assert code == 2
    assert other in err


def test_a_file_of_which_no_log_tells_is_not_discarded(call, take, desk, scans):
    (void,) = take(scans[0])
    for path in desk.places.audit.glob("drops-*.jsonl"):
        path.unlink()
    code, _out, err = call("review", "resolve", void, "--discard", "старая")
    assert (code, "The log does not tell" in err) == (2, True)


def test_a_void_paper_is_not_discarded_when_pages_of_its_file_were_split_off(
    call, take, scans
):
    (void,) = take(scans[0], scans[1])
    split = ("records", "split", void, "--pages", "2", "--reason", "другая", "--json")
    code, out, err = call(*split)
    assert code == 0, err
    off, _rest = json.loads(out)["records"]
    code, _out, err = call("review", "resolve", void, "--discard", "старая")
    assert (code, off["record_id"] in err) == (2, True)
    assert "--accept" in err


def test_nothing_is_to_be_accepted_where_nothing_was_found(call, take, strange):
    (identity,) = take(strange)
    assert "--accept" not in shown(call, identity)["remedy"]
    for words in ((), ("--accept",)):
        code, _out, err = call("review", "resolve", identity, *words)
        assert (code, "--accept" in err) == (2, False)
        assert "--kind, --date" in err


def test_what_is_shown_is_not_told_to_be_looked_at(call, take, strange):
    (identity,) = take(strange)
    _code, out, _err = call("review", "list")
    assert f"podshivka review show {identity}" in out
    assert "review show" not in shown(call, identity)["remedy"]


def test_kinds_are_told_with_their_titles(call, take, strange):
    (identity,) = take(strange)
    said = ("--kind", "zapiska", "--date", "2026-05-12")
    _code, _out, err = call("review", "resolve", identity, *said)
    assert "protocol – Протокол итоговой аттестации; " in err


def test_what_does_not_wait_is_unknown_or_filed_somewhere(call, take, strange):
    (identity,) = take(strange)
    call(
        *("review", "resolve", identity),
        *("--kind", "other", "--date", "2026-05-12"),
    )
    code, _out, err = call("review", "resolve", identity)
    assert code == 1
    assert "filed already: archive/2026/" in err
    code, _out, err = call("review", "resolve", "9999999999")
    assert code == 1
    assert "Record “9999999999” was not found" in err
    assert "records show" not in err


def test_pages_that_came_while_their_paper_was_void_join_it_once_that_is_taken_back(
    call, take, issued, scans
):
    document = issued[1]["document_id"]
    (identity,) = take(scans[1])
    answer = ("review", "resolve", identity, "--document", document)
    code, _out, err = call(*answer)
    assert code == 2
    assert f"podshivka issued show {document}" in err
    restore = ("issued", "restore", document, "--reason", "не та справка")
    code, out, _err = call(*restore)
    assert code == 0
    assert "podshivka review list" in out
    assert call(*restore)[0] == 2
    _code, out, _err = call("review", "show", identity)
    assert f"podshivka review resolve {identity} --document {document}" in out
    assert out.count("--document") == 1
    assert "void since" not in out
    assert call("review", "list")[1].count(f"{identity} --document") == 1
    assert shown(call, identity)["reason"] == "restored"
    assert call("review", "resolve", identity, "--discard", WHY)[0] == 2
    code, _out, err = call(*answer, "--page", "2")
    assert code == 2
    assert "leave --page out" in err
    assert call(*answer)[0] == 0
    code, out, _err = call("issued", "void", document, "--reason", WHY)
    assert code == 0
    assert f"podshivka issued restore {document} --reason" in out
    assert f"podshivka records show {document}" in out


def test_pages_of_two_void_papers_are_no_paper_of_either_once_one_is_in_force(
    call, take, issued, scans
):
    first, second = (it["document_id"] for it in issued)
    (identity,) = take(scans[0], scans[1])
    assert call("issued", "restore", first, "--reason", "нужна")[0] == 0
    assert shown(call, identity)["reason"] == "void"
    assert call("review", "resolve", identity, "--accept")[0] == 2
    for document in (first, second):
        answer = ("review", "resolve", identity, "--document", document)
        code, _out, err = call(*answer)
        assert code == 2
        assert f"podshivka records split {identity}" in err
    assert call("issued", "void", first, "--reason", WHY)[0] == 0
