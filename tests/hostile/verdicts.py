"""Whether a file ended as the manifest expects."""

from dataclasses import dataclass

from tests.hostile.inputs import Input
from tests.hostile.whereabouts import LOST, RECORD, WAITING, Place

MUST_ARCHIVE = "must archive"
MUST_QUARANTINE = "must quarantine"
MUST_NOT_FOLLOW = "must not follow"

_CLEAR = {
    "UNREADABLE": {"damaged", "not_a_scan", "empty"},
    "UNSUPPORTED_TYPE": {"not_a_scan"},
    "ENCRYPTED": {"encrypted"},
    "NO_PAGES": {"empty"},
    "PIXEL_LIMIT": {"too_large", "not_a_scan"},
    "TIMEOUT/PIXEL_LIMIT": {"too_large", "too_long"},
}
"""The manifest's reason → codes of ours that say it or something truer.

What is no format of ours is refused as such, before anybody counts its pixels.
"""


@dataclass(frozen=True)
class Verdict:
    """One input, what became of it, and what is wrong with that."""

    given: Input
    place: Place
    fault: str = ""


def judged(given: Input, place: Place) -> Verdict:
    """Compare expected and actual."""
    return Verdict(given, place, place.why or _fault(given, place.outcome))


def _fault(given: Input, outcome: str) -> str:
    if outcome == LOST:
        return "lost"
    if given.expected.startswith(MUST_ARCHIVE):
        return "" if outcome == RECORD else "not kept as a record"
    if given.expected.startswith(MUST_QUARANTINE):
        clear = _CLEAR[given.reason]
        return "" if outcome in clear else f"not refused as {given.reason}"
    return ""


def short(expected: str) -> str:
    """The first words of what is expected."""
    return expected.partition(",")[0].partition(":")[0].partition(" with ")[0]


def kept_or_left(outcome: str) -> bool:
    """Nothing was made of it but what stands in the inbox or in quarantine."""
    return outcome == WAITING or outcome not in {LOST, RECORD}
