"""The folder of groups: which are there, and taking one in."""

from datetime import UTC, datetime
from pathlib import Path

from pipeline import disk
from pipeline.errors import DataError, Fault
from pipeline.messages import _
from pipeline.model import Organisation
from pipeline.roster import files, yamltext

HISTORY = ".history"
_SUFFIXES = (".yaml", ".yml")
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
        if path.suffix in _SUFFIXES and not path.name.startswith("."):
            code = yamltext.peek(path, "code") or path.stem
            if code in found:
                raise DataError(path, (_taken(code, found[code]),))
            found[code] = path
    return found


def import_group(source: Path, groups_folder: Path, organisation: Organisation) -> Path:
    """Take a group file into the folder, under the group's code.

    The same content again changes nothing. Another content replaces the file;
    the former one is kept in `.history`, named by code and UTC time.

    Returns:
        The file in the folder.

    Raises:
        DataError: All that is wrong with the source; nothing was changed.
    """
    content = yamltext.load(source)
    group = files.group_of(yamltext.parse(content, source), organisation)
    disk.make_folder(groups_folder)
    with disk.locked(groups_folder / ".lock"):
        known = groups_in(groups_folder)
        target = known.get(group.code, groups_folder / f"{group.code}.yaml")
        if target.exists():
            if target.read_bytes() == content:
                return target
            _keep(target, group.code)
        disk.write(target, content)
    return target


def _keep(former: Path, code: str) -> None:
    history = former.parent / HISTORY
    disk.make_folder(history)
    stamp = datetime.now(UTC).strftime(_STAMP)
    disk.copy(former, history / f"{code}-{stamp}{former.suffix}")


def _taken(code: str, other: Path) -> Fault:
    says = _("{file} holds the group “{code}” too; keep one of them.")
    return Fault("code", says.format(file=other.name, code=code))
