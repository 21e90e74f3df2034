"""The electronic copy of a paper: the same template, what was written, no codes.

Every page says that it is a copy and where the paper is. Where a cell is signed on
paper it says «подписано»; a signature is not drawn. A copy is nothing to be printed
and scanned: it has no page codes, no cells to be read and no place in the register.
"""

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import docx
from docx.shared import Pt
from markupsafe import Markup

from pipeline.forms import convert, language, stamp, workbook
from pipeline.forms.glyphs import Unprinted
from pipeline.forms.kinds import FormKind
from pipeline.forms.render import render

FOOTER: Final = "Электронная копия; подлинник на бумаге, запись {record_id}"
DOUBT: Final = "; «?» – отметка прочитана неуверенно"
SIGNED: Final = "подписано"
_SIGNED_RUN: Final = Markup(  # noqa: S704 - our own words
    '<w:r><w:rPr><w:i/><w:sz w:val="15"/></w:rPr>'
    f'<w:t xml:space="preserve">{SIGNED}</w:t></w:r>'
)
_FOOTER_POINTS: Final = 7.5
_SECONDS: Final = 60.0

Cell = tuple[str, str]
"""Subject and item of a signature cell."""


@dataclass(frozen=True, slots=True)
class Original:
    """The paper that is copied.

    Attributes:
        record_id: Where it is filed.
        signed: The cells that are signed on it.
        doubts: The copy has marks that were not surely read.
    """

    document_id: str
    record_id: str
    signed: Collection[Cell]
    doubts: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """The files of a copy.

    Attributes:
        xlsx: None where the kind has no workbook, or none was asked for.
        warnings: Characters that the form's fonts could not show.
    """

    docx: bytes
    pdf: bytes | None
    xlsx: bytes | None
    warnings: tuple[Unprinted, ...]


@dataclass(slots=True)
class _Spoken(language.Zones):
    """Zone calls that print what is known and name no cell."""

    signed: Collection[Cell] = field(default_factory=frozenset)

    def calls(self) -> dict[str, Callable[..., Markup]]:
        """As of every template."""
        silent = dict.fromkeys(language.ZONE_CALLS, _nothing)
        return {**silent, "sign": self._sign}

    def _sign(self, subject: str, item: str = "", value: str = "") -> Markup:  # noqa: ARG002 - as called in templates
        return _SIGNED_RUN if (str(subject), str(item)) in self.signed else Markup("")


def copy(
    form: FormKind,
    data: dict[str, object],
    original: Original,
    *,
    formats: Collection[str],
    scratch: Path,
) -> Copy:
    """Make a copy.

    Args:
        form: Its kind.
        data: What was printed, and what was written.
        original: The paper.
        formats: "docx", "pdf", "xlsx".
        scratch: An existing folder for temporary files.

    Raises:
        TemplateError: The template or the data does not do.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed, or did not write PDF/A-2b.
    """
    footer = FOOTER.format(record_id=original.record_id)
    footer += DOUBT if original.doubts else ""
    rendered = render(form, data, original.document_id, _Spoken(signed=original.signed))
    document = _with_footer(rendered.docx, footer)
    pdf = _pdf(document, scratch) if "pdf" in formats else None
    book = None
    if "xlsx" in formats and form.workbook:
        book = workbook.make(form.workbook, data, original.document_id, f"{footer}.")
    return Copy(document, pdf, book, rendered.unprinted)


def _nothing(*_words: str) -> Markup:
    return Markup("")


def _with_footer(content: bytes, text: str) -> bytes:
    """The document with that footer on every page, in place of its own."""
    document = docx.Document(io.BytesIO(content))
    for section in document.sections:
        footers = [section.footer]
        if section.different_first_page_header_footer:
            footers.append(section.first_page_footer)
        if document.settings.odd_and_even_pages_header_footer:
            footers.append(section.even_page_footer)
        for footer in footers:
            footer.is_linked_to_previous = False
            for child in list(footer._element):  # noqa: SLF001 - python-docx clears none
                footer._element.remove(child)  # noqa: SLF001 - likewise
            run = footer.add_paragraph().add_run(text)
            run.font.size = Pt(_FOOTER_POINTS)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _pdf(document: bytes, scratch: Path) -> bytes:
    path = scratch / "copy.docx"
    path.write_bytes(document)
    profile = scratch / "profile"
    convert.to_pdf([path], scratch, profile=profile, seconds_each=_SECONDS)
    pdf = stamp.plain(path.with_suffix(".pdf"))
    stamp.require_pdfa(pdf, path.with_suffix(".pdf").name)
    return pdf
