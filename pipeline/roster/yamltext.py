"""YAML as people write it: nothing but text, lists and mappings, with line numbers.

YAML guesses types by looks (`no` is false, `2026-02-02` a date, `5` a number, an
empty grade a null), which is wrong half of the time here. This reader takes the
events of the parser and keeps every scalar as the text that was typed; what it
means is decided by the schema (`pipeline.roster.typed`). Anchors, aliases, tags,
duplicate keys, hidden characters and deep nesting are faults, so nothing grows,
nothing runs and nothing hides.

It does not know groups or organisations.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pipeline import systemwords
from pipeline.errors import DataError
from pipeline.messages import _
from pipeline.roster import yamlfaults
from pipeline.roster.document import (
    Document,
    Found,
    Speech,
    Steps,
    Tree,
    refused,
    spelt,
)
from pipeline.roster.plain import cleaned, hidden

MAX_BYTES = 1 << 20
MAX_DEPTH = 12

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> Document:
    """The file's contents.

    Raises:
        DataError: It cannot be read as YAML text at all.
    """
    return parse(load(path), path)


def load(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The file's bytes.

    Raises:
        DataError: It cannot be opened or is too large.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        told = _("The file cannot be read: {reason}.")
        says = told.format(reason=systemwords.reason(error))
        raise refused(path, path.name, says) from error
    if len(content) > limit:
        says = _("The file is larger than {limit} MB.").format(limit=limit >> 20)
        raise refused(path, path.name, says)
    return content


def parse(content: bytes, path: Path) -> Document:
    """The contents of those bytes; the path only names them in errors.

    Raises:
        DataError: They are not YAML in UTF-8, or too many.
    """
    if len(content) > MAX_BYTES:
        says = _("The file is larger than {limit} MB.").format(limit=MAX_BYTES >> 20)
        raise refused(path, path.name, says)
    text = _text(content, path)
    try:
        reader = _Reader(yaml.parse(text, Loader=LOADER))
        data = reader.document()
    except _TooDeepError as error:
        says = _("The text is nested too deeply to be meant.")
        raise refused(path, _at_line(error.line), says) from error
    except yaml.YAMLError as error:
        told = yamlfaults.told(error, text)
        place = _("line {line}, column {column}")
        place = place.format(line=told.line, column=told.column)
        raise refused(path, place, told.says) from error
    return _document(path, data, reader)


def peek(content: bytes, path: Path, key: str) -> str:
    """The text under a key of the top mapping, read no further than needed.

    Returns:
        "" where there is none, or where the text cannot be read that far.
    """
    try:
        return _first(yaml.parse(_text(content, path), Loader=LOADER), key)
    except (DataError, yaml.YAMLError):
        return ""


def _first(events: Iterator[yaml.Event], key: str) -> str:
    depth = nodes = 0
    here = False
    for event in events:
        if isinstance(event, yaml.NodeEvent) and depth == 1:
            value = str(getattr(event, "value", ""))
            if here:
                return unicodedata.normalize("NFC", value)
            here = nodes % 2 == 0 and value == key
            nodes += 1
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
    return ""


def _text(content: bytes, path: Path) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        lines = error.object[: error.start].split(b"\n")
        place = _("line {line}, column {column}")
        place = place.format(line=len(lines), column=len(lines[-1].decode()) + 1)
        says = _("The text is not UTF-8. Save the file in the encoding UTF-8.")
        raise refused(path, place, says) from error


def _document(path: Path, data: Tree, reader: "_Reader") -> Document:
    def order(steps: Steps) -> tuple[int, ...]:
        return (_nearest(reader.lines, steps),)

    def place(steps: Steps) -> str:
        """Words that lead there: «line 41, trainees[3].birth_date»."""
        line = _at_line(_nearest(reader.lines, steps))
        return f"{line}, {spelt(steps)}" if steps else line

    return Document(path, data, tuple(reader.found), order, Speech(place))


def _nearest(lines: Mapping[Steps, int], steps: Steps) -> int:
    """The line of that value, from 1, or of what should hold it."""
    while steps and steps not in lines:
        steps = steps[:-1]
    return lines.get(steps, 1)


def _at_line(line: int) -> str:
    return _("line {line}").format(line=line)


class _TooDeepError(Exception):
    """Lists within lists within lists; nothing here needs that."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


@dataclass(slots=True)
class _Reader:
    """Builds the tree from the parser's events, gathering faults on its way."""

    events: Iterator[yaml.Event]
    lines: dict[Steps, int] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def document(self) -> Tree:
        next(self.events)  # the stream starts
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return {}
        data = self._value(next(self.events), ())
        next(self.events)  # the document ends
        if not isinstance(next(self.events), yaml.StreamEndEvent):
            self._fault((), _("A second document follows (---); one is read."))
        return data

    def _value(self, event: yaml.Event, steps: Steps) -> Tree:
        self.lines.setdefault(steps, _line(event))
        self._check_plain(event, steps)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, steps)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, steps)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, steps)
        return None

    def _check_plain(self, event: yaml.Event, steps: Steps) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            says = _("Anchors and aliases (& and *) are not used here; write it out.")
            self._fault(steps, says)
        if getattr(event, "tag", None):
            self._fault(steps, _("Tags (!) are not used here; write the value."))

    def _scalar(self, event: yaml.ScalarEvent, steps: Steps) -> str | None:
        text = str(event.value)
        if event.implicit[0] and text in {"", "~", "null"}:
            return None
        if says := hidden(text):
            self._fault(steps, says)
        return cleaned(text)

    def _mapping(self, start: yaml.Event, steps: Steps) -> dict[str, Tree]:
        _check_depth(start, steps)
        found: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, steps)
            inside = (*steps, key)
            self.lines[inside] = _line(event)
            if key in found:
                says = _("“{key}” stands here a second time.").format(key=key)
                self._fault(inside, says)
            found[key] = self._value(next(self.events), inside)
        return found

    def _key(self, event: yaml.Event, steps: Steps) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, steps) or ""
        self._value(event, (*steps, "?"))
        self._fault((*steps, "?"), _("A key must be a word."))
        return "?"

    def _sequence(self, start: yaml.Event, steps: Steps) -> list[Tree]:
        _check_depth(start, steps)
        found: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*steps, len(found))))
        return found

    def _fault(self, steps: Steps, says: str) -> None:
        self.found.append((steps, says))


def _check_depth(event: yaml.Event, steps: Steps) -> None:
    if len(steps) > MAX_DEPTH:
        raise _TooDeepError(_line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
