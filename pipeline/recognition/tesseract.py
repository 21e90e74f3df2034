"""Words by Tesseract, and how sure it is of each.

Runs in the process apart, whose process group is killed as a whole, so a Tesseract that
hangs, or what it started, does not stay behind. What it says is a table; one that
breaks off, has other columns, or lacks a page, counts as no answer: a Tesseract that
lies spoils no text.
"""

import logging
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image

from pipeline import programs
from pipeline.errors import MissingProgramError, ProgramError
from pipeline.model import Word
from pipeline.recognition.pixels import Grey

log = logging.getLogger(__name__)

DONE: Final = "done"
UNAVAILABLE: Final = "unavailable"
"""What `PageText.ocr` says."""

_ONE_BLOCK: Final = 6
_BY_BLOCKS: Final = 3
_NOT_INVERTED: Final = ("-c", "tessedit_do_invert=0")
"""Ink on white is dark; not to look for light words saves a tenth."""

_SURE: Final = 60.0
"""Of 100; below it Tesseract's words are mostly noise."""


_OUTPUT_MB: Final = 64
_ONE_THREAD: Final = {"OMP_THREAD_LIMIT": "1"}
_COLUMNS: Final = (
    *("level", "page_num", "block_num", "par_num", "line_num", "word_num"),
    *("left", "top", "width", "height", "conf", "text"),
)
_PAGE_LEVEL: Final = 1
_ROTATE: Final = re.compile(rb"^Rotate: (\d+)$", re.MULTILINE)


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
        (words,) = self._read([grey], _mode(_BY_BLOCKS, dpi))
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
        return self._read(blocks, (*_NOT_INVERTED, *_mode(_ONE_BLOCK, dpi)))

    def rotation(self, grey: Grey) -> int | None:
        """Degrees clockwise that bring the page upright; None when it cannot tell."""
        try:
            said = self._run([grey], ("-l", "osd", "--psm", "0"))
        except UnavailableError:
            return None
        turn = _ROTATE.search(said)
        return int(turn[1]) % 360 if turn else None

    def _read(
        self, pictures: Sequence[Grey], options: Sequence[str]
    ) -> list[tuple[ReadWord, ...]]:
        """The words of each picture."""
        self._require_languages()
        said = self._run(pictures, ("-l", self.languages, *options), ("tsv",))
        try:
            return _words_of(said.decode(), len(pictures))
        except ValueError as error:
            log.warning("Tesseract answered with no table of words")
            raise UnavailableError(programs.TESSERACT.name) from error

    def _require_languages(self) -> None:
        """Without one of them Tesseract would read by the others, and say nothing."""
        try:
            missing = {*self.languages.split("+")} - _installed_languages(self.seconds)
        except (MissingProgramError, ProgramError, OSError) as error:
            raise UnavailableError(str(error)) from error
        if missing:
            told = ", ".join(sorted(missing))
            log.warning("Tesseract lacks languages: %s", told)
            raise UnavailableError(told)

    def _run(
        self,
        pictures: Sequence[Grey],
        options: Sequence[str],
        output: Sequence[str] = (),
    ) -> bytes:
        """What Tesseract says of those pictures."""
        with tempfile.TemporaryDirectory() as name:
            files = [Path(name, f"{number}.pgm") for number in range(len(pictures))]
            for file, picture in zip(files, pictures, strict=True):
                Image.fromarray(picture).save(file)
            listed = Path(name, "pictures.txt")
            listed.write_text("".join(f"{file}\n" for file in files))
            try:
                return programs.run(
                    programs.TESSERACT,
                    [listed, "stdout", *options, *output],
                    limits=programs.Limits(self.seconds, output_mb=_OUTPUT_MB),
                    extra_environment=_ONE_THREAD,
                    in_our_group=True,
                ).output
            except (MissingProgramError, ProgramError, OSError) as error:
                log.warning("Tesseract failed: %s", error)
                raise UnavailableError(str(error)) from error


@cache
def _installed_languages(seconds: float) -> frozenset[str]:
    """Asked once in each process."""
    said = programs.run(
        programs.TESSERACT,
        ["--list-langs"],
        limits=programs.Limits(seconds, output_mb=1),
        in_our_group=True,
    )
    return frozenset(said.output.decode(errors="replace").split())


def _mode(segmentation: int, dpi: float) -> tuple[str, ...]:
    return ("--psm", str(segmentation), "--dpi", str(round(dpi)))


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
