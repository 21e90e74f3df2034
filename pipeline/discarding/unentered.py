"""Discarded files of which the register does not say so any more.

Its last lines may be gone, which the chain of its lines does not show.
"""

from collections.abc import Iterator

from pipeline import archive
from pipeline.inbox import quarantine
from pipeline.model import Places


def unentered(places: Places) -> Iterator[str]:
    """The SHA-256 of files that are discarded only, and were last entered otherwise.

    What is in another place too was cut short, or is on its way: it is looked at twice,
    since nobody is kept from discarding meanwhile.

    Raises:
        FixityError: A line of the register is damaged.
    """
    for sha256 in archive.not_entered(places.archive):
        if all(_is_unentered(places, sha256) for _look in range(2)):
            yield sha256


def _is_unentered(places: Places, sha256: str) -> bool:
    return (
        not archive.stays_discarded(places.archive, sha256)
        and not archive.has(places.archive, sha256)
        and not quarantine.has(places.quarantine, sha256)
        and archive.is_discarded(places.archive, sha256)
    )
