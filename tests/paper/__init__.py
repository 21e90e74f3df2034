"""Simulated paper: print an issued PDF, put ink in, scan it back.

Used by tests, the demo and the benches. It knows a page only as a person does,
from its picture and its printed words; where the product believes its cells to
lie is never read, so that a wrong belief shows. All randomness comes from the
`numpy.random.Generator` that the caller passes: one seed, one set of bytes.

    sheets = print_document(pdf)
    for cell in column(sheets[0], "Подпись"):
        sign(sheets[0], cell, rng)
    save_pdf([scan(sheet, "base", rng) for sheet in sheets], path)

Lengths are mm from the upper left corner of the page, y goes down.
"""

from tests.paper.conditions import CONDITIONS
from tests.paper.desk import Filled, fill
from tests.paper.digits import digit, rewritten
from tests.paper.files import save_jpeg, save_pdf, save_png, save_tiff
from tests.paper.foreign import paper_without_code
from tests.paper.ink import (
    codes,
    cross_out,
    cross_out_code,
    mark,
    scribble,
    sign,
    stray_stroke,
    take_back,
    torn,
    write,
)
from tests.paper.scanner import Scanned, scan
from tests.paper.sheet import (
    Box,
    Cell,
    Sheet,
    Word,
    cells,
    column,
    headers,
    print_document,
)
from tests.paper.stamps import round_stamp, stamp

__all__ = [
    "CONDITIONS",
    "Box",
    "Cell",
    "Filled",
    "Scanned",
    "Sheet",
    "Word",
    "cells",
    "codes",
    "column",
    "cross_out",
    "cross_out_code",
    "digit",
    "fill",
    "headers",
    "mark",
    "paper_without_code",
    "print_document",
    "rewritten",
    "round_stamp",
    "save_jpeg",
    "save_pdf",
    "save_png",
    "save_tiff",
    "scan",
    "scribble",
    "sign",
    "stamp",
    "stray_stroke",
    "take_back",
    "torn",
    "write",
]
