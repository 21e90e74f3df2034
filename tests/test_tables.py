"""Tables of lists on a terminal of 80 columns."""

import pytest

from pipeline.cli import base, widths

HEADINGS = ("id", "Название", "Номер", "Группа", "Слушатель", "Страниц", "Состояние")
ROWS = [
    (
        "7K3Q9ZC2M4",
        "Журнал учета посещаемости",
        "ГТ-12/2026-1",
        "ГТ-12",
        "",
        13,
        "есть",
    ),
    ("7K3Q9ZC2M5", "Справка об обучении", "ГТ-12/2026-С-21", "ГТ-12", "T05", 1, "нет"),
]


@pytest.fixture
def lines(monkeypatch, capsys):
    """The lines of that table, on a terminal so wide."""

    def told(width: int) -> list[str]:
        monkeypatch.setattr(base, "width_of_tables", lambda _most: width)
        base.say_table(HEADINGS, ROWS)
        return capsys.readouterr().out.splitlines()

    return told


def test_a_narrow_table_breaks_long_texts_between_words_and_no_id(lines):
    told = lines(80)
    assert max(map(len, told)) <= 80
    assert {"7K3Q9ZC2M4", "7K3Q9ZC2M5", "посещаемости", "T05", "Слушатель"} <= {
        word for line in told for word in line.split()
    }


def test_a_wide_table_has_every_value_in_one_line(lines):
    assert len(lines(200)) == 1 + len(ROWS)


def test_what_fits_nowhere_is_folded_and_never_cut_off(lines):
    told = lines(30)
    assert max(map(len, told)) <= 30
    assert "7K3Q9ZC2M4" in "".join(line[:3].strip() for line in told[1:])


def test_what_is_left_goes_to_those_who_need_it():
    columns = [["id", "A1"], ["title", "three short words"], ["n", "two words"]]
    assert widths.of_columns(columns, 100) == [2, 17, 9]
    assert widths.of_columns(columns, 25) == [2, 10, 9]
    assert widths.of_columns(columns, 8) == [None, None, None]


def test_only_a_day_is_written_as_one():
    assert base.shown_day("2026-05-12") == "12.05.2026"
    assert base.shown_day("2026-31-07") == "2026-31-07"
    assert base.shown_day(None) == "–"
    assert base.shown("2026-05-12") == "2026-05-12"
