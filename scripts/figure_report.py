"""How well handwritten figures are read, on digits and fonts kept for the test.

Nobody trained on them.

python -m scripts.figure_report            some minutes
python -m scripts.figure_report FOLDER     keeps the pages there for the next time
"""

import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.recognition import figures, network
from pipeline.recognition.network import CLASSES, EMPTY, FIGURES
from scripts import figure_cells
from scripts.figure_cells import Cells

STEPS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1.01)

Mask = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]


def report(some: Cells) -> Iterator[str]:
    """The lines of the tables."""
    values, shares = _answers(some)
    certain = np.array(
        [figures.is_sure(it, share) for it, share in zip(values, shares, strict=True)]
    )
    certain &= (values != "") | ~some.one_bit
    right = np.where(values == "", EMPTY, values) == some.truths
    wrong = certain & ~right
    is_figure = np.isin(some.truths, FIGURES)
    images = {
        (str(truth), int(image))
        for truth, image in zip(some.truths, some.images, strict=True)
        if truth in FIGURES and image >= 0
    }
    yield f"{len(images)} distinct images of the figures"
    yield from _table("figures on", some.conditions, is_figure, wrong, certain)
    yield from _table("kinds", some.kinds, np.ones(len(wrong), bool), wrong, certain)
    yield from _reliability(shares, right, some)


def _reliability(shares: Shares, right: Mask, some: Cells) -> Iterator[str]:
    """Of cells with ink, weighted by what grades usually are."""
    yield f"{'stated':12}{'cells':>9}{'right':>9}"
    weights = some.weights
    for low, high in pairwise(STEPS):
        of = some.inked & (shares >= low) & (shares < high)
        if of.any():
            share = np.average(right[of], weights=weights[of])
            yield f"{shares[of].mean():<12.4f}{of.sum():9}{share:9.4f}"


def _answers(some: Cells) -> tuple[npt.NDArray[np.str_], Shares]:
    """The best guess for each cell, and how likely it is."""
    likely = network.probabilities(some.pictures.astype(np.float32) / 255)
    places = [CLASSES.index(it) for it in (EMPTY, *FIGURES)]
    best = likely[:, places].argmax(axis=1)
    large = some.inked & (some.one_bit | (some.sizes_mm >= figures.LEAST_MM))
    values = np.where(large, np.array(["", *FIGURES])[best], "")
    return values, np.where(large, likely[:, places].max(axis=1), 0.999)


def _table(
    title: str, groups: npt.NDArray[np.str_], among: Mask, wrong: Mask, certain: Mask
) -> Iterator[str]:
    yield f"{title:16}{'cells':>8}{'wrong':>8}{'wrong %':>10}{'unsure %':>10}"
    for name in (*np.unique(groups), "all"):
        of = among & ((groups == name) | (name == "all"))
        if of.any():
            unsure = 100 * (1 - certain[of].mean())
            share = 100 * wrong[of].mean()
            yield f"{name:16}{of.sum():8}{wrong[of].sum():8}{share:10.2f}{unsure:10.2f}"


def main() -> None:
    """Print the tables of the test part."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder)
        print("\n".join(report(figure_cells.of(figure_cells.TEST, kept))))


if __name__ == "__main__":
    main()
