"""`issued`: the life of papers that were printed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline import collation, disk, pagecode, register, withdrawal
from pipeline import supplement as supplementing
from pipeline.agreement import Difference
from pipeline.cli import disagreements, numbered, papers, trainees, words
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    say,
    say_json,
    say_table,
    shown,
)
from pipeline.cli.commands import GROUP, CommandGroup, Numbers
from pipeline.errors import NotFoundError, PodshivkaError, UsageError
from pipeline.messages import N_, _
from pipeline.model import IssuedDocument


@click.group(
    cls=CommandGroup,
    commands_at={
        "copy": (
            "pipeline.cli.issuedcopy:copy",
            N_("Copy the files of a document that was issued."),
        ),
    },
    help=N_("The life of printed papers.\n\nExample: podshivka issued list"),
)
def issued() -> None:
    """The group of commands; its help stands in the decorator."""


@issued.command(
    "list",
    help=N_("List what was issued.\n\nExample: podshivka issued list --group ГТ-12"),
)
@click.option("--group", "code", type=GROUP, default="", help=N_("Of that group only."))
@click.option("--kind", default="", help=N_("Of that kind only."))
@json_option
@pass_shop
def list_(shop: Shop, code: str, kind: str, *, as_json: bool) -> None:
    """List issued documents; its help stands in the decorator."""
    found = shop.catalogue.issued(group=code, kind=kind)
    if not found:
        papers.refuse_unknown(shop, code, kind)
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
                words.titled(it.title, is_cover=it.cover is not None),
                it.number,
                it.group,
                trainees.printed(shop, it.document_id, _people(it)),
                it.pages,
                words.told(it.state.value, words.PAPER),
            )
            for it in found
        ],
    )


def _people(document: IssuedDocument) -> Sequence[str]:
    """Whose paper it is; of a paper of many, nobody's."""
    if document.cover and len(document.students) <= trainees.MOST_NAMED:
        return document.students
    return (document.student,)


@issued.command(
    "show",
    help=N_(
        "Show one document; the number printed on it will do, if no other bears it.\n\n"
        "Example: podshivka issued show 7K3Q9ZC2M4"
    ),
)
@click.argument("document_id")
@json_option
@pass_shop
def show(shop: Shop, document_id: str, *, as_json: bool) -> None:
    """Show an issued document; its help stands in the decorator."""
    identity = pagecode.spoken_document_id(document_id)
    identity = identity or numbered.id_of(shop, document_id)
    identity = identity or document_id_of(document_id)
    document = register.find(shop.places.issued, identity)
    folder = register.folder_of(shop.places.issued, identity)
    happened = register.events(shop.places.issued, identity)
    supplements = collation.supplements(shop.catalogue, document)
    differences = _compared(shop, document)
    if as_json:
        say_json(
            {
                "document": document,
                "path": str(folder),
                "events": happened,
                "supplements": supplements,
                "disagreements": differences,
            }
        )
        return
    title = words.titled(document.title, is_cover=document.cover is not None)
    say(f"{title}, № {document.number}" if document.number else title)
    about = (document.document_id, document.group, shown(document.date))
    say(" · ".join(filter(None, about)))
    say(str(folder))
    for event in happened:
        told = words.happened(event.event, event.details, event.by)
        say(f"{shown(event.at)}  {told}")
    _say_family(shop, document, supplements)
    if differences:
        say(_("No longer agrees with the group's data:"))
        disagreements.say_all(identity, differences)


@issued.command(
    "void",
    help=N_(
        "Declare documents void; their pages are refused from now on.\n\n"
        "When one of several cannot be, all that is wrong is told, and none is.\n\n"
        "Example: podshivka issued void 7K3Q9ZC2M4 --reason 'пробная печать'"
    ),
)
@click.argument("document_id", nargs=-1, required=True)
@click.option("--reason", required=True, help=N_("Why; it is kept."))
@json_option
@pass_shop
def void(
    shop: Shop, document_id: tuple[str, ...], reason: str, *, as_json: bool
) -> None:
    """Void documents; its help stands in the decorator."""
    voided = [
        withdrawal.void(shop.office, identity, reason=reason, by=shop.person)
        for identity in _in_force(shop, document_id)
    ]
    if as_json:
        say_json(voided if len(document_id) > 1 else voided[0])
        return
    for document in voided:
        _say_void(shop, document)


def _in_force(shop: Shop, typed: Sequence[str]) -> list[str]:
    """The ids of documents that were typed, once each, all of them in force.

    Raises:
        NotFoundError: The register has no such document.
        UsageError: It is void already, or cannot be an id; of several ids all faults.
    """
    found: dict[str, None] = {}
    faults: list[PodshivkaError] = []
    for text in typed:
        try:
            identity = document_id_of(text)
            withdrawal.refuse_void_already(shop.office, identity)
            found[identity] = None
        except (NotFoundError, UsageError) as fault:
            faults.append(fault)
    if len(typed) > 1 and faults:
        told = [*map(str, faults), _("Nothing was declared void.")]
        raise UsageError("\n".join(told))
    if faults:
        raise faults[0]
    return [*found]


def _say_void(shop: Shop, document: IssuedDocument) -> None:
    """That it is void, and what else there is of it."""
    identity = document.document_id
    told = _(
        "Document {id} is void. Taken back by: podshivka issued restore {id} --reason …"
    )
    say(told.format(id=identity))
    if record_id := _filed(shop, identity):
        told = _(
            "A scan of it is filed: podshivka records show {id}. It stays in the "
            "archive, and what its ink says counts in no results any more."
        )
        say(told.format(id=record_id))
    left = collation.supplements(shop.catalogue, document)
    if told := disagreements.supplements_in_force(left):
        say(told)


def _filed(shop: Shop, document_id: str) -> str:
    """The record of it that is in the archive; "" for none."""
    record_id = shop.catalogue.current(document_id) or ""
    path = shop.catalogue.record_path(record_id) or ""
    is_there = (shop.places.root / path).is_relative_to(shop.places.archive)
    return record_id if path and is_there else ""


@issued.command(
    "restore",
    help=N_(
        "Take back that a document is void; its pages are accepted again.\n\n"
        "Example: podshivka issued restore 7K3Q9ZC2M4 --reason 'не тот документ'"
    ),
)
@click.argument("document_id")
@click.option("--reason", required=True, help=N_("Why; it is kept."))
@json_option
@pass_shop
def restore(shop: Shop, document_id: str, reason: str, *, as_json: bool) -> None:
    """Put a void document in force again; its help stands in the decorator."""
    document = withdrawal.restore(
        shop.office, document_id_of(document_id), reason=reason, by=shop.person
    )
    if as_json:
        say_json(document)
        return
    told = _(
        "Document {id} is in force again; its pages are accepted. Those that came "
        "meanwhile wait in review: podshivka review list"
    )
    say(told.format(id=document.document_id))


@issued.command(
    "reprint",
    help=N_(
        "Give spoilt pages new codes, to be printed again; old ones are refused.\n\n"
        "Example: podshivka issued reprint 7K3Q9ZC2M4 --pages 2,5 --reason 'залит'"
    ),
)
@click.argument("document_id")
@click.option("--pages", type=Numbers(), help=N_("Numbers as 2,5 or 3-5; else all."))
@click.option("--reason", required=True, help=N_("Why; it is kept."))
@papers.out_option
@json_option
@pass_shop
def reprint(
    shop: Shop,
    document_id: str,
    pages: tuple[int, ...] | None,
    reason: str,
    *,
    out: Path | None,
    as_json: bool,
) -> None:
    """Reprint pages; its help stands in the decorator."""
    identity = document_id_of(document_id)
    document = register.find(shop.places.issued, identity)
    numbers = pages or tuple(range(1, document.pages + 1))
    papers.make_folder(out)
    path = withdrawal.reprint(
        shop.office, identity, numbers, reason=reason, by=shop.person
    )
    if out is not None:
        copy = papers.copied_anew(document, path, out)
    if as_json:
        say_json(
            {"document_id": identity, "pages": numbers, "files": {"pdf": str(path)}}
        )
        return
    told = _("Print pages {pages} of {path}. The old ones are refused from now on.")
    listed = ", ".join(map(str, pages or ())) or _("all")
    say(told.format(pages=listed, path=copy if out else path))
    if record_id := _filed(shop, identity):
        told = _(
            "A scan of it was filed before, and stays: podshivka records show {id}"
        )
        say(told.format(id=record_id))


@issued.command(
    "supplement",
    help=N_(
        "Issue what has come since a document was printed as a supplement to it: "
        "trainees who joined, sessions that were added.\n\n"
        "Example: podshivka issued supplement 7K3Q9ZC2M4"
    ),
)
@click.argument("document_id")
@papers.out_option
@json_option
@pass_shop
def supplement(
    shop: Shop, document_id: str, *, out: Path | None, as_json: bool
) -> None:
    """Issue supplements; its help stands in the decorator."""
    identity = document_id_of(document_id)
    document = register.find(shop.places.issued, identity)
    _refuse_groupless(document)
    group = shop.group(document.group)
    papers.make_folder(out)
    made = supplementing.supplement(shop.office, identity, group)
    printed = [_printed(shop, one, out) for one in made]
    if as_json:
        say_json(printed)
        return
    for one, paper in zip(made, printed, strict=True):
        told = _("Document {id} is a supplement, № {number}. Print {path}")
        path = papers.copy_of(one, out) if out else paper["files"]["pdf"]
        say(told.format(id=one.document_id, number=one.number, path=path))


def _refuse_groupless(document: IssuedDocument) -> None:
    """Only what was printed from a group's data can be supplied from them.

    Raises:
        UsageError: It is a cover sheet, or a registration book.
    """
    identity = document.document_id
    if document.cover is not None:
        told = _(
            "{id} is a cover sheet: it has no supplements. Make one more: podshivka "
            "forms cover"
        )
        raise UsageError(told.format(id=identity))
    if not document.group:
        told = _(
            "{id} is a registration book: it has no supplements. It is continued by: "
            "podshivka forms book --from N"
        )
        raise UsageError(told.format(id=identity))


def _printed(shop: Shop, document: IssuedDocument, out: Path | None) -> dict[str, Any]:
    """A new document as `forms generate --json` tells it, and what it supplements."""
    told: dict[str, Any] = disk.to_builtins(papers.told(shop, document, out=out))
    return told | {
        "supplements": document.supplements,
        "students": document.students,
    }


def document_id_of(text: str) -> str:
    """The id a person typed, as it is stored.

    Raises:
        UsageError: It cannot be an id: its check symbol does not fit.
    """
    identity = pagecode.spoken_document_id(text)
    if identity is None:
        told = _(
            "“{text}” is not a document id: look at it once more. The id has ten signs "
            "and stands beside the code of each page. See: podshivka issued list"
        )
        raise UsageError(told.format(text=text))
    return identity


def _compared(shop: Shop, document: IssuedDocument) -> tuple[Difference, ...]:
    with disagreements.collator(shop) as collator:
        found = collator.differences(document)
    disagreements.say_unreadable(collator)
    return found


def _say_family(
    shop: Shop, document: IssuedDocument, supplements: Sequence[IssuedDocument]
) -> None:
    """What it is a supplement to, and what is a supplement to it."""
    if document.supplements:
        base = register.find(shop.places.issued, document.supplements)
        told = _("A supplement to {id}, № {number}")
        say(told.format(id=base.document_id, number=base.number))
    for one in supplements:
        told = _("Its supplement: {id}, № {number} ({state})")
        state = words.told(one.state.value, words.PAPER)
        say(told.format(id=one.document_id, number=one.number, state=state))
