"""`recueil alerts`: save queries whose new hits are delivered in feeds and reports; list, test, pause,
remove.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from recueil.alerts.store import Alert, Feed
from recueil.cli.format import counted, out, plain, table_of
from recueil.harmless import one_line


def alerts(found: Iterable[Alert]) -> None:
    """Print one line per alert."""
    table = table_of("alert", "name", "owner", "query", "hits", "state")
    for each in found:
        words = map(plain, (each.name, each.owner or "", one_line(each.query)))
        table.add_row(str(each.id), *words, str(each.hits), plain(_state(each)))
    out.print(table)
    out.print(f"{counted(table.row_count, 'alert')}.")


def alert(feed: Feed) -> None:
    """Print an alert and its latest hits."""
    shown = feed.alert
    table = Table.grid(padding=(0, 2))
    for name, value in _lines(shown):
        table.add_row(name, plain(value))
    out.print(table)
    if feed.hits:
        out.print(_hits(feed))


def _lines(shown: Alert) -> list[tuple[str, str]]:
    return [
        ("alert", f"{shown.id}: {shown.name}"),
        ("query", one_line(shown.query)),
        ("owner", shown.owner or "nobody"),
        ("saved", shown.created.isoformat(timespec="seconds")),
        ("looked", shown.looked.isoformat(timespec="seconds")),
        ("state", _state(shown)),
        ("hits", str(shown.hits)),
    ]


def _hits(feed: Feed) -> Table:
    table = table_of("found", "act", "date", "body", "title")
    for hit in feed.hits:
        facts = (hit.uid, str(hit.date or ""), one_line(hit.body or ""), one_line(hit.title or ""))
        table.add_row(f"{hit.found:%Y-%m-%d %H:%M}", *map(plain, facts))
    return table


def _state(shown: Alert) -> str:
    if shown.disabled is not None:
        return "rests"
    return "awake" if shown.problem is None else f"cannot be answered: {shown.problem}"
