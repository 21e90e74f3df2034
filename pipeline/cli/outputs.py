"""Where copies are to be written: asked before anything is issued for it.

What was issued stays issued; so a folder that takes no file must be known before.
"""

import tempfile
from pathlib import Path

from pipeline import systemwords
from pipeline.errors import UsageError
from pipeline.messages import _


def refuse_unwritable(*folders: Path | None) -> None:
    """Make the folders and try to write to each.

    Raises:
        UsageError: One cannot be made, or nothing can be written there.
    """
    for folder in folders:
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            told = _(
                "Nothing can be written to {folder} ({reason}), so nothing was issued. "
                "Name another folder."
            )
            reason = systemwords.reason(error)
            raise UsageError(told.format(folder=folder, reason=reason)) from error


def refuse_existing(file: Path | None) -> None:
    """Nothing is overwritten.

    Raises:
        UsageError: The file is there already.
    """
    if file is not None and (file.exists() or file.is_symlink()):
        told = _(
            "{path} is there already and would be overwritten, so nothing was done. "
            "Name another place, or remove that file."
        )
        raise UsageError(told.format(path=file))
