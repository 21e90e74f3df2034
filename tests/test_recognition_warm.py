"""What the server that processes are forked from goes through beforehand."""

from pipeline.model import SignatureState, ZoneKind
from pipeline.recognition import warm


def test_the_page_looked_at_beforehand_takes_what_every_page_takes() -> None:
    seen = warm.up()

    assert [it.state for it in seen.signatures] != [SignatureState.EMPTY]
    assert [it.kind for it in seen.readings] == [ZoneKind.MARK, ZoneKind.GRADE]
    assert all(it.value for it in seen.readings if it.kind is ZoneKind.MARK)
