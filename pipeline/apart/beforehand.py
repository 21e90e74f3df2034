"""The first thing that the server does which processes apart are forked from."""

import signal

for _number in (signal.SIGTERM, signal.SIGHUP):
    # a shutdown asks every process to end: ours decides when these do, or a file
    # would seem to have made them crash
    signal.signal(_number, signal.SIG_IGN)
