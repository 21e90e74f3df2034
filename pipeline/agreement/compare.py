"""All branches of the data for one document."""

import hashlib
from dataclasses import replace

from pipeline.agreement import heading, lessons, people
from pipeline.agreement.comparison import Comparison
from pipeline.agreement.differences import Difference
from pipeline.model import Group, Results


def differences(it: Comparison) -> tuple[Difference, ...]:
    """Everything that the paper says otherwise than the group's data.

    What a supplement in force says is no difference of the paper that it
    supplements. A supplement is asked about what it holds itself.
    """
    return (
        *people.differences(it),
        *lessons.sessions(it),
        *lessons.units(it),
        *heading.differences(it),
    )


def fingerprint(group: Group) -> str:
    """What the group's data are told by, without the results: a SHA-256.

    Equal fingerprints mean equal data, so nothing printed from them can differ. A
    version of the program that knows more of a group gives others.
    """
    data = repr(replace(group, results=Results()))
    return hashlib.sha256(data.encode()).hexdigest()
