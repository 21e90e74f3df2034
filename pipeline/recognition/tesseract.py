"""Words by Tesseract, and how sure it is of each.

Runs in the process apart, whose environment is clean and whose process group is
killed as a whole, so a Tesseract that hangs does not stay behind.
"""

import logging
from dataclasses import dataclass
from typing import Final

import pytesseract
from PIL import Image

from pipeline import programs
from pipeline.model import Word
from pipeline.recognition.pixels import Grey

log = logging.getLogger(__name__)

DONE: Final = "done"
UNAVAILABLE: Final = "unavailable"
"""What `PageText.ocr` says."""

_ONE_BLOCK: Final = 6
_BY_BLOCKS: Final = 3
_SURE: Final = 60.0
"""Of 100; below it Tesseract's words are mostly noise."""


class UnavailableError(Exception):
    """Tesseract is missing, lacks a language, or failed."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word on an image: box in pixels (left, top, right, bottom)."""

    text: str
    box_px: tuple[int, int, int, int]
    confidence: float

    def scaled(self, px_per_mm: float) -> Word:
        """The word with its box in mm."""
        x0, y0, x1, y1 = (round(edge / px_per_mm, 2) for edge in self.box_px)
        return Word(self.text, (x0, y0, x1, y1))


@dataclass(frozen=True, slots=True)
class Reader:
    """How to call Tesseract.

    Attributes:
        languages: Its names, joined by "+".
        seconds: For one page.
    """

    languages: str
    seconds: float

    def words(
        self, grey: Grey, dpi: float, *, one_block: bool = False
    ) -> tuple[ReadWord, ...]:
        """The words of a page that it is sure of.

        Args:
            grey: An upright page.
            dpi: Its resolution.
            one_block: It is one straight block of lines and no whole page.

        Raises:
            UnavailableError: It did not work.
        """
        mode = _ONE_BLOCK if one_block else _BY_BLOCKS
        config = f"--psm {mode} --dpi {round(dpi)}"
        table = self._table(grey, config)
        columns = ("text", "left", "top", "width", "height", "conf")
        rows = zip(*(table[column] for column in columns), strict=True)
        found = (
            ReadWord(text.strip(), (x, y, x + width, y + height), float(confidence))
            for text, x, y, width, height, confidence in rows
        )
        return tuple(word for word in found if _is_word(word))

    def rotation(self, grey: Grey) -> int | None:
        """Degrees clockwise that bring the page upright; None when it cannot tell."""
        image = Image.fromarray(grey)
        try:
            answer = pytesseract.image_to_osd(
                image, timeout=self.seconds, output_type=pytesseract.Output.DICT
            )
        except (pytesseract.TesseractError, RuntimeError):
            return None
        return int(answer["rotate"]) % 360

    def _table(self, grey: Grey, config: str) -> dict[str, list[str]]:
        if not programs.is_installed(programs.TESSERACT):
            raise UnavailableError(programs.TESSERACT.name)
        try:
            table: dict[str, list[str]] = pytesseract.image_to_data(
                Image.fromarray(grey),
                lang=self.languages,
                config=config,
                timeout=self.seconds,
                output_type=pytesseract.Output.DICT,
            )
        except (pytesseract.TesseractError, RuntimeError, OSError) as error:
            log.warning("Tesseract failed: %s", error)
            raise UnavailableError(str(error)) from error
        return table


def _is_word(word: ReadWord) -> bool:
    """Sure, and with a letter or a digit; a lone sign must be surer than that."""
    letters = sum(symbol.isalnum() for symbol in word.text)
    if not letters:
        return False
    return word.confidence >= (_SURE if letters > 1 else (_SURE + 100) / 2)
