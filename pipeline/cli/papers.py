"""How commands tell of papers that they made: files, copies, a table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from pipeline import disk, issue, register, roster
from pipeline.cli import trainees
from pipeline.cli.base import Shop, say, say_error, say_table
from pipeline.errors import NotFoundError, UsageError
from pipeline.forms import Unprinted
from pipeline.messages import N_, _
from pipeline.model import FilePlan, IssuedDocument

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


def out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--out`, as `forms generate` has it."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        help=N_("Copy the files there too, under readable names."),
    )(command)


def make_folder(out: Path | None) -> None:
    """The folder for the copies, made before anything is issued."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)


def copy_of(document: IssuedDocument, out: Path, name: str = "pdf") -> Path:
    """Where the copy of that format lies."""
    return out / f"{issue.readable_name(document)}.{name}"


def copied_anew(document: IssuedDocument, pdf: Path, out: Path) -> Path:
    """The copy, in place of a former one: its codes are refused from now on."""
    copy = copy_of(document, out)
    disk.write(copy, pdf.read_bytes())
    return copy


def formats(text: str) -> tuple[str, ...]:
    """The formats that a person named.

    Raises:
        UsageError: There is no such format, or none was named.
    """
    said = (part.strip().casefold() for part in text.split(","))
    wanted = tuple(dict.fromkeys(filter(None, said)))
    if not wanted:
        told = _("Name a format: {known}.")
        raise UsageError(told.format(known=", ".join(FORMATS)))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        told = _("There is no format {unknown}; there are: {known}.")
        raise UsageError(
            told.format(unknown=", ".join(unknown), known=", ".join(FORMATS))
        )
    return wanted


def kept(shop: Shop, document: IssuedDocument) -> dict[str, Path]:
    """Format → file, of those that the register keeps of the document."""
    folder = register.folder_of(shop.places.issued, document.document_id)
    register.settle(folder)
    files = {name: folder / file for name, file in FORMATS.items()}
    return {name: path for name, path in files.items() if path.exists()}


def told(
    shop: Shop,
    document: IssuedDocument,
    formats: Sequence[str] = ("pdf",),
    out: Path | None = None,
) -> Paper:
    """What is told of a document; its files are copied to the folder, if any."""
    here = kept(shop, document)
    files = {name: here[name] for name in formats if name in here}
    if out is not None:
        for name, path in files.items():
            disk.copy(path, copy_of(document, out, name))
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


def say_made(
    shop: Shop, made: Sequence[Paper], out: Path | None, join: Path | None = None
) -> None:
    """A table of the papers, and where to take them from.

    Args:
        shop: The workspace.
        made: The papers.
        out: The folder of their copies, if any.
        join: The one PDF that holds all, if any.
    """
    say_table(
        ("id", _("Title"), _("Number"), _("Trainee"), _("Pages")),
        [
            (
                it.document_id,
                it.title,
                it.number,
                trainees.printed(shop, it.document_id, [it.student]),
                it.pages,
            )
            for it in made
        ],
    )
    say()
    if join is not None:
        say(_("All of them in one PDF, to be printed: {path}").format(path=join))
    if out is not None:
        say(_("Copies to print lie in {folder}.").format(folder=out))
    if join is not None or out is not None:
        return
    first = next((path for it in made for path in it.files.values()), "")
    if first.endswith(".pdf"):
        say(_("Print the PDFs; the first one is {path}.").format(path=first))
    elif first:
        say(_("The files are made; the first one is {path}.").format(path=first))


def refuse_unknown(shop: Shop, code: str, kind: str) -> None:
    """Tell a slip of the pen from an answer that is empty; "" is never one.

    Raises:
        NotFoundError: Nobody knows such a group, or such a kind.
    """
    if code and not shop.catalogue.issued(group=code):
        shop.group(code)
    if kind and not shop.catalogue.issued(kind=kind):
        known = kinds_known(shop)
        if kind not in known:
            remedy = roster.near_kind(kind, known)
            raise NotFoundError(_("Kind of form"), kind, remedy)


def kinds_known(shop: Shop) -> dict[str, str]:
    """Every kind of paper that the workspace has anything about, and its title."""
    entries = [entry for plan in plans(shop) for entry in plan.entries]
    planned = [it for entry in entries for it in entry.kinds]
    known = (*shop.kinds, *shop.organisation.form_titles, *planned)
    return {it: shop.kind_title(it) for it in known}


def plans(shop: Shop) -> list[FilePlan]:
    """The file plans of all years."""
    paths = shop.places.file_plan(shop.today.year).parent.glob("*.yaml")
    return [roster.load_file_plan(path) for path in sorted(paths)]
