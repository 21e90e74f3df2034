"""How fast an archive is verified, and whether every change in it is found.

    bench/verify.py [--quick]

An archive as years of scanning leave it: the files as they were dropped, records cut
out of them with their print, layout and data, and the renditions made since. The bytes
are random with a fixed seed, the sizes those of grey scans of one to twelve pages. Ours
is the command `podshivka archive verify` from its start to its end, so that starting
Python, walking the tree, reading lists and events and telling the catalogue's records
from those on the disk are in it. The peer is `sha256sum`, run by `xargs -P` with as
many processes as there are cores on the list of the same files, which is made
beforehand. They take turns, and what is told is the median of each. "Warm" is with the
archive in memory: all is processor then. "Cold" is with it put out of memory before
each run, for both in the same way. `openssl dgst`, where there is one, shows what the
processor can do: some `sha256sum` do not know its instructions for SHA-256.

Then the archive is damaged. One bit is flipped in each of 100 files, drawn over all
kinds of file; the command must name these and no other. The same with files deleted,
with files added, and with pairs that changed places.

Figures: `ratio_sha256sum` (its seconds to ours, warm), `ratio_cold`, `ratio_openssl`,
`mb_per_s` and `sha256sum_mb_per_s` (warm), `megabytes`, `files`, `records`; shares of
`flips_found`, `deleted_found`, `added_found`, `swapped_found`; `false_alarms` (files
named that nobody touched).
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain, islice, zip_longest
from pathlib import Path

from pipeline import archive, disk, pagecode
from pipeline.model import (
    FilePlanEntry,
    PageText,
    Record,
    RecordPage,
    Term,
    TermKind,
    Word,
)

SEED = 20250620
MEGABYTES, QUICK_MEGABYTES = 2000, 250
ROUNDS, QUICK_ROUNDS = 5, 3
CHANGES = 100
FILES_A_CALL = 64
"""Of one start of `sha256sum`: enough that starting costs nothing."""

PAGE_BYTES = (150_000, 600_000)
MOST_PAGES = 12
PRINT_BYTES, LAYOUT_BYTES, FORM_BYTES = 60_000, 8_000, 20_000
WORDS_A_PAGE = 120
AT = datetime(2025, 6, 20, 12, tzinfo=UTC)
ENTRY = FilePlanEntry(
    index="03-07",
    title="Журналы учета посещаемости",
    kinds=("journal",),
    term=Term(TermKind.YEARS, 5, basis="Положение, п. 3.1"),
)
SHOWN = 20
CORES = os.cpu_count() or 1


class Builder:
    """Makes the workspace."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        """Nothing is there yet."""
        self.archive = root / "archive"
        self._chance = chance
        self._root = root

    def fill(self, megabytes: int) -> int:
        """File papers until there are so many MB; how many records there are."""
        command = ("init", str(self._root), "--profile", "migip")
        podshivka(self._root.parent, *command)
        written, count = 0, 0
        while written < megabytes << 20:
            written += self._file(count)
            count += 1
        podshivka(self._root, "archive", "reindex")
        os.sync()
        return count

    def _file(self, number: int) -> int:
        """One dropped file and its record; their bytes."""
        pages = self._chance.randint(1, MOST_PAGES)
        scan = self._chance.randbytes(pages * self._chance.randint(*PAGE_BYTES))
        dropped = self._root / "dropped.pdf"
        dropped.write_bytes(scan)
        sha256 = disk.sha256(dropped)
        archive.receive(
            self.archive, dropped, sha256, name=f"Скан {number}.pdf", dropped_at=AT
        )
        dropped.unlink()
        record = self._record(number, pages, sha256)
        case = archive.ensure_case(self.archive, ENTRY, 2015 + number % 10, AT.date())
        home = archive.case_folder(self.archive, case).relative_to(self.archive)
        folder = archive.put(
            self.archive,
            archive.Draft(
                record=record,
                folder=home / f"{record.date} Журнал ГТ-{number} {record.record_id}",
                files={
                    "scan.pdf": scan,
                    "printed.pdf": self._chance.randbytes(PRINT_BYTES),
                    "layout.json": self._chance.randbytes(LAYOUT_BYTES * pages),
                    "form.json": self._chance.randbytes(FORM_BYTES),
                },
                info={"Case": ENTRY.index},
            ),
        )
        archive.save_texts(folder, [_text(page) for page in record.pages])
        archive.save_document(folder, scan)
        archive.append_event(folder, "checked", "system", {}, AT)
        return 3 * len(scan)

    def _record(self, number: int, pages: int, sha256: str) -> Record:
        identity = pagecode.new_document_id(self._chance.getrandbits)
        return Record(
            record_id=identity,
            document_id="",
            kind="journal",
            title="Журнал",
            number=f"ГТ-{number}",
            group=f"ГТ-{number % 40}",
            students=("T01", "T02"),
            date=date(2015 + number % 10, 1, 1) + timedelta(days=number % 300),
            pages=tuple(_page(it, pages, sha256) for it in range(1, pages + 1)),
            missing_pages=(),
            signatures=(),
            version=1,
            filed_at=AT,
            case=ENTRY.index,
            plan_year=2015 + number % 10,
        )


def _page(number: int, of: int, sha256: str) -> RecordPage:
    return RecordPage(
        number=number,
        of=of,
        scan_page=number,
        rotation=0,
        dpi=200,
        source_sha256=sha256,
        source_page=number,
        width_mm=210.0,
        height_mm=297.0,
    )


def _text(page: RecordPage) -> PageText:
    words = tuple(
        Word(f"слово{number}", (20.0, 2.0 * number, 40.0, 2.0 * number + 2))
        for number in range(WORDS_A_PAGE)
    )
    return PageText(page.number, page.width_mm, page.height_mm, words)


def podshivka(folder: Path, *words: str, expect: int = 0) -> bytes:
    """What a command says of the workspace in that folder."""
    command = [sys.executable, "-m", "pipeline", "--workspace", str(folder), *words]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != expect:
        raise RuntimeError(words, done.returncode, done.stderr.decode())
    return done.stdout


def named(workspace: Path, expect: int = 5) -> set[Path]:
    """The files that `archive verify` names."""
    said = podshivka(workspace, "archive", "verify", "--json", expect=expect)
    return {Path(it["path"]) for it in json.loads(said)}


def files_of(archive_folder: Path) -> list[Path]:
    """Every file that is verified: those that begin with a dot are locks of ours."""
    return sorted(
        Path(folder, name)
        for folder, folders, names in os.walk(archive_folder)
        for name in names
        if not name.startswith(".") and not Path(folder).name.startswith(".")
    )


def hashed_by(command: Sequence[str], files: Sequence[Path]) -> None:
    """Hash the files by a program, as many of it at once as there are cores."""
    shared = ["xargs", "-0", "-P", str(CORES), "-n", str(FILES_A_CALL), *command]
    names = b"".join(os.fsencode(path) + b"\0" for path in files)
    subprocess.run(shared, input=names, stdout=subprocess.DEVNULL, check=True)


def put_out_of_memory(files: Sequence[Path]) -> None:
    """Have the system forget the bytes of files that are on the disk."""
    for path in files:
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def seconds_of(run: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def in_turn(
    runs: dict[str, Callable[[], object]],
    rounds: int,
    before: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """The median of the seconds of each."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _round in range(rounds):
        for name, run in runs.items():
            before()
            taken[name].append(seconds_of(run))
    return {name: statistics.median(each) for name, each in taken.items()}


def speed(workspace: Path, files: Sequence[Path], rounds: int) -> dict[str, float]:
    """Ours and the peers, in memory and not."""
    peers = {"sha256sum": ["sha256sum"], "openssl": ["openssl", "dgst", "-sha256"]}
    runs: dict[str, Callable[[], object]] = {"ours": partial(named, workspace, 0)}
    runs |= {
        name: partial(hashed_by, command, files)
        for name, command in peers.items()
        if shutil.which(name)
    }
    hashed_by(["cat"], files)
    warm = in_turn(runs, rounds)
    runs.pop("openssl", None)
    cold = in_turn(runs, rounds, partial(put_out_of_memory, files))
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    for name, taken in (("warm", warm), ("cold", cold)):
        for peer, seconds in taken.items():
            rate = megabytes / seconds
            print(f"{name}  {peer:<10}{seconds:8.2f} s{rate:10.0f} MB/s")
    return {
        "ratio_sha256sum": round(warm["sha256sum"] / warm["ours"], 2),
        "ratio_cold": round(cold["sha256sum"] / cold["ours"], 2),
        "ratio_openssl": round(warm.get("openssl", 0) / warm["ours"], 2),
        "mb_per_s": round(megabytes / warm["ours"]),
        "sha256sum_mb_per_s": round(megabytes / warm["sha256sum"]),
        "megabytes": round(megabytes),
    }


@dataclass(frozen=True)
class Damage:
    """Changes to an archive, and the files that a check should name for them."""

    workspace: Path
    files: list[Path]
    chance: random.Random

    def drawn(self, count: int) -> list[Path]:
        """So many files, of each kind as many."""
        kinds: dict[str, list[Path]] = {}
        for path in self.files:
            kinds.setdefault(path.name, []).append(path)
        for of_kind in kinds.values():
            self.chance.shuffle(of_kind)
        turns = zip_longest(*(kinds[name] for name in sorted(kinds)))
        return list(islice(filter(None, chain.from_iterable(turns)), count))

    def flips(self, count: int) -> tuple[float, int]:
        """Flip one bit in each of so many files."""
        wanted = self.drawn(count)
        spots = {}
        for path in wanted:
            spot = self.chance.randrange(path.stat().st_size << 3)
            spots[path] = spot
            flip(path, spot)
        found = named(self.workspace)
        for path, spot in spots.items():
            flip(path, spot)
        return told(found, wanted)

    def deletions(self, count: int) -> tuple[float, int]:
        """Take so many files away."""
        wanted = list(self._apart(count))
        for path in wanted:
            path.rename(self._aside(path))
        found = named(self.workspace)
        for path in wanted:
            self._aside(path).rename(path)
        return told(found, wanted)

    def additions(self, count: int) -> tuple[float, int]:
        """Put a file beside each of so many."""
        folders = {path.parent for path in self.drawn(len(self.files))}
        chosen = self.chance.sample(sorted(folders), min(count, len(folders)))
        wanted = [folder / "Thumbs.db" for folder in chosen]
        for path in wanted:
            path.write_bytes(b"x")
        found = named(self.workspace)
        for path in wanted:
            path.unlink(missing_ok=True)
        return told(found, wanted)

    def swaps(self, count: int) -> tuple[float, int]:
        """Let files of the same name change places, two by two."""
        pairs = list(self._pairs(count))
        for one, other in pairs:
            swap(one, other, self._aside(one))
        found = named(self.workspace)
        for one, other in pairs:
            swap(one, other, self._aside(one))
        return told(found, [path for pair in pairs for path in pair])

    def _apart(self, count: int) -> Iterator[Path]:
        """So many files, no two of one record or case."""
        homes: set[Path] = set()
        for path in self.drawn(len(self.files)):
            home = _home(path)
            if len(homes) < count and home not in homes:
                homes.add(home)
                yield path

    def _pairs(self, count: int) -> Iterator[tuple[Path, Path]]:
        """Of one name, of different bytes, and no two of one record."""
        first: dict[str, Path] = {}
        for path in self._apart(len(self.files)):
            other = first.pop(path.name, None)
            if other is None:
                first[path.name] = path
            elif count and other.read_bytes() != path.read_bytes():
                count -= 1
                yield other, path

    def _aside(self, path: Path) -> Path:
        """Where a file is put meanwhile: outside of what is verified."""
        return self.workspace / f"aside-{zlib.crc32(os.fsencode(path))}"


def _home(path: Path) -> Path:
    """The folder of the record or case that the file belongs to."""
    inner = ("data", "renditions")
    return path.parents[1] if path.parent.name in inner else path.parent


def told(found: set[Path], wanted: Sequence[Path]) -> tuple[float, int]:
    """The share that was named, and how many others were."""
    right = {*wanted}
    for path in sorted(found ^ right)[:SHOWN]:
        print("not named:" if path in right else "false alarm:", path)
    return round(len(found & right) / len(right), 4), len(found - right)


def flip(path: Path, spot: int) -> None:
    """Flip that bit of the file, and again to mend it."""
    with path.open("r+b") as stream:
        stream.seek(spot >> 3)
        (byte,) = stream.read(1)
        stream.seek(spot >> 3)
        stream.write(bytes([byte ^ 1 << (spot & 7)]))


def swap(one: Path, other: Path, aside: Path) -> None:
    """Let two files change places."""
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def found(damage: Damage) -> dict[str, float]:
    """What the check says of each kind of damage."""
    figures, false_alarms = {}, 0
    kinds = {
        "flips": damage.flips,
        "deleted": damage.deletions,
        "added": damage.additions,
        "swapped": damage.swaps,
    }
    for name, check in kinds.items():
        share, others = check(CHANGES)
        print(f"{name:<10} named {share:8.2%}, false alarms {others}")
        figures[f"{name}_found"] = share
        false_alarms += others
    return figures | {"false_alarms": false_alarms}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="podshivka-verify-") as folder:
        chance = random.Random(SEED)
        builder = Builder(Path(folder) / "ws", chance)
        records = builder.fill(QUICK_MEGABYTES if quick else MEGABYTES)
        files = files_of(builder.archive)
        workspace = builder.archive.parent
        figures = speed(workspace, files, QUICK_ROUNDS if quick else ROUNDS)
        figures |= {"files": len(files), "records": records}
        figures |= found(Damage(workspace, files, chance))
    print(json.dumps({"bench": "verify", "figures": figures}))


if __name__ == "__main__":
    main()
