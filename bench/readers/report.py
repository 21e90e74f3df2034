"""The tables for people, and the figures for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bench.readers import onebit, tally
from bench.readers.judging import MISPLACED_MM, Identity, Outcome, Verdict
from bench.readers.looking import STEPS
from bench.readers.work import Result
from pipeline.model import ZoneKind

NAMES = {
    ZoneKind.SIGNATURE: "signatures",
    ZoneKind.MARK: "marks",
    ZoneKind.CHOICE: "choices",
    ZoneKind.GRADE: "grades",
}
Figure = float | int | None


def figures(results: Sequence[Result]) -> dict[str, Figure]:
    """The figures; those of cells are of scans, photos have their own."""
    scans = [it for it in results if not it.photo]
    photos = [it for it in results if it.photo]
    errors = [error for it in results for error in it.errors_mm]
    found: dict[str, Figure] = {
        "pages": len(results),
        "cells": sum(len(it.verdicts) for it in results),
        "pages_identified": _identified(scans),
        "photos_identified": _identified(photos),
        "pages_wrong": _share([it.read is Identity.WRONG for it in results]),
    }
    for kind, name in NAMES.items():
        for prefix, some in (("", scans), ("photo_", photos)):
            counted = tally.count(tally.of_kind(some, kind))
            found[f"{prefix}{name}_wrong"] = counted.share(counted.wrong)
            found[f"{prefix}{name}_unsure"] = counted.share(counted.unsure)
    images = tally.figures(tally.of_kind(results, ZoneKind.GRADE))
    found["grade_images"] = images.images
    found["grade_images_ever_wrong"] = images.ever_wrong
    found["registration_p95_mm"] = tally.percentile(errors, 95)
    found["registration_worst_mm"] = tally.percentile(errors, 100)
    found["misplaced_unflagged"] = sum(
        it.misplaced_unflagged for one in results for it in one.verdicts
    )
    gone = [it for one in results for it in one.verdicts if it.outcome is Outcome.GONE]
    found["gone"] = len(gone)
    found["gone_certain"] = sum(it.certain for it in gone)
    found["ms_a_page"] = _ms([it.seconds["all"] for it in results])
    return found


def _identified(results: Sequence[Result]) -> float | None:
    return _share([it.read is Identity.RIGHT for it in results])


def _share(hits: Sequence[bool]) -> float | None:
    return round(sum(hits) / len(hits), 6) if hits else None


def _ms(seconds: Sequence[float]) -> float:
    return round(1000 * sum(seconds) / max(1, len(seconds)), 1)


def lines(results: Sequence[Result]) -> Iterator[str]:
    """The tables."""
    yield from _pages(results)
    for kind, name in NAMES.items():
        yield from _cells(results, kind, name)
    yield from onebit.lines(results, NAMES)
    yield from _digits(tally.of_kind(results, ZoneKind.GRADE))
    yield from _registration(results)
    yield from _time(results)
    lost = Counter(zone for it in results for zone in it.lost)
    if lost:
        yield f"\nno printed cell lies at the box of {len(lost)} zones: not judged"


def _pages(results: Sequence[Result]) -> Iterator[str]:
    head = f"{'N':>7}{'read':>8}{'95 % interval':>20}{'wrong':>7}{'laid':>8}"
    yield f"\n{'pages':<28}{head}"
    parts = {
        "scans": [it for it in results if not it.photo],
        "photos": [it for it in results if it.photo],
        **tally.grouped(sorted(results, key=_turn), lambda it: f"  {it.condition}"),
    }
    for name, some in parts.items():
        if not some:
            continue
        read = sum(it.read is Identity.RIGHT for it in some)
        low, high = tally.wilson(read, len(some))
        laid = sum(bool(it.registered) for it in some)
        wrong = sum(it.read is Identity.WRONG for it in some)
        interval = f"{low:.2%} … {high:.2%}"
        yield (
            f"{name:<28}{len(some):>7}{read / len(some):>8.2%}{interval:>20}{wrong:>7}"
            f"{laid / len(some):>8.1%}"
        )


def _turn(result: Result) -> tuple[bool, str]:
    return result.condition != "base", result.condition


_HEAD = (
    f"{'N':>8}{'right':>9}{'wrong':>7}{'wrong %':>9}{'95 % interval':>20}"
    f"{'unsure':>8}{'unsure %':>9}{'gone':>6}{'certain':>8}"
)


def _cells(results: Sequence[Result], kind: ZoneKind, name: str) -> Iterator[str]:
    every = tally.of_kind(results, kind)
    if not every:
        return
    if all(it.outcome is Outcome.UNREAD for it in every):
        yield f"\n{name}: {len(every)} cells, none of them read"
        return
    yield f"\n{name:<28}{_HEAD}"
    scans = [it for it in results if not it.photo]
    yield _row("scans", tally.of_kind(scans, kind))
    yield _row("photos", tally.of_kind([it for it in results if it.photo], kind))
    by = tally.grouped(sorted(results, key=_turn), lambda it: it.condition)
    for condition, some in by.items():
        yield _row(f"  {condition}", tally.of_kind(some, kind))
    causes = sorted({(it.truth.state.value, it.truth.cause) for it in every})
    for state, cause in causes:
        alike = [
            it for it in every if (it.truth.state, it.truth.cause) == (state, cause)
        ]
        yield _row(f"  {state}: {cause}", alike)
    yield from _reliability(every)


def _row(name: str, verdicts: Sequence[Verdict]) -> str:
    it = tally.count(verdicts)
    low, high = tally.wilson(it.wrong, it.cells)
    interval = f"{low:.3%} … {high:.3%}"
    cells = max(1, it.cells)
    certain = sum(one.certain for one in verdicts if one.outcome is Outcome.GONE)
    unread = f"  ({it.unread} not read)" if it.unread else ""
    return (
        f"{name:<28}{it.cells:>8}{it.right:>9}{it.wrong:>7}{it.wrong / cells:>9.3%}"
        f"{interval:>20}{it.unsure:>8}{it.unsure / cells:>9.2%}"
        f"{it.gone:>6}{certain:>8}{unread}"
    )


def _reliability(verdicts: Sequence[Verdict]) -> Iterator[str]:
    rows = tally.reliability(verdicts)
    if rows:
        yield f"  {'confidence':<26}{'N':>8}{'mean':>9}{'right':>9}"
    for low, high, cells, mean, right in rows:
        yield f"    {f'{low:g} to {high:g}':<24}{cells:>8}{mean:>9.2%}{right:>9.2%}"


def _digits(verdicts: Sequence[Verdict]) -> Iterator[str]:
    images = tally.figures(verdicts)
    if not images.images:
        return
    low, high = tally.wilson(images.mean_wrong * images.images, images.images)
    yield (
        f"\ndistinct images of figures: {images.images}; wrong at least once "
        f"{images.ever_wrong}; mean share wrong {images.mean_wrong:.3%} "
        f"({low:.3%} … {high:.3%} for that many independent images)"
    )
    confused = Counter(
        (it.truth.value or "empty", it.answer or "empty")
        for it in verdicts
        if it.outcome is Outcome.WRONG
    )
    if confused:
        told = ", ".join(
            f"{a} as {b} {n} times" for (a, b), n in confused.most_common(12)
        )
        yield f"wrong: {told}"


def _registration(results: Sequence[Result]) -> Iterator[str]:
    head = f"{'zones':>8}{'median':>9}{'p95':>8}{'worst':>8}{'> 1.5':>7}"
    yield f"\n{'registration, mm':<28}{head}{'unflagged':>11}"
    parts = {
        "all": list(results),
        **tally.grouped(sorted(results, key=_turn), lambda it: f"  {it.condition}"),
    }
    for name, some in parts.items():
        errors = [error for it in some for error in it.errors_mm]
        if not errors:
            continue
        half, most, worst = (tally.percentile(errors, p) for p in (50, 95, 100))
        beyond = sum(error > MISPLACED_MM for error in errors)
        silent = sum(v.misplaced_unflagged for it in some for v in it.verdicts)
        yield (
            f"{name:<28}{len(errors):>8}{half:>9.3f}{most:>8.3f}{worst:>8.2f}"
            f"{beyond:>7}{silent:>11}"
        )


def _time(results: Sequence[Result]) -> Iterator[str]:
    yield f"\n{'processor ms a page':<28}{'scans':>8}{'photos':>8}"
    scans = [it for it in results if not it.photo]
    photos = [it for it in results if it.photo]
    for step in (*STEPS, REST, "all"):
        times = [_ms([_step_s(it, step) for it in some]) for some in (scans, photos)]
        yield f"{step:<28}{times[0]:>8.1f}{times[1]:>8.1f}"
    making = [_ms([it.making_s for it in some]) for some in (scans, photos)]
    yield f"{'(to simulate it)':<28}{making[0]:>8.1f}{making[1]:>8.1f}"


REST = "codes and the rest"


def _step_s(result: Result, step: str) -> float:
    spent = result.seconds
    if step == REST:
        return spent["all"] - sum(spent.get(name, 0.0) for name in STEPS)
    return spent.get(step, 0.0)
