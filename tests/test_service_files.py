"""The files by which a system runs Podshivka: units of systemd, logrotate."""

import configparser
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from pipeline import workspace
from pipeline.cli import stopping
from tests.test_docs import ROOT, resolve

FOLDER = ROOT / "docs" / "service"
SERVICES = sorted(FOLDER.glob("*.service"))
UNITS = [*SERVICES, *sorted(FOLDER.glob("*.timer"))]
INSTALLED = "/opt/podshivka/.venv/bin/"


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(
        interpolation=None, delimiters=("=",), strict=False
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser


def name_of(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", SERVICES, ids=name_of)
def test_a_service_runs_a_command_that_exists_in_a_workspace(path):
    service = unit(path)["Service"]
    command = service["ExecStart"]
    assert command.startswith(INSTALLED)
    resolve(command.removeprefix(INSTALLED))
    assert service["Environment"].startswith("PODSHIVKA_WORKSPACE=/")


@pytest.mark.parametrize("path", SERVICES, ids=name_of)
def test_a_service_may_write_the_workspace_only_and_has_no_network(path):
    service = unit(path)["Service"]
    root = service["Environment"].partition("=")[2]
    written = service["ReadWritePaths"].split()
    assert all(Path(it).is_relative_to(root) for it in written)
    assert service["User"] == "podshivka"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0007", "the group drops scans"
    for name in ("PrivateNetwork", "PrivateTmp", "NoNewPrivileges", "ProtectHome"):
        assert service[name] == "yes", name


@pytest.mark.parametrize("path", SERVICES, ids=name_of)
def test_a_service_starts_in_a_workspace_that_init_has_just_made(path, tmp_path):
    """The system starts no unit that names an absent folder without a "-"."""
    workspace.make(tmp_path / "ws", "migip", year=2026)
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"^Read(?:Write|Only)Paths=(.*)$", text, re.MULTILINE):
        for named in line.split():
            there = named.replace("/srv/institute", str(tmp_path / "ws"))
            assert there.startswith("-") or Path(there).is_dir(), named


def test_a_check_of_the_archive_cannot_write_there():
    text = (FOLDER / "podshivka-verify.service").read_text(encoding="utf-8")
    kept = " ".join(re.findall(r"^ReadOnlyPaths=(.*)$", text, re.MULTILINE)).split()
    assert {"-/srv/institute/archive", "-/srv/institute/review"} <= set(kept)


@pytest.mark.parametrize("page", ["operations.md", "operations.ru.md"])
def test_what_init_made_is_opened_to_the_group(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert re.search(r"podshivka init (\S+) .*\nchmod -R g=u,o= \1\n", text)


def test_watch_alone_is_asked_to_stop_and_has_the_time_it_takes():
    service = unit(FOLDER / "podshivka.service")["Service"]
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > stopping.STOP_SECONDS


def test_a_watch_that_was_ended_early_has_not_failed():
    service = unit(FOLDER / "podshivka.service")["Service"]
    ended = {128 + number for number in (signal.SIGTERM, signal.SIGHUP)}
    assert set(map(int, service["SuccessExitStatus"].split())) == ended


def test_the_timer_starts_a_service_that_is_there():
    assert (FOLDER / "podshivka-verify.timer").with_suffix(".service").exists()


def test_the_log_is_rotated_under_the_feet_of_watch():
    text = (FOLDER / "podshivka.logrotate").read_text(encoding="utf-8")
    assert re.search(r"^\s+copytruncate$", text, re.MULTILINE)


@pytest.mark.parametrize("path", UNITS, ids=name_of)
def test_systemd_has_nothing_to_say_against_a_unit(path, tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze")
    for it in UNITS:
        text = it.read_text(encoding="utf-8")
        text = re.sub(
            rf"^ExecStart={INSTALLED}\S+", "ExecStart=/bin/true", text, flags=re.M
        )
        text = re.sub(r"^(User|Group)=podshivka$", r"\1=root", text, flags=re.M)
        (tmp_path / it.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", tmp_path / path.name],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert ours == []
