"""`archive`."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from pipeline import archive as room
from pipeline import discarding, filing, reindex
from pipeline.cli.base import (
    Shop,
    json_option,
    pass_shop,
    progress,
    say,
    say_json,
    say_table,
)
from pipeline.cli.commands import CommandGroup
from pipeline.errors import FixityError
from pipeline.messages import N_, _
from pipeline.model import Places, RecordState

_DAMAGED = 5


@click.group(
    cls=CommandGroup,
    help=N_("Verify and reindex the archive.\n\nExample: podshivka archive verify"),
)
def archive() -> None:
    """The group of commands; its help stands in the decorator."""


@archive.command(
    "verify",
    help=N_(
        "Check that nothing that was filed has changed.\n\n"
        "Exit code 5 when something has, 3 while the archive is away.\n\n"
        "Example: podshivka archive verify"
    ),
)
@json_option
@pass_shop
def verify(shop: Shop, *, as_json: bool) -> int:
    """Verify the archive; its help stands in the decorator."""
    places = shop.places
    if not any(True for _it in room.records(places.archive)):
        from pipeline import shelving  # noqa: PLC0415 - loads the forms, for this only

        shelving.require_archive(places)
    whole = room.verify(places.archive, places.review)
    found = [*whole, *_unentered(places), *_lost(shop)]
    if as_json:
        say_json([{"path": str(it.path), "problem": it.problem} for it in found])
    elif not found:
        say(_("Every file is as it was filed."))
    else:
        say_table((_("File"), _("Problem")), [(it.path, it.says) for it in found])
    return _DAMAGED if found else 0


def _unentered(places: Places) -> Iterator[room.Finding]:
    """The register of what is discarded, if it lacks lines; damage is told before."""
    register = room.discarded_register(places.archive)
    with contextlib.suppress(FixityError):
        if register.exists() and any(discarding.unentered(places)):
            yield room.Finding(register, room.Problem.CHAIN)


def _lost(shop: Shop) -> Iterator[room.Finding]:
    """What the catalogue knows, or else the log of drops, and no tree holds."""
    from pipeline import reports  # noqa: PLC0415 - reports load the forms

    known = [
        path
        for path in reindex.lost(shop.places, shop.catalogue)
        if not _is_discarded(path, shop)
    ]
    for path in known:
        yield room.Finding(path, room.Problem.LOST)
    told = {filing.id_in_name(it.name) for it in known}
    for path in reports.lost(shop.places):
        if path.name not in told:
            yield room.Finding(path, room.Problem.LOST)


def _is_discarded(path: Path, shop: Shop) -> bool:
    """It was a record in review that was discarded with its file, not to the end."""
    if not path.is_relative_to(shop.places.review):
        return False
    items = room.discarded_items(shop.places.archive, [])
    return filing.id_in_name(path.name) in {it.detail for it in items}


@archive.command(
    "reindex",
    help=N_(
        "Make the catalogue again from the trees alone.\n\n"
        "Exit code 5 when something is damaged and left out, or when the catalogue "
        "knew a record that no tree holds: it forgets such ones now.\n\n"
        "Example: podshivka archive reindex"
    ),
)
@json_option
@pass_shop
def reindex_(shop: Shop, *, as_json: bool) -> int:
    """Rebuild the catalogue; its help stands in the decorator."""
    known = shop.catalogue.record_paths()
    total = len(reindex.folders(shop.places, [])) + len(shop.catalogue.issued())
    with progress(total, _("Reindexing")) as advance:
        damaged = reindex.rebuild(shop.places, shop.catalogue, advance)
    lost = _gone(shop, known, damaged)
    counts = shop.catalogue.counts()
    counts["former_versions"] = len(
        shop.catalogue.records(state=RecordState.SUPERSEDED)
    )
    if as_json:
        named = {"damaged": map(str, damaged), "lost": map(str, lost)}
        say_json({**counts, **{name: list(it) for name, it in named.items()}})
    else:
        _say_rebuilt(counts, damaged, lost)
    return _DAMAGED if damaged or lost else 0


def _gone(shop: Shop, known: Mapping[str, str], damaged: Sequence[Path]) -> list[Path]:
    """Where the records were filed that the catalogue knew, and knows no more.

    What left review may have been filed or discarded meanwhile.
    """
    places = [
        shop.places.root / path
        for record_id, path in known.items()
        if shop.catalogue.record_path(record_id) is None
    ]
    filed = [it for it in places if it.is_relative_to(shop.places.archive)]
    return sorted({*filed} - {*damaged})


def _say_rebuilt(
    counts: dict[str, int], damaged: Sequence[Path], lost: Sequence[Path]
) -> None:
    told = _(
        "The catalogue is made again. Records: {records}, former versions: "
        "{former_versions}, issued documents: {issued}."
    )
    in_force = counts["records"] - counts["former_versions"]
    say(told.format(**counts | {"records": in_force}))
    if damaged:
        say(_("Damaged and left out; “podshivka archive verify” tells more:"))
    for folder in damaged:
        say(f"  {folder}")
    if lost:
        say(
            _(
                "Gone from the trees, and from the catalogue now; bring them back from "
                "a backup to these places, then rebuild the catalogue once more:"
            )
        )
    for folder in lost:
        say(f"  {folder}")
