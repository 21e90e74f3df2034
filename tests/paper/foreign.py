"""Papers that nobody here printed: old certificates and orders, no page code."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.paper import ink, stamps
from tests.paper.sheet import MM_PER_INCH, PRINT_DPI, Cell, Sheet, Word, sheet_of

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
LEFT_MM, RIGHT_MM, TOP_MM = 28.0, 14.0, 22.0
TYPEFACES = ("PTF55F.ttf", "LiberationSerif-Regular.ttf", "DejaVuSerif.ttf")
"""PT Serif, or what is there; all have Cyrillic."""

_PEOPLE = (
    "Воронцова Ирина Павловна",
    "Кузьмин Артём Олегович",
    "Шаповалова Нина Юрьевна",
    "Дроздов Степан Ильич",
    "Ярцева Полина Денисовна",
)

_PROGRAMMES = (
    "«Управление персоналом организации»",
    "«Охрана труда и промышленная безопасность»",
    "«Бухгалтерский учёт и налогообложение»",
)

_PARAGRAPHS = (
    "Настоящий документ подтверждает, что {person} проходил(а) обучение в период "
    "с {start} по {end} по дополнительной профессиональной программе {programme} "
    "в объёме {hours} академических часов.",
    "Занятия проводились по очной форме согласно утверждённому расписанию. "
    "Промежуточная аттестация пройдена в полном объёме, академической "
    "задолженности не имеется.",
    "Основание: приказ от {start} № {number}, протокол заседания комиссии "
    "от {end} № {protocol}. Контроль за исполнением возложен на заместителя "
    "директора по учебной работе.",
    "Документ составлен в двух экземплярах, имеющих равную силу, один из которых "
    "хранится в учебном отделе.",
)

_SIGNED = "Директор                                    {name}"


def paper_without_code(title_lines: Sequence[str], rng: np.random.Generator) -> Sheet:
    """A one-page paper of ten years ago under the given title, signed and stamped.

    The people in it are invented. Its words carry their boxes, so a test knows
    what OCR ought to find.
    """
    picture = Image.new("RGB", _px((WIDTH_MM, HEIGHT_MM)), "white")
    writer = _Typist(picture)
    writer.centred("Общество с ограниченной ответственностью", 3.6)
    writer.centred("«Учебный центр «Горизонт»", 4.4)
    writer.y_mm += 10
    for line in title_lines:
        writer.centred(line, 5.0)
    writer.y_mm += 6
    values = _values(rng)
    for paragraph in _PARAGRAPHS:
        writer.paragraph(paragraph.format(**values), 4.2)
    writer.y_mm += 14
    place = writer.y_mm
    writer.left(_SIGNED.format(**values), 4.2)
    size = (WIDTH_MM, HEIGHT_MM)
    sheet = sheet_of(np.array(picture), tuple(writer.words), size)
    ink.sign(sheet, Cell((62.0, place - 4, 96.0, place + 9)), rng)
    stamps.round_stamp(sheet, 70 + rng.uniform(-6, 6), place + 14, rng)
    return sheet


def typed(
    pages: Sequence[Sequence[str]], rng: np.random.Generator, *, size_mm: float = 4.0
) -> Sheet:
    """A paper typed line by line, signed and stamped.

    Args:
        pages: One page of lines, or the two of an opened document, side by side. A
            line that begins with "^" stands in the middle, one with "¶" is a
            paragraph, "" leaves room.
        rng: For the pen and the stamp.
        size_mm: Of the letters.
    """
    opened = len(pages) > 1
    size = (HEIGHT_MM, WIDTH_MM) if opened else (WIDTH_MM, HEIGHT_MM)
    picture = Image.new("RGB", _px(size), "white")
    words: list[Word] = []
    lowest = TOP_MM
    for place, lines in enumerate(pages):
        width = size[0] / len(pages)
        writer = _Typist(picture, place * width, width)
        for line in lines:
            _type(writer, line, size_mm)
        words += writer.words
        lowest = max(lowest, writer.y_mm)
    sheet = sheet_of(np.array(picture), tuple(words), size)
    ink.sign(sheet, Cell((40.0, lowest + 2, 70.0, lowest + 14)), rng)
    stamps.round_stamp(sheet, 90.0, min(lowest + 16, size[1] - 22), rng)
    return sheet


def _type(writer: "_Typist", line: str, size_mm: float) -> None:
    if not line:
        writer.y_mm += size_mm
    elif line.startswith("^"):
        writer.centred(line[1:], size_mm * 1.1)
    elif line.startswith("¶"):
        writer.paragraph(line[1:], size_mm)
    else:
        writer.left(line, size_mm)


def _values(rng: np.random.Generator) -> dict[str, str]:
    year, day = int(rng.integers(2012, 2020)), int(rng.integers(1, 28))
    surname, given, patronymic = _one(_PEOPLE, rng).split()
    return {
        "person": _one(_PEOPLE, rng),
        "programme": _one(_PROGRAMMES, rng),
        "start": f"{day:02}.02.{year}",
        "end": f"{day:02}.05.{year}",
        "hours": str(int(rng.integers(16, 300))),
        "number": f"{int(rng.integers(1, 300))}-у",
        "protocol": str(int(rng.integers(1, 60))),
        "name": f"{given[0]}. {patronymic[0]}. {surname}",
    }


def _one(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]


def _px(mm: tuple[float, float]) -> tuple[int, int]:
    x, y = (round(length * PRINT_DPI / MM_PER_INCH) for length in mm)
    return x, y


@lru_cache(maxsize=16)
def _font(size_mm: float) -> ImageFont.FreeTypeFont:
    for name in TYPEFACES:
        try:
            return ImageFont.truetype(name, round(size_mm * PRINT_DPI / MM_PER_INCH))
        except OSError:
            continue
    raise OSError(f"None of {TYPEFACES} is installed.")


class _Typist:
    """Sets lines one below the other and keeps where each word fell.

    It writes on the whole width of a page, or on one page of an opened document.
    """

    def __init__(
        self, picture: Image.Image, left_mm: float = 0.0, width_mm: float = WIDTH_MM
    ) -> None:
        self._brush = ImageDraw.Draw(picture)
        self._left_mm = left_mm
        self._width_mm = width_mm
        self.words: list[Word] = []
        self.y_mm = TOP_MM

    def centred(self, line: str, size_mm: float) -> None:
        """A line in the middle of the page."""
        free = self._width_mm - _length_mm(line, size_mm)
        self._set(line, self._left_mm + free / 2, size_mm)

    def left(self, line: str, size_mm: float) -> None:
        """A line at the left margin."""
        self._set(line, self._left_mm + LEFT_MM, size_mm)

    def paragraph(self, text: str, size_mm: float) -> None:
        """Text broken into lines, the first one indented."""
        room = self._width_mm - LEFT_MM - RIGHT_MM
        for number, line in enumerate(_broken(text, size_mm, room)):
            indent = 12.5 if number == 0 else 0
            self._set(line, self._left_mm + LEFT_MM + indent, size_mm)
        self.y_mm += 0.5 * size_mm

    def _set(self, line: str, x_mm: float, size_mm: float) -> None:
        font, per_mm = _font(size_mm), PRINT_DPI / MM_PER_INCH
        for word in line.split(" "):
            at = (x_mm * per_mm, self.y_mm * per_mm)
            self._brush.text(at, word, (25, 25, 28), font=font)
            if word:
                x0, y0, x1, y1 = self._brush.textbbox(at, word, font=font)
                box = (x0 / per_mm, y0 / per_mm, x1 / per_mm, y1 / per_mm)
                self.words.append(Word(word, box))
            x_mm += _length_mm(word + " ", size_mm)
        self.y_mm += 1.5 * size_mm


def _length_mm(text: str, size_mm: float) -> float:
    return _font(size_mm).getlength(text) * MM_PER_INCH / PRINT_DPI


def _broken(text: str, size_mm: float, room: float) -> Iterator[str]:
    line, free = "", room - 12.5
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _length_mm(longer, size_mm) > free:
            yield line
            line, free = word, room
        else:
            line = longer
    if line:
        yield line
