"""Durable work: what was begun is finished, whatever stops the process.

The only room that knows the durable engine. Importing it costs half a second,
so only the commands that take papers in do.

    watch → engine → undone → workflows → steps → inhand, running

- `watch`: the loop that polls, claims, submits and tells; `patience`: when it tries
  again what failed,
- `lag`: catching up a catalogue that could not be written meanwhile,
- `engine`: launched, asked, closed; `database`: its file,
- `undone`: what is not finished, and giving up what never would be,
- `workflows`: what is done with a dropped file and with a record, in order,
- `steps`: how a step is run, kept and tried again,
- `inhand`: what this process has in hand, and what ended,
- `running`: whether the engine runs, and the desk that its work uses.
"""

import logging

logging.getLogger("dbos").addHandler(logging.NullHandler())  # before it is imported

from pipeline.work.engine import Engine
from pipeline.work.watch import BusyError, Watch, only_watcher

__all__ = ["BusyError", "Engine", "Watch", "only_watcher"]
