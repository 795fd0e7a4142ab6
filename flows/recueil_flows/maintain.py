"""maintain: finish erasures → check the store → compare the acts that changed → back it up → tidy it.

Findings of the check fail the run, after the rest is done.

An unsound store is backed up all the same, but then no older backup is removed: one of them may be the last
sound one. A store in PostgreSQL is backed up by PostgreSQL's own tools.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # at run time: Prefect reads the signature
from prefect.states import Completed, Failed
from prefect.tasks import exponential_backoff

from recueil.privacy.erasure.forget import finish_erasures
from recueil.settings import Settings, load_settings
from recueil.store.admin.backup import backup
from recueil.store.open import is_sqlite_url, open_store
from recueil.translation import format_number, ngettext
from recueil.translation import gettext as _
from recueil_flows.comparisons import compare_acts
from recueil_flows.error_redaction import failure_as_state
from recueil_flows.executors import is_transient
from recueil_flows.requests import MaintainRequest

if TYPE_CHECKING:
    from recueil.store.admin.check import StoreFault

_NAME = "recueil-%Y-%m-%dT%H%M%SZ.db"
_PATTERN = "recueil-????-??-??T??????Z.db"
_retried_task = task(
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=exponential_backoff(10),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_transient,
)
_POSTGRES_BACKUP = _("PostgreSQL's own (pg_dump)")
_UNSOUND_ADVICE = _("`recueil check` names them; `recueil restore` brings a backup back.")


@flow(name="maintain", persist_result=False)
def maintain(request: MaintainRequest = MaintainRequest()) -> State[Any]:
    """Check, back up and tidy the store. Completed when it is sound; Failed otherwise."""
    with failure_as_state() as end:
        end.state = _maintain(load_settings(store=request.store))
    return end.state


def _maintain(settings: Settings) -> State[Any]:
    finish_forgetting(settings)
    if findings := check(settings):
        rows = [_finding_row(finding) for finding in findings]
        create_table_artifact(rows, key="check", description=_UNSOUND_ADVICE)
    else:
        compare(settings)
    backup = str(back_up(settings, keep_all=bool(findings))) if is_sqlite_url(settings.store) else _POSTGRES_BACKUP
    if findings:
        return Failed(
            message=ngettext(
                "The store does not hold together: {number} finding. {advice}",
                "The store does not hold together: {number} findings. {advice}",
                len(findings),
            ).format(advice=_UNSOUND_ADVICE)
        )
    size = tidy(settings)
    return Completed(
        message=_("The store is sound: {size} MB. Backup: {backup}.").format(
            size=format_number(size / 1e6, 1), backup=backup
        )
    )


def _finding_row(finding: StoreFault) -> dict[str, str]:
    """Convert a finding to a row of the artifact, without names."""
    return {"what": _redact_subject(finding), "detail": finding.detail, "advice": finding.advice}


def _redact_subject(finding: StoreFault) -> str:
    """Return the subject of a finding; sources and persons unnamed, `recueil check` names them."""
    sort = finding.what.partition(" ")[0]
    return f"a {sort}" if sort in ("source", "person") else finding.what


@_retried_task
def finish_forgetting(settings: Settings) -> list[int]:
    """Finish interrupted `recueil forget` commands; return the numbers of their suppressions."""
    with open_store(settings.store) as store:
        numbers = finish_erasures(store, datetime.now(UTC), settings)
    for number in numbers:
        get_run_logger().info("Suppression %s is finished.", number)
    return numbers


@_retried_task
def compare(settings: Settings) -> None:
    """Compare the acts of the bodies that no run has compared since they changed: by corrections, for one."""
    with open_store(settings.store) as store:
        compare_acts(store, get_run_logger().info)


@_retried_task
def check(settings: Settings) -> list[StoreFault]:
    """Check the store; return and log its findings."""
    with open_store(settings.store) as store:
        findings = store.check(datetime.now(UTC))
    for finding in findings:
        get_run_logger().error("%s: %s", _redact_subject(finding), finding.detail)
    return findings


@_retried_task
def back_up(settings: Settings, *, keep_all: bool) -> Path:
    """Write a backup into the backup folder; unless ``keep_all``, delete the oldest surplus ones."""
    settings.backups.mkdir(parents=True, exist_ok=True)
    file = settings.backups / datetime.now(UTC).strftime(_NAME)
    backup(settings.store, file)
    older = sorted(settings.backups.glob(_PATTERN))[: -settings.backups_kept]
    for old in () if keep_all else older:
        old.unlink()
    return file


@_retried_task
def tidy(settings: Settings) -> int:
    """Optimise search and compact the store; return its size in bytes."""
    with open_store(settings.store) as store:
        return store.tidy().after
