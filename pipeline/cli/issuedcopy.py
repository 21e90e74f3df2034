"""`issued copy`: the files of a paper that is out, for somebody to work with."""

from pathlib import Path

import click

from pipeline import disk, register
from pipeline.cli import outputs, papers
from pipeline.cli.base import Shop, json_option, pass_shop, say, say_json
from pipeline.cli.commands import Command
from pipeline.cli.issued import document_id_of
from pipeline.errors import UsageError
from pipeline.messages import N_, _
from pipeline.model import IssuedDocument


@click.command(
    cls=Command,
    help=N_(
        "Copy the files of a document that was issued.\n\n"
        "They are the same files, so nothing is issued, and no number is drawn. The "
        "workbook (XLSX) is a working copy of the paper: filled in, it is taken back "
        "by groups import --results. Nothing is overwritten.\n\n"
        "Example: podshivka issued copy 7K3Q9ZC2M4 --format xlsx"
    ),
)
@click.argument("document_id")
@click.option(
    "--format",
    "formats",
    help=N_("Any of pdf, docx, xlsx, joined by commas; else all that there are."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help=N_("The folder for the copies; else this one."),
)
@json_option
@pass_shop
def copy(
    shop: Shop, document_id: str, formats: str | None, *, out: Path, as_json: bool
) -> None:
    """Copy a document's files; its help stands in the decorator."""
    document = register.find(shop.places.issued, document_id_of(document_id))
    register.refuse_void(document)
    files = _wanted(document, papers.kept(shop, document), formats)
    copies = {name: papers.copy_of(document, out, name) for name in files}
    for path in copies.values():  # somebody may have worked in it
        outputs.refuse_existing(path)
    papers.make_folder(out)
    for name, path in files.items():
        disk.copy(path, copies[name])
    told = {name: str(path.resolve()) for name, path in copies.items()}
    if as_json:
        say_json({"document_id": document.document_id, "files": told})
        return
    for copied in told.values():
        say(_("Copy: {path}").format(path=copied))
    if "xlsx" in told:
        say(_("Filled in, it is taken back by: podshivka groups import --results FILE"))


def _wanted(
    document: IssuedDocument, kept: dict[str, Path], formats: str | None
) -> dict[str, Path]:
    """The files asked for; all of them when none are named.

    Raises:
        UsageError: There is no such format, or the document has none of it.
    """
    wanted = papers.formats(formats) if formats is not None else tuple(kept)
    if lacking := [name for name in wanted if name not in kept]:
        told = _("Document {id} has no {formats}; it has: {known}.")
        identity, known = document.document_id, ", ".join(kept)
        lacks = ", ".join(lacking)
        raise UsageError(told.format(id=identity, formats=lacks, known=known))
    return {name: kept[name] for name in wanted}
