"""What one-bit scans leave to be certain of, and what is made of it. Pure.

Marks, boxes and figures of a page are of one pen. Only where all of them are seen can
a cell that looks empty be proved empty; elsewhere it may be one more that was lost,
unless its set holds ink. Signatures are of many pens, so no empty one can be proved.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from bench.readers.judging import Outcome, Verdict
from bench.readers.pages import State
from bench.readers.work import Result
from pipeline.model import ZoneKind

ALL, SOME, NOTHING = "all seen", "some lost", "nothing seen"
_COUNTED = frozenset({Outcome.RIGHT, Outcome.WRONG, Outcome.UNSURE})


def lines(results: Sequence[Result], names: dict[ZoneKind, str]) -> Iterator[str]:
    """The table; nothing where no scan is of one bit."""
    scans = [it for it in results if it.one_bit and not it.photo]
    if not scans:
        return
    told = Counter(_pen(it) for it in scans if _written(it))
    pages = ", ".join(f"{told[it]} {it}" for it in (ALL, SOME, NOTHING))
    yield f"\none-bit scans: {len(scans)}; of the ink of one pen: {pages}"
    yield f"{'':<28}{'N':>8}{'no proof':>10}{'unsure':>9}"
    cells = [it for one in scans for it in _cells(one)]
    for kind, name in names.items():
        some = [it for it in cells if it[0].truth.zone.kind is kind]
        count = max(1, len(some))
        without = sum(is_open for _it, is_open in some) / count
        unsure = sum(it.outcome is Outcome.UNSURE for it, _open in some) / count
        yield f"{name:<28}{len(some):>8}{without:>10.1%}{unsure:>9.1%}"


def _cells(result: Result) -> Iterator[tuple[Verdict, bool]]:
    """The cells that count; whether one is empty, and nothing can prove it."""
    is_safe, filled = _pen(result) == ALL, _filled(result)
    for it in result.verdicts:
        if it.outcome in _COUNTED:
            proved = not _is_signature(it) and (is_safe or _set(it) in filled)
            yield it, it.truth.state is State.EMPTY and not proved


def _pen(result: Result) -> str:
    """How much is seen of what one pen wrote."""
    truths = [it.truth for it in _written(result)]
    if not any(it.state in (State.INKED, State.OPEN) for it in truths):
        return NOTHING
    return SOME if any(it.cause == "vanished" for it in truths) else ALL


def _filled(result: Result) -> set[tuple[str, str]]:
    """The sets that hold ink."""
    return {_set(it) for it in _written(result) if it.truth.state is State.INKED}


def _set(verdict: Verdict) -> tuple[str, str]:
    """What the cell is one of; a mark is by itself."""
    zone = verdict.truth.zone
    return zone.subject, zone.id if zone.kind is ZoneKind.MARK else zone.item


def _written(result: Result) -> list[Verdict]:
    """The cells of marks, boxes and figures."""
    return [it for it in result.verdicts if not _is_signature(it)]


def _is_signature(verdict: Verdict) -> bool:
    return verdict.truth.zone.kind is ZoneKind.SIGNATURE
