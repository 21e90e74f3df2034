"""The description of a kind, `form.yaml`: read, and checked against its schema."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from pipeline import resources
from pipeline.errors import Fault, TemplateError
from pipeline.forms import remedies
from pipeline.messages import N_, _
from pipeline.model import Scope

NAME = "form.yaml"

_STRUCTURE: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 1},
        "scope": {"enum": [*(scope.value for scope in Scope), None]},
        "date": {"enum": ["group_end", "unit_end", "final", "today"]},
        "standard": {"type": "boolean"},
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

_SHOWN = 40
_WANTED = {
    "array": N_("a list"),
    "boolean": N_("true or false"),
    "null": N_("nothing"),
    "object": N_("a mapping (key: value)"),
    "string": N_("text"),
}


@dataclass(frozen=True, slots=True)
class _Breach:
    """A keyword of the schema that a value breaks.

    Attributes:
        limit: What the keyword asks for.
        about: The schema that the keyword stands in.
    """

    keyword: str
    value: Any
    limit: Any
    about: dict[str, Any]


def read(path: Path) -> Any:  # noqa: ANN401 - what a YAML file holds
    """The description's values; dates as ISO text.

    Raises:
        TemplateError: It is not YAML, or not there.
    """
    try:
        return _plain(yaml.safe_load(path.read_text("utf-8")))
    except FileNotFoundError as error:
        says = _("The description is missing. Put {name} beside the template.")
        fault = Fault(NAME, says.format(name=NAME))
        raise TemplateError(path, (fault,)) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = _("line {line}").format(line=mark.line + 1) if mark else NAME
        says = _("This is not YAML: {problem}. Correct the line.")
        problem = getattr(error, "problem", None) or error
        fault = Fault(place, says.format(problem=problem))
        raise TemplateError(path, (fault,)) from error


def faults(data: object) -> Iterator[Fault]:
    """All that the schema does not allow."""
    for error in sorted(_validator().iter_errors(data), key=lambda e: e.json_path):
        yield from _of(error)


def _of(error: jsonschema.ValidationError) -> Iterator[Fault]:
    place = error.json_path.removeprefix("$").removeprefix(".") or NAME
    broken = _breach(error)
    match broken.keyword:
        case "anyOf":  # "this or nothing": what is wrong with "this" is what helps
            for inner in error.context or ():
                if inner.schema_path[0] == 0:
                    yield from _of(inner)
        case "required":
            for key in [key for key in broken.limit if key not in broken.value]:
                yield Fault(place, _("“{key}” is missing.").format(key=key))
        case "additionalProperties":
            known = list(broken.about["properties"])
            for key in [key for key in broken.value if key not in known]:
                says = _("“{key}” is not known here.").format(key=key)
                yield Fault(place, f"{says} {remedies.instead(key, known)}")
        case _:
            yield Fault(place, _value(broken))


def _breach(error: jsonschema.ValidationError) -> _Breach:
    about = error.schema if isinstance(error.schema, dict) else {}
    return _Breach(str(error.validator), error.instance, error.validator_value, about)


def _value(broken: _Breach) -> str:
    """What is wrong with one value."""
    limit, found = broken.limit, _shown(broken.value)
    match broken.keyword:
        case "enum":
            says = _("{found} is not one of the possible values.")
            known = [str(one) for one in limit if one]
            told = says.format(found=found)
            return f"{told} {remedies.instead(str(broken.value), known)}"
        case "format":
            says = _("{found} is not a date. Write year-month-day, as in 2026-02-28.")
        case "type":
            names = [limit] if isinstance(limit, str) else limit
            wanted = _(" or ").join(_(_WANTED[name]) for name in names)
            says = _("Expected {wanted}, found {found}.")
            return says.format(wanted=wanted, found=found)
        case "minLength":
            says = _("It is empty.")
        case "maxLength":
            says = _("The text is longer than {limit} characters.")
        case _:
            says = _("{found} is not possible here.")
    return says.format(found=found, limit=limit)


def _shown(value: object) -> str:
    """A value in a sentence, short."""
    for kind, name in ((dict, "object"), (list, "array"), (type(None), "null")):
        if isinstance(value, kind):
            return _(_WANTED[name])
    return _("“{text}”").format(text=str(value)[:_SHOWN])


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a YAML file holds
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


@cache
def _validator() -> jsonschema.Draft202012Validator:
    path = resources.folder("schemas") / "form.schema.json"
    structure = json.loads(path.read_text("utf-8")) if path.is_file() else _STRUCTURE
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(structure, format_checker=checker)
