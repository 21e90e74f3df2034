"""What to write instead of a word that is not known."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import process

from pipeline.messages import _

_NEAR_ENOUGH = 60
_SHOWN = 12

_LATIN: Final = str.maketrans(
    "авеёкмнорстухієАВЕЁКМНОРСТУХІ", "abeekmhopctyxieABEEKMHOPCTYXI"
)
"""Russian letters → the Latin ones that look like them, in small or in capitals."""


def instead(name: str, known: Sequence[str]) -> str:
    """The nearest of the known words, or what there is to choose from."""
    latin = name.translate(_LATIN)
    nearest = _nearest(latin, known)
    if nearest and latin != name:
        russian = [
            sign for sign in dict.fromkeys(name) if sign.translate(_LATIN) != sign
        ]
        says = _("Russian letters stand in it: {letters}. Write “{nearest}” in Latin.")
        return says.format(letters=", ".join(russian), nearest=nearest)
    if nearest:
        return _("Write “{nearest}”.").format(nearest=nearest)
    names = ", ".join(known[:_SHOWN]) or "–"
    return _("There are: {names}.").format(names=names)


def _nearest(name: str, known: Sequence[str]) -> str:
    if name in known:
        return name
    found = process.extractOne(
        name, known, processor=str.casefold, score_cutoff=_NEAR_ENOUGH
    )
    return found[0] if found else ""
