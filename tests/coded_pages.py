"""A small coded form whose cells are known, printed for the tests of recognition."""

import io
import random
from pathlib import Path

import pikepdf

from pipeline import pagecode
from pipeline.forms import stamp
from pipeline.model import (
    KnownPage,
    LayoutPage,
    RefusedPage,
    Zone,
    ZoneKind,
)
from tests import paper

POINTS = 72 / 25.4
WIDTH_MM, HEIGHT_MM = 210.0, 297.0
EDGES_MM = (20.0, 30.0, 90.0, 140.0, 190.0)
TOP_MM, ROW_MM, ROWS = 45.0, 9.0, 16
HEADS = ("No", "Full name", "Grade", "Signature")
NAMES = ("Ivanov Petr", "Sidorova Anna", "Lebedev Oleg", "Orlova Vera")
FOOTER = "Печатать из PDF"


def cell(row, column):
    """The cell of a row (0 is the head) and column, between its ruling lines."""
    return paper.Cell(
        (
            EDGES_MM[column] + 0.1,
            TOP_MM + ROW_MM * row + 0.1,
            EDGES_MM[column + 1] - 0.1,
            TOP_MM + ROW_MM * (row + 1) - 0.1,
        )
    )


def zones():
    """A grade and a signature cell in each row."""
    for row in range(1, ROWS):
        yield Zone(f"g{row}", ZoneKind.GRADE, f"T{row}", "u1", cell(row, 2).box_mm)
        yield Zone(f"s{row}", ZoneKind.SIGNATURE, f"T{row}", "u1", cell(row, 3).box_mm)


def issue(folder: Path, pages=1, name="printed.pdf"):
    """Print a form; its pages as the register knows them."""
    bits = random.Random(pages).getrandbits  # the same paper in every run
    document_id = pagecode.new_document_id(bits)
    codes = [
        pagecode.new_page_code(document_id, number, pages, bits)
        for number in range(1, pages + 1)
    ]
    path = folder / name
    path.write_bytes(stamp.stamp(form(pages), codes, footer=FOOTER))
    return [
        KnownPage(
            document_id,
            LayoutPage(
                code.page_number, code.text, WIDTH_MM, HEIGHT_MM, tuple(zones())
            ),
            path,
        )
        for code in codes
    ]


def find_page(known, page_code):
    """The port `FindPage` over a few pages; picklable through `partial`."""
    for page in known:
        if page.page.page_code == page_code:
            return page
    return RefusedPage("unknown")


def form(pages):
    """The PDF before it is stamped."""
    document = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
    )
    for number in range(pages):
        page = document.add_blank_page(
            page_size=(WIDTH_MM * POINTS, HEIGHT_MM * POINTS)
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream("\n".join(_content(number)).encode())
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _content(number):
    bottom = TOP_MM + ROW_MM * ROWS
    yield "0.5 w"
    yield from (_line(x, TOP_MM, x, bottom) for x in EDGES_MM)
    for row in range(ROWS + 1):
        y = TOP_MM + ROW_MM * row
        yield _line(EDGES_MM[0], y, EDGES_MM[-1], y)
    yield _text(55, 38, f"Statement of results, sheet {number + 1}", 14)
    for x, head in zip(EDGES_MM, HEADS, strict=False):
        yield _text(x + 2, TOP_MM + 6, head)
    for row in range(1, ROWS):
        yield _text(22, TOP_MM + ROW_MM * row + 6, str(row))
        yield _text(32, TOP_MM + ROW_MM * row + 6, NAMES[(row + number) % len(NAMES)])


def _line(x0, y0, x1, y1):
    a, b, c, d = (edge * POINTS for edge in (x0, HEIGHT_MM - y0, x1, HEIGHT_MM - y1))
    return f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S"


def _text(x, y, words, size=10):
    place = f"{x * POINTS:.3f} {(HEIGHT_MM - y) * POINTS:.3f}"
    return f"BT /F1 {size} Tf {place} Td ({words}) Tj ET"
