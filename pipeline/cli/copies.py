"""`records copy`: the electronic copy of a paper."""

from pathlib import Path

import click

from pipeline import archive, copies, reasons
from pipeline.cells import Form, form_of
from pipeline.cli import cells, papers, words
from pipeline.cli.base import Shop, json_option, pass_shop, say, say_error, say_json
from pipeline.cli.commands import Command
from pipeline.cli.search import folder_of
from pipeline.messages import N_, _

_MOST = 15
"""Cells with a “?” that are named; the rest is counted."""


@click.command(
    cls=Command,
    help=N_(
        "Make the electronic copy of a paper that we printed.\n\n"
        "The same form with what was printed and what was read on paper, surely or by "
        "a person's word; every page says that it is a copy and where the paper is. "
        "What is not sure has a “?” and is listed. It has no page codes and no "
        "number of its own.\n\n"
        "Example: podshivka records copy 7K3Q9ZC2M4 --format docx,pdf --out copies"
    ),
)
@click.argument("record_id")
@click.option(
    "--format",
    "formats",
    default="pdf",
    show_default=True,
    help=N_("Any of pdf, docx, xlsx, joined by commas."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help=N_("The folder for the copies; else this one."),
)
@json_option
@pass_shop
def copy(shop: Shop, record_id: str, formats: str, *, out: Path, as_json: bool) -> None:
    """Copy a record; its help stands in the decorator."""
    folder = folder_of(shop, record_id)
    made = copies.copy(folder, papers.formats(formats), out, shop.office, shop.places)
    if as_json:
        say_json(made)
        return
    for path in made.files.values():
        say(_("Copy: {path}").format(path=Path(path).resolve()))
    if made.replaced:
        told = _("Former copies were replaced: {formats}.")
        say(told.format(formats=", ".join(made.replaced)))
    _say_lacks(made, form_of(archive.load(folder).record.document_id, shop.places))


def _say_lacks(made: copies.Copied, form: Form) -> None:
    """What the copy does not have, and why."""
    if made.without:
        told = _("This kind of form has no {formats}.")
        say(told.format(formats=", ".join(made.without)))
    if made.newer_form:
        say(_("The form has changed since the paper was printed; look at the copy."))
    if made.missing_pages:
        told = _("Pages {pages} of the paper are not back; what stands there is blank.")
        say(told.format(pages=", ".join(map(str, made.missing_pages))))
    if made.has_words:
        say(_("Words written by hand (topics, remarks) are not copied: see the scan."))
    if made.blanks:
        told = _(
            "A “?” stands in the copy for what is not sure ({count}); decide it and "
            "copy again: podshivka review show {id} --inked"
        )
        say(told.format(count=len(made.blanks), id=made.record_id))
    for reason in made.doubts:
        say(f"{reasons.sentence(reason)} {reasons.remedy(reason, made.record_id)}")
    for it in made.blanks[:_MOST]:
        numbered = _("p. {number}").format(number=it.page)
        who = it.name or words.signer(it.subject)
        item = "final" if it.item == "grade" else it.item
        say(f"  {numbered}  {it.zone}  {who}  {cells.of_what(form, item)}")
    if (more := len(made.blanks) - _MOST) > 0:
        told = _("… and {count} more")
        say("  " + told.format(count=more))
    for warning in made.warnings:
        say_error(_("Warning: {warning}").format(warning=warning))
