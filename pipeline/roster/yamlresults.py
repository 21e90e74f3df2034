"""The results of a YAML file replaced, everything else as the person wrote it.

Only the lines of the top mapping's `results` are touched; comments, order and
quotes elsewhere stay. In a file written as one flow mapping ({…}) the value is
replaced between its two signs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.roster.yamltext import LOADER

KEY = "results"

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML begins a new line."""

_WIDE = 1 << 16
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_EMPTY_WORDS = {"", "~", "null"}

Place = tuple[int, int]
"""A line and a sign in it, both from 0."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Where the results stand, or should.

    Attributes:
        flow: The top mapping is written in braces.
        first: Of the key; the end of the mapping where there is no such key.
        last: Just behind the value.
        indent: Signs before a key of the top mapping.
        there: There is such a key.
        alone: There is no key at all.
    """

    flow: bool
    first: Place
    last: Place
    indent: int
    there: bool = False
    alone: bool = False


def replaced(content: bytes, results: dict[str, Any]) -> bytes:
    """The file with those results; it was read without faults before.

    Args:
        content: YAML in UTF-8, one mapping.
        results: Mappings, lists and texts, as the schema has them.
    """
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = content.decode("utf-8-sig")
    span = _span(text)
    if span.flow:
        text = unicodedata.normalize("NFC", text)  # the marks count these signs
        return mark + _in_flow(text, span, results).encode()
    return mark + _in_lines(text, span, results).encode()


def _in_lines(text: str, span: _Span, results: dict[str, Any]) -> str:
    lines = _lines(text)
    end = "\r\n" if "\r\n" in text else "\n"
    first, after = span.first[0], span.last[0] + (span.last[1] > 0)
    while after > first and _is_aside(lines[after - 1], span.indent):
        after -= 1
    if not span.there:
        first = after
    block = _dumped({KEY: results}, flow=False).splitlines()
    new = [" " * span.indent + line + end for line in block]
    before = lines[:first]
    if before and not _BREAK.search(before[-1]):
        before[-1] += end
    return "".join([*before, *new, *lines[after:]])


def _is_aside(line: str, indent: int) -> bool:
    """A blank line, or a comment that is not part of an inner block."""
    plain = line.strip()
    inside = len(line) - len(line.lstrip()) > indent
    return not plain or (plain.startswith("#") and not inside)


def _in_flow(text: str, span: _Span, results: dict[str, Any]) -> str:
    lines = _lines(text)
    first, last = (_offset(lines, place) for place in (span.first, span.last))
    value = _dumped({KEY: results}, flow=True).strip()
    value = value.removeprefix("{").removesuffix("}")
    if not span.there:
        first = last = last - 1  # before the closing brace
        value = value if span.alone else f", {value}"
    return text[:first] + value + text[last:]


def _offset(lines: list[str], place: Place) -> int:
    return sum(len(line) for line in lines[: place[0]]) + place[1]


def _lines(text: str) -> list[str]:
    """The lines with what ends them."""
    ends = [match.end() for match in _BREAK.finditer(text)]
    bounds = zip([0, *ends], [*ends, len(text)], strict=True)
    return [text[start:end] for start, end in bounds if end > start]


def _span(text: str) -> _Span:
    events = yaml.parse(unicodedata.normalize("NFC", text), Loader=LOADER)
    top = next(event for event in events if isinstance(event, yaml.NodeEvent))
    flow = bool(getattr(top, "flow_style", False))
    indent = _start(top)[1]
    alone = True
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        alone = False
        last = _passed(events)
        if getattr(key, "value", "") == KEY:
            return _Span(flow, _start(key), last, indent, there=True)
    end = _stop(key)
    return _Span(flow, end, end, indent, alone=alone)


def _passed(events: Iterator[yaml.Event]) -> Place:
    """Just behind the next value, which is passed over."""
    depth = 0
    while True:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if not depth:
            return _stop(event)


def _start(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _stop(event: yaml.Event) -> Place:
    mark = event.end_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _dumped(value: dict[str, Any], *, flow: bool) -> str:
    """The value as YAML, one line for each trainee; every scalar is text."""
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_events(value, depth=0, flow=flow),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    written: str = yaml.emit(
        events, Dumper=_DUMPER, allow_unicode=True, width=_WIDE, indent=2
    )
    return written


def _events(value: object, *, depth: int, flow: bool) -> Iterator[yaml.Event]:
    if isinstance(value, dict):
        inline = flow or depth > 2
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=inline)
        for key, inner in value.items():
            yield _scalar(str(key))
            yield from _events(inner, depth=depth + 1, flow=flow)
        yield yaml.MappingEndEvent()
    elif isinstance(value, list | tuple):
        yield from _sequence(value, depth=depth, flow=flow)
    else:
        yield _scalar(str(value))


def _sequence(
    value: Iterable[object], *, depth: int, flow: bool
) -> Iterator[yaml.Event]:
    yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=True)
    for inner in value:
        yield from _events(inner, depth=depth + 1, flow=flow)
    yield yaml.SequenceEndEvent()


def _scalar(text: str) -> yaml.Event:
    style = "'" if text in _EMPTY_WORDS else None
    return yaml.ScalarEvent(None, None, (True, True), text, style=style)
