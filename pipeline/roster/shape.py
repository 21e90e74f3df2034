"""What a JSON Schema finds wrong, said so that a registrar can mend it."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from rapidfuzz import process

from pipeline import resources
from pipeline.errors import Fault
from pipeline.messages import N_, _
from pipeline.roster.yamltext import Document, Steps, Tree

_ALIKE_PERCENT = 70
_WANTED = {
    "array": N_("a list"),
    "boolean": N_("true or false"),
    "integer": N_("a whole number"),
    "null": N_("nothing"),
    "object": N_("a mapping (key: value)"),
    "string": N_("text"),
}


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of that name («group»)."""
    path = resources.folder("schemas") / f"{name}.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def faults(document: Document, data: Tree, name: str) -> tuple[Fault, ...]:
    """Everything in the typed data that the schema does not allow.

    Args:
        document: Where the data came from; it knows the places.
        data: The typed values.
        name: Of the schema.
    """
    validator = Draft202012Validator(
        schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    found = [
        (steps, says)
        for error in validator.iter_errors(data)
        for steps, says in _sentences(error)
    ]
    found.sort(key=lambda fault: document.line(fault[0]))
    return tuple(Fault(document.place(steps), says) for steps, says in found)


def near(word: str, known: list[str]) -> str:
    """A remedy: the known word that is meant, or the list of them all."""
    match = process.extractOne(word, known, score_cutoff=_ALIKE_PERCENT)
    if match:
        return _("Did you mean “{word}”?").format(word=match[0])
    return _("Known are: {words}.").format(words=", ".join(known))


def _sentences(error: ValidationError) -> Iterator[tuple[Steps, str]]:
    steps = tuple(error.absolute_path)
    if error.validator == "required":
        yield from _missing(error, steps)
    elif error.validator == "additionalProperties":
        yield from _unknown(error, steps)
    elif error.validator == "anyOf":
        # "this or null": what is wrong with "this" is what helps
        for inner in error.context or ():
            if inner.schema_path[0] == 0:
                yield from _sentences(inner)
    else:
        say = _SAY.get(str(error.validator), _otherwise)
        yield steps, say(error)


def _missing(error: ValidationError, steps: Steps) -> Iterator[tuple[Steps, str]]:
    name = error.message.split("'")[1]
    yield (*steps, name), _("“{key}” is missing.").format(key=name)


def _unknown(error: ValidationError, steps: Steps) -> Iterator[tuple[Steps, str]]:
    known = list(error.schema["properties"])
    for key in error.instance:
        if key not in known:
            says = _("“{key}” is not known here.").format(key=key)
            free = [name for name in known if name not in error.instance]
            yield (*steps, key), f"{says} {near(key, free or known)}"


def _type(error: ValidationError) -> str:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    words = _(" or ").join(_(_WANTED[name]) for name in names)
    return _("Expected {wanted}, found {found}.").format(
        wanted=words, found=_shown(error.instance)
    )


def _enum(error: ValidationError) -> str:
    says = _("{found} is not one of the possible values.").format(
        found=_shown(error.instance)
    )
    known = [str(value) for value in error.validator_value if value]
    return f"{says} {near(str(error.instance), known)}"


def _format(error: ValidationError) -> str:
    if error.validator_value == "date":
        return _(
            "{found} is not a date. Write year-month-day, as in 2026-02-28."
        ).format(found=_shown(error.instance))
    return _otherwise(error)


def _pattern(error: ValidationError) -> str:
    says = _("{found} is not written as it should be.").format(
        found=_shown(error.instance)
    )
    return f"{says} {error.schema.get('description', '')}".rstrip()


def _too_little(error: ValidationError) -> str:
    return _("{found} is too small; {limit} or more is expected.").format(
        found=_shown(error.instance), limit=error.validator_value
    )


def _too_much(error: ValidationError) -> str:
    return _("{found} is too large; {limit} or less is expected.").format(
        found=_shown(error.instance), limit=error.validator_value
    )


def _too_few(error: ValidationError) -> str:
    return _("{found} values; {limit} or more are expected.").format(
        found=len(error.instance), limit=error.validator_value
    )


def _too_many(error: ValidationError) -> str:
    return _("{found} values; {limit} or fewer are expected.").format(
        found=len(error.instance), limit=error.validator_value
    )


def _too_short(error: ValidationError) -> str:
    return _("It is empty." if not error.instance else "The text is too short.")


def _too_long(error: ValidationError) -> str:
    return _("The text is longer than {limit} characters.").format(
        limit=error.validator_value
    )


def _doubled(_error: ValidationError) -> str:
    return _("The same value stands in this list twice.")


def _otherwise(error: ValidationError) -> str:
    return _("{found} is not possible here.").format(found=_shown(error.instance))


def _shown(value: object) -> str:
    """A value in a sentence, short."""
    if value is None:
        return _("nothing")
    if isinstance(value, dict):
        return _("a mapping (key: value)")
    if isinstance(value, list):
        return _("a list")
    text = str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


_SAY: dict[str, Callable[[ValidationError], str]] = {
    "type": _type,
    "enum": _enum,
    "format": _format,
    "pattern": _pattern,
    "minimum": _too_little,
    "maximum": _too_much,
    "minItems": _too_few,
    "maxItems": _too_many,
    "minLength": _too_short,
    "maxLength": _too_long,
    "uniqueItems": _doubled,
}
