"""What a process apart needs that looks at pages, done once in the server of all.

Without it each of them would load anew what libraries load when they are first used
(`warm`), and its collector of garbage would go through all that the server has loaded.
Where warming up fails, the server goes on: each process then meets the fault by itself,
and says so of its file.
"""

import contextlib
import gc
import importlib

import cv2
from PIL import Image

from pipeline.recognition import reading, sight, warm

__all__ = ["reading", "sight"]

importlib.import_module("numpy.ma")  # by NumPy itself, at a first median
Image.preinit()
with contextlib.suppress(OSError, MemoryError, cv2.error):
    warm.up()
gc.collect()
gc.freeze()
