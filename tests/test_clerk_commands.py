"""Commands as a clerk gives them, in a workspace of invented papers."""

import getpass
import io
import json
import re
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from pipeline import archive, inbox, messages, pagecode, register
from pipeline.archive import casefiles, renditions
from pipeline.cli import app
from pipeline.model import (
    Certainty,
    FilePlanEntry,
    Reading,
    Term,
    TermKind,
    ZoneKind,
)
from pipeline.settings import file
from tests import answers, archived, test_register
from tests.institute import EXAMPLES, Institute

BODIES = [f"7K3Q9ZC2{it}" for it in "ABCDEF"]
IDS = [body + pagecode.check_symbol(body) for body in BODIES]
FILED, UNSURE, LATE, OUT, VOID, OTHER = IDS
JOURNALS = FilePlanEntry(
    "03-07", "Журналы", ("journal",), Term(TermKind.YEARS, 5, basis="Положение, п. 3.1")
)


@pytest.fixture
def workspace(tmp_path):
    """A new one, with a file plan of the year of the records."""
    root = tmp_path / "ws"
    app.run(["init", str(root), "--profile", "migip"])
    app.run(["--workspace", str(root), "cases", "plan", "2025"])
    return root


@pytest.fixture
def call(workspace, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")  # these two are set anew by each run
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments):
        code = app.run(["--workspace", str(workspace), *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def ask(call):
    """What a command that must succeed says with `--json`."""

    def run(*arguments):
        code, out, err = call(*arguments, "--json")
        assert code == 0, err
        told = json.loads(out)
        answers.check(arguments, told)
        return told

    return run


@pytest.fixture
def root(workspace):
    """A workspace with a case of journals: one is sure, one is not, one is late."""
    root = workspace
    case = casefiles.ensure_case(root / "archive", JOURNALS, 2025, date(2025, 6, 20))
    home = casefiles.case_folder(root / "archive", case).relative_to(root / "archive")
    doubt = replace(archived.SIGNATURE, status=Certainty.UNSURE)
    mark = Reading("m1", ZoneKind.MARK, "T01", "S01", "н", 0.5, Certainty.UNSURE)
    for identity, signature in ((FILED, archived.SIGNATURE), (UNSURE, doubt)):
        record = replace(
            archived.RECORD,
            record_id=identity,
            document_id=identity,
            signatures=(signature,),
            readings=(mark,) if signature is doubt else (),
        )
        put(root / "archive", record, home / identity)
    pages = tuple(
        replace(archived.PAGE, number=number, of=2, scan_page=place)
        for place, number in enumerate((2, 0, 1), start=1)
    )
    waits = replace(archived.RECORD, record_id=LATE, document_id=LATE, plan_year=0)
    waits = replace(waits, case="", reason="case_closed", pages=pages)
    put(root / "review", waits, LATE)
    return root


def put(tree, record, folder):
    made = archive.put(tree, archived.draft(record, folder=folder))
    renditions.save_texts(made, [archived.TEXT])
    return made


def issue(root, identity, data=None, **facts):
    day = {"date": date(2025, 6, 20)} | facts
    document = test_register.a_document(identity, **day)
    layout = replace(test_register.a_layout(0), document_id=identity)
    entry = register.Entry(document, data or {}, layout, b"", b"")
    register.enter(root / "issued", entry)


@pytest.fixture
def papers(root, call):
    """Four journals and a protocol; of two nothing is back, of which one is void."""
    issue(root, FILED)
    issue(root, OUT)
    issue(root, VOID)
    at = archived.AT
    register.void(root / "issued", VOID, reason="проба", by="registrar", at=at)
    issue(root, OTHER, kind="protocol")
    assert call("archive", "reindex")[0] == 0


def blank_scan():
    """A file with one page."""
    with io.BytesIO() as scan, pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(scan)
        return {"scan.pdf": scan.getvalue()}


@pytest.mark.usefixtures("papers")
def test_who_closes_a_case_is_told_what_waits_and_what_is_out(call, ask):
    shown = ask("cases", "show", "03-07")
    assert sorted(shown["undecided"]) == [UNSURE, LATE]
    assert shown["not_back"] == [OUT]
    code, out, _err = call("cases", "close", "03-07", "--on", "2025-12-30")
    assert code == 0
    assert f"Waiting for a decision: {UNSURE}, {LATE}. See: podshivka review" in out
    assert f"Issued and not back: {OUT}. See: podshivka outstanding" in out


@pytest.mark.usefixtures("papers")
def test_what_belongs_in_another_case_is_no_affair_of_this_one(ask, root):
    protocols = replace(JOURNALS, index="03-05", kinds=("protocol",))
    casefiles.ensure_case(root / "archive", protocols, 2025, date(2025, 6, 20))
    shown = ask("cases", "close", "03-05", "--on", "2025-12-30")
    assert (shown["undecided"], shown["not_back"]) == ([], [OTHER])


@pytest.mark.usefixtures("papers")
def test_several_papers_are_void_at_once_or_none_is(call, ask):
    reason = ("--reason", "проба")
    wrong = (OUT, VOID, "7K3Q9ZC2M4", "0123456789", OTHER)
    code, _out, err = call("issued", "void", *wrong, *reason)
    assert code == 2
    assert f"Document {VOID} has been void since" in err
    assert "“7K3Q9ZC2M4” is not a document id" in err
    assert "Document “0123456789” was not found" in err
    assert "Nothing was declared void." in err
    assert ask("issued", "show", OUT)["document"]["state"] == "issued"
    made = ask("issued", "void", OUT, OTHER.lower(), *reason)
    assert [(it["document_id"], it["state"]) for it in made] == [
        (OUT, "void"),
        (OTHER, "void"),
    ]


@pytest.mark.usefixtures("papers")
def test_one_paper_that_is_declared_void_is_one_object(call, ask):
    reason = ("--reason", "проба")
    assert ask("issued", "void", OUT, *reason)["document_id"] == OUT
    code, out, _err = call("issued", "void", FILED, OTHER, *reason)
    assert code == 0
    assert out.count("is void. Taken back by") == 2
    assert call("issued", "void", FILED, *reason)[0] == 2


@pytest.mark.usefixtures("papers")
def test_it_is_said_how_many_cells_were_decided_and_are_left(call, ask):
    told = ask("review", "resolve", UNSURE, "--signed", "S1")
    assert (told["decided"], told["unsure"]) == (1, ["m1"])
    _code, out, _err = call("review", "resolve", UNSURE, "--signed", "s1")
    assert "Cells decided: 1.\nCells that are still not sure: 1." in out
    _code, out, _err = call("review", "resolve", UNSURE, "--confirm", "m1")
    assert "Cells decided: 1. No cell is left that is not sure." in out
    assert "not known which" not in out
    inked = ("review", "resolve", UNSURE, "--reading", "m1=*")
    assert ask(*inked)["unnamed_marks"] == ["m1"]
    assert "a mark of which it is not known which: 1" in call(*inked)[1]


@pytest.mark.usefixtures("papers")
def test_a_paper_that_is_filed_tells_of_its_cells_that_are_not_sure(call, ask, root):
    doubt = replace(archived.SIGNATURE, status=Certainty.UNSURE)
    waits = replace(archived.RECORD, record_id=OUT, document_id=OUT, plan_year=0)
    waits = replace(waits, case="", reason="case_closed", signatures=(doubt,))
    archive.put(root / "review", archived.draft(waits, blank_scan(), OUT))
    assert call("archive", "reindex")[0] == 0
    told = ask("review", "resolve", OUT)
    assert (told["kind"], told["unsure"]) == ("journal", ["s1"])


@pytest.mark.usefixtures("papers")
def test_a_paper_of_nobody_has_no_trainee_without_a_name(call, ask, root):
    facts = {"record_id": OUT, "document_id": "", "students": (), "signatures": ()}
    waits = replace(archived.RECORD, plan_year=0, case="", reason="no_code", **facts)
    archive.put(root / "review", archived.draft(waits, blank_scan(), OUT))
    assert call("archive", "reindex")[0] == 0
    ask("review", "resolve", OUT, "--kind", "journal", "--student", "")
    assert ask("records", "show", OUT)["students"] == []


@pytest.mark.usefixtures("papers")
def test_a_record_that_waits_is_not_said_to_have_nothing_to_decide(call):
    assert f"review resolve {LATE}" in call("review", "show", LATE)[1]
    code, out, _err = call("review", "show", LATE, "--inked")
    assert code == 0
    assert "No cell has a mark of which it is not known which." in out
    assert "Nothing" not in out
    assert "podshivka review list" in out


@pytest.mark.usefixtures("papers")
def test_pages_that_no_record_can_have_are_refused(call):
    split = ("records", "split", FILED, "--reason", "проба", "--pages")
    code, _out, err = call(*split, "1, 3-100000")
    assert (code, "No record has so many pages: 3-100000." in err) == (2, True)
    assert "there is no page 2-3" in call(*split, "2-3")[2]
    for wrong in ("2-x", "1-", "-2", "1,2-"):
        assert "Say pages like this" in call(*split, wrong)[2]


@pytest.mark.usefixtures("papers")
def test_what_waits_is_counted_by_sort(call, ask):
    (item,) = (it for it in ask("review", "list") if it["record_id"] == UNSURE)
    assert item["sorts"] == {"signature": 1, "mark": 1}
    _code, out, _err = call("review", "list")
    assert "Cells not sure: 2 (signatures: 1, marks: 1)." in out
    assert "It is not sure what is written in some cells." in out


@pytest.mark.usefixtures("papers")
def test_pages_are_listed_by_their_number_with_their_place_in_the_scan(ask):
    pages = ask("records", "show", LATE)["pages"]
    assert [(it["number"], it["scan_page"]) for it in pages] == [(1, 3), (2, 1), (0, 2)]


@pytest.mark.usefixtures("papers")
def test_a_record_in_review_is_not_said_to_be_filed(call):
    _code, out, _err = call("records", "show", LATE)
    assert "came, and waits in review" in out
    assert "  filed" not in out
    assert "  filed" in call("records", "show", FILED)[1]


@pytest.mark.usefixtures("papers")
def test_a_search_says_that_more_was_found_than_it_shows(call, ask):
    _code, out, _err = call("search", "журнал", "--limit", "1")
    assert "More was found than these 1. To see more: --limit 5" in out
    every = ask("search", "журнал")
    assert ask("search", "журнал", "--limit", "1") == every[:1]
    _code, out, _err = call("search", "журнал", "--limit", len(every))
    assert "More was found" not in out


@pytest.mark.usefixtures("papers")
def test_a_group_that_left_the_workspace_is_known_where_nothing_is_found(call):
    group = archived.RECORD.group
    code, _out, err = call("search", "ничего", "--group", group)
    assert (code, err) == (1, "")
    assert call("search", "--group", group)[0] == 0


def test_the_number_printed_on_a_paper_finds_it(root, call, ask):
    issue(root, FILED, number="ГТ-9/2025-7")
    issue(root, OUT, number="ГТ-9/2025-8")
    issue(root, OTHER, number="ГТ-9/2025-8", title="Протокол")
    assert call("archive", "reindex")[0] == 0
    for typed in ("ГТ-9/2025-7", "№ гT-9/2025-7"):  # the other one with a Latin T
        assert ask("issued", "show", typed)["document"]["document_id"] == FILED
        assert ask("records", "show", typed)["record_id"] == FILED
    for command in ("issued", "records"):
        code, _out, err = call(command, "show", "ГТ-9/2025-8")
        assert code == 2
        assert "Several documents bear the number" in err
        assert f"{OTHER} – Протокол" in err
    code, _out, err = call("issued", "show", "ГТ-9/2025-9")
    assert code == 2
    assert "“ГТ-9/2025-9” is not a document id" in err
    assert "ten signs and stands beside the code of each page" in err


@pytest.mark.usefixtures("papers")
def test_who_waits_for_a_closed_case_is_told_which_to_open(call, ask):
    (told,) = (it for it in ask("review", "list") if it["record_id"] == LATE)
    opened = f"cases reopen 03-07 --year 2025), then: podshivka review resolve {LATE}"
    assert opened in told["remedy"]
    assert opened in call("review", "list")[1]


@pytest.mark.usefixtures("root")
def test_a_case_of_another_year_is_told_with_the_years_in_which_it_is(call):
    code, _out, err = call("cases", "close", "03-07", "--year", "25")
    assert code == 1
    assert "“03-07, 25” was not found. There is such a case of the years: 2025." in err
    assert "See: podshivka cases list" in call("cases", "show", "99-99")[2]
    assert call("cases", "show", "03–07")[0] == 0  # with another dash


@pytest.mark.usefixtures("papers")
def test_who_asks_for_the_record_of_a_paper_that_is_out_is_told_so(call):
    code, _out, err = call("records", "show", OUT.lower())
    assert code == 1
    assert f"nothing of it is back. See: podshivka issued show {OUT}" in err
    assert "See: podshivka search" in call("records", "show", "X")[2]


def test_a_limit_that_no_search_can_have_is_refused(call):
    code, _out, err = call("search", "журнал", "--limit", 2**63)
    assert (code, "write a whole number from 1 to 1000000" in err) == (2, True)


@pytest.fixture
def rescanned(root, call):
    """The filed journal has a second version."""
    (first,) = (root / "archive").glob(f"2025/*/{FILED}")
    record = archive.load(first).record
    second = replace(record, record_id=f"{FILED}-2", version=2)
    home = first.parent.relative_to(root / "archive")
    put(root / "archive", second, home / f"{FILED} v2")
    archive.supersede(first, by=second.record_id, at=archived.AT)
    return call("archive", "reindex")[1]


def test_versions_of_a_record_are_not_counted_as_records(ask, call, rescanned):
    assert "Records: 3, former versions: 1, issued documents: 0." in rescanned
    told = ask("archive", "reindex")
    assert (told["records"], told["former_versions"]) == (4, 1)
    (case,) = ask("cases", "list")
    assert (case["records"], case["former_versions"]) == (3, 1)
    found = ask("status")
    assert (found["records"], found["former_versions"]) == (3, 1)
    _code, out, _err = call("status")
    assert re.search(r"former versions of records +1\n", out)


def test_what_a_person_wrote_makes_no_record_a_former_version(root):
    (folder,) = (root / "archive").glob(f"2025/*/{UNSURE}")
    said = {"reason": '"event":"superseded"'}
    archive.append_event(folder, "tied", by="me", at=archived.AT, details=said)
    assert not archive.is_superseded(folder)


def test_what_nobody_takes_in_is_said_to_wait_for_that(call, workspace, tmp_path):
    scan = tmp_path / "скан.pdf"
    scan.write_bytes(b"%PDF-1.7")
    inbox.adopt(file.load(workspace).places.claimed, scan, archived.AT)
    _code, out, _err = call("status")
    assert re.search(r"waiting to be taken in +1\n", out)
    assert "being taken in" not in out


def test_status_names_its_workspace(call, workspace):
    assert f"Workspace: {workspace}\n" in call("status")[1]


def test_the_help_of_generating_forms_tells_what_is_done_unasked(workspace):
    out = Institute(workspace).run("forms", "generate", "--help")
    assert "so it is where neither is said" in " ".join(out.split())


@pytest.mark.usefixtures("root")
def test_who_closed_a_case_and_opened_it_again_is_kept_with_the_reason(call, ask):
    ask("cases", "close", "03-07", "--on", "2025-12-30")
    told = ask("cases", "reopen", "03-07", "--reason", " поздняя ведомость ")
    assert told["closed"] is None
    made = [(it["event"], it["by"], it["reason"]) for it in told["changes"]]
    me = getpass.getuser()
    assert made == [("closed", me, ""), ("reopened", me, "поздняя ведомость")]
    _code, out, _err = call("cases", "show", "03-07")
    assert f"opened again · reason – поздняя ведомость · {me}" in out
    code, _out, _err = call("--as", "nobody", "cases", "close", "03-07")
    assert code == 2


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("is_gone", [True, False])
def test_a_damaged_case_keeps_no_other_from_being_listed_or_closed(
    workspace, call, ask, is_gone
):
    (path,) = workspace.glob("archive/2025/03-07*/case.json")
    other = replace(JOURNALS, index="03-05", title="Приказы")
    archive.ensure_case(workspace / "archive", other, 2025, date(2025, 6, 20))
    path.unlink() if is_gone else path.write_bytes(b"{}")
    code, out, err = call("cases", "list", "--json")
    assert (code, [it["index"] for it in json.loads(out)]) == (5, ["03-05"])
    assert f"Damaged: {path}" in err
    assert ask("cases", "show", "03-05")["index"] == "03-05"
    assert ask("cases", "close", "03-05", "--on", "2025-12-30")["closed"]
    assert not ask("cases", "reopen", "03-05")["closed"]
    for words in ("show", "close", "reopen"):
        code, _out, err = call("cases", words, "03-07")
        assert code == 5
        assert str(path) in err


@pytest.mark.usefixtures("papers")
def test_a_record_that_gave_way_says_to_which_one(call, ask, root):
    (folder,) = (root / "archive").glob(f"*/*/{FILED}")
    details = {"record": OTHER}
    archive.append_event(folder, archive.SUPERSEDED, "u1", details, archived.AT)
    assert call("archive", "reindex")[0] == 0
    told = ask("records", "show", FILED)
    assert (told["state"], told["gave_way_to"]) == ("superseded", OTHER)
    shown = call("records", "show", FILED)[1]
    assert f"gave way to {OTHER}\n" in shown
    assert f"gave way to another record · record – {OTHER}" in shown
    assert "later version" not in shown


@pytest.fixture
def named(root, call):
    """The same, two certificates, and a paper of others' of two of a group."""
    assert call("groups", "import", EXAMPLES / "gt-12.yaml")[0] == 0
    about = {"kind": "certificate", "title": "Справка", "group": "ГТ-99"}
    people = [{"id": "T01", "short_name": "Прежняя Е.В."}]
    issue(root, OUT, {"trainees": people}, student="T01", **about)
    issue(root, OTHER, {"trainees": people}, student="T02", **about)
    facts = {"record_id": VOID, "document_id": "", "signatures": ()}
    put(root / "archive", replace(archived.RECORD, **facts), "2025/03-07 Журналы/other")
    assert call("archive", "reindex")[0] == 0


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("command", [("issued", "list"), ("outstanding",)])
def test_papers_are_listed_with_the_names_that_stand_on_them(call, command):
    code, out, _err = call(*command)
    assert code == 0
    assert re.search(f"^{OUT} .*T01 Прежняя Е.В. ", out, re.MULTILINE)
    assert re.search(f"^{OTHER} .* T02  ", out, re.MULTILINE)


@pytest.mark.usefixtures("named")
def test_papers_whose_data_are_damaged_are_listed_without_names(call, root):
    form = register.folder_of(root / "issued", OUT) / "form.json"
    form.write_bytes(form.read_bytes()[:-9])
    code, out, _err = call("issued", "list")
    assert code == 0
    assert re.search(f"^{OUT} .* T01  ", out, re.MULTILINE)


@pytest.mark.usefixtures("named")
def test_a_paper_of_others_is_of_whom_the_group_calls_so_now(call, root):
    line = "^Trainees +T01 Абрамова Е.В., T02 Агеева М.С.$"
    out = call("records", "show", VOID)[1].replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(line, out, re.MULTILINE)
    (root / "groups" / "ГТ-12.yaml").write_text("code: ГТ-12\n", encoding="utf-8")
    assert re.search("^Trainees +T01, T02$", call("records", "show", VOID)[1], re.M)


@pytest.mark.usefixtures("named")
def test_of_a_record_of_many_it_is_told_how_many(call, root):
    five = ("T01", "T02", "T03", "T04", "T05")
    facts = {"record_id": OTHER, "document_id": "", "students": five}
    record = replace(archived.RECORD, signatures=(), **facts)
    put(root / "archive", record, "2025/03-07 Журналы/five")
    assert call("archive", "reindex")[0] == 0
    assert re.search("^Trainees +5$", call("records", "show", OTHER)[1], re.M)
