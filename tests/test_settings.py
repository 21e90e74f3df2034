import json

import pytest

from pipeline import messages, resources
from pipeline.errors import DataError, WorkspaceError
from pipeline.settings import file, ranges, tomltext, where


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("PODSHIVKA_WORKSPACE", raising=False)
    monkeypatch.delenv("PODSHIVKA_LANGUAGE", raising=False)
    monkeypatch.chdir(tmp_path)


def a_workspace(folder, text: str = ""):
    folder.mkdir(exist_ok=True)
    (folder / "podshivka.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_nearest_workspace_upwards_is_meant(tmp_path, monkeypatch):
    a_workspace(tmp_path)
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert where.find_workspace() == tmp_path


def test_the_environment_names_a_workspace(tmp_path, monkeypatch):
    named = a_workspace(tmp_path / "named")
    monkeypatch.setenv("PODSHIVKA_WORKSPACE", str(named))
    assert where.find_workspace() == named


def test_what_is_given_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("PODSHIVKA_WORKSPACE", str(a_workspace(tmp_path / "one")))
    assert where.find_workspace(a_workspace(tmp_path / "two")) == tmp_path / "two"


def test_no_workspace_is_said_with_the_remedy(tmp_path):
    with pytest.raises(WorkspaceError, match="init"):
        where.find_workspace()
    with pytest.raises(WorkspaceError, match="init"):
        where.find_workspace(tmp_path / "nowhere")


def test_a_folder_with_a_space_is_quoted_in_the_command_that_makes_a_workspace(
    tmp_path,
):
    folder = tmp_path / "мой институт"
    with pytest.raises(WorkspaceError, match=f"podshivka init '{folder}'"):
        where.find_workspace(folder)


def test_an_empty_file_means_the_defaults(tmp_path):
    settings = file.load(a_workspace(tmp_path))
    assert settings.language == "ru"
    assert settings.ocr.languages == "rus+eng"
    assert settings.places.inbox == tmp_path / "inbox"
    assert settings.places.claimed == tmp_path / "inbox" / ".claimed"
    assert settings.places.relative(tmp_path / "archive" / "x") == "archive/x"
    assert settings.places.relative(tmp_path.parent) == str(tmp_path.parent)


def test_folders_may_lie_elsewhere(tmp_path):
    text = '[folders]\ninbox = "/mnt/scans"\n'
    assert str(file.load(a_workspace(tmp_path, text)).places.inbox) == "/mnt/scans"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("langage = 'ru'", "langage"),
        ("[intake]\nworker = 3", "intake.worker"),
        ("[intake]\nworkers = 'two'", "intake.workers: it must be a whole number"),
        ("[intake]\npoll_seconds = true", "intake.poll_seconds: it must be a number"),
        ("profile = ''\nlanguage =\n", "line 2, column 11: this is no setting"),
        ("language =", "this is no setting"),
        ("language = 'fr'", "language: it is one of: ru, en"),
        ("language = 7", "language: it must be text in quotes"),
        ("intake = 7", "intake: this is a section"),
        ("[intake]\nworkers = 1\nworkers = 2\n", "line 3, column 12: this stands"),
        ("[intake]\n[ocr]\n[intake]", "line 3, column 8: this stands here a second"),
        ('[folders]\ninbox = "D:\\scans"', "line 2, .*: in double quotes a backslash"),
        ('[folders]\ninbox = "D:\\Users"', "line 2, .*: in double quotes a backslash"),
        ('[folders]\ninbox = "D:\\new"', "folders.inbox: in double quotes a backslash"),
        ('[folders]\ninbox = "D:\\"\n', "line 2, .*: the closing quote is missing"),
        ("profile = 'x\n", "the closing quote is missing"),
        (f"[limits]\npages = {2**63}", "limits.pages: the number is too large"),
        (f"[limits]\npages = {'9' * 5000}", "podshivka.toml: the number is too large"),
    ],
)
def test_a_misspelt_setting_is_a_fault(tmp_path, monkeypatch, text, said):
    monkeypatch.setattr(messages, "_language", "en")
    with pytest.raises(DataError, match=said):
        file.load(a_workspace(tmp_path, text))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "profile = ''\n# папки".encode("cp1251"),
            "line 2, column 3: The text is not UTF-8",
        ),
        ("profile = ''".encode("utf-16"), "line 1, column 1: The text is not UTF-8"),
    ],
)
def test_settings_in_another_encoding_are_a_fault(tmp_path, monkeypatch, content, said):
    monkeypatch.setattr(messages, "_language", "en")
    (a_workspace(tmp_path) / "podshivka.toml").write_bytes(content)
    with pytest.raises(DataError, match=said):
        file.load(tmp_path)


def test_settings_that_begin_with_the_mark_of_their_encoding_are_read(tmp_path):
    text = "\ufefflanguage = 'en'"
    assert file.load(a_workspace(tmp_path, text)).language == "en"


def test_settings_that_cannot_be_opened_are_a_fault_in_our_own_words(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(messages, "_language", "en")
    path = tmp_path / "podshivka.toml"
    path.mkdir()
    with pytest.raises(DataError, match="it cannot be read; see") as refused:
        tomltext.read(path)
    assert "Is a directory" not in str(refused.value)
    assert "Is a directory" in caplog.text


def test_all_faults_of_the_settings_are_told_at_once(tmp_path):
    text = "langage = 'ru'\n[intake]\nworkers = 2.5\npoll_seconds = '1'\n"
    with pytest.raises(DataError) as refused:
        file.load(a_workspace(tmp_path, text))
    places = [fault.place for fault in refused.value.faults]
    assert places == ["langage", "intake.workers", "intake.poll_seconds"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("intake.workers", "0"),
        ("intake.workers", "-1"),
        ("intake.workers", "65"),
        ("intake.settle_seconds", "nan"),
        ("intake.settle_seconds", "-0.5"),
        ("intake.poll_seconds", "inf"),
        ("limits.seconds", "0"),
        ("limits.seconds", "nan"),
        ("limits.memory_mb", "0"),
        ("limits.memory_mb", "9000000000000000000"),
        ("limits.pages", "0"),
        ("limits.pixels", "-7"),
        ("limits.file_mb", "8796093022208"),
    ],
)
def test_a_number_with_which_nothing_could_work_is_a_fault(
    tmp_path, monkeypatch, name, value
):
    monkeypatch.setattr(messages, "_language", "en")
    with pytest.raises(DataError, match=f"{name}: it must be from .* to "):
        file.load(a_workspace(tmp_path, f"{name} = {value}"))


def test_all_numbers_out_of_range_are_told_at_once(tmp_path):
    text = "intake.workers = 0\nlimits.pages = 0\nlimits.seconds = nan\n"
    with pytest.raises(DataError) as refused:
        file.load(a_workspace(tmp_path, text))
    places = [fault.place for fault in refused.value.faults]
    assert places == ["intake.workers", "limits.pages", "limits.seconds"]


@pytest.mark.parametrize("name", ranges.RANGES)
def test_a_number_may_be_the_least_and_the_most_that_the_schema_says(tmp_path, name):
    path = resources.folder("schemas") / "settings.schema.json"
    section, _dot, setting = name.partition(".")
    sections = json.loads(path.read_text("utf-8"))["properties"]
    schema = sections[section]["properties"][setting]
    assert ranges.RANGES[name] == (schema["minimum"], schema["maximum"])
    for value in ranges.RANGES[name]:
        settings = file.load(a_workspace(tmp_path, f"{name} = {value}"))
        assert getattr(getattr(settings, section), setting) == value


FOLDERS = [
    "groups",
    "templates",
    "issued",
    "review",
    "archive",
    "quarantine",
    "audit",
]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("path", ["inbox/deep/er", "inbox", "other/../inbox/deep"])
def test_a_folder_inside_the_inbox_is_refused(tmp_path, name, path):
    with pytest.raises(DataError, match=f"folders.{name}: “{path}”.*folders.inbox"):
        file.load(a_workspace(tmp_path, f'[folders]\n{name} = "{path}"\n'))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("inbox", [".", "..", "archive/..", ".podshivka"])
def test_an_inbox_around_folders_of_the_workspace_is_refused(tmp_path, inbox):
    with pytest.raises(DataError, match=f"folders.inbox: “{inbox}”.*.podshivka"):
        file.load(a_workspace(tmp_path, f'[folders]\ninbox = "{inbox}"\n'))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("name", "path", "other"),
    [
        ("review", "archive/review", "folders.archive"),
        ("review", "archive", "folders.archive"),
        ("archive", "review/../review/x", "folders.review"),
        ("quarantine", "issued/2026", "folders.issued"),
        ("audit", ".podshivka/audit", ".podshivka"),
        ("groups", "file-plan", "file-plan"),
    ],
)
def test_folders_inside_one_another_are_refused(tmp_path, name, path, other):
    text = f'[folders]\n{name} = "{path}"\n'
    with pytest.raises(DataError, match=f"folders.{name}: .*of {other};"):
        file.load(a_workspace(tmp_path, text))


@pytest.mark.usefixtures("english")
def test_a_folder_is_told_that_holds_others_which_the_file_does_not_name(tmp_path):
    text = '[folders]\narchive = "all"\nreview = "all/review"\ngroups = "."\n'
    with pytest.raises(DataError) as refused:
        file.load(a_workspace(tmp_path, text))
    archive, groups = ("“all/review” is or lies in", "“.” holds the folder of")
    told = {it.place: it.says for it in refused.value.faults}
    assert set(told) == {"folders.review", "folders.groups", "folders.archive"}
    assert told["folders.review"].startswith(archive)
    assert told["folders.groups"].startswith(groups)


@pytest.mark.usefixtures("english")
def test_a_folder_without_a_name_and_one_at_home_are_told_at_once(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("HOME", "/home/anna")
    text = '[folders]\narchive = ""\ninbox = "~/scans"\nocr = 7\n'
    text += 'review = "~nobody-of-that-name"\n'
    with pytest.raises(DataError) as refused:
        file.load(a_workspace(tmp_path, text))
    told = {it.place: it.says for it in refused.value.faults}
    wrong = {"folders.archive", "folders.inbox", "folders.ocr", "folders.review"}
    assert set(told) == wrong
    assert "write the whole path: /home/anna/scans" in told["folders.inbox"]
    assert told["folders.review"].endswith("begins so: ./~nobody-of-that-name")


def test_a_name_may_begin_with_a_tilde_behind_a_dot(tmp_path):
    text = '[folders]\ninbox = "./~inbox"\n'
    assert file.load(a_workspace(tmp_path, text)).places.inbox == tmp_path / "~inbox"


@pytest.mark.parametrize("path", ["/srv/archive", "store/archive", "archive2"])
def test_folders_apart_are_no_fault(tmp_path, path):
    text = f'[folders]\narchive = "{path}"\nreview = "store/review"\n'
    assert file.load(a_workspace(tmp_path, text)).places.archive == tmp_path / path


@pytest.mark.parametrize("path", ["inbox/../archive", "inbox2"])
def test_a_folder_beside_the_inbox_is_no_fault(tmp_path, path):
    text = f'[folders]\narchive = "{path}"\n'
    assert file.load(a_workspace(tmp_path, text)).places.archive == tmp_path / path


def test_the_language_is_known_before_the_workspace(tmp_path, monkeypatch):
    assert where.language() == "ru"
    a_workspace(tmp_path, 'language = "en"')
    assert where.language() == "en"
    a_workspace(tmp_path, "language = 7")
    assert where.language() == "ru"
    a_workspace(tmp_path, "language = 'fr'")
    assert where.language() == "ru"
    a_workspace(tmp_path, "language = ")
    assert where.language() == "ru"
    monkeypatch.setenv("PODSHIVKA_LANGUAGE", "en")
    assert where.language() == "en"
