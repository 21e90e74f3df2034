"""`make hostile`: all inputs through one running `watch`, expected x actual.

python -m tests.hostile [--only WORD] [--count N] [--keep DIR]
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests import institute
from tests.hostile import inputs, run, verdicts, whereabouts
from tests.hostile.inputs import Input
from tests.hostile.verdicts import Verdict

SLICE = 20
SEED = 20260627
ENRICHMENT_SECONDS = 120.0


def main(words: Sequence[str]) -> int:
    """Send them, print the table; 1 when one ended otherwise than expected."""
    asked = _asked(words)
    hostile = inputs.folder()
    if hostile is None:
        run.progress(inputs.absence())
        return 0
    given = [it for it in inputs.manifest(hostile) if asked.only in it.name]
    random.Random(SEED).shuffle(given)
    given = given[: asked.count]
    with tempfile.TemporaryDirectory(prefix="hostile-") as made:
        verdicts_of = _run(Path(asked.keep or made), hostile, given)
    return int(any(it.fault for it in verdicts_of))


def _run(folder: Path, hostile: Path, given: list[Input]) -> list[Verdict]:
    slices = [given[at : at + SLICE] for at in range(0, len(given), SLICE)]
    office = institute.make(folder / "ws")
    good = list(run.good_scans(office, folder / "good", len(slices)))
    start = time.monotonic()
    with run.watching(office) as watch:
        run.send(watch, hostile, slices, iter(good), run.progress)
        filed = time.monotonic() - start
        left = watch.wait_for_enrichment(ENRICHMENT_SECONDS)
    seconds = time.monotonic() - start
    found = [
        verdicts.judged(it, whereabouts.of_bytes(watch.places, it.sha256))
        for it in given
    ]
    _print(found)
    print(
        f"\nfiled {filed:.0f} s, all done {seconds:.0f} s, records without OCR: {left}"
    )
    print(f"slowest good scan: {max(watch.slowest):.0f} s")
    for name, held in sorted(watch.peaks.held.items()):
        mapped = watch.peaks.mapped[name]
        print(f"peak memory of {name}: {held:.0f} MB held, {mapped:.0f} MB mapped")
    return found


def _print(found: list[Verdict]) -> None:
    pairs = Counter(
        (verdicts.short(it.given.expected), it.given.reason, it.place.outcome)
        for it in found
    )
    print(f"{'expected':<18}{'reason':<22}{'actual':<20}count")
    for (expected, reason, actual), count in sorted(pairs.items()):
        print(f"{expected:<18}{reason:<22}{actual:<20}{count:>5}")
    wrong = [it for it in found if it.fault]
    print(f"\n{len(found)} inputs, {len(wrong)} not as expected")
    for it in wrong:
        print(f"  {it.given.name}: {it.place.outcome}: {it.fault}")


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--only", default="", help="names that hold this word")
    parser.add_argument("--count", type=int, help="so many of them")
    parser.add_argument("--keep", help="a new folder that is left standing")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
