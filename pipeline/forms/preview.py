"""A form as it would be printed, for looking at only.

Its pages say «ОБРАЗЕЦ» and carry codes of an id that is never given, so that
whoever scans one is told that it is not ours.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline import pagecode, pdfium
from pipeline.forms import convert, stamp
from pipeline.forms.glyphs import Unprinted
from pipeline.forms.kinds import FormKind
from pipeline.forms.render import render

WATERMARK: Final = "ОБРАЗЕЦ"
DPI: Final = 150
SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Preview:
    """A form to look at.

    Attributes:
        pages: A PNG of each page, in their order.
        warnings: Characters of the data that the form's fonts could not show.
    """

    pdf: bytes
    pages: tuple[bytes, ...]
    warnings: tuple[Unprinted, ...]


def preview(form: FormKind, data: dict[str, object], *, scratch: Path) -> Preview:
    """Print the form with that data.

    Args:
        form: Its kind.
        data: As `render` takes it.
        scratch: An existing folder for temporary files.

    Raises:
        TemplateError: The template or the data does not do.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed.
    """
    rendered = render(form, data, pagecode.SAMPLE_ID)
    docx = scratch / f"{form.name}.docx"
    docx.write_bytes(rendered.docx)
    convert.to_pdf([docx], scratch, profile=scratch / "profile", seconds_each=SECONDS)
    plain = docx.with_suffix(".pdf").read_bytes()
    pdf = stamp.stamp(plain, _codes(plain), watermark=WATERMARK)
    return Preview(pdf, tuple(_pictures(pdf)), rendered.unprinted)


def _codes(pdf: bytes) -> list[pagecode.PageCode]:
    with pdfium.opened(pdf) as document:
        count = len(document)
    return [
        pagecode.new_page_code(pagecode.SAMPLE_ID, number, count)
        for number in range(1, count + 1)
    ]


def _pictures(pdf: bytes) -> Iterator[bytes]:
    with pdfium.opened(pdf) as document:
        for page in document:
            target = io.BytesIO()
            page.render(scale=DPI / 72).to_pil().save(target, "PNG")
            yield target.getvalue()
