"""What --since may say, and what is meant where it says nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as midnight

import pytest
from tests.query.typed_dates import FORMS, NO_DATES, TODAY
from tests.tables import each_row

from recueil.cli.arguments import last_ingest_start, parse_since
from recueil.errors import SettingsError
from recueil.query.typed_date import TypedDate
from recueil.store.ledger.runs import Owner, Run
from recueil.values import PartialDate

ADVICE = (
    "Say a day (2025-03-01, hier), a month (mars 2024, le mois dernier), a time (2025-03-01T02:00), "
    "or how long ago (24h, 7d)."
)
NOW = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock shows the time of Paris."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Paris")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-11-02", "2025-11-01T23:00+00:00"),
        ("2025-07-02", "2025-07-01T22:00+00:00"),
        ("2025-11-02T02:00", "2025-11-02T01:00+00:00"),
        (" 2025-11-02 02:00:30 ", "2025-11-02T01:00:30+00:00"),
        ("2025-11-02T02:00Z", "2025-11-02T02:00+00:00"),
        ("2025-11-02T02:00-05:00", "2025-11-02T07:00+00:00"),
        ("20251102", "2025-11-01T23:00+00:00"),
        ("24h", "2025-11-02T09:00+00:00"),
        ("7d", "2025-10-27T09:00+00:00"),
        ("0h", "2025-11-03T09:00+00:00"),
        ("03/11/2025", "2025-11-02T23:00+00:00"),
        ("hier", "2025-11-01T23:00+00:00"),
        ("le mois dernier", "2025-09-30T22:00+00:00"),
        ("depuis 3 mois", "2025-08-02T22:00+00:00"),
    ],
)
def test_a_moment(text: str, moment: str) -> None:
    assert parse_since(text, NOW) == datetime.fromisoformat(moment)


def test_the_hour_that_comes_twice_is_the_first() -> None:
    assert parse_since("2025-10-26T02:30", NOW) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_days_ago_are_of_24_hours_when_the_clock_is_put_back() -> None:
    assert parse_since("1d", datetime(2025, 10, 26, 12, tzinfo=UTC)) == datetime(2025, 10, 25, 12, tzinfo=UTC)


@each_row(
    "text",
    ["", "yesterday", "7", "7 d", "-7d", "d", "1.5h", "7w", "٧d", "9999999h", "999999d", "2025-02-30", "03/11/25",
     "2025-11-02T25:00", "0001-01-01"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_since(text, NOW)
    assert caught.value.message == f"{text!r} is not a date or time."
    assert caught.value.advice == ADVICE


PRESENT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


@each_row(("text", "start", "end"), [form for form in FORMS if not form[0].isdigit()])
def test_a_date_as_people_type_it_begins_at_midnight(text: str, start: str, end: str) -> None:
    """Not with what has no beginning, or an end that would be ignored, nor with what is yet to come."""
    first = start and datetime.combine(PartialDate.parse(start).first_day(), midnight()).astimezone()
    if not first or first > PRESENT or TypedDate.parse(text, TODAY).is_range:
        with pytest.raises(SettingsError):
            parse_since(text, PRESENT)
    else:
        assert parse_since(text, PRESENT) == first


@each_row("text", [text for text, _ in NO_DATES if text not in ("10h", "2014-07-24T10:00")])
def test_what_is_no_date_is_no_moment(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_since(text, PRESENT)
    assert caught.value.advice == ADVICE


@pytest.mark.parametrize("text", ["2025-11-04", "2025-11-03T10:01", "9999-12-31", "demain", "le mois prochain"])
def test_what_is_yet_to_come_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is in the future"):
        parse_since(text, NOW)


def run(flow: str, hours_ago: int, *, ended: bool = True) -> Run:
    started = NOW - timedelta(hours=hours_ago)
    begun = Run("1", flow, None, Owner("here", 1), "1", started, started, None, None, None, 0, 0, 0, 0)
    return replace(begun, finished=NOW, state="completed") if ended else begun


def set_back(run: Run) -> Run:
    """One during which the clock was set back, by a little more than the run took."""
    return replace(run, finished=run.started - timedelta(hours=1))


@pytest.mark.parametrize(
    ("runs", "hours_ago"),
    [
        ([run("ingest", 7), run("ingest", 31)], 7),
        ([run("retry", 1), run("ingest", 7), run("maintain", 8)], 7),
        ([run("ingest", 1, ended=False), run("ingest", 7)], 7),
        ([run("ingest", 1, ended=False)], 1),
        ([run("reprocess", 2), run("retry", 3)], 2),
        ([], 0),
        ([run("ingest", -9), run("ingest", 7), run("ingest", 31)], 7),
        ([set_back(run("ingest", 3)), run("ingest", 7)], 7),
        ([set_back(run("ingest", 3))], 28),
    ],
    ids=[
        "the last",
        "before a retry",
        "not one at work",
        "unless it is alone",
        "of other flows the last",
        "none",
        "before the clock was set back",
        "before the clock was set back meanwhile",
        "whose clock was set back",
    ],
)
def test_in_the_morning_the_last_ingestion_that_ended_is_meant(runs: list[Run], hours_ago: int) -> None:
    assert last_ingest_start(runs, NOW) == NOW - timedelta(hours=hours_ago)
