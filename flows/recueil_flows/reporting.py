"""The morning report of a run: on Prefect's pages, and to those whom the settings name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import flow_run
from prefect.utilities.urls import url_for

from recueil.errors import StoreError
from recueil.ingest import host
from recueil.reports import report
from recueil.settings import Settings
from recueil.store.open import display_url, open_store
from recueil_flows import local_server

if TYPE_CHECKING:
    from recueil.reports.queries import Report
    from recueil.reports.report import Severity


def publish_report(settings: Settings, since: datetime) -> None:
    """Publish the report on what happened since then as Prefect artifacts, and notify operators where needed.

    New hits of alerts are those that no report has included yet; hits whose notification fails are in the
    next report. Raise NotifyError where a message could not be sent.
    """
    with open_store(settings.store) as store:
        store.alerts.find_new_hits(datetime.now(UTC))
        with store.alerts.telling(datetime.now(UTC)) as news:
            _publish_and_notify(settings, replace(store.report(since), alerts=news))


def _publish_and_notify(settings: Settings, found: Report) -> None:
    """Create the artifacts, and send the report where it needs attention or the settings always want it."""
    headline, markdown = report.headline(found), report.to_markdown(found, address=settings.web.address)
    create_markdown_artifact(markdown, key="morning-report", description=headline)
    if rows := report.failure_rows(found):
        create_table_artifact(rows, key="failures", description=headline)
    if settings.notify_always or report.needs_attention(found):
        send_notification(settings, headline, markdown, report.severity_of(found))


def send_notification(settings: Settings, title: str, body: str, severity: Severity) -> None:
    """Send a message, with its machine, store and run, to the addresses in the settings. Raise NotifyError."""
    if settings.notify:
        from recueil.reports.notify import notify

        origin = report.describe_origin(severity, host.hostname(), _displayed_store(settings), _run_and_page())
        notify(settings.notify, title, f"{origin}\n{body}", severity)


def _displayed_store(settings: Settings) -> str:
    """Return the store's address in a form that may be shown."""
    try:
        return display_url(settings.store)
    except StoreError:  # the message may be about this very error
        return "an address that is none"


def _run_and_page() -> str:
    """Return the run's name, with the URL of its page where that outlives the process."""
    name = f"{flow_run.flow_name} {flow_run.name}"
    page = url_for("flow-run", obj_id=flow_run.id) if flow_run.id and local_server.has_lasting_pages() else None
    return name if page is None else f"{name}, {page}"
