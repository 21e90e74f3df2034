"""Train the network that reads handwritten figures.

Digits of real people (`scripts.digits`, less the held-back ones), of handwriting fonts
(`scripts.figure_fonts`), of invented hands and all that is no figure go over simulated
paper (`scripts.figure_paper`); of the digits and fonts to train on, some are left for
calibrating. The held-back ones come in at the end only, to say how well it reads.

    pip install torch onnx                     for this script alone; it calls npm
    python -m scripts.train_figures            half an hour of two cores
    python -m scripts.train_figures FOLDER     keeps the pages there

The same seeds give the same pages; the weights differ between machines as sums do.
"""

import math
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR, LRScheduler
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from pipeline.recognition import network
from pipeline.recognition.network import CLASSES
from pipeline.recognition.strokes import SIDE_PX
from scripts import figure_cells, figure_report
from scripts.figure_cells import CALIBRATE, TEST, TRAIN, Cells

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "pipeline" / "recognition" / network.WEIGHTS
EPOCHS = 16
BATCH = 256
RATE = 3e-3
KNOWN_BELOW = 0.05
"""Cells of a lower loss are learnt less often."""

_OF_LATE = get_ema_multi_avg_fn(0.997)
"""The mean goes back over some 300 steps."""

Floats = npt.NDArray[np.float32]


def fresh() -> nn.Sequential:
    """The network before training; normalisation is folded away at the end."""
    return nn.Sequential(
        *_layer(2, 16, 5, 2), nn.ReLU(),
        *_layer(16, 32, 3, 1), nn.ReLU(), nn.MaxPool2d(2),
        *_layer(32, 64, 3, 1), nn.ReLU(),
        *_layer(64, 64, 3, 1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.3),
        nn.Linear(64 * 16, 96), nn.ReLU(), nn.Dropout(0.2), nn.Linear(96, len(CLASSES)),
    )  # fmt: skip


def _layer(inward: int, outward: int, size: int, stride: int) -> Iterator[nn.Module]:
    yield nn.Conv2d(inward, outward, size, stride, size // 2, bias=False)
    yield nn.BatchNorm2d(outward)


def train(train_on: Cells, watch: Cells) -> nn.Sequential:
    """Fit a network; says after each epoch how the mean of its late states does."""
    torch.manual_seed(4)
    model = fresh().to(memory_format=torch.channels_last)
    mean = AveragedModel(model, multi_avg_fn=_OF_LATE, use_buffers=True)
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=0.02)
    pupil = _Pupil(model, mean, optimiser, _cosine(optimiser, len(train_on.labels)))
    cells = torch.from_numpy(train_on.pictures), torch.from_numpy(train_on.labels)
    losses = torch.full((len(train_on.labels),), torch.inf)
    for epoch in range(EPOCHS):
        pupil.learn(*cells, losses)
        right = (answers(mean.module, watch).argmax(1) == watch.labels).mean()
        loss = losses[losses.isfinite()].mean()
        print(f"epoch {epoch + 1}: loss {loss:.3f}, {right:.4f} right", flush=True)
    return mean.module.eval()


def _cosine(optimiser: Optimizer, count: int) -> LRScheduler:
    """Up to the whole rate in a hundred steps; from a third of the time on, less."""
    steps = EPOCHS * (count // BATCH + 1)

    def share(step: int) -> float:
        left = min(1.0, (1 - step / steps) / 0.65)
        return min(1.0, (step + 1) / 100) * (0.504 - 0.5 * math.cos(math.pi * left))

    return LambdaLR(optimiser, share)


@dataclass(frozen=True)
class _Pupil:
    """A network that is trained, and the mean of what it was of late."""

    model: nn.Module
    mean: AveragedModel
    optimiser: Optimizer
    schedule: LRScheduler

    def learn(self, pictures: Tensor, labels: Tensor, losses: Tensor) -> None:
        """Go over the cells once; what is known well is left out at times.

        Args:
            pictures: Of the cells.
            labels: What they are.
            losses: Of each cell, when it was last learnt; brought up to date here.
                A cell that is left out three times in four counts fourfold.
        """
        self.model.train()
        shares = (losses / KNOWN_BELOW).clamp(0.25, 1)
        for chosen in torch.randperm(len(losses)).split(BATCH):
            taken = chosen[torch.rand(len(chosen)) < shares[chosen]]
            if len(taken) > 1:
                some = varied(pictures[taken].float() / 255)
                losses[taken] = self._step(some, labels[taken], 1 / shares[taken])
            self.schedule.step()

    def _step(self, pictures: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
        sums = self.model(pictures)
        each = nn.functional.cross_entropy(sums, labels, reduction="none")
        self.optimiser.zero_grad()
        ((each * weights).sum() / weights.sum()).backward()
        self.optimiser.step()
        self.mean.update_parameters(self.model)
        return each.detach()


def varied(pictures: Tensor) -> Tensor:
    """Each picture turned, slanted, moved, sized, paled and roughened a little."""
    count = len(pictures)
    angle, slant = 0.1 * torch.randn(count), 0.12 * torch.randn(count)
    size = 1 + 0.08 * torch.randn(count, 2)
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0], matrix[:, 0, 1] = size[:, 0] * angle.cos(), slant - angle.sin()
    matrix[:, 1, 0], matrix[:, 1, 1] = angle.sin(), size[:, 1] * angle.cos()
    matrix[:, :, 2] = 0.06 * torch.randn(count, 2)
    where = nn.functional.affine_grid(matrix, list(pictures.shape), align_corners=False)
    moved = nn.functional.grid_sample(pictures, where, align_corners=False)
    ink = moved[:, :1].clamp(0, 1) ** torch.empty(count, 1, 1, 1).uniform_(0.7, 1.4)
    heavy = count // 6  # as a broader pen writes
    ink[:heavy] = torch.lerp(
        ink[:heavy],
        nn.functional.max_pool2d(ink[:heavy], 3, 1, 1),
        torch.rand(heavy, 1, 1, 1),
    )
    rough = ink + 0.05 * torch.randn_like(ink) * (ink > 0.02)
    return torch.cat([rough.clamp(0, 1), moved[:, 1:]], dim=1)


def answers(model: nn.Module, some: Cells) -> Floats:
    """The last sums for each cell."""
    model.eval()
    with torch.no_grad():
        parts = [
            model(torch.from_numpy(part).float() / 255)
            for part in np.array_split(some.pictures, len(some.pictures) // 512 + 1)
        ]
    return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)


def calibrate(model: nn.Sequential, some: Cells) -> None:
    """Change the last layer so that it is as sure as it is right.

    Its sums are shifted from how often the classes come in training to how often they
    come in grades, and divided by what suits these cells best.
    """
    labels, last = torch.from_numpy(some.labels), model[-1]
    shares = torch.bincount(labels, minlength=len(CLASSES)) / len(labels)
    usual = torch.tensor([figure_cells.USUALLY[it] for it in CLASSES])
    weights = torch.from_numpy(some.weights).float()
    with torch.no_grad():
        last.bias += torch.log(usual / shares)
        sums = torch.from_numpy(answers(model, some))

        def loss(divisor: float) -> float:
            each = nn.functional.cross_entropy(sums / divisor, labels, reduction="none")
            return float((weights * each).mean())

        divisor = min(np.linspace(0.6, 3.0, 121).tolist(), key=loss)
        print(f"temperature {divisor:.2f}")
        last.weight /= divisor
        last.bias /= divisor


def export(model: nn.Sequential, target: Path) -> None:
    """Write the network with its normalisation folded in."""
    nodes, weights, flow = [], [], "pictures"
    for number, (kind, arrays, settings) in enumerate(_folded(model)):
        names = [f"{kind.lower()}{number}_{place}" for place in range(len(arrays))]
        weights += [
            numpy_helper.from_array(it, name)
            for it, name in zip(arrays, names, strict=True)
        ]
        out = f"out{number}"
        nodes.append(helper.make_node(kind, [flow, *names], [out], **settings))
        flow = out
    kind = onnx.TensorProto.FLOAT
    taken = helper.make_tensor_value_info("pictures", kind, ["n", 2, SIDE_PX, SIDE_PX])
    given = helper.make_tensor_value_info(flow, kind, ["n", len(CLASSES)])
    graph = helper.make_graph(nodes, "figures", [taken], [given], weights)
    version = [helper.make_opsetid("", 13)]
    whole = helper.make_model(graph, opset_imports=version, ir_version=8)
    onnx.checker.check_model(whole)
    target.write_bytes(whole.SerializeToString())


def _folded(
    model: nn.Sequential,
) -> Iterator[tuple[str, list[Floats], dict[str, object]]]:
    """Each layer's name in ONNX, its arrays and its settings."""
    for layer, after in pairwise([*model, None]):
        match layer:
            case nn.Conv2d():
                edges, strides = [layer.padding[0]] * 4, list(layer.stride)
                arrays = _with_norm(layer, after)
                yield "Conv", arrays, {"pads": edges, "strides": strides}
            case nn.Linear():
                yield "Gemm", [_array(layer.weight), _array(layer.bias)], {"transB": 1}
            case nn.MaxPool2d():
                yield "MaxPool", [], {"kernel_shape": [2, 2], "strides": [2, 2]}
            case nn.ReLU():
                yield "Relu", [], {}
            case nn.Flatten():
                yield "Flatten", [], {}
    yield "Softmax", [], {"axis": 1}


def _with_norm(layer: nn.Conv2d, norm: nn.BatchNorm2d) -> list[Floats]:
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = layer.weight * scale[:, None, None, None]
    return [_array(weight), _array(norm.bias - norm.running_mean * scale)]


def _array(tensor: Tensor) -> Floats:
    return np.ascontiguousarray(tensor.detach().numpy(), dtype=np.float32)


def main() -> None:
    """Make the pages, train, calibrate, write, report."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder)
        learnt, checked = (
            it.only(it.inked)
            for it in (figure_cells.of(part, kept) for part in (TRAIN, CALIBRATE))
        )
        model = train(learnt, checked)
        calibrate(model, checked)
        export(model, TARGET)
        print("\n".join(figure_report.report(figure_cells.of(CALIBRATE, kept))))
        print("\n".join(figure_report.report(figure_cells.of(TEST, kept))))


if __name__ == "__main__":
    main()
