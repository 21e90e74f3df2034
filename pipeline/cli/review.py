"""`review`: what a person must decide."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipeline import archive, discarding, pagedoubts, reasons
from pipeline import review as use_case
from pipeline.cells import Said, form_of
from pipeline.cli import (
    cells,
    corrections,
    guesses,
    remaining,
    reviewcells,
    reviewpages,
    reviewtold,
)
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    say,
    say_json,
)
from pipeline.cli.commands import DAY, GROUP, CommandGroup
from pipeline.errors import FixityError, UsageError
from pipeline.messages import N_, _, ngettext
from pipeline.model import Guess

_KEPT = pagedoubts.REASONS
"""Reasons that --keep answers."""


@click.group(
    cls=CommandGroup,
    help=N_("What a person must decide.\n\nExample: podshivka review list"),
)
def review() -> None:
    """The group of commands; its help stands in the decorator."""


@review.command(
    "list",
    help=N_(
        "List it.\n\nExit code 5 when a record is damaged; what waits is listed all "
        "the same.\n\nExample: podshivka review list --json"
    ),
)
@json_option
@pass_shop
def list_(shop: Shop, *, as_json: bool) -> int:
    """List what waits; its help stands in the decorator."""
    damaged: list[Path] = []
    waiting = use_case.items(shop.desk, damaged)
    guessed = use_case.guesses(waiting, shop.desk)
    alone = use_case.alone(waiting, shop.places)
    ids = [item.record.record_id for item in waiting]
    found = [
        reviewtold.told(shop, item, guessed.get(identity), alone=identity in alone)
        for identity, item in zip(ids, waiting, strict=True)
    ]
    if as_json:
        say_json(found)
    else:
        _say_due(found, guessed)
    remaining.say_damaged(damaged)
    return FixityError.exit_code if damaged else 0


def _say_due(found: Sequence[dict[str, Any]], guessed: Mapping[str, Guess]) -> None:
    for it in found:
        reviewtold.say_waiting(it, guessed.get(it["record_id"]))
        say()
    told = ngettext(
        "{count} decision is due.", "{count} decisions are due.", len(found)
    )
    nothing = _("Nothing waits for a decision.")
    say(told.format(count=len(found)) if found else nothing)


@review.command(
    "show",
    help=N_(
        "Show one item: its unsure cells and the pages that are doubtful, beside what "
        "was printed there.\n\nThe picture is written as PNG; --out names the file. "
        "What is too much for one is parted: cells-1.png, cells-2.png ….\n\n"
        "Example: podshivka review show 7K3Q9ZC2M4 --out cells.png"
    ),
)
@click.argument("record_id")
@click.option(
    "--inked",
    is_flag=True,
    help=N_("Show cells with a mark, too, of which it is not known which."),
)
@click.option("--out", type=click.Path(path_type=Path), help=N_("The picture's file."))
@json_option
@pass_shop
def show(
    shop: Shop, record_id: str, *, inked: bool, out: Path | None, as_json: bool
) -> None:
    """Show an item; its help stands in the decorator."""
    waiting = _waiting(shop, record_id, inked=inked)
    item = waiting[0]
    zones = (*item.zones, *(use_case.inked_zones(item) if inked else ()))
    form = form_of(item.record.document_id, shop.places)
    found = use_case.cells_of(item, zones, form)
    lines = [cells.line(it, form) for it in found]
    drawn = reviewcells.draw(shop, waiting, lines, out)
    guess = use_case.guesses([item], shop.desk).get(item.record.record_id)
    alone = bool(use_case.alone([item], shop.places))
    told = reviewtold.told(shop, item, guess, alone=alone, seen=True)
    told |= {"text": use_case.text_of(item)}
    told |= {"also": [reviewtold.also(it) for it in waiting[1:]]}
    if inked:
        told = reviewcells.of_marks(told, len(found))
    if as_json:
        picture = drawn[0] if drawn else None
        say_json(told | {"cells": found, "picture": picture, "pictures": drawn})
        return
    kind = shop.kind_title(told["kind"]) or told["kind"]
    reviewcells.say_item(told, kind, found, form, drawn)
    if guess:
        guesses.say_guess(guess, item.record.record_id, told["remedy"])
    if told["text"] and not found:
        say()
        say(_("Text on the paper, as OCR read it:"), bold=True)
        say(told["text"])


def _waiting(shop: Shop, record_id: str, *, inked: bool) -> list[use_case.Item]:
    """All that waits of a record; with `inked` its cells, though none of them waits."""
    if inked:
        return [use_case.with_cells(record_id, shop.desk)]
    return use_case.find_all(record_id, shop.desk)


@review.command(
    "resolve",
    help=N_(
        "Say what a paper is, and it is filed; or what its cells hold.\n\n"
        "With --accept what was found on the paper is taken for all that is not "
        "said (see: podshivka review show).\n\n"
        "Of cells any number can be named at once; when one of them is wrong, all that "
        "is wrong is told and nothing is written.\n\n"
        "A page of ours of which no code can be read is tied to its document by "
        "--document and --page; its cells are read where it lies well on its print.\n\n"
        "Example: podshivka review resolve 7K3Q9ZC2M4 --kind other --date 2026-05-12"
        "\n\nExample: podshivka review resolve 7K3Q9ZC2M4 --document RF1E03TZFJ "
        "--page 2"
        "\n\nExample: podshivka review resolve 7K3Q9ZC2M4 --reading Z0012=4 "
        "--reading Z0031= --confirm Z0040"
    ),
)
@click.argument("record_id")
@click.option("--kind", default="", help=N_("What it is: a kind of the file plan."))
@click.option("--title", default="", help=N_("Its title."))
@click.option("--number", default="", help=N_("The document's number."))
@click.option("--group", type=GROUP, default="", help=N_("The group's code."))
@click.option("--student", "students", multiple=True, help=N_("A trainee's id."))
@click.option(
    "--date",
    "dated",
    type=DAY,
    help=N_("The document's date."),
)
@reviewpages.options
@reviewcells.options
@click.option(
    "--keep",
    is_flag=True,
    help=N_("The pages that are shown are what the record takes them for."),
)
@click.option(
    "--same",
    is_flag=True,
    help=N_(
        "It is another scan of the paper that it seems to be, or of the pages that "
        "--document and --page name; the former one stands."
    ),
)
@click.option(
    "--discard",
    help=N_(
        "Nothing is on the pages, or their paper is void or was reprinted: discard the "
        "file, for this reason. It is kept in archive/discarded and can be brought "
        "back."
    ),
)
@click.option(
    "--accept",
    is_flag=True,
    help=N_("Take what was found on the paper, but for what is said here."),
)
@json_option
@pass_shop
def resolve(
    shop: Shop,
    /,
    *,
    record_id: str,
    as_json: bool,
    **asked: Any,  # noqa: ANN401 - click's options
) -> None:
    """Resolve an item; its help stands in the decorator."""
    said = reviewcells.said(asked)
    if reviewpages.is_asked(asked) and not asked["same"]:
        reviewpages.tie(shop, record_id, asked, as_json=as_json)
        return
    if said:
        _decide_cells(shop, record_id, said, as_json=as_json)
        return
    item = use_case.find(record_id, shop.desk, _KEPT if asked["keep"] else ())
    if asked["discard"] is not None:
        _discard(shop, item, asked, as_json=as_json)
        return
    folder = _decide(shop, item, asked)
    stays = asked["keep"] or asked["same"]
    back = corrections.undo_same(item.record.record_id) if asked["same"] else []
    filed = None if stays else archive.load(folder).record
    if as_json:
        identity = item.record.record_id
        left = () if asked["same"] else use_case.with_cells(identity, shop.desk).zones
        told = {"record_id": identity, "path": str(folder), "unsure": left}
        say_json(told | reviewtold.facts(filed) | {"undo": back})
        return
    say(_("Done: {path}").format(path=shop.places.relative(folder)))
    reviewtold.say_filed(shop, filed)
    corrections.say_undo(back)


def _decide_cells(shop: Shop, record_id: str, said: Said, *, as_json: bool) -> None:
    item = use_case.with_cells(record_id, shop.desk)
    done = reviewcells.decide(shop, item, said)
    identity = item.record.record_id
    if not as_json:
        place = shop.places.relative(item.folder)
        reviewcells.say_decided(said, done, identity, place)
        return
    told = {"record_id": identity, "path": str(item.folder), "unsure": done.left}
    left = {"conflicts": done.conflicts, "unsure_marks": done.marks}
    left["unnamed_marks"] = done.unnamed
    counts = {"decided": done.decided, "confirmed_in_bulk": done.bulk}
    say_json(told | counts | left)


def _decide(shop: Shop, item: use_case.Item, asked: dict[str, Any]) -> Path:
    """File a paper as what it is said to be, or keep its pages without a code.

    Raises:
        UsageError: What is asked does not fit what waits.
    """
    _refuse_both(asked)
    if item.reason in use_case.CELLS:
        raise UsageError(reviewcells.remedy(item, kept=asked["keep"]))
    is_kept = item.reason in _KEPT
    if asked["same"]:
        ours = reviewpages.ours(asked, len(item.record.pages))
        by, at = shop.person, shop.now
        return use_case.same_paper(item, shop.desk, by=by, at=at, ours=ours)
    if is_kept != asked["keep"]:
        identity = item.record.record_id
        alone = bool(use_case.alone([item], shop.places))
        raise UsageError(
            reasons.remedy(item.reason, identity, found=False, alone=alone)
        )
    if is_kept:
        use_case.keep_pages(item, shop.desk, by=shop.person, at=shop.now)
        return item.folder
    decision = _decision(shop, asked, item.record.kind)
    decision = replace(decision, accepted=_accepted(shop, item, asked))
    rules = use_case.Rules(corrections.trainees(shop), shop.kind_title)
    by, at = shop.person, shop.now
    return use_case.resolve(item, decision, shop.desk, rules, by=by, at=at)


def _accepted(shop: Shop, item: use_case.Item, asked: dict[str, Any]) -> Guess:
    """What was found on the paper, where that is to be taken."""
    if not asked["accept"]:
        return Guess()
    guess = use_case.guesses([item], shop.desk).get(item.record.record_id, Guess())
    if not asked["kind"]:
        guesses.refuse_ours(guess, item.record.record_id)
    return guess


def _discard(
    shop: Shop, item: use_case.Item, asked: dict[str, Any], *, as_json: bool
) -> None:
    _refuse_both(asked)
    act = discarding.Act(shop.person, shop.now, asked["discard"])
    discarding.discard_reviewed(item.record, item.folder, item.reason, shop.desk, act)
    sha256 = item.record.pages[0].source_sha256
    if as_json:
        told = {"record_id": item.record.record_id, "path": "", "unsure": ()}
        say_json(told | {"discarded": sha256})
        return
    done = _("{name} is discarded. To undo it: podshivka quarantine restore {id}")
    say(done.format(name=item.record.source_name, id=sha256[:12]))


def _refuse_both(asked: dict[str, Any]) -> None:
    """Take one answer at a time: what one is not about would be passed over.

    Raises:
        UsageError: There are two.
    """
    facts = ("kind", "title", "number", "group", "students", "dated", "accept")
    is_told = any(asked[it] for it in facts)
    is_discard = asked["discard"] is not None
    answers = (asked["keep"], asked["same"], is_discard, is_told)
    if sum(map(bool, answers)) > 1:
        raise UsageError(
            _(
                "Say one thing: --keep, or --same, or --discard, or what the paper is "
                "(--kind …)."
            )
        )


def _decision(shop: Shop, asked: dict[str, Any], known: str) -> use_case.Decision:
    """What was said; of another kind than is known the title is the usual one."""
    kind, dated = asked["kind"], asked["dated"]
    usual = shop.organisation.form_titles.get(kind, "") if kind != known else ""
    title = asked["title"] or usual
    return use_case.Decision(
        kind=kind,
        title=title,
        number=asked["number"],
        group=asked["group"],
        students=tuple(filter(None, asked["students"])),
        day=dated.date() if isinstance(dated, datetime) else None,
    )
