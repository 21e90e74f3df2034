"""YAML as people write it: nothing but text, lists and mappings, with line numbers.

YAML guesses types by looks (`no` is false, `2026-02-02` a date, `5` a number, an
empty grade a null), which is wrong half of the time here. This reader takes the
events of the parser and keeps every scalar as the text that was typed; what it
means is decided by the schema (`pipeline.roster.typed`). Anchors, aliases, tags,
duplicate keys, hidden characters and deep nesting are faults, so nothing grows,
nothing runs and nothing hides.

It does not know groups or organisations.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pipeline.errors import DataError, Fault
from pipeline.messages import _

Tree = None | bool | int | str | list["Tree"] | dict[str, "Tree"]
"""What a file holds; as read, only None (nothing typed), str, list and dict."""

Steps = tuple[str | int, ...]
"""The way to a value: keys, and places in lists from 0."""

MAX_BYTES = 1 << 20
MAX_DEPTH = 12

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLANKS = re.compile(r"[^\S\n]+")
_HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
"""Unicode categories without a picture; XML, and so Word, refuses many of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read.

    Attributes:
        lines: Way to a value → its line, from 1.
        found: What is wrong with the text itself: the way there, and what it is.
    """

    path: Path
    data: Tree
    lines: dict[Steps, int]
    found: tuple[tuple[Steps, str], ...]

    def place(self, steps: Steps) -> str:
        """Words that lead there: «line 41, trainees[3].birth_date».

        Places in lists are counted from 1.
        """
        line = _at_line(self.line(steps))
        return f"{line}, {_spelt(steps)}" if steps else line

    def line(self, steps: Steps) -> int:
        """The line of that value, from 1, or of what should hold it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


def read(path: Path) -> Document:
    """The file's contents.

    Raises:
        DataError: It cannot be read as YAML text at all.
    """
    return parse(load(path), path)


def load(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        DataError: It cannot be opened or is too large.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        says = _("The file cannot be read: {reason}.").format(reason=error.strerror)
        raise _refused(path, path.name, says) from error
    if len(content) > MAX_BYTES:
        says = _("The file is larger than {limit} MB.").format(limit=MAX_BYTES >> 20)
        raise _refused(path, path.name, says)
    return content


def parse(content: bytes, path: Path) -> Document:
    """The contents of those bytes; the path only names them in errors.

    Raises:
        DataError: They are not YAML in UTF-8.
    """
    text = _text(content, path)
    try:
        reader = _Reader(yaml.parse(text, Loader=_Loader))
        data = reader.document()
    except _TooDeepError as error:
        says = _("The text is nested too deeply to be meant.")
        raise _refused(path, _at_line(error.line), says) from error
    except yaml.YAMLError as error:
        raise _refused(
            path, _at_line(_line_of(error, text)), _not_yaml(error)
        ) from error
    return Document(path, data, reader.lines, tuple(reader.found))


def peek(path: Path, key: str) -> str:
    """The text under a key of the top mapping, read no further than needed.

    Returns:
        "" where there is none, or where the file cannot be read that far.
    """
    try:
        return _first(yaml.parse(_text(load(path), path), Loader=_Loader), key)
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
        line = content.count(b"\n", 0, error.start) + 1
        says = _("The text is not UTF-8. Save the file in the encoding UTF-8.")
        raise _refused(path, _at_line(line), says) from error


def _refused(path: Path, place: str, says: str) -> DataError:
    return DataError(path, (Fault(place, says),))


def _not_yaml(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", "") or ""
    if "nesting depth" in problem:  # libyaml has a limit of its own
        return _("The text is nested too deeply to be meant.")
    says = _("The text is not YAML; look at the indents, colons and quotes there.")
    return f"{says} ({problem})" if problem else says


def _line_of(error: yaml.YAMLError, text: str) -> int:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return error.problem_mark.line + 1
    place = getattr(error, "position", 0)  # of a byte that YAML does not allow
    return text.encode().count(b"\n", 0, place) + 1


def _at_line(line: int) -> str:
    return _("line {line}").format(line=line)


def _spelt(steps: Steps) -> str:
    words = "".join(
        f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in steps
    )
    return words.removeprefix(".")


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
    found: list[tuple[Steps, str]] = field(default_factory=list)

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
        for symbol in text:
            if symbol not in "\n\t" and unicodedata.category(symbol) in _HIDDEN:
                says = _("A hidden character (U+{code}) stands in the text; remove it.")
                self._fault(steps, says.format(code=f"{ord(symbol):04X}"))
                break
        return _BLANKS.sub(" ", text).strip()

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
