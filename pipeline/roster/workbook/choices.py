"""The words that workbooks use where the schema has others, and suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model import GradeScale, Organisation

PROGRAMME_KINDS = {"ПК": "ПК", "ПП": "ПП", "other": "иное"}
UNIT_KINDS = {"discipline": "дисциплина", "module": "модуль", "stage": "этап"}
GENDERS = {"female": "жен.", "male": "муж."}
MOVEMENTS = {
    "joined": "зачислен(а) позже",
    "left": "отчислен(а)",
    "renamed": "смена фамилии",
}
DONE = "сдано"
_ALSO = {
    "жен": "female",
    "ж": "female",
    "женский": "female",
    "муж": "male",
    "м": "male",
    "мужской": "male",
    "дисциплины": "discipline",
    "модули": "module",
    "другое": "other",
    "прочее": "other",
    "зачислен": "joined",
    "зачислена": "joined",
    "отчислен": "left",
    "отчислена": "left",
}
"""What people type besides the words of the lists."""

_PRESENT = ("–", "пусто")
"""A cell of the journal that is known to be empty; the first that is no mark."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose from.

    Attributes:
        words: Word of the schema → the word in the workbook.
        also: Other spellings, as `normal` writes them → word of the schema.
        closed: Nothing else may stand there.
    """

    words: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)
    closed: bool = True

    def value(self, text: str) -> str:
        """The word of the schema that is meant, or the text as it is."""
        if text in self.words:
            return text
        said = {normal(word): value for value, word in self.words.items()}
        return said.get(normal(text)) or self.also.get(normal(text), text)


def normal(text: str) -> str:
    """Words to compare by: no case, no ё, no asterisk, single spaces."""
    plain = text.casefold().replace("ё", "е").replace("*", " ")
    return " ".join(plain.split()).rstrip(":. ")


def of(organisation: Organisation) -> dict[str, Choice]:
    """All lists that columns name, those of the institute from its settings."""
    people = [organisation.head, *organisation.people]
    return {
        "programme_kind": Choice(PROGRAMME_KINDS, _ALSO),
        "unit_kind": Choice(UNIT_KINDS, _ALSO),
        "gender": Choice(GENDERS, _ALSO),
        "movement": Choice(MOVEMENTS, _ALSO),
        "scale": Choice(_titles(organisation.grade_scales)),
        "form_of_study": _open("очная", "очно-заочная", "заочная"),
        "assessment_form": _open("зачет", "дифференцированный зачет", "экзамен"),
        "final_form": _open(
            "итоговый экзамен", "итоговый зачет", "защита итоговой работы"
        ),
        "lesson_kind": _open("лекция", "семинар", "практика", "супервизия"),
        "person": _open(*(person.name for person in people)),
        "department": _open(*(it.title for it in organisation.departments)),
    }


def present(organisation: Organisation) -> str:
    """How a workbook writes an attendance cell that is known to be empty."""
    marks = {one.mark for one in organisation.attendance_marks}
    return next(sign for sign in _PRESENT if sign not in marks)


def _open(*words: str) -> Choice:
    return Choice({word: word for word in words if word}, closed=False)


def _titles(scales: tuple[GradeScale, ...]) -> dict[str, str]:
    """Id → title, and the id itself where a title is not the scale's alone."""
    titles = [normal(scale.title) for scale in scales]
    return {
        scale.id: scale.title if titles.count(normal(scale.title)) == 1 else scale.id
        for scale in scales
    }
