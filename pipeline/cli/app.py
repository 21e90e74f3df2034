"""The command `podshivka` itself: global options, language, errors → exit codes."""

import gettext
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline import __version__, disk, messages, systemwords
from pipeline.cli import stopping, telling
from pipeline.cli.base import Shop, say_error
from pipeline.cli.commands import CommandGroup
from pipeline.errors import InputError, PodshivkaError, ScanError
from pipeline.messages import N_, _
from pipeline.settings import where

COMMANDS = {
    "init": ("pipeline.cli.workspace:init", N_("Make a workspace.")),
    "doctor": (
        "pipeline.cli.workspace:doctor",
        N_("Say what is missing on this machine and how to install it."),
    ),
    "groups": ("pipeline.cli.groups:groups", N_("Group data.")),
    "forms": ("pipeline.cli.forms:forms", N_("Forms: list, check, preview, generate.")),
    "issued": ("pipeline.cli.issued:issued", N_("The life of printed papers.")),
    "outstanding": (
        "pipeline.cli.outstanding:outstanding",
        N_("Papers that are not back, or not whole."),
    ),
    "watch": ("pipeline.cli.intake:watch", N_("Take in what is dropped in the inbox.")),
    "ingest": ("pipeline.cli.intake:ingest", N_("Take in files from anywhere.")),
    "status": ("pipeline.cli.intake:status", N_("Where every file is.")),
    "log": ("pipeline.cli.intake:log", N_("Everything ever dropped, and its outcome.")),
    "quarantine": (
        "pipeline.cli.quarantine:quarantine",
        N_("Files that could not be read."),
    ),
    "review": ("pipeline.cli.review:review", N_("What a person must decide.")),
    "search": ("pipeline.cli.search:search", N_("Search the archive.")),
    "records": ("pipeline.cli.search:records", N_("Records: show, open.")),
    "archive": ("pipeline.cli.archive:archive", N_("Verify and reindex the archive.")),
    "cases": ("pipeline.cli.cases:cases", N_("Cases of the file plan.")),
}

_INTERRUPTED = 130
_MISTAKE = 70
"""Of the program: `EX_SOFTWARE` of sysexits.h."""

_IDENTITY = "{id}"
"""In remedies of what lies in quarantine."""

log = logging.getLogger(__name__)


@click.group(
    cls=CommandGroup,
    commands_at=COMMANDS,
    help=N_(
        "Individual learning records on paper, and their archive.\n\n"
        "Example: podshivka forms generate --group ГТ-12 --all --blank"
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    help=N_(
        "The workspace's folder; else that of PODSHIVKA_WORKSPACE, else the nearest "
        "one upwards."
    ),
)
@click.option(
    "--as", "who", default="", help=N_("Who acts: an id of organisation.yaml.")
)
@click.version_option(
    __version__, prog_name="podshivka", message="%(prog)s %(version)s"
)
@click.pass_context
def podshivka(context: click.Context, workspace: Path | None, who: str) -> None:
    """The top of the command line; its help stands in the decorator."""
    context.obj = Shop(workspace, who)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit code: 0 done, 1 the answer is no, 2 wrong usage, 3 bad input,
        4 a needed program is missing, 5 the archive is damaged, 70 a mistake of ours,
        130 stopped by Ctrl+C, 143 by SIGTERM, 129 by SIGHUP.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak(given)
    try:
        with stopping.in_order():
            return _ended(given)
    except stopping.Signalled as signalled:
        telling.unheard(say_error)(_("Stopped."))
        telling.let_go()
        return signalled.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        say_error(_("Error: {error}").format(error=_refusal(error)))
        return InputError.exit_code
    except Exception:
        log.exception("a mistake of the program")
        say_error(
            _(
                "Error: this should not have happened and is a mistake of the program. "
                "Nothing of the archive is lost by it. Send the lines above to whoever "
                "looks after the program."
            )
        )
        return _MISTAKE


def _ended(arguments: list[str]) -> int:
    try:
        ended = podshivka.main(arguments, prog_name="podshivka", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return 2
    except click.ClickException as error:
        say_error(_shown(error))
        return 2
    except click.Abort:
        say_error(_("Stopped."))
        return _INTERRUPTED
    except ScanError as error:
        say_error(_("Error: {error}").format(error=_unreadable(error)))
        return error.exit_code
    except PodshivkaError as error:
        say_error(_("Error: {error}").format(error=error))
        return error.exit_code
    return ended if isinstance(ended, int) else 0


def _shown(error: click.ClickException) -> str:
    """What click says of wrong usage."""
    said = io.StringIO()
    error.show(said)
    shown = said.getvalue().rstrip("\n")
    ours = {name for option in podshivka.params for name in option.opts}
    if isinstance(error, click.NoSuchOption) and error.option_name in ours:
        told = _("{option} stands before the command: podshivka {option} … {command}")
        command = error.ctx.info_name if error.ctx else ""
        shown += "\n" + told.format(option=error.option_name, command=command)
    return shown


def _unreadable(error: ScanError) -> str:
    """Why a file could not be read, and what to do; it need not be in quarantine.

    The detail is a library's, in its own words.
    """
    from pipeline import reasons  # noqa: PLC0415 - it is seldom needed

    remedy = reasons.remedy(error.code, _IDENTITY)
    if _IDENTITY in remedy:
        remedy = _(
            "Try again; if it stays so, raise the limits under [limits] in "
            "podshivka.toml."
        )
    return f"{reasons.sentence(error.code)} {remedy}"


def _refusal(error: OSError) -> str:
    """What the system refused: rights, a full disk, a folder that is none."""
    reason = systemwords.reason(error)
    if error.filename is None:
        told = _("the system refused: {reason}. Put that right and try again.")
        return told.format(reason=reason)
    told = _("{path}: {reason}. Put that right and try again.")
    path = disk.target_of(os.fsdecode(error.filename))
    return told.format(path=path, reason=reason)


def _speak(arguments: Sequence[str]) -> None:
    """Choose the language before anything is said, by a quick look."""
    language = where.language(_workspace_in(arguments))
    messages.use_language(language)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(messages.DOMAIN, str(messages.LOCALE))
    gettext.textdomain(messages.DOMAIN)


def _workspace_in(arguments: Sequence[str]) -> Path | None:
    for place, argument in enumerate(arguments):
        if argument.startswith("--workspace="):
            return Path(argument.partition("=")[2])
        if argument == "--workspace" and place + 1 < len(arguments):
            return Path(arguments[place + 1])
    return None
