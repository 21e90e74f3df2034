"""A workspace with papers in its inbox, to break things in.

Three files: a stack of two documents of ours, a slip that is not ours, and half a
PDF. What becomes of them goes through every part of the intake: records in the
archive, a record in review, a file in quarantine.
"""

import contextlib
import importlib
import multiprocessing
import os
import pkgutil
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from pathlib import Path
from typing import Final

import numpy as np

import pipeline
from pipeline import apart, disk, inbox
from pipeline.cli import app
from pipeline.model import Places
from pipeline.settings import file
from tests import institute, paper

STACK, SLIP, HALF = "стопка.pdf", "листок.png", "обрыв.pdf"
_DPI: Final = 150
_SLIP_PX: Final = (slice(120, 300), slice(200, 1040))
_SETTLE_SECONDS: Final = 0.05


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
        return replace(self, root=root)

    def intake(self) -> int:
        """Take in what is there; in this process, which must be one of its own."""
        return app.run(["--workspace", str(self.root), "watch", "--once"])

    def owns(self, path: str) -> bool:
        """The path lies in the workspace."""
        return path.startswith(f"{self.root}/")

    def homes(self) -> Iterator[Path]:
        """Every file in a place for dropped files, under its final name."""
        places = self.places
        yield from inbox.waiting(places.inbox)
        yield from (it.path for it in inbox.claimed(places.claimed))
        yield from (places.archive / "received").glob("*/data/original*")
        yield from places.quarantine.glob("[!.]*/file/*")

    def tree(self) -> dict[str, str]:
        """SHA-256 of every file that is not made again, by path; of folders ""."""
        return {
            path.relative_to(self.root).as_posix(): _digest(path)
            for path in sorted(self.root.rglob("*"))
            if ".podshivka" not in path.parts
        }


class Careless(Workplace):
    """One where a file is removed before its copy is written: is that seen?"""

    def intake(self) -> int:
        """Move what is there, as it must not be done."""
        for path in inbox.waiting(self.places.inbox):
            content = path.read_bytes()
            received = self.places.archive / "received" / disk.sha256(path)
            path.unlink()
            (received / "data").mkdir(parents=True)
            (received / "data" / "original").write_bytes(content)
        return 0


def make(root: Path) -> Workplace:
    """A new one; LibreOffice is needed."""
    office = institute.make(root, settle_seconds=_SETTLE_SECONDS)
    settings = root / "podshivka.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("rus+eng", "rus"), encoding="utf-8")  # faster
    issued = [
        *office.generate("--kind", "certificate", "--student", "T01"),
        *office.generate("--kind", "gradesheet", "--blank")[:1],
    ]
    sheets = [institute.fill_in(it, seed).sheets[0] for seed, it in enumerate(issued)]
    scans = [_scan(sheet, seed) for seed, sheet in enumerate(sheets)]
    paper.save_pdf(scans, office.inbox(STACK))
    letter = _scan(paper.paper_without_code(["Справка"], institute.rng(9)), 9)
    paper.save_png(replace(letter, image=letter.image[_SLIP_PX]), office.inbox(SLIP))
    whole = office.inbox(STACK).read_bytes()
    office.inbox(HALF).write_bytes(whole[: len(whole) // 2])
    return found(root)


def found(root: Path, kind: type[Workplace] = Workplace) -> Workplace:
    """One that was made before and in which nothing happened yet."""
    waiting = inbox.waiting(file.load(root).places.inbox)
    return kind(root, {disk.sha256(it): it.name for it in waiting})


def load_everything() -> None:
    """Load all of the product, once for all the processes that are forked from here."""
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


class Readers:
    """The server of the processes that read files, one for all intakes from here.

    Intakes do not watch it: a process may ask only after its own children, and the
    server is none of theirs. Nothing that it starts changes a workspace. An intake that
    is killed while it asks takes the server with it.

    Attributes:
        shared: Else each intake starts one of its own.
    """

    def __init__(self) -> None:
        self.shared = False
        self._keeper = 0
        self._server = forkserver._forkserver  # type: ignore[attr-defined]
        self._start = self._server.ensure_running

    def look_after(self, *, killed: bool = False) -> None:
        """It runs, as a child of this process, if it is shared.

        Args:
            killed: Who asked it was, so it may end in a moment.
        """
        if not self.shared:
            return
        if self._keeper != os.getpid():
            self._keeper = os.getpid()
            self._server._forkserver_pid = None  # that one is our parent's
            forkserver.ensure_running = self._start
            apart.get_ready()
        self._start()
        while killed and not self._answers():
            self._start()
        self._server.ensure_running = forkserver.ensure_running = lambda: None

    def _answers(self) -> bool:
        """It runs, and has got over whoever asked it before us."""
        self._server.ensure_running = self._start
        process = multiprocessing.get_context("forkserver").Process(target=int)
        try:
            process.start()
        except (OSError, EOFError):
            return False
        process.join()
        return True


readers = Readers()


def _digest(path: Path) -> str:
    with contextlib.suppress(IsADirectoryError):
        return disk.sha256(path)
    return ""


def _scan(sheet: paper.Sheet, seed: int) -> paper.Scanned:
    return paper.scan(sheet, "base", np.random.default_rng(seed), dpi=_DPI)
