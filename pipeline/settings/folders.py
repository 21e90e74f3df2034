"""Are the folders of a workspace apart from each other?

What lies in one is taken for something else by whoever looks into the other: a record
of review inside the archive counts twice. Links are not followed: a share behind one
may hang.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Fault
from pipeline.messages import _

PRIVATE = ".podshivka"
_FIXED = (PRIVATE, "file-plan")
"""Folders of the workspace that no setting names."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """Where one folder is.

    Attributes:
        name: As faults call it.
        given: As it is written in the settings, or by default.
        is_chosen: The settings file names it, so it can be changed there.
    """

    name: str
    given: str
    path: Path
    is_chosen: bool

    def is_inside(self, other: "_Folder") -> bool:
        """It is the other one, or lies in it, wherever ".." leads."""
        return self.path.is_relative_to(other.path)


def faults(
    root: Path, chosen: Mapping[str, str], defaults: Mapping[str, str]
) -> Iterator[Fault]:
    """What the folders cannot be called, and which of them are not apart.

    Args:
        root: Of the workspace.
        chosen: What the settings file says.
        defaults: The folder of every name.
    """
    misnamed = {name: told for name in chosen if (told := _misnamed(chosen[name]))}
    for name, told in misnamed.items():
        yield Fault(f"folders.{name}", told)
    given = {**defaults, **chosen}
    known = [
        _Folder(f"folders.{name}", text, _path(root, text), name in chosen)
        for name, text in given.items()
        if name not in misnamed
    ]
    known += [_Folder(it, it, _path(root, it), is_chosen=False) for it in _FIXED]
    for folder in known:
        if folder.is_chosen and (told := _not_apart(folder, known)):
            yield Fault(folder.name, told)


def _misnamed(text: str) -> str:
    if not text.strip():
        return _("a folder's name is lacking")
    if text.startswith("~"):
        whole = os.path.expanduser(text)  # noqa: PTH111 - of nobody's home, as it is
        told = _("“~” stands for nothing here; write the whole path: {path}")
        if whole == text:
            told = _("“~” stands for nothing here; if the name begins so: ./{path}")
        return told.format(path=whole)
    return ""


def _path(root: Path, text: str) -> Path:
    return Path(os.path.normpath(root / text))


def _not_apart(folder: _Folder, known: list[_Folder]) -> str:
    """Where it lies in others, or what it holds that may stay where it is; or ""."""
    others = [it for it in known if it is not folder]
    around = [it for it in others if folder.is_inside(it)]
    if around:
        told = _("“{folder}” is or lies in the folder of {others}; choose one apart")
        return told.format(folder=folder.given, others=_named(around))
    held = [it for it in others if it.is_inside(folder) and not it.is_chosen]
    if held:
        told = _("“{folder}” holds the folder of {others}; choose one apart")
        return told.format(folder=folder.given, others=_named(held))
    return ""


def _named(folders: list[_Folder]) -> str:
    return ", ".join(it.name for it in folders)
