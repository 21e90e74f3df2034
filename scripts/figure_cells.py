"""Cells of simulated paper to train on, to calibrate on and to test on, in files.

Of the digits that may be trained on, the last 80 of each are kept for calibrating;
the held-back ones are for the test alone. So it is with fonts: some to train on, some
to calibrate on, and those of the simulated paper for the test. A page is made once and
kept.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.recognition.network import CLASSES, EMPTY, FIGURES, OTHER
from pipeline.recognition.strokes import SIDE_PX
from scripts import digits as data
from scripts import figure_fonts, figure_paper
from tests.paper import digits

TRAIN, CALIBRATE, TEST = "train", "calibrate", "test"
CALIBRATED_ON = 80
PAGES = {TRAIN: (10_000, 190), CALIBRATE: (20_000, 48), TEST: (30_000, 36)}
"""The first seed and the number of pages of each part."""

OF_FONTS = {TRAIN: figure_fonts.TRAINED_ON, CALIBRATE: figure_fonts.CALIBRATED_ON}
OF_IMAGES = {TRAIN: slice(-CALIBRATED_ON), CALIBRATE: slice(-CALIBRATED_ON, None)}
"""Who writes on the pages of the parts; on those of the test, who is held back."""

LEAST_MM = 2.0
"""What a one-bit scan leaves of a figure is none below this."""

USUALLY = {**dict.fromkeys(FIGURES, 0.225), OTHER: 0.06, EMPTY: 0.04}
"""What inked cells of grades hold outside of training, where doubtful ones are many."""

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of many pages.

    Attributes:
        pictures: n × 2 × side × side, bytes.
        inked: Those that hold ink; the pictures of the others are empty.
        truths: Of `CLASSES`.
        kinds: What was drawn, as `figure_paper.KINDS` calls it.
        images: Which image of a digit it was; -1 for none.
        one_bit: The scan is black and white only.
    """

    pictures: npt.NDArray[np.uint8]
    inked: npt.NDArray[np.bool_]
    sizes_mm: npt.NDArray[np.float64]
    truths: npt.NDArray[np.str_]
    kinds: npt.NDArray[np.str_]
    conditions: npt.NDArray[np.str_]
    images: npt.NDArray[np.int64]
    one_bit: npt.NDArray[np.bool_]

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """What a network that sees the pictures can say: places in `CLASSES`."""
        lost = (self.sizes_mm < LEAST_MM) & np.isin(self.truths, FIGURES)
        seen = np.where(lost, EMPTY, self.truths)
        return np.array([CLASSES.index(it) for it in seen])

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """What each counts for, so that together they are what is usual."""
        labels = self.labels
        shares = np.bincount(labels, minlength=len(CLASSES)) / len(labels)
        usual = np.array([USUALLY[it] for it in CLASSES])
        return (usual / np.maximum(shares, 1e-9))[labels]

    def only(self, chosen: npt.NDArray[np.bool_]) -> "Cells":
        """Some of them."""
        return Cells(*(getattr(self, name)[chosen] for name in NAMES))


NAMES = tuple(field.name for field in fields(Cells))


def of(part: str, folder: Path) -> Cells:
    """The cells of a part; pages that are not in the folder are made."""
    folder.mkdir(parents=True, exist_ok=True)
    if part in OF_FONTS:
        figure_fonts.fetch(folder)
    first, count = PAGES[part]
    with ProcessPoolExecutor(PROCESSES) as pool:
        tasks = [(part, first + number, folder) for number in range(count)]
        pages = [dict(np.load(path)) for path in pool.map(_made, tasks)]
    return Cells(*(np.concatenate([it[name] for it in pages]) for name in NAMES))


def _made(task: tuple[str, int, Path]) -> Path:
    part, number, folder = task
    target = folder / f"{part}-{number}.npz"
    if not target.exists():
        samples = figure_paper.page(number, _hands(part, folder))
        np.savez_compressed(target, **_arrays(samples))
    return target


def _arrays(
    samples: Sequence[figure_paper.Sample],
) -> dict[str, npt.NDArray[np.generic]]:
    nothing = np.zeros((2, SIDE_PX, SIDE_PX), np.float32)
    written = [it.strokes.picture for it in samples]
    levels = np.array([nothing if it is None else it for it in written])
    return {
        "pictures": np.rint(levels.reshape(-1, *nothing.shape) * 255).astype(np.uint8),
        "inked": np.array([it is not None for it in written], dtype=bool),
        "sizes_mm": np.array([it.strokes.size_mm for it in samples], dtype=float),
        "truths": np.array([it.truth for it in samples], dtype="<U8"),
        "kinds": np.array([it.kind for it in samples], dtype="<U16"),
        "conditions": np.array([it.condition for it in samples], dtype="<U8"),
        "images": np.array([it.image for it in samples], dtype=int),
        "one_bit": np.array([it.one_bit for it in samples], dtype=bool),
    }


@cache
def _hands(part: str, folder: Path) -> figure_paper.Hands:
    """The digits of a part as paths of a pen, and its fonts."""
    if part == TEST:
        images, fonts = digits.held_back(), figure_fonts.held_back()
    else:
        images = [data.training(some)[OF_IMAGES[part]] for some in data.fetched()]
        fonts = figure_fonts.fetched(folder, OF_FONTS[part])
    paths = [[digits.traced(it) for it in some] for some in images]
    return figure_paper.Hands(paths, fonts)
