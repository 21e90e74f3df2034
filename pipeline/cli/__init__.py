"""The command line: parse, call one use case, print.

A group of commands is imported only when one of its commands is asked for, so
`--help` and a search start at once. No rule stands here.
"""

from pipeline.cli.app import run

__all__ = ["run"]
