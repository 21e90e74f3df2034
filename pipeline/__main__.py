"""`python -m pipeline` and the command `podshivka`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from pipeline.cli import run  # noqa: PLC0415 - nothing is loaded at import time

    sys.exit(run())


if __name__ == "__main__":
    main()
