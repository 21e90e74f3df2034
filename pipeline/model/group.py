"""A group of trainees: who learns what, when, and with which results so far."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the head: «№ 12-К от 02.02.2026»."""

    number: str
    date: date


@dataclass(frozen=True, slots=True)
class Movement:
    """A trainee joined, left or was renamed, on a day, by an order.

    Attributes:
        former_surname: Only for a renaming.
    """

    date: date
    order: str = ""
    reason: str = ""
    former_surname: str = ""


@dataclass(frozen=True, slots=True)
class Trainee:
    """One слушатель.

    Attributes:
        id: Unique in the group, ASCII («T01»).
        name_forms: Case («dative», …) → full name, where the rule is wrong.
    """

    id: str
    surname: str
    given_name: str
    patronymic: str = ""
    birth_date: date | None = None
    snils: str = ""
    customer: str = ""
    gender: str = ""
    name_forms: dict[str, str] = field(default_factory=dict)
    joined: Movement | None = None
    left: Movement | None = None
    renamed: tuple[Movement, ...] = ()

    @property
    def full_name(self) -> str:
        """«Фамилия Имя Отчество», without a patronymic where there is none."""
        return " ".join(
            part for part in (self.surname, self.given_name, self.patronymic) if part
        )

    @property
    def name_parts(self) -> tuple[str, str, str]:
        """Surname, given name and patronymic: any of them may have several words."""
        return self.surname, self.given_name, self.patronymic


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that the curriculum asks for (regulation B, 2.2.3)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of assessment: a discipline, a module or a stage of the curriculum.

    Attributes:
        kind: "discipline", "module" or "stage".
        hours: Academic hours as planned.
        form: Form of assessment («зачёт», «экзамен»).
        scale: Id of a grade scale of the organisation.
        assessed_on: The day of the assessment; unknown until it is fixed.
    """

    id: str
    kind: str
    title: str
    hours: int
    form: str
    scale: str
    teacher: str = ""
    tasks: tuple[Task, ...] = ()
    planned_result: str = ""
    assessed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One lesson.

    Attributes:
        unit: Id of the unit it belongs to.
        hours: Academic hours.
        kind: «лекция», «практика», …
    """

    id: str
    date: date
    unit: str
    hours: int
    topic: str
    kind: str
    teacher: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """What is taught.

    Attributes:
        kind: "ПК" (upskilling), "ПП" (retraining) or "other".
        hours: Academic hours in all.
        qualification: Awarded by a ПП programme.
    """

    title: str
    kind: str
    hours: int
    qualification: str = ""
    planned_results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commission:
    """The commission of the final assessment. Names as printed."""

    chair: str
    members: tuple[str, ...]
    secretary: str
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class FinalResult:
    """One trainee's final assessment."""

    grade: str = ""
    topic: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What is known so far; an absent key means "not known", never a mark.

    Attributes:
        attendance: Trainee id → session id → attendance mark.
        tasks: Trainee id → unit id → ids of the tasks done.
        grades: Trainee id → unit id → value of the unit's scale.
        final: Trainee id → the final assessment.
    """

    attendance: dict[str, dict[str, str]] = field(default_factory=dict)
    tasks: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    grades: dict[str, dict[str, str]] = field(default_factory=dict)
    final: dict[str, FinalResult] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """One group file, checked.

    Attributes:
        code: Unique in the workspace («ГТ-12»).
        final_form: Form of the final assessment («итоговый экзамен»).
        final_scale: Id of a grade scale of the organisation.
        final_on: The day of the final assessment, once it is fixed.
    """

    code: str
    starts: date
    ends: date
    programme: Programme
    trainees: tuple[Trainee, ...]
    units: tuple[Unit, ...]
    sessions: tuple[Session, ...]
    commission: Commission
    final_form: str
    final_scale: str
    results: Results = field(default_factory=Results)
    department: str = ""
    form_of_study: str = ""
    curator: str = ""
    customer: str = ""
    final_on: date | None = None
    enrolment_order: Order | None = None
