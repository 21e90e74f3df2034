"""What stands in the way of OCR on this machine: no Tesseract, or not its languages.

A Tesseract that is there and fails is no obstacle: that tells of the page, or of the
moment, and shows when it is called.
"""

import time
from dataclasses import dataclass
from typing import Final

from pipeline import programs
from pipeline.errors import ProgramError

_SECONDS: Final = 5.0
_GOOD_SECONDS: Final = 60.0
_HEAD: Final = "List of available languages"

_good_until: dict[str, float] = {}
"""Languages that were there a moment ago, by the clock that never goes back."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why no page can be read now.

    Attributes:
        languages: Those that are missing; none where Tesseract itself is.
    """

    languages: tuple[str, ...] = ()


def of_ocr(languages: str) -> Obstacle | None:
    """What must be installed before pages can be read in those languages.

    Args:
        languages: Tesseract's names of languages, joined by "+".
    """
    if not programs.is_installed(programs.TESSERACT):
        _good_until.clear()
        return Obstacle()
    if time.monotonic() < _good_until.get(languages, 0.0):
        return None
    try:
        limits = programs.Limits(_SECONDS, output_mb=1)
        listed = programs.run(programs.TESSERACT, ["--list-langs"], limits=limits)
    except (ProgramError, OSError):
        return None
    said = listed.output.decode(errors="replace") + listed.last_words
    missing = {*languages.split("+")} - {*said.split()}
    if missing and _HEAD in said:
        return Obstacle(tuple(sorted(missing)))
    _good_until[languages] = time.monotonic() + _GOOD_SECONDS
    return None
