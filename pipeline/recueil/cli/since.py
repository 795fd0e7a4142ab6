"""Shared options and arguments of the commands, the parser of ``--since``, and access to the store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from recueil.errors import SettingsError
from recueil.store.ledger.runs import Run

_TIME_AGO = re.compile(r"(\d{1,6})([hd])", re.ASCII)
_ONE_DAY = timedelta(days=1)
_ADVICE = "Say a day (2025-03-01), a time (2025-03-01T02:00), or how long ago (24h, 7d)."


def parse_since(text: str, now: datetime) -> datetime:
    """Parse an ISO date or time, or a number of hours or days ago (``24h``, ``7d``); local where it has no zone.

    A day of ``7d`` has 24 hours. Raise SettingsError for anything else, and for times in the future.
    """
    try:
        moment = _parse_time(text.strip(), now)
    except (ValueError, OverflowError):
        raise SettingsError(f"{text!r} is no moment.", _ADVICE) from None
    if moment > now:
        raise SettingsError(f"{text!r} is yet to come.", _ADVICE)
    return moment


def _parse_time(text: str, now: datetime) -> datetime:
    ago = _TIME_AGO.fullmatch(text)
    if ago is None:
        return datetime.fromisoformat(text).astimezone()
    hours = int(ago[1]) * (24 if ago[2] == "d" else 1)
    return now - timedelta(hours=hours)


def last_ingest_start(runs: Sequence[Run], now: datetime) -> datetime:
    """Return the start of the last finished ingestion, of runs latest first: in the morning, that of the night.

    Where none has finished, return the start of the last run; without runs, ``now``. A run that began after
    now, or after its own end, began before the clock was set back: then the previous run is used or,
    without one, the day before its end.
    """
    known = [run for run in runs if run.started <= min(now, run.finished or now)]
    ended = [run for run in known if run.flow == "ingest" and run.finished]
    set_back = [run.finished - _ONE_DAY for run in runs if run.finished and run.finished < run.started]
    return next((run.started for run in [*ended, *known]), min([now, *set_back]))
