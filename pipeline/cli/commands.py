"""Commands that speak the language in use, and are imported when they are called."""

import copy
import importlib
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipeline import pagecode
from pipeline.cli.base import Shop
from pipeline.messages import N_, _

_STAND_INS = (
    N_("ARGS"),
    N_("CODE"),
    N_("COMMAND"),
    N_("DIRECTORY"),
    N_("DOCUMENT_ID"),
    N_("FILE"),
    N_("FILES"),
    N_("FOLDER"),
    N_("INDEX"),
    N_("INTEGER"),
    N_("KIND"),
    N_("KINDS"),
    N_("MARK"),
    N_("OPTIONS"),
    N_("QUERY"),
    N_("RECORD_ID"),
    N_("TEXT"),
    N_("VALUE"),
    N_("YEAR"),
    N_("ZONE"),
)
"""Words that stand in usage and help for what is to be typed."""

_PARAMETERS = f"{__name__}.parameters"
"""Key of a run's named parameters, by command."""

_STAND_IN = re.compile("[A-Z][A-Z_]+")


class _Translated(click.Command):
    """Help is written in English and translated when it is shown."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the whole help in the language in use."""
        self.help = _(self.help) if self.help else self.help
        super().format_help(ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words that were typed.

        Raises:
            UsageError: What is no path is in another encoding than ours.
        """
        if any(map(_is_no_text, args)):
            self._require_text(ctx, list(args))
        return super().parse_args(ctx, args)

    def _require_text(self, ctx: click.Context, args: list[str]) -> None:
        """A path is whatever bytes it is; all else is written down, and searched."""
        given, _rest, _order = self.make_parser(ctx).parse_args(args)
        for parameter in self.get_params(ctx):
            is_path = isinstance(parameter.type, click.Path)
            if is_path or not _is_no_text(given.get(parameter.name or "")):
                continue
            raise _no_text(parameter.get_error_hint(ctx), ctx)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The options and arguments, as help and errors name them.

        They are copies, one set for a run: the next run may speak another language.
        """
        named = ctx.meta.setdefault(_PARAMETERS, {})
        if self not in named:
            named[self] = [_in_words(it, ctx) for it in super().get_params(ctx)]
        return list(named[self])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the command's name in its usage."""
        return [_translated(piece) for piece in super().collect_usage_pieces(ctx)]


def _no_text(name: str, ctx: click.Context) -> click.UsageError:
    told = _(
        "{name}: what was typed there is no text in UTF-8. Set the terminal to UTF-8 "
        "and type it again."
    )
    return click.UsageError(told.format(name=name), ctx)


def _is_no_text(value: object) -> bool:
    """There are bytes in it, or in one of several, that Python could not decode."""
    if isinstance(value, str):
        return any("\ud800" <= sign <= "\udfff" for sign in value)
    return isinstance(value, tuple | list) and any(map(_is_no_text, value))


def _in_words(parameter: click.Parameter, ctx: click.Context) -> click.Parameter:
    """The parameter in the language in use."""
    found = copy.copy(parameter)
    found.metavar = _translated(found.make_metavar(ctx))
    found.type = _named(found.type)
    if isinstance(found, click.Option) and found.help:
        found.help = _(found.help)
    return found


def _translated(metavar: str) -> str:
    return _STAND_IN.sub(lambda word: _(word[0]), metavar)


def _named(kind: click.ParamType[Any]) -> click.ParamType[Any]:
    """The type, its name as errors say it; click shares types among all commands."""
    named = copy.copy(kind)
    named.name = _(kind.name)
    return named


class _GroupCode(click.ParamType[str]):
    """A group's code, in whichever case."""

    name = "text"

    def convert(
        self,
        value: str,
        param: click.Parameter | None,  # noqa: ARG002 - the signature is click's
        ctx: click.Context | None,
    ) -> str:
        """The code as the group's own data have it.

        Raises:
            UsageError: Several groups may be meant.
        """
        shop = ctx.find_object(Shop) if ctx else None
        return shop.group_code(value) if shop else value


GROUP = _GroupCode()


class Number(click.ParamType[int]):
    """A whole number within limits, told in one sentence.

    Args:
        least: The smallest that is possible.
        most: The largest, if there is one.
    """

    name = "integer"

    def __init__(self, least: int, most: int | None = None) -> None:
        self.least, self.most = least, most

    def convert(
        self,
        value: Any,  # noqa: ANN401 - the signature is click's
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """The number, or a refusal that tells the limits."""
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if number < self.least or (self.most is not None and number > self.most):
            told = _("“{text}”: write a whole number, {least} or more.")
            if self.most is not None:
                told = _("“{text}”: write a whole number from {least} to {most}.")
            limits = {"least": self.least, "most": self.most}
            self.fail(told.format(text=value, **limits), param, ctx)
        return number


class Numbers(click.ParamType[tuple[int, ...]]):
    """Numbers of pages, from 1, in their order: «2», «2,5» or «3-5»."""

    name = "integer"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - the signature is click's
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[int, ...]:
        """The numbers, or a refusal that shows how they are written."""
        found: list[int] = []
        for part in map(str.strip, str(value).split(",")):
            first, dash, last = part.partition("-")
            start, end = _page_number(first), _page_number(last if dash else first)
            if not 1 <= start <= end <= pagecode.MAX_PAGES:
                told = _("“{text}”: write numbers from 1 to {most}, as 2, 2,5 or 3-5.")
                told = told.format(text=value, most=pagecode.MAX_PAGES)
                self.fail(told, param, ctx)
            found += range(start, end + 1)
        return tuple(found)


def _page_number(text: str) -> int:
    """The number, or 0 where the text is none that a page may have."""
    is_short = len(text) <= len(str(pagecode.MAX_PAGES))
    return int(text) if is_short and text.isdecimal() else 0


class _Sha256(click.ParamType[str]):
    """The SHA-256 of a file, or how it begins, in whichever case."""

    name = "text"

    def convert(
        self,
        value: str,
        param: click.Parameter | None,  # noqa: ARG002 - the signature is click's
        ctx: click.Context | None,  # noqa: ARG002 - as above
    ) -> str:
        """The figures as names of folders have them."""
        return value.strip().lower()


SHA256 = _Sha256()


class _Day(click.DateTime):
    """A day, as in files (2026-05-12) or as people write it (12.05.2026)."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d", "%d.%m.%Y"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - the signature is click's
        """What stands for it in help."""
        return _("YYYY-MM-DD|DD.MM.YYYY")

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The day at midnight, or a refusal that shows how to write it."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            told = _(
                "“{text}” is not a date. Write day.month.year, as in 28.02.2026, or "
                "year-month-day, as in 2026-02-28."
            )
            self.fail(told.format(text=value), param, ctx)


DAY = _Day()


class _File(click.Path):
    """A file that is there; no folder, pipe or device."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, exists=True, dir_okay=False)

    def convert(
        self,
        value: Any,  # noqa: ANN401 - the signature is click's
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Its path, or a refusal."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.is_file():
            told = _("“{path}” is not a regular file. Name the file of a scan.")
            self.fail(told.format(path=path), param, ctx)
        return path


FILE = _File()


class Command(_Translated):
    """A command whose help is translated, and that tells all wrong values at once."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words that were typed.

        Raises:
            UsageError: Values that are wrong or lacking; click's, so that it is told
                as all it refuses.
        """
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as first:
            told = list(self._refusals(ctx, typed))
            if len(told) < 2:
                raise
            raise click.UsageError("\n  ".join(told), ctx) from first

    def _refusals(self, ctx: click.Context, typed: list[str]) -> Iterator[str]:
        given, rest, _order = self.make_parser(ctx).parse_args(args=typed)
        for parameter in self.get_params(ctx):
            try:
                _value, rest = parameter.handle_parse_result(ctx, given, rest)
            except click.BadParameter as refusal:
                yield refusal.format_message()


class CommandGroup(_Translated, click.Group):
    """A group of commands, each in a module that is imported when it is called.

    Args:
        commands_at: Command → (module:attribute, its one line of help).
    """

    command_class = Command

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - handed on to click
        commands_at: dict[str, tuple[str, str]] | None = None,
        **options: Any,  # noqa: ANN401 - handed on to click
    ) -> None:
        super().__init__(*arguments, **options)
        self.commands_at = commands_at or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, those of the table first, in its order."""
        return [*self.commands_at, *super().list_commands(ctx)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed, and what is left for it.

        Raises:
            UsageError: There is none of that name, or it is in another encoding.
        """
        if _is_no_text(args[0]):
            raise _no_text(_("COMMAND"), ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.commands_at:
            return super().get_command(ctx, cmd_name)
        module, attribute = self.commands_at[cmd_name][0].split(":")
        loaded = importlib.import_module(module)
        command: click.Command = getattr(loaded, attribute)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature is click's
        formatter: click.HelpFormatter,
    ) -> None:
        """Write one line for each command, without importing those of the table."""
        rows = [(name, _(told)) for name, (_where, told) in self.commands_at.items()]
        for name, command in self.commands.items():
            told = command.help
            first = _(told).partition("\n")[0] if told else ""
            rows.append((name, first))
        if rows:
            with formatter.section(_("Commands")):
                formatter.write_dl(rows)
