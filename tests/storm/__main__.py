"""`python -m tests.storm`: see `run`.

A module of this name is loaded anew by no process that reads files.
"""

import sys
from functools import partial

from tests.storm import run

if __name__ == "__main__":
    sys.exit(run.main(sys.argv[1:], partial(print, flush=True)))
