"""`podshivka.toml` and the environment, read once, by the entry points only."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import DataError, Fault
from pipeline.messages import LANGUAGES, _
from pipeline.model import Places
from pipeline.settings import folders, ranges, tomltext, where
from pipeline.settings.where import FILE_NAME

_TOO_LARGE = 1 << 63


@dataclass(frozen=True, slots=True)
class Folders:
    """Names of the workspace's folders, relative to it, or full paths."""

    groups: str = "groups"
    templates: str = "templates"
    inbox: str = "inbox"
    issued: str = "issued"
    review: str = "review"
    archive: str = "archive"
    quarantine: str = "quarantine"
    audit: str = "audit"


@dataclass(frozen=True, slots=True)
class Ocr:
    """Tesseract's languages, joined by "+"."""

    languages: str = "rus+eng"


@dataclass(frozen=True, slots=True)
class Intake:
    """How scans are taken.

    Attributes:
        settle_seconds: How long a file must stand still before it is taken.
        poll_seconds: Longest pause between two looks into the inbox.
        workers: Files and OCR jobs at once.
    """

    settle_seconds: float = 2.0
    poll_seconds: float = 2.0
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What one received file may cost before it goes to quarantine.

    Attributes:
        pixels: Of one page.
        pages: Of one file.
        memory_mb: Of the process that looks at it.
        seconds: For one page; reading its words may take three times longer.
        file_mb: A larger file is left in the inbox.
    """

    pixels: int = 120_000_000
    pages: int = 3000
    memory_mb: int = 4096
    seconds: float = 60.0
    file_mb: int = 2048

    @property
    def file_bytes(self) -> int:
        """The size of the largest file that is taken."""
        return self.file_mb << 20


@dataclass(frozen=True, slots=True)
class _File:
    language: str = LANGUAGES[0]
    database_url: str = ""
    profile: str = ""
    folders: Folders = Folders()
    ocr: Ocr = Ocr()
    intake: Intake = Intake()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two workspaces.

    Attributes:
        database_url: "" for the embedded database.
        profile: The profile that the workspace was made from.
    """

    places: Places
    language: str
    database_url: str
    profile: str
    ocr: Ocr
    intake: Intake
    limits: Limits


def load(workspace: Path | None = None) -> Settings:
    """The settings of the workspace given, named by the environment, or nearest.

    Raises:
        WorkspaceError: There is none.
        DataError: Its settings file has faults.
    """
    root = where.find_workspace(workspace)
    file = _read(root / FILE_NAME)
    return Settings(
        places=_places(root, file.folders),
        language=where.language(root),
        database_url=file.database_url,
        profile=file.profile,
        ocr=file.ocr,
        intake=file.intake,
        limits=file.limits,
    )


def _read(path: Path) -> _File:
    data = tomltext.read(path)
    if faults := (*_faults(data), *_faults_of_folders(path.parent, data)):
        raise DataError(path, faults)
    return msgspec.convert(data, type=_File)


def _faults(data: dict[str, Any]) -> Iterator[Fault]:
    """What stands there and cannot be used; a misspelt name would do nothing."""
    known = _flat(msgspec.to_builtins(_File()))
    for name, value in _flat(data).items():
        if name not in known:
            yield Fault(name, _("there is no such setting"))
        elif told := _misfit(name, value, known[name]):
            yield Fault(name, told)
    if data.get("language", LANGUAGES[0]) not in LANGUAGES:
        offered = ", ".join(LANGUAGES)
        yield Fault("language", _("it is one of: {offered}").format(offered=offered))


def _faults_of_folders(root: Path, data: dict[str, Any]) -> Iterator[Fault]:
    """Of those that are named as a folder may be; `_faults` tells the others."""
    defaults = msgspec.to_builtins(Folders())
    section = data.get("folders", {})
    named = section.items() if isinstance(section, dict) else ()
    chosen = {it: text for it, text in named if it in defaults and not _no_text(text)}
    yield from folders.faults(root, chosen, defaults)


def _misfit(name: str, value: object, default: object) -> str:
    """What should stand there instead; "" when it can be used."""
    if isinstance(value, int) and abs(value) >= _TOO_LARGE:
        return _("the number is too large")
    if isinstance(default, dict):
        return "" if isinstance(value, dict) else _("this is a section: [name]")
    if isinstance(default, str):
        return _no_text(value)
    if isinstance(default, int) and type(value) is not int:
        return _("it must be a whole number")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _("it must be a number")
    return ranges.misfit(name, value)


def _no_text(value: object) -> str:
    if not isinstance(value, str):
        return _("it must be text in quotes")
    is_plain = all(sign >= " " for sign in value)
    return "" if is_plain else _(tomltext.BACKSLASH)


def _flat(data: dict[str, Any], prefix: str = "") -> dict[str, object]:
    """Every section and setting by its full name."""
    flat: dict[str, object] = {}
    for key, value in data.items():
        flat[prefix + key] = value
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
    return flat


def _places(root: Path, named: Folders) -> Places:
    return Places(
        root=root,
        groups=root / named.groups,
        templates=root / named.templates,
        inbox=root / named.inbox,
        issued=root / named.issued,
        review=root / named.review,
        archive=root / named.archive,
        quarantine=root / named.quarantine,
        audit=root / named.audit,
        private=root / folders.PRIVATE,
    )
