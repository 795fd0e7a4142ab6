"""The morning report of a run: on Prefect's pages, and to those whom the settings name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import flow_run
from prefect.utilities.urls import url_for

from recueil.clock import now
from recueil.errors import StoreError
from recueil.ingest import host
from recueil.reports import report
from recueil.settings import Settings
from recueil.store.open import displayed, open_store
from recueil_flows import local_server

if TYPE_CHECKING:
    from recueil.reports.queries import Report
    from recueil.reports.report import Severity


def publish(settings: Settings, since: datetime) -> None:
    """Publish the report on what happened since then as Prefect artifacts, and notify operators where needed.

    New hits of alerts are those that no report has included yet; hits whose notification fails are in the
    next report. Raise NotifyError where a message could not be sent.
    """
    with open_store(settings.store) as store:
        store.alerts.look(now())
        with store.alerts.telling(now()) as news:
            _publish(settings, replace(store.report(since), alerts=news))


def _publish(settings: Settings, found: Report) -> None:
    """Create the artifacts, and send the report where it needs attention or the settings always want it."""
    headline, markdown = report.headline(found), report.markdown(found, address=settings.web.address)
    create_markdown_artifact(markdown, key="morning-report", description=headline)
    if rows := report.failure_rows(found):
        create_table_artifact(rows, key="failures", description=headline)
    if settings.notify_always or report.needs_attention(found):
        send(settings, headline, markdown, report.severity(found))


def send(settings: Settings, title: str, body: str, severity: Severity) -> None:
    """Send a message, with its machine, store and run, to the addresses in the settings. Raise NotifyError."""
    if settings.notify:
        from recueil.reports.notify import notify

        origin = report.origin(severity, host.name(), _store(settings), _run())
        notify(settings.notify, title, f"{origin}\n{body}", severity)


def _store(settings: Settings) -> str:
    """Return the store's address in a form that may be shown."""
    try:
        return displayed(settings.store)
    except StoreError:  # the message may be about this very error
        return "an address that is none"


def _run() -> str:
    """Return the run's name, with the URL of its page where that outlives the process."""
    name = f"{flow_run.flow_name} {flow_run.name}"
    page = url_for("flow-run", obj_id=flow_run.id) if flow_run.id and local_server.has_pages() else None
    return name if page is None else f"{name}, {page}"
