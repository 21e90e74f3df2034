"""Folders of data that are installed with the program.

`templates` and `schemas` stand at the top of a source tree and inside the
package once installed; `profiles` is always inside.
"""

from importlib.resources import files
from pathlib import Path
from typing import Literal


def folder(name: Literal["templates", "schemas", "profiles"]) -> Path:
    """The folder of that name, from an installed package or a source tree."""
    package = Path(str(files("pipeline")))
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
