"""`python -m tests.faults`: see `sweep`.

A module of this name is loaded anew by no process that reads files, as that of the
command line is not.
"""

import sys
from functools import partial

from tests.faults import sweep

if __name__ == "__main__":
    sys.exit(sweep.main(sys.argv[1:], partial(print, flush=True)))
