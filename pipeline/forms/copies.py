"""The electronic copy of a paper: the same template, what was written, no codes.

Every page says that it is a copy and where the paper is. Where a cell is signed on
paper it says «подписано»; a signature is not drawn. A cell that was not surely read
says «?», and the footer what that means. A copy is nothing to be printed and scanned:
it has no page codes, no cells to be read and no place in the register.
"""

import io
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import docx
from docx.shared import Pt
from markupsafe import Markup

from pipeline.forms import convert, language, stamp, workbook
from pipeline.forms.answers import DOUBTFUL, Answer, questioned
from pipeline.forms.glyphs import Unprinted
from pipeline.forms.kinds import FormKind
from pipeline.forms.render import render
from pipeline.model import ZoneKind

FOOTER: Final = "Электронная копия; подлинник на бумаге, запись {record_id}"
DOUBT: Final = "; «?» – уверенно не прочитано"
MISSING: Final = "; в архиве нет страниц: {pages}; их ячейки пусты"
SIGNED: Final = "подписано"
_LOOKS: Final = {SIGNED: '<w:i/><w:sz w:val="15"/>', DOUBTFUL: '<w:sz w:val="20"/>'}
_FOOTER_POINTS: Final = 7.5
_SECONDS: Final = 60.0

Cell = tuple[ZoneKind, str, str, str]
"""Kind, subject, item and value of a cell, as a template asks for it."""


@dataclass(frozen=True, slots=True)
class Original:
    """The paper that is copied.

    Attributes:
        record_id: Where it is filed.
        says: What its cells say beside the results: `SIGNED` or `DOUBTFUL`.
        doubtful: The results that were not surely read.
        missing: Numbers of the pages that are not back, from 1.
    """

    document_id: str
    record_id: str
    says: Mapping[Cell, str]
    doubtful: Sequence[Answer] = ()
    missing: Sequence[int] = ()


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

    says: Mapping[Cell, str] = field(default_factory=dict)

    def _call(self, kind: ZoneKind) -> Callable[..., Markup]:
        def call(subject: str, item: str = "", value: str = "") -> Markup:
            cell = (kind, str(subject), str(item), str(value))
            return _run(self.says.get(cell, ""))

        return call


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
        data: What was printed, and what was surely written.
        original: The paper.
        formats: "docx", "pdf", "xlsx".
        scratch: An existing folder for temporary files.

    Raises:
        TemplateError: The template or the data does not do.
        MissingProgramError: LibreOffice is not installed.
        ProgramError: LibreOffice failed, or did not write PDF/A-2b.
    """
    footer = _footer(original)
    rendered = render(form, data, original.document_id, _Spoken(says=original.says))
    document = _with_footer(rendered.docx, footer)
    pdf = _pdf(document, scratch) if "pdf" in formats else None
    book = None
    if "xlsx" in formats and form.workbook:
        shown = questioned(data, original.doubtful)
        book = workbook.make(form.workbook, shown, original.document_id, f"{footer}.")
    return Copy(document, pdf, book, rendered.unprinted)


def _footer(original: Original) -> str:
    """Where the paper is, and what an empty cell and a «?» do not say."""
    told = FOOTER.format(record_id=original.record_id)
    if DOUBTFUL in original.says.values():
        told += DOUBT
    if original.missing:
        told += MISSING.format(pages=", ".join(map(str, original.missing)))
    return told


def _run(word: str) -> Markup:
    """A word of ours as Word prints it; "" prints nothing."""
    run = f"<w:r><w:rPr>{_LOOKS[word]}</w:rPr><w:t>{word}</w:t></w:r>" if word else ""
    return Markup(run)  # noqa: S704 - our own words


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
