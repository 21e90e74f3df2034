"""Which files a person means: the beginning of a SHA-256, or a reason."""

from collections.abc import Sequence
from typing import TypeVar

from pipeline import archive
from pipeline.archive import Discarded
from pipeline.errors import NotFoundError, UsageError
from pipeline.inbox import quarantine
from pipeline.inbox.quarantine import Reason
from pipeline.messages import _
from pipeline.model import Places

Item = TypeVar("Item", Reason, Discarded)


def choose(
    places: Places,
    prefixes: Sequence[str],
    code: str = "",
    *,
    everything: bool = False,
) -> list[Reason]:
    """The files in quarantine whose SHA-256 begins so, or all of one reason, or all.

    Raises:
        NotFoundError: Some are not there, all told; or none is there for that reason.
        UsageError: A beginning fits several, or is empty.
    """
    there = list(quarantine.reasons(places.quarantine))
    if everything:
        return there
    codes = {it.code for it in there}
    if code and code not in codes:
        told = _("In quarantine there are: {codes}.")
        remedy = told.format(codes=", ".join(sorted(codes)) or "–")
        raise NotFoundError(_("Reason code"), code, remedy)
    chosen = {it.sha256: it for it in _named(there, prefixes)}
    chosen |= {it.sha256: it for it in there if code and it.code == code}
    return list(chosen.values())


def choose_discarded(
    places: Places, prefixes: Sequence[str]
) -> tuple[list[Discarded], list[Reason]]:
    """The discarded files whose SHA-256 begins so, and those in quarantine already.

    Raises:
        NotFoundError: Some are in neither; all told.
        UsageError: A beginning fits several, or is empty.
        FixityError: The description of one of them is damaged.
    """
    there = archive.discarded_items_of(places.archive, prefixes)
    fits = {one: any(it.sha256.startswith(one) for it in there) for one in prefixes}
    others = [one for one, fits_some in fits.items() if not fits_some]
    aside = _named(list(quarantine.reasons(places.quarantine)), others)
    chosen = _named(there, [one for one in fits if one not in others])
    return (
        list({it.sha256: it for it in chosen}.values()),
        list({it.sha256: it for it in aside}.values()),
    )


def _named(there: Sequence[Item], prefixes: Sequence[str]) -> list[Item]:
    """The one file that each beginning of a SHA-256 fits."""
    found = {one: [it for it in there if it.sha256.startswith(one)] for one in prefixes}
    require_one_each({one: len(fitting) for one, fitting in found.items()})
    return [it for fitting in found.values() for it in fitting]


def require_one_each(counts: dict[str, int]) -> None:
    """Refuse beginnings of a SHA-256 that fit nothing, or several files.

    An empty one, of a script's variable that was never set, fits whatever there is.
    """
    if "" in counts:
        told = _("“” fits every file; write the SHA-256 of one, or how it begins.")
        raise UsageError(told)
    missing = [one for one, count in counts.items() if not count]
    several = [one for one, count in counts.items() if count > 1]
    if missing:
        raise not_there(*missing)
    if several:
        told = _("“{prefix}” fits several files; write more of the SHA-256.")
        raise UsageError(told.format(prefix=", ".join(several)))


def not_there(*named: str) -> NotFoundError:
    """Such files are neither in quarantine nor discarded, or not any more."""
    remedy = _("See: podshivka quarantine list, podshivka quarantine list --discarded")
    return NotFoundError(_("File"), ", ".join(named), remedy)
