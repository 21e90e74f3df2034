"""Faults within one tag: its grammar, statements, filters and calls.

Each tag is read by itself, as Jinja reads it; what the data holds is not asked.
"""

import inspect
import re
from collections.abc import Iterator
from typing import Final

import jinja2
from jinja2 import nodes

from pipeline.forms import dots, language, remedies
from pipeline.forms.language import FILTERS, JINJA_FILTERS, METHODS, ZONE_CALLS
from pipeline.forms.tags import Tag
from pipeline.messages import _

STATEMENTS: Final = ("for", "endfor", "if", "elif", "else", "endif", "set")
"""What a template may do; other statements of Jinja's are not for forms."""

EXAMPLES: Final = {
    "sign": (1, 'sign("teacher", s.id)'),
    "mark": (2, "mark(t.id, s.id)"),
    "grade": (2, "grade(t.id, unit.id)"),
    "choice": (3, "choice(t.id, unit.id, g.value)"),
    "text_zone": (1, 'text_zone("inspector", "remarks")'),
}
"""Zone call → how many values it needs, and how it is written."""

_ZONE_VALUES: Final = ("subject", "item", "value")
_OTHER_CALLS: Final = ("range", "namespace", *language.Zones().links())
_SANDBOX: Final = language.Sandbox()
_TYPED_QUOTES: Final = re.compile("[«»„‟‹›‚]")
_UNEXPECTED: Final = re.compile(r"unexpected (?:char )?'(.+?)'(?: at \d+)?$")
_ENDED: Final = re.compile(r"'end of |unexpected end of template")


def faults(tag: Tag, known: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with the tag, each with its remedy.

    Args:
        tag: One of the template's.
        known: Fields that there are («unit.title»), for dots that are missing.
    """
    if tag.is_statement and tag.keyword not in STATEMENTS:
        says = _("There is no statement “{word}”.").format(word=tag.keyword)
        yield f"{says} {remedies.instead(tag.keyword, STATEMENTS)}"
        return
    try:
        tree = _SANDBOX.parse(_alone(tag))
    except jinja2.TemplateSyntaxError as error:
        yield _undotted(tag, known) or _grammar(tag, error.message or "")
        return
    for used in tree.find_all(nodes.Filter):
        yield from _filter(used)
    for called in tree.find_all(nodes.Call):
        yield from _call(called)


def _alone(tag: Tag) -> str:
    """The tag as a template of its own, its block closed."""
    if not tag.is_statement:
        return "{{ " + tag.text + " }}"
    match tag.keyword:
        case "for" | "if":
            return "{% " + tag.text + " %}{% end" + tag.keyword + " %}"
        case "elif":
            return "{% if " + tag.text.removeprefix("elif") + " %}{% endif %}"
        case "set":
            return "{% " + tag.text + " %}"
        case _:
            return ""


def _undotted(tag: Tag, known: frozenset[str]) -> str:
    """The remedy where only a dot is missing; "" elsewhere."""
    text = dots.dotted(tag.text, known)
    if text == tag.text:
        return ""
    says = _("A dot is missing between the words of “{text}”. Write “{dotted}”.")
    return says.format(text=tag.text, dotted=text)


def _grammar(tag: Tag, problem: str) -> str:
    """Jinja's complaint in words for people."""
    if _TYPED_QUOTES.search(tag.text):
        plain = _TYPED_QUOTES.sub('"', tag.text)
        says = _(
            "Word has put in quotation marks of its own. Write straight ones: {tag}"
        )
        return says.format(tag=plain)
    unexpected = _UNEXPECTED.search(problem)
    if _ENDED.search(problem):
        says = _("Something is missing at the end of “{text}”. Correct the tag.")
    elif unexpected:
        says = _("“{sign}” is out of place in “{text}”. Correct the tag.")
        return says.format(sign=unexpected[1], text=tag.text)
    else:
        says = _(
            "A sign or a word is missing or too much in “{text}”. Correct the tag."
        )
    return says.format(text=tag.text)


def _filter(used: nodes.Filter) -> Iterator[str]:
    if used.name not in _SANDBOX.filters:
        says = _("There is no filter “{name}”.").format(name=used.name)
        yield f"{says} {remedies.instead(used.name, (*FILTERS, *JINJA_FILTERS))}"
    elif used.name in FILTERS and not _takes(FILTERS[used.name], used):
        says = _("The filter “{name}” does not take these values. Write {example}.")
        yield says.format(name=used.name, example=_example(used.name))


def _takes(function: object, used: nodes.Filter) -> bool:
    if used.dyn_args or used.dyn_kwargs or not callable(function):
        return True
    try:
        named = {str(pair.key): pair.value for pair in used.kwargs}
        inspect.signature(function).bind(used.node, *used.args, **named)
    except TypeError:
        return False
    return True


def _example(name: str) -> str:
    """The filter with the values that it wants, by their names."""
    wanted = list(inspect.signature(FILTERS[name]).parameters.values())[1:]
    needed = [it.name for it in wanted if it.default is it.empty]
    return f"{name}({', '.join(needed)})" if needed else name


def _call(called: nodes.Call) -> Iterator[str]:
    name = getattr(called.node, "name", getattr(called.node, "attr", ""))
    if isinstance(called.node, nodes.Getattr):
        if name not in METHODS:
            says = _("“{name}” cannot be called in a form. Take out its brackets.")
            yield says.format(name=name)
    elif name not in (*ZONE_CALLS, *_OTHER_CALLS):
        says = _("There is no “{name}(…)”.").format(name=name)
        known = sorted((*ZONE_CALLS, *_OTHER_CALLS))
        yield f"{says} {remedies.instead(str(name), known)}"
    elif name in ZONE_CALLS and not _is_whole(called, str(name)):
        says = _("“{name}” does not take these values. Write {example}.")
        yield says.format(name=name, example=EXAMPLES[str(name)][1])


def _is_whole(called: nodes.Call, name: str) -> bool:
    """The zone call has its values: no less than it needs, none that it knows not."""
    if called.dyn_args or called.dyn_kwargs:
        return True
    by_place = _ZONE_VALUES[: len(called.args)]
    by_name = [pair.key for pair in called.kwargs]
    given = {*by_place, *by_name}
    needed = set(_ZONE_VALUES[: EXAMPLES[name][0]])
    return (
        len(called.args) <= len(_ZONE_VALUES)
        and len(given) == len(by_place) + len(by_name)
        and needed <= given <= set(_ZONE_VALUES)
    )
