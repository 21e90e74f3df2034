"""Results put into a group's file, and everything else left as it was written."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline import disk, roster
from pipeline.errors import DataError
from pipeline.model import FinalResult, Results
from pipeline.roster import ResultChange, outcomes, workbook, yamlresults, yamltext
from tests import workbooks
from tests.test_roster import GROUP as TEXT
from tests.workbooks import GROUP

EXAMPLES = Path(__file__).parent.parent / "examples"
NEW = Results(
    attendance={"T01": {"S02": "б"}, "T02": {"S01": "", "S02": "о"}},
    tasks={"T01": {"D1": ("W2", "W1")}, "T02": {"D1": ("W2",)}},
    grades={"T01": {"D1": "4"}, "T02": {"D1": "не явился", "D2": "зачтено"}},
    final={"T01": FinalResult(topic="Новая тема"), "T02": FinalResult("не зачтено")},
)


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def drawn(organisation) -> bytes:
    return workbook.filled(GROUP, organisation)


@pytest.fixture
def kept(tmp_path) -> Callable[..., Path]:
    """A group's file in the folder of groups."""

    def keep(content: str | bytes, name: str) -> Path:
        folder = tmp_path / "groups"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return keep


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- in YAML


def test_only_the_lines_of_the_results_change(kept, organisation):
    lines = (EXAMPLES / "gt-12.yaml").read_text("utf-8").splitlines(keepends=True)
    text = "".join([*lines, "\n# в конце\ncustomer: ООО «Пример»  # кто платит\n"])
    path = kept(text, "ГТ-12.yaml")
    roster.put_results(
        path, Results(grades={"T01": {"D1": "не зачтено"}}), organisation
    )
    new = path.read_text("utf-8")
    head = text[: text.index("results:")]
    assert new.startswith(head)
    assert new.endswith("\n# в конце\ncustomer: ООО «Пример»  # кто платит\n")
    assert "    T01: {D1: не зачтено, D2: 4, D3: зачтено" in new


def test_a_line_that_did_not_change_is_written_as_people_write_it(kept, organisation):
    path = kept((EXAMPLES / "gt-12.yaml").read_text("utf-8"), "ГТ-12.yaml")
    before = set(path.read_text("utf-8").splitlines())
    roster.put_results(path, Results(attendance={"T05": {"S01": "н"}}), organisation)
    new = path.read_text("utf-8").splitlines()
    assert set(new) - before == {"    T05: {S01: н}"}


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT[: TEXT.index("results:")],
        TEXT[: TEXT.index("results:")] + "results:\n",
        TEXT[: TEXT.index("results:")] + "results: {}  # пока нет\n# конец",
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        TEXT.rstrip("\n"),
        "---\n" + TEXT + "...\n",
        TEXT.replace("results:\n", '"results":\n'),
        TEXT.replace("results:\n", "results: # до проверки\n  # внутри\n"),
        TEXT[TEXT.index("results:") :] + TEXT[: TEXT.index("results:")],
        "".join(f"  {line}\n" for line in TEXT.splitlines()),
    ],
)
def test_results_go_into_yaml_however_it_is_laid_out(text, kept, organisation):
    path = kept(text, "ПР-1.yaml")
    before = roster.load_group(path, organisation)
    new = Results(grades={"T02": {"D1": "3"}}, attendance={"T02": {"S01": ""}})
    changed = roster.put_results(path, new, organisation)
    group = roster.load_group(path, organisation)
    assert changed == (
        ResultChange("T02", "attendance", "S01", None, ""),
        ResultChange("T02", "grades", "D1", None, "3"),
    )
    assert replace(group, results=before.results) == before
    assert group.results.grades["T02"] == {"D1": "3"}
    after = path.read_text("utf-8")
    assert all(line in after for line in text.splitlines() if "#" in line and
               "до проверки" not in line and "внутри" not in line and
               "пока нет" not in line)  # fmt: skip


@pytest.mark.parametrize("known", [True, False])
def test_results_go_into_one_mapping_in_braces(known, kept, organisation):
    tree = yamltext.parse(TEXT.encode(), Path("x")).data
    assert isinstance(tree, dict)
    if not known:
        del tree["results"]
    path = kept(yamlresults._dumped(tree, flow=True), "ПР-1.yaml")
    roster.put_results(path, Results(grades={"T02": {"D1": "3"}}), organisation)
    group = roster.load_group(path, organisation)
    assert group.results.grades["T02"] == {"D1": "3"}
    assert ("T01" in group.results.grades) is known


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"])).map(
    lambda text: " ".join(text.split())
)


@given(st.lists(WORDS | st.sampled_from(["~", "null", "a: b", "# x", "- y", "'", '"'])))
@settings(deadline=None, max_examples=60)
def test_any_text_goes_into_yaml_and_comes_back(words):
    tree = {"final": {f"T{n}": {"topic": word} for n, word in enumerate(words)}}
    content = yamlresults.replaced("code: x\n# ё\n".encode(), tree)
    data = yamltext.parse(content, Path("x")).data
    assert isinstance(data, dict)
    normal = {
        trainee: {"topic": yamltext.cleaned(one["topic"])}
        for trainee, one in tree["final"].items()
    }
    assert data["results"] == {"final": normal}
    assert content.decode().startswith("code: x\n# ё\n") or not words


# --- in a workbook


def test_only_the_sheet_of_results_changes(drawn, kept, organisation):
    path = kept(drawn, "ПР-1.xlsx")
    roster.put_results(path, NEW, organisation)
    before, after = parts(drawn), parts(path.read_bytes())
    assert {name for name in before if before[name] != after[name]} == {
        "xl/worksheets/sheet9.xml"
    }


def test_cells_keep_their_look_and_their_lists(drawn, kept, organisation):
    path = kept(drawn, "ПР-1.xlsx")
    roster.put_results(path, NEW, organisation)
    old = load_workbook(io.BytesIO(drawn))["Результаты"]
    new = load_workbook(path)["Результаты"]
    assert new["C8"].value == 4
    assert new["C8"].border.left.style == old["C8"].border.left.style == "thin"
    assert new.data_validations.count == old.data_validations.count
    assert new.merged_cells == old.merged_cells


def test_both_kinds_of_file_hold_the_same_then(drawn, kept, organisation):
    text = kept(as_yaml(), "ПР-1.yaml")
    one = roster.put_results(text, NEW, organisation)
    in_text = roster.load_group(text, organisation)
    text.unlink()
    book = kept(drawn, "ПР-1.xlsx")
    assert roster.put_results(book, NEW, organisation) == one
    assert roster.load_group(book, organisation) == in_text
    assert in_text.results.final["T01"] == FinalResult(
        "зачтено", "Новая тема", "Мнение"
    )
    assert in_text.results.tasks["T01"] == {"D1": ("W1", "W2")}


def as_yaml() -> str:
    """The small group as YAML."""
    tree = disk.to_builtins(replace(GROUP, results=Results()))
    del tree["results"]
    for trainee in tree["trainees"]:
        for key in [key for key, value in trainee.items() if not value]:
            del trainee[key]
    for key in [key for key, value in tree.items() if value is None]:
        del tree[key]
    for unit in tree["units"]:
        del unit["assessed_on"]
    text = yamlresults._dumped(tree, flow=False)
    return yamlresults.replaced(
        text.encode(), outcomes.written(outcomes.settled(GROUP).results)
    ).decode()


def test_rows_and_columns_that_are_missing_are_added(drawn, kept, organisation):
    def cut(book):
        page = book["Результаты"]
        page.delete_rows(9, 30)
        page.unmerge_cells("J4:K4")
        page.delete_cols(11, 5)

    path = kept(workbooks.edited(drawn, cut), "ПР-1.xlsx")
    roster.put_results(path, NEW, organisation)
    page = load_workbook(path)["Результаты"]
    assert (page["A9"].value, page["B9"].value) == ("T02", "Черняк Ольга")
    assert (page["K4"].value, page["K6"].value) == ("Посещаемость", "S02")
    group = roster.load_group(path, organisation)
    assert group.results.attendance["T02"] == {"S01": "", "S02": "о"}


def test_codes_that_were_not_written_are_written_with_the_results(
    drawn, kept, organisation
):
    bare = workbooks.with_texts(drawn, ("Слушатели", "A6", ""))
    path = kept(bare, "ПР-1.xlsx")
    roster.put_results(path, NEW, organisation)
    assert load_workbook(path)["Слушатели"]["A6"].value == "T01"


def test_a_formula_that_is_replaced_leaves_the_chain_of_formulas(
    drawn, kept, organisation
):
    stream = io.BytesIO(drawn)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/calcChain.xml", b"<calcChain/>")
    path = kept(stream.getvalue(), "ПР-1.xlsx")
    roster.put_results(path, NEW, organisation)
    assert "xl/calcChain.xml" not in parts(path.read_bytes())
    assert roster.load_group(path, organisation).results.grades["T01"]["D1"] == "4"


# --- in either


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_the_former_file_is_kept(suffix, drawn, kept, organisation):
    content = TEXT.encode() if suffix == ".yaml" else drawn
    path = kept(content, f"ПР-1{suffix}")
    roster.put_results(path, Results(grades={"T02": {"D1": "3"}}), organisation)
    (former,) = (path.parent / ".history").iterdir()
    assert former.suffix == suffix
    assert former.read_bytes() == content


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_what_is_known_already_changes_nothing(suffix, drawn, kept, organisation):
    content = TEXT.encode() if suffix == ".yaml" else drawn
    path = kept(content, f"ПР-1{suffix}")
    known = roster.load_group(path, organisation).results
    assert roster.put_results(path, known, organisation) == ()
    assert roster.put_results(path, Results(), organisation) == ()
    assert path.read_bytes() == content
    assert not (path.parent / ".history").exists()


@pytest.mark.parametrize(
    ("new", "place", "says"),
    [
        (Results(grades={"T09": {"D1": "5"}}), "results.grades.T09", "trainee “T09”"),
        (Results(grades={"T01": {"D9": "5"}}), "results.grades.T01.D9", "unit “D9”"),
        (Results(grades={"T01": {"D1": "6"}}), "results.grades.T01.D1", "not used"),
        (Results(tasks={"T01": {"D1": ("W9",)}}), "tasks.T01.D1[1]", "task “W9”"),
        (Results(attendance={"T01": {"S01": "п"}}), "attendance.T01.S01", "not used"),
    ],
)
def test_results_that_the_group_does_not_know_are_refused(
    new, place, says, kept, organisation
):
    path = kept(TEXT, "ПР-1.yaml")
    with pytest.raises(DataError) as caught:
        roster.put_results(path, new, organisation)
    (fault,) = caught.value.faults
    assert place in fault.place
    assert says in fault.says
    assert path.read_text("utf-8") == TEXT


def test_when_one_of_several_files_refuses_none_is_changed(kept, organisation):
    good = kept(TEXT, "ПР-1.yaml")
    other = kept(TEXT.replace("ПР-1", "ПР-2"), "ПР-2.yaml")
    wrong = Results(grades={"T09": {"D1": "5"}})
    with pytest.raises(DataError):
        roster.put_all([(good, NEW), (other, wrong)], organisation)
    assert good.read_text("utf-8") == TEXT
    assert not (good.parent / ".history").exists()


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_of_results_that_come_twice_the_later_hold(suffix, drawn, kept, organisation):
    path = kept(TEXT.encode() if suffix == ".yaml" else drawn, f"ПР-1{suffix}")
    grades = [Results(grades={"T02": {"D1": grade}}) for grade in ("3", "4")]
    _first, second = roster.put_all([(path, it) for it in grades], organisation)
    assert second == (ResultChange("T02", "grades", "D1", "3", "4"),)
    assert roster.load_group(path, organisation).results.grades["T02"]["D1"] == "4"
    assert len([*(path.parent / ".history").iterdir()]) == 1


def test_what_was_and_what_is_are_told(kept, organisation):
    path = kept(TEXT, "ПР-1.yaml")
    new = Results(
        tasks={"T01": {"D1": ()}},
        grades={"T01": {"D1": "4"}},
        final={"T01": FinalResult(opinion="особое")},
    )
    assert roster.put_results(path, new, organisation) == (
        ResultChange("T01", "final", "opinion", None, "особое"),
        ResultChange("T01", "grades", "D1", "5", "4"),
        ResultChange("T01", "tasks", "D1", "W1", ""),
    )
