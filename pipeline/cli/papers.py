"""How commands tell of papers that they made: files, copies, a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import disk, issue, register
from pipeline.cli.base import Shop, say, say_error, say_table
from pipeline.forms import Unprinted
from pipeline.messages import _
from pipeline.model import IssuedDocument

FORMATS = {"pdf": "printed.pdf", "docx": "form.docx", "xlsx": "form.xlsx"}
"""Format → file of the issued document."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as `forms generate --json` tells it."""

    document_id: str
    kind: str
    group: str
    student: str
    unit: str
    number: str
    title: str
    pages: int
    files: dict[str, str]


def told(
    shop: Shop,
    document: IssuedDocument,
    formats: Sequence[str] = ("pdf",),
    out: Path | None = None,
) -> Paper:
    """What is told of a document; its files are copied to the folder, if any."""
    folder = register.folder_of(shop.places.issued, document.document_id)
    paths = {name: folder / FORMATS[name] for name in formats}
    files = {name: path for name, path in paths.items() if path.exists()}
    if out is not None:
        for name, path in files.items():
            disk.copy(path, out / f"{issue.readable_name(document)}.{name}")
    return Paper(
        document_id=document.document_id,
        kind=document.kind,
        group=document.group,
        student=document.student,
        unit=document.unit,
        number=document.number,
        title=document.title,
        pages=document.pages,
        files={name: str(path) for name, path in files.items()},
    )


def say_unprinted(warnings: Iterable[Unprinted]) -> None:
    """Tell of characters that papers could not show, each sentence once."""
    for warning in dict.fromkeys(map(str, warnings)):
        say_error(warning)


def say_made(made: Sequence[Paper], out: Path | None) -> None:
    """A table of the papers, and where to take them from."""
    say_table(
        ("id", _("Title"), _("Number"), _("Trainee"), _("Pages")),
        [(it.document_id, it.title, it.number, it.student, it.pages) for it in made],
    )
    say()
    if out is not None:
        say(_("Copies to print lie in {folder}.").format(folder=out))
        return
    first = next((path for it in made for path in it.files.values()), "")
    if first.endswith(".pdf"):
        say(_("Print the PDFs; the first one is {path}.").format(path=first))
    elif first:
        say(_("The files are made; the first one is {path}.").format(path=first))
