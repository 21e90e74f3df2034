"""A page of ours whose codes cannot be read, tied to its document.

`review resolve --document` of one that waits, `records refile --document` of one that
was filed as another paper.
"""

from collections.abc import Callable, Mapping
from typing import Any

import click

from pipeline import readings, rearrange, review
from pipeline.cli import corrections
from pipeline.cli.base import Shop, say, say_json
from pipeline.cli.commands import Numbers
from pipeline.errors import UsageError
from pipeline.messages import N_, _

Decorated = Callable[..., Any]

_OPTIONS = (
    click.option(
        "--document",
        metavar="DOCUMENT_ID",
        default="",
        help=N_("It is a page of that printed document, its codes unreadable."),
    ),
    click.option(
        "--page",
        type=Numbers(),
        help=N_(
            "Number of that page; where there are several, of the first, or of each: "
            "2,5."
        ),
    ),
)


def options(command: Decorated) -> Decorated:
    """Of which printed document it is a page, and which."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def is_asked(asked: Mapping[str, Any]) -> bool:
    """A document or a page of it was named."""
    return bool(asked["document"] or asked["page"])


def ours(asked: Mapping[str, Any], count: int) -> review.Ours | None:
    """The printed pages of which so many pages are another scan, where they were named.

    Raises:
        UsageError: Pages were named, and not of which document.
    """
    if not is_asked(asked):
        return None
    if not asked["document"]:
        raise _unsaid()
    place = rearrange.Place(asked["document"], asked["page"] or (), "")
    return review.Ours(place.identity, place.of(count))


def tie(
    shop: Shop,
    record_id: str,
    asked: Mapping[str, Any],
    *,
    as_json: bool,
    reason: str = "",
) -> None:
    """File pages as those of a printed document.

    Args:
        shop: The workspace.
        record_id: Whose pages they are.
        asked: What else was said; nothing but the document and the page is possible.
        as_json: How to tell what was done.
        reason: Why; needed when they are filed already.

    Raises:
        UsageError: Other things were said besides, or not of which document.
        RefusedError: They cannot be tied so; all the reasons.
    """
    more = {name for name, value in asked.items() if value} - {"document", "page"}
    if more or not asked["document"]:
        raise _unsaid()
    mark = readings.only_mark(shop.organisation.attendance_marks)
    wanted = rearrange.Place(asked["document"], asked["page"] or (), mark)
    act = corrections.act(shop, reason, as_json=as_json)
    change = rearrange.place(record_id, wanted, act)
    _end(shop, change, as_json=as_json, is_said=bool(asked["page"]))


def _unsaid() -> UsageError:
    return UsageError(
        _("Say the document and its page alone: --document DOCUMENT_ID --page N.")
    )


def _end(shop: Shop, change: rearrange.Change, *, as_json: bool, is_said: bool) -> None:
    (record,) = change.new
    _pages, unlaid = rearrange.placed(change)
    left = review.with_cells(record.record_id, shop.desk).zones
    if not as_json:
        corrections.end(shop, change, as_json=False)
        _say_left(record.record_id, unlaid, left)
        if unlaid and not is_said:
            told = _("It was taken for page {n} since no other one is missing.")
            say(told.format(n=unlaid[0]))
        return
    path = shop.catalogue.record_path(record.record_id) or ""
    say_json(
        {
            "done_before": change.done,
            "record_id": record.record_id,
            "path": str(shop.places.root / path),
            "unsure": left,
            "unlaid": unlaid,
            "undo": [] if change.done else corrections.undo(change),
        }
    )


def _say_left(record_id: str, unlaid: tuple[int, ...], left: tuple[str, ...]) -> None:
    if unlaid:
        told = _(
            "Pages that could not be laid on their print, so nothing was read: {n}"
        )
        say(told.format(n=", ".join(map(str, unlaid))))
    if left:
        told = _(
            "Cells that are still not sure: {count}. See: podshivka review show {id}"
        )
        say(told.format(count=len(left), id=record_id))
