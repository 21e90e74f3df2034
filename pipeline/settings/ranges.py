"""Between which numbers a setting may lie. The schema of settings says the same."""

from pipeline.messages import _

_DAY_SECONDS = 86_400
_MOST_MB = 1 << 24

RANGES: dict[str, tuple[float, float]] = {
    "intake.settle_seconds": (0, _DAY_SECONDS),
    "intake.poll_seconds": (0.01, _DAY_SECONDS),
    "intake.workers": (1, 64),
    "limits.pixels": (1, 10_000_000_000),
    "limits.pages": (1, 1_000_000),
    "limits.memory_mb": (1, _MOST_MB),
    "limits.seconds": (0.01, _DAY_SECONDS),
    "limits.file_mb": (1, _MOST_MB),
}
"""The full name of a setting → the least and the most; both are allowed."""


def misfit(name: str, value: float) -> str:
    """What should stand there instead; "" when it lies between them."""
    least, most = RANGES[name]
    if least <= value <= most:  # which "nan" never does
        return ""
    return _("it must be from {least} to {most}").format(least=least, most=most)
