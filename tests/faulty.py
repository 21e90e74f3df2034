"""Stand-ins for outside programs, first on PATH, that fail in every way.

Which way is told by a file beside them, so one process of ours sees them change.
"""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

WAYS = {
    "hangs": "sleep 600",
    "hangs and hears nothing": "trap '' TERM; sleep 600; sleep 600",
    "leaves a child with the pipe": "sleep 600 & exit 0",
    "crashes": "kill -SEGV $$",
    "fails": "echo out of luck >&2; exit 1",
    "says nothing": "exit 0",
    "says rubbish": "head -c 5000 /dev/urandom",
    "says what is no text": r"printf 'level\tpage_num\t\377\376\n'",
    "says far too much": "yes 'five words of no sense' ",
    "breaks off": 'breaks_off "$@"',
    "writes half a PDF": 'half_a_pdf "$@"',
    "chatters": 'echo hello; exec "$real" "$@"',
}
"""Way to fail → what the shell does."""

WELL = "well"

_KILLED_SECONDS = 5.0

_SCRIPT = """#!/bin/bash
real={real}
breaks_off() {{ "$real" "$@"; truncate -c -s 700 "$2.tsv"; exit 0; }}
half_a_pdf() {{
  while [ "$1" != --outdir ]; do shift || exit 0; done
  for document in "${{@:3}}"; do
    echo "%PDF-1.7 half" > "$2/$(basename "${{document%.docx}}").pdf"
  done
  exit 0
}}
echo $$ >> {folder}/started
case "$(cat {folder}/way)" in
{cases}
*) exec "$real" "$@" ;;
esac
"""


@dataclass
class Faulty:
    """A program that fails as it is told."""

    folder: Path

    def now(self, way: str) -> None:
        """From the next start on, fail that way, or work `WELL`."""
        (self.folder / "way").write_text(way)
        (self.folder / "started").unlink(missing_ok=True)

    def starts(self) -> int:
        """How often it was started since."""
        started = self.folder / "started"
        return len(started.read_text().split()) if started.exists() else 0

    def left_behind(self) -> list[int]:
        """Processes in the groups of those starts, or that they started.

        One that was killed takes a moment to go.
        """
        until = time.monotonic() + _KILLED_SECONDS
        while (alive := self._alive()) and time.monotonic() < until:
            time.sleep(0.05)
        return alive

    def _alive(self) -> list[int]:
        return [
            int(process.name)
            for process in Path("/proc").glob("[0-9]*")
            if str(self.folder).encode() in _environment(process)
        ]


def make(folder: Path, *names: str) -> Faulty:
    """Put such a program under each of those names into the folder.

    The folder shall come first on PATH. What is found on PATH now is the real one;
    stand-ins of other tests, which may be told to fail, are passed over.
    """
    folder.mkdir()
    every = os.environ["PATH"].split(os.pathsep)
    genuine = os.pathsep.join(it for it in every if not Path(it, "way").exists())
    cases = "\n".join(f'"{way}") {does} ;;' for way, does in WAYS.items())
    for name in names:
        real = shutil.which(name, path=genuine)
        assert real, name
        text = _SCRIPT.format(real=real, folder=folder, cases=cases)
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    faulty = Faulty(folder)
    faulty.now(WELL)
    return faulty


def first_on_path(folder: Path) -> str:
    """PATH with that folder before all others."""
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def _environment(process: Path) -> bytes:
    """What the process was started with, if it is one of a fake: its own or a sleep."""
    try:
        command = (process / "cmdline").read_bytes()
        surroundings = (process / "environ").read_bytes()
    except OSError:
        return b""
    is_ours = b"sleep" in command or b"yes" in command or b"bash" in command
    return surroundings if is_ours else b""
