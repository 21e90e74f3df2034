"""Use cases that only read: what is outstanding, what a record says, what is where."""

from pipeline.reports.outstanding import Outstanding, outstanding
from pipeline.reports.record import describe
from pipeline.reports.status import Status, status

__all__ = ["Outstanding", "Status", "describe", "outstanding", "status"]
