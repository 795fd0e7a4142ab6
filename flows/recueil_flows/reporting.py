"""The morning report of a run: on Prefect's pages, and to those whom the settings name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from recueil import report
from recueil.clock import now
from recueil.settings import Settings
from recueil.store import open_store

if TYPE_CHECKING:
    from recueil.store.reporting import Report


def publish(settings: Settings, since: datetime) -> None:
    """Show what happened since then, and send it where somebody has to look at it. NotifyError.

    New hits of alerts are those that no report has told; what could not be sent, the next one tells.
    """
    with open_store(settings.store) as store:
        store.alerts.look(now())
        with store.alerts.telling(now()) as news:
            _publish(settings, replace(store.report(since), alerts=news))


def _publish(settings: Settings, found: Report) -> None:
    headline, markdown = report.headline(found), report.markdown(found, address=settings.web.address)
    create_markdown_artifact(markdown, key="morning-report", description=headline)
    if rows := report.failure_rows(found):
        create_table_artifact(rows, key="failures", description=headline)
    if settings.notify_always or report.needs_attention(found):
        send(settings, headline, markdown)


def send(settings: Settings, title: str, body: str) -> None:
    """Send a message to those whom the settings name. NotifyError."""
    if settings.notify:
        from recueil.notify import notify  # what it imports takes most of a second

        notify(settings.notify, title, body)
