"""What the engine's database holds that is not finished, and what never would be."""

import logging
import time

from dbos import DBOS, WorkflowStatus

from pipeline.work import inhand, running, workflows

log = logging.getLogger(__name__)
running.keep_quiet_at_the_end(log)

_BEGUN = "PENDING"
_STATES = [_BEGUN, "ENQUEUED", "DELAYED"]

_ASK_SECONDS = 1.0
_STRANDED_SECONDS = 10.0
"""Begun so long ago, and nobody is at it: the database failed at its begin or end."""


def is_undone(work: WorkflowStatus) -> bool:
    """That work waits or is being done."""
    return work.status in _STATES


def cancel_other_versions(version: str) -> None:
    """Let work of another order of steps go; what it was about is found again.

    A claim is submitted once more, and a record without text looked for.
    """
    for it in _left():
        if it.app_version not in (None, version):
            DBOS.cancel_workflow(it.workflow_id)


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


def _left() -> list[WorkflowStatus]:
    return DBOS.list_workflows(status=_STATES, load_input=False, load_output=False)
