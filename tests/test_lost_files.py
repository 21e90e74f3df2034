"""A file that is gone from quarantine is missed, and one on its way again is not."""

import shutil

import pytest

from pipeline import discarding, inbox, reports
from pipeline.inbox import quarantine
from tests import test_discarding
from tests.test_discarding import ACT, NOW, bring_back, called, dropped, put_aside

places = test_discarding.places


@pytest.fixture
def aside(places):
    """Two files in quarantine, of which the log tells."""
    inbox.presence.begin(places)
    found = [put_aside(places, content) for content in (b"file", b"more")]
    for reason in found:
        dropped(places, reason)
    return found


def now(places):
    return [it.now for it in reports.whereabouts(places)]


def test_a_file_gone_from_quarantine_is_told(places, aside):
    shutil.rmtree(places.quarantine / aside[0].sha256)
    assert now(places) == ["gone", "quarantine"]
    assert list(reports.lost(places)) == [places.quarantine / aside[0].sha256]


def test_a_file_that_a_claim_has_is_on_its_way_again(places, aside):
    discarding.retry(places, aside, NOW)
    assert now(places) == ["under_way", "under_way"]
    assert list(reports.lost(places)) == []
    claims = inbox.claimed(places.claimed)
    inbox.release(claims[0], NOW)
    assert sorted(now(places)) == ["gone", "under_way"]  # no place has it


def test_a_file_that_is_discarded_or_brought_back_is_not_missed(places, aside):
    discarding.discard(places, aside, ACT)
    assert list(reports.lost(places)) == []
    bring_back(places)
    assert list(reports.lost(places)) == []


def test_a_file_that_is_moved_while_somebody_looks_is_not_missed(
    places, aside, monkeypatch
):
    """Its claim ends between the two looks: it is in quarantine again."""
    away = places.root / "moved"
    (places.quarantine / aside[0].sha256).rename(away)

    def claimed(_folder):
        if away.exists():
            away.rename(places.quarantine / aside[0].sha256)
        return []

    monkeypatch.setattr(inbox, "claimed", claimed)
    assert now(places) == ["quarantine", "quarantine"]
    assert quarantine.has(places.quarantine, aside[0].sha256)


def test_nothing_of_quarantine_is_missed_while_claims_cannot_be_seen(places, aside):
    shutil.rmtree(places.quarantine / aside[0].sha256)
    places.claimed.rmdir()
    assert list(reports.lost(places)) == []


def test_who_asks_is_told_what_to_do_about_a_lost_file(places, aside):
    shutil.rmtree(places.quarantine / aside[0].sha256)
    told = " ".join(called(places, "log").stdout.split())
    assert "gone;" in told
    assert "on its way" not in told
