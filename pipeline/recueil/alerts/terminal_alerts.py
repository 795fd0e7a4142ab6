"""`recueil alerts`: save queries whose new hits are delivered in feeds and reports; list, test, pause,
remove.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from recueil.alerts.store import AlertDefinition, Feed
from recueil.cli.format import new_table, out, pluralize, safe_text
from recueil.harmless import join_lines


def print_alerts(found: Iterable[AlertDefinition]) -> None:
    """Print one line per alert."""
    table = new_table("alert", "name", "owner", "query", "hits", "state")
    for each in found:
        words = map(safe_text, (each.name, each.owner or "", join_lines(each.query)))
        table.add_row(str(each.id), *words, str(each.hits), safe_text(_describe_state(each)))
    out.print(table)
    out.print(f"{pluralize(table.row_count, 'alert')}.")


def print_alert(feed: Feed) -> None:
    """Print an alert and its latest hits."""
    shown = feed.alert
    table = Table.grid(padding=(0, 2))
    for name, value in _alert_rows(shown):
        table.add_row(name, safe_text(value))
    out.print(table)
    if feed.hits:
        out.print(_hits_table(feed))


def _alert_rows(shown: AlertDefinition) -> list[tuple[str, str]]:
    return [
        ("alert", f"{shown.id}: {shown.name}"),
        ("query", join_lines(shown.query)),
        ("owner", shown.owner or "nobody"),
        ("saved", shown.created.isoformat(timespec="seconds")),
        ("looked", shown.looked.isoformat(timespec="seconds")),
        ("state", _describe_state(shown)),
        ("hits", str(shown.hits)),
    ]


def _hits_table(feed: Feed) -> Table:
    table = new_table("found", "act", "date", "body", "title")
    for hit in feed.hits:
        facts = (hit.uid, str(hit.date or ""), join_lines(hit.body or ""), join_lines(hit.title or ""))
        table.add_row(f"{hit.found:%Y-%m-%d %H:%M}", *map(safe_text, facts))
    return table


def _describe_state(shown: AlertDefinition) -> str:
    if shown.disabled is not None:
        return "rests"
    return "awake" if shown.problem is None else f"cannot be answered: {shown.problem}"
