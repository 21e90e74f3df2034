"""`outstanding`: papers that lack something."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from pipeline import review, shelving
from pipeline.agreement import Difference
from pipeline.cli import cells, disagreements, remaining, trainees, words
from pipeline.cli.base import (
    PAGE_SIGNS,
    Shop,
    json_option,
    pass_shop,
    say,
    say_json,
    say_table,
)
from pipeline.cli.commands import GROUP, Command
from pipeline.errors import FixityError
from pipeline.messages import N_, _
from pipeline.reports import Outstanding
from pipeline.reports import outstanding as find_outstanding
from pipeline.reports.outstanding import Lacking


@click.command(
    cls=Command,
    help=N_(
        "Papers that were issued and are not back, or not whole, or do not agree "
        "with the group's data any more.\n\nExit code 5 when a record is damaged; "
        "the other papers are listed all the same.\n\n"
        "Example: podshivka outstanding --group ГТ-12"
    ),
)
@click.option("--group", "code", type=GROUP, default="", help=N_("Of that group only."))
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=N_("List all that differs, be it ever so much."),
)
@json_option
@pass_shop
def outstanding(shop: Shop, code: str, *, every: bool, as_json: bool) -> int:
    """List outstanding papers; its help stands in the decorator."""
    shelving.require_archive(shop.places)
    is_issued = bool(shop.catalogue.issued(group=code))
    if code and not is_issued:
        shop.group(code)  # a group that nobody knows is a slip of the pen
    damaged: list[Path] = []
    with disagreements.collator(shop) as collator:
        found = find_outstanding(
            shop.places,
            shop.catalogue,
            collator,
            group=code,
            today=shop.today,
            damaged=damaged,
        )
    disagreements.say_unreadable(collator)
    if as_json:
        say_json(found)
    elif found:
        _say_papers(shop, found, of_one=bool(code))
        _say_disagreements(found, every=every)
    elif not damaged:
        say(_("Nothing is outstanding.") if is_issued else _nothing_printed())
    if not as_json:
        _say_due(shop, code)
    remaining.say_damaged(damaged)
    return FixityError.exit_code if damaged else 0


def _say_due(shop: Shop, code: str) -> None:
    """What nobody can tell yet is no lack: a signature may be there or not.

    Damaged records in review are told by `status`.
    """
    if not shop.places.review.is_dir():
        return  # it is away: what waits there is not known
    due = [it for it in review.items(shop.desk, []) if code in ("", it.record.group)]
    if not due:
        return
    say()
    remaining.say_due(len(due))
    if unsure := sum(it.sorts.get("signature", 0) for it in due):
        told = _("Cells for signatures in them that nobody has decided: {count}.")
        say(told.format(count=unsure))


def _nothing_printed() -> str:
    told = _("Nothing was printed yet. Do so: {command}")
    return told.format(command="podshivka forms generate --group …")


def _say_papers(shop: Shop, found: Sequence[Outstanding], *, of_one: bool) -> None:
    """A table of the papers; what is the same of all of them is left out."""
    columns: list[tuple[str, Callable[[Outstanding], object]]] = [
        ("id", lambda it: it.document_id),
        (_("Title"), lambda it: words.titled(it.title, is_cover=it.cover)),
    ]
    if not of_one:
        columns.append((_("Group"), lambda it: it.group))
    if any(it.student for it in found):
        columns.append((_("Trainee"), functools.partial(_trainee, shop)))
    columns += [(_("Days"), lambda it: it.days), (_("What is lacking"), _lacking)]
    rows = [[told(it) for _head, told in columns] for it in found]
    say_table([head for head, _told in columns], rows, PAGE_SIGNS)


def _trainee(shop: Shop, it: Outstanding) -> str:
    return trainees.printed(shop, it.document_id, [it.student])


def _lacking(it: Outstanding) -> str:
    parts = []
    if not it.returned:
        parts.append(_("not back"))
    elif it.missing_pages:
        pages = ", ".join(map(str, it.missing_pages))
        parts.append(_("pages missing: {pages}").format(pages=pages))
    if it.empty_signatures:
        told = _("not signed: {cells}")
        signers = cells.signers(
            (_whose(cell), cell.page) for cell in it.empty_signatures
        )
        parts.append(told.format(cells=signers))
    if it.disagreements:
        told = _("no longer agrees with the group's data: {count}")
        parts.append(told.format(count=len(it.disagreements)))
    return "; ".join(parts)


def _whose(cell: Lacking) -> str:
    return cell.name or words.signer(cell.subject)


def _say_disagreements(found: Sequence[Outstanding], *, every: bool) -> None:
    """What no longer agrees, a group after the other, below the table."""
    groups: dict[str, dict[str, Sequence[Difference]]] = {}
    for it in found:
        if it.disagreements:
            papers = groups.setdefault(it.group, {})
            papers[it.document_id] = it.disagreements
    is_cut = False
    for code, papers in groups.items():
        say()
        is_cut |= disagreements.say_by_change(code, papers, every=every)
    if is_cut:
        say()
        say(_("All of them: podshivka outstanding --all"))
