"""A workspace with papers in its inbox, to break things in.

Three files: a stack of two documents of ours, a paper that is not ours, and half a
PDF. What becomes of them goes through every part of the intake: records in the
archive, a record in review, a file in quarantine.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from pipeline import disk
from pipeline.cli import app
from pipeline.model import Places
from pipeline.settings import file
from tests import institute, paper

STACK, STRANGE, HALF = "стопка.pdf", "чужая.png", "обрыв.pdf"
_DPI: Final = 150
_LETTER: Final = (
    "Справка об обучении",
    "Настоящая справка выдана слушателю",
    "прошедшему повышение квалификации",
    "Занятия проходили по расписанию",
    "Обучение завершено полностью",
    "Основание приказ о зачислении",
)


@dataclass(frozen=True)
class Workplace:
    """A workspace, and what was ever dropped there.

    Attributes:
        dropped: SHA-256 → the name of the file.
    """

    root: Path
    dropped: dict[str, str]

    @property
    def places(self) -> Places:
        """Its folders."""
        return file.load(self.root).places

    def copied(self, root: Path) -> "Workplace":
        """The same once more, in place of what may lie there."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.root, root)
        return Workplace(root, self.dropped)

    def intake(self) -> int:
        """Take in what is there; in this process, which must be one of its own."""
        return app.run(["--workspace", str(self.root), "watch", "--once"])

    def owns(self, path: str) -> bool:
        """The path lies in the workspace."""
        return path.startswith(f"{self.root}/")

    def tree(self) -> dict[str, str]:
        """SHA-256 of every file that is not made again, by path."""
        return {
            path.relative_to(self.root).as_posix(): disk.sha256(path)
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".podshivka" not in path.parts
        }


def make(root: Path) -> Workplace:
    """A new one; LibreOffice is needed."""
    office = institute.make(root)
    issued = [
        *office.generate("--kind", "certificate", "--student", "T01"),
        *office.generate("--kind", "gradesheet", "--blank")[:1],
    ]
    sheets = [institute.fill_in(it, seed).sheets[0] for seed, it in enumerate(issued)]
    scans = [_scan(sheet, seed) for seed, sheet in enumerate(sheets)]
    paper.save_pdf(scans, office.inbox(STACK))
    letter = paper.paper_without_code(list(_LETTER), institute.rng(9))
    paper.save_png(_scan(letter, 9), office.inbox(STRANGE))
    whole = office.inbox(STACK).read_bytes()
    office.inbox(HALF).write_bytes(whole[: len(whole) // 2])
    names = (STACK, STRANGE, HALF)
    return Workplace(root, {disk.sha256(office.inbox(it)): it for it in names})


def _scan(sheet: paper.Sheet, seed: int) -> paper.Scanned:
    return paper.scan(sheet, "base", np.random.default_rng(seed), dpi=_DPI)
