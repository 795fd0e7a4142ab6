"""The audit log for other programs: one row, or one line, per entry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TextIO

from recueil.accounts.audit import Entry
from recueil.export.sheet import Sheet

COLUMNS = ("id", "at", "who", "action", "subject", "details")


def write_csv(entries: Iterable[Entry], file: TextIO) -> None:
    """Write a header and a row per entry; times are UTC in ISO 8601, details are JSON."""
    Sheet(file, COLUMNS, "\n").write(map(_row, entries))


def write_jsonl(entries: Iterable[Entry], file: TextIO) -> None:
    """Write one JSON object per line."""
    for entry in entries:
        file.write(json.dumps({**asdict(entry), "at": _at(entry)}, ensure_ascii=False) + "\n")


def _row(entry: Entry) -> tuple[object, ...]:
    details = json.dumps(entry.details, ensure_ascii=False)
    return entry.id, _at(entry), entry.who, entry.action, entry.subject, details


def _at(entry: Entry) -> str:
    return entry.at.isoformat(timespec="seconds")
