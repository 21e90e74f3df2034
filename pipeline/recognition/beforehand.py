"""What every process apart needs, done once in the server that they are forked from.

Without it each of them would load anew what libraries load when they are first used
(`warm`), and its collector of garbage would go through all that the server has loaded.
Where warming up fails, the server goes on: each process then meets the fault by itself,
and says so of its file.
"""

import contextlib
import gc
import importlib
import signal

import cv2
from PIL import Image

from pipeline.recognition import reading, sight, warm

__all__ = ["reading", "sight"]

for _number in (signal.SIGTERM, signal.SIGHUP):
    # a shutdown asks every process to end: ours decides when these do, or a file
    # would seem to have made them crash
    signal.signal(_number, signal.SIG_IGN)
importlib.import_module("numpy.ma")  # by NumPy itself, at a first median
Image.preinit()
with contextlib.suppress(OSError, MemoryError, cv2.error):
    warm.up()
gc.collect()
gc.freeze()
