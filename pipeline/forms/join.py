"""Many documents in one PDF, so that they are printed at one go."""

import io
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfWriter


def join(pdfs: Sequence[Path]) -> bytes:
    """All pages of those PDFs, in that order, each document with its bookmark."""
    writer = PdfWriter()
    for pdf in pdfs:
        writer.append(pdf, outline_item=pdf.parent.name)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()
