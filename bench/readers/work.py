"""The pages of a run, dealt out to processes; each page by its number alone."""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from bench.readers import judging, keeping, looking, pages
from bench.readers.forms import Form
from bench.readers.judging import Identity, Verdict
from bench.readers.prints import Prints


@dataclass(frozen=True)
class Plan:
    """What every process needs to know.

    Attributes:
        prints: Folder of the printed pages' pictures.
        only: The one condition of all pages; "" for each in turn.
        keep: Where to write what went wrong; None writes nothing.
    """

    seed: int
    forms: tuple[Form, ...]
    prints: Path
    only: str = ""
    keep: Path | None = None


@dataclass(frozen=True)
class Result:
    """One page of the bench.

    Attributes:
        registered: None on a page that was not identified.
        lost: Zones of the layout at which no cell is printed.
        making_s: Processor seconds of the simulation.
        seconds: Those of the product, by step.
    """

    number: int
    condition: str
    kind: str
    photo: bool
    one_bit: bool
    read: Identity
    registered: bool | None
    verdicts: list[Verdict]
    lost: tuple[str, ...]
    errors_mm: list[float]
    making_s: float
    seconds: dict[str, float]


class _Worker:
    """What one process keeps between pages."""

    def __init__(self, plan: Plan) -> None:
        cv2.setNumThreads(1)
        self.plan = plan
        self.prints = Prints(plan.prints)
        self.folder = tempfile.TemporaryDirectory(prefix="podshivka-reading-")


_workers: list[_Worker] = []


def run(plan: Plan, count: int, processes: int) -> Iterator[Result]:
    """The results of pages 0 to `count`, as they get ready."""
    if processes == 1:
        _start(plan)
        yield from map(_page, range(count))
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, _start, (plan,)) as pool:
        yield from pool.imap_unordered(_page, range(count), chunksize=4)


def _start(plan: Plan) -> None:
    _workers[:] = [_Worker(plan)]


def _page(number: int) -> Result:
    """Make a page, look at it, judge what was seen."""
    (worker,) = _workers
    plan = worker.plan
    started = time.process_time()
    sample = pages.draw(number, plan.seed, list(plan.forms), worker.prints, plan.only)
    making_s = time.process_time() - started
    seen = looking.look(sample, Path(worker.folder.name))
    read = judging.identity(sample.form.page.page_code, seen.sights)
    ours = [it for it in seen.sights if it.page_code == sample.form.page.page_code]
    sight = ours[0] if read is Identity.RIGHT else None
    verdicts = judging.judge(sample.truths, sight, seen.errors_mm) if sight else []
    registered = sight.registration is not None if sight else None
    if plan.keep is not None:
        why = {Identity.RIGHT: "" if registered else "not-registered"}
        keeping.keep(
            sample, verdicts, plan.keep, why.get(read, f"{read.value}-identity")
        )
    return Result(
        number=number,
        condition=sample.condition,
        kind=sample.form.kind,
        photo=sample.photo,
        one_bit=sample.scanned.one_bit,
        read=read,
        registered=registered,
        verdicts=verdicts,
        lost=sample.lost,
        errors_mm=list(seen.errors_mm.values()),
        making_s=making_s,
        seconds=seen.seconds,
    )
