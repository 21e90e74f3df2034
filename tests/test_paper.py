"""The simulated paper, held against pages of known geometry."""

import io

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests import paper
from tests.paper import conditions, desk
from tests.paper.sheet import Word, sheet_of

POINTS = 72 / 25.4
LEFT, TOP, ROW = 20.0, 40.0, 9.0
WIDTHS = (10.0, 60.0, 25.0, 45.0)
HEADS = ("No", "Name", "Grade", "Signa- ture")
ROWS = 8


def table_pdf(pages=1):
    """A table of ruling lines 0.5 points thick, its first row printed."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(210 * POINTS, 297 * POINTS))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream("\n".join(content()).encode("ascii"))
    target = io.BytesIO()
    document.save(target, static_id=True)
    return target.getvalue()


def content():
    edges = [LEFT + sum(WIDTHS[:n]) for n in range(len(WIDTHS) + 1)]
    bottom = TOP + ROW * ROWS
    yield "0.5 w"
    for x in edges:
        yield line(x, TOP, x, bottom)
    for number in range(ROWS + 1):
        yield line(LEFT, TOP + ROW * number, edges[-1], TOP + ROW * number)
    for x, head in zip(edges, HEADS, strict=False):
        place = f"{(x + 1.5) * POINTS:.3f} {(297 - TOP - 6) * POINTS:.3f}"
        yield f"BT /F1 10 Tf {place} Td ({head}) Tj ET"
    upwards = f"0 1 -1 0 {150 * POINTS:.3f} {60 * POINTS:.3f} Tm"
    yield f"BT /F1 10 Tf {upwards} (02.03.2026) Tj ET"


def line(x0, y0, x1, y1):
    points = (x0, 297 - y0, x1, 297 - y1)
    a, b, c, d = (value * POINTS for value in points)
    return f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S"


def box_of(row, column):
    x = LEFT + sum(WIDTHS[:column])
    return (x, TOP + ROW * row, x + WIDTHS[column], TOP + ROW * (row + 1))


@pytest.fixture(scope="module")
def printed():
    return paper.print_document(table_pdf())[0]


@pytest.fixture
def sheet(printed):
    return printed.copy()


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def ink_of(sheet, printed):
    """Where it became darker: x and y in mm of such pixels; all inks take red."""
    red, white = sheet.picture[:, :, 0], printed.picture[:, :, 0]
    darker = cv2.subtract(white, red) > 20
    y, x = np.nonzero(darker)
    return (x + 0.5) / sheet.px_per_mm, (y + 0.5) / sheet.px_per_mm


def test_cells_lie_where_they_were_drawn(printed):
    found = [cell.box_mm for cell in paper.cells(printed)]
    drawn = [box_of(row, col) for row in range(ROWS) for col in range(len(WIDTHS))]
    assert np.abs(np.array(found) - np.array(drawn)).max() < 0.3


def test_a_cell_knows_the_words_printed_in_it(printed):
    assert [cell.text for cell in paper.cells(printed)[:4]] == list(HEADS)
    assert {word.text for word in printed.words} >= {"No", "Name", "Grade"}


def test_words_lie_inside_their_cells(printed):
    name = next(word for word in printed.words if word.text == "Name")
    x0, y0, x1, y1 = box_of(0, 1)
    assert x0 < name.box_mm[0] < name.box_mm[2] < x1
    assert y0 < name.box_mm[1] < name.box_mm[3] < y1


def test_text_that_runs_upwards_keeps_its_words_whole(printed):
    date = next(word for word in printed.words if word.text == "02.03.2026")
    x0, y0, x1, y1 = date.box_mm
    assert y1 - y0 > 3 * (x1 - x0)


def test_a_column_is_found_by_a_header_broken_into_two(printed):
    under = paper.column(printed, "signature")
    assert len(under) == ROWS - 1
    assert under[0].box_mm == pytest.approx(box_of(1, 3), abs=0.3)


def test_pages_are_numbered_from_one():
    assert [sheet.number for sheet in paper.print_document(table_pdf(2))] == [1, 2]


def test_a_landscape_print_keeps_its_size_at_another_resolution():
    (sheet,) = paper.print_document(table_pdf(), dpi=150)
    assert sheet.picture.shape[:2] == pytest.approx((1754, 1240), abs=2)
    assert sheet.width_mm == pytest.approx(210, abs=0.1)


@pytest.mark.parametrize("seed", range(8))
def test_a_signature_lands_in_its_cell(sheet, printed, seed):
    cell = paper.column(sheet, "signature")[3]
    paper.sign(sheet, cell, np.random.default_rng(seed))
    x, y = ink_of(sheet, printed)
    x0, y0, x1, y1 = cell.box_mm
    inside = (x > x0) & (x < x1) & (y > y0) & (y < y1)
    assert inside.mean() > 0.6
    assert 4.9 < x.max() - x.min() < 41
    assert x.max() < x1 + 5
    assert y.min() > y0 - 5


def test_ink_is_as_dark_as_the_pens_range_allows(sheet, printed, rng):
    for cell in paper.column(sheet, "signature"):
        paper.sign(sheet, cell, rng, pen="black")
    drop = printed.picture.astype(int) - sheet.picture
    assert 60 < np.percentile(drop[drop > 40], 95) <= 225


def test_ink_never_lightens_the_print(sheet, printed, rng):
    for cell in paper.cells(sheet):
        paper.scribble(sheet, cell, rng)
    assert (sheet.picture <= printed.picture).all()


@pytest.mark.parametrize("value", ["н", "б", ".", "+", "н/у"])
def test_a_mark_stays_in_its_cell(sheet, printed, rng, value):
    cell = paper.column(sheet, "Grade")[2]
    paper.mark(sheet, cell, value, rng)
    x, y = ink_of(sheet, printed)
    assert len(x) > 20
    assert cell.box_mm[0] - 1 < x.min() < x.max() < cell.box_mm[2] + 1
    assert cell.box_mm[1] - 1 < y.min() < y.max() < cell.box_mm[3] + 1


@pytest.mark.parametrize("font", ["pen", "caveat"])
def test_writing_fits_its_cell(sheet, printed, rng, font):
    cell = paper.column(sheet, "Grade")[2]
    box = paper.write(sheet, cell, "54", rng, font=font)
    x, y = ink_of(sheet, printed)
    assert x.min() == pytest.approx(box[0], abs=1.5)
    assert x.max() == pytest.approx(box[2], abs=1.5)
    assert cell.box_mm[0] - 1 < x.min() < x.max() < cell.box_mm[2] + 1
    assert y.max() < cell.box_mm[3] + 1


def test_a_stray_stroke_reaches_into_the_cell(sheet, printed, rng):
    cell = paper.column(sheet, "signature")[3]
    paper.stray_stroke(sheet, cell, rng)
    x, _ = ink_of(sheet, printed)
    assert ((x > cell.box_mm[0]) & (x < cell.box_mm[2])).any()
    assert ((x < cell.box_mm[0]) | (x > cell.box_mm[2])).any()


def test_stamps_leave_ink_where_they_say(sheet, printed, rng):
    paper.stamp(sheet, 100, 200, ["ВХОДЯЩИЙ № 12-88", "«14» мая 2026 г."], rng)
    box = paper.round_stamp(sheet, 60, 240, rng)
    x, y = ink_of(sheet, printed)
    assert x.min() > 39
    assert 190 < y.min() < y.max() < 262
    assert (box[0] + box[2]) / 2 == pytest.approx(60, abs=1)


def test_ink_off_the_page_is_lost_without_a_fault(sheet, rng):
    paper.round_stamp(sheet, 0, 0, rng)
    paper.stamp(sheet, 400, 400, ["ВХ."], rng)


@pytest.mark.parametrize("condition", conditions.CONDITIONS)
def test_every_condition_yields_a_sane_page(sheet, rng, condition):
    image = paper.scan(sheet, condition, rng).image
    assert image.dtype == np.uint8
    assert min(image.shape[:2]) > 1100
    assert np.percentile(image, 90) > 80
    assert image.std() > 8


@pytest.mark.parametrize("condition", conditions.CONDITIONS)
def test_the_same_seed_gives_the_same_bytes(sheet, tmp_path, condition):
    def save(name):
        rng = np.random.default_rng(11)
        scans = [paper.scan(sheet, condition, rng, dpi=None, colour=None)]
        return paper.save_pdf(scans, tmp_path / name).read_bytes()

    assert save("one.pdf") == save("two.pdf")


def test_an_unknown_condition_is_refused(sheet, rng):
    with pytest.raises(ValueError, match="lowdpi"):
        paper.scan(sheet, "wet", rng)


def test_only_quarter_turns_are_taken(sheet, rng):
    with pytest.raises(ValueError, match="quarter"):
        paper.scan(sheet, "base", rng, turn=45)


def test_a_clean_scan_lies_within_a_fifth_of_a_millimetre(printed, rng):
    scanned = paper.scan(printed, "clean", rng, dpi=300)
    image = np.asarray(cv2.cvtColor(scanned.image, cv2.COLOR_GRAY2RGB))
    again = sheet_of(image, (), (210.0, 297.0))
    found = [cell.box_mm for cell in again.ruled]
    drawn = [cell.box_mm for cell in printed.ruled]
    assert np.abs(np.array(found) - np.array(drawn)).max() < 0.35


def test_turns_go_clockwise(sheet, rng):
    sheet.picture[: sheet.picture.shape[0] // 2] = 60
    image = paper.scan(sheet, "clean", rng, turn=90).image
    middle = image.shape[1] // 2
    assert image.shape[1] > image.shape[0]
    assert image[:, middle + 50 :].mean() < image[:, : middle - 50].mean()


def test_a_blank_back_is_nearly_white(sheet, rng):
    image = paper.scan(None, "base", rng, back=sheet).image
    inner = image[150:-150, 150:-150]
    assert inner.mean() > 200
    assert inner.min() > 150


def test_one_bit_scans_are_stored_as_group_4(sheet, rng, tmp_path):
    scans = [paper.scan(sheet, name, rng) for name in ("bw", "base")]
    path = paper.save_tiff(scans, tmp_path / "scan.tif")
    with Image.open(path) as tiff:
        assert (tiff.n_frames, tiff.info["compression"], tiff.mode) == (
            2,
            "group4",
            "1",
        )
        assert tiff.info["dpi"] == (200, 200)
        tiff.seek(1)
        assert (tiff.info["compression"], tiff.mode) == ("jpeg", "L")


def test_a_pdf_of_scans_holds_the_very_jpegs(sheet, rng, tmp_path):
    scanned = paper.scan(sheet, "base", rng)
    path = paper.save_pdf([scanned], tmp_path / "scan.pdf")
    with pikepdf.open(path) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        assert image.read_raw_bytes() == scanned.jpeg
    page = pypdfium2.PdfDocument(path)[0]
    assert page.get_size() == pytest.approx((210 * POINTS, 297 * POINTS), abs=1)


def test_single_pictures_open_again(sheet, rng, tmp_path):
    scanned = paper.scan(sheet, "bw", rng)
    saved = [
        paper.save_png(scanned, tmp_path / "scan.png"),
        paper.save_jpeg(scanned, tmp_path / "scan.jpg"),
    ]
    for path in saved:
        with Image.open(path) as image:
            assert image.size == scanned.image.shape[::-1]


def test_a_foreign_paper_has_words_and_no_code(rng):
    sheet = paper.paper_without_code(["СПРАВКА № 14", "об обучении"], rng)
    words = [word.text for word in sheet.words]
    assert words.index("СПРАВКА") < words.index("обучении")
    assert paper.codes(sheet) == []


def square_code(sheet, x_mm, y_mm):
    """Random modules with the three finder patterns of a page code."""
    modules = np.random.default_rng(1).integers(0, 2, (25, 25)) * 255
    finder = np.pad(np.full((3, 3), 0), 1, constant_values=255)
    finder = np.pad(finder, 1, constant_values=0)
    for rows, columns in ((slice(7), slice(7)), (slice(7), slice(-7, None))):
        modules[rows, columns] = finder
    side = round(13.5 * sheet.px_per_mm)
    picture = cv2.resize(
        modules.astype(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST
    )
    x, y = round(x_mm * sheet.px_per_mm), round(y_mm * sheet.px_per_mm)
    sheet.picture[y : y + side, x : x + side] = picture[:, :, None]


def test_codes_are_found_in_the_picture(sheet):
    square_code(sheet, 11, 11)
    square_code(sheet, 185.5, 272.5)
    found = paper.codes(sheet)
    assert len(found) == 2
    assert found[0] == pytest.approx((11, 11, 24.5, 24.5), abs=0.5)


@pytest.mark.parametrize("seed", range(8))
def test_a_struck_page_changes_at_one_code_only(sheet, seed):
    square_code(sheet, 11, 11)
    square_code(sheet, 185.5, 272.5)
    struck = paper.dirt.strike(sheet, np.random.default_rng(seed))
    changed = (struck.picture != sheet.picture).any(axis=2)
    scale = sheet.px_per_mm
    touched = [
        changed[int(y0 * scale) : int(y1 * scale), int(x0 * scale) : int(x1 * scale)]
        for x0, y0, x1, y1 in paper.codes(sheet)
    ]
    assert sorted(bool(part.any()) for part in touched) == [False, True]


def ruled_sheet(rows, widths):
    """A sheet with a table of the given texts, 10 mm a row, from 20, 40."""
    picture = np.full((3508, 2480, 3), 255, np.uint8)
    scale, words = 300 / 25.4, []
    for number, texts in enumerate(rows):
        x, y = 20.0, 40.0 + 10 * number
        for text, width in zip(texts, widths, strict=True):
            corners = [(round(a * scale), round(b * scale)) for a, b in
                       ((x, y), (x + width, y + 10))]  # fmt: skip
            cv2.rectangle(picture, *corners, (0, 0, 0), 2)
            for place, word in enumerate(text.split()):
                words.append(Word(word, (x + 1, y + 1 + place, x + 4, y + 2 + place)))
            x += width
    return sheet_of(picture, tuple(words), (210.0, 297.0))


GRADES = (
    ("Фамилия", "14.03", "15.03", "Оценка", "Подпись"),
    ("Яров А.П.", "", "", "", ""),
    ("Юдина Т.К.", "", "", "", ""),
    ("Преподаватель", "", "", "Лисин О.О.", ""),
)
COLUMNS = (40.0, 12.0, 12.0, 30.0, 40.0)


def test_the_desk_signs_marks_and_grades_what_people_would(rng):
    sheet = ruled_sheet(GRADES, COLUMNS)
    filled = desk.fill([sheet], rng, absent=1.0)
    assert len(filled.signed) == 3 + 1
    assert len(filled.grades) == 2
    assert {entry.value for entry in filled.marks} <= set("нбуо")


def test_the_desk_leaves_the_asked_signatures_out(rng):
    sheet = ruled_sheet(GRADES, COLUMNS)
    before = sheet.copy()
    filled = desk.fill([sheet], rng, leave_empty={0}, stray=0.0)
    (cell,) = filled.left_empty
    assert cell == desk.signature_cells(sheet)[0]
    x, y = ink_of(sheet, before)
    middle_x, middle_y = cell.centre_mm
    assert not ((abs(x - middle_x) < 8) & (abs(y - middle_y) < 1)).any()


def test_a_grade_is_written_out_beside_its_figure(rng):
    rows = (("Фамилия", "Оценка цифрой", "Оценка прописью"), ("Яров", "", ""))
    sheet = ruled_sheet(rows, (40.0, 20.0, 35.0))
    before = sheet.copy()
    (words,) = desk.words_cells(sheet).values()
    filled = desk.fill([sheet], rng, stray=0.0)
    (entry,) = filled.grades
    assert entry.cell in desk.words_cells(sheet)
    assert entry.cell != words
    x, y = ink_of(sheet, before)
    inside = (x > words.box_mm[0]) & (y > words.box_mm[1]) & (y < words.box_mm[3])
    assert np.ptp(x[inside]) > 8


def test_one_box_of_a_printed_scale_is_ticked(rng):
    rows = (("Фамилия", "зачтено", "не зачтено"), ("Яров", "", ""), ("Юдина", "", ""))
    sheet = ruled_sheet(rows, (40.0, 25.0, 25.0))
    filled = desk.fill([sheet], rng)
    assert len(filled.choices) == 2
    assert {entry.value for entry in filled.choices} <= {"зачтено", "не зачтено"}
