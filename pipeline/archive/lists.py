"""Who is wrong, a list of checksums or the files that it lists; pure.

Either may have rotted, and both may have at once. Of a damaged line most digits are
still right, and of a damaged name most letters; of a changed file no digit agrees
with its line. So what looks much like the line of a file is that line: it vouches
for the file and accuses the list.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.archive.findings import Problem

UNREADABLE = ""
"""In the place of a SHA-256."""

_LINE = re.compile(rb"([0-9a-f]{64})  (.+)", re.DOTALL)
_SUM = re.compile(r"[0-9a-f]{64}")
_DIGITS = 64
_RUN = 16
"""That many hexadecimal digits do not agree by chance."""

_FEW = 2
"""A name with so many bytes otherwise is the same name, damaged."""


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
class Lines:
    """What a list says.

    Attributes:
        claims: Name of a file that is there → the sums that the list has for it, in
            which a sign may be damaged.
        others: Names of files that are not there.
        damaged: Some line is not as it was written.
    """

    claims: dict[str, list[str]]
    others: list[str] = field(default_factory=list)
    damaged: bool = False


def judge(
    text: bytes,
    digests: Mapping[str, str],
    *,
    truths: Iterable[str] = (),
) -> Verdict:
    """Compare files with the list.

    Args:
        text: The list's. It may have several sums for a file, while that is replaced,
            and names it a second time with "./" before.
        digests: Name of each file that is there → SHA-256, or `UNREADABLE`.
        truths: Other sums known to be right, of whichever file: what a file was
            before a bit of it flipped.
    """
    lines = read(text, digests)
    verdict = Verdict(lines.damaged)
    verdict.problems = dict.fromkeys(lines.others, Problem.MISSING)
    for name, digest in sorted(digests.items()):
        said = lines.claims[name]
        if digest == UNREADABLE:
            verdict.problems[name] = Problem.UNREADABLE
        elif not said:
            verdict.problems[name] = Problem.ADDED
        elif not any(agree(it, digest) for it in said):
            verdict.problems[name] = Problem.CHANGED
        known = {digest, *truths, *said} - {UNREADABLE}
        verdict.damaged |= any(_is_damaged(it, known) for it in said)
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


def read(text: bytes, names: Iterable[str]) -> Lines:
    """Take a list apart.

    A line is known by a name that stands 66 bytes after its beginning, wherever that
    is: what was damaged may be the end of the line before.

    Args:
        text: The list's.
        names: Of the files that are there.
    """
    lines = Lines({name: [] for name in names})
    known = {_as_bytes(name): name for name in lines.claims}
    longest_first = sorted(known, key=len, reverse=True)
    any_name = b"|".join(map(re.escape, longest_first)) or rb"(?!)"  # else no line
    pattern = re.compile(rb"(.{64})(..)(?:\./)?(%b)(.?)" % any_name, re.DOTALL)
    for digest, gap, name, end in pattern.findall(text):
        lines.claims[known[name]].append(digest.decode("latin-1"))
        lines.damaged |= (gap, end) != (b"  ", b"\n")
    left = pattern.sub(b"", text)
    for line in filter(None, left.split(b"\n")):
        _read_other(line, lines)
    return lines


def _read_other(line: bytes, lines: Lines) -> None:
    """A line of no file that is there: the file is gone, or the line is damaged."""
    match = _LINE.fullmatch(line)
    if not match:
        lines.damaged = True
        return
    digest, written = match[1].decode(), match[2].removeprefix(b"./")
    for name, said in lines.claims.items():
        if _is_like(written, _as_bytes(name)) and (
            not said or any(agree(digest, it) for it in said)
        ):
            said.append(digest)
            lines.damaged = True
            return
    lines.others.append(written.decode(errors="surrogateescape"))


def _is_damaged(claim: str, known: Iterable[str]) -> bool:
    """It is no sum, or like one that is right, and is not that sum."""
    return not _SUM.fullmatch(claim) or any(
        claim != it and agree(claim, it) for it in known
    )


def _is_like(one: bytes, other: bytes) -> bool:
    differ = sum(left != right for left, right in zip(one, other, strict=False))
    return len(one) == len(other) and differ <= _FEW


def _as_bytes(name: str) -> bytes:
    return name.encode(errors="surrogateescape")
