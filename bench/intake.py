"""How fast dropped scans are filed and made searchable, beside OCRmyPDF.

    bench/intake.py [--quick]

The blank papers of the example group (journal, gradesheets, final gradesheet,
protocol, results cards, some certificates) are issued by the product, filled in,
signed and scanned by `tests.paper` under the condition *base*: 200 to 300 dpi, grey or
colour, JPEG in PDF. Some carry a stamp of the registry. The files lie in the inbox as
an office drops them: a journal, piles of gradesheets and of cards, the final papers.

Ours is `podshivka watch` with two workers, which runs and has nothing to do, as in an
office; the clock starts when the files are dropped all at once. *Filed*: the last file
is in the log of drops; its records are found by then. *Searchable*: no work is left;
every record has its searchable PDF/A, and its ink is indexed. A file need not stand
still here (`settle_seconds = 0`), since waiting is nobody's work. To start the watcher
takes `start_s` besides. It is done several times in like workspaces, before the peer
and after it, and the mean counts: the peer takes minutes and ours seconds, so a machine
that is slow for a minute would else decide.

The peer is `ocrmypdf -l rus+eng --rotate-pages --deskew --jobs 2` on the same pages,
joined into one file: it starts once and deals pages out to both processes. It makes a
searchable PDF/A and files nothing. With `--quick` it gets some of the pages only, and
seconds a page are compared.

What was filed is checked: each page, each record by words printed on it, each PDF/A
by its text, and stamps by what they say. A run that lost something fails.

Figures: `ratio_filed`, `ratio_searchable` (OCRmyPDF seconds / ours), `pages_per_s` (to
filed), the same ratios of processor seconds of all processes (`cpu_ratio_filed`,
`cpu_ratio_searchable`), seconds of each run, `start_s` (the longest), `pages`,
`peer_pages`, `stamps_found` (share).
"""

import argparse
import ctypes
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
from pikepdf import pdfa

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # simulated paper lies with the tests

from tests import institute, paper
from tests.institute import Institute

SEED = 20260626
WORKERS = 2
PEER = ("-q", "-l", "rus+eng", "--rotate-pages", "--deskew", "--jobs", str(WORKERS))
KINDS = ("journal", "gradesheet", "final-gradesheet", "protocol", "results-card")
CERTIFIED = [f"T{number:02}" for number in range(1, 7)]
QUICK_KINDS = ("gradesheet", "final-gradesheet", "protocol")
QUICK_PEER_PAGES = 3
PILE_PAGES = {"journal": 60, "gradesheet": 8, "results-card": 10, "certificate": 10}
OTHER_PILE_PAGES = 4
STAMPED_KINDS = ("protocol", "final-gradesheet", "results-card")
STAMP = ("ВХОДЯЩИЙ № 12-88", "КАНЦЕЛЯРИЯ")
STAMP_WORD = "канцелярия"
LEAST_STAMPS = 0.5
LEAST_WORD = 6
PRINTED_WORDS = 3
PATIENCE_SECONDS = 600
PAUSE_SECONDS = 0.02
REST_SECONDS, REST_SHARE = 1.0, 0.1
RUNS = 6
TICKS = os.sysconf("SC_CLK_TCK")
_ADOPT_ORPHANS = 36
"""`PR_SET_CHILD_SUBREAPER`: processes that outlive their parent are told to us."""


@dataclass(frozen=True)
class Dropped:
    """What lies in the inbox.

    Attributes:
        documents: Id → path of the printed PDF.
        stamped: Ids of those with a stamp.
    """

    files: tuple[Path, ...]
    pages: int
    documents: dict[str, Path]
    stamped: frozenset[str]


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of processors in all processes together."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class Ours:
    """What a run of ours took: from the drop to filed, and to searchable."""

    filed: Cost
    searchable: Cost
    start_s: float


def prepared(folder: Path, *, quick: bool) -> tuple[Institute, Dropped]:
    """A workspace whose papers were issued, filled in, scanned and dropped."""
    office = institute.make(folder, settle_seconds=0)
    kinds = QUICK_KINDS if quick else KINDS
    asked = [word for kind in kinds for word in ("--kind", kind)]
    issued = office.generate(*asked, "--blank")
    if not quick:
        students = [word for it in CERTIFIED for word in ("--student", it)]
        issued += office.generate("--kind", "certificate", "--blank", *students)
    rng = np.random.default_rng(SEED)
    files, pages, stamped = [], 0, set[str]()
    for number, pile in enumerate(_piles(issued), 1):
        scans = []
        for document in pile:
            has_stamp = document["kind"] in STAMPED_KINDS
            scans += _scanned(document, rng, stamped=has_stamp)
            stamped |= {document["document_id"]} if has_stamp else set()
        name = f"{pile[0]['kind']} {number}.pdf"
        files.append(paper.save_pdf(scans, office.inbox(name)))
        pages += len(scans)
    documents = {it["document_id"]: Path(it["files"]["pdf"]) for it in issued}
    return office, Dropped(tuple(files), pages, documents, frozenset(stamped))


def _piles(issued: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The documents as they go through the feeder, those of one kind together."""
    pile: list[dict[str, Any]] = []
    for document in issued:
        kind = document["kind"]
        most = PILE_PAGES.get(kind, OTHER_PILE_PAGES)
        is_full = sum(it["pages"] for it in pile) + document["pages"] > most
        if pile and (is_full or _family(kind) != _family(pile[0]["kind"])):
            yield pile
            pile = []
        pile.append(document)
    yield pile


def _family(kind: str) -> str:
    return kind if kind in PILE_PAGES else ""


def _scanned(
    document: dict[str, Any], rng: np.random.Generator, *, stamped: bool
) -> Iterator[paper.Scanned]:
    sheets = paper.print_document(Path(document["files"]["pdf"]))
    paper.fill(sheets, rng)
    if stamped:
        paper.stamp(sheets[-1], 60, 255, list(STAMP), rng)
    for sheet in sheets:
        yield paper.scan(sheet, "base", rng, dpi=None, colour=None)


def copied(
    office: Institute, dropped: Dropped, root: Path
) -> tuple[Institute, Dropped]:
    """The same workspace once more, of which nothing is taken in yet."""
    shutil.copytree(office.root, root)
    files = tuple(root / file.relative_to(office.root) for file in dropped.files)
    return Institute(root), replace(dropped, files=files)


def ours(office: Institute, dropped: Dropped) -> Ours:
    """What it takes from the drop until all is filed, and until all is searchable."""
    aside = [file.rename(office.root / file.name) for file in dropped.files]
    began = time.perf_counter()
    said = office.root / "watch.log"
    with (
        said.open("wb") as stream,
        subprocess.Popen(
            office.command("watch"),
            stdout=subprocess.DEVNULL,
            stderr=stream,
            env=office.environment(),
        ) as process,
    ):
        while b"Watching" not in said.read_bytes():
            require(process.poll() is None, "watch did not start")
            time.sleep(PAUSE_SECONDS)
        _wait_for_rest(process.pid)
        started, before = time.perf_counter(), _cpu_of_running(process.pid)
        for file, target in zip(aside, dropped.files, strict=True):
            file.rename(target)
        costs = []
        for is_done in (_is_filed, _is_searchable):
            while not is_done(office, dropped):
                require(process.poll() is None, "watch ended")
                late = time.perf_counter() - started > PATIENCE_SECONDS
                require(not late, f"not {is_done.__name__} in time")
                time.sleep(PAUSE_SECONDS)
            cpu = _cpu_of_running(process.pid) - before
            costs.append(Cost(time.perf_counter() - started, cpu))
        process.send_signal(signal.SIGTERM)
    require(process.returncode == 0, "watch failed")
    _wait_for_orphans()
    return Ours(*costs, start_s=started - began)


def _is_filed(office: Institute, dropped: Dropped) -> bool:
    logs = (office.root / "audit").glob("drops-*.jsonl")
    return sum(it.read_bytes().count(b"\n") for it in logs) == len(dropped.files)


def _is_searchable(office: Institute, dropped: Dropped) -> bool:
    """The watcher has no work that is begun or waits, and every record has its PDF."""
    database = f"file:{office.root / '.podshivka' / 'work.db'}?mode=ro"
    with closing(sqlite3.connect(database, uri=True)) as work:
        (left,) = work.execute(
            "select count(*) from workflow_status"
            " where status in ('PENDING', 'ENQUEUED', 'DELAYED')"
        ).fetchone()
    made = office.root.glob("archive/*/**/renditions/document.pdf")
    return not left and sum(1 for _pdf in made) == len(dropped.documents)


def peers(files: Sequence[Path], pages: int, folder: Path) -> Cost:
    """What OCRmyPDF takes for the first of their pages, joined into one file."""
    joined = _joined(files, pages, folder / "joined.pdf")
    before = _cpu_of_ended()
    started = time.perf_counter()
    program = Path(sys.executable).with_name("ocrmypdf")
    subprocess.run([program, *PEER, joined, folder / "peer.pdf"], check=True)
    wall = time.perf_counter() - started
    _wait_for_orphans()
    return Cost(wall, _cpu_of_ended() - before)


def _joined(files: Sequence[Path], pages: int, target: Path) -> Path:
    with pikepdf.Pdf.new() as joined:
        for file in files:
            with pikepdf.open(file) as source:
                joined.pages.extend(source.pages)
        del joined.pages[pages:]
        joined.save(target)
    return target


def checked(office: Institute, dropped: Dropped) -> float:
    """Require that nothing is lost; the share of the stamps that are found.

    Raises:
        RuntimeError: Something is.
    """
    drops = office.ask("log")
    outcomes = {drop["outcome"] for drop in drops}
    require(len(drops) == len(dropped.files), "files without an outcome")
    require(outcomes == {"filed"}, f"outcomes {outcomes}")
    ids = {record for drop in drops for record in drop["records"]}
    require(ids == set(dropped.documents), "records are not the documents")
    shown = [office.ask("records", "show", it) for it in sorted(ids)]
    require(sum(len(it["pages"]) for it in shown) == dropped.pages, "pages lost")
    for record in shown:
        _require_findable(office, record, dropped.documents[record["document_id"]])
        _require_searchable(office.root, record)
    hits = _found(office, STAMP_WORD)
    share = len(hits & dropped.stamped) / max(len(dropped.stamped), 1)
    require(share >= LEAST_STAMPS, f"only {share:.0%} of the stamps are found")
    return share


def _require_findable(office: Institute, record: dict[str, Any], printed: Path) -> None:
    words = _printed_words(printed)
    hits = _found(office, *words, "--kind", record["kind"])
    require(record["document_id"] in hits, f"not found by {words}")


def _require_searchable(root: Path, record: dict[str, Any]) -> None:
    pdf = root / record["path"] / "renditions" / "document.pdf"
    texts = pdf.with_name("text.json")
    require(pdf.is_file() and texts.is_file(), f"no renditions of {record['path']}")
    require(pdfa.validate_written(pdf, "2b").passed, f"{pdf} is no PDF/A-2b")
    with pypdfium2.PdfDocument(pdf) as opened:
        require(len(opened) == len(record["pages"]), f"{pdf} lacks pages")
        for page in opened:
            words = page.get_textpage().get_text_range().split()
            require(bool(words), f"{pdf} has a page without words")


def _printed_words(printed: Path) -> list[str]:
    with pypdfium2.PdfDocument(printed) as opened:
        words = opened[0].get_textpage().get_text_range().split()
    long = [word for word in words if word.isalpha() and len(word) >= LEAST_WORD]
    return long[:PRINTED_WORDS]


def _found(office: Institute, *query: str) -> set[str]:
    hits = office.ask("search", *query, "--limit", "200")
    return {hit["document_id"] for hit in hits}


def require(holds: bool, told: str) -> None:  # noqa: FBT001 - as assert has it
    """Fail where it does not hold.

    Raises:
        RuntimeError: With what was told.
    """
    if not holds:
        raise RuntimeError(told)


def _wait_for_rest(pid: int) -> None:
    """Until a process and what it started do next to nothing."""
    used = _cpu_of_running(pid)
    while True:
        time.sleep(REST_SECONDS)
        now = _cpu_of_running(pid)
        if now - used < REST_SHARE * REST_SECONDS:
            return
        used = now


def _cpu_of_ended() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cpu_of_running(pid: int) -> float:
    """Of a process, its running descendants, and those that it waited for."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [it for task in tasks for it in _children(task)]
    except OSError:
        return 0.0
    own = sum(map(int, stat[11:15])) / TICKS
    return own + sum(map(_cpu_of_running, children))


def _children(task: Path) -> list[int]:
    return [int(it) for it in (task / "children").read_text().split()]


def _adopt_orphans() -> None:
    ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    """Until every process is counted that outlived the one that we started."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def told(rows: Sequence[tuple[str, Cost, int]]) -> None:
    """The table for people."""
    print(
        f"{'':<24}{'pages':>6}{'seconds':>9}{'s/page':>8}{'CPU s':>8}{'CPU/page':>10}"
    )
    for name, cost, pages in rows:
        wall = f"{cost.wall_s:>9.2f}{cost.wall_s / pages:>8.3f}"
        cpu = f"{cost.cpu_s:>8.2f}{cost.cpu_s / pages:>10.3f}"
        print(f"{name:<24}{pages:>6}{wall}{cpu}")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    _adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office, dropped = prepared(folder / "workspace", quick=quick)
        count = 2 if quick else RUNS
        copies = [copied(office, dropped, folder / f"{it}") for it in range(count)]
        peer_pages = QUICK_PEER_PAGES if quick else dropped.pages
        runs = [ours(*it) for it in copies[::2]]
        slow = peers(dropped.files, peer_pages, folder)
        runs += [ours(*it) for it in copies[1::2]]
        stamps = min(checked(*it) for it in copies)
    filed = _mean([it.filed for it in runs])
    searchable = _mean([it.searchable for it in runs])
    told(
        [
            ("ours, filed", filed, dropped.pages),
            ("ours, searchable", searchable, dropped.pages),
            ("ocrmypdf", slow, peer_pages),
        ]
    )
    figures = {
        "ratio_filed": _ratio(slow, peer_pages, filed, dropped.pages, _wall),
        "ratio_searchable": _ratio(slow, peer_pages, searchable, dropped.pages, _wall),
        "pages_per_s": round(dropped.pages / filed.wall_s, 2),
        "cpu_ratio_filed": _ratio(slow, peer_pages, filed, dropped.pages, _cpu),
        "cpu_ratio_searchable": _ratio(
            slow, peer_pages, searchable, dropped.pages, _cpu
        ),
        "filed_s": [round(it.filed.wall_s, 2) for it in runs],
        "searchable_s": [round(it.searchable.wall_s, 2) for it in runs],
        "start_s": round(max(it.start_s for it in runs), 2),
        "peer_s": round(slow.wall_s, 2),
        "pages": dropped.pages,
        "peer_pages": peer_pages,
        "stamps_found": round(stamps, 2),
    }
    print(json.dumps({"bench": "intake", "figures": figures}))


def _mean(costs: Sequence[Cost]) -> Cost:
    return Cost(
        fmean(it.wall_s for it in costs),
        fmean(it.cpu_s for it in costs),
    )


def _wall(cost: Cost) -> float:
    return cost.wall_s


def _cpu(cost: Cost) -> float:
    return cost.cpu_s


def _ratio(
    slow: Cost, slow_pages: int, fast: Cost, pages: int, of: Callable[[Cost], float]
) -> float:
    """Seconds a page of the peer to ours."""
    return round(of(slow) / slow_pages / (of(fast) / pages), 1)


if __name__ == "__main__":
    main()
