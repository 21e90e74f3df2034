"""What is wrong with text that is no YAML, in our own words: the usual mistakes.

The parser says where it stumbled and over what, in English and in its own terms. What
a person did there is told by the line itself: a tab, a quote, a colon, an indent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from pipeline.messages import N_, _
from pipeline.roster.plain import hidden

_TAB = N_("A tab stands here. Indent lines by spaces.")
_COLON = N_("A colon and a space are missing behind a key; write so: key: value")
_SECOND_COLON = N_(
    "The value has a colon in it. Put the value into single quotes: key: 'value: more'"
)
_INDENT = N_(
    "The line begins in a wrong column. Lines of one level begin in the same column, "
    "as far from the edge as the first of them."
)
_UNCLOSED = N_("The quote that begins here is not closed.")
_QUOTES = N_(
    "Text follows a closing quote, or a quote in a line above is not closed. Put a "
    "value that has quotes in it into single quotes: '…'"
)
_BRACKET = N_(
    "In the brackets that begin here a comma, or the closing bracket, is missing."
)
_BACKSLASH = N_(
    "In double quotes a backslash begins a special character. Put the value into "
    "single quotes."
)
_SIGN = N_("No value may begin with this sign. Put the value into quotes.")
_DEEP = N_("The text is nested too deeply to be meant.")
_OTHER = N_("The text is not YAML; look at the indents, colons and quotes there.")

_KEY = re.compile(r"\s*(- +)*[^\s#][^:]*:(\s|$)")

_At = tuple[int, int]
"""A line and a column, from 0."""


@dataclass(frozen=True, slots=True)
class Told:
    """One mistake.

    Attributes:
        line: From 1.
        column: From 1.
    """

    line: int
    column: int
    says: str


@dataclass(frozen=True, slots=True)
class _Break:
    """Where the parser stopped.

    Attributes:
        at: There.
        begun: Where that begins which it was reading.
        problem: What it says of the place.
        context: What it says that it was reading.
    """

    lines: list[str]
    at: _At
    begun: _At
    problem: str
    context: str

    @property
    def line(self) -> str:
        """The line in which it stopped."""
        return self._line(self.at[0])

    @property
    def before(self) -> str:
        """What of the line it has read."""
        return self.line[: self.at[1]]

    @property
    def above(self) -> int:
        """The nearest line above that holds anything, from 0; -1 where none does."""
        numbers = range(self.at[0] - 1, -1, -1)
        full = (it for it in numbers if self._line(it).split("#")[0].strip())
        return next(full, -1)

    def start(self, number: int) -> _At:
        """Where the text of a line begins."""
        line = self._line(number)
        return number, len(line) - len(line.lstrip())

    def has_key(self, number: int) -> bool:
        """That line says of a key what it is, or has it alone."""
        return bool(_KEY.match(self._line(number)))

    def _line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""


_Rule = Callable[[_Break], tuple[_At, str] | None]


def told(error: yaml.YAMLError, text: str) -> Told:
    """What was typed wrongly, and where."""
    if isinstance(error, yaml.MarkedYAMLError):
        broken = _broken(error, text)
        found = (rule(broken) for rule in _RULES)
        at, says = next((it for it in found if it), (broken.at, _OTHER))
        return Told(at[0] + 1, at[1] + 1, _(says))
    line, column = _place(text, getattr(error, "position", 0))
    says = hidden(chr(getattr(error, "character", 0)))
    return Told(line + 1, column + 1, says or _(_OTHER))


def _broken(error: yaml.MarkedYAMLError, text: str) -> _Break:
    at = _marked(error.problem_mark)
    begun = _marked(error.context_mark) if error.context_mark else at
    problem, context = error.problem or "", error.context or ""
    return _Break(text.splitlines(), at, begun, problem, context)


def _marked(mark: yaml.Mark | None) -> _At:
    return (mark.line, mark.column) if mark else (0, 0)


def _place(text: str, position: int) -> _At:
    """Of a byte that YAML does not allow."""
    before = text.encode()[:position].decode(errors="ignore")
    return before.count("\n"), len(before.rpartition("\n")[2])


def _deep(it: _Break) -> tuple[_At, str] | None:
    return (it.at, _DEEP) if "nesting depth" in it.problem else None


def _tab(it: _Break) -> tuple[_At, str] | None:
    indent = it.line[: it.start(it.at[0])[1]]
    if "\t" in indent and it.at[1] <= len(indent):
        return (it.at[0], indent.index("\t")), _TAB
    return (it.at, _TAB) if it.line.startswith("\t", it.at[1]) else None


def _unclosed(it: _Break) -> tuple[_At, str] | None:
    if "quoted scalar" not in it.context:
        return None
    is_open = "end of stream" in it.problem or "document" in it.problem
    return (it.begun, _UNCLOSED) if is_open else (it.at, _BACKSLASH)


def _key(it: _Break) -> tuple[_At, str] | None:
    return (it.begun, _COLON) if "expected ':'" in it.problem else None


def _colon(it: _Break) -> tuple[_At, str] | None:
    """A key, with its colon, that stands where none can be."""
    if not re.search("mapping values|document start", it.problem):
        return None
    if re.search(r":\s", it.before):
        return it.at, _SECOND_COLON
    if it.above < 0 or it.has_key(it.above):
        return it.start(it.at[0]), _INDENT
    return it.start(it.above), _COLON


def _bracket(it: _Break) -> tuple[_At, str] | None:
    return (it.begun, _BRACKET) if "flow" in it.context else None


def _quotes(it: _Break) -> tuple[_At, str] | None:
    is_behind = "block" in it.context and it.before.rstrip().endswith(('"', "'"))
    return (it.at, _QUOTES) if is_behind else None


def _indent(it: _Break) -> tuple[_At, str] | None:
    is_first = "block" in it.context and not it.before.strip()
    return (it.at, _INDENT) if is_first else None


def _sign(it: _Break) -> tuple[_At, str] | None:
    return (it.at, _SIGN) if "cannot start any token" in it.problem else None


_RULES: tuple[_Rule, ...] = (
    *(_deep, _tab, _unclosed, _key, _colon, _bracket, _quotes, _indent, _sign),
)
"""The first that knows the mistake tells it."""
