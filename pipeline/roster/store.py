"""The folder of groups: which are there, and taking one in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline import disk
from pipeline.errors import DataError, Fault, UsageError
from pipeline.messages import _
from pipeline.model import Group, Organisation
from pipeline.roster import files, sources

HISTORY = ".history"
_HIDDEN = (".", "~")
"""Names of our own files begin so, and of those that Excel keeps while it is open."""

_STAMP = "%Y%m%dT%H%M%S%fZ"


def groups_in(folder: Path) -> dict[str, Path]:
    """Code → file of every group in the folder, by name of the file.

    A file without a readable code stands under its own name; loading it tells
    what is wrong.

    Raises:
        DataError: Two files hold the same code.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        suffix = path.suffix.lower()
        if suffix in sources.SUFFIXES and not path.name.startswith(_HIDDEN):
            code = sources.code(path) or path.stem
            if code in found:
                raise DataError(path, (_taken(code, found[code]),))
            found[code] = path
    return found


def import_group(source: Path, groups_folder: Path, organisation: Organisation) -> Path:
    """Take a group file into the folder, under the group's code.

    The same content again changes nothing. Another content replaces the file;
    the former one is kept in `.history`, named by code and UTC time. Rows of a
    workbook that have no codes get them, and keep them from then on.

    Returns:
        The file in the folder.

    Raises:
        DataError: All that is wrong with the source, or a file of its name holds
            another group; nothing was changed.
    """
    read = sources.read(source, organisation)
    group = files.group_of(read.document, organisation)
    disk.make_folder(groups_folder)
    with locked(groups_folder):
        known = groups_in(groups_folder)
        former = known.get(group.code)
        if former and read.book and read.book.made:
            read = sources.read(source, organisation, _loaded(former, organisation))
            files.group_of(read.document, organisation)
        target = former or groups_folder / f"{group.code}{read.suffix}"
        if former and _kind(former) != _kind(Path(read.suffix)):
            target = groups_folder / f"{group.code}{read.suffix}"
        if target != former:
            _refuse_another(target, known)
        replace_file(target, read.coded(), group.code, former)
    return target


def former_file(groups_folder: Path, code: str) -> Path | None:
    """The file of the group that was kept last; None where none was replaced."""
    history = groups_folder / HISTORY
    kept = history.iterdir() if history.is_dir() else ()
    return max((it for it in kept if _kept_of(it) == code), default=None)


def new_workbook(
    path: Path, organisation: Organisation, group: Group | None = None
) -> None:
    """Write a workbook to fill in, empty or with all that a group's file holds.

    Raises:
        UsageError: Something stands there, or the name is not a workbook's.
    """
    from pipeline.roster import workbook  # noqa: PLC0415 - openpyxl is slow to load

    if path.suffix.lower() != ".xlsx":
        says = _("“{path}” is no name for a workbook: let it end with .xlsx.")
        raise UsageError(says.format(path=path))
    if not path.parent.is_dir():
        says = _("There is no folder {folder}. Make it, or name another one.")
        raise UsageError(says.format(folder=path.parent))
    made = (
        workbook.filled(group, organisation) if group else workbook.empty(organisation)
    )
    try:
        disk.write_new(path, made)
    except FileExistsError as error:
        says = _("{path} is there already and was not overwritten. Name another file.")
        raise UsageError(says.format(path=path)) from error


@contextmanager
def locked(groups_folder: Path) -> Iterator[None]:
    """Whoever changes a group file takes turns."""
    with disk.locked(groups_folder / ".lock"):
        yield


def replace_file(
    target: Path, content: bytes, code: str, former: Path | None = None
) -> None:
    """Write a group file; what it replaces is kept in `.history`.

    The same content changes nothing. A former file of another name goes, once the
    new one is there.
    """
    replaced = [
        path for path in dict.fromkeys((target, former or target)) if path.exists()
    ]
    if replaced == [target] and target.read_bytes() == content:
        return
    for path in replaced:
        _keep(path, code)
    disk.write(target, content)
    for path in replaced:
        if path != target:
            disk.remove(path)


def _refuse_another(target: Path, known: dict[str, Path]) -> None:
    """A file that bears the name and holds another group is not replaced."""
    for code, path in known.items():
        if path == target:
            says = _("This file holds the group “{code}”. Rename it, then try again.")
            raise DataError(path, (Fault("code", says.format(code=code)),))


def _kind(path: Path) -> str:
    """What Excel and we tell a file's kind by; both spellings of YAML are one."""
    suffix = (path.suffix or path.name).lower()
    return ".yaml" if suffix == ".yml" else suffix


def _loaded(path: Path, organisation: Organisation) -> Group | None:
    try:
        return files.load_group(path, organisation)
    except DataError:
        return None


def _keep(former: Path, code: str) -> None:
    history = former.parent / HISTORY
    disk.make_folder(history)
    stamp = datetime.now(UTC).strftime(_STAMP)
    disk.copy(former, history / f"{code}-{stamp}{former.suffix}")


def _kept_of(path: Path) -> str:
    """The code of the group whose former file it is."""
    return path.stem.rpartition("-")[0]


def _taken(code: str, other: Path) -> Fault:
    says = _("{file} holds the group “{code}” too; keep one of them.")
    return Fault("code", says.format(file=other.name, code=code))
