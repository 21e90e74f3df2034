"""A workspace of a made-up institute for tests of the whole loop.

Everything is done through the command line and with simulated paper, as a registrar's
office would. What takes scans in runs in processes of its own; forms are issued and
questions asked in this one, since to start Python takes longer than to answer.
"""

import atexit
import contextlib
import functools
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipeline import messages, register
from pipeline.cli import app
from pipeline.model import Layout
from tests import answers, paper

EXAMPLES = Path(__file__).parent.parent / "examples"
GROUP = "ГТ-12"


@dataclass
class Institute:
    """One workspace and its command line."""

    root: Path
    _unused: dict[str, list[dict[str, Any]]] = field(default_factory=dict, repr=False)

    def run(self, *arguments: object, expect: int = 0) -> str:
        """Run a command; its standard output comes back."""
        done = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=600,
            check=False,
        )
        assert done.returncode == expect, (arguments, done.stdout, done.stderr)
        return done.stdout

    def ask(self, *arguments: object, expect: int = 0) -> Any:
        """What a command says with `--json`, in this process."""
        words = [*self.command(*arguments, "--json")[3:]]
        with english(), contextlib.redirect_stdout(io.StringIO()) as said:
            code = app.run(words)
        assert code == expect, (arguments, said.getvalue())
        told = json.loads(said.getvalue())
        if code == 0:
            answers.check(arguments, told)
        return told

    def run_for_error(self, *arguments: object) -> str:
        """What a command that is used wrongly says, in this process."""
        said = io.StringIO()
        with english(), contextlib.redirect_stderr(said):
            code = app.run(self.command(*arguments)[3:])
        assert code == 2, (arguments, said.getvalue())
        return said.getvalue()

    def start(self, *arguments: object, **variables: str) -> "subprocess.Popen[str]":
        """Start a command, with those environment variables, and leave it running."""
        return subprocess.Popen(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment() | variables,
        )

    def command(self, *arguments: object) -> list[str]:
        """The words of a command."""
        head = [sys.executable, "-m", "pipeline", "--workspace", str(self.root)]
        return [*head, *map(str, arguments)]

    @staticmethod
    def environment() -> dict[str, str]:
        """English output, so that tests may look at words."""
        return os.environ | {"PODSHIVKA_LANGUAGE": "en"}

    def inbox(self, name: str) -> Path:
        """Where a scan of that name is dropped."""
        return self.root / "inbox" / name

    def generate(self, *arguments: object) -> list[dict[str, Any]]:
        """Issue forms of the group, in this process."""
        return self.ask("forms", "generate", "--group", GROUP, *arguments)

    def another(self, kind: str) -> dict[str, Any]:
        """An issued form of the kind that nobody has taken yet.

        Forms come by the group, and to make them takes longer than to use one.
        """
        if not self._unused.get(kind):
            self._unused[kind] = self.generate("--kind", kind)
        return self._unused[kind].pop(0)

    def layout(self, document_id: str) -> Layout:
        """Where things lie on the pages of a document."""
        return register.layout(self.root / "issued", document_id)

    def tree(self) -> dict[str, bytes]:
        """Every file of the archive and of review, by path."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for folder in ("archive", "review")
            for path in sorted((self.root / folder).rglob("*"))
            if path.is_file()
        }


@contextlib.contextmanager
def english() -> Iterator[None]:
    """English output of commands in this process, and all as before afterwards."""
    former, environment = messages.language(), dict(os.environ)
    os.environ["PODSHIVKA_LANGUAGE"] = "en"
    try:
        yield
    finally:
        messages.use_language(former)
        os.environ.clear()
        os.environ.update(environment)


def make(root: Path, *, settle_seconds: float = 0.2) -> Institute:
    """A new workspace with the sample group in it."""
    shutil.copytree(_new_workspace(), root, symlinks=True, dirs_exist_ok=True)
    settings = root / "podshivka.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("settle_seconds = 2.0", f"settle_seconds = {settle_seconds}")
    settings.write_text(text, encoding="utf-8")
    return Institute(root)


@functools.cache
def _new_workspace() -> Path:
    """What commands make of an empty folder, once in each process of tests."""
    folder = tempfile.mkdtemp(prefix="institute-")
    atexit.register(shutil.rmtree, folder)
    root = Path(folder, "ws")
    done = [sys.executable, "-m", "pipeline", "init", str(root), "--profile", "migip"]
    subprocess.run(done, check=True, capture_output=True, timeout=60)
    Institute(root).run("groups", "import", EXAMPLES / "gt-12.yaml")
    return root


@dataclass
class Paper:
    """One issued document on the desk, printed and filled in."""

    issued: dict[str, Any]
    sheets: list[paper.Sheet]
    filled: paper.Filled

    @property
    def document_id(self) -> str:
        """Of the document."""
        identity: str = self.issued["document_id"]
        return identity


def fill_in(issued: dict[str, Any], seed: int, **options: Any) -> Paper:
    """Print a document and put ink on it, as people do."""
    sheets = paper.print_document(Path(issued["files"]["pdf"]))
    rng = np.random.default_rng(seed)
    return Paper(issued, sheets, paper.fill(sheets, rng, **options))


def scan(sheet: paper.Sheet | None, seed: int, **options: Any) -> paper.Scanned:
    """One side on the flatbed, at 200 dpi in grey."""
    rng = np.random.default_rng(seed)
    return paper.scan(sheet, "base", rng, dpi=200, **options)


def rng(seed: int) -> np.random.Generator:
    """Seeded randomness."""
    return np.random.default_rng(seed)
