"""Words by Tesseract, and how sure it is of each.

Runs in the process apart, whose environment is clean and whose process group is
killed as a whole, so a Tesseract that hangs does not stay behind.
"""

import logging
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
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
_NOT_INVERTED: Final = "-c tessedit_do_invert=0"
"""Ink on white is dark; not to look for light words saves a tenth."""

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

    def words(self, grey: Grey, dpi: float) -> tuple[ReadWord, ...]:
        """The words of a page that it is sure of.

        Args:
            grey: An upright page.
            dpi: Its resolution.

        Raises:
            UnavailableError: It did not work.
        """
        table = self._table(Image.fromarray(grey), _mode(_BY_BLOCKS, dpi))
        return tuple(word for word in _sure_words(table) if word is not None)

    def words_of(
        self, blocks: Sequence[Grey], dpi: float
    ) -> list[tuple[ReadWord, ...]]:
        """The words of straight blocks of lines, in one call.

        Tesseract needs a quarter of a second to load its languages, and a twentieth
        to read a block.

        Args:
            blocks: In any number.
            dpi: Their resolution.

        Raises:
            UnavailableError: It did not work.
        """
        found: list[list[ReadWord]] = [[] for _block in blocks]
        with tempfile.TemporaryDirectory() as name:
            files = [Path(name, f"{number}.pgm") for number in range(len(blocks))]
            for file, block in zip(files, blocks, strict=True):
                Image.fromarray(block).save(file)
            listed = Path(name, "blocks.txt")
            listed.write_text("".join(f"{file}\n" for file in files))
            table = self._table(
                str(listed), f"{_NOT_INVERTED} {_mode(_ONE_BLOCK, dpi)}"
            )
        for page, word in zip(table["page_num"], _sure_words(table), strict=True):
            if word is not None:
                found[int(page) - 1].append(word)
        return [tuple(words) for words in found]

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

    def _table(self, image: Image.Image | str, config: str) -> dict[str, list[str]]:
        if not programs.is_installed(programs.TESSERACT):
            raise UnavailableError(programs.TESSERACT.name)
        try:
            table: dict[str, list[str]] = pytesseract.image_to_data(
                image,
                lang=self.languages,
                config=config,
                timeout=self.seconds,
                output_type=pytesseract.Output.DICT,
            )
        except (pytesseract.TesseractError, RuntimeError, OSError) as error:
            log.warning("Tesseract failed: %s", error)
            raise UnavailableError(str(error)) from error
        return table


def _mode(segmentation: int, dpi: float) -> str:
    return f"--psm {segmentation} --dpi {round(dpi)}"


def _sure_words(table: dict[str, list[str]]) -> Iterator[ReadWord | None]:
    """The word of each row, or None where there is none to be sure of."""
    columns = ("text", "left", "top", "width", "height", "conf")
    for row in zip(*(table[column] for column in columns), strict=True):
        text, left, top, width, height, confidence = row
        x, y = int(left), int(top)
        box = (x, y, x + int(width), y + int(height))
        word = ReadWord(text.strip(), box, float(confidence))
        yield word if _is_word(word) else None


def _is_word(word: ReadWord) -> bool:
    """Sure, and with a letter or a digit; a lone sign must be surer than that."""
    letters = sum(symbol.isalnum() for symbol in word.text)
    if not letters:
        return False
    return word.confidence >= (_SURE if letters > 1 else (_SURE + 100) / 2)
