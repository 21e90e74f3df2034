"""Durable work: what was begun is finished, whatever stops the process.

The only room that knows the durable engine. Importing it costs half a second,
so only the commands that take papers in do.
"""

from pipeline.work.engine import Engine
from pipeline.work.watch import BusyError, Watch, only_watcher

__all__ = ["BusyError", "Engine", "Watch", "only_watcher"]
