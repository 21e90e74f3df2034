"""Text to values, as the schema wants them and never by their looks.

`5` is a grade where the schema says string and hours where it says integer.
What cannot be turned stays text, and the schema's check reports it.
"""

import re
from collections.abc import Mapping
from typing import Any

from pipeline.roster.document import Tree

Schema = Mapping[str, Any]

_INTEGER = re.compile(r"-?[0-9]{1,9}")
_WORDS = {"true": True, "false": False}


def typed(value: Tree, schema: Schema, root: Schema) -> Tree:
    """The value with every text turned into what the schema says it is.

    Args:
        value: As read: text, lists, mappings, and None for "nothing typed".
        schema: Of this value.
        root: The whole schema, where `$ref` points.
    """
    schema = _resolved(schema, root)
    if isinstance(value, dict):
        return {
            key: typed(inner, _of_key(schema, key), root)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        items = schema.get("items", {})
        return [typed(inner, items, root) for inner in value]
    return _scalar(value, _types(schema))


def _scalar(value: Tree, types: frozenset[str]) -> Tree:
    if value is None:
        return _nothing(types)
    if not isinstance(value, str) or "string" in types:
        return value
    if "integer" in types and _INTEGER.fullmatch(value):
        return int(value)
    if "boolean" in types:
        return _WORDS.get(value, value)
    return value


def _nothing(types: frozenset[str]) -> Tree:
    """What an empty value means where those types are wanted."""
    if "null" in types:
        return None
    if "object" in types:
        return {}
    if "array" in types:
        return []
    return "" if "string" in types else None


def _types(schema: Schema) -> frozenset[str]:
    wanted = schema.get("type", ())
    types = frozenset([wanted] if isinstance(wanted, str) else wanted)
    return types | {"null"} if schema.get("nullable") else types


def _of_key(schema: Schema, key: str) -> Schema:
    known: Schema = schema.get("properties", {})
    found: Schema | bool = known.get(key, schema.get("additionalProperties", {}))
    return found if isinstance(found, Mapping) else {}


def _resolved(schema: Schema, root: Schema) -> Schema:
    """The schema itself: `$ref` followed, of "this or null" the first."""
    if "anyOf" in schema:
        first: Schema = schema["anyOf"][0]
        return {**_resolved(first, root), "nullable": True}
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        target: Schema = root["$defs"][name]
        return _resolved(target, root)
    return schema
