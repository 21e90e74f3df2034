"""What is done with a dropped file and with a record: the engine's workflows.

One workflow takes one dropped file in, another enriches records. What is stored with
a workflow is its name and text of our own, so that work begun before an upgrade is
understood after it. No path is: in a copy of a workspace, work goes on in the copy.
"""

import base64
import os
import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from dbos import DBOS, SetWorkflowID

from pipeline import ingest
from pipeline.inbox import Claim
from pipeline.work import backlog, inhand, running
from pipeline.work.inhand import ENRICHMENT, INTAKE
from pipeline.work.steps import durably


def intake_id(sha256: str, attempt: int) -> str:
    """Of the work to take bytes in, attempts counted from 1."""
    return f"{INTAKE}-{sha256}-{attempt}"


def aim_of(work_id: str) -> str:
    """What all attempts to take bytes in have in common; of other work its id."""
    is_intake = work_id.startswith(f"{INTAKE}-")
    return work_id.rpartition("-")[0] if is_intake else work_id


def enqueue_intake(work_id: str, claim: Claim, sha256: str) -> None:
    """Take a claimed file in, when its turn comes."""
    inhand.put(INTAKE, work_id)
    try:
        with SetWorkflowID(work_id):
            packed = _pack(claim.name)
            DBOS.enqueue_workflow(INTAKE, _take_in, claim.token, packed, sha256)
    except BaseException:
        inhand.forget(work_id)
        raise


def begin_enrichment(shares: int) -> None:
    """Enrich the next records that wait, in the background.

    Args:
        shares: Among how many lots those that wait may be dealt out.
    """
    folders = backlog.take(shares)
    work_id = f"{ENRICHMENT}-{secrets.token_hex(8)}"
    try:
        with SetWorkflowID(work_id):
            inhand.put(ENRICHMENT, work_id)
            DBOS.start_workflow(_enrich_all, folders)
    except BaseException:
        inhand.forget(work_id)
        backlog.end(folders)
        backlog.add(folders)
        raise


def token_of(work_id: str, stored: object) -> str:
    """Token of the claim that the work is about; "" when it is about none.

    Args:
        work_id: Of the work.
        stored: What it was begun with, as the engine gives it back.
    """
    arguments = _arguments(stored)
    return arguments[0] if work_id.startswith(f"{INTAKE}-") and arguments else ""


def folders_of(work_id: str, stored: object) -> Sequence[str]:
    """Of the records that the work is about; none when it is about a claim.

    Args:
        work_id: Of the work.
        stored: As above.
    """
    arguments = _arguments(stored)
    return arguments[0] if work_id.startswith(f"{ENRICHMENT}-") and arguments else ()


@DBOS.workflow(name="_take_in")
def _take_in(token: str, packed_name: str, sha256: str) -> None:
    desk = running.desk()
    claim = Claim(token, desk.places.claimed / token / _unpack(packed_name))
    try:
        with inhand.at_work(INTAKE, _own_id()):
            run = partial(durably, about=token)
            taken = ingest.take_in(claim, sha256, desk, run)
            backlog.add(taken.folders)
    except Exception:
        inhand.fail(token)
        raise
    inhand.finish(taken.drop)


@DBOS.workflow(name="_enrich_all")
def _enrich_all(folders: list[str]) -> None:
    """Some records, which share what it costs to start OCR."""
    backlog.begin(folders)
    try:
        with inhand.at_work(ENRICHMENT, _own_id()):
            ingest.enrich(folders, running.desk(), durably)
    finally:
        backlog.end(folders)


def _arguments(stored: object) -> Sequence[Any]:
    return stored["args"] if isinstance(stored, dict) else ()


def _own_id() -> str:
    return DBOS.workflow_id or ""


def _pack(name: str) -> str:
    """A file's name, whatever bytes it has, as plain text."""
    return base64.b64encode(os.fsencode(name)).decode()


def _unpack(packed: str) -> str:
    return os.fsdecode(base64.b64decode(packed))
