"""Workbooks of forms: what stands in them, computes, and prints."""

import dataclasses
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from pipeline import forms
from pipeline.forms import workbook
from pipeline.forms.workbook import frame, titles
from pipeline.model import Movement, Task
from tests import desk, invented

DOCUMENT_ID = "7K3Q9ZC2M4"
PEOPLE, UNITS, SESSIONS = 4, 2, 40


def tree(group, layout, *, filled=True):
    """The data of a form of that layout; the card has its counts of attendance."""
    unit = group.units[1] if layout == "gradesheet" else None
    trainee = group.trainees[1] if layout == "card" else None
    data = forms.build(
        invented.organisation(),
        group,
        unit=unit,
        trainee=trainee,
        document=forms.DocumentFacts(
            DOCUMENT_ID, layout, "Форма", "7/2026", date(2026, 6, 26), "", draft=True
        ),
        filled=filled,
    )
    if trainee:
        seen = {"lessons": 20, "attended": 18, "missed": 2, "missed_hours": 8}
        data["trainee"]["attendance"] = {one.id: seen for one in group.units}
    return data


LAYOUTS = ("journal", "gradesheet", "final", "card")


@pytest.fixture(scope="module")
def group():
    return invented.group(PEOPLE, UNITS, SESSIONS)


def made(group, layout, **options):
    return workbook.make(layout, tree(group, layout, **options), DOCUMENT_ID)


@pytest.fixture(scope="module")
def books(group):
    """Layout → the filled workbook, as openpyxl opens it; nobody changes them."""
    return {layout: desk.opened(made(group, layout)) for layout in LAYOUTS}


def tables(book):
    return [sheet for sheet in book if desk.corner(sheet)]


def test_a_journal_has_a_sheet_for_each_discipline(books):
    names = books["journal"].sheetnames
    assert names[0] == "Титул"
    assert names[1].startswith("1 Введение в гештальт-терапию")
    assert names[2].startswith("2 ")
    assert names[3:] == ["Занятия", "Итоги", "podshivka"]


@pytest.mark.parametrize(
    ("value", "word", "told"),
    [
        ("5", "отлично", "5 (отлично)"),
        ("зачтено", "зачтено", "зачтено"),
        ("не явился", "не явился (не явилась)", "не явился"),
    ],
)
def test_a_value_that_its_word_begins_with_stays_alone(value, word, told):
    assert frame.spoken(value, word) == told


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("filled", [True, False])
def test_the_same_data_gives_the_same_bytes(group, layout, filled):
    assert made(group, layout, filled=filled) == made(group, layout, filled=filled)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_blank_and_filled_have_the_same_cells_to_fill(group, books, layout):
    blank = desk.inputs(desk.opened(made(group, layout, filled=False)))
    assert set(blank) == set(desk.inputs(books[layout]))
    assert {cell.value for cell in blank.values()} == {None}


def test_a_journal_asks_for_every_mark_task_and_grade(books, group):
    people = [one.id for one in group.trainees]
    wanted = {f"trainee {one} mark {it.id}" for one in people for it in group.sessions}
    for unit in group.units:
        wanted |= {f"trainee {one} grade {unit.id}" for one in people}
        wanted |= {f"trainee {one} task {unit.id} {unit.tasks[0].id}" for one in people}
    assert set(desk.inputs(books["journal"])) == wanted


def test_a_card_asks_for_the_grades_of_its_trainee(books, group):
    wanted = {f"trainee T02 grade {unit.id}" for unit in group.units}
    assert set(desk.inputs(books["card"])) == {*wanted, "trainee T02 final grade"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_formula_computes_the_value_that_it_carries(group, layout):
    content = made(group, layout)
    book, values = desk.opened(content), carried(content)
    formulas = [
        (sheet, cell)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    for sheet, cell in formulas:
        wanted = values[sheet.title][cell.coordinate].value
        assert desk.computed(book, sheet, cell) == ("" if wanted is None else wanted)


def carried(content):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def test_what_was_missed_is_counted_by_what_the_mark_means(group):
    marks = dict(zip((it.id for it in group.sessions), "нбон", strict=False))
    results = dataclasses.replace(group.results, attendance={"T01": marks})
    book = desk.opened(made(dataclasses.replace(group, results=results), "journal"))
    sheet = book.worksheets[1]
    row = desk.rows_of(sheet)[0]
    sums = [
        desk.computed(book, sheet, cell) for cell in sheet[row] if cell.data_type == "f"
    ]
    assert sums == [3, 1, 12]


def test_totals_follow_when_rows_are_sorted(group):
    book = desk.opened(made(group, "journal"))
    results = book["Итоги"]
    last = results.max_column
    before = {
        results.cell(row, 2).value: desk.computed(
            book, results, results.cell(row, last)
        )
        for row in desk.rows_of(results)
    }
    grid = book.worksheets[1]
    top = desk.rows_of(grid)[0]
    formulas = {at: grid.cell(top, at).value for at in range(1, grid.max_column + 1)}
    desk.sort(grid)
    for row in desk.rows_of(grid):  # Excel moves a row's formulas to its new place
        for at, text in formulas.items():
            if str(text).startswith("="):
                grid.cell(row, at).value = moved(text, top, row)
    after = {
        results.cell(row, 2).value: desk.computed(
            book, results, results.cell(row, last)
        )
        for row in desk.rows_of(results)
    }
    assert after == before
    assert len(set(before.values())) > 1


def moved(formula, top, row):
    return Translator(formula, f"A{top}").translate_formula(f"A{row}")


def test_the_word_follows_the_grade_however_it_is_typed(books):
    book = books["gradesheet"]
    sheet = book.worksheets[0]
    row = desk.rows_of(sheet)[0]
    before = sheet.cell(row, 4).value
    for typed, word in ((5, "отлично"), (" 3 ", "удовлетворительно"), ("6", "?")):
        sheet.cell(row, 4).value = typed
        assert desk.computed(book, sheet, sheet.cell(row, 5)) == word
    sheet.cell(row, 4).value = before


def test_drop_downs_offer_the_legend_and_the_scale(books):
    allowed = {
        kind: values_of(books["journal"], f"trainee T01 {kind}")
        for kind in ("mark S01", "task U1 U1K1", "grade U2")
    }
    assert allowed == {
        "mark S01": ["н", "б", "о", "–"],
        "task U1 U1K1": ["сдано", "не сдано"],
        "grade U2": [5, 4, 3, 2],
    }


def values_of(book, address):
    cell = desk.inputs(book)[address]
    for rule in cell.parent.data_validations.dataValidation:
        if cell.coordinate in rule.cells:
            title, _mark, where = rule.formula1.rpartition("!")
            return desk._values(book[title.strip("'")], where)
    return None


def test_lessons_have_real_dates(books, group):
    sheet = books["journal"].worksheets[1]
    top, _left = desk.corner(sheet)
    days = [cell.value for cell in sheet[top + 2] if isinstance(cell.value, datetime)]
    wanted = [it.date for it in group.sessions if it.unit == "U1"]
    assert [day.date() for day in days] == wanted


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_sheet_is_set_up_for_paper(books, layout):
    for sheet in books[layout].worksheets[:-1]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert DOCUMENT_ID in sheet.oddFooter.left.text
        assert "подлинник на бумаге" in sheet.oddFooter.left.text
        if desk.corner(sheet):
            assert sheet.print_title_rows
            assert sheet.freeze_panes


def test_a_wide_grid_lies_across_and_a_narrow_one_stands():
    few = desk.opened(made(invented.group(3, 8, 16), "journal"))
    assert few.worksheets[1].page_setup.orientation != "landscape"
    many = desk.opened(made(one_unit(40), "journal")).worksheets[1]
    assert many.page_setup.orientation == "landscape"
    assert many.page_setup.fitToWidth in (1, None)


def test_more_lessons_than_a_page_holds_go_on_beside_it():
    sheet = desk.opened(made(one_unit(60), "journal")).worksheets[1]
    assert sheet.page_setup.fitToWidth == 2
    assert sheet.print_title_cols == "$A:$C"


def one_unit(lessons):
    """A group whose lessons all belong to one unit."""
    group = invented.group(3, 1, lessons)
    sessions = tuple(dataclasses.replace(one, unit="U1") for one in group.sessions)
    return dataclasses.replace(group, sessions=sessions)


def test_an_approved_form_says_by_which_order(group):
    data = tree(group, "gradesheet")
    data["form"] |= {"draft": False, "approved": "приказ от 12.01.2026 № 3"}
    sheet = desk.opened(workbook.make("gradesheet", data, DOCUMENT_ID)).worksheets[0]
    assert sheet["A1"].value == "Форма утверждена: приказ от 12.01.2026 № 3"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_keys_are_hidden(books, layout):
    assert books[layout]["podshivka"].sheet_state == "veryHidden"
    for sheet in tables(books[layout]):
        top, _left = desk.corner(sheet)
        assert sheet.row_dimensions[top].hidden
        assert sheet.column_dimensions["B"].hidden


def test_text_that_looks_like_a_formula_stays_text(group):
    risky = ("=1+1", "+7 495", "-2", "@СУММ(A1)")
    people = tuple(
        dataclasses.replace(one, surname=surname)
        for one, surname in zip(group.trainees, risky, strict=False)
    )
    unit = dataclasses.replace(
        group.units[0], title="=HYPERLINK()", tasks=(Task("K1", "=A1"),)
    )
    odd = dataclasses.replace(group, trainees=people, units=(unit, *group.units[1:]))
    for layout in LAYOUTS:
        for sheet in desk.opened(made(odd, layout)):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if isinstance(cell.value, str) and cell.value.startswith(risky):
                    assert cell.data_type == "s"


def test_one_who_was_not_there_yet_has_dark_cells(group):
    joined = dataclasses.replace(
        group.trainees[0], joined=Movement(group.sessions[3].date)
    )
    late = dataclasses.replace(group, trainees=(joined, *group.trainees[1:]))
    cells = desk.inputs(desk.opened(made(late, "journal", filled=False)))
    dark = [at for at in ("S01", "S03", "S04") if fill(cells[f"trainee T01 mark {at}"])]
    assert dark == ["S01", "S03"]


def fill(cell):
    return cell.fill.fgColor.rgb == "FFBFBFBF"


@pytest.mark.slow
def test_the_largest_journal_is_made_and_opens():
    group = invented.group(40, 12, 120)
    sessions = tuple(
        dataclasses.replace(one, unit=f"U{at // 10 + 1}")
        for at, one in enumerate(group.sessions)
    )
    unit = dataclasses.replace(group.units[0], title="Я" * 250)
    units = (unit, *group.units[1:])
    group = dataclasses.replace(group, units=units, sessions=sessions)
    book = desk.opened(made(group, "journal"))
    assert len(tables(book)) == 13
    assert len(desk.inputs(book)) == 40 * (120 + 12 + 12)


@pytest.mark.parametrize("filled", [True, False])
def test_a_group_without_lessons_and_tasks_has_a_journal(group, filled):
    units = tuple(dataclasses.replace(one, tasks=()) for one in group.units)
    bare = dataclasses.replace(group, sessions=(), units=units)
    book = desk.opened(made(bare, "journal", filled=filled))
    assert book.sheetnames == ["Титул", "Занятия", "Итоги", "podshivka"]


def test_nothing_of_the_clock_is_in_the_file(group, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(made(group, "final"))
    with zipfile.ZipFile(path) as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_names_of_sheets_are_fit_and_differ(wanted):
    taken = {"podshivka"}
    for text in wanted:
        name = titles.title(text, taken)
        assert 0 < len(name.encode("utf-16-le")) // 2 <= titles.LONGEST
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name
        assert name.casefold() not in taken
        taken.add(name.casefold())
