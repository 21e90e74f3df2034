"""A run that stopped midway: the papers that it made, and how to make the rest.

What was made is in the register under its numbers. The same command given again would
make it twice, so what is left is spelt out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pipeline import issue, register, spelling
from pipeline.cli.base import Shop, say_error
from pipeline.messages import _
from pipeline.model import IssuedDocument


def say(
    shop: Shop,
    made: Sequence[IssuedDocument],
    out: Path | None,
    advice: Iterable[str],
    *,
    copied: int,
) -> None:
    """Tell of a run that stopped: what it made, where that is, what to do next.

    Args:
        shop: Of the workspace.
        made: Every paper that is in the register.
        out: The folder of their copies, if any.
        advice: What makes the rest.
        copied: The first of them that lie in that folder; of others the register has
            the only file.
    """
    say_error(_("It stopped midway; why is told at the end. In the register are:"))
    for place, one in enumerate(made):
        number = f", № {one.number}" if one.number else ""
        trainee = f" ({one.student})" if one.student else ""
        say_error(f"  {one.document_id}  {one.title}{number}{trainee}")
        if out is None or place >= copied:
            folder = register.folder_of(shop.places.issued, one.document_id)
            say_error(f"    {folder / 'printed.pdf'}")
    if out is not None and copied:
        told = _("Copies to print lie in {folder}.")
        if copied < len(made):
            told = _("Copies of the others, to print, lie in {folder}.")
        say_error(told.format(folder=out))
    lines = [*advice]
    if lines:
        say_error(_("Once it can go on, make only the rest:"))
    for line in lines:
        say_error(f"  {line}")


def say_unjoined(target: Path) -> None:
    """Tell that the one PDF of all papers was not made, which nobody can ask for anew.

    Args:
        target: Where it was to be.
    """
    told = _(
        "The joint PDF {path} was not made. Print the PDFs one by one; or join them, "
        "in their order, when all are made: pdfunite FILE1.pdf FILE2.pdf … {path}"
    )
    say_error(told.format(path=spelling.quoted(str(target))))


def papers(
    planned: Sequence[issue.Planned],
    made: Sequence[IssuedDocument],
    asked: Mapping[str, object],
) -> list[str]:
    """The commands that make what `forms generate` has not made.

    Args:
        planned: All that was wanted, in order.
        made: The first of them.
        asked: The options of the command.
    """
    begun = {it.form.name for it in planned[: len(made)]}
    left = planned[len(made) :]
    fresh = [it for it in left if it.form.name not in begun]
    rest = [it for it in left if it.form.name in begun]
    told = [_generate(rest, asked, is_part=True)] if rest else []
    if rest and rest[0].trainee is None:
        kind = rest[0].form.name
        told.append(_voided([it.document_id for it in made if it.kind == kind]))
    if fresh:
        told.append(_generate(fresh, asked, is_part=bool(asked["students"])))
    return told


def _generate(
    wanted: Sequence[issue.Planned], asked: Mapping[str, object], *, is_part: bool
) -> str:
    """The command for those papers; for a part of the trainees it names them."""
    kinds = dict.fromkeys(it.form.name for it in wanted)
    named = dict.fromkeys(it.trainee.id for it in wanted if it.trainee)
    students = named if is_part else {}
    return command(
        "forms generate",
        ("--group", asked["code"]),
        *(("--kind", kind) for kind in kinds),
        *(("--student", student) for student in students),
        ("--blank" if asked["blank"] else "--filled", True),
        ("--date", asked["dated"]),
        ("--format", asked["formats"]),
        ("--out", asked["out"]),
    )


def _voided(ids: Iterable[str]) -> str:
    """Papers of single units cannot be asked for: those of the kind come all again."""
    told = _(
        "… and, since it makes all papers of the kind, declare those above void: "
        "podshivka issued void {ids} --reason …"
    )
    return told.format(ids=" ".join(ids))


def command(name: str, *options: tuple[str, object]) -> str:
    """A command as it is typed; options without a value are left out, True is a flag.

    Args:
        name: Of the command.
        options: Each with its value.
    """
    words = ["podshivka", name]
    for option, value in options:
        if value is True:
            words.append(option)
        elif value not in (None, "", False):
            words += [option, spelling.quoted(_typed(value))]
    return " ".join(words)


def _typed(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)
