"""`recueil alerts`: save queries whose new hits are delivered in feeds and reports; list, test, pause,
remove.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from recueil.cli.arguments import QueryCommand, StoreOption, app
from recueil.cli.terminal import new_table, out, safe_text
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext
from recueil.web import links

if TYPE_CHECKING:
    from recueil.alerts.store import AlertDefinition, Feed
    from recueil.settings import Settings
    from recueil.store.store import Store


_EVENTS = {None: _("new"), "changed": _("changed"), "withdrawn": _("withdrawn")}


def print_alerts(found: Iterable[AlertDefinition]) -> None:
    """Print one line per alert."""
    table = new_table("alert", "name", "owner", "query", "hits", "state")
    for each in found:
        words = map(safe_text, (each.name, each.owner or "", join_lines(each.query)))
        table.add_row(str(each.id), *words, str(each.hits), safe_text(_describe_state(each)))
    out.print(table)
    out.print(f"{ngettext('{number} alert', '{number} alerts', table.row_count)}.")


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
        (_("alert"), f"{shown.id}: {shown.name}"),
        (_("query"), join_lines(shown.query)),
        (_("owner"), shown.owner or _("nobody")),
        (_("saved"), shown.created.isoformat(timespec="seconds")),
        (_("looked"), shown.looked.isoformat(timespec="seconds")),
        (_("state"), _describe_state(shown)),
        (_("announces"), _("new acts, versions, withdrawals") if shown.changes else _("new acts")),
        (_("hits"), str(shown.hits)),
    ]


def _hits_table(feed: Feed) -> Table:
    table = new_table("found", "what", "act", "date", "body", "title")
    for hit in feed.hits:
        facts = (
            _EVENTS[hit.event],
            hit.uid,
            str(hit.date or ""),
            join_lines(hit.body or ""),
            join_lines(hit.title or ""),
        )
        table.add_row(f"{hit.found:%Y-%m-%d %H:%M}", *map(safe_text, facts))
    return table


def _describe_state(shown: AlertDefinition) -> str:
    if shown.disabled is not None:
        return _("disabled")
    return (
        _("enabled") if shown.problem is None else _("cannot be answered: {problem}").format(problem=shown.problem)
    )


alerts = typer.Typer(help="Save queries and get notified of new hits.", no_args_is_help=True)
app.add_typer(alerts, name="alerts")

Number = Annotated[
    int, typer.Argument(metavar="ALERT", help="Number of the alert, as printed by `recueil alerts list`.")
]
Owner = Annotated[str | None, typer.Option(help="Owner (default: nobody).")]


@alerts.command(cls=QueryCommand)
def add(
    name: Annotated[str, typer.Argument(help="Name shown in reports and in the feed.")],
    query: Annotated[str, typer.Argument(help="A query, as for `recueil search`.")],
    owner: Owner = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Announce also new versions and withdrawals of its acts.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Save a query. Acts that match it from now on are delivered in its feed and in the report of each
    run.
    """
    from recueil.query import parse
    from recueil.settings import load_settings

    settings, parsed = load_settings(store=store), parse(query)
    with _open_configured(settings) as opened:
        saved = opened.alerts.add(name, parsed, owner, datetime.now(UTC), changes=changes)
    print(
        ngettext(
            "Alert {id} is saved. Not new to it: {number} act of the store.",
            "Alert {id} is saved. Not new to it: {number} acts of the store.",
            saved.acts,
        ).format(id=saved.alert.id)
    )
    _print_feed(settings, saved.alert.id, saved.key)


@alerts.command("list")
def list_(
    owner: Annotated[str | None, typer.Option(help="Only alerts of this user.")] = None, store: StoreOption = None
) -> None:
    """List the alerts."""
    from recueil.settings import load_settings

    with _open_configured(load_settings(store=store)) as opened:
        found = opened.alerts.all() if owner is None else opened.alerts.of(owner)
    print_alerts(found)


@alerts.command()
def show(number: Number, store: StoreOption = None) -> None:
    """Print an alert and its latest hits."""
    from recueil.settings import load_settings

    with _open_configured(load_settings(store=store)) as opened:
        print_alert(opened.alerts.hits(number))


@alerts.command("test")
def try_(number: Number, store: StoreOption = None) -> None:
    """Print how many acts match an alert now, and how many of them are new. Changes nothing."""
    from recueil.query import parse
    from recueil.settings import load_settings

    with _open_configured(load_settings(store=store)) as opened:
        query = parse(opened.alerts.one(number).query)
        count, missed = opened.count(query), opened.alerts.count_missed(number, query)
    print(
        ngettext(
            "{number} act answer. The next run will find {missed} of them new.",
            "{number} acts answer. The next run will find {missed} of them new.",
            count,
        ).format(missed=missed)
    )


@alerts.command()
def key(number: Number, store: StoreOption = None) -> None:
    """Give the feed of an alert a new address. The old one becomes invalid."""
    from recueil.settings import load_settings

    settings = load_settings(store=store)
    with _open_configured(settings) as opened:
        _print_feed(settings, number, opened.alerts.renew_key(number))


@alerts.command()
def disable(number: Number, store: StoreOption = None) -> None:
    """Pause an alert: no hits, no feed."""
    from recueil.settings import load_settings

    with _open_configured(load_settings(store=store)) as opened:
        opened.alerts.disable(number, datetime.now(UTC))
    print(_("Alert {number} is disabled.").format(number=number))


@alerts.command()
def enable(number: Number, store: StoreOption = None) -> None:
    """Resume an alert. The next run delivers what it missed."""
    from recueil.settings import load_settings

    with _open_configured(load_settings(store=store)) as opened:
        opened.alerts.enable(number)
    print(_("Alert {number} is enabled.").format(number=number))


@alerts.command()
def remove(number: Number, store: StoreOption = None) -> None:
    """Delete an alert, with its feed and its hits."""
    from recueil.settings import load_settings

    with _open_configured(load_settings(store=store)) as opened:
        opened.alerts.remove(number)
    print(_("Alert {number} is removed.").format(number=number))


def _open_configured(settings: Settings) -> Store:
    from recueil.store.open import open_store

    return open_store(settings.store)


def _print_feed(settings: Settings, number: int, key: str) -> None:
    address = links.feed_url(settings.web.address, number, key)
    print(_("Its feed, for whoever has the address, which is shown only now: {address}").format(address=address))
