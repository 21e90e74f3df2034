"""Kinds of form: a folder each, with a description and a Word template.

    <folder>/<kind>/form.yaml        title, scope, date, zones, approval
    <folder>/<kind>/template.docx    what is printed

A workspace's folder comes before the built-in one, so an institute replaces a
kind by putting a folder of the same name into its own. The template is not
opened here: `pipeline.forms.lint` does that.
"""

import datetime
import json
import re
import zipfile
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
from pipeline.forms import book, breaches, cover
from pipeline.messages import _
from pipeline.model import Scope

DESCRIPTION = "form.yaml"
TEMPLATE = "template.docx"

MAX_UNPACKED_BYTES = 96 << 20
"""Of a template; a few hundred kilobytes can claim gigabytes."""

_NAME = re.compile(r"[a-z][a-z0-9-]*")
"""As the schemas of organisation.yaml and of file plans want it."""

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


_WITHOUT_SCOPE = frozenset([book.KIND, cover.KIND])
"""Kinds with commands of their own, which no group's data make."""


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
        TemplateError: A folder's name or description has faults, or one of the two
            files is missing; all faults of that kind's folder are named.
    """
    return {name: read(folder) for name, folder in find(folders).items()}


def load_sound(
    folders: Sequence[Path],
) -> tuple[dict[str, FormKind], dict[str, TemplateError]]:
    """The kinds that can be read, and what is wrong with the others, by name."""
    sound: dict[str, FormKind] = {}
    broken: dict[str, TemplateError] = {}
    for name, folder in find(folders).items():
        try:
            sound[name] = read(folder)
        except TemplateError as error:
            broken[name] = error
    return sound, broken


def find(folders: Sequence[Path]) -> dict[str, Path]:
    """Where each kind lies, by name; earlier folders win over later.

    Any name that the computer takes is looked at, so that a folder named in another
    way is told and not passed over; hidden folders are.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for place in _places(folder):
            found.setdefault(place.name, place)
    return {name: found[name] for name in sorted(found)}


def _places(folder: Path) -> Iterator[Path]:
    """The folders in it that are meant to be kinds."""
    for place in sorted(folder.glob("*/")):
        files = (place / DESCRIPTION, place / TEMPLATE)
        if not place.name.startswith(".") and any(map(Path.is_file, files)):
            yield place


def read(folder: Path) -> FormKind:
    """The kind of that folder.

    Raises:
        TemplateError: All faults of its name and description; or a file is missing.
    """
    description = folder / DESCRIPTION
    data: Any = _read(description) if description.is_file() else None
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


class _AliasError(yaml.constructor.ConstructorError):
    """An alias stands where a value should."""


_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):
    """YAML without aliases, by which a few lines grow into gigabytes.

    Dates stay text: the schema tells of one that is no day, and where it stands.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML declares it
        sign: [known for known in resolvers if known[0] != _TIMESTAMP]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node of the text."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise _AliasError(None, None, None, mark)
        return super().compose_node(parent, index)


def _read(description: Path) -> Any:  # noqa: ANN401 - what a YAML file holds
    """The description's values; dates as they are written.

    Raises:
        TemplateError: It is not YAML, or not in UTF-8.
    """
    try:
        text = description.read_text("utf-8")
        return _plain(yaml.load(text, Loader=_Loader))  # noqa: S506 - a safe one
    except UnicodeDecodeError as error:
        says = _("The text is not UTF-8. Save the file in the encoding UTF-8.")
        raise TemplateError(description, (Fault(DESCRIPTION, says),)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = _("line {line}").format(line=mark.line + 1) if mark else DESCRIPTION
        fault = Fault(place, _not_yaml(error))
        raise TemplateError(description, (fault,)) from error


def _not_yaml(error: Exception) -> str:
    problem = getattr(error, "problem", "") or ""
    if isinstance(error, _AliasError):
        return _("Anchors and aliases (& and *) are not used here; write it out.")
    if isinstance(error, RecursionError):
        return _("The text is nested too deeply to be meant.")
    if "the tag " in problem:
        return _("Tags (!) are not used here; write the value.")
    says = _("The text is not YAML; look at the indents, colons and quotes there.")
    return f"{says} ({problem})" if problem else says


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a YAML file holds
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _faults(folder: Path, data: object) -> Iterator[Fault]:
    if not _NAME.fullmatch(folder.name):
        says = _(
            "A kind has a name of small Latin letters, digits and hyphens. Rename the "
            "folder, say to “my-form”; its title in Russian stands in {description}."
        )
        yield Fault(folder.name, says.format(description=DESCRIPTION))
    if (folder / DESCRIPTION).is_file():
        yield from _written(data)
        yield from _scope_faults(folder.name, data)
    else:
        says = _("The description is missing. Put {name} beside the template.")
        yield Fault(DESCRIPTION, says.format(name=DESCRIPTION))
    if not (folder / TEMPLATE).is_file():
        says = _("The template is missing. Put {name} beside the description.")
        yield Fault(TEMPLATE, says.format(name=TEMPLATE))
    elif _unpacked_bytes(folder / TEMPLATE) > MAX_UNPACKED_BYTES:
        says = _("The template is far too large. Make its pictures smaller in Word.")
        yield Fault(TEMPLATE, says)


def _scope_faults(name: str, data: object) -> Iterator[Fault]:
    """Without a scope no command would make a paper of the kind."""
    if name in _WITHOUT_SCOPE or not isinstance(data, dict):
        return
    if data.get("scope") is None:
        says = _(
            "“scope” is missing: what there is one paper for. Write one of these: "
            "{known}."
        )
        known = ", ".join(scope.value for scope in Scope)
        yield Fault("scope", says.format(known=known))


def _unpacked_bytes(template: Path) -> int:
    """What the parts of a template take; 0 of what is none, which the check tells."""
    try:
        with zipfile.ZipFile(template) as package:
            return sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0


def _written(data: object) -> Iterator[Fault]:
    """What the schema finds wrong in a description."""
    for error in sorted(_validator().iter_errors(data), key=lambda e: e.json_path):
        yield from breaches.faults(error, DESCRIPTION)
    yield from _workbook_faults(data)
    yield from _approval_faults(data)


def _approval_faults(data: object) -> Iterator[Fault]:
    """An approval that ends before it begins would never be in force."""
    approved = data.get("approved") if isinstance(data, dict) else None
    days = approved if isinstance(approved, dict) else {}
    last = _day(days.get("until"))
    for name in ("from", "date"):
        first = _day(days.get(name))
        if first and last and last < first:
            says = _(
                "The approval would end before its “{name}”, {day}. Correct one of "
                "them."
            )
            yield Fault("approved.until", says.format(name=name, day=days[name]))
            return


def _day(text: object) -> datetime.date | None:
    """The date; what is none is told by the schema."""
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None


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
