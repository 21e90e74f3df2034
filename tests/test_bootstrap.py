"""`scripts/bootstrap`: what it installs, and when it makes the environment anew."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "bootstrap"
NEEDED = (
    "fontconfig",
    "fonts-dejavu-core",
    "fonts-liberation",
    "fonts-paratype",
    "poppler-utils",
    "python3-venv",
    "tesseract-ocr",
    "tesseract-ocr-eng",
    "tesseract-ocr-osd",
    "tesseract-ocr-rus",
)
ASKED = """
for name in "$@"; do last=$name; done
grep -qx "$last" "$MACHINE/installed" && printf installed
"""
NOTED = """
echo "$*" >>"$MACHINE/apt"
"""
AS_IS = """
exec "$@"
"""
PYTHON = """
if [ "$1" = -c ]; then
    cat "$(dirname "$0")/is" 2>/dev/null || cat "$MACHINE/python"
elif [ "$1 $2" = "-m venv" ]; then
    echo "$*" >>"$MACHINE/made"
    for folder in "$@"; do :; done
    mkdir -p "$folder/bin"
    rm -f "$folder/bin/python"
    cp "$0" "$folder/bin/python"
    cp "$MACHINE/python" "$folder/bin/is"
elif [ "$2 $3" = "pip --version" ]; then
    [ ! -e "$MACHINE/no-pip" ]
elif [ "$2" = pip ]; then
    echo "$*" >>"$MACHINE/pip"
fi
"""


@pytest.fixture
def machine(tmp_path):
    """A machine with every package but Writer, and its Python."""
    root = tmp_path / "machine"
    (root / "bin").mkdir(parents=True)
    programs = {"dpkg-query": ASKED, "apt-get": NOTED, "sudo": AS_IS, "python3": PYTHON}
    for name, body in programs.items():
        path = root / "bin" / name
        path.write_text(f"#!/bin/sh{body}")
        path.chmod(0o755)
    (root / "installed").write_text("\n".join(NEEDED) + "\n")
    (root / "python").write_text("3.11.2 /usr/bin/python3.11\n")
    return root


@pytest.fixture
def checkout(tmp_path):
    """The sources as far as the script looks at them."""
    root = tmp_path / "checkout"
    (root / "scripts").mkdir(parents=True)
    shutil.copy(SCRIPT, root / "scripts" / "bootstrap")
    for name in ("setup.cfg", "pyproject.toml"):
        (root / name).write_text("")
    return root


def bootstrap(checkout, machine):
    path = f"{machine / 'bin'}:{os.environ['PATH']}"
    subprocess.run(
        [checkout / "scripts" / "bootstrap"],
        env={"PATH": path, "MACHINE": str(machine)},
        check=True,
    )


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def test_a_missing_writer_is_installed_and_nothing_removed(checkout, machine):
    bootstrap(checkout, machine)
    _update, install = lines(machine / "apt")
    assert install.split()[-1] == "libreoffice-writer-nogui"
    assert "--no-remove" in install.split()


@pytest.mark.parametrize("writer", ["libreoffice-writer", "libreoffice-writer-nogui"])
def test_either_package_of_writer_is_enough(checkout, machine, writer):
    with (machine / "installed").open("a") as stream:
        stream.write(f"{writer}\n")
    bootstrap(checkout, machine)
    assert not lines(machine / "apt")


def test_beside_the_core_of_a_desktop_its_own_writer_is_installed(checkout, machine):
    with (machine / "installed").open("a") as stream:
        stream.write("libreoffice-core\n")
    bootstrap(checkout, machine)
    _update, install = lines(machine / "apt")
    assert install.split()[-1] == "libreoffice-writer"


def test_a_second_run_makes_nothing_anew(checkout, machine):
    bootstrap(checkout, machine)
    bootstrap(checkout, machine)
    assert lines(machine / "made") == ["-m venv --clear .venv"]
    assert len(lines(machine / "pip")) == 2


def test_a_changed_list_of_libraries_is_installed_into_the_same_environment(
    checkout, machine
):
    bootstrap(checkout, machine)
    (checkout / "setup.cfg").write_text("# another")
    bootstrap(checkout, machine)
    assert len(lines(machine / "made")) == 1
    assert len(lines(machine / "pip")) == 4


def test_after_an_upgrade_of_python_the_environment_is_made_anew(checkout, machine):
    bootstrap(checkout, machine)
    (machine / "python").write_text("3.12.1 /usr/bin/python3.12\n")
    bootstrap(checkout, machine)
    assert len(lines(machine / "made")) == 2
    assert len(lines(machine / "pip")) == 4


def test_an_environment_without_pip_is_made_anew(checkout, machine):
    bootstrap(checkout, machine)
    (checkout / ".venv" / "bootstrapped").unlink()
    (machine / "no-pip").touch()
    bootstrap(checkout, machine)
    assert len(lines(machine / "made")) == 2


def test_a_half_made_environment_is_made_anew(checkout, machine):
    broken = checkout / ".venv" / "bin" / "python"
    broken.parent.mkdir(parents=True)
    broken.symlink_to("/nowhere/python3")
    bootstrap(checkout, machine)
    assert lines(machine / "made") == ["-m venv --clear .venv"]
    assert (checkout / ".venv" / "bootstrapped").exists()
