"""What to write instead of a word that is not known."""

from collections.abc import Sequence

from rapidfuzz import process

from pipeline.messages import _

_NEAR_ENOUGH = 60
_SHOWN = 12


def instead(name: str, known: Sequence[str]) -> str:
    """The nearest of the known words, or what there is to choose from."""
    nearest = process.extractOne(
        name, known, processor=str.casefold, score_cutoff=_NEAR_ENOUGH
    )
    if nearest:
        return _("Write “{nearest}”.").format(nearest=nearest[0])
    names = ", ".join(known[:_SHOWN]) or "–"
    return _("There are: {names}.").format(names=names)
