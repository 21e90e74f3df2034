"""Kinds of form: a folder each, with a description and a Word template.

    <folder>/<kind>/form.yaml        title, scope, date, zones, approval
    <folder>/<kind>/template.docx    what is printed

A workspace's folder comes before the built-in one, so an institute replaces a
kind by putting a folder of the same name into its own. The template is not
opened here: `pipeline.forms.lint` does that.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pipeline import disk
from pipeline.errors import Fault, TemplateError
from pipeline.forms import description
from pipeline.messages import _
from pipeline.model import Scope

TEMPLATE = "template.docx"


class DateRule(StrEnum):
    """Which planned date a document of the kind gets.

    The last day of the group, of its unit of assessment, of the final
    assessment, or the day on which it is made.
    """

    GROUP_END = "group_end"
    UNIT_END = "unit_end"
    FINAL = "final"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Approval:
    """The order by which the institute approved the form (regulation A, 2.1).

    Attributes:
        order: Its number.
        valid_from: First day the form may be used; None is the order's date.
        valid_until: Last day, None while it is in force.
    """

    order: str
    date: datetime.date
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        """A document of that day may use the form."""
        first = self.valid_from or self.date
        return first <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class FormKind:
    """A kind of form as its folder describes it.

    Attributes:
        scope: One document for each of these; None for papers that no group's
            data makes (cover sheets, registers).
        zones: Zone kind → what is expected there, in words for people.
        approved: None is a draft.
        standard: It belongs to what every group gets, where the organisation
            does not say otherwise.
        template_sha256: Of `template.docx`.
    """

    name: str
    folder: Path
    title: str
    scope: Scope | None
    date: DateRule
    template_sha256: str
    zones: dict[str, str] = field(default_factory=dict)
    approved: Approval | None = None
    standard: bool = False

    @property
    def template(self) -> Path:
        """The Word template."""
        return self.folder / TEMPLATE

    @property
    def draft(self) -> bool:
        """Never approved: prints «ПРОЕКТ»."""
        return self.approved is None

    def is_draft_on(self, day: datetime.date) -> bool:
        """No approval is in force on that day: prints «ПРОЕКТ»."""
        return self.approved is None or not self.approved.covers(day)


def load(folders: Sequence[Path]) -> dict[str, FormKind]:
    """All kinds in those folders, by name; earlier folders win over later.

    Raises:
        TemplateError: A description has faults or a template is missing; all
            faults of that kind's folder are named.
    """
    return {name: read(folder) for name, folder in find(folders).items()}


def find(folders: Sequence[Path], *, stray: bool = False) -> dict[str, Path]:
    """Where each kind lies, by name; earlier folders win over later.

    Args:
        folders: Of kinds.
        stray: Also those that have a template and no description.
    """
    wanted = (description.NAME, TEMPLATE) if stray else (description.NAME,)
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(it for name in wanted for it in folder.glob(f"*/{name}")):
            found.setdefault(path.parent.name, path.parent)
    return {name: found[name] for name in sorted(found)}


def read(folder: Path) -> FormKind:
    """The kind of that folder.

    Raises:
        TemplateError: All faults of its description; or its template is missing.
    """
    path = folder / description.NAME
    data = description.read(path)
    faults = [*description.faults(data), *_missing(folder)]
    if faults:
        raise TemplateError(path, tuple(faults))
    scope = data.get("scope")
    return FormKind(
        name=folder.name,
        folder=folder,
        title=data["title"],
        scope=None if scope is None else Scope(scope),
        date=DateRule(data.get("date", DateRule.TODAY)),
        template_sha256=disk.sha256(folder / TEMPLATE),
        zones=data.get("zones") or {},
        approved=_approval(data.get("approved")),
        standard=data.get("standard", False),
    )


def _missing(folder: Path) -> Iterator[Fault]:
    if not (folder / TEMPLATE).is_file():
        says = _("The template is missing. Put {name} beside the description.")
        yield Fault(TEMPLATE, says.format(name=TEMPLATE))


def _approval(data: dict[str, str] | None) -> Approval | None:
    if not data:
        return None
    first, last = data.get("from"), data.get("until")
    return Approval(
        data["order"],
        datetime.date.fromisoformat(data["date"]),
        datetime.date.fromisoformat(first) if first else None,
        datetime.date.fromisoformat(last) if last else None,
    )
