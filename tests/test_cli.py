"""What the command line says when something is wrong, and its exit codes."""

import errno
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from pipeline import archive, messages, workspace
from pipeline.cli import app, base
from pipeline.inbox import drops
from pipeline.settings import file
from tests import archived, forms_templates, institute, paper


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return institute.make(tmp_path_factory.mktemp("cli") / "ws")


@pytest.fixture
def call(office, monkeypatch, capfd):
    """Run a command in this process: exit code, output, errors."""
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")  # these two are set anew by each run
    monkeypatch.setattr(messages, "_language", "en")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = app.run(["--workspace", str(office.root), *map(str, arguments)])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def test_an_error_of_the_system_is_a_sentence(office, call):
    audit = office.root / "audit"
    audit.mkdir(exist_ok=True)
    (audit / "drops-1999.jsonl").mkdir()
    code, out, err = call("log")
    (audit / "drops-1999.jsonl").rmdir()
    assert (code, out) == (3, "")
    assert err == (
        f"Error: {audit}/drops-1999.jsonl: that is a folder. "
        "Put that right and try again.\n"
    )


def test_an_error_that_names_no_path_is_a_sentence_too(monkeypatch, call):
    def full(_audit: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(drops, "read", full)
    code, _out, err = call("log")
    assert code == 3
    assert err == (
        "Error: the system refused: the disk is full. Put that right and try again.\n"
    )


@pytest.mark.parametrize(
    "arguments", [("groups", "show", "\x1b]0;x\x07"), ("\x1b]0;x\x07",), ("--\x1b",)]
)
def test_errors_cannot_command_a_terminal(call, arguments):
    code, _out, err = call(*arguments)
    assert code in (1, 2)
    assert err.replace("\n", "").isprintable()
    assert "\N{REPLACEMENT CHARACTER}" in err or r"\x1b" in err


def test_an_error_of_the_system_names_no_file_of_ours(monkeypatch, call):
    def refused(_audit: Path) -> None:
        raise PermissionError(
            errno.EACCES, "Permission denied", "out/.x.pdf.94084413.new"
        )

    monkeypatch.setattr(drops, "read", refused)
    _code, _out, err = call("log")
    assert err.startswith("Error: out/x.pdf: there is no right to that.")


def test_a_user_whom_the_system_has_no_name_for_acts_by_number(monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    nobody = 54_321  # has no entry in the passwd file
    monkeypatch.setattr(os, "getuid", lambda: nobody)
    assert base.Shop().person == "54321"


def test_spaces_of_every_width_are_shown_and_no_hidden_signs():
    told = base.printable("№\xa05 1\u202f000\u2007г \u202e\x07\u2028")
    assert told == "№\xa05 1\u202f000\u2007г " + 3 * "\N{REPLACEMENT CHARACTER}"


def test_the_command_to_go_on_with_can_be_pasted(call, tmp_path):
    _code, out, _err = call("init", tmp_path / "мой институт", "--profile", "migip")
    assert f"--workspace '{tmp_path}/мой институт' groups import FILE" in out
    _code, out, _err = call("init", tmp_path / "second", "--profile", "migip", "--json")
    assert json.loads(out)["workspace"] == str(tmp_path / "second")


def test_no_bar_is_drawn_into_a_pipe_whatever_the_environment_says(capfd, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with base.progress(2, "reading") as advance:
        advance()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("command", "closed"), [("forms list", ">&-"), ("archive reindex", "2>&-")]
)
def test_a_closed_stream_is_no_mistake_of_the_program(office, command, closed):
    podshivka = [sys.executable, "-m", "pipeline", "--workspace", str(office.root)]
    shell = ["sh", "-c", f'"$@" {command} {closed}', "sh", *podshivka]
    done = subprocess.run(shell, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_the_doctor_looks_for_the_languages_of_the_workspace(call, tmp_path):
    text = '[ocr]\nlanguages = "eng+xyz_abc+русский"'
    (tmp_path / "podshivka.toml").write_text(text, encoding="utf-8")
    code, out, _err = call("--workspace", tmp_path, "doctor", "--json")
    remedies = {it["name"]: it["remedy"] for it in json.loads(out)}
    assert code == 4
    assert remedies["Tesseract OCR: eng"] == ""
    assert "tesseract-ocr-xyz-abc" in remedies["Tesseract OCR: xyz_abc"]
    assert "[ocr] in podshivka.toml" in remedies["Tesseract OCR: русский"]
    assert "Tesseract OCR: rus" not in remedies


@pytest.mark.slow
@pytest.mark.usefixtures("call")
def test_the_doctor_needs_no_workspace_but_the_one_that_is_named(
    tmp_path, monkeypatch, capfd
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PODSHIVKA_WORKSPACE", raising=False)
    app.run(["doctor", "--json"])
    names = [it["name"] for it in json.loads(capfd.readouterr().out)]
    assert "Tesseract OCR: rus" in names
    assert app.run(["--workspace", str(tmp_path), "doctor"]) == 3
    monkeypatch.setenv("PODSHIVKA_WORKSPACE", str(tmp_path / "misspelt"))
    assert app.run(["doctor"]) == 3
    assert "misspelt" in capfd.readouterr().err


@pytest.fixture
def broken_kind(office):
    """A kind whose description cannot be read."""
    folder = office.root / "templates" / "broken"
    folder.mkdir()
    (folder / "form.yaml").write_text("scope: groop\n", "utf-8")
    yield folder.name
    shutil.rmtree(folder)


@pytest.fixture
def letter(office, tmp_path):
    """A kind with two mistakes in its template."""
    document = forms_templates.new_document()
    document.add_paragraph("{{ programme.titel }}")
    document.add_paragraph("{{ group.coed }}")
    forms_templates.save_kind(tmp_path, "letter", document)
    shutil.copytree(tmp_path / "letter", office.root / "templates" / "letter")
    yield "letter"
    shutil.rmtree(office.root / "templates" / "letter")


def test_a_broken_kind_does_not_stop_the_others(call, broken_kind):
    code, out, err = call("forms", "list")
    assert code == 0
    assert "journal" in out
    assert broken_kind not in out
    assert err.startswith("Warning: ")
    for says in ("“title” is missing", "Did you mean “group”", "template is missing"):
        assert says in err


def test_a_broken_kind_that_is_asked_for_is_an_error(call, broken_kind):
    words = ("forms", "generate", "--group", institute.GROUP)
    code, out, err = call(*words, "--kind", broken_kind)
    assert (code, out) == (3, "")
    assert err.startswith("Error: ")
    assert err.count("“title” is missing") == 1


def test_mistakes_of_a_template_are_told_as_the_check_does(call, broken_kind, letter):
    words = ("forms", "generate", "--group", institute.GROUP)
    code, _out, err = call(*words, "--kind", letter)
    assert code == 3
    assert f"templates/{broken_kind}/form.yaml has faults" in err
    for number, field, near in ((1, "titel", "title"), (2, "coed", "code")):
        assert f"paragraph {number}: “" in err
        assert f"There is no field “{field}” here. Write “{near}”." in err


def test_a_pipe_is_not_taken_in(call, tmp_path):
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path / "pipe.pdf", "/dev/null"):
        code, _out, err = call("ingest", path)
        assert code == 2
        assert f"“{path}” is not a regular file. Name the file of a scan." in err


def test_a_file_larger_than_the_workspace_allows_is_not_taken_in(call, tmp_path):
    workspace.make(tmp_path / "ws", "migip", 2026)
    (tmp_path / "ws" / "podshivka.toml").write_text("[limits]\nfile_mb = 1\n")
    path = tmp_path / "big.pdf"
    path.write_bytes(bytes((1 << 20) + 1))
    code, _out, err = call("--workspace", tmp_path / "ws", "ingest", path)
    assert code == 1
    assert f"{path} was not taken in. The file is larger than the workspace" in err
    assert not (tmp_path / "ws" / "inbox" / ".claimed").exists()


@pytest.mark.slow
def test_a_file_with_a_hidden_name_is_taken_in(office, tmp_path):
    path = tmp_path / ".hidden.pdf"
    path.write_text("no scan")
    (drop,) = office.ask("ingest", path, expect=1)
    assert (drop["name"], drop["outcome"]) == (".hidden.pdf", drops.QUARANTINED)
    assert len(office.ask("log")) == 1


UNREADABLE = "/proc/self/mem"
"""A regular file of which nothing can be read, not even by root."""


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_named_and_keeps_no_other_back(tmp_path):
    office = institute.make(tmp_path / "ws")
    path = paper.save_jpeg(institute.scan(None, 4), tmp_path / "a.jpg")
    done = subprocess.run(
        office.command("ingest", UNREADABLE, path, "--json"),
        capture_output=True,
        text=True,
        env=office.environment(),
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"{UNREADABLE} was not taken in: " in done.stderr
    (drop,) = json.loads(done.stdout)
    assert (drop["name"], drop["outcome"]) == ("a.jpg", drops.FILED)
    assert office.ask("status")["claimed"] == []


def test_the_inbox_is_left_alone_where_no_file_could_be_read(office, call):
    waiting = office.inbox("waiting.pdf")
    waiting.write_text("no scan")
    code, out, err = call("ingest", UNREADABLE)
    assert (code, out) == (1, "")
    assert err.count(UNREADABLE) == 1
    assert waiting.exists()
    waiting.unlink()


_IMPATIENT = """
import sys
from pipeline.work import steps
from pipeline import messages
from pipeline.cli import app, base
steps._TRIES, steps._FIRST_PAUSE_SECONDS = 2, 0.01
sys.exit(app.run(sys.argv[1:]))
"""


def impatiently(office, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line, but giving up sooner."""
    words = [sys.executable, "-c", _IMPATIENT, "--workspace", office.root, *arguments]
    return subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        env=office.environment(),
        timeout=60,
        check=False,
    )


@pytest.mark.long
def test_files_that_were_not_taken_in_are_counted(tmp_path):
    office = institute.make(tmp_path / "ws")
    quarantine = office.root / "quarantine"
    quarantine.rmdir()
    quarantine.write_text("in the way")
    path = tmp_path / "a.pdf"
    path.write_text("no scan")
    for command in (("ingest", path, "--json"), ("watch", "--once", "--json")):
        done = impatiently(office, *command)
        assert done.returncode == 1
        assert json.loads(done.stdout) == []
        assert ("Files not taken in: 1." in done.stderr) is (command[0] == "ingest")
        assert "a.pdf could not be taken in now; the next watch tries again." in (
            done.stderr
        )


def test_what_only_tells_loads_nothing_that_prints_forms():
    code = "import sys, pipeline.reports; sys.exit('pipeline.forms' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_status_says_whether_papers_are_taken_in(call):
    code, out, _err = call("status")
    assert code == 0
    assert "Nobody takes papers in. To begin: podshivka watch" in out


def test_to_read_again_what_nothing_is_known_of_does_nothing(call):
    code, out, _err = call("records", "read", "--json")
    assert (code, json.loads(out)) == (0, [])
    code, out, _err = call("records", "read")
    assert code == 0
    assert "there is nothing to read again" in out


def test_where_nothing_was_printed_nothing_is_said_to_be_back(call):
    code, said, _errors = call("outstanding")
    assert code == 0
    assert "forms generate" in said


def test_who_writes_an_option_of_the_whole_behind_the_command_is_told(call):
    code, _out, errors = call("status", "--workspace", "elsewhere")
    assert code == 2
    assert "--workspace stands before the command" in errors
    assert "podshivka --workspace … status" in errors


@pytest.fixture
def waiting(office):
    """Folders of two records in review."""
    paper = replace(archived.RECORD, document_id="", reason="no_code", signatures=())
    root = office.root / "review"
    ids = ("7K3Q9ZC2M4", "7K3Q9ZC2M5")
    drafts = [archived.draft(replace(paper, record_id=it), folder=it) for it in ids]
    yield [archive.put(root, it) for it in drafts]
    shutil.rmtree(root)
    root.mkdir()


def test_a_damaged_record_in_review_hides_no_other(waiting, call):
    whole, damaged = waiting
    (damaged / "data" / "record.json").write_text("{")
    code, out, err = call("review", "list", "--json")
    assert code == 5
    assert [it["record_id"] for it in json.loads(out)] == [whole.name]
    assert err == (
        f"Damaged: {damaged} changed after filing. Restore it from a backup.\n"
    )
    code, out, _err = call("review", "show", whole.name, "--json")
    assert (code, json.loads(out)["record_id"]) == (0, whole.name)


def test_status_counts_what_is_whole_in_review_and_names_the_damaged(waiting, call):
    (waiting[1] / "data" / "record.json").write_text("{")
    code, out, _err = call("status", "--json")
    assert (code, json.loads(out)["review"]) == (0, 1)
    assert json.loads(out)["damaged"] == [str(waiting[1])]
    code, _out, err = call("status")
    assert (code, err.count("Damaged: ")) == (0, 1)


def test_a_mistake_of_the_program_is_no_answer(monkeypatch, call):
    def mistaken(_audit: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(drops, "read", mistaken)
    code, out, err = call("log")
    assert (code, out) == (70, "")
    assert "mistake of the program" in err


def test_a_year_before_the_first_file_plan_takes_over_that(office, call):
    path = office.root / "file-plan" / "2014.yaml"
    code, out, _err = call("cases", "plan", "2014")
    assert (code, str(path) in out) == (0, True)
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["year"] == 2014
    path.unlink()


def test_a_paper_of_a_year_without_a_plan_is_told_what_to_do(waiting, call):
    words = ("review", "resolve", waiting[0].name, "--kind", "other", "--title", "x")
    code, _out, err = call(*words, "--date", "2014-05-01")
    assert code in (2, 3)
    assert "podshivka cases plan 2014" in err
    assert "give this command again" in err


@pytest.mark.slow
@pytest.mark.parametrize("is_link", [True, False])
def test_once_ends_with_1_while_something_is_left_alone_in_the_inbox(tmp_path, is_link):
    office = institute.make(tmp_path / "ws")
    path = office.inbox("a.pdf")
    if is_link:
        path.symlink_to(tmp_path)
    else:
        with path.open("wb") as large:
            large.truncate(file.load(office.root).limits.file_bytes + 1)
    office.run("watch", "--once", expect=1)
    assert path.lstat()
    path.unlink()
    office.run("watch", "--once")


def test_a_paper_of_a_day_still_to_come_is_asked_about(waiting, call):
    words = ("review", "resolve", waiting[0].name, "--kind", "other", "--title", "x")
    code, _out, err = call(*words, "--date", "23.05.2081")
    assert code == 2
    assert "--date: 2081-05-23 is still to come. Is that a slip?" in err
    assert "cases plan" not in err


def test_of_a_year_without_a_plan_a_kind_that_nobody_knows_is_told_first(waiting, call):
    words = ("review", "resolve", waiting[0].name, "--kind", "othr", "--title", "x")
    code, _out, err = call(*words, "--date", "2014-05-01")
    assert code == 2
    assert "has no case for “othr”; it has for: " in err
    assert "other – " in err
    assert "cases plan" not in err
