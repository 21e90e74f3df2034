"""What is dropped in a storm; most of it is quick to look at."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from tests import institute, paper
from tests.institute import Institute

_DPI = 150
_SLIP_PX = (420, 120)
_END = b"\n%%EOF\n"


@dataclass
class Papers:
    """Where files come from.

    Attributes:
        pages: PDFs of one scanned page each, of papers that we printed.
    """

    pages: Sequence[bytes]
    _count: int = field(default=0)

    def another(self, kind: str, seed: int) -> tuple[str, bytes]:
        """A file that never was before: its name and bytes.

        Args:
            kind: "note" (no scan), "slip" (a scan, not ours), "half" (damaged) or
                "page" (ours).
            seed: Which page; what stands in it.
        """
        self._count += 1
        make = {
            "note": lambda: ("txt", f"Записка {self._count}, {seed}".encode()),
            "slip": lambda: ("png", _slip(f"{self._count} {seed}")),
            "half": lambda: ("pdf", self._page(seed)[: -100 - self._count % 99]),
            "page": lambda: ("pdf", self._page(seed)),
        }[kind]
        suffix, content = make()
        return f"{kind} {self._count}.{suffix}", content

    def _page(self, seed: int) -> bytes:
        """A scan of one of the pages: the same picture, and other bytes each time."""
        return self.pages[seed % len(self.pages)] + f"% {self._count}".encode() + _END


def issue(office: Institute) -> None:
    """Issue what comes back as pages; LibreOffice is needed."""
    issued = [
        *office.generate("--kind", "certificate", "--student", "T01"),
        *office.generate("--kind", "gradesheet", "--blank")[:1],
    ]
    folder = office.root.parent / "pages"
    folder.mkdir()
    sheets = [
        it for n, one in enumerate(issued) for it in institute.fill_in(one, n).sheets
    ]
    for number, sheet in enumerate(sheets):
        scan = paper.scan(sheet, "base", institute.rng(number), dpi=_DPI, colour=False)
        paper.save_pdf([scan], folder / f"{number}.pdf")


def issued(root: Path) -> Papers:
    """The papers of a workspace that `issue` was called for."""
    return Papers([it.read_bytes() for it in sorted((root.parent / "pages").iterdir())])


def _slip(words: str) -> bytes:
    picture = Image.new("L", _SLIP_PX, 240)
    draw = ImageDraw.Draw(picture)
    draw.text((30, 40), words, fill=20)
    spots = random.Random(words)
    draw.line(
        [(spots.randrange(420), spots.randrange(120)) for _n in range(5)], fill=90
    )
    content = BytesIO()
    picture.save(content, "PNG", dpi=(_DPI, _DPI))
    return content.getvalue()
