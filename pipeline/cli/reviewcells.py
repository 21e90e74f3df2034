"""`review` of cells: what is shown of them, and what a person says."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from pipeline import disk, review
from pipeline.cells import Form, Line, PageLine, Said
from pipeline.cli import cells, words
from pipeline.cli.base import Shop, say, say_facts, say_table
from pipeline.errors import UsageError
from pipeline.messages import N_, _, ngettext

_FOLDER = "sheets"
_MANY = 40
"""So many unsure cells of one paper tell more of the scan than of the ink."""

_ABOUT_CELLS = ("signed", "empty", "reading", "confirm", "confirm_all", "marks")

_OPTIONS = (
    click.option(
        "--signed",
        multiple=True,
        metavar="ZONE",
        help=N_("This signature cell is signed."),
    ),
    click.option(
        "--empty",
        multiple=True,
        metavar="ZONE",
        help=N_("This signature cell is empty."),
    ),
    click.option(
        "--reading",
        multiple=True,
        metavar="ZONE=VALUE",
        help=N_("This cell holds that value; without a value it is empty."),
    ),
    click.option(
        "--confirm",
        multiple=True,
        metavar="ZONE",
        help=N_("What was read in this cell is right."),
    ),
    click.option(
        "--confirm-all",
        is_flag=True,
        help=N_(
            "So is what was read in every unsure cell, but where that is unlikely to "
            "be right, or a newer scan says otherwise than what was known."
        ),
    ),
    click.option(
        "--marks",
        default="",
        metavar="MARK",
        help=N_("The mark in all other cells of which it is not known which it is."),
    ),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What may be said of cells."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def said(asked: dict[str, Any]) -> Said:
    """What was said of cells.

    Raises:
        UsageError: Other things were said besides.
    """
    about = {name for name, value in asked.items() if value}
    if about & {*_ABOUT_CELLS} and about - {*_ABOUT_CELLS}:
        raise UsageError(_("Say either what the paper is or what its cells hold."))
    return Said(
        signed=asked["signed"],
        empty=asked["empty"],
        readings=asked["reading"],
        confirmed=asked["confirm"],
        confirm_all=asked["confirm_all"],
        marks=asked["marks"],
    )


def decide(shop: Shop, item: review.Item, what: Said) -> review.Decided:
    """Write down what was said of cells.

    Raises:
        UsageError: All that is wrong with it.
    """
    try:
        return review.decide_cells(
            item, what, shop.desk, shop.organisation, by=shop.person, at=shop.now
        )
    except UsageError as error:
        told = _("Nothing was written. All cells: podshivka records show {id} --all")
        remedy = told.format(id=item.record.record_id)
        raise UsageError(f"{error}\n{remedy}") from error


def say_decided(what: Said, done: review.Decided, record_id: str, place: str) -> None:
    """Tell what came of it, and what is left."""
    told = _("Done: {path}")
    is_vain = what == Said(confirm_all=True) and not done.bulk
    if is_vain:
        told = _("Nothing was unsure, so nothing was confirmed or changed: {path}")
        if done.left:
            told = _("No reading could be confirmed; nothing was changed: {path}")
    say(told.format(path=place))
    if not is_vain:
        _say_count(done)
    if done.unnamed:
        told = _(
            "Cells with a mark of which it is not known which: {count}. Say it: "
            "--marks MARK, or --reading ZONE=MARK; to see them: podshivka review show "
            "{id} --inked"
        )
        say(told.format(count=len(done.unnamed), id=record_id))
    if not done.left:
        return
    told = _("Cells that are still not sure: {count}. See: podshivka review show {id}")
    say(told.format(count=len(done.left), id=record_id))
    if what.marks and done.marks:
        told = _(
            "Cells of which it is not sure that they hold a mark: {count}. --marks "
            "leaves them as they are. Say of each: --reading ZONE=MARK, or "
            "--reading ZONE= where there is none"
        )
        say(told.format(count=len(done.marks)))
    if what.confirm_all:
        _say_unconfirmed(done)


def _say_count(done: review.Decided) -> None:
    """How many cells were decided, and that none is left, if so."""
    told = _("Cells decided: {count}.")
    if done.bulk:
        told = _("Cells decided: {count}; of these confirmed together: {bulk}.")
    nothing = "" if done.left else _("No cell is left that is not sure.")
    says = told.format(count=done.decided, bulk=done.bulk)
    say(" ".join(filter(None, (says, nothing))))


def _say_unconfirmed(done: review.Decided) -> None:
    """Why cells are left that were to be confirmed, and what to say of them."""
    if done.conflicts:
        told = _(
            "Cells in which the newer scan does not show what was known: {count}. "
            "--confirm-all leaves them as they are. Look which is right: --confirm "
            "ZONE (the newer one), or --reading ZONE=VALUE; of signatures --signed "
            "ZONE or --empty ZONE"
        )
        say(told.format(count=len(done.conflicts)))
    if len(done.left) > len(done.conflicts):
        say(
            _(
                "Left are cells that could not be read or of which the guess is hardly "
                "right, and people with more than one answer: say those one by one, "
                "--reading ZONE=VALUE, or --confirm ZONE where the guess is right; a "
                "cell that holds nothing is --reading ZONE=; of signatures --signed "
                "ZONE or --empty ZONE"
            )
        )


def remedy(item: review.Item, *, kept: bool = False) -> str:
    """What to say of an item whose cells are unsure, and not that pages are kept."""
    told = _(
        "Say what the cells hold ({zones}): --signed ZONE, --empty ZONE, "
        "--reading ZONE=VALUE, --confirm ZONE. To see them: podshivka review show {id}"
    )
    zones = ", ".join(item.zones[:4]) + (" …" if len(item.zones) > 4 else "")
    says = told.format(zones=zones, id=item.record.record_id)
    wrong = _("--keep is about doubtful pages; here cells wait for a decision.")
    return f"{wrong} {says}" if kept else says


def of_marks(told: dict[str, Any], inked: int) -> dict[str, Any]:
    """The item as told of a record of which no cell waits: its marks not known."""
    if told["zones"]:
        return told
    if not inked:
        return told | {
            "sentence": _("No cell has a mark of which it is not known which."),
            "remedy": _("All that waits: podshivka review list"),
        }
    says = _("Cells with a mark of which it is not known which: {count}.")
    remedy = _(
        "Say it: podshivka review resolve {id} --marks MARK (of all of them that are "
        "not named one by one), --reading ZONE=MARK"
    )
    return told | {
        "sentence": says.format(count=inked),
        "remedy": remedy.format(id=told["record_id"]),
    }


def advice(told: dict[str, Any]) -> str:
    """How many cells of an item are unsure, and what spares deciding very many."""
    count = len(told["zones"])
    if not count:
        return ""
    says = _("Cells not sure: {count}.").format(count=count)
    if told.get("sorts"):
        says = _("Cells not sure: {count} ({sorts}).")
        says = says.format(count=count, sorts=_sorts(told["sorts"]))
    if told.get("answers"):
        more = ngettext(
            "{count} result has more than one answer, a figure beside a ticked box or "
            "two boxes: say which one counts; a better scan would not tell.",
            "{count} results have more than one answer, a figure beside a ticked box "
            "or two boxes: say which one counts; a better scan would not tell.",
            told["answers"],
        )
        says = f"{says} {more.format(count=told['answers'])}"
    if count - told.get("answered", 0) < _MANY or told.get("one_bit"):
        return says
    remedy = _(
        "So many come mostly of a poor scan: scan the same paper again in grey (not "
        "black and white), 200–300 dpi, and drop it; then most of them need no "
        "decision."
    )
    return f"{says} {remedy}"


def _sorts(counts: Mapping[str, int]) -> str:
    """«signatures: 1, marks: 8»."""
    told = ((words.told(sort, words.SORT), count) for sort, count in counts.items())
    return ", ".join(f"{sort}: {count}" for sort, count in told)


def draw(
    shop: Shop, items: Sequence[review.Item], lines: Sequence[Line], out: Path | None
) -> list[str]:
    """Write pictures of cells, and of doubtful pages, beside their print.

    Args:
        shop: The workspace.
        items: All that is to be shown of one record.
        lines: The cells.
        out: A file to be written; None: one of the workspace.

    Returns:
        Their paths: the one that was named, or several numbered by it; none where
        there is nothing to look at, or it cannot be shown.

    Raises:
        UsageError: A file to be written is there already.
    """
    if out is not None:
        _refuse_existing([out])
    pictures = _pictures(shop, items, lines)
    identity = items[0].record.record_id
    folder = shop.places.private / _FOLDER / identity
    path = out or folder / f"{identity}.png"
    paths = [path]
    if len(pictures) > 1:
        numbers = range(1, len(pictures) + 1)
        paths = [path.with_stem(f"{path.stem}-{number}") for number in numbers]
    if out is not None:
        _refuse_existing(paths)
    else:
        for former in folder.glob("*.png"):
            disk.remove(former)
    for at, picture in zip(paths, pictures, strict=False):
        disk.make_folder(at.parent)
        disk.write(at, picture)
    return [str(at) for at, _picture in zip(paths, pictures, strict=False)]


def _pictures(
    shop: Shop, items: Sequence[review.Item], lines: Sequence[Line]
) -> tuple[bytes, ...]:
    item = items[0]
    record = item.record
    below = " · ".join(filter(None, (record.number, record.record_id)))
    title = record.title or record.source_name
    made: tuple[bytes, ...] = ()
    if lines:
        heads = cells.heads(title, below, _("Cell"))
        made = review.picture(item, lines, heads, shop.desk)
    if pages := _page_lines(items):
        heads = cells.heads(title, below, _("Page"))
        made += review.page_picture(item, pages, heads, shop.desk)
    return made


def _page_lines(items: Sequence[review.Item]) -> list[PageLine]:
    """The words beside each page that is to be looked at."""
    pages = {it.scan_page: it for item in items for it in review.pages_of(item)}
    number, place = _("page {number} of {count}"), _("page {place} of the scan")
    return [
        PageLine(
            it.scan_page,
            (
                number.format(number=it.number, count=it.of)
                if it.number
                else _("page without a code"),
                place.format(place=it.scan_page),
            ),
        )
        for it in pages.values()
    ]


def _refuse_existing(paths: Sequence[Path]) -> None:
    there = [str(path) for path in paths if path.exists() or path.is_symlink()]
    if there:
        told = _("{path} is there already and was not overwritten. Name another file.")
        raise UsageError(told.format(path=", ".join(there)))


def say_item(
    told: dict[str, Any],
    kind: str,
    found: Sequence[dict[str, Any]],
    form: Form,
    pictures: Sequence[str],
) -> None:
    """Tell an item, its kind by its title, its unsure cells in a table."""
    why = (told["sentence"], advice(told), *(it["sentence"] for it in told["also"]))
    what_now = (told["remedy"], *(it["remedy"] for it in told["also"]))
    say_facts(
        [
            (_("What it is"), words.named(told["name"], told["reason"])),
            (_("Why"), "\n".join(filter(None, why))),
            (_("What to do"), "\n".join(what_now)),
            (_("Kind"), kind),
            (_("Group"), told["group"]),
            (_("Date"), told["date"]),
            (_("Pages"), told["pages"]),
            (_("Picture"), "\n".join(pictures)),
            (_("Folder"), told["path"]),
        ]
    )
    if found:
        say()
        say_cells(found, form)


def say_cells(found: Sequence[dict[str, Any]], form: Form) -> None:
    """A table of cells, by page."""
    say_table(
        (
            _("Cell"),
            _("Page"),
            _("Whose"),
            _("Of what"),
            _("Read"),
            _("Sureness"),
            _("Earlier"),
        ),
        [
            (
                it["zone"],
                it["page"] or 0,
                cells.whose(form, it["subject"]),
                cells.of_cell(it, form),
                cells.read(it),
                cells.sureness(it),
                cells.earlier(it),
            )
            for it in sorted(found, key=lambda it: (it["page"] or 0, it["zone"]))
        ],
    )
