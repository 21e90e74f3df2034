"""Trainees by id and name, where their ids alone would tell a person nothing."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from pipeline import grammar, roster
from pipeline.cli.base import Shop
from pipeline.errors import PodshivkaError
from pipeline.messages import _
from pipeline.model import Group

_MOST_GROUPS = 20
"""So many are read for one answer: some hundredths of a second each."""

MOST_NAMED = 4
"""Trainees that are named together; more are counted."""

Namer = Callable[[str, Sequence[str]], str]


def namer(shop: Shop, codes: Iterable[str]) -> Namer:
    """Tells trainees of these groups: «T01 Абрамова А.П., T07 Зуев Г.И.».

    More than four are counted. The name is the one that they bear now. Who is not found
    is told by the id alone, and so is everybody where the groups are too many to be
    read, or a file of the workspace has faults.

    Args:
        shop: The workspace.
        codes: Codes of all groups that will be asked for; "" is none.
    """
    names = {}
    with suppress(PodshivkaError):
        for code, group in (few(shop, codes) or {}).items():
            for it in group.trainees:
                names[code, it.id] = grammar.short_name(it.name_parts)

    def named(code: str, ids: Sequence[str]) -> str:
        if len(ids) > MOST_NAMED:
            return _("trainees: {count}").format(count=len(ids))
        return ", ".join(f"{it} {names.get((code, it), '')}".strip() for it in ids)

    return named


def few(shop: Shop, codes: Iterable[str] | None = None) -> dict[str, Group] | None:
    """Code → group of those that are there and without faults.

    Args:
        shop: The workspace.
        codes: The groups; None means all.

    Returns:
        None where they are too many to be read.

    Raises:
        DataError: Two files hold the same code.
    """
    known = roster.groups_in(shop.places.groups)
    wanted = known.keys() if codes is None else known.keys() & {*codes}
    if len(wanted) > _MOST_GROUPS:
        return None
    found = {}
    for code in sorted(wanted):
        with suppress(PodshivkaError):  # its faults are not asked for
            found[code] = roster.load_group(known[code], shop.organisation)
    return found
