"""What becomes of ten thousand files dropped at once, and of one of 2,000 pages.

    bench/mass.py [--quick] [--files N] [--pages N] [--only PART] [--keep DIR]

One running `podshivka watch` with two workers and everything else as an institute has
it. The files are dropped by renames while it runs, as when somebody copies all of an
office's folder into the inbox. Of twenty files nineteen are notes, no scans, which end
in quarantine; the other is a slip of one page that we did not print, as a PDF, in grey
or in black and white, with a number of its own, which ends in review; and spread among
them are scans of certificates that we did print, good ones. Their times are one after
the other, a second apart. Then comes one PDF of 2,000 pages, certificates first and
slips behind.

*Filed*: the last file is in the log of drops. *Searchable*: nothing waits for OCR. The
watch is asked for nothing meanwhile; what it takes in memory is read from the system 20
times a second: the most that one process of each program held at once.

A run that lost something fails: each file must be in the log once, and in one place.

Figures: `files`, `good` (coded scans among them), `first_s` (until the first file is
filed), `filed_s`, `files_per_s`, `searchable_s`; `slowing`, the seconds a file of the
last tenth to those of the second tenth; `good_behind`, by how many places, in parts of
all files, a good scan came later into its place than it lay in the inbox, at worst;
`watch_mb`, and `watch_mb_quarter` when a quarter was filed; `reader_mb` (children that
look and read), `tesseract_mb`; `work_db_mb`; `pages`, `pages_filed_s`,
`pages_searchable_s`, `pages_watch_mb`, `pages_reader_mb`.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # simulated paper lies with the tests

from pipeline import disk
from pipeline.inbox import drops
from tests import institute, paper
from tests.hostile import run
from tests.hostile.run import Watching
from tests.institute import Institute

SEED = 20261127
FILES, QUICK_FILES = 10_000, 100
PAGES, QUICK_PAGES = 2_000, 30
GOOD = 25
ONE_SLIP_IN = 20
SLIP_PX, SLIP_DPI = (840, 180), 150
TYPEFACE = "DejaVuSans.ttf"
BYTES_PER_MB = 1 << 20
LOOK_SECONDS = 0.2
WORDS = ("квитанция", "пропуск", "заявка", "расписка", "талон", "накладная")
MOST_SECONDS = 4 * 3600.0


@dataclass
class Progress:
    """The log of drops of one watch, followed as it grows.

    Attributes:
        order: SHA-256 of what was filed, in that order.
        moments: When each was seen there, in seconds since the start.
        watch_mb_quarter: What the watch had held when a quarter was filed.
    """

    audit: Path
    order: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    watch_mb_quarter: float = 0.0
    _started: float = field(default_factory=time.monotonic)
    _read: dict[Path, int] = field(default_factory=dict)

    def look(self) -> None:
        """Read what was added; a line that is being written waits."""
        now = time.monotonic() - self._started
        for path in sorted(self.audit.glob("drops-*.jsonl")):
            with path.open("rb") as stream:
                stream.seek(self._read.get(path, 0))
                added = stream.read()
            whole = added[: added.rfind(b"\n") + 1]
            self._read[path] = self._read.get(path, 0) + len(whole)
            for line in whole.splitlines():
                self.order.append(disk.from_json(line, drops.Drop).sha256)
                self.moments.append(now)

    def seconds_each(self, first: float, last: float) -> float:
        """Seconds a file, of those between two parts of all."""
        places = [round(part * (len(self.moments) - 1)) for part in (first, last)]
        start, end = (self.moments[place] for place in places)
        return (end - start) / max(1, places[1] - places[0])


def slip(number: int, chance: random.Random) -> Image.Image:
    """A small paper of a kind that nobody here prints."""
    picture = Image.new("L", SLIP_PX, chance.randint(225, 250))
    draw = ImageDraw.Draw(picture)
    words = " ".join([chance.choice(WORDS), f"{number:05}", chance.choice(WORDS)])
    draw.text((40, 60), words, fill=30, font=ImageFont.truetype(TYPEFACE, 36))
    return picture.convert("1", dither=Image.Dither.NONE) if number % 40 else picture


def save_slip(number: int, chance: random.Random, path: Path) -> Path:
    """Such a paper as a PDF."""
    slip(number, chance).save(path, resolution=SLIP_DPI)
    return path


def save_note(number: int, chance: random.Random, path: Path) -> Path:
    """A file that is no scan."""
    words = " ".join(chance.choices(WORDS, k=99))
    path.write_text(f"Записка {number}. {words}", encoding="utf-8")
    return path


def save_other(number: int, chance: random.Random, folder: Path) -> Path:
    """A slip, or one of the many files that are none."""
    if number % ONE_SLIP_IN:
        return save_note(number, chance, folder / f"записка {number}.txt")
    return save_slip(number, chance, folder / f"листок {number}.pdf")


def good_scans(office: Institute, folder: Path) -> Iterator[Path]:
    """Certificates that we printed, filled in and scanned."""
    issued = office.generate("--kind", "certificate", "--blank")
    for number, document in enumerate(issued[:GOOD]):
        sheets = institute.fill_in(document, number).sheets
        scans = [institute.scan(it, SEED + number) for it in sheets]
        yield paper.save_pdf(scans, folder / f"справка {number:02}.pdf")


def made(office: Institute, folder: Path, count: int) -> tuple[list[Path], list[Path]]:
    """The files in the order of their times, and which of them are good scans."""
    folder.mkdir(exist_ok=True)
    chance = random.Random(SEED)
    good = list(good_scans(office, folder))
    step = max(1, count // len(good))
    at_place = {(number + 1) * step - 1: it for number, it in enumerate(good)}
    files = [
        at_place.get(number) or save_other(number, chance, folder)
        for number in range(count)
    ]
    began = time.time() - count
    for number, path in enumerate(files):
        os.utime(path, (began + number, began + number))
    return files, [it for it in good if it in set(files)]


def many_pages(good: Sequence[Path], count: int, path: Path) -> Path:
    """One PDF of so many pages."""
    chance = random.Random(SEED + 1)
    with pikepdf.Pdf.new() as whole:
        for number in range(count - len(good)):
            content = BytesIO()
            slip(FILES + number, chance).save(content, "PDF", resolution=SLIP_DPI)
            with pikepdf.open(content) as page:
                whole.pages.extend(page.pages)
        for place, it in enumerate(good):
            with pikepdf.open(it) as scanned:
                whole.pages.insert(place, scanned.pages[0])
        whole.save(path)
    return path


def dropped(watch: Watching, files: Sequence[Path]) -> Progress:
    """Rename them into the inbox and wait until all are filed."""
    progress = Progress(watch.places.audit)
    progress.look()
    known = len(progress.order)
    del progress.order[:], progress.moments[:]
    for path in files:
        path.rename(watch.office.inbox(path.name))
    told, until = 0.0, time.monotonic() + MOST_SECONDS
    while len(progress.order) < len(files):
        require(watch.process.poll() is None, watch.log.read_text()[-4000:])
        require(time.monotonic() < until, f"{known} + {len(progress.order)} only")
        time.sleep(LOOK_SECONDS)
        progress.look()
        if len(progress.order) <= len(files) // 4:
            progress.watch_mb_quarter = watch.peaks.held.get("watch", 0.0)
        if time.monotonic() - told > 30:
            told = time.monotonic()
            _tell(f"{len(progress.order)} of {len(files)} filed")
    return progress


def _tell(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stderr.flush()


def behind(order: Sequence[str], wanted: Sequence[str], good: Sequence[str]) -> float:
    """By how much of all a good scan came later than it lay there, at worst."""
    places = {digest: place for place, digest in enumerate(order)}
    late = [places[it] - wanted.index(it) for it in good]
    return max(late, default=0) / len(wanted)


def require(holds: bool, told: str) -> None:  # noqa: FBT001 - as assert has it
    """Fail where it does not hold.

    Raises:
        RuntimeError: With what was told.
    """
    if not holds:
        raise RuntimeError(told)


def many_files(watch: Watching, folder: Path, count: int) -> dict[str, float]:
    """Drop them; figures of it."""
    files, good = made(watch.office, folder, count)
    sums = [disk.sha256(it) for it in files]
    of_good = [disk.sha256(it) for it in good]
    progress = dropped(watch, files)
    _tell("filed; until all is searchable")
    require(sorted(progress.order) == sorted(sums), "lost, or filed twice")
    began = time.monotonic()
    left = watch.wait_for_enrichment(MOST_SECONDS)
    require(not left, f"{left} records wait for OCR")
    held = watch.peaks.held
    work_db = watch.places.private / "work.db"
    slow, early = progress.seconds_each(0.9, 1.0), progress.seconds_each(0.1, 0.2)
    filed_s = progress.moments[-1]
    return {
        "files": count,
        "good": len(good),
        "first_s": round(progress.moments[0], 2),
        "filed_s": round(filed_s, 1),
        "files_per_s": round(count / filed_s, 2),
        "searchable_s": round(filed_s + time.monotonic() - began, 1),
        "slowing": round(slow / early, 2) if early else 0.0,
        "good_behind": round(behind(progress.order, sums, of_good), 4),
        "watch_mb": round(held["watch"]),
        "watch_mb_quarter": round(progress.watch_mb_quarter),
        "reader_mb": round(held.get("reader", 0.0)),
        "tesseract_mb": round(held.get("tesseract", 0.0)),
        "work_db_mb": round(work_db.stat().st_size / BYTES_PER_MB, 1),
    }


def one_file(watch: Watching, folder: Path, count: int) -> dict[str, float]:
    """Drop one of many pages; figures of it."""
    folder.mkdir(exist_ok=True)
    path = many_pages(list(good_scans(watch.office, folder)), count, folder / "all.pdf")
    progress = dropped(watch, [path])
    _tell("filed; until all is searchable")
    began = time.monotonic()
    left = watch.wait_for_enrichment(MOST_SECONDS)
    require(not left, f"{left} records wait for OCR")
    held = watch.peaks.held
    return {
        "pages": count,
        "pages_filed_s": round(progress.moments[-1], 1),
        "pages_searchable_s": round(progress.moments[-1] + time.monotonic() - began, 1),
        "pages_watch_mb": round(held["watch"]),
        "pages_reader_mb": round(held.get("reader", 0.0)),
        "pages_tesseract_mb": round(held.get("tesseract", 0.0)),
    }


def checked(office: Institute) -> None:
    """Require that the archive is sound and that every drop has a place.

    Raises:
        RuntimeError: Something is lost.
    """
    places = {it["now"] for it in office.ask("log")}
    require(places <= {"archive", "review", "quarantine"}, f"drops in {places}")
    require(office.ask("archive", "verify") == [], "the archive is damaged")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--only", choices=("files", "pages"), default="")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    files = asked.files or (QUICK_FILES if asked.quick else FILES)
    pages = asked.pages or (QUICK_PAGES if asked.quick else PAGES)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="podshivka-mass-") as name:
        folder = asked.keep or Path(name)
        for part, do, count in (
            ("files", many_files, files),
            ("pages", one_file, pages),
        ):
            if asked.only in ("", part):
                office = institute.make(folder / part / "ws")
                with run.watching(office) as watch:
                    figures |= do(watch, folder / part / "made", count)
                checked(office)
    for figure, value in figures.items():
        print(f"{figure:<22}{value:>10}")
    print(json.dumps({"bench": "mass", "figures": figures}))


if __name__ == "__main__":
    main()
