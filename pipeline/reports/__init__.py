"""Use cases that only read: what is outstanding, what a record says, what is where."""

from pipeline.reports.lost import lost
from pipeline.reports.outstanding import Outstanding, outstanding
from pipeline.reports.record import describe
from pipeline.reports.results import GroupResults, from_paper, group_results
from pipeline.reports.status import Status, status
from pipeline.reports.unfinished import not_back, undecided
from pipeline.reports.whereabouts import Whereabouts, whereabouts

__all__ = [
    "GroupResults",
    "Outstanding",
    "Status",
    "Whereabouts",
    "describe",
    "from_paper",
    "group_results",
    "lost",
    "not_back",
    "outstanding",
    "status",
    "undecided",
    "whereabouts",
]
