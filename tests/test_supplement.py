"""A group changes after its forms were printed: what is told, and the supplements."""

import json
import shutil

import pypdfium2
import pytest
import yaml

from pipeline import messages
from pipeline.cli import app
from tests import institute

pytestmark = pytest.mark.slow

GROUP = institute.GROUP


class Office(institute.Institute):
    """A workspace whose commands run in this process, which is faster."""

    capture = None

    def call(self, *arguments):
        """Run a command: exit code, output, errors."""
        code = app.run(["--workspace", str(self.root), *map(str, arguments)])
        said = self.capture.readouterr()
        return code, said.out, said.err

    def ask(self, *arguments, expect=0):
        """Run a command with `--json`."""
        code, out, err = self.call(*arguments, "--json")
        assert code == expect, (arguments, out, err)
        return json.loads(out) if out else err

    def group(self, change=None):
        """Import the group, as the example has it or changed."""
        data = yaml.safe_load((institute.EXAMPLES / "gt-12.yaml").read_text("utf-8"))
        data["trainees"] = data["trainees"][:4]
        data["units"] = data["units"][:2]
        data["units"][1]["hours"] += 4  # room for one more session
        data["programme"]["hours"] = sum(it["hours"] for it in data["units"])
        kept = {it["id"] for it in data["units"]}
        data["sessions"] = [it for it in data["sessions"] if it["unit"] in kept]
        data.pop("results", None)
        if change:
            change(data)
        path = self.root / "group.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        code, out, err = self.call("groups", "import", path)
        assert code == 0, (out, err)
        return out


def join(data):
    data["trainees"].append(
        {"id": "T26", "surname": "Юрьева", "given_name": "Алла", "gender": "female"}
    )


def add_session(data):
    session = {"id": "S99", "date": "2026-06-10", "unit": "D2", "hours": 4}
    data["sessions"].append(session | {"kind": "практика", "topic": "Супервизия"})


def join_and_add_session(data):
    join(data)
    data["trainees"][-1]["joined"] = {"date": "2026-03-05", "order": "№ 6-З"}
    add_session(data)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A workspace with a journal and two gradesheets, printed once."""
    root = tmp_path_factory.mktemp("supplement") / "ws"
    assert app.run(["init", str(root), "--profile", "migip"]) == 0
    return root


@pytest.fixture
def speech(monkeypatch, capfd):
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr(messages, "_language", "en")
    return capfd


@pytest.fixture
def office(printed, tmp_path, speech):
    """The workspace as it was when the forms came from the printer."""
    first = Office(printed)
    first.capture = speech
    if not any((printed / "issued").glob("2*")):
        first.group()
        kinds = ("--kind", "journal", "--kind", "gradesheet")
        code, _out, err = first.call("forms", "generate", "--group", GROUP, *kinds)
        assert (code, err) == (0, "")
    root = tmp_path / "ws"
    shutil.copytree(printed, root)
    mine = Office(root)
    mine.capture = speech
    return mine


def of_kind(office, kind):
    return office.ask("issued", "list", "--kind", kind)[0]


def disagreements(office):
    return {
        it["title"].partition(":")[0]: [
            (one["what"], one["subject"]) for one in it["disagreements"]
        ]
        for it in office.ask("outstanding", "--group", GROUP)
    }


def said(office, paper):
    """The text of all pages, from the contents on."""
    pdf = pypdfium2.PdfDocument(office.root / paper["files"]["pdf"])
    return "".join(pdf[n].get_textpage().get_text_bounded() for n in range(1, len(pdf)))


def test_papers_agree_until_the_group_changes(office):
    assert set(map(tuple, disagreements(office).values())) == {()}
    office.group(join)
    told = disagreements(office)
    assert set(map(tuple, told.values())) == {(("joined", "T26"),)}
    office.group()
    assert set(map(tuple, disagreements(office).values())) == {()}


def test_an_import_says_of_how_many_papers_the_data_have_changed(office):
    assert "printed from other data" not in office.group()
    told = office.group(join_and_add_session)
    assert "printed from other data: 3" in told
    assert f"podshivka outstanding --group {GROUP}" in told
    (taken,) = office.ask("groups", "import", office.root / "group.yaml")
    assert taken["outdated_papers"] == 3
    _code, out, _err = office.call("groups", "show", GROUP)
    assert "joined 05.03.2026, order № 6-З" in out
    assert "Sessions                10" in out


def test_a_disagreement_is_told_with_what_to_do(office):
    office.group(join_and_add_session)
    journal = of_kind(office, "journal")["document_id"]
    code, out, _err = office.call("outstanding")
    assert code == 0
    assert "not back; no longer agrees" in out
    (row,) = [it for it in office.ask("outstanding") if it["document_id"] == journal]
    assert len(row["disagreements"]) == 2
    assert "joined since it was printed: Юрьева Алла" in out
    assert "a session was added: 10.06.2026, Супервизия" in out
    assert f"podshivka issued supplement {journal}" in out
    assert f"in 1 document: {journal}" in out
    shown = office.ask("issued", "show", journal)
    assert [it["what"] for it in shown["disagreements"]] == [
        "joined",
        "session-added",
    ]
    assert shown["supplements"] == []
    office.group(lambda data: data["trainees"][0].update(surname="Яковлева"))
    _code, out, _err = office.call("outstanding")
    assert "is called Яковлева Елена Викторовна now" in out
    assert "in 3 documents: " in out
    assert "podshivka issued void ID --reason" in out
    _code, out, _err = office.call("issued", "show", journal)
    assert f"podshivka issued void {journal} --reason" in out


def test_what_came_since_is_printed_as_supplements(office):
    office.group(join_and_add_session)
    base = of_kind(office, "journal")
    out = office.root / "to print"
    made = office.ask("issued", "supplement", base["document_id"], "--out", out)
    assert all(list(out.glob(f"*{it['document_id']}.pdf")) for it in made)
    assert [it["number"] for it in made] == [
        f"{base['number']}/доп-1",
        f"{base['number']}/доп-2",
    ]
    forms = [
        json.loads(
            (office.root / it["files"]["pdf"]).with_name("form.json").read_text()
        )
        for it in made
    ]
    for form in forms:
        assert form["document"]["supplements"] == base["document_id"]
        assert form["document"]["counter"] == 0
        assert form["data"]["document"]["supplement_to"] == base["number"]
    people, sessions = (form["data"] for form in forms)
    assert [it["id"] for it in people["trainees"]] == ["T26"]
    assert people["document"]["supplement_of"] == "people"
    assert [it["id"] for it in people["sessions"]] == ["S99"]
    assert len(people["units"]) == 2
    assert sessions["document"]["supplement_of"] == "sessions"
    assert len(sessions["trainees"]) == 4
    assert [it["id"] for it in sessions["sessions"]] == ["S99"]
    assert [(it["id"], it["tasks"]) for it in sessions["units"]] == [("D2", [])]

    assert disagreements(office)[base["title"]] == []
    told = office.ask("issued", "show", base["document_id"])
    assert told["disagreements"] == []
    numbers = [it["number"] for it in told["supplements"]]
    assert numbers == [it["number"] for it in made]
    words = [said(office, it) for it in made]
    log, results, remarks = "Учет проведенных занятий", "Результаты", "Замечания"
    assert [log in it for it in words] == [False, True]
    assert [results in it for it in words] == [True, False]
    assert not any(remarks in it for it in words)
    assert [it["pages"] for it in made] == [2, 3]

    again = office.ask("issued", "supplement", made[0]["document_id"], expect=1)
    assert "Nobody joined and no session was added" in again

    code, out, _err = office.call(
        "issued", "void", base["document_id"], "--reason", "новый журнал"
    )
    assert code == 0
    assert all(it["document_id"] in out for it in made)
    office.ask("issued", "supplement", base["document_id"], expect=2)


def test_a_void_supplement_covers_nothing_and_keeps_its_number(office):
    office.group(join)
    base = of_kind(office, "gradesheet")
    (first,) = office.ask("issued", "supplement", base["document_id"])
    code, _out, err = office.call(
        "issued", "void", first["document_id"], "--reason", "проба"
    )
    assert (code, err) == (0, "")
    assert first["students"] == ["T26"]
    code, out, _err = office.call("issued", "show", base["document_id"])
    assert f"Its supplement: {first['document_id']}" in out
    assert "No longer agrees with the group's data:" in out
    code, out, _err = office.call("issued", "supplement", base["document_id"])
    assert f"is a supplement, № {base['number']}/доп-2. Print " in out
    identity = out.split()[1]
    code, out, _err = office.call("issued", "show", identity)
    assert f"A supplement to {base['document_id']}" in out


def test_a_reprint_takes_the_place_of_its_copy(office):
    base = of_kind(office, "gradesheet")["document_id"]
    asked = ("issued", "reprint", base, "--pages", "1", "--reason", "залит")
    out = office.root / "to" / "print"
    copies = []
    for _time in range(2):
        code, said, err = office.call(*asked, "--out", out)
        (copy,) = out.iterdir()
        assert (code, err, base in copy.name) == (0, "", True)
        assert str(copy) in said
        copies.append(copy.read_bytes())
    assert copies[0] != copies[1]
    (printed,) = office.root.glob(f"issued/*/{base}/printed.pdf")
    assert copies[1] == printed.read_bytes()


def test_a_paper_that_is_in_force_already_is_named(office):
    base = of_kind(office, "journal")
    code, out, err = office.call(
        *("forms", "generate", "--group", GROUP, "--kind", "journal", "--json"),
        *("--date", "2027-01-12"),
    )
    assert code == 0
    assert "In force already" in err
    assert base["document_id"] in err
    assert "podshivka issued supplement ID" in err
    (made,) = json.loads(out)
    assert made["number"] == f"{GROUP}/2027-1"  # the year is that of the date
    numbers = office.root / "issued" / "2027" / "numbers.json"
    assert json.loads(numbers.read_text())["journal"] == 1


def test_a_filled_form_beside_a_blank_one_is_told_of_too(office):
    from pipeline import issue
    from pipeline.cli.base import Shop

    shop = Shop(office.root)
    for filled in (False, True):
        request = issue.Request(shop.group(GROUP), ("gradesheet",), filled)
        assert len(issue.in_force(request, shop.office)) == 2


def test_papers_of_a_group_with_faults_are_not_compared(office):
    group = next((office.root / "groups").glob("*.yaml"))
    group.write_text(group.read_text("utf-8") + "\nwrong: 1\n", encoding="utf-8")
    code, out, err = office.call("outstanding", "--json")
    assert code == 0
    assert [it["disagreements"] for it in json.loads(out)] == [[], [], []]
    assert f"The file of group {GROUP} has faults" in err


def test_papers_of_a_group_that_is_gone_are_still_outstanding(office):
    for path in (office.root / "groups").glob("*.yaml"):
        path.unlink()
    assert len(office.ask("outstanding")) == 3


def test_an_unchanged_group_is_read_once(office, monkeypatch):
    office.ask("outstanding")
    known = office.root / ".podshivka" / "groups.json"
    before = known.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.roster.load_group", None)
        office.ask("outstanding")
    assert known.read_bytes() == before
    known.write_text("not JSON")
    office.ask("outstanding")
    assert known.read_bytes() == before
