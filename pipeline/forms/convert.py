"""Word documents to PDF/A-2b through LibreOffice, many in one process.

Starting LibreOffice costs a second, a small document 0.06 s, so documents are handed
over in batches. Two processes must never share a profile folder: the second
one hands its documents to the first and ends at once with nothing done.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline import programs
from pipeline.errors import ProgramError
from pipeline.forms import fonts
from pipeline.messages import _

START_SECONDS = 60.0
"""A first start makes the profile, on a busy machine slowly."""

_EXPORT = {
    "SelectPdfVersion": 2,  # PDF/A-2b
    "ExportBookmarksToPDFDestination": True,
    "UseTaggedPDF": True,
    "ExportBookmarks": False,
    "ReduceImageResolution": False,
}
_NAMES_SHOWN = 5
_ENVIRONMENT = {
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
}
"""LibreOffice takes and returns a gigabyte while it starts; that the C library keeps
what is returned halves the time of a start, for a fifth more memory."""


def to_pdf(
    docx: Sequence[Path], out: Path, *, profile: Path, seconds_each: float
) -> None:
    """Make `out/<stem>.pdf` of every document, with its bookmarks' places.

    Args:
        docx: Their stems must differ.
        out: An existing folder.
        profile: LibreOffice's own folder, made when it is missing; of no other
            process at the same time.
        seconds_each: The time for one document; the start comes on top.

    Raises:
        MissingProgramError: LibreOffice is not installed.
        ProgramError: Some were not converted; they are named.
    """
    seconds = START_SECONDS + seconds_each * len(docx)
    trouble = ""
    try:
        programs.run(
            programs.LIBREOFFICE,
            _arguments(docx, out, profile),
            limits=programs.Limits(seconds=seconds),
            extra_environment=_ENVIRONMENT,
        )
    except ProgramError as error:
        trouble = str(error)
    missing = [path.name for path in docx if not _pdf_of(path, out).is_file()]
    if missing:
        raise ProgramError(programs.LIBREOFFICE.name, _complaint(missing, trouble))


def require_whole(pdf: bytes, document: Path) -> None:
    """Refuse what broke off while it was written, though nobody said so.

    Raises:
        ProgramError: It did.
    """
    if not (pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")):
        told = _complaint([document.name], "")
        raise ProgramError(programs.LIBREOFFICE.name, told)


@cache
def versions(families: tuple[str, ...] = (fonts.STAMP_FAMILY,)) -> dict[str, str]:
    """What decides how a page looks: LibreOffice, and the font of each family.

    Raises:
        MissingProgramError: LibreOffice or fontconfig is not installed.
    """
    found = {"LibreOffice": _libreoffice_version()}
    for family in families:
        match = fonts.match(family)
        found[family] = f"{match.family} {match.version}"
    return found


@cache
def _libreoffice_version() -> str:
    limits = programs.Limits(seconds=START_SECONDS)
    answer = programs.run(programs.LIBREOFFICE, ["--version"], limits=limits)
    return answer.output.decode(errors="replace").removeprefix("LibreOffice").strip()


def _arguments(docx: Sequence[Path], out: Path, profile: Path) -> list[str | Path]:
    return [
        f"-env:UserInstallation={profile.absolute().as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        f"pdf:writer_pdf_Export:{_filter_options()}",
        "--outdir",
        out,
        *docx,
    ]


def _filter_options() -> str:
    """The export's settings as LibreOffice takes them: each with its type."""
    typed = {
        name: {
            "type": "boolean" if isinstance(value, bool) else "long",
            "value": str(value).lower(),
        }
        for name, value in _EXPORT.items()
    }
    return json.dumps(typed)


def _pdf_of(docx: Path, out: Path) -> Path:
    return out / f"{docx.stem}.pdf"


def _complaint(missing: list[str], trouble: str) -> str:
    names = ", ".join(missing[:_NAMES_SHOWN])
    more = "…" if len(missing) > _NAMES_SHOWN else ""
    says = _("not converted: {names}{more}").format(names=names, more=more)
    return f"{says}. {trouble}".rstrip(". ")
