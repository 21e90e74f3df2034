"""What every process apart needs, done once in the server that they are forked from.

Without it each of them would load anew what libraries load when they are first used
(`warm`), and its collector of garbage would go through all that the server has loaded.
"""

import gc
import importlib

from PIL import Image

from pipeline.recognition import reading, sight, warm

__all__ = ["reading", "sight"]

importlib.import_module("numpy.ma")  # by NumPy itself, at a first median
Image.preinit()
warm.up()
gc.collect()
gc.freeze()
