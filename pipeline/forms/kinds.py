"""Kinds of form: a folder each, with a description and a Word template.

    <folder>/<kind>/form.yaml        title, scope, date, zones, approval
    <folder>/<kind>/template.docx    what is printed

A workspace's folder comes before the built-in one, so an institute replaces a
kind by putting a folder of the same name into its own. The template is not
opened here: `pipeline.forms.lint` does that.
"""

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from pipeline import disk, resources
from pipeline.errors import Fault, TemplateError
from pipeline.messages import _
from pipeline.model import Scope

DESCRIPTION = "form.yaml"
TEMPLATE = "template.docx"

_STRUCTURE: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 1},
        "scope": {"enum": [*(scope.value for scope in Scope), None]},
        "date": {"enum": ["group_end", "unit_end", "final", "today"]},
        "standard": {"type": "boolean"},
        "workbook": {"enum": ["journal", "gradesheet", "final", "card", None]},
        "zones": {"type": "object", "additionalProperties": {"type": "string"}},
        "approved": {
            "type": ["object", "null"],
            "required": ["order", "date"],
            "additionalProperties": False,
            "properties": {
                "order": {"type": "string", "minLength": 1},
                "date": {"$ref": "#/$defs/day"},
                "from": {"$ref": "#/$defs/day"},
                "until": {"$ref": "#/$defs/day"},
            },
        },
    },
    "$defs": {"day": {"type": "string", "format": "date"}},
}
"""What is asked of a description where no schema file is installed."""


class DateRule(StrEnum):
    """Which planned date a document of the kind gets.

    The last day of the group, of its unit of assessment, of the final
    assessment, or the day on which it is made.
    """

    GROUP_END = "group_end"
    UNIT_END = "unit_end"
    FINAL = "final"
    TODAY = "today"


class Workbook(StrEnum):
    """How the sheets of the kind's XLSX are laid out; what each shows.

    The attendance and results of a group, the grades of one unit of assessment,
    the final assessment of a group, the results of one trainee.
    """

    JOURNAL = "journal"
    GRADESHEET = "gradesheet"
    FINAL = "final"
    CARD = "card"


_SCOPES = {
    Workbook.JOURNAL: Scope.GROUP,
    Workbook.GRADESHEET: Scope.UNIT,
    Workbook.FINAL: Scope.GROUP,
    Workbook.CARD: Scope.TRAINEE,
}
"""Layout → the scope of the kinds that may have it."""


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
        workbook: Layout of its XLSX; None: it has none.
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
    workbook: Workbook | None = None

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
    found: dict[str, Path] = {}
    for folder in folders:
        for description in sorted(folder.glob(f"*/{DESCRIPTION}")):
            found.setdefault(description.parent.name, description.parent)
    return {name: _kind(found[name]) for name in sorted(found)}


def _kind(folder: Path) -> FormKind:
    description = folder / DESCRIPTION
    data = _read(description)
    faults = tuple(_faults(folder, data))
    if faults:
        raise TemplateError(description, faults)
    scope, workbook = data.get("scope"), data.get("workbook")
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
        workbook=None if workbook is None else Workbook(workbook),
    )


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


def _read(description: Path) -> Any:  # noqa: ANN401 - what a YAML file holds
    """The description's values; dates as ISO text.

    Raises:
        TemplateError: It is not YAML.
    """
    try:
        return _plain(yaml.safe_load(description.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = _("line {line}").format(line=mark.line + 1) if mark else DESCRIPTION
        says = _("This is not YAML: {problem}. Correct the line.")
        problem = getattr(error, "problem", None) or error
        fault = Fault(place, says.format(problem=problem))
        raise TemplateError(description, (fault,)) from error


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a YAML file holds
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _faults(folder: Path, data: object) -> Iterator[Fault]:
    for error in sorted(_validator().iter_errors(data), key=lambda e: e.json_path):
        place = error.json_path.removeprefix("$").removeprefix(".") or DESCRIPTION
        yield Fault(place, error.message)
    yield from _workbook_faults(data)
    if not (folder / TEMPLATE).is_file():
        says = _("The template is missing. Put {name} beside the description.")
        yield Fault(TEMPLATE, says.format(name=TEMPLATE))


def _workbook_faults(data: object) -> Iterator[Fault]:
    """The layout of the workbook needs data of a certain scope."""
    known = data if isinstance(data, dict) else {}
    layout = known.get("workbook")
    if layout in list(Workbook) and known.get("scope") != _SCOPES[Workbook(layout)]:
        says = _("A workbook “{layout}” needs “scope: {scope}”. Correct one of them.")
        scope = _SCOPES[Workbook(layout)].value
        yield Fault("workbook", says.format(layout=layout, scope=scope))


@cache
def _validator() -> jsonschema.Draft202012Validator:
    path = resources.folder("schemas") / "form.schema.json"
    structure = json.loads(path.read_text("utf-8")) if path.is_file() else _STRUCTURE
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(structure, format_checker=checker)
