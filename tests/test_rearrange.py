"""Wrong decisions undone; pages are real, printed and scanned."""

import contextlib
import shlex
import shutil
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from pipeline import (
    archive,
    attributing,
    rearrange,
    register,
    reindex,
    review,
    shelving,
)
from pipeline.catalogue import SearchQuery
from pipeline.cli import app
from pipeline.errors import NotFoundError, RefusedError
from pipeline.model import PageText, RecordState, Word, ZoneKind
from tests import desks, institute, paper, readers
from tests.desks import NOW, stands, take

pytestmark = pytest.mark.slow

RULES = review.Rules({}.get, str)
DAY = date(2026, 5, 12)
FACTS = rearrange.Facts


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """An institute with two papers that came back: each test has a copy of it."""
    office = institute.make(tmp_path_factory.mktemp("rearrange") / "ws")
    both = ("--kind", "protocol", "--kind", "final-gradesheet")
    issued = {it["kind"]: it for it in office.generate(*both)}
    gradesheet = institute.fill_in(issued["final-gradesheet"], 7, stray=0)
    protocol = institute.fill_in(issued["protocol"], 9, stray=0)
    scans = [institute.scan(sheet, 90 + n) for n, sheet in enumerate(protocol.sheets)]
    first = institute.scan(gradesheet.sheets[0], 3)
    with desks.opened(office) as desk:
        take(desk, scans, office.root.parent)
        take(desk, [first], office.root.parent)
    return SimpleNamespace(office=office, gradesheet=gradesheet, protocol=protocol)


@pytest.fixture
def office(example, tmp_path):
    root = shutil.copytree(example.office.root, tmp_path / "ws")
    return institute.Institute(root)


@pytest.fixture
def gradesheet(example):
    """A document of two pages, the first of which is back; clean ink on them."""
    return example.gradesheet


@pytest.fixture
def desk(office):
    with desks.opened(office) as opened:
        yield opened


@pytest.fixture
def act(desk):
    def trainees(code):
        return {"T01", "T02"} if code == institute.GROUP else None

    rules = rearrange.Rules({"other": "Прочее"}, trainees)
    return rearrange.Act("registrar", NOW, "ошибка", desk, rules, lambda _it: None)


@pytest.fixture(scope="module")
def heap() -> list[paper.Scanned]:
    return desks.strange_pages(3)


@pytest.fixture
def strange(desk, heap, tmp_path):
    """A new paper of others in review, of so many pages."""

    def make(pages: int = 1) -> archive.Stored:
        return take(desk, heap[:pages], tmp_path)

    return make


def resolved(desk, stored, **facts) -> str:
    decision = review.Decision(kind="other", title="Приказ", day=DAY, **facts)
    item = review.find(stored.record.record_id, desk)
    review.resolve(item, decision, desk, RULES, by="me", at=NOW)
    return stored.record.record_id


def pages_of(stored) -> list[tuple[str, int]]:
    """Which received page each page of the record is."""
    return [(it.source_sha256, it.source_page) for it in stored.record.pages]


def whole(desk) -> bool:
    return not list(archive.verify(desk.places.archive, desk.places.review))


def test_a_refiled_record_lies_in_the_right_case_and_both_tell_of_it(
    desk, act, strange
):
    identity = resolved(desk, strange())
    facts = FACTS(kind="certificate", number="17", day=DAY.replace(month=6))
    change = rearrange.refile(identity, facts, act)
    old, new = stands(desk, identity), stands(desk, f"{identity}-2")
    assert change.changed == ("kind", "number", "date")
    assert (old.state, new.state) == (RecordState.SUPERSEDED, RecordState.FILED)
    assert old.folder.parent != new.folder.parent
    assert (new.record.kind, new.record.number) == ("certificate", "17")
    assert pages_of(new) == pages_of(old)
    (told,) = [it for it in new.events if it.event == archive.REFILED]
    assert told in old.events or told.details in [it.details for it in old.events]
    assert (told.by, told.details["reason"]) == ("registrar", "ошибка")
    hits = {hit.record_id for hit in desk.catalogue.search(SearchQuery(text=identity))}
    assert hits == {f"{identity}-2"}
    assert whole(desk)


@pytest.mark.usefixtures("english")
def test_no_record_is_said_to_be_of_a_day_still_to_come(desk, act, strange):
    identity = resolved(desk, strange())
    with pytest.raises(RefusedError, match="Is that a slip") as refused:
        rearrange.refile(identity, FACTS(day=DAY.replace(year=2081)), act)
    assert "cases plan" not in str(refused.value)


def test_refiling_twice_changes_nothing_the_second_time(desk, act, office, strange):
    identity = resolved(desk, strange())
    rearrange.refile(identity, FACTS(number="5"), act)
    before = office.tree()
    assert rearrange.refile(identity, FACTS(number="5"), act).done
    assert office.tree() == before


def test_a_person_chooses_the_case_and_later_versions_stay_in_it(
    desk, act, gradesheet, tmp_path
):
    stored = stands(desk, gradesheet.document_id)
    rearrange.refile(gradesheet.document_id, FACTS(case="03-05"), act)
    newest = stands(desk, f"{gradesheet.document_id}-2")
    assert stored.record.case != newest.record.case == "03-05"
    scan = institute.scan(gradesheet.sheets[1], 4)
    third = take(desk, [scan], tmp_path)
    assert (third.record.version, third.record.case) == (3, "03-05")
    rearrange.refile(gradesheet.document_id, FACTS(case=""), act)
    newest = stands(desk, f"{gradesheet.document_id}-4")
    assert newest.record.case == stored.record.case
    assert newest.signatures == third.signatures


def test_every_reason_against_refiling_is_told_at_once(act, gradesheet):
    facts = FACTS(kind="other", students=("T01",), case="99-99")
    with pytest.raises(RefusedError) as refused:
        rearrange.refile(gradesheet.document_id, facts, act)
    assert "records split" in str(refused.value)
    with pytest.raises(RefusedError, match="99-99"):
        rearrange.refile(gradesheet.document_id, FACTS(case="99-99"), act)


@pytest.mark.usefixtures("english")
def test_unknown_groups_and_trainees_are_told_with_the_missing_reason(
    desk, act, strange
):
    identity = resolved(desk, strange())
    facts = FACTS(group=institute.GROUP, students=("T01", "T99"))
    silent = rearrange.Act("me", NOW, " ", desk, act.rules, act.tell)
    with pytest.raises(RefusedError) as refused:
        rearrange.refile(identity, facts, silent)
    assert len(refused.value.reasons) == 2
    with pytest.raises(RefusedError, match="no group"):
        rearrange.refile(identity, FACTS(group="ЗЗ"), act)


def test_pages_split_off_wait_in_review_and_the_rest_is_a_new_version(
    desk, act, strange
):
    whole_one = strange(3)
    identity = resolved(desk, whole_one)
    change = rearrange.split(identity, {2, 3}, FACTS(), act)
    off, rest = (stands(desk, it.record_id) for it in change.new)
    assert (off.state, off.record.reason) == (RecordState.REVIEW, "split")
    assert pages_of(off) == pages_of(whole_one)[1:]
    assert pages_of(rest) == pages_of(whole_one)[:1]
    assert [page.of for page in off.record.pages] == [2, 2]
    assert off.record.record_id in {
        it.record.record_id for it in review.items(desk, []) if it.reason == "split"
    }
    assert stands(desk, identity).state is RecordState.SUPERSEDED
    again = rearrange.split(identity, {2, 3}, FACTS(), act)
    assert again.done
    assert again.new == change.new
    assert whole(desk)


def test_pages_that_are_said_what_they_are_are_filed_at_once(desk, act, strange):
    heap = strange(2)
    facts = FACTS(kind="other", day=DAY)
    change = rearrange.split(heap.record.record_id, {2}, facts, act)
    off, rest = (stands(desk, it.record_id) for it in change.new)
    assert (off.state, off.record.title) == (RecordState.FILED, "Прочее")
    assert rest.state is RecordState.REVIEW


@pytest.mark.usefixtures("english")
def test_a_record_is_not_split_into_nothing(act, strange):
    heap = strange(2)
    for places in ({1, 2}, {3}, set()):
        with pytest.raises(RefusedError):
            rearrange.split(heap.record.record_id, places, FACTS(), act)
    with pytest.raises(NotFoundError):
        rearrange.split("7K3Q9ZC2M4", {1}, FACTS(), act)


@pytest.fixture
def filed_protocol(desk, example) -> archive.Stored:
    """A document of ours, whole."""
    return stands(desk, example.protocol.document_id)


def test_a_printed_page_that_is_split_off_is_missing_and_comes_back_as_it_was(
    desk, act, filed_protocol
):
    before, identity = filed_protocol, filed_protocol.record.document_id
    (second,) = (
        it
        for it in register.layout(desk.places.issued, identity).pages
        if it.number == 2
    )
    said = {it.id: "signed" for it in second.zones if it.kind is ZoneKind.SIGNATURE}
    for zone, state in said.items():
        details = {"zone": zone, "state": state}
        event = archive.SIGNATURE_DECIDED
        archive.append_event(before.folder, event, by="u1", details=details, at=act.at)
    change = rearrange.split(identity, {2}, FACTS(), act)
    off, rest = (stands(desk, it.record_id) for it in change.new)
    assert rest.record.missing_pages == (2,)
    assert rest.state is RecordState.INCOMPLETE
    change = rearrange.merge(off.record.record_id, identity, act)
    third = stands(desk, change.new[0].record_id)
    assert third.record.pages == before.record.pages
    assert third.record.signatures == before.record.signatures
    held = {it.zone: it.state for it in third.signatures if it.zone in said}
    assert held == said
    assert {it.status for it in third.signatures if it.zone in said} <= {
        "confirmed",
        "corrected",
    }
    assert third.record.missing_pages == ()
    assert stands(desk, off.record.record_id).state is RecordState.SUPERSEDED
    assert rearrange.merge(off.record.record_id, identity, act).done
    assert whole(desk)


def test_a_page_whose_code_cannot_be_read_takes_its_place_by_a_persons_word(
    desk, act, strange, filed_protocol
):
    identity = filed_protocol.record.document_id
    with pytest.raises(RefusedError):
        rearrange.merge(strange().record.record_id, identity, act, place=2)
    rearrange.split(identity, {2}, FACTS(), replace(act, reason="без подписи"))
    page = strange()
    change = rearrange.merge(page.record.record_id, identity, act, place=2)
    joined = stands(desk, change.new[0].record_id)
    second = joined.record.pages[1]
    assert (second.number, second.coded, joined.record.missing_pages) == (2, False, ())
    layout = register.layout(desk.places.issued, identity).pages
    cells = {it.id for it in layout[1].zones if it.kind is ZoneKind.SIGNATURE}
    read = {it.zone: it.state for it in joined.signatures}
    assert cells
    assert all(read[cell] == "unsure" for cell in cells)


def test_pages_join_a_strange_paper_where_a_person_says(desk, act, strange):
    host = strange(2)
    guest = strange()
    texts = [PageText(1, 210.0, 297.0, (), (Word("записка", (1, 1, 9, 9)),), "done")]
    archive.save_texts(guest.folder, texts)
    host_text = [PageText(n, 210.0, 297.0, ocr="done") for n in (1, 2)]
    archive.save_texts(host.folder, host_text)
    change = rearrange.merge(
        guest.record.record_id, host.record.record_id, act, place=2
    )
    joined = stands(desk, change.new[0].record_id)
    assert pages_of(joined) == [pages_of(host)[0], *pages_of(guest), pages_of(host)[1]]
    assert rearrange.places_of(change) == "2"
    found = desk.catalogue.search(SearchQuery(text="записка"))
    assert joined.record.record_id in {hit.record_id for hit in found}
    assert guest.record.record_id not in {hit.record_id for hit in found}
    assert review.find(host.record.record_id, desk).record == joined.record
    with pytest.raises(NotFoundError, match=joined.record.record_id):
        review.find(guest.record.record_id, desk)


def same(desk, strange) -> tuple[str, str]:
    """Two papers in review; the second was said to be another scan of the first."""
    first, again = (strange().record.record_id for _ in range(2))
    folder, details = stands(desk, again).folder, {"record": first}
    archive.append_event(folder, attributing.DOUBLE, archive.SYSTEM, details, NOW)
    review.same_paper(review.find(again, desk), desk, by="me", at=NOW)
    return first, again


def test_a_decision_about_a_paper_that_gave_way_to_another_is_not_about_that_one(
    desk, office, strange
):
    first, again = same(desk, strange)
    for answer in ((), ("--kind", "other", "--date", "2026-05-12")):
        words = ("review", "resolve", again, *answer)
        told = readers.Reader(office, desk).say(*words, expect=1)
        assert f"another scan of {first}" in told
        assert f"records refile {again} --reason …" in told
    assert stands(desk, first).state is RecordState.REVIEW


def test_a_paper_that_is_no_other_scan_after_all_waits_again(
    desk, act, office, strange
):
    first, again = same(desk, strange)
    reader = readers.Reader(office, desk)
    way = f"podshivka records refile {again} --reason …"
    for words in (
        ("records", "merge", again, first, "--reason", "ошибка"),
        ("records", "refile", again, "--kind", "other", "--reason", "ошибка"),
    ):
        assert way in reader.say(*words, expect=2)
    with pytest.raises(RefusedError):
        rearrange.refile(again, FACTS(), replace(act, reason=""))
    with power_cut():
        rearrange.refile(again, FACTS(), act)
    assert rearrange.refile(again, FACTS(), act).done
    waits = review.find(again, desk)
    assert (waits.record.record_id, waits.other) == (f"{again}-2", first)
    assert stands(desk, again).gave_way_to == f"{again}-2"
    for of in (first, again, f"{again}-2"):
        (told,) = [
            it for it in stands(desk, of).events if it.event == archive.OTHER_PAPER
        ]
        assert told.details["reason"] == "ошибка"
    assert whole(desk)


def test_that_a_paper_is_the_same_is_said_and_taken_back_by_what_is_printed(
    desk, office, strange
):
    _first, again = same(desk, strange)
    reason = ("--reason", "другая")
    (undo,) = office.ask("records", "refile", again, *reason)["undo"]
    (back,) = office.ask(*shlex.split(undo)[1:])["undo"]
    said = readers.Reader(office, desk).say(*shlex.split(back)[1:-1], "другая")
    assert f"as {again}-3" in said
    resolved(desk, stands(desk, f"{again}-3"))
    assert stands(desk, f"{again}-3").state is RecordState.FILED
    told = office.run_for_error("records", "refile", again, *reason)
    assert "Say what is to be corrected" in told
    assert reindex.rebuild(desk.places, desk.catalogue) == ()
    assert desk.catalogue.current(again) == f"{again}-3"


def test_what_we_printed_joins_no_other_record(act, strange, gradesheet):
    other = strange().record.record_id
    for into in (other, gradesheet.document_id):
        with pytest.raises(RefusedError):
            rearrange.merge(gradesheet.document_id, into, act)


@pytest.mark.usefixtures("english")
def test_of_two_records_the_one_that_gave_way_is_named_once(desk, act, strange):
    gone, other = resolved(desk, strange()), strange().record.record_id
    rearrange.merge(gone, other, act)
    with pytest.raises(RefusedError) as refused:
        rearrange.merge(gone, gone, act)
    assert refused.value.reasons[0].startswith(f"{gone} gave way to {other}")
    assert len(refused.value.reasons) == 2


class PowerCutError(Exception):
    pass


@contextlib.contextmanager
def power_cut():
    """New records are written, and nothing that gives way to them says so."""

    def cut(*_arguments, **_named):
        raise PowerCutError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(archive, "supersede", cut)
        with pytest.raises(PowerCutError):
            yield


def test_a_split_that_was_cut_off_is_finished_by_the_same_wish(desk, act, strange):
    heap = strange(3)
    identity = heap.record.record_id
    with power_cut():
        rearrange.split(identity, {3}, FACTS(), act)
    change = rearrange.split(identity, {3}, FACTS(), act)
    assert change.done
    assert [len(it.pages) for it in change.new] == [1, 2]
    assert stands(desk, identity).state is RecordState.SUPERSEDED
    assert whole(desk)


def test_a_filed_paper_is_filed_again_when_its_merging_is_undone(desk, office, strange):
    guest, host = (resolved(desk, strange()) for _once in range(2))
    title = ("--title", 'Приказ "О зачислении"', "--number", "№ 12")
    office.run("records", "refile", guest, *title, "--reason", "опечатка")
    (undo,) = office.ask("records", "merge", guest, host, "--reason", "та же")["undo"]
    _podshivka, *words, _why = shlex.split(undo)
    off, _rest = office.ask(*words, "нет")["records"]
    shown = office.ask("records", "show", off["record_id"])
    assert (shown["state"], shown["kind"]) == ("filed", "other")
    assert (shown["title"], shown["number"], shown["date"]) == (
        title[1],
        title[3],
        DAY.isoformat(),
    )


def test_a_merger_that_was_cut_off_is_finished_by_the_same_wish(desk, act, strange):
    guest, home = strange(), strange(2)
    ids = guest.record.record_id, home.record.record_id
    with power_cut():
        rearrange.merge(*ids, act)
    change = rearrange.merge(*ids, act)
    assert change.done
    (joined,) = change.new
    assert pages_of(stands(desk, joined.record_id)) == pages_of(home) + pages_of(guest)
    assert stands(desk, guest.record.record_id).state is RecordState.SUPERSEDED
    assert whole(desk)


def test_an_older_version_sends_to_the_newer_one(desk, act, strange):
    identity = resolved(desk, strange())
    rearrange.refile(identity, FACTS(number="1"), act)
    rearrange.refile(identity, FACTS(number="2"), act)
    with pytest.raises(NotFoundError, match=f"{identity}-3"):
        rearrange.refile(f"{identity}-2", FACTS(number="3"), act)


def test_the_commands_say_what_will_be_done_and_how_to_undo_it(
    desk, office, strange, capsys
):
    identity = resolved(desk, strange(2))
    words = ["--workspace", str(office.root), "records"]
    with institute.english():
        split = ["split", identity, "--pages", "2", "--reason", "чужая"]
        assert app.run([*words, *split]) == 0
        said = capsys.readouterr().out
        assert "1 pages of" in said or "become" in said
        (undo,) = [it for it in said.splitlines() if it.startswith("To undo it: ")]
        _podshivka, _records, *undo_words = undo.removeprefix("To undo it: ").split()
        assert app.run([*words, *undo_words]) == 0
    told = office.ask(
        *("records", "refile", identity, "--number", "9", "--reason", "опечатка")
    )
    assert told["records"][0]["version"] == 4
    assert told["undo"][0].startswith(f"podshivka records refile {identity}-4")
    whose = ("--date", "2026-06-20", "--group", "ГТ-12", "--student", "T05")
    refile = ("records", "refile", identity, *whose, "--reason", "опечатка")
    (undo,) = office.ask(*refile)["undo"]
    _podshivka, *undo_words, _why = shlex.split(undo)
    assert office.ask(*undo_words, "назад")["records"][0]["version"] == 6
    back = office.ask("records", "show", identity)
    assert (back["date"], back["students"]) == (DAY.isoformat(), [])
    assert office.ask("records", "show", identity)["versions"] == [
        identity,
        *(f"{identity}-{version}" for version in range(2, 7)),
    ]


def test_a_rebuilt_catalogue_knows_the_same_versions(desk, act, strange):
    identity = resolved(desk, strange())
    rearrange.refile(identity, FACTS(number="1"), act)
    before = desk.catalogue.record_paths()
    assert reindex.rebuild(desk.places, desk.catalogue) == ()
    assert desk.catalogue.record_paths() == before
    assert desk.catalogue.current(identity) == f"{identity}-2"
    assert shelving.current_folder(identity, desk).name.endswith(f"{identity} v2")
