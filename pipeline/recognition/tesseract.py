"""Words by Tesseract, and how sure it is of each.

Runs in the process apart, whose process group is killed as a whole, so a Tesseract that
hangs, or what it started, does not stay behind. What it says is a table; one that
breaks off, has other columns, or lacks a page, counts as no answer: a Tesseract that
lies spoils no text.
"""

import logging
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
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


_COLUMNS: Final = (
    *("level", "page_num", "block_num", "par_num", "line_num", "word_num"),
    *("left", "top", "width", "height", "conf", "text"),
)
_PAGE_LEVEL: Final = 1
_FAILURES: Final = (
    pytesseract.TesseractError,
    subprocess.SubprocessError,
    RuntimeError,  # it took too long
    OSError,
    ValueError,  # what it said is no table, no text, or no turn
    KeyError,
)


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
        (words,) = self._read(Image.fromarray(grey), 1, _mode(_BY_BLOCKS, dpi))
        return words

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
        with tempfile.TemporaryDirectory() as name:
            files = [Path(name, f"{number}.pgm") for number in range(len(blocks))]
            for file, block in zip(files, blocks, strict=True):
                Image.fromarray(block).save(file)
            listed = Path(name, "blocks.txt")
            listed.write_text("".join(f"{file}\n" for file in files))
            config = f"{_NOT_INVERTED} {_mode(_ONE_BLOCK, dpi)}"
            return self._read(str(listed), len(files), config)

    def rotation(self, grey: Grey) -> int | None:
        """Degrees clockwise that bring the page upright; None when it cannot tell."""
        image = Image.fromarray(grey)
        try:
            said = pytesseract.image_to_osd(
                image, timeout=self.seconds, output_type=pytesseract.Output.DICT
            )
            return int(said["rotate"]) % 360
        except _FAILURES:
            return None

    def _read(
        self, picture: Image.Image | str, pictures: int, config: str
    ) -> list[tuple[ReadWord, ...]]:
        """The words of one picture, or of those in a list of so many."""
        if not programs.is_installed(programs.TESSERACT):
            raise UnavailableError(programs.TESSERACT.name)
        try:
            self._require_languages()
            table = pytesseract.image_to_data(
                picture,
                lang=self.languages,
                config=config,
                timeout=self.seconds,
                output_type=pytesseract.Output.STRING,
            )
            return _words_of(table, pictures)
        except _FAILURES as error:
            log.warning("Tesseract failed: %s", error)
            raise UnavailableError(str(error)) from error

    def _require_languages(self) -> None:
        """Without one of them Tesseract would read by the others, and say nothing.

        Raises:
            ValueError: One is not installed.
        """
        missing = {*self.languages.split("+")} - _installed_languages()
        if missing:
            told = f"languages are missing: {', '.join(sorted(missing))}"
            raise ValueError(told)


@cache
def _installed_languages() -> frozenset[str]:
    """Asked once in each process."""
    return frozenset(pytesseract.get_languages(config=""))


def _mode(segmentation: int, dpi: float) -> str:
    return f"--psm {segmentation} --dpi {round(dpi)}"


def _words_of(table: str, pictures: int) -> list[tuple[ReadWord, ...]]:
    """The words of each picture that it is sure of.

    Raises:
        ValueError: It is no whole table of so many pictures.
    """
    head, *rows, rest = table.split("\n")
    if head != "\t".join(_COLUMNS) or rest:
        raise ValueError(head)
    found: list[list[ReadWord]] = [[] for _picture in range(pictures)]
    pages = 0
    for level, page, word in map(_parsed, rows):
        pages += level == _PAGE_LEVEL
        if not 1 <= page <= pictures:
            raise ValueError(page)
        if _is_word(word):
            found[page - 1].append(word)
    if pages != pictures:
        raise ValueError(pages)
    return [tuple(words) for words in found]


def _parsed(row: str) -> tuple[int, int, ReadWord]:
    """Level, page from 1, and word of a row."""
    *cells, confidence, text = row.split("\t")
    level, page, *_places, x, y, width, height = map(int, cells)
    box = (x, y, x + width, y + height)
    return level, page, ReadWord(text.strip(), box, float(confidence))


def _is_word(word: ReadWord) -> bool:
    """Sure, and with a letter or a digit; a lone sign must be surer than that."""
    letters = sum(symbol.isalnum() for symbol in word.text)
    if not letters:
        return False
    return word.confidence >= (_SURE if letters > 1 else (_SURE + 100) / 2)
