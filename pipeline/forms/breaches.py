"""What the schema of form.yaml finds wrong, said so that a clerk can mend it.

Only the rules that this schema has. What is wrong in a group's or an institute's
file is said by `roster`, which knows their lines and cells.
"""

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import ValidationError
from rapidfuzz import process

from pipeline.errors import Fault
from pipeline.messages import N_, _

_NEAR_ENOUGH = 60
_WANTED = {
    "boolean": N_("true or false"),
    "null": N_("nothing"),
    "object": N_("a mapping (key: value)"),
    "string": N_("text"),
}


def faults(error: ValidationError, where: str) -> Iterator[Fault]:
    """One breach of the schema, as faults with their places.

    Args:
        error: As jsonschema found it.
        where: The place of the file as a whole.
    """
    if error.validator == "anyOf":
        # "this or nothing": what is wrong with "this" is what helps
        for inner in error.context or ():
            if inner.schema_path[0] == 0:
                yield from faults(inner, where)
        return
    place = ".".join(map(str, error.absolute_path)) or where
    say = _SAY.get(str(error.validator), _otherwise)
    for said in say(error):
        yield Fault(place, said)


def _missing(error: ValidationError) -> Iterator[str]:
    name = error.message.split("'")[1]  # jsonschema tells of one name at a time
    yield _("“{key}” is missing.").format(key=name)


def _unknown(error: ValidationError) -> Iterator[str]:
    about = error.schema if isinstance(error.schema, dict) else {}
    known = list(about["properties"])
    value: Any = error.instance
    for name in value:
        if name not in known:
            says = _("“{key}” is not known here.").format(key=name)
            yield f"{says} {_instead(name, known)}"


def _type(error: ValidationError) -> Iterator[str]:
    limit: Any = error.validator_value
    kinds = [limit] if isinstance(limit, str) else [it for it in limit if it != "null"]
    wanted = ", ".join(_(_WANTED[kind]) for kind in kinds)
    says = _("Expected {wanted}, found {found}.")
    yield says.format(wanted=wanted, found=_shown(error))


def _enum(error: ValidationError) -> Iterator[str]:
    says = _("{found} is not one of the possible values.").format(found=_shown(error))
    limit: Any = error.validator_value
    known = [str(value) for value in limit if value]
    yield f"{says} {_instead(str(error.instance), known)}"


def _format(error: ValidationError) -> Iterator[str]:
    says = _("{found} is not a date. Write year-month-day, as in 2026-02-28.")
    yield says.format(found=_shown(error))


def _empty(_error: ValidationError) -> Iterator[str]:
    yield _("It is empty.")


def _too_long(error: ValidationError) -> Iterator[str]:
    says = _("The text is longer than {limit} characters.")
    yield says.format(limit=error.validator_value)


def _otherwise(error: ValidationError) -> Iterator[str]:
    yield _("{found} is not possible here.").format(found=_shown(error))


def _instead(name: str, known: list[str]) -> str:
    nearest = process.extractOne(name, known, score_cutoff=_NEAR_ENOUGH)
    if nearest:
        return _("Did you mean “{word}”?").format(word=nearest[0])
    return _("Known are: {words}.").format(words=", ".join(known))


def _shown(error: ValidationError) -> str:
    value = error.instance
    if value is None:
        return _("nothing")
    if isinstance(value, dict):
        return _("a mapping (key: value)")
    return _("a list") if isinstance(value, list) else _("“{text}”").format(text=value)


_SAY: dict[str, Callable[[ValidationError], Iterator[str]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "type": _type,
    "enum": _enum,
    "format": _format,
    "minLength": _empty,
    "maxLength": _too_long,
}
