"""What the product sees on a page, and where its time goes.

The page goes through `pipeline.recognition` as a dropped file does, but in this
process, so that its parts can be timed and the finer fit, which a `PageSight` does not
keep, can be compared with the truth.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.readers.pages import Sample
from pipeline import register
from pipeline.apart import Limits
from pipeline.errors import ScanError
from pipeline.model import PageSight, Zone
from pipeline.recognition import (
    cells,
    pdfpages,
    pictures,
    prints,
    registration,
    sight,
)

STEPS: dict[str, tuple[object, str]] = {
    "decode": (pdfpages.PdfPages, "page"),
    "decode of a picture": (pictures.PicturePages, "page"),
    "print": (prints.Prints, "picture"),
    "registration": (registration, "register"),
    "cells": (cells, "see"),
}
"""What is timed; what is left of the whole is mostly the reading of codes."""

LIMITS = Limits()


@dataclass
class Watch:
    """Processor seconds of each step, and the last registration."""

    seconds: dict[str, float] = field(default_factory=dict)
    registered: registration.Registered | None = None
    work_width_px: int = 0


@dataclass(frozen=True)
class Seen:
    """What was seen on a page.

    Attributes:
        sights: More than one where the product believes the picture to be a spread;
            none where it refused the file.
        errors_mm: Zone → how far its worst corner is laid from where it is, in mm of
            the printed page.
        seconds: Processor seconds by step, "all" of them together.
    """

    sights: tuple[PageSight, ...]
    errors_mm: dict[str, float]
    seconds: dict[str, float]


def look(sample: Sample, folder: Path) -> Seen:
    """Let the product see the page."""
    path = sample.save(folder)
    find_page = partial(register.find_page, sample.form.issued)
    with _watched() as watch:
        started = time.process_time()
        try:
            seen = tuple(sight.look(path, find_page, limits=LIMITS))
        except ScanError:
            seen = ()
        watch.seconds["all"] = time.process_time() - started
    return Seen(seen, _errors_mm(sample, watch), watch.seconds)


@contextmanager
def _watched() -> Iterator[Watch]:
    """Every step timed; all as before afterwards."""
    watch = Watch()
    before = {name: getattr(owner, step) for name, (owner, step) in STEPS.items()}
    for name, (owner, step) in STEPS.items():
        setattr(owner, step, _timed(before[name], name, watch))
    try:
        yield watch
    finally:
        for name, (owner, step) in STEPS.items():
            setattr(owner, step, before[name])


def _timed(step: Callable[..., Any], name: str, watch: Watch) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        started = time.process_time()
        result = step(*arguments, **options)
        spent = time.process_time() - started
        watch.seconds[name] = watch.seconds.get(name, 0.0) + spent
        if name == "registration" and result is not None:
            watch.registered = result
            watch.work_width_px = arguments[0].grey.shape[1]
        return result

    return timed


def _errors_mm(sample: Sample, watch: Watch) -> dict[str, float]:
    if watch.registered is None:
        return {}
    scale = watch.work_width_px / sample.scanned.image.shape[1]
    return {
        truth.zone.id: _error_mm(truth.zone, sample, watch.registered, scale)
        for truth in sample.truths
    }


def _error_mm(
    zone: Zone, sample: Sample, registered: registration.Registered, scale: float
) -> float:
    """The worst corner's error; `scale` leads from the scan's pixels to the work's."""
    x0, y0, x1, y1 = zone.box_mm
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    truly = (sample.scanned.truth.to_px(corners) + 0.5) * scale - 0.5
    found = np.asarray(registered.fit.to_px(corners))
    diagonal_px = float(np.linalg.norm(truly[2] - truly[0]))
    px_per_mm = diagonal_px / float(np.hypot(x1 - x0, y1 - y0))
    return float(np.linalg.norm(found - truly, axis=1).max() / px_per_mm)
