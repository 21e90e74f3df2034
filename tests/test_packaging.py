"""The wheel holds everything and runs from an empty environment."""

import configparser
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def listed_packages() -> set[str]:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return set(setup["options"]["packages"].split())


def test_every_folder_with_code_is_listed_as_a_package():
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "pipeline").rglob("__init__.py")
    }
    assert listed_packages() == folders | {"pipeline.templates", "pipeline.schemas"}


@pytest.mark.slow
def test_the_wheel_runs_from_an_empty_environment(tmp_path):
    source = tmp_path / "source"
    for name in ("pipeline", "templates", "schemas"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*build, "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    libraries = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    own = next(home.glob("lib/python*/site-packages"))
    # The libraries are those of this environment, less the editable package.
    (own / "libraries.pth").write_text(f"{libraries}\n")
    command = home / "bin" / "podshivka"
    workspace = tmp_path / "ws"
    run = [str(command), "init", str(workspace), "--profile", "mni-kaes"]
    subprocess.run(run, check=True, capture_output=True, cwd=tmp_path)
    listed = subprocess.run(
        [str(command), "--workspace", str(workspace), "forms", "list", "--json"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert '"journal"' in listed.stdout
    where = subprocess.run(
        [str(python), "-c", "import pipeline; print(pipeline.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert str(home) in where.stdout
