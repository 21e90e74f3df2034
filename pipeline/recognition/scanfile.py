"""A received file as a row of page images, whatever its format.

The format is told by the first bytes, never by the name.
"""

from pathlib import Path
from typing import Protocol, Self

from pipeline import heic
from pipeline.apart import Limits
from pipeline.errors import ScanError
from pipeline.recognition.page import PageImage
from pipeline.recognition.pdfpages import PdfPages
from pipeline.recognition.pictures import PicturePages

_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
)
_PDF = b"%PDF-"
_PDF_HEAD_BYTES = 1024
"""Readers take a PDF whose head stands anywhere in the first so many bytes."""


class Pages(Protocol):
    """An open file."""

    count: int

    def page(self, number: int) -> PageImage:
        """The page of that number, from 1.

        Raises:
            ScanError: It is damaged or too large.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...


def opened(path: Path, limits: Limits) -> Pages:
    """Open the file for reading.

    Raises:
        ScanError: "empty", "not_a_scan", "damaged", "encrypted", "too_large".
    """
    pages = _by_format(path, limits)
    if not pages.count:
        raise ScanError("empty")
    if pages.count > limits.pages:
        raise ScanError("too_large", f"{pages.count} > {limits.pages} pages")
    return pages


def _by_format(path: Path, limits: Limits) -> Pages:
    with path.open("rb") as stream:
        head = stream.read(_PDF_HEAD_BYTES)
    if not head:
        raise ScanError("empty")
    if head.startswith(_PICTURES) or heic.is_heic(head):
        return PicturePages(path, limits)
    if _PDF in head:
        return PdfPages(path, limits)
    raise ScanError("not_a_scan")
