"""What a JSON Schema finds wrong, said so that a registrar can mend it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from rapidfuzz import fuzz, process

from pipeline import resources, spelling
from pipeline.messages import N_, _
from pipeline.roster.document import Found, Speech, Steps, Tree

_ALIKE_PERCENT = 65
_SHOWN_CHARACTERS = 40
_LISTED = 12
_TELLING_SIGNS = 4
"""Fewer signs stand in any title."""

_WANTED = {
    "array": N_("a list"),
    "boolean": N_("true or false"),
    "integer": N_("a whole number"),
    "null": N_("nothing"),
    "object": N_("a mapping (key: value)"),
    "string": N_("text"),
}

_WRITTEN = {
    "^[A-Za-z0-9][A-Za-z0-9-]{0,23}$": N_(
        "Write Latin letters, digits and dashes, 24 signs at most."
    ),
    "^[0-9A-Za-zА-Яа-яЁё][-0-9A-Za-zА-Яа-яЁё._ ]{0,38}[0-9A-Za-zА-Яа-яЁё]$"
    "|^[0-9A-Za-zА-Яа-яЁё]$": N_(
        "Write letters, digits, dashes, dots and spaces, 40 signs at most."
    ),
    "^([0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2})?$": N_(
        "Write eleven digits as NNN-NNN-NNN NN."
    ),
    "^[0-9]{2}(-[0-9]{2,3}){1,2}$": N_("Write unit, dash, sequence, as in 03-07."),
    "^[a-z][a-z0-9-]*$": N_("Write small Latin letters, digits and dashes."),
}
"""What each pattern of the schemas asks for."""


@dataclass(frozen=True, slots=True)
class _Breach:
    """A keyword of the schema that a value breaks.

    Attributes:
        limit: What the keyword asks for.
        about: The schema that the keyword stands in.
        speech: How the file's writers call things.
    """

    keyword: str
    value: Any
    limit: Any
    about: dict[str, Any]
    speech: Speech


@cache
def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of that name («group»)."""
    path = resources.folder("schemas") / f"{name}.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def faults(data: Tree, name: str, speech: Speech) -> Iterator[Found]:
    """Everything in the typed data that the schema of that name does not allow."""
    for error in _validator(name).iter_errors(data):
        yield from _sentences(error, speech)


def near(word: str, known: list[str]) -> str:
    """A remedy: the known word that is meant, or what there is to choose from."""
    there = list(dict.fromkeys(filter(None, known)))
    if found := meant(word, there):
        return found
    if not there:
        return _("There are none here yet: add it, or correct this place.")
    words = ", ".join([*there[:_LISTED], *["…"][: len(there) > _LISTED]])
    return _ended(_("Known are: {words}.").format(words=words))


def meant(word: str, known: list[str]) -> str:
    """A question: is it that known word? "" where none is near.

    Letters count as those that look the same.
    """
    match = process.extractOne(
        word,
        known,
        scorer=fuzz.ratio,
        processor=spelling.looks,
        score_cutoff=_ALIKE_PERCENT,
    )
    return _("Did you mean “{word}”?").format(word=match[0]) if match else ""


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words, those that are most like the word first."""
    looks = spelling.looks(word)
    return sorted(known, key=lambda it: (-fuzz.ratio(looks, spelling.looks(it)), it))


def near_kind(kind: str, titles: Mapping[str, str]) -> str:
    """A remedy: the kind of paper that is meant, and all there are, nearest first.

    Where several are as near, none of them is said to be meant.

    Args:
        kind: As it was typed: its id with a slip, or words of its title.
        titles: What kinds there are, and what each is called; "" of one without title.
    """
    alike = {it: _alike_percent(kind, it, titles[it]) for it in sorted(titles)}
    ordered = sorted(alike, key=lambda it: -alike[it])
    named = (f"{it} – {titles[it]}" if titles[it] else it for it in ordered)
    there = _("There are: {kinds}.").format(kinds="; ".join(named) or "–")
    best = max(alike.values(), default=0)
    if best < _ALIKE_PERCENT or [*alike.values()].count(best) > 1:
        return there
    told = _("Did you mean “{word}”?").format(word=ordered[0])
    return f"{told} {there}"


def _alike_percent(typed: str, kind: str, title: str) -> float:
    by_id = fuzz.ratio(spelling.looks(typed), spelling.looks(kind))
    is_word = len(typed) >= _TELLING_SIGNS
    return max(by_id, fuzz.partial_ratio(typed.casefold(), title.casefold()) * is_word)


def _ended(sentence: str) -> str:
    """The sentence with one full stop, though its last word may bring one along."""
    return sentence[:-1] if sentence.endswith(("..", "….")) else sentence


@cache
def _validator(name: str) -> Draft202012Validator:
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema(name), format_checker=checker)


def _sentences(error: ValidationError, speech: Speech) -> Iterator[Found]:
    steps = tuple(error.absolute_path)
    breach = _breach(error, speech)
    if breach.keyword == "required":
        yield from _missing(breach, steps)
    elif breach.keyword == "additionalProperties":
        yield from _unknown(breach, steps)
    elif breach.keyword == "anyOf":
        # "this or nothing": what is wrong with "this" is what helps
        for inner in error.context or ():
            if inner.schema_path[0] == 0:
                yield from _sentences(inner, speech)
    else:
        yield steps, _SAY.get(breach.keyword, _otherwise)(breach)


def _breach(error: ValidationError, speech: Speech) -> _Breach:
    about = error.schema if isinstance(error.schema, dict) else {}
    keyword, limit = str(error.validator), error.validator_value
    return _Breach(keyword, error.instance, limit, about, speech)


def _missing(breach: _Breach, steps: Steps) -> Iterator[Found]:
    """One fault for each missing key, though each is told of all."""
    for key in breach.limit:
        if key not in breach.value:
            inside = (*steps, key)
            called = breach.speech.called(inside)
            says = _("“{key}” is missing.").format(key=called)
            yield inside, breach.speech.missing or says


def _unknown(breach: _Breach, steps: Steps) -> Iterator[Found]:
    known = list(breach.about["properties"])
    free = [key for key in known if key not in breach.value] or known
    for key in breach.value:
        if key not in known:
            says = _("“{key}” is not known here.").format(key=key)
            yield (*steps, key), f"{says} {near(key, free)}"


def _type(breach: _Breach) -> str:
    names = [breach.limit] if isinstance(breach.limit, str) else breach.limit
    words = _(" or ").join(_(_WANTED[name]) for name in names)
    says = _("Expected {wanted}, found {found}.")
    return says.format(wanted=words, found=_shown(breach.value))


def _enum(breach: _Breach) -> str:
    says = _("{found} is not one of the possible values.")
    known = [breach.speech.word(str(value)) for value in breach.limit if value]
    return f"{says.format(found=_shown(breach.value))} {near(str(breach.value), known)}"


def _format(breach: _Breach) -> str:
    if breach.limit != "date":
        return _otherwise(breach)
    says = _("{found} is not a date. Write year-month-day, as in 2026-02-28.")
    return (breach.speech.day or says).format(found=_shown(breach.value))


def _pattern(breach: _Breach) -> str:
    says = _("{found} is not written as it should be.")
    told = says.format(found=_shown(breach.value))
    hint = _WRITTEN.get(breach.limit)
    return f"{told} {_(hint)}" if hint else told


def _too_little(breach: _Breach) -> str:
    says = _("{found} is too small; {limit} or more is expected.")
    return says.format(found=_shown(breach.value), limit=breach.limit)


def _too_much(breach: _Breach) -> str:
    says = _("{found} is too large; {limit} or less is expected.")
    return says.format(found=_shown(breach.value), limit=breach.limit)


def _too_few(breach: _Breach) -> str:
    says = _("The list has {found} entries; {limit} or more are expected.")
    return says.format(found=len(breach.value), limit=breach.limit)


def _too_many(breach: _Breach) -> str:
    says = _("The list has {found} entries; {limit} or fewer are expected.")
    return says.format(found=len(breach.value), limit=breach.limit)


def _too_short(breach: _Breach) -> str:
    return _("The text is too short.") if breach.value else _("It is empty.")


def _too_long(breach: _Breach) -> str:
    says = _("The text is longer than {limit} characters.")
    return says.format(limit=breach.limit)


def _doubled(_breach: _Breach) -> str:
    return _("The same value stands in this list twice.")


def _otherwise(breach: _Breach) -> str:
    return _("{found} is not possible here.").format(found=_shown(breach.value))


def _shown(value: object) -> str:
    """A value in a sentence, short."""
    if value is None:
        return _("nothing")
    if isinstance(value, dict):
        return _("a mapping (key: value)")
    if isinstance(value, list):
        return _("a list")
    text = str(value)
    cut = text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
    return _("“{text}”").format(text=cut)


_SAY: dict[str, Callable[[_Breach], str]] = {
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
