"""The institute: its people, marks, grades and wording, all of it its own data."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs, checks or approves.

    Attributes:
        id: What `--as` takes.
        name: As printed: «Фамилия Имя Отчество» or «Фамилия И.О.».
        roles: Any of the roles that `organisation.yaml` defines.
    """

    id: str
    name: str
    position: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A unit of the institute (кафедра, учебный отдел)."""

    id: str
    title: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceMark:
    """One entry of the institute's legend of marks; they are local.

    Attributes:
        counts_as: "present", "absent", "excused" or "late".
    """

    mark: str
    meaning: str
    counts_as: str


@dataclass(frozen=True, slots=True)
class GradeValue:
    """A grade as printed and spoken: «5», «отлично».

    Attributes:
        passed: None for a value that is not a grade («не явился»).
    """

    value: str
    word: str
    passed: bool | None


@dataclass(frozen=True, slots=True)
class GradeScale:
    """The grades that one form of assessment may give.

    Attributes:
        written_as: "figure" (handwritten) or "choice" (one of printed boxes).
    """

    id: str
    title: str
    written_as: str
    values: tuple[GradeValue, ...]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An act that forms cite, for as long as it is in force."""

    title: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """The contents of `organisation.yaml`.

    Attributes:
        form_titles: Kind → title as this institute calls it.
        numbers: Kind → pattern of its document numbers; the fields are
            ``{year}``, ``{counter}``, ``{group}`` and ``{unit}``, with format
            specifications as in `str.format`. Kind "default" serves the rest.
        standard_set: The kinds that `forms generate --all` makes for a group.
        requisites: Free label → value («ИНН» → «7728443265»).
        letterhead: Lines at the head of a form; none: full and short name.
        approval_block: Kinds of form that the head approves («УТВЕРЖДАЮ»).
    """

    full_name: str
    short_name: str
    place: str
    head: Person
    form_titles: dict[str, str]
    numbers: dict[str, str]
    standard_set: tuple[str, ...]
    attendance_marks: tuple[AttendanceMark, ...]
    grade_scales: tuple[GradeScale, ...]
    people: tuple[Person, ...] = ()
    departments: tuple[Department, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    requisites: dict[str, str] = field(default_factory=dict)
    letterhead: tuple[str, ...] = ()
    approval_block: tuple[str, ...] = ()

    def scale(self, scale_id: str) -> GradeScale:
        """The scale of that id.

        Raises:
            KeyError: No such scale; a checked group names only known ones.
        """
        for scale in self.grade_scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)
