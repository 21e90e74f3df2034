"""Drawing the sheet of results; `matrix` says how it is built and reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.model import FinalResult, Group, Organisation
from pipeline.roster.workbook import choices, drawing, matrix, sheets
from pipeline.roster.workbook.choices import Choice
from pipeline.roster.workbook.escapes import figure
from pipeline.roster.workbook.layout import EXAMPLE
from pipeline.roster.workbook.lists import Lists
from pipeline.roster.workbook.matrix import Item
from pipeline.spreadsheets import letters

BLOCK_ROW = 4
TOLD_ROW = 5
HEAD_ROW = 6
FIRST_ROW = HEAD_ROW + 1
_LAST_ROW = 500
_ROWS_OF_NAMES = 6
_SPARE_ROWS = 10
_SPARE_TASKS = 6
_TOLD_CHARACTERS = 60
_HINT = (
    "Пустая клетка — результат не внесен. Столбцы подписаны кодами дисциплин, заданий "
    "и занятий; знак «{present}» в посещаемости: клетка журнала пуста, слушатель был."
)
_WIDTHS = {
    matrix.GRADES: 11.0,
    matrix.FINAL: 30.0,
    matrix.TASKS: 9.0,
    matrix.ATTENDANCE: 5.5,
}
_NOTES = {
    matrix.GRADES: "Под кодом дисциплины: оценка по ее шкале, из списка.",
    matrix.FINAL: "Итог, тема работы или номер билета, особое мнение комиссии.",
    matrix.TASKS: "Заголовок столбца: код дисциплины, косая черта, код задания "
    "(D1/W1). Ниже — «сдано» или пусто.",
    matrix.ATTENDANCE: "Под кодом занятия: отметка из списка института. Пусто — не "
    "внесено.",
}
_FINAL = tuple(matrix.FINAL_KEYS)


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the sheet.

    Attributes:
        told: What its code stands for, written above it.
        scale: Of a grade; "" for any.
    """

    item: Item
    told: str = ""
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What the sheet holds.

    Attributes:
        trainees: Codes, in the order of the rows.
        cells: Code of a trainee and item → what stands there.
    """

    trainees: tuple[str, ...]
    places: tuple[Place, ...]
    cells: dict[tuple[str, Item], str] = field(default_factory=dict)


def of_codes() -> Content:
    """Nothing but the codes that an empty workbook has written in."""
    units, lessons, people = sheets.UNITS, sheets.SESSIONS, sheets.TRAINEES
    return Content(
        tuple(_codes(people.prefix, people.places, people.codes)),
        (
            *(
                Place((matrix.GRADES, code))
                for code in _codes(units.prefix, units.places, units.codes)
            ),
            *(Place((matrix.FINAL, heading)) for heading in _FINAL),
            *(Place((matrix.TASKS, "")) for _number in range(_SPARE_TASKS)),
            *(
                Place((matrix.ATTENDANCE, code))
                for code in _codes(lessons.prefix, lessons.places, lessons.codes)
            ),
        ),
    )


def of_group(group: Group, organisation: Organisation) -> Content:
    """What the group's file holds."""
    return Content(
        tuple(trainee.id for trainee in group.trainees),
        tuple(_places(group)),
        dict(_cells(group, choices.present(organisation))),
    )


def _codes(prefix: str, places: int, count: int) -> Iterator[str]:
    for number in range(1, count + 1):
        yield f"{prefix}{number:0{places}}"


def _places(group: Group) -> Iterator[Place]:
    for unit in group.units:
        yield Place((matrix.GRADES, unit.id), unit.title, unit.scale)
    for heading in _FINAL:
        scale = group.final_scale if matrix.FINAL_KEYS[heading] == "grade" else ""
        yield Place((matrix.FINAL, heading), scale=scale)
    for unit in group.units:
        for task in unit.tasks:
            yield Place((matrix.TASKS, f"{unit.id}/{task.id}"), task.title)
    for session in group.sessions:
        told = f"{session.date:%d.%m.%Y} {session.unit}"
        yield Place((matrix.ATTENDANCE, session.id), told)


def _cells(group: Group, present: str) -> Iterator[tuple[tuple[str, Item], str]]:
    results = group.results
    for trainee in (one.id for one in group.trainees):
        for unit, grade in results.grades.get(trainee, {}).items():
            yield (trainee, (matrix.GRADES, unit)), grade
        for unit, done in results.tasks.get(trainee, {}).items():
            for task in done:
                yield (trainee, (matrix.TASKS, f"{unit}/{task}")), choices.DONE
        for session, mark in results.attendance.get(trainee, {}).items():
            yield (trainee, (matrix.ATTENDANCE, session)), mark or present
        final = results.final.get(trainee, FinalResult())
        for heading, key in matrix.FINAL_KEYS.items():
            if text := str(getattr(final, key)):
                yield (trainee, (matrix.FINAL, heading)), text


def draw(
    sheet: Worksheet, content: Content, organisation: Organisation, lists: Lists
) -> None:
    """Draw the sheet."""
    hint = _HINT.format(present=choices.present(organisation))
    drawing.top(sheet, sheets.RESULTS, hint)
    _heads(sheet, content)
    rows = [*content.trainees, *[""] * _SPARE_ROWS]
    for row, trainee in enumerate([EXAMPLE, *rows], start=FIRST_ROW):
        _row(sheet, row, trainee, content)
    last = FIRST_ROW + len(rows) + _SPARE_ROWS
    for number, place in enumerate(content.places, start=3):
        letter = letters(number)
        cells = f"{letter}{FIRST_ROW + 1}:{letter}{last}"
        _choose(sheet, cells, place, organisation, lists)
    drawing.page(sheet, HEAD_ROW, title_columns=2)


def name_of(code: str) -> str:
    """The formula for the full name of the trainee whose code stands in that cell."""
    people = f"'{sheets.TRAINEES.title}'"
    rows = f"MATCH({code},{people}!$A${_ROWS_OF_NAMES}:$A${_LAST_ROW},0)"
    parts = '&" "&'.join(
        f"INDEX({people}!${letter}${_ROWS_OF_NAMES}:${letter}${_LAST_ROW},{rows})"
        for letter in "BCD"
    )
    return f'=IF({code}="","",IFERROR(TRIM({parts}),""))'


def _heads(sheet: Worksheet, content: Content) -> None:
    for number, name in ((1, matrix.CODE), (2, matrix.TRAINEE)):
        drawing.text(drawing.at(sheet, HEAD_ROW, number), name, drawing.HEAD)
        for row in (BLOCK_ROW, TOLD_ROW):
            drawing.draw(drawing.at(sheet, row, number), drawing.HEAD)
    sheet.column_dimensions["A"].width = 9
    sheet.column_dimensions["B"].width = 34
    starts: dict[str, int] = {}
    for number, place in enumerate(content.places, start=3):
        block, heading = place.item
        starts.setdefault(block, number)
        drawing.text(drawing.at(sheet, HEAD_ROW, number), heading, drawing.HEAD)
        look = drawing.UPRIGHT
        drawing.text(
            drawing.at(sheet, TOLD_ROW, number), place.told[:_TOLD_CHARACTERS], look
        )
        drawing.draw(drawing.at(sheet, BLOCK_ROW, number), drawing.HEAD)
        width = 10.0 if heading == _FINAL[0] else _WIDTHS[block]
        sheet.column_dimensions[letters(number)].width = width
    ends = [*list(starts.values())[1:], len(content.places) + 3]
    for (block, first), after in zip(starts.items(), ends, strict=True):
        head = drawing.at(sheet, BLOCK_ROW, first)
        drawing.text(head, block, drawing.HEAD)
        drawing.note(head, _NOTES[block])
        if after - first > 1:
            sheet.merge_cells(
                start_row=BLOCK_ROW,
                end_row=BLOCK_ROW,
                start_column=first,
                end_column=after - 1,
            )
    told = any(place.told for place in content.places)
    sheet.row_dimensions[TOLD_ROW].height = 130 if told else 16
    sheet.row_dimensions[BLOCK_ROW].height = 20


def _row(sheet: Worksheet, row: int, trainee: str, content: Content) -> None:
    example = trainee == EXAMPLE
    look = drawing.EXAMPLE if example else drawing.VALUE
    coded = drawing.at(sheet, row, 1)
    drawing.text(coded, trainee or None, look.to("center"))
    coded.number_format = "@"
    if example:
        drawing.text(drawing.at(sheet, row, 2), "Седых Анна Олеговна", look)
    else:
        drawing.shown(drawing.at(sheet, row, 2), name_of(f"A{row}"))
    for number, place in enumerate(content.places, start=3):
        found = content.cells.get((trainee, place.item), "")
        text = _example(place) if example else found
        centred = place.item[0] != matrix.FINAL or place.item[1] == _FINAL[0]
        drawn = look.to("center") if centred else look
        drawing.text(drawing.at(sheet, row, number), figure(text) or None, drawn)


def _example(place: Place) -> str:
    block, heading = place.item
    if block == matrix.FINAL:
        return {"Оценка": "5", "Тема или билет": "Диалог и присутствие"}.get(
            heading, ""
        )
    return ""


def _choose(
    sheet: Worksheet, cells: str, place: Place, organisation: Organisation, lists: Lists
) -> None:
    """The drop-down list of a column."""
    block, heading = place.item
    if block == matrix.TASKS:
        words = [choices.DONE]
    elif block == matrix.ATTENDANCE:
        marks = [one.mark for one in organisation.attendance_marks]
        words = [*marks, choices.present(organisation)]
    elif block == matrix.GRADES or heading == _FINAL[0]:
        scales = [it for it in organisation.grade_scales if place.scale in {it.id, ""}]
        found = (grade.value for scale in scales for grade in scale.values)
        words = list(dict.fromkeys(found))
    else:
        return
    source = lists.of(words, block)
    told = "Выберите значение из списка или очистите клетку."
    drawing.choose(sheet, cells, source, Choice({}), told)
