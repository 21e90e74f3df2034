"""What the engine's database holds that is not finished, and what never would be."""

import logging
import time
from collections.abc import Iterable

from dbos import DBOS, WorkflowStatus

from pipeline.work import backlog, inhand, running, workflows

log = logging.getLogger(__name__)
running.keep_quiet_at_the_end(log)

_BEGUN = "PENDING"
_STATES = [_BEGUN, "ENQUEUED", "DELAYED"]

_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_KEPT = 500
"""So many pieces of work that ended last are kept, for who wants to know."""

_FORGOTTEN_AT_ONCE = 100

_ASK_SECONDS = 1.0
_STRANDED_SECONDS = 10.0
"""Begun so long ago, and nobody is at it: the database failed at its begin or end."""


def is_undone(work: WorkflowStatus) -> bool:
    """That work waits or is being done."""
    return work.status in _STATES


def cancel_other_versions(version: str) -> None:
    """Let work of another order of steps go, and begin what it was about anew.

    A claim is submitted once more by who looks at the claims.
    """
    for it in DBOS.list_workflows(status=_STATES, load_output=False):
        if it.app_version not in (None, version):
            DBOS.cancel_workflow(it.workflow_id)
            backlog.add(workflows.folders_of(it.workflow_id, it.input))


def begun_enrichments() -> list[str]:
    """Folders of the records that an earlier run began to enrich."""
    left = DBOS.list_workflows(
        status=_STATES, workflow_id_prefix=inhand.ENRICHMENT, load_output=False
    )
    return [
        folder
        for it in left
        for folder in workflows.folders_of(it.workflow_id, it.input)
    ]


def forget_ended(left: Iterable[str]) -> None:
    """Let go of what the database keeps of work that ended, but for the last.

    Nobody asks for it again, and it would grow with every file that ever came.

    Args:
        left: Ids of the work that is not finished. Former attempts at the same are
            kept, by which it is found.
    """
    ended = DBOS.list_workflows(
        status=_ENDED,
        sort_desc=True,
        offset=_KEPT,
        limit=_FORGOTTEN_AT_ONCE,
        load_input=False,
        load_output=False,
    )
    wanted = {workflows.aim_of(it) for it in left}
    past = [it.workflow_id for it in ended]
    if nobodys := [it for it in past if workflows.aim_of(it) not in wanted]:
        DBOS.delete_workflows(nobodys)


class Undone:
    """Counts what is not finished, and gives up what is stranded."""

    def __init__(self) -> None:
        self._ask_at = 0.0
        self._stranded_since: dict[str, float] = {}

    def count(self) -> int:
        """How many pieces of work are not finished.

        The database is asked at once when we know of none, else once a second: to
        ask takes longer than a look into the inbox. It knows better than we do: work
        that was done before, a record that came again, is not begun anew.
        """
        known = inhand.count()
        if known and time.monotonic() < self._ask_at:
            return known
        self._ask_at = time.monotonic() + _ASK_SECONDS
        left = _left()
        forget_ended(it.workflow_id for it in left)
        self._let_stranded_go({it.workflow_id for it in left if it.status == _BEGUN})
        if not left:
            inhand.forget_all()
        return len(left)

    def _let_stranded_go(self, begun: set[str]) -> None:
        """Give up what is begun and nobody is at, for some time: it would never end.

        When its claim is submitted again, or its record found, it is other work.
        """
        now = time.monotonic()
        nobodys = inhand.without_hand(begun)
        since = {it: self._stranded_since.get(it, now) for it in nobodys}
        for it in [it for it, then in since.items() if now - then >= _STRANDED_SECONDS]:
            DBOS.cancel_workflow(it)
            inhand.forget(it)
            _give_up(it)
            del since[it]
        self._stranded_since = since


def _give_up(work_id: str) -> None:
    """Say that a claim's work ended without an outcome."""
    log.error("the work “%s” was stranded and is begun anew", work_id)
    begun = DBOS.get_workflow_status(work_id)
    if begun is not None and (token := workflows.token_of(work_id, begun.input)):
        inhand.fail(token)
    if begun is not None:
        backlog.end(workflows.folders_of(work_id, begun.input))


def _left() -> list[WorkflowStatus]:
    return DBOS.list_workflows(status=_STATES, load_input=False, load_output=False)
