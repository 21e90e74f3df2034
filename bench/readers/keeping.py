"""Pages that were not read as they should be, kept so that somebody can look."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from bench.readers.judging import Outcome, Verdict
from bench.readers.pages import Sample

AROUND_MM = 4.0
CROP_PX_PER_MM = 10
MOST_A_PAGE = 12


def keep(sample: Sample, verdicts: Iterable[Verdict], folder: Path, why: str) -> None:
    """Write the crops of what is wrong, and of what is unsure into another folder.

    Args:
        sample: The page.
        verdicts: On its cells.
        folder: For all pages.
        why: "" for a page that was identified; else the page is written as a whole.
    """
    name = f"{sample.number:05}-{'+'.join(sample.scanned.passage.rows) or 'base'}"
    if why:
        _write(folder / "pages" / f"{name}-{why}.png", sample.scanned.image)
    for outcome in (Outcome.WRONG, Outcome.UNSURE):
        some = [it for it in verdicts if it.outcome is outcome][:MOST_A_PAGE]
        for verdict in some:
            place = folder / f"{outcome.value}-{verdict.truth.zone.kind.value}"
            _write(place / f"{name}-{_told(verdict)}.png", crop(sample, verdict))


def crop(sample: Sample, verdict: Verdict) -> np.ndarray:
    """The cell and its surroundings, upright, the cell's true place framed."""
    x0, y0, x1, y1 = verdict.truth.zone.box_mm
    box = (x0 - AROUND_MM, y0 - AROUND_MM, x1 + AROUND_MM, y1 + AROUND_MM)
    width, height = box[2] - box[0], box[3] - box[1]
    size = (round(width * CROP_PX_PER_MM), round(height * CROP_PX_PER_MM))
    corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    source = sample.scanned.truth.to_px(corners).astype(np.float32)
    target = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    cut = cv2.warpPerspective(sample.scanned.image, matrix, size, borderValue=128)
    framed = cv2.cvtColor(cut, cv2.COLOR_GRAY2RGB) if cut.ndim == 2 else cut
    inner = round(AROUND_MM * CROP_PX_PER_MM)
    end = (size[0] - inner, size[1] - inner)
    cv2.rectangle(framed, (inner, inner), end, (255, 120, 0), 1)
    return np.asarray(framed)


def _told(verdict: Verdict) -> str:
    truth = verdict.truth
    what = f"{truth.zone.id}-{truth.state.value}{truth.value}-{truth.cause}"
    return f"{what}-read {verdict.answer or 'empty'}".replace("/", "_").replace(
        " ", "_"
    )


def _write(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = picture[..., ::-1] if picture.ndim == 3 else picture
    _, packed = cv2.imencode(".png", np.ascontiguousarray(ordered))
    path.write_bytes(packed.tobytes())
