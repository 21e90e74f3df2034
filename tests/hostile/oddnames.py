"""The odd names and odd types through one running `watch`."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from pipeline import archive
from pipeline.inbox import drops, quarantine
from pipeline.model import Places
from tests.hostile import inputs, verdicts
from tests.hostile.inputs import ODD_TYPE, Input
from tests.hostile.run import Watching
from tests.hostile.verdicts import Verdict
from tests.hostile.whereabouts import LOST, RECORD, WAITING, Place

_BOUND_SECONDS = 600.0
_PAUSE_SECONDS = 0.5


def put(hostile: Path, sample: Path, made: Path, inbox: Path) -> list[Input]:
    """Make them and move them into the inbox."""
    inputs.make_names(hostile, made, sample)
    given = inputs.names(hostile)
    for it in given:
        os.rename(made / it.name, inbox / it.name)  # noqa: PTH104
    return given


def send(watch: Watching, hostile: Path, sample: Path) -> list[Verdict]:
    """Put them into the inbox, wait until nothing moves, judge each."""
    made = watch.office.root.parent / "names"
    given = put(hostile, sample, made, watch.places.inbox)
    _wait_until_still(watch)
    return judged(given, watch.places, watch.status()["left_alone"])


def judged(
    given: Sequence[Input], at: Places, left: Mapping[str, str]
) -> list[Verdict]:
    """Whether each ended as it is to, under its exact name.

    Args:
        given: All of them.
        at: The workspace.
        left: What `status` tells of as left alone.
    """
    places = dict(_places(at))
    return [_judged(it, places, left, at) for it in given]


def _wait_until_still(watch: Watching) -> None:
    """Nothing that may be taken waits, and nothing is being taken."""
    until = time.monotonic() + _BOUND_SECONDS
    while time.monotonic() < until:
        assert watch.process.poll() is None, watch.log.read_text()[-4000:]
        time.sleep(_PAUSE_SECONDS)
        told = watch.status()
        if not told["waiting"] and not told["claimed"]:
            return
    raise AssertionError(told)


def _judged(
    given: Input, places: Mapping[str, str], left: Mapping[str, str], at: Places
) -> Verdict:
    path = at.inbox / given.name
    outcome = WAITING if os.path.lexists(path) else places.get(given.name, LOST)
    verdict = verdicts.judged(given, Place(outcome))
    if given.group != ODD_TYPE or verdict.fault or given.name.endswith(".zip"):
        return verdict
    reported = any(it.split("/")[0] == drops.printable_name(given.name) for it in left)
    fault = _of_type(given.name, outcome, reported=reported)
    return Verdict(given, verdict.place, fault)


def _of_type(name: str, outcome: str, *, reported: bool) -> str:
    """What is wrong with the end of an odd type."""
    if name == "hardlink.pdf":
        # the bytes of `report.pdf`, which must be archived, dropped a second time
        return "" if outcome == RECORD else "neither kept nor a duplicate"
    if outcome == RECORD:
        return "followed or read"
    if outcome == WAITING and not reported and name != "dir.pdf":
        return "left in the inbox, and nobody told"
    return ""


def _places(places: Places) -> Iterator[tuple[str, str]]:
    """Exact name → what became of it, as the trees tell by themselves."""
    by_bytes = {it.sha256: it for it in quarantine.reasons(places.quarantine)}
    for drop in drops.read(places.audit):
        name = _exact(drop, places)
        if drop.outcome == drops.FILED:
            yield name, RECORD
        elif drop.outcome == drops.DUPLICATE:
            yield name, RECORD if archive.has(places.archive, drop.sha256) else LOST
        elif drop.sha256 in by_bytes:
            kept = quarantine.file_of(places.quarantine, by_bytes[drop.sha256])
            yield kept.name, by_bytes[drop.sha256].code


def _exact(drop: drops.Drop, places: Places) -> str:
    """The name as the archive keeps it; it must be the one that the log tells."""
    told = os.fsdecode(_bytes_told(drop.name))
    if drop.outcome == drops.FILED:
        kept = archive.describe(places.archive, drop.sha256).exact_name
        assert kept == told, (kept, told)
    return told


def _bytes_told(printable: str) -> bytes:
    r"""The bytes of a name as `printable_name` writes it: "\xNN" is a byte."""
    quoted = printable.encode().replace(b"%", b"%25").replace(b"\\x", b"%")
    return unquote_to_bytes(quoted)
