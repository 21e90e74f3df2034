"""Scans as the files that scanners and telephones leave; same input, same bytes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import img2pdf
from PIL import Image

from tests.paper.scanner import Scanned

WRITTEN = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)
"""The date in every PDF, so that bytes do not depend on the clock."""


def save_pdf(scans: Sequence[Scanned], path: Path) -> Path:
    """One PDF of images only; JPEGs go in as they are, one bit as G4."""
    pages = [scan.jpeg or _g4(scan) for scan in scans]
    data = img2pdf.convert(
        pages,
        # Its own writer: the one of pikepdf makes /ID from the clock.
        engine=img2pdf.Engine.internal,
        creationdate=WRITTEN,
        moddate=WRITTEN,
        producer="Office scanner",
    )
    path.write_bytes(data)
    return path


def save_tiff(scans: Sequence[Scanned], path: Path) -> Path:
    """One TIFF of several pages; G4 for one bit, JPEG otherwise."""
    first, *others = (_pillow(scan) for scan in scans)
    first.save(path, format="TIFF", save_all=True, append_images=others)
    return path


def save_jpeg(scan: Scanned, path: Path) -> Path:
    """One JPEG; a one-bit scan becomes a grey one."""
    if scan.jpeg is None:
        _pillow(scan).convert("L").save(path, "JPEG", quality=80, dpi=(scan.dpi,) * 2)
    else:
        path.write_bytes(scan.jpeg)
    return path


def save_png(scan: Scanned, path: Path) -> Path:
    """One PNG, without further loss."""
    _pillow(scan).save(path, "PNG", dpi=(scan.dpi,) * 2, compress_level=3)
    return path


def _pillow(scan: Scanned) -> Image.Image:
    """As a picture that knows its resolution and how a TIFF packs it."""
    image = Image.fromarray(scan.image)
    if scan.one_bit:
        image = image.convert("1", dither=Image.Dither.NONE)
    packing = "group4" if scan.one_bit else "jpeg"
    image.encoderinfo = {"compression": packing, "dpi": (scan.dpi,) * 2}
    image.info["dpi"] = (scan.dpi, scan.dpi)
    return image


def _g4(scan: Scanned) -> bytes:
    packed = BytesIO()
    _pillow(scan).save(packed, format="TIFF", compression="group4", dpi=(scan.dpi,) * 2)
    return packed.getvalue()
