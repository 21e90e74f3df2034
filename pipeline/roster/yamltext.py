"""YAML as people write it: nothing but text, lists and mappings, with line numbers.

YAML guesses types by looks (`no` is false, `2026-02-02` a date, `5` a number, an
empty grade a null), which is wrong half of the time here. This reader takes the
events of the parser and keeps every scalar as the text that was typed; what it
means is decided by the schema (`pipeline.roster.typed`). Anchors, aliases, tags,
duplicate keys and deep nesting are faults, so nothing grows and nothing runs.

It does not know groups or organisations.
"""

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

MAX_BYTES = 4 << 20
MAX_DEPTH = 12

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read.

    Attributes:
        lines: Way to a value → its line, from 1.
        faults: What is wrong with the text itself.
    """

    data: Tree
    lines: dict[Steps, int]
    faults: tuple[Fault, ...]

    def place(self, steps: Steps) -> str:
        """Words that lead there: «line 41, trainees[3].birth_date».

        Places in lists are counted from 1. A value that is not there has the
        line of what should hold it.
        """
        line = _("line {line}").format(line=self.line(steps))
        return f"{line}, {spell(steps)}" if steps else line

    def line(self, steps: Steps) -> int:
        """The line of that value, from 1, or of what should hold it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)


def spell(steps: Steps) -> str:
    """The way as people write it, lists counted from 1: «trainees[3].surname»."""
    words = "".join(
        f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in steps
    )
    return words.removeprefix(".")


def read(path: Path) -> Document:
    """The file's contents.

    Raises:
        DataError: It cannot be read as YAML text at all.
    """
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Document:
    """The contents of that text; the path only names it in errors.

    Raises:
        DataError: The text is not YAML.
    """
    reader = _Reader(yaml.parse(text, Loader=_Loader))
    try:
        data = reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = _("line {line}").format(line=mark.line + 1 if mark else 1)
        raise _refused(path, line, _not_yaml(str(error.problem))) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _refused(path, _("line {line}").format(line=1), _not_yaml("")) from error
    return Document(data, reader.lines, tuple(reader.faults))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        says = _("The file cannot be read: {reason}.").format(reason=error.strerror)
        raise _refused(path, path.name, says) from error
    if len(content) > MAX_BYTES:
        says = _("The file is larger than {limit} MB.").format(limit=MAX_BYTES >> 20)
        raise _refused(path, path.name, says)
    try:
        return unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        says = _("The text is not UTF-8. Save the file in the encoding UTF-8.")
        place = _("line {line}").format(line=line)
        raise _refused(path, place, says) from error


def _refused(path: Path, place: str, says: str) -> DataError:
    return DataError(path, (Fault(place, says),))


def _not_yaml(problem: str) -> str:
    says = _("The text is not YAML; look at the indents, colons and quotes there.")
    return f"{says} ({problem})" if problem else says


@dataclass(slots=True)
class _Reader:
    """Builds the tree from the parser's events, gathering faults on its way."""

    events: Iterator[yaml.Event]
    lines: dict[Steps, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def document(self) -> Tree:
        next(self.events)  # the stream starts
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return {}
        data = self._value(next(self.events), ())
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._fault(after, (), _("A second document starts here (---)."))
        return data

    def _value(self, event: yaml.Event, steps: Steps) -> Tree:
        self.lines.setdefault(steps, event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            says = _("Anchors and aliases (& and *) are not used here; write it out.")
            self._fault(event, steps, says)
        if getattr(event, "tag", None):
            self._fault(event, steps, _("Tags (!) are not used here; write the value."))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(steps)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(steps)
        if isinstance(event, yaml.ScalarEvent):
            nothing = event.implicit[0] and event.value in {"", "~", "null"}
            return None if nothing else event.value.strip()
        return None

    def _mapping(self, steps: Steps) -> dict[str, Tree]:
        self._check_depth(steps)
        found: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, steps)
            inside = (*steps, key)
            if key in found:
                says = _("“{key}” stands here a second time.").format(key=key)
                self._fault(event, inside, says)
            self.lines[inside] = event.start_mark.line + 1
            found[key] = self._value(next(self.events), inside)
        return found

    def _key(self, event: yaml.Event, steps: Steps) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self._value(event, steps)
        self._fault(event, steps, _("A key must be a word."))
        return "?"

    def _sequence(self, steps: Steps) -> list[Tree]:
        self._check_depth(steps)
        found: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*steps, len(found))))
        return found

    def _check_depth(self, steps: Steps) -> None:
        if len(steps) > MAX_DEPTH:
            raise yaml.YAMLError

    def _fault(self, event: yaml.Event, steps: Steps, says: str) -> None:
        line = _("line {line}").format(line=event.start_mark.line + 1)
        place = f"{line}, {spell(steps)}" if steps else line
        self.faults.append(Fault(place, says))
