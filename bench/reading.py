"""How well returned paper is read: identity, registration, signatures, marks, grades.

    bench/reading.py [--quick] [--pages N] [--condition NAME] [--seed N]
                     [--processes N] [--forms DIR] [--keep DIR]

Forms of both profiles are issued blank by the product, filled in by simulated ink that
knows a page by its picture only, and scanned under all conditions in turn. Each page is
drawn from the seed and its number alone; bits in the codes, which the product draws,
are others with each issue. What the product says of each cell is compared with what was
put there: `bench/readers/pages.py` says what counts as true, `bench/readers/judging.py`
what counts as wrong.

A condition "photo", alone or as one of two mixed ones, makes a page a photo; all others
are scans. Intervals are Wilson's, of 95 %. Repeats of one image of a figure are not
independent: the interval for figures is by distinct images.

Figures: `pages`, `cells`, `pages_identified` (share of the scans), `photos_identified`,
`pages_wrong` (share taken for another page), and for `signatures`, `marks`, `choices`,
`grades` the shares `_wrong` (certain and not so) and `_unsure` of the scans, `photo_…`
of the photos; `grade_images` (distinct) and those `_ever_wrong`; `registration_p95_mm`,
`registration_worst_mm` over the zones of all pages, `misplaced_unflagged` (zones looked
for beyond 1.5 mm from their place and yet certain), `ms_a_page` (processor time).

The ink of some cells is not in the picture: a one-bit scanner took a pale pen for
paper, or the sheet was too long for the glass. Those are counted apart as *gone*, with
how many of them were answered for certain: `gone`, `gone_certain`. What one-bit scans
leave to be certain of stands in a table of its own (`bench/readers/onebit.py`).

With `--forms` the forms are issued once for several runs. With `--keep` the crops of
wrong and unsure cells are written, and whole pages that were not identified.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.readers import forms, pages, report, work

SEED = 20260626
PAGES, QUICK_PAGES = 5_200, 40


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few pages of one profile")
    parser.add_argument("--pages", type=int, help=f"instead of {PAGES}")
    parser.add_argument("--condition", choices=pages.CONDITIONS, default="")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--forms", type=Path, help="folder that keeps forms for more runs"
    )
    parser.add_argument("--keep", type=Path, help="folder for what went wrong")
    return parser.parse_args()


def results(asked: argparse.Namespace, folder: Path) -> Iterator[work.Result]:
    """Issue the forms, then make, look at and judge page after page."""
    folder.mkdir(parents=True, exist_ok=True)
    issued = forms.kept(folder, quick=asked.quick)
    prints = folder / "prints"
    prints.mkdir(exist_ok=True)
    plan = work.Plan(asked.seed, tuple(issued), prints, asked.condition, asked.keep)
    count = asked.pages or (QUICK_PAGES if asked.quick else PAGES)
    done = work.run(plan, count, asked.processes)
    console = Console(stderr=True)
    shown = console.is_terminal
    yield from track(done, "pages", count, console=console, disable=not shown)


def main() -> None:
    """Run and print."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="podshivka-reading-") as folder:
        work_in = asked.forms or Path(folder)
        found = sorted(results(asked, work_in), key=lambda it: it.number)
    for line in report.lines(found):
        print(line)
    print(json.dumps({"bench": "reading", "figures": report.figures(found)}))


if __name__ == "__main__":
    main()
