"""What an institute knows, as far as a paper may be recognised by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pipeline import grammar
from pipeline.attribution import lines
from pipeline.model import Group, Scope, Trainee

_CASES = ("nominative", "genitive", "dative", "accusative", "instrumental")


@dataclass(frozen=True)
class Person:
    """A trainee of a group, by name."""

    group: str
    trainee: Trainee

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The surname, former ones too, folded."""
        former = (it.former_surname for it in self.trainee.renamed)
        names = (self.trainee.surname, *former)
        return frozenset(lines.plain(name) for name in names if name)

    @cached_property
    def forms(self) -> frozenset[str]:
        """The full name in its cases, with former surnames too, folded."""
        own = self.trainee
        former = {it.former_surname for it in own.renamed if it.former_surname}
        called = {own.name_parts, *((it, *own.name_parts[1:]) for it in former)}
        cases = {
            grammar.inflect(parts, case, own.gender)
            for parts in called
            for case in _CASES
        }
        every = cases | {*own.name_forms.values()}
        return frozenset(lines.plain(name) for name in every)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the full name, folded."""
        return frozenset(lines.plain(self.trainee.full_name).split())

    @cached_property
    def short(self) -> tuple[str, str]:
        """The initials' letters, and the surname, folded."""
        given, patronymic = self.trainee.given_name, self.trainee.patronymic
        letters = "".join(lines.plain(name)[:1] for name in (given, patronymic))
        return letters, lines.plain(self.trainee.surname)


@dataclass(frozen=True)
class KnownGroup:
    """A group, and its people by name."""

    group: Group

    @property
    def code(self) -> str:
        """Of the group."""
        return self.group.code

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Its trainees."""
        return tuple(Person(self.code, it) for it in self.group.trainees)


@dataclass(frozen=True, slots=True)
class KnownKind:
    """A kind of paper.

    Attributes:
        title: As the institute calls it.
        scope: Whose one such paper is; None where it belongs to no group.
        planned: Which day of its group it is planned for: "final", "unit_end",
            "group_end", or "" where that cannot be known.
    """

    name: str
    title: str
    scope: Scope | None = None
    planned: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper of ours that is out: what lacks a code may be that one.

    Attributes:
        trainee: Whose alone it is; "" for a paper of a group.
    """

    document_id: str
    kind: str
    group: str
    number: str
    trainee: str = ""


@dataclass(frozen=True)
class Known:
    """All of it.

    Attributes:
        issuers: Names of the institute, any of which a paper of it bears.
        today: No paper is of a later day.
    """

    kinds: Mapping[str, KnownKind]
    groups: tuple[KnownGroup, ...]
    issuers: tuple[str, ...]
    today: date
    issued: tuple[Issued, ...] = ()
    people: tuple[Person, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Everybody, group by group."""
        everybody = tuple(one for group in self.groups for one in group.people)
        object.__setattr__(self, "people", everybody)

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the groups."""
        return tuple(it.code for it in self.groups)

    def group(self, code: str) -> KnownGroup | None:
        """The group of that code."""
        return next((it for it in self.groups if it.code == code), None)
