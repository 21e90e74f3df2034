"""Who is wrong, a list of checksums or the files that it lists; pure.

Either may have rotted, and both may have at once. Of a damaged line most digits are
still right, and of a damaged name most letters; of a changed file no digit agrees
with its line. So a line that holds a run of a file's true digits vouches for the
file and accuses the list.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.archive.findings import Problem

UNREADABLE = ""
"""In the place of a SHA-256."""

_LINE = re.compile(rb"([0-9a-f]{64})  (.+)", re.DOTALL)
_DIGITS = 64
_RUN = 16
"""That many hexadecimal digits do not agree by chance."""

_FEW = 2
"""A name with so many signs otherwise is the same name, damaged: one bit may spoil a
sign of two bytes."""


@dataclass(slots=True)
class Verdict:
    """What is wrong.

    Attributes:
        damaged: The list itself is.
        problems: Name → what is wrong with that file.
    """

    damaged: bool = False
    problems: dict[str, Problem] = field(default_factory=dict)


@dataclass(slots=True)
class _Lines:
    """A list's text, taken apart.

    Attributes:
        claims: Name of a file that is there → the sums that the list has for it: two,
            while the file is being replaced.
        odd: Lines that name no file which is there, or cannot be read.
    """

    claims: dict[str, list[str]]
    odd: list[bytes]


def judge(
    text: bytes,
    digests: Mapping[str, str],
    *,
    truths: Iterable[str] = (),
) -> Verdict:
    """Compare files with the list.

    Args:
        text: The list's.
        digests: Name of each file that is there → SHA-256, or `UNREADABLE`.
        truths: Other sums known to be right, of whichever file: what a file was
            before a bit of it flipped.
    """
    verdict = Verdict(damaged=bool(text) and not text.endswith(b"\n"))
    lines = _parted(text, digests)
    for name, digest in sorted(digests.items()):
        claims = lines.claims.get(name, [])
        if digest == UNREADABLE:
            verdict.problems[name] = Problem.UNREADABLE
        elif not claims:
            _judge_unclaimed(verdict, name, digest, lines.odd)
        elif not any(agree(claim, digest) for claim in claims):
            verdict.problems[name] = Problem.CHANGED
        known = {digest, *truths, *claims} - {UNREADABLE}
        verdict.damaged |= any(_is_damaged(claim, known) for claim in claims)
    for line in lines.odd:
        _judge_odd(verdict, line, digests, lines.claims)
    return verdict


def is_foreign(verdict: Verdict, names: Iterable[str]) -> bool:
    """None of those files agrees with the list, which can be read: it is of others."""
    unlike = {Problem.CHANGED, Problem.ADDED}
    none_agrees = all(verdict.problems.get(name) in unlike for name in names)
    return none_agrees and len(verdict.problems) > 1 and not verdict.damaged


def agree(one: str, other: str) -> bool:
    """Two sums have a run of digits in common, at the same place."""
    return any(
        one[start : start + _RUN] == other[start : start + _RUN]
        for start in range(0, _DIGITS, _RUN)
    )


def _parted(text: bytes, digests: Mapping[str, str]) -> _Lines:
    lines = _Lines({}, [])
    for line in filter(None, text.split(b"\n")):
        match = _LINE.fullmatch(line)
        name = _name(match[2]) if match else ""
        if match and name in digests:
            lines.claims.setdefault(name, []).append(match[1].decode())
        else:
            lines.odd.append(line)
    return lines


def _name(written: bytes) -> str:
    """A name as a list has it; the second time it begins with "./"."""
    return written.decode(errors="surrogateescape").removeprefix("./")


def _judge_unclaimed(
    verdict: Verdict, name: str, digest: str, odd: Sequence[bytes]
) -> None:
    """No line can be read as one of that file; a damaged one may be."""
    of_it = [line for line in odd if _is_of(line, name)]
    if any(_vouches(line, digest) for line in of_it):
        verdict.damaged = True
    elif of_it:
        verdict.damaged = True
        verdict.problems[name] = Problem.CHANGED
    else:
        verdict.problems[name] = Problem.ADDED


def _judge_odd(
    verdict: Verdict,
    line: bytes,
    digests: Mapping[str, str],
    claims: Mapping[str, Sequence[str]],
) -> None:
    """A line of no file that is there: the file is gone, or the line is damaged."""
    match = _LINE.fullmatch(line)
    if match and not any(
        _is_of(line, name)
        and (name not in claims or any(_vouches(line, it) for it in claims[name]))
        for name in digests
    ):
        verdict.problems[_name(match[2])] = Problem.MISSING
    else:
        verdict.damaged = True


def _vouches(text: bytes, digest: str) -> bool:
    runs = (digest[start : start + _RUN] for start in range(0, _DIGITS, _RUN))
    return any(run.encode() in text for run in runs)


def _is_damaged(claim: str, known: Iterable[str]) -> bool:
    """It agrees with a sum that is right, and is not that sum."""
    return any(claim != it and agree(claim, it) for it in known if it != UNREADABLE)


def _is_of(line: bytes, name: str) -> bool:
    """The line holds the name, which may be damaged, or the line be one of two."""
    wanted = name.encode(errors="surrogateescape")
    return wanted in line or any(
        len(rest) == len(wanted) and _differ(rest, wanted) <= _FEW
        for rest in _rests(line)
    )


def _rests(line: bytes) -> Iterator[bytes]:
    rest = line[_DIGITS + 2 :]
    yield rest
    yield rest.removeprefix(b"./")


def _differ(one: bytes, other: bytes) -> int:
    return sum(left != right for left, right in zip(one, other, strict=True))
