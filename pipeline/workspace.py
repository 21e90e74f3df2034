"""Use case: a new workspace, its own forms, and whether this machine can run one."""

import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import disk, forms, programs, resources, roster, seclusion
from pipeline.errors import DataError, NotFoundError, ProgramError, UsageError
from pipeline.messages import _
from pipeline.model import Places

PROFILES = ("migip", "mni-kaes")

_FOLDERS = (
    "groups",
    "templates",
    "inbox",
    "issued",
    "review",
    "archive",
    "quarantine",
    "audit",
)
_LANGUAGE = re.compile(r"[a-z]{3}(_[a-z]+)*")
"""A language's name that Tesseract's packages are called after."""

_YEAR = re.compile("[0-9]{4}")
_YEARS_LINE = re.compile(r"""(?P<quote>["']?)year(?P=quote)\s*:""")

_LEAST = {programs.LIBREOFFICE: (7, 4), programs.TESSERACT: (5, 0)}
_VERSION = re.compile(r"(\d+)\.(\d+)")
_OF_WRITER = ("libswlo.so", "swriter")
"""What Writer brings beside `soffice`, which every part of LibreOffice has."""

_FONTS = ("Liberation Serif", "Liberation Sans")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the work needs.

    Attributes:
        found: What was found, or "".
        remedy: The command that mends it, or "".
        needed: The work cannot go on without it.
    """

    name: str
    good: bool
    found: str
    remedy: str
    needed: bool = True


def make(folder: Path, profile: str, year: int) -> Path:
    """Make a workspace; files that are there already are left as they are.

    Args:
        folder: May exist.
        profile: One of `PROFILES`.
        year: File plans are written for that year and the one before, whose
            papers may still come in.

    Raises:
        UsageError: The folder is a workspace already.
    """
    root = folder.resolve()
    if (root / "podshivka.toml").exists():
        raise UsageError(_("{folder} is a workspace already.").format(folder=root))
    for name in _FOLDERS:
        disk.make_folder(root / name)
    source = resources.folder("profiles") / profile
    disk.make_folder(root / "file-plan")
    _copy_new(source / "organisation.yaml", root / "organisation.yaml")
    for planned in (year - 1, year):
        _write_file_plan(root, profile, planned)
    _copy_new(source / "podshivka.toml", root / "podshivka.toml")
    return root


def copy_file_plan(places: Places, year: int) -> Path:
    """Copy the newest earlier file plan to that year, else the first later one.

    Raises:
        UsageError: The year has one already, or there is none to copy.
        DataError: That one has faults; nothing is written.
    """
    target = places.file_plan(year)
    if target.exists():
        raise UsageError(_("{path} is there already.").format(path=target))
    others = [it for it in target.parent.glob("*.yaml") if _YEAR.fullmatch(it.stem)]
    if not others:
        raise UsageError(
            _("There is no file plan to copy; write {path}.").format(path=target)
        )
    source = max(others, key=lambda it: (it.stem < str(year), _nearness(it, year)))
    disk.write(target, _replanned(source, target, year))
    return target


def _nearness(plan: Path, year: int) -> int:
    return -abs(int(plan.stem) - year)


def _replanned(source: Path, target: Path, year: int) -> bytes:
    """The file plan as one of that year.

    Raises:
        DataError: It has faults, or would have as one of that year.
    """
    roster.load_file_plan(source)
    lines = source.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = "".join(line for line in lines if not _YEARS_LINE.match(line))
    text = roster.file_plan_text(kept, year).encode()
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / target.name
        trial.write_bytes(text)
        try:
            roster.load_file_plan(trial)
        except DataError as error:
            raise DataError(source, error.faults) from error
    return text


def copy_form(places: Places, kind: str) -> forms.FormKind:
    """Copy a built-in kind of form into the workspace, where it may be changed.

    The copy comes before the built-in kind from then on; it appears whole.

    Raises:
        UsageError: The workspace has its own one already.
        NotFoundError: No such kind is built in.
    """
    own = {path.name: path for path in places.templates.glob("*/")}
    if kind in own:
        told = _("{path} is there already: change the form there. Nothing was copied.")
        raise UsageError(told.format(path=own[kind]))
    built_in = forms.load([resources.folder("templates")])
    if kind not in built_in:
        known = _("There are: {kinds}.").format(kinds=", ".join(built_in))
        raise NotFoundError(_("Kind of form"), kind, known)
    disk.make_folder(places.templates)
    target = places.templates / kind
    beside = target.with_name(f".{kind}.{secrets.token_hex(4)}.new")
    try:
        beside.mkdir()
        for source in sorted(built_in[kind].folder.iterdir()):
            disk.copy(source, beside / source.name)
        disk.move(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return replace(built_in[kind], folder=target)


def _write_file_plan(root: Path, profile: str, year: int) -> None:
    target = root / "file-plan" / f"{year}.yaml"
    if not target.exists():
        lines = (resources.folder("profiles") / profile / "file-plan.yaml").read_text()
        disk.write(target, roster.file_plan_text(lines, year).encode())


def examine(languages: str) -> tuple[Check, ...]:
    """Look for every outside program, language and font that the work needs.

    Args:
        languages: Of OCR, as Tesseract names them, joined by "+".
    """
    found = [
        _program(programs.LIBREOFFICE, "--version"),
        _program(programs.TESSERACT, "--version"),
    ]
    if programs.is_installed(programs.TESSERACT):
        found += [_ocr_language(name) for name in dict.fromkeys(languages.split("+"))]
    return (*found, *(_font(name) for name in _FONTS), _without_network())


def _without_network() -> Check:
    """Received files are read in processes that cannot reach the network."""
    name = _("files are read without network")
    if seclusion.is_possible():
        return Check(name, good=True, found=_("allowed"), remedy="", needed=False)
    remedy = _(
        "Not allowed by this system; the work goes on with network. To allow it: "
        "sysctl -w user.max_user_namespaces=10000"
    )
    refused = _("not allowed")
    return Check(name, good=False, found=refused, remedy=remedy, needed=False)


def _copy_new(source: Path, target: Path) -> None:
    if not target.exists():
        disk.write(target, source.read_bytes())


def _program(program: programs.Program, version_option: str) -> Check:
    if not programs.is_installed(program):
        return Check(program.name, good=False, found="", remedy=program.install)
    limits = programs.Limits(seconds=60)
    try:
        said = programs.run(program, [version_option], limits=limits)
    except ProgramError as error:
        return Check(program.name, good=False, found="", remedy=str(error))
    lines = (said.output.decode(errors="replace") or said.last_words).splitlines()
    found = lines[0] if lines else ""
    remedy = _outdated(program, found)
    if program is programs.LIBREOFFICE and not _has_writer(programs.find(program)):
        remedy = remedy or _writer_remedy()
    return Check(program.name, good=not remedy, found=found, remedy=remedy)


def _outdated(program: programs.Program, said: str) -> str:
    """What to do where it says that it is older than what we were tried with; or ""."""
    version = _VERSION.search(said)
    least = _LEAST[program]
    if version is None or (int(version[1]), int(version[2])) >= least:
        return ""
    told = _("It is too old: install {name} {major}.{minor} or newer.")
    major, minor = least
    return told.format(name=program.name, major=major, minor=minor)


def _has_writer(soffice: Path) -> bool:
    """Writer is installed; also where the folder is none of LibreOffice, to be seen."""
    folder = soffice.resolve().parent
    is_known = (folder / "soffice.bin").exists()
    return not is_known or any((folder / it).exists() for it in _OF_WRITER)


def _writer_remedy() -> str:
    """What adds Writer: either package is refused beside the other one's core."""
    return _(
        "Run scripts/bootstrap; or, with a desktop's LibreOffice: apt-get install "
        "--no-remove libreoffice-writer, with one without windows: {command}"
    ).format(command=programs.LIBREOFFICE.install)


def _ocr_language(name: str) -> Check:
    limits = programs.Limits(seconds=60)
    try:
        listed = programs.run(programs.TESSERACT, ["--list-langs"], limits=limits)
    except ProgramError as error:
        told = f"{programs.TESSERACT.name}: {name}"
        return Check(told, good=False, found="", remedy=str(error))
    good = name in listed.output.decode(errors="replace").split()
    remedy = "" if good else _language_remedy(name)
    told = f"{programs.TESSERACT.name}: {name}"
    return Check(told, good=good, found=name if good else "", remedy=remedy)


def _language_remedy(name: str) -> str:
    """What installs it, or how languages are written where that is none."""
    if _LANGUAGE.fullmatch(name):
        return f"apt-get install tesseract-ocr-{name.replace('_', '-')}"
    return _(
        "Correct languages under [ocr] in podshivka.toml; they are written so: "
        "rus+eng. Those that are installed: tesseract --list-langs"
    )


def _font(name: str) -> Check:
    if not shutil.which("fc-list"):
        remedy = "apt-get install fontconfig fonts-liberation"
        return Check(name, good=False, found="", remedy=remedy)
    fontconfig = programs.Program(
        "fontconfig", ("fc-list",), "apt-get install fontconfig"
    )
    listed = programs.run(
        fontconfig, [f":family={name}"], limits=programs.Limits(seconds=60)
    )
    good = bool(listed.output.strip())
    remedy = "" if good else "apt-get install fonts-liberation"
    return Check(name, good=good, found=name if good else "", remedy=remedy)
