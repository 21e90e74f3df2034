"""The file plan of another year, copied."""

import pytest

from pipeline import roster, workspace
from pipeline.errors import DataError, UsageError
from pipeline.settings import file


@pytest.fixture
def places(tmp_path):
    return file.load(workspace.make(tmp_path / "ws", "migip", 2026)).places


def respell(path, former: str, now: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert former in text
    path.write_bytes(text.replace(former, now).encode())


@pytest.mark.parametrize("spelt", ["\ufeffyear:", '"year":', "year :", "'year' :"])
def test_a_file_plan_is_copied_however_its_year_is_spelt(places, spelt):
    respell(places.file_plan(2026), "year:", spelt)
    made = workspace.copy_file_plan(places, 2027)
    assert roster.load_file_plan(made).year == 2027


@pytest.mark.parametrize(
    ("former", "now"), [("year: 2026", "{year: 2026}"), ("index:", "indexx:")]
)
def test_a_file_plan_that_cannot_be_copied_is_named_and_nothing_written(
    places, former, now
):
    respell(places.file_plan(2026), former, now)
    with pytest.raises(DataError, match=r"2026\.yaml"):
        workspace.copy_file_plan(places, 2027)
    assert not places.file_plan(2027).exists()


def test_only_file_plans_of_a_year_are_copied(places):
    folder = places.file_plan(2026).parent
    (folder / "2026_old.yaml").write_text("no file plan")
    assert workspace.copy_file_plan(places, 2030).exists()
    for path in folder.glob("20??.yaml"):
        path.unlink()
    with pytest.raises(UsageError):
        workspace.copy_file_plan(places, 2031)


def test_the_nearest_earlier_file_plan_is_copied_else_the_first_later_one(places):
    respell(places.file_plan(2025), "year: 2025", "year: 2025\n# the older")
    assert "# the older" not in workspace.copy_file_plan(places, 2028).read_text()
    assert "# the older" in workspace.copy_file_plan(places, 2014).read_text()
