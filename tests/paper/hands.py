"""Handwriting as curves: signatures, figures and letters drawn by a pen.

Shapes are control points that a smooth curve passes through; a doubled point
is a corner. They are given in a box of their own and brought to size by
`fitted`. Nothing here knows of pages or pens.
"""

from collections.abc import Sequence

import numpy as np

from tests.paper.pens import Stroke
from tests.paper.sheet import Box

Points = Sequence[tuple[float, float]]

STEPS = 9
"""Points of the curve between two control points."""


def smooth(points: Points | Stroke, steps: int = STEPS) -> Stroke:
    """The Catmull–Rom curve through the points."""
    knots = np.asarray(points, dtype=np.float64)
    if len(knots) < 2:
        return knots
    padded = np.concatenate([knots[:1], knots, knots[-1:]])
    before, start, end, after = (padded[i : len(padded) - 3 + i] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[:, None, None]
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    flat = curve.transpose(1, 0, 2).reshape(-1, 2)
    return np.concatenate([flat, knots[-1:]])


def fitted(strokes: Sequence[Stroke], box: Box) -> list[Stroke]:
    """The strokes stretched to fill the box; a flat one lies in its middle."""
    everything = np.concatenate(strokes)
    low, high = everything.min(axis=0), everything.max(axis=0)
    size = np.maximum(high - low, 1e-9)
    target = np.array([box[2] - box[0], box[3] - box[1]])
    flat = (high - low) < 1e-6
    offset = np.where(flat, target / 2, 0)
    scale = np.where(flat, 0, target / size)
    return [(stroke - low) * scale + offset + box[:2] for stroke in strokes]


def shaken(
    strokes: Sequence[Points], rng: np.random.Generator, by: float = 0.035
) -> list[Stroke]:
    """Smooth strokes after every control point went astray a little.

    Doubled points stay together, so that corners remain corners.
    """
    shaken_strokes = []
    for stroke in strokes:
        points = np.asarray(stroke, dtype=np.float64)
        astray = rng.normal(0, by, points.shape)
        for index in range(1, len(points)):
            if (points[index] == points[index - 1]).all():
                astray[index] = astray[index - 1]
        shaken_strokes.append(smooth(points + astray))
    return shaken_strokes


# Capitals that signatures begin with; y goes up, 1 is the height of a small letter.
_CAPITALS: tuple[Points, ...] = (
    ((1.3, 2.2), (0.8, 2.7), (0.1, 1.8), (0.0, 0.6), (0.6, -0.1), (1.5, 0.5)),
    ((0.0, 0.0), (0.5, 1.4), (0.9, 2.6), (1.1, 1.2), (1.2, 0.0), (0.9, 0.9),
     (0.3, 0.9), (1.0, 1.0), (1.7, 0.4)),
    ((0.3, 0.0), (0.35, 1.5), (0.4, 2.5), (0.9, 2.8), (1.3, 2.2), (0.5, 1.4),
     (1.2, 1.1), (1.4, 0.3), (0.7, -0.2), (0.2, 0.2), (1.0, 0.4), (1.9, 0.5)),
    ((0.0, 0.2), (0.3, 1.6), (0.6, 2.5), (0.8, 1.0), (0.9, 0.2), (1.3, 1.6),
     (1.6, 2.4), (1.7, 1.0), (1.8, 0.0), (2.2, 0.3)),
    ((0.0, 2.2), (0.7, 2.6), (1.5, 2.3), (0.9, 2.2), (0.7, 1.0), (0.4, -0.3),
     (0.0, -0.1), (0.4, 0.5), (1.3, 0.4)),
    ((0.4, 2.4), (0.2, 1.0), (0.1, 0.0), (0.5, 1.3), (1.0, 2.3), (1.3, 2.5),
     (1.2, 1.2), (1.1, 0.0), (1.6, 0.3)),
    ((1.0, 1.2), (0.2, 1.4), (0.1, 0.2), (0.9, 0.1), (1.2, 1.4), (0.9, 2.8),
     (0.5, 2.2), (1.0, 0.8), (1.4, 0.0), (1.9, 0.5)),
)  # fmt: skip

_LETTERS: tuple[tuple[Points, float], ...] = (
    (((0.2, 0.9), (0.35, 0.1), (0.6, 0.1), (0.8, 0.9), (0.85, 0.1)), 1.0),
    (((0.5, 0.5), (0.6, 0.95), (0.25, 0.8), (0.3, 0.1), (0.8, 0.1)), 0.9),
    (((0.5, 1.2), (0.65, 2.2), (0.35, 2.0), (0.35, 0.3), (0.8, 0.1)), 0.9),
    (((0.15, 0.9), (0.35, 0.15), (0.7, 0.9), (0.55, -1.0), (0.2, -1.3), (0.4, -0.5),
      (0.9, 0.2)), 1.0),
    (((0.15, 0.1), (0.3, 0.95), (0.45, 0.1), (0.6, 0.9), (0.75, 0.1)), 0.9),
    (((0.7, 0.9), (0.2, 0.8), (0.2, 0.1), (0.7, 0.2), (0.75, 0.9), (0.8, 0.1)), 1.0),
)  # fmt: skip

_FLOURISHES: tuple[Points, ...] = (
    ((0.6, 0.3), (2.2, 0.6), (3.6, 0.4)),
    ((0.5, 0.8), (1.1, 2.0), (0.8, 2.3), (-1.5, 1.4), (-3.0, -0.4), (1.5, -0.6)),
    ((0.4, 0.3), (0.9, -0.8), (-1.8, -1.1), (-3.5, -1.0), (-0.5, -0.6), (2.4, -0.9)),
    ((0.5, 1.4), (0.7, 2.6), (0.3, 2.4), (0.4, 0.2), (0.9, -1.4), (0.5, -1.6),
     (0.5, -0.6), (2.0, 0.6)),
    ((0.8, 0.1), (1.4, 0.2)),
)  # fmt: skip


def signature(
    rng: np.random.Generator, width_mm: float, height_mm: float
) -> list[Stroke]:
    """A signature of that size, its top left at 0, 0, y down.

    A capital, some letters that flatten out, a flourish; sometimes a second
    capital before or a bar across.
    """
    letters = int(np.clip(width_mm / height_mm * rng.uniform(1.0, 2.2), 1, 9))
    line: list[tuple[float, float]] = []
    x = _append(line, _pick(_CAPITALS, rng), 0.0, rng.uniform(0.8, 1.2))
    if width_mm / height_mm > 1.8 and rng.random() < 0.3:
        x = _append(line, _pick(_CAPITALS, rng), x * 0.8, rng.uniform(0.7, 1.0))
    fade = rng.uniform(0.75, 1.0)
    for number in range(letters):
        shape, advance = _LETTERS[int(rng.integers(len(_LETTERS)))]
        _append(line, shape, x, fade**number)
        x += advance * rng.uniform(0.7, 1.3)
    _append(line, _pick(_FLOURISHES, rng), x, rng.uniform(0.7, 1.4))
    strokes = [_leaning(line, rng)]
    if rng.random() < 0.25:
        strokes.append(_bar(x, rng))
    turned = [stroke * (1, -1) for stroke in strokes]
    return fitted(turned, (0, 0, width_mm, height_mm))


def _pick(shapes: Sequence[Points], rng: np.random.Generator) -> Points:
    return shapes[int(rng.integers(len(shapes)))]


def _append(
    line: list[tuple[float, float]], shape: Points, x: float, size: float
) -> float:
    """Go on with the shape from x; returns where it ends."""
    line += [(x + px * (0.6 + 0.4 * size), py * size) for px, py in shape]
    return line[-1][0]


def _leaning(line: Points, rng: np.random.Generator) -> Stroke:
    points = np.asarray(line, dtype=np.float64)
    points += rng.normal(0, 0.1, points.shape)
    points[:, 1] += points[:, 0] * rng.uniform(-0.03, 0.12)
    points[:, 0] += points[:, 1] * rng.uniform(0.1, 0.6)
    return smooth(points)


def _bar(x: float, rng: np.random.Generator) -> Stroke:
    start, end = rng.uniform(0, 0.3) * x, rng.uniform(0.5, 1.1) * x
    y = rng.uniform(0.2, 1.8)
    middle = (start + end) / 2
    bend = y + rng.uniform(-0.2, 0.4)
    return smooth([(start, y), (middle, bend), (end, y + 0.2)])


# Figures and marks; y goes down, in a box of 1 × 1.
SHAPES: dict[str, tuple[tuple[Points, ...], ...]] = {
    "0": (
        (((0.6, 0), (0.15, 0.25), (0.1, 0.8), (0.5, 1), (0.85, 0.7), (0.8, 0.2),
          (0.5, 0.02)),),
    ),
    "1": (
        (((0.2, 0.35), (0.6, 0), (0.6, 0), (0.5, 1)),),
        (((0.5, 0), (0.48, 0.5), (0.45, 1)),),
    ),
    "2": (
        (((0.1, 0.25), (0.4, 0), (0.8, 0.2), (0.6, 0.6), (0.1, 1), (0.1, 1),
          (0.9, 0.95)),),
        (((0.15, 0.2), (0.5, 0), (0.8, 0.25), (0.45, 0.75), (0.1, 0.95), (0.2, 0.75),
          (0.5, 0.95), (0.95, 0.9)),),
    ),
    "3": (
        (((0.15, 0.12), (0.5, 0), (0.8, 0.2), (0.45, 0.45), (0.45, 0.45), (0.85, 0.7),
          (0.5, 1), (0.1, 0.85)),),
        (((0.1, 0.03), (0.8, 0.03), (0.8, 0.03), (0.4, 0.4), (0.4, 0.4), (0.85, 0.65),
          (0.5, 1), (0.1, 0.88)),),
    ),
    "4": (
        (((0.35, 0), (0.1, 0.55), (0.1, 0.55), (0.9, 0.5)), ((0.7, 0.1), (0.6, 1))),
        (((0.15, 0.05), (0.15, 0.4), (0.4, 0.5), (0.8, 0.35)), ((0.85, 0), (0.75, 1))),
        (((0.65, 0), (0.05, 0.65), (0.05, 0.65), (0.95, 0.65)), ((0.65, 0), (0.65, 1))),
    ),
    "5": (
        (((0.3, 0), (0.2, 0.42), (0.2, 0.42), (0.7, 0.4), (0.85, 0.75), (0.5, 1),
          (0.1, 0.9)), ((0.3, 0.02), (0.9, 0))),
        (((0.85, 0.02), (0.3, 0), (0.3, 0), (0.2, 0.45), (0.2, 0.45), (0.65, 0.4),
          (0.8, 0.75), (0.45, 1), (0.05, 0.9)),),
    ),
    "6": (
        (((0.75, 0), (0.25, 0.4), (0.1, 0.8), (0.45, 1), (0.8, 0.8), (0.5, 0.55),
          (0.15, 0.75)),),
    ),
    "7": (
        (((0.1, 0.05), (0.9, 0), (0.9, 0), (0.5, 0.5), (0.35, 1)),
         ((0.3, 0.5), (0.8, 0.48))),
        (((0.1, 0.1), (0.15, 0), (0.9, 0.02), (0.9, 0.02), (0.4, 1)),),
    ),
    "8": (
        (((0.75, 0.15), (0.4, 0), (0.25, 0.25), (0.7, 0.65), (0.6, 0.97), (0.25, 0.9),
          (0.3, 0.6), (0.75, 0.3), (0.75, 0.1)),),
    ),
    "9": (
        (((0.8, 0.2), (0.45, 0), (0.15, 0.25), (0.45, 0.5), (0.8, 0.2), (0.75, 0.6),
          (0.4, 1)),),
    ),
    "н": (
        (((0.15, 0), (0.1, 1)), ((0.12, 0.5), (0.85, 0.48)), ((0.88, 0), (0.85, 1))),
        (((0.1, 0), (0.1, 1), (0.1, 0.6), (0.45, 0.45), (0.8, 0), (0.8, 0), (0.8, 0.9),
          (1, 1)),),
    ),
    "б": (
        (((0.95, 0), (0.5, 0.12), (0.15, 0.5), (0.25, 0.95), (0.7, 0.95), (0.8, 0.6),
          (0.5, 0.45), (0.15, 0.65)),),
    ),
    "у": (
        (((0.1, 0), (0.2, 0.35), (0.5, 0.45), (0.85, 0), (0.85, 0), (0.6, 0.7),
          (0.3, 1), (0.1, 0.85)),),
    ),
    "о": (
        (((0.6, 0), (0.15, 0.2), (0.15, 0.85), (0.6, 1), (0.9, 0.5), (0.55, 0)),),
    ),
    "+": ((((0, 0.5), (1, 0.48)), ((0.5, 0), (0.52, 1))),),
    "-": ((((0, 0.5), (0.5, 0.47), (1, 0.5)),),),
    "v": ((((0, 0.5), (0.3, 1), (0.3, 1), (0.6, 0.45), (1, 0)),),),
    "/": ((((0.1, 1), (0.9, 0)),),),
    "x": ((((0, 0), (1, 1)), ((0.95, 0), (0.05, 1))),),
}  # fmt: skip
"""Each symbol with the ways in which people draw it."""

SHAPES |= {"–": SHAPES["-"], "—": SHAPES["-"], "✓": SHAPES["v"], "х": SHAPES["x"]}


def known(text: str) -> bool:
    """Whether every symbol of the text has a shape here."""
    return all(symbol in SHAPES for symbol in text.lower())


def figure(symbol: str, rng: np.random.Generator, box: Box) -> list[Stroke]:
    """One symbol in one of its ways, filling the box, leaning a little."""
    ways = SHAPES[symbol.lower()]
    strokes = shaken(ways[int(rng.integers(len(ways)))], rng)
    lean = rng.uniform(-0.05, 0.3)
    middle = (box[1] + box[3]) / 2
    return [_leant(stroke, lean, middle) for stroke in _placed(strokes, box)]


def _placed(strokes: Sequence[Stroke], box: Box) -> list[Stroke]:
    """From the box of 1 × 1 into this one."""
    size = np.array([box[2] - box[0], box[3] - box[1]])
    return [stroke * size + box[:2] for stroke in strokes]


def _leant(stroke: Stroke, lean: float, middle: float) -> Stroke:
    leant = stroke.copy()
    leant[:, 0] -= (leant[:, 1] - middle) * lean
    return leant


def tangle(rng: np.random.Generator, box: Box) -> list[Stroke]:
    """A scribble back and forth over the box."""
    turns = int(rng.integers(5, 10))
    x = np.linspace(box[0], box[2], turns * 2)
    y = np.tile([box[1], box[3]], turns)
    points = np.stack([x, y], axis=1)
    return [smooth(points + rng.normal(0, 0.06 * (box[3] - box[1]), points.shape))]
