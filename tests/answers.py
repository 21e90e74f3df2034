"""What commands say with `--json`, held against what programs may rely on."""

import functools
import json
from typing import Any

from jsonschema import Draft202012Validator

from pipeline import resources

_PARTS = {
    "pages": "page",
    "doubts": "doubt",
    "signatures": "signature",
    "readings": "reading",
    "texts": "text",
    "events": "event",
}
"""Key of a shown record → definition of each thing in that list."""


def check(arguments: tuple[object, ...], told: Any) -> None:
    """See that the answer of `records show` follows its schema; others have none.

    Raises:
        AssertionError: It holds a key that is not described.
        jsonschema.ValidationError: Anything else is otherwise than described.
    """
    if arguments[:2] != ("records", "show"):
        return
    validator = _shown_record()
    validator.validate(told)
    schema: Any = validator.schema
    undescribed = told.keys() - schema["properties"].keys()
    for key, name in _PARTS.items():
        known = schema["$defs"][name]["properties"].keys()
        undescribed |= {it for part in told[key] for it in part.keys() - known}
    assert not undescribed


@functools.cache
def _shown_record() -> Draft202012Validator:
    path = resources.folder("schemas") / "shown-record.schema.json"
    checker = Draft202012Validator.FORMAT_CHECKER
    schema = json.loads(path.read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=checker)
