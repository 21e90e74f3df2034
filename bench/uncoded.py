"""Papers without codes: what the intake makes of them, and what it files by itself.

    bench/uncoded.py [--quick]

Our own forms of both profiles, every kind, of groups whose codes differ in one figure,
filled and blank with ink, are printed with the codes painted over and scanned (base,
lowdpi, skew, dirty); and papers of others' making about the same people: copies of
documents of qualification, duplicates, protocols of former years, another institute's
protocol, the certificate of a namesake who is in no group, and letters, orders and
extracts that only speak of protocols. All of them go through the whole intake.

Figures: `kind`, `group`, `date` (shares of our forms of which the guess is right),
`filed` (share of them filed without a person), `filed_wrong` (papers of both sorts that
were filed with a wrong kind or group: a count). A date that was left to ink is right
when it is the day that the paper was planned for.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests import oldpapers, uncoded

QUICK = ("certificate",)
QUICK_OLD = 2
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Case:
    """One paper and what became of it.

    Attributes:
        ours: A form of ours; else a paper of others' making.
        right: Kind, group, date.
    """

    name: str
    condition: str
    ours: bool
    right: tuple[bool, bool, bool]
    filed: bool

    @property
    def filed_wrong(self) -> bool:
        """By itself, as something that it is not."""
        return self.filed and not (self.right[0] and self.right[1])


def cases(profile: str, *, quick: bool) -> list[Case]:
    """All papers of a profile through one workspace."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with uncoded.office(folder / "ws", profile) as desk:
            drop = _Drop(desk, folder)
            return [
                *_ours(profile, folder, drop, quick=quick),
                *_others(profile, drop, quick=quick),
            ]


class _Drop:
    """Scans a paper and takes it in."""

    def __init__(self, desk: uncoded.Desk, folder: Path) -> None:
        self._desk = desk
        self._folder = folder

    def __call__(
        self, sheets: tuple[uncoded.paper.Sheet, ...], seed: int
    ) -> tuple[str, list[uncoded.Told]]:
        condition = uncoded.CONDITIONS[(seed + seed // 4) % 4]
        rng = np.random.default_rng(seed)
        scans = [uncoded.scan(sheet, condition, rng) for sheet in sheets]
        return condition, uncoded.take(self._desk, scans, self._folder)


def _ours(profile: str, folder: Path, drop: _Drop, *, quick: bool) -> Iterator[Case]:
    wanted, which = (QUICK, (0,)) if quick else ((), (0, 1))
    for seed, one in enumerate(uncoded.papers(profile, folder, wanted, which)):
        condition, told = drop(one.sheets, seed)
        wanted_values = (one.kind, one.group, one.day)
        yield _case(one.kind, condition, told, wanted_values, ours=True)


def _others(profile: str, drop: _Drop, *, quick: bool) -> Iterator[Case]:
    institute, group = uncoded.organisation(profile), uncoded.groups(profile)[0]
    made = list(oldpapers.old_papers(institute, group, 1))
    for seed, one in enumerate(made[:QUICK_OLD] if quick else made, start=100):
        condition, told = drop((one.sheet,), seed)
        wanted = (one.kind, one.group, one.day)
        yield _case(f"({one.name})", condition, told, wanted, ours=False)


def _case(
    name: str,
    condition: str,
    told: list[uncoded.Told],
    wanted: tuple[str, str, object],
    *,
    ours: bool,
) -> Case:
    """The case of a paper; one that was parted is right in nothing."""
    one = told[0]
    known = one.record if one.filed else one.guess
    found = (known.kind, known.group, known.date)
    right = [a == b and len(told) == 1 for a, b in zip(found, wanted, strict=True)]
    filed = any(it.filed for it in told)
    return Case(name, condition, ours, (right[0], right[1], right[2]), filed)


def share(values: list[bool]) -> float:
    """How many of them, 0 to 1."""
    return round(sum(values) / max(1, len(values)), 4)


def table(found: list[Case]) -> Iterator[str]:
    """A line for each kind of paper, and one for each condition."""
    yield f"{'':<22}{'N':>5}{'kind':>8}{'group':>8}{'date':>8}{'filed':>8}{'wrong':>8}"
    for label in (*dict.fromkeys(it.name for it in found), *uncoded.CONDITIONS):
        own = [it for it in found if label in (it.name, it.condition)]
        rights = [share([it.right[place] for it in own]) for place in range(3)]
        shares = "".join(f"{value:8.0%}" for value in rights)
        filed, wrong = sum(it.filed for it in own), sum(it.filed_wrong for it in own)
        yield f"{label:<22}{len(own):>5}{shares}{filed:>8}{wrong:>8}"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    os.environ.update(_ONE_THREAD)
    with ProcessPoolExecutor(2) as pool:
        jobs = [
            pool.submit(cases, profile, quick=quick) for profile in uncoded.PROFILES
        ]
        found = [case for job in jobs for case in job.result()]
    ours = [case for case in found if case.ours]
    for line in table(found):
        print(line)
    figures = {
        "kind": share([case.right[0] for case in ours]),
        "group": share([case.right[1] for case in ours]),
        "date": share([case.right[2] for case in ours]),
        "filed_wrong": sum(case.filed_wrong for case in found),
        "filed": share([case.filed for case in ours]),
    }
    print(f"{len(ours)} forms of ours, {len(found) - len(ours)} papers of others")
    print(json.dumps({"bench": "uncoded", "figures": figures}))


if __name__ == "__main__":
    main()
