"""What the runner has no more use for, in the words of whoever deletes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contracts import past_use
from contracts.models import CallCount, RememberedAnswer

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def test_an_answer_is_past_use_once_it_is_not_given_again():
    for key, age in (("given", DAY), ("forgotten", DAY + MINUTE)):
        RememberedAnswer.objects.create(caller="a", operation="b", key=key, started_at=NOW - age)
    answers, _ = past_use(NOW)
    assert [each.key for each in answers] == ["forgotten"]


def test_the_count_of_a_minute_is_past_use_once_the_next_one_is_over():
    for bucket, age in (("counted", MINUTE), ("over", 3 * MINUTE)):
        CallCount.objects.create(bucket=bucket, minute=NOW - age)
    _, counts = past_use(NOW)
    assert [each.bucket for each in counts] == ["over"]
