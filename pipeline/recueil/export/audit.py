"""The audit log for other programs: one row, or one line, per entry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TextIO

from recueil.accounts.audit import AuditEntry
from recueil.export.sheet import CsvWriter

AUDIT_COLUMNS = ("id", "at", "who", "action", "subject", "details")


def write_audit_csv(entries: Iterable[AuditEntry], file: TextIO) -> None:
    """Write a header and a row per entry; times are UTC in ISO 8601, details are JSON."""
    CsvWriter(file, AUDIT_COLUMNS, "\n").write(map(_audit_row, entries))


def write_audit_jsonl(entries: Iterable[AuditEntry], file: TextIO) -> None:
    """Write one JSON object per line."""
    for entry in entries:
        file.write(json.dumps({**asdict(entry), "at": _entry_time(entry)}, ensure_ascii=False) + "\n")


def _audit_row(entry: AuditEntry) -> tuple[object, ...]:
    details = json.dumps(entry.details, ensure_ascii=False)
    return entry.id, _entry_time(entry), entry.who, entry.action, entry.subject, details


def _entry_time(entry: AuditEntry) -> str:
    return entry.at.isoformat(timespec="seconds")
