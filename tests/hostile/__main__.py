"""`make hostile`: all inputs through one running `watch`, expected x actual.

    python -m tests.hostile [--only WORD] [--count N] [--no-names] [--keep DIR]

The inputs are dropped in slices, with a scan of a paper of ours behind each; how long
that takes to be filed is told, and how much memory the processes took. Exit code 1
when a file ended otherwise than its manifest expects.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests import institute
from tests.hostile import inputs, oddnames, run, verdicts, whereabouts
from tests.hostile.inputs import Input
from tests.hostile.processes import Peaks
from tests.hostile.verdicts import Verdict

SLICE = 20
SEED = 20260627
ENRICHMENT_SECONDS = 300.0
SAMPLE = Path("broken-pdf", "qpdf__bad36.pdf")


def main(words: Sequence[str]) -> int:
    """Send them, print the table; 1 when one ended otherwise than expected."""
    asked = _asked(words)
    hostile = inputs.folder()
    if hostile is None:
        _say(f"skipped: {inputs.absence()}")
        return 0
    given = [it for it in inputs.manifest(hostile) if asked.only in it.name]
    random.Random(SEED).shuffle(given)
    with tempfile.TemporaryDirectory(prefix="hostile-") as made:
        folder = Path(asked.keep or made)
        found = _run(folder, hostile, given[: asked.count], names=asked.names)
    return int(any(it.fault for it in found))


def _run(
    folder: Path, hostile: Path, given: list[Input], *, names: bool
) -> list[Verdict]:
    slices = [given[at : at + SLICE] for at in range(0, len(given), SLICE)]
    office = institute.make(folder / "ws")
    good = list(run.good_scans(office, folder / "good", len(slices)))
    start = time.monotonic()
    odd: list[Verdict] = []
    with run.watching(office) as watch:
        run.send(watch, hostile, slices, iter(good), run.progress)
        if names:
            odd = oddnames.send(watch, hostile, hostile / SAMPLE)
            run.progress(f"{len(odd)} odd names and types")
        filed = time.monotonic() - start
        left = watch.wait_for_enrichment(ENRICHMENT_SECONDS)
    found = [
        verdicts.judged(it, whereabouts.of_bytes(watch.places, it.sha256))
        for it in given
    ]
    for table in filter(None, (found, odd)):
        _say("\n".join(_table(table)))
    slowest = max(watch.slowest, default=0.0)
    _say(f"all filed within {filed:.0f} s; the slowest good scan: {slowest:.0f} s")
    _say(f"records that OCR has not read {ENRICHMENT_SECONDS:.0f} s later: {left}")
    _say("\n".join(_memory(watch.peaks)))
    return found + odd


def _table(found: Sequence[Verdict]) -> Iterator[str]:
    """Expected x actual, and each that is wrong."""
    pairs = Counter(
        (verdicts.short(it.given.expected), it.given.reason, it.place.outcome)
        for it in found
    )
    yield f"\n{'expected':<28}{'reason':<22}{'actual':<20}count"
    for (expected, reason, actual), count in sorted(pairs.items()):
        yield f"{expected:<28}{reason:<22}{actual:<20}{count:>5}"
    wrong = [it for it in found if it.fault]
    yield f"{len(found)} inputs, {len(wrong)} not as expected"
    for it in wrong:
        yield f"  {it.given.name!r}: {it.place.outcome}: {it.fault}"


def _memory(peaks: Peaks) -> Iterator[str]:
    for name, held in sorted(peaks.held.items()):
        yield f"peak of {name}: {held:.0f} MB held, {peaks.mapped[name]:.0f} MB mapped"


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--only", default="", help="names that hold this word")
    parser.add_argument("--count", type=int, help="so many of them")
    parser.add_argument(
        "--no-names", dest="names", action="store_false", help="without the odd names"
    )
    parser.add_argument("--keep", help="a new folder that is left standing")
    return parser.parse_args(words)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
