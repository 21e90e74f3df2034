"""Files looked at and read as a whole, each in a process of its own."""

import functools
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline import recognition
from pipeline.archive.scans import extract
from pipeline.errors import FixityError, ScanError
from pipeline.model import Certainty, RefusedPage, SignatureState
from pipeline.recognition import Limits, looking, reading
from tests import coded_pages, faulty, paper

ORIENTATION, TURN_CLOCKWISE = 274, 6
SIGNED_ROWS = (1, 2, 5, 9)
TELEPHONE = Path(__file__).parent / "data" / "telephone.heic"


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return coded_pages.issue(tmp_path_factory.mktemp("issued"), pages=2)


@pytest.fixture(scope="module")
def sheets(known):
    rng = np.random.default_rng(3)
    printed = paper.print_document(known[0].printed)
    for row in SIGNED_ROWS:
        paper.sign(printed[0], coded_pages.cell(row, 3), rng)
    return printed


@pytest.fixture(scope="module")
def scans(sheets):
    rng = np.random.default_rng(4)
    return [paper.scan(sheet, "base", rng) for sheet in sheets]


@pytest.fixture
def find_page(known):
    return functools.partial(coded_pages.find_page, known)


def states(sight):
    return {it.zone: it.state for it in sight.signatures}


SAVERS = {
    "pdf": paper.save_pdf,
    "tiff": paper.save_tiff,
    "jpeg": lambda scans, path: paper.save_jpeg(scans[0], path),
    "png": lambda scans, path: paper.save_png(scans[0], path),
}


@pytest.mark.parametrize("form", SAVERS)
def test_pages_are_known_in_every_format_whatever_the_name(
    form, scans, known, find_page, tmp_path
):
    path = tmp_path / "scan.bin"
    SAVERS[form](scans, path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    sights = recognition.look(path, find_page)
    assert [it.page_code for it in sights] == [
        page.page.page_code for page in known[: len(sights)]
    ]
    assert all(it.known and not it.refusal and not it.blank for it in sights)
    assert sights[0].dpi == 200
    assert sights[0].width_mm == pytest.approx(210, abs=0.3)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_signatures_are_told_from_empty_cells(scans, find_page, tmp_path):
    path = paper.save_pdf(scans, tmp_path / "scan.pdf")
    first, second = recognition.look(path, find_page)
    expected = {
        f"s{row}": (
            SignatureState.SIGNED if row in SIGNED_ROWS else SignatureState.EMPTY
        )
        for row in range(1, coded_pages.ROWS)
    }
    assert states(first) == expected
    assert set(states(second).values()) == {SignatureState.EMPTY}
    assert {it.status for it in first.signatures} == {Certainty.CERTAIN}


def test_a_telephones_heic_is_read_and_kept_as_a_jpeg(tmp_path):
    """The picture was made by hand: the one page of `coded_pages`, a row signed."""
    known = coded_pages.issue(tmp_path, pages=1)
    find_page = functools.partial(coded_pages.find_page, known)
    (sight,) = recognition.look(TELEPHONE, find_page)
    assert sight.page_code == known[0].page.page_code
    assert sight.registration.marks == 4
    assert states(sight)["s3"] is SignatureState.SIGNED
    kept = tmp_path / "scan.pdf"
    kept.write_bytes(extract([(TELEPHONE, 1)]))
    assert extract([(TELEPHONE, 1)]) == kept.read_bytes()
    (again,) = recognition.look(kept, find_page)
    assert again.width_mm == pytest.approx(sight.width_mm, abs=0.1)
    assert again.registration.matrix == pytest.approx(
        sight.registration.matrix, abs=0.1
    )


def test_a_telephone_held_sideways_says_so_in_its_exif(scans, find_page, tmp_path):
    path = tmp_path / "sideways.jpg"
    lying = Image.fromarray(np.rot90(scans[0].image))
    exif = Image.Exif()
    exif[ORIENTATION] = TURN_CLOCKWISE
    lying.save(path, exif=exif, dpi=(200, 200))
    (sight,) = recognition.look(path, find_page)
    assert sight.rotation == 0
    assert sight.height_mm > sight.width_mm
    assert sight.registration.marks == 4


def test_a_heic_that_was_cut_off_is_damaged(tmp_path, find_page):
    path = tmp_path / "cut.heic"
    path.write_bytes(TELEPHONE.read_bytes()[:9000])
    with pytest.raises(ScanError) as raised:
        recognition.look(path, find_page)
    assert raised.value.code == "damaged"


def test_blank_backs_are_seen_though_the_front_shines_through(
    scans, sheets, find_page, tmp_path
):
    rng = np.random.default_rng(8)
    back = paper.scan(None, "base", rng, back=sheets[0])
    path = paper.save_pdf([scans[0], back], tmp_path / "duplex.pdf")
    front, blank = recognition.look(path, find_page)
    assert (front.blank, blank.blank) == (False, True)
    assert not blank.page_code


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_rotation_brings_a_turned_page_upright(turn, sheets, find_page, tmp_path):
    rng = np.random.default_rng(5)
    scan = paper.scan(sheets[0], "base", rng, turn=turn)
    (sight,) = recognition.look(paper.save_pdf([scan], tmp_path / "a.pdf"), find_page)
    assert (sight.rotation + turn) % 360 == 0
    assert sight.registration.marks == 4
    assert sight.registration.residual_mm < 0.3


def test_the_pdfs_own_rotation_counts_as_shown(scans, find_page, tmp_path):
    path = paper.save_pdf(scans[:1], tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].Rotate = 90
        document.save(path)
    (sight,) = recognition.look(path, find_page)
    assert sight.rotation == 270
    assert sight.width_mm > sight.height_mm
    assert SignatureState.SIGNED in states(sight).values()


def test_the_matrix_leads_from_printed_to_received_mm(scans, find_page, tmp_path):
    path = paper.save_png(scans[0], tmp_path / "a.png")
    (sight,) = recognition.look(path, find_page)
    matrix = np.array(sight.registration.matrix).reshape(3, 3)
    x0, y0, x1, y1 = coded_pages.cell(5, 3).box_mm
    x, y, scale = matrix @ ((x0 + x1) / 2, (y0 + y1) / 2, 1)
    place = np.array([x, y]) / scale * 200 / 25.4
    column, row = place.astype(int)
    window = scans[0].image[row - 30 : row + 30, column - 190 : column + 190]
    assert (window < 150).any()


def test_a_page_that_is_not_ours_is_refused_with_the_reason(scans, tmp_path):
    path = paper.save_pdf(scans, tmp_path / "a.pdf")
    find_page = functools.partial(refuse_all, "void")
    sights = recognition.look(path, find_page)
    assert [it.refusal for it in sights] == ["void", "void"]
    assert not any(it.known for it in sights)
    assert all(it.page_code for it in sights)


def refuse_all(reason, _page_code):
    return RefusedPage(reason)


def encrypted(path, scans):
    paper.save_pdf(scans, path)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))


def without_page(path, _scans):
    with pikepdf.new() as document:
        document.save(path)


REFUSED = {
    "empty": lambda path, _scans: path.write_bytes(b""),
    "empty, no page": without_page,
    "not_a_scan": lambda path, _scans: path.write_bytes(b"PK\x03\x04 a workbook"),
    "damaged": lambda path, scans: path.write_bytes(scans[0].jpeg[:9000]),
    "encrypted": encrypted,
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_a_code(
    code, scans, find_page, tmp_path
):
    path = tmp_path / "file"
    REFUSED[code](path, scans)
    with pytest.raises(ScanError) as refusal:
        recognition.look(path, find_page)
    assert refusal.value.code == code.partition(",")[0]


@pytest.mark.parametrize("name", [b"\xff\xfe.pdf", "Договор.pdf".encode("cp1251")])
def test_a_file_may_have_a_name_that_is_no_text(name, scans, find_page, tmp_path):
    path = paper.save_pdf(scans[:1], tmp_path / "a.pdf")
    odd = path.rename(tmp_path / os.fsdecode(name))
    assert [it.known for it in recognition.look(odd, find_page)] == [True]


def test_a_page_that_is_cut_to_nothing_is_shown_whole(find_page, tmp_path):
    path = tmp_path / "a.pdf"
    boxes = ((0, 0, 0, 0), (700, 900, 1000, 1000))
    with pikepdf.new() as document:
        for box in boxes:
            page = document.add_blank_page(page_size=(612, 792))
            page.obj.CropBox = pikepdf.Array(list(box))
        document.save(path)
    sizes = [(it.width_mm, it.height_mm) for it in recognition.look(path, find_page)]
    assert sizes == [(215.9, 279.4)] * 2


def test_too_many_pixels_or_pages_are_refused(scans, find_page, tmp_path):
    path = paper.save_pdf(scans, tmp_path / "a.pdf")
    for limits in (recognition.Limits(pixels=10_000), recognition.Limits(pages=1)):
        with pytest.raises(ScanError) as refusal:
            recognition.look(path, find_page, limits=limits)
        assert refusal.value.code == "too_large"


def test_a_picture_bomb_is_refused_before_it_is_decoded(find_page, tmp_path):
    path = tmp_path / "bomb.png"
    Image.new("1", (16_000, 16_000)).save(path)
    with pytest.raises(ScanError) as refusal:
        recognition.look(path, find_page)
    assert refusal.value.code == "too_large"


def sleep_long(_page_code):
    time.sleep(60)


def die(_page_code):
    os._exit(3)


def test_what_takes_too_long_is_killed(scans, tmp_path):
    path = paper.save_pdf(scans, tmp_path / "a.pdf")
    started = time.monotonic()
    with pytest.raises(ScanError) as refusal:
        recognition.look(path, sleep_long, limits=recognition.Limits(seconds=1.5))
    assert refusal.value.code == "too_long"
    assert time.monotonic() - started < 10


def test_a_file_that_ends_the_process_spoils_nothing_else(scans, find_page, tmp_path):
    path = paper.save_pdf(scans, tmp_path / "a.pdf")
    with pytest.raises(ScanError) as refusal:
        recognition.look(path, die)
    assert refusal.value.code == "crashed"
    assert recognition.look(path, find_page)[0].known


def test_a_print_of_ours_that_is_damaged_is_no_fault_of_the_scan(scans, tmp_path):
    known = coded_pages.issue(tmp_path, pages=2)
    path = paper.save_pdf(scans, tmp_path / "a.pdf")
    printed = known[0].printed
    printed.write_bytes(b"rotten")
    with pytest.raises(FixityError) as damaged:
        recognition.look(path, functools.partial(coded_pages.find_page, known))
    assert damaged.value.path == printed


def test_the_room_is_cheap_to_enter():
    code = (
        "import sys, pipeline.recognition;"
        "print([m for m in ('cv2', 'numpy', 'pikepdf') if m in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_a_large_file_is_shared_out_and_its_pages_stay_in_order(
    sheets, find_page, tmp_path, monkeypatch
):
    rng = np.random.default_rng(12)
    scans = [paper.scan(sheet, "base", rng) for sheet in (*sheets[:2], None)]
    path = paper.save_pdf(scans, tmp_path / "a.pdf")
    alone = recognition.look(path, find_page)
    monkeypatch.setattr(looking, "_PART_BYTES", path.stat().st_size // len(scans))
    assert recognition.look(path, find_page, workers=2) == alone
    assert recognition.look(path, find_page, workers=1) == alone
    assert [sight.source_page for sight in alone] == [1, 2, 3]


def stamped(sheet):
    cv2.putText(
        sheet.picture,
        "Received 418-K",
        (900, 2900),
        cv2.FONT_HERSHEY_DUPLEX,
        2.2,
        (40, 40, 150),
        5,
    )
    return sheet


@pytest.mark.slow
def test_remarks_are_read_beside_the_printed_words(sheets, known, find_page, tmp_path):
    rng = np.random.default_rng(6)
    scan = paper.scan(stamped(sheets[0].copy()), "base", rng, turn=180)
    path = paper.save_pdf([scan], tmp_path / "a.pdf")
    (sight,) = recognition.look(path, find_page)
    (text,) = recognition.read_text([(path, [(sight, known[0])])])
    printed = {word.text: word.box_mm for word in text.printed}
    assert {"Sidorova", "Statement", *coded_pages.FOOTER.split()} <= set(printed)
    x0, y0, x1, y1 = printed["Statement"]
    assert (x0, y1) == pytest.approx((55, 39), abs=1.5)
    assert x1 - x0 == pytest.approx(23, abs=5)
    assert y0 < 38
    found = " ".join(word.text for word in text.recognised)
    assert "418" in found
    assert "Statement" not in found
    assert text.ocr == "done"


@pytest.mark.slow
@pytest.mark.parametrize("turn", [0, 180])
def test_a_paper_without_code_is_read_upright(turn, find_page, tmp_path):
    rng = np.random.default_rng(9)
    scan = paper.scan(
        paper.paper_without_code(["Справка об обучении"], rng), "base", rng, turn=turn
    )
    path = paper.save_pdf([scan], tmp_path / "a.pdf")
    (sight,) = recognition.look(path, find_page)
    (text,) = recognition.read_text([(path, [(sight, None)])])
    assert not sight.page_code
    assert text.rotation == turn
    assert len(text.recognised) > 20
    assert all(0 <= word.box_mm[0] <= text.width_mm for word in text.recognised)


@pytest.mark.slow
def test_each_page_of_others_answers_as_soon_as_it_is_read(
    find_page, tmp_path, monkeypatch
):
    program = faulty.make(tmp_path / "bin", "tesseract")
    monkeypatch.setenv("PATH", faulty.first_on_path(program.folder))
    rng = np.random.default_rng(11)
    sheet = paper.paper_without_code(["Справка"], rng)
    scans = [paper.scan(sheet, "base", rng) for _page in range(2)]
    path = paper.save_pdf(scans, tmp_path / "a.pdf")
    pages = tuple((it, None) for it in recognition.look(path, find_page))
    program.now(faulty.WELL)
    texts = reading.read_text(((path, pages),), "rus+eng", limits=Limits())
    next(texts)
    of_the_first = program.starts()
    next(texts)
    assert 0 < of_the_first < program.starts()
