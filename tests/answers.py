"""What commands say with `--json`, held against what programs may rely on."""

import functools
import json
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from pipeline import resources


def check(arguments: tuple[object, ...], told: Any) -> None:
    """See that the answer of `records show` is as its schema says; others have none.

    Raises:
        jsonschema.ValidationError: Something is otherwise, or is not described.
    """
    if arguments[:2] == ("records", "show"):
        _shown_record().validate(told)


@functools.cache
def _shown_record() -> Draft202012Validator:
    path = resources.folder("schemas") / "shown-record.schema.json"
    schema = json.loads(path.read_text("utf-8"), object_hook=_closed)
    formats = FormatChecker(["date"])
    formats.checks("date-time", ValueError)(_is_moment)
    return Draft202012Validator(schema, format_checker=formats)


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The same with no other keys than those that are described."""
    if isinstance(schema.get("properties"), dict):
        schema["additionalProperties"] = False
    return schema


def _is_moment(text: object) -> bool:
    return datetime.fromisoformat(str(text)).tzinfo is not None
