"""`issued` and `outstanding`: papers that were printed."""

import click

from pipeline import issue, pagecode, register
from pipeline.cli import words
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    say,
    say_json,
    say_table,
    shown,
)
from pipeline.cli.commands import Command, CommandGroup
from pipeline.errors import UsageError
from pipeline.messages import N_, _
from pipeline.reports import Outstanding
from pipeline.reports import outstanding as find_outstanding
from pipeline.reports.outstanding import Lacking


@click.group(
    cls=CommandGroup,
    help=N_("The life of printed papers.\n\nExample: podshivka issued list"),
)
def issued() -> None:
    """The group of commands; its help stands in the decorator."""


@issued.command(
    "list",
    help=N_("List what was issued.\n\nExample: podshivka issued list --group ГТ-12"),
)
@click.option("--group", "code", default="", help=N_("Of that group only."))
@click.option("--kind", default="", help=N_("Of that kind only."))
@json_option
@pass_shop
def list_(shop: Shop, code: str, kind: str, *, as_json: bool) -> None:
    """List issued documents; its help stands in the decorator."""
    found = shop.catalogue.issued(group=code, kind=kind)
    if as_json:
        say_json(found)
        return
    say_table(
        (
            "id",
            _("Title"),
            _("Number"),
            _("Group"),
            _("Trainee"),
            _("Pages"),
            _("State"),
        ),
        [
            (
                it.document_id,
                _titled(it.title, is_cover=it.cover is not None),
                it.number,
                it.group,
                it.student,
                it.pages,
                words.told(it.state.value, words.PAPER),
            )
            for it in found
        ],
    )


@issued.command(
    "show", help=N_("Show one document.\n\nExample: podshivka issued show 7K3Q9ZC2M4")
)
@click.argument("document_id")
@json_option
@pass_shop
def show(shop: Shop, document_id: str, *, as_json: bool) -> None:
    """Show an issued document; its help stands in the decorator."""
    identity = document_id_of(document_id)
    document = register.find(shop.places.issued, identity)
    folder = register.folder_of(shop.places.issued, identity)
    happened = register.events(shop.places.issued, identity)
    if as_json:
        say_json({"document": document, "path": str(folder), "events": happened})
        return
    title = _titled(document.title, is_cover=document.cover is not None)
    say(f"{title}, № {document.number}" if document.number else title)
    about = (document.document_id, document.group, shown(document.date))
    say(" · ".join(filter(None, about)))
    say(str(folder))
    for event in happened:
        told = words.happened(event.event, event.details, event.by)
        say(f"{shown(event.at)}  {told}")


@issued.command(
    "void",
    help=N_(
        "Declare a document void; its pages are refused from now on.\n\n"
        "Example: podshivka issued void 7K3Q9ZC2M4 --reason «пробная печать»"
    ),
)
@click.argument("document_id")
@click.option("--reason", required=True, help=N_("Why; it is kept."))
@json_option
@pass_shop
def void(shop: Shop, document_id: str, reason: str, *, as_json: bool) -> None:
    """Void a document; its help stands in the decorator."""
    document = issue.void(
        shop.office, document_id_of(document_id), reason=reason, by=shop.person
    )
    if as_json:
        say_json(document)
        return
    say(_("Document {id} is void.").format(id=document.document_id))


@issued.command(
    "reprint",
    help=N_(
        "Give spoilt pages new codes, to be printed again; old ones are refused.\n\n"
        "Example: podshivka issued reprint 7K3Q9ZC2M4 --pages 2,5 --reason «залит»"
    ),
)
@click.argument("document_id")
@click.option("--pages", default="", help=N_("Numbers joined by commas; else all."))
@click.option("--reason", required=True, help=N_("Why; it is kept."))
@json_option
@pass_shop
def reprint(
    shop: Shop, document_id: str, pages: str, reason: str, *, as_json: bool
) -> None:
    """Reprint pages; its help stands in the decorator."""
    identity = document_id_of(document_id)
    numbers = _numbers(pages)
    path = issue.reprint(shop.office, identity, numbers, reason=reason, by=shop.person)
    if as_json:
        say_json(
            {"document_id": identity, "pages": numbers, "files": {"pdf": str(path)}}
        )
        return
    told = _("Print pages {pages} of {path}. The old ones are refused from now on.")
    say(told.format(pages=pages or _("all"), path=path))


@click.command(
    cls=Command,
    help=N_(
        "Papers that were issued and are not back, or not whole.\n\n"
        "Example: podshivka outstanding --group ГТ-12"
    ),
)
@click.option("--group", "code", default="", help=N_("Of that group only."))
@json_option
@pass_shop
def outstanding(shop: Shop, code: str, *, as_json: bool) -> None:
    """List outstanding papers; its help stands in the decorator."""
    if code and not shop.catalogue.issued(group=code):
        shop.group(code)  # a group that nobody knows is a slip of the pen
    found = find_outstanding(shop.places, shop.catalogue, group=code, today=shop.today)
    if as_json:
        say_json(found)
        return
    if not found:
        say(_("Nothing is outstanding."))
        return
    say_table(
        ("id", _("Title"), _("Group"), _("Trainee"), _("Days"), _("What is lacking")),
        [
            (
                it.document_id,
                _titled(it.title, is_cover=it.cover),
                it.group,
                it.student,
                it.days,
                _lacking(it),
            )
            for it in found
        ],
    )


def document_id_of(text: str) -> str:
    """The id a person typed, as it is stored.

    Raises:
        UsageError: It cannot be an id: its check symbol does not fit.
    """
    identity = pagecode.spoken_document_id(text)
    if identity is None:
        raise UsageError(
            _("“{text}” is not a document id: look at it once more.").format(text=text)
        )
    return identity


def _titled(title: str, *, is_cover: bool) -> str:
    """The title; of a sheet that only stands for papers it says so."""
    return _("{title} (cover sheet)").format(title=title) if is_cover else title


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(_("Say pages like this: --pages 2,5")) from error


def _lacking(it: Outstanding) -> str:
    if not it.returned:
        return _("not back")
    parts = []
    if it.missing_pages:
        pages = ", ".join(map(str, it.missing_pages))
        parts.append(_("pages missing: {pages}").format(pages=pages))
    if it.empty_signatures:
        told = _("not signed: {cells}")
        cells = ", ".join(
            _("{who} (p. {page})").format(who=_whose(cell), page=cell.page)
            for cell in it.empty_signatures[:4]
        )
        more = len(it.empty_signatures) - 4
        cells += _(" and {count} more").format(count=more) if more > 0 else ""
        parts.append(told.format(cells=cells))
    return "; ".join(parts)


def _whose(cell: Lacking) -> str:
    return cell.name or words.signer(cell.subject)
