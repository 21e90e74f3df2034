"""What to write instead of a word that is not known."""

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process

from pipeline.messages import _

_NEAR_ENOUGH = 65
_LONG_ENOUGH = 3
_SHOWN = 12
_RUSSIAN: Final = re.compile("[А-Яа-яЁё]")

_LATIN: Final = str.maketrans(
    "авеёкмнорстухієАВЕЁКМНОРСТУХІ", "abeekmhopctyxieABEEKMHOPCTYXI"
)
"""Russian letters → the Latin ones that look like them, in small or in capitals."""


def instead(name: str, known: Sequence[str]) -> str:
    """The nearest of the known words, or what there is to choose from."""
    nearest = _nearest(name.translate(_LATIN), known)
    russian = ", ".join(dict.fromkeys(_RUSSIAN.findall(name)))
    if nearest and russian:
        says = _("Russian letters stand in it: {letters}. Write “{nearest}” in Latin.")
        return says.format(letters=russian, nearest=nearest)
    if nearest:
        return _("Write “{nearest}”.").format(nearest=nearest)
    if not known:
        return _("It has no fields in papers of this kind. Take another one.")
    there = _("There are: {names}.").format(names=", ".join(known[:_SHOWN]))
    if russian:
        says = _("Russian letters stand in it: {letters}. Names are in Latin letters.")
        return f"{says.format(letters=russian)} {there}"
    return there


def _nearest(name: str, known: Sequence[str]) -> str:
    """The known word that is meant; of one or two letters only the same ones."""
    alike = [word for word in known if word.casefold() == name.casefold()]
    if alike or len(name) < _LONG_ENOUGH:
        return next(iter(alike), "")
    found = process.extractOne(
        name,
        known,
        scorer=fuzz.ratio,
        processor=str.casefold,
        score_cutoff=_NEAR_ENOUGH,
    )
    return found[0] if found else ""
