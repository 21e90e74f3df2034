"""Counts, intervals and tables out of the results of pages. Pure."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.readers.judging import Outcome, Verdict
from bench.readers.pages import State
from bench.readers.work import Result
from pipeline.model import ZoneKind

Z_95 = 1.959964


def wilson(hits: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson; of nothing it is all from 0 to 1."""
    if not count:
        return 0.0, 1.0
    share, spread = hits / count, Z_95**2 / count
    middle = share + spread / 2
    reach = Z_95 * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    low, high = (middle - reach) / (1 + spread), (middle + reach) / (1 + spread)
    return max(0.0, low), min(1.0, high)


@dataclass(frozen=True)
class Count:
    """How answers of one sort came out."""

    right: int
    wrong: int
    unsure: int
    gone: int
    unread: int

    @property
    def cells(self) -> int:
        """Those that count."""
        return self.right + self.wrong + self.unsure

    def share(self, hits: int) -> float | None:
        """Of the cells; None where there are none."""
        return round(hits / self.cells, 6) if self.cells else None


def count(verdicts: Iterable[Verdict]) -> Count:
    """Count the outcomes."""
    by = Counter(it.outcome for it in verdicts)
    return Count(*(by[it] for it in Outcome))


@dataclass(frozen=True)
class Figures:
    """How distinct images of figures came out, each read several times.

    Attributes:
        images: Distinct ones.
        ever_wrong: Those of which any reading was wrong.
        mean_wrong: Mean over images of the share of their readings that were wrong.
    """

    images: int
    ever_wrong: int
    mean_wrong: float


def figures(verdicts: Iterable[Verdict]) -> Figures:
    """Figures by distinct image; repeats of an image are not independent."""
    by: dict[str, list[bool]] = defaultdict(list)
    for it in verdicts:
        counts = it.outcome in (Outcome.RIGHT, Outcome.WRONG, Outcome.UNSURE)
        if it.truth.image and counts:
            by[it.truth.image].append(it.outcome is Outcome.WRONG)
    wrong = [sum(some) / len(some) for some in by.values()]
    mean = sum(wrong) / len(wrong) if wrong else 0.0
    return Figures(len(by), sum(it > 0 for it in wrong), mean)


BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)


def reliability(
    verdicts: Sequence[Verdict],
) -> list[tuple[float, float, int, float, float]]:
    """Bins of confidence: from, to, cells, mean confidence, share right."""
    told = [
        (it.confidence, it.likely)
        for it in verdicts
        if it.confidence is not None and it.likely is not None
        if it.truth.state is not State.GONE
    ]
    rows = []
    for low, high in itertools.pairwise(BINS):
        inside = [it for it in told if low <= it[0] < high or it[0] == high == 1.0]
        if inside:
            confidences, likely = np.array(inside, dtype=np.float64).T
            mean, right = float(confidences.mean()), float(likely.mean())
            rows.append((low, high, len(inside), mean, right))
    return rows


def of_kind(results: Iterable[Result], kind: ZoneKind) -> list[Verdict]:
    """The verdicts on cells of that kind."""
    return [it for one in results for it in one.verdicts if it.truth.zone.kind is kind]


def grouped(
    results: Sequence[Result], key: Callable[[Result], str]
) -> dict[str, list[Result]]:
    """The results by a key, in the order in which the keys come."""
    by: dict[str, list[Result]] = defaultdict(list)
    for one in results:
        by[key(one)].append(one)
    return dict(by)


def percentile(values: Sequence[float], share: float) -> float | None:
    """None of nothing."""
    return round(float(np.percentile(values, share)), 3) if values else None
