"""What a process apart needs that makes PDFs, done once in the server of all of them.

A document of each of the usual scans is made and checked once, so that none of the
processes need check another one (`plainpages`). The scans are made up; the server sees
nothing of any file. Where that fails, the server goes on: each process then meets the
fault by itself.
"""

import contextlib
import gc
import io
from typing import Final

from PIL import Image

from pipeline.archive import scans, searchable
from pipeline.errors import ScanError
from pipeline.model import PageText, RecordPage, Word

_SIDE_PX: Final = 100
_SIDE_MM: Final = 25.4


def up() -> None:
    """Make the searchable PDFs of a grey and of a coloured scan of nothing.

    Raises:
        ScanError: They cannot be made.
    """
    page = RecordPage(
        number=1,
        of=1,
        scan_page=1,
        rotation=0,
        dpi=_SIDE_PX,
        source_sha256="",
        source_page=1,
        width_mm=_SIDE_MM,
        height_mm=_SIDE_MM,
    )
    word = Word("a", (1.0, 1.0, 2.0, 2.0))
    texts = [PageText(1, _SIDE_MM, _SIDE_MM, printed=(word,))]
    for mode in ("L", "RGB"):
        packed = io.BytesIO()
        Image.new(mode, (_SIDE_PX, _SIDE_PX), "white").save(packed, "JPEG")
        searchable.document_pdf(scans.of_picture(packed.getvalue()), [page], texts)


with contextlib.suppress(OSError, MemoryError, ScanError):
    up()
gc.collect()
gc.freeze()
