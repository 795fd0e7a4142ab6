"""Commands of alerts: saved queries whose new hits are told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli import format
from recueil.cli.base import StoreOption, app
from recueil.settings import load_settings
from recueil.web import links

if TYPE_CHECKING:
    from recueil.settings import Settings
    from recueil.store.store import Store as Opened

alerts = typer.Typer(help="Saved queries, whose new hits are told.", no_args_is_help=True)
app.add_typer(alerts, name="alerts")

Number = Annotated[int, typer.Argument(metavar="ALERT", help="Its number, as `recueil alerts list` prints it.")]
Owner = Annotated[str | None, typer.Option(help="Whose it is (default: nobody's).")]


@alerts.command()
def add(
    name: Annotated[str, typer.Argument(help="What it is called in reports and in its feed.")],
    query: Annotated[str, typer.Argument(help="As `recueil search` takes it.")],
    owner: Owner = None,
    store: StoreOption = None,
) -> None:
    """Save a query. Acts that match it from now on are delivered in its feed and in the report of each
    run.
    """
    from recueil.query import parse

    settings, asked = load_settings(store=store), parse(query)
    with _open_configured(settings) as opened:
        saved = opened.alerts.add(name, asked, owner, datetime.now(UTC))
    print(f"Alert {saved.alert.id} is saved. Not new to it: {format.pluralize(saved.acts, 'act')} of the store.")
    _print_feed(settings, saved.alert.id, saved.key)


@alerts.command("list")
def list_(
    owner: Annotated[str | None, typer.Option(help="Only those of this user.")] = None, store: StoreOption = None
) -> None:
    """List the alerts."""
    from recueil.alerts import terminal_alerts

    with _open_configured(load_settings(store=store)) as opened:
        found = opened.alerts.all() if owner is None else opened.alerts.of(owner)
    terminal_alerts.print_alerts(found)


@alerts.command()
def show(number: Number, store: StoreOption = None) -> None:
    """Print an alert and its latest hits."""
    from recueil.alerts import terminal_alerts

    with _open_configured(load_settings(store=store)) as opened:
        terminal_alerts.print_alert(opened.alerts.hits(number))


@alerts.command("test")
def try_(number: Number, store: StoreOption = None) -> None:
    """Print how many acts match an alert now, and how many of them are new. Changes nothing."""
    from recueil.query import parse

    with _open_configured(load_settings(store=store)) as opened:
        query = parse(opened.alerts.one(number).query)
        count, missed = opened.count(query), opened.alerts.count_missed(number, query)
    print(f"{format.pluralize(count, 'act')} answer. The next run will find {missed} of them new.")


@alerts.command()
def key(number: Number, store: StoreOption = None) -> None:
    """Give the feed of an alert a new address. The old one becomes invalid."""
    settings = load_settings(store=store)
    with _open_configured(settings) as opened:
        _print_feed(settings, number, opened.alerts.renew_key(number))


@alerts.command()
def disable(number: Number, store: StoreOption = None) -> None:
    """Pause an alert: no hits, no feed."""

    with _open_configured(load_settings(store=store)) as opened:
        opened.alerts.disable(number, datetime.now(UTC))
    print(f"Alert {number} rests.")


@alerts.command()
def enable(number: Number, store: StoreOption = None) -> None:
    """Resume an alert. The next run delivers what it missed."""
    with _open_configured(load_settings(store=store)) as opened:
        opened.alerts.enable(number)
    print(f"Alert {number} is awake.")


@alerts.command()
def remove(number: Number, store: StoreOption = None) -> None:
    """Delete an alert, with its feed and its hits."""
    with _open_configured(load_settings(store=store)) as opened:
        opened.alerts.remove(number)
    print(f"Alert {number} is removed.")


def _open_configured(settings: Settings) -> Opened:
    from recueil.store.open import open_store

    return open_store(settings.store)


def _print_feed(settings: Settings, number: int, key: str) -> None:
    address = links.feed_url(settings.web.address, number, key)
    print(f"Its feed, for whoever has the address, which is shown only now: {address}")
