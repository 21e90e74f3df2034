"""What all commands share: the workspace and the output."""

import getpass
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from pipeline import spelling
from pipeline.cli import widths
from pipeline.messages import N_, _, ngettext

if TYPE_CHECKING:
    from rich.progress import Progress

    from pipeline.catalogue import Catalogue
    from pipeline.errors import Fault, TemplateError
    from pipeline.forms import FormKind
    from pipeline.issue import Office
    from pipeline.model import Group, Organisation, Places
    from pipeline.settings.file import Settings
    from pipeline.shelving import Desk


@dataclass
class Shop:
    """The workspace of this call; what is not asked for is not loaded.

    Attributes:
        workspace: As given on the command line.
        who: As given with `--as`.
    """

    workspace: Path | None = None
    who: str = ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def settings(self) -> "Settings":
        """The settings of the workspace."""
        from pipeline.settings import file

        return file.load(self.workspace)

    @property
    def places(self) -> "Places":
        """The folders of the workspace."""
        return self.settings.places

    @property
    def today(self) -> date:
        """The day of this call, where we are."""
        return self.now.astimezone().date()

    @cached_property
    def organisation(self) -> "Organisation":
        """The institute."""
        from pipeline import roster

        return roster.load_organisation(self.places.organisation)

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The catalogue, made again from the trees when it is stale."""
        from pipeline import reindex

        return reindex.open_catalogue(self.places, self.settings.database_url)

    @property
    def kinds(self) -> "dict[str, FormKind]":
        """The kinds of form, those of the workspace before the built-in ones."""
        return self._kinds[0]

    @cached_property
    def _kinds(self) -> "tuple[dict[str, FormKind], dict[str, TemplateError]]":
        from pipeline import forms, resources

        return forms.load_sound([self.places.templates, resources.folder("templates")])

    def kind_title(self, kind: str) -> str:
        """A kind of paper as this institute calls it; "" of one that nobody knows."""
        title = self.organisation.form_titles.get(kind, "")
        if kind and not title and kind in self.kinds:
            title = self.kinds[kind].title
        return title

    def tell_broken_kinds(self) -> None:
        """Name the kinds that were passed over since they cannot be read."""
        for error in self._kinds[1].values():
            say_error(_("Warning: {warning}").format(warning=error))

    @cached_property
    def desk(self) -> "Desk":
        """What taking papers in needs."""
        from pipeline import recognition
        from pipeline.shelving import Desk

        limits = self.settings.limits
        return Desk(
            places=self.places,
            catalogue=self.catalogue,
            languages=self.settings.ocr.languages,
            limits=recognition.Limits(
                seconds=limits.seconds,
                memory_mb=limits.memory_mb,
                pixels=limits.pixels,
                pages=limits.pages,
            ),
            workers=self.settings.intake.workers,
        )

    @cached_property
    def office(self) -> "Office":
        """What issuing needs."""
        from pipeline.issue import Office

        return Office(
            organisation=self.organisation,
            kinds=self.kinds,
            issued=self.places.issued,
            scratch=self.places.scratch,
            catalogue=self.catalogue,
            now=self.now,
            workers=self.settings.intake.workers,
            broken=self._kinds[1],
        )

    def group_code(self, typed: str) -> str:
        """The code of the group as it is written, in whichever case or alphabet.

        A code that nobody knows comes back as typed.

        Raises:
            UsageError: Several codes differ from it by nothing but that.
        """
        from pipeline import roster
        from pipeline.errors import UsageError

        known = self.catalogue.group_codes()
        if not typed or typed in known:
            return typed
        known |= set(roster.groups_in(self.places.groups))
        alike = sorted(spelling.alike(typed, known))
        if typed in alike or not alike:
            return typed
        if len(alike) > 1:
            told = _("“{code}” may be {codes}: type it as it is written.")
            raise UsageError(told.format(code=typed, codes=", ".join(alike)))
        return alike[0]

    def group(self, code: str) -> "Group":
        """The group of that code.

        Raises:
            NotFoundError: No such group was imported.
        """
        from pipeline import roster
        from pipeline.errors import NotFoundError

        known = roster.groups_in(self.places.groups)
        if code not in known:
            told = _("Import it: podshivka groups import FILE. There are: {codes}.")
            codes = ", ".join(sorted(known)) or "–"
            raise NotFoundError(_("Group"), code, told.format(codes=codes))
        return roster.load_group(known[code], self.organisation)

    @property
    def person(self) -> str:
        """Who acts: `--as ID` of `organisation.yaml`, else the system's user.

        Raises:
            UsageError: The organisation has nobody of that id.
        """
        from pipeline.errors import UsageError

        if not self.who:
            return _system_user()
        known = [person.id for person in self.organisation.people]
        if self.who not in known:
            told = _("Nobody has the id “{id}” in organisation.yaml. There are: {ids}.")
            raise UsageError(told.format(id=self.who, ids=", ".join(known)))
        return self.who


def _system_user() -> str:
    """The name of the system's user; the number of one who has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # of older and of newer Pythons
        return str(os.getuid())


PAGE_SIGNS = 100
"""A table of long words is so wide at most: it can be read, and printed."""

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_FIRST_UNDECODED = 0xDC00
_UNDECODED = re.compile("[\udc80-\udcff]")
"""Python's signs for the bytes 0x80 to 0xFF of names that are no text."""

pass_shop = click.make_pass_decorator(Shop)

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--json`: one JSON value on standard output, nothing else there."""
    return click.option(
        "--json", "as_json", is_flag=True, help=N_("Print one JSON value.")
    )(command)


def say(text: str = "", *, bold: bool = False) -> None:
    """A line for people, on standard output."""
    click.echo(click.style(printable(text), bold=bold or None))


def say_error(text: str) -> None:
    """A line for people, on standard error."""
    click.echo(printable(text), err=True)


def say_lit(text: str) -> None:
    """A line whose parts between ** are bold on a terminal."""
    parts = printable(text).split("**")
    lit = (
        click.style(part, bold=place % 2 == 1 or None)
        for place, part in enumerate(parts)
    )
    click.echo("".join(lit))


def printable(text: str) -> str:
    """The text without anything that could command a terminal.

    Spaces of every width stay: a name or a path is copied from what is shown.
    """
    signs = (
        sign if _is_harmless(sign) else "\N{REPLACEMENT CHARACTER}" for sign in text
    )
    return "".join(signs).encode(errors="replace").decode()


def _is_harmless(sign: str) -> bool:
    return sign.isprintable() or sign in "\n\t" or unicodedata.category(sign) == "Zs"


def say_json(value: object) -> None:
    r"""One JSON value on standard output; nouns are turned into objects.

    What is no text in a path, for other programs as for people, is written as "\xNN".
    """
    from pipeline import disk

    plain = disk.to_builtins(value)
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    click.echo(_UNDECODED.sub(_as_escape, text))


def _as_escape(sign: "re.Match[str]") -> str:
    r"""A byte that Python could not decode, as "\xNN" within text of JSON."""
    return f"\\\\x{ord(sign[0]) - _FIRST_UNDECODED:02x}"


def say_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], most: int = 200
) -> None:
    """A table for people, so many signs wide at most, and no wider than a terminal."""
    cells = list(rows)
    if not cells:
        say(_("There is nothing here yet."))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    texts = [[printable(shown(cell)) for cell in row] for row in cells]
    room = width_of_tables(most)
    wide = widths.of_columns(list(zip(headings, *texts, strict=True)), room)
    table = Table(
        box=None, pad_edge=False, header_style="bold", padding=(0, widths.GAP, 0, 0)
    )
    for heading, width, column in zip(
        headings, wide, zip(*cells, strict=True), strict=True
    ):
        counts = all(isinstance(cell, int) for cell in column)
        table.add_column(
            heading,
            overflow="fold",
            justify="right" if counts else "left",
            width=width,
        )
    for row in texts:
        table.add_row(*(Text(text) for text in row))
    console = Console(width=room, highlight=False)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())


def width_of_tables(most: int) -> int:
    """So many signs wide a table may be: as the terminal is, or a page."""
    from rich.console import Console

    return min(Console().width, most) if _is_terminal(sys.stdout) else most


def _is_terminal(stream: TextIO | None) -> bool:
    """Python has None for a standard stream that was closed before it began."""
    return stream is not None and stream.isatty()


def say_facts(facts: Iterable[tuple[str, object]]) -> None:
    """What is known of one thing, a line for each fact."""
    known = [(name, shown(fact)) for name, fact in facts]
    width = max(len(name) for name, _fact in known)
    for name, fact in known:
        first, *more = fact.splitlines() or [""]
        say(f"{name:<{width}}  {first}")
        for line in more:
            say(f"{'':<{width}}  {line}")


def shown(value: object) -> str:
    """A value as people write it; what is not there is a dash."""
    if isinstance(value, datetime):
        return f"{value.astimezone():%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, tuple | list):
        return ", ".join(map(shown, value)) or "–"
    return "–" if value is None or value == "" else str(value)


def shown_day(text: str | None) -> str:
    """A day as JSON has it («2026-05-12»), as people write it; else as it is."""
    with suppress(ValueError):
        if text and _ISO_DAY.fullmatch(text):
            return shown(date.fromisoformat(text))
    return shown(text)


def say_faults(found: Mapping[str, Sequence["Fault"]], *, as_json: bool) -> int:
    """Tell the faults of each thing that was checked.

    Returns:
        The exit code: 1 when there are any.
    """
    fails = int(any(not it.is_advice for faults in found.values() for it in faults))
    if as_json:
        say_json(found)
        return fails
    sound, advice = _("no faults"), _("advice: ")
    for name, faults in found.items():
        count = sum(not fault.is_advice for fault in faults)
        told = ngettext("{count} fault", "{count} faults", count).format(count=count)
        say(f"{name}: {told if count else sound}")
        for fault in faults:
            head = advice if fault.is_advice else ""
            say(f"  {head}{fault.place}: {fault.says}")
    return fails


@contextmanager
def progress(total: int | None, told: str) -> Iterator[Callable[[], None]]:
    """A bar with the time left on a terminal, nothing in a pipe.

    Yields:
        What to call after each piece of work.
    """
    if not _is_terminal(sys.stderr):  # rich would believe FORCE_COLOR
        yield lambda: None
        return
    from rich.console import Console

    bar = _bar(Console(stderr=True))
    with bar:
        task = bar.add_task(told, total=total)
        yield lambda: bar.advance(task)


def _bar(console: Any) -> "Progress":  # noqa: ANN401 - rich is imported late
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
