"""The Prefect deployments of Recueil: one per flow, with its schedule and its policy for colliding runs.

prefect.yaml repeats them for those who run a Prefect server and workers of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.server.schemas.schedules import CronSchedule

from recueil.errors import SettingsError
from recueil_flows.schedule import NIGHTLY, TIMEZONE, WEEKLY

CANCEL_NEW = ConcurrencyLimitStrategy.CANCEL_NEW
ENQUEUE = ConcurrencyLimitStrategy.ENQUEUE
TAG = "recueil"
# The default values of a request are a complete request.
PARAMETERS: dict[str, Any] = {"request": {}}


@dataclass(frozen=True, slots=True)
class DeploymentSpec:
    """Deployment of one flow. ``collision`` decides on a run that starts while another is active."""

    flow: str
    name: str
    collision: ConcurrencyLimitStrategy
    description: str
    cron: str | None = None

    @property
    def entrypoint(self) -> str:
        # Dots only: with a colon, Prefect takes it for a file, and imports from the working folder.
        return f"recueil_flows.{self.flow}.{self.flow}"

    @property
    def schedule(self) -> Schedule | None:
        return Cron(self.cron, timezone=TIMEZONE, slug=self.name) if self.cron else None

    def deployment(self) -> RunnerDeployment:
        """Build the deployment to register with a Prefect API."""
        return RunnerDeployment.from_entrypoint(
            self.entrypoint,
            name=self.name,
            schedule=self.schedule,
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=self.collision),
            parameters=PARAMETERS,
            description=self.description,
            tags=[TAG],
        )


def deployment_specs(nightly: str = NIGHTLY) -> tuple[DeploymentSpec, ...]:
    """Return every deployment, the nightly ingestion first. Raise SettingsError for an invalid cron."""
    _check_cron(nightly)
    return (
        DeploymentSpec("ingest", "nightly", CANCEL_NEW, "Bring new and changed acts into the store.", nightly),
        DeploymentSpec("maintain", "weekly", CANCEL_NEW, "Check, tidy and back up the store.", WEEKLY),
        DeploymentSpec("retry", "on-demand", ENQUEUE, "Try again what failed."),
        DeploymentSpec("reprocess", "on-demand", ENQUEUE, "Redo what a newer pipeline affects."),
    )


def _check_cron(cron: str) -> None:
    """Raise SettingsError for an invalid cron expression."""
    try:
        CronSchedule(cron=cron, timezone=TIMEZONE)
    except ValueError as error:
        raise SettingsError(f"--cron: {cron!r} is no cron expression.", f"For instance {NIGHTLY!r}.") from error


async def next_run_time(cron: str, now: datetime) -> datetime:
    """Return the next time of a cron schedule after ``now``, in its timezone."""
    (coming,) = await CronSchedule(cron=cron, timezone=TIMEZONE).get_dates(1, start=now)
    return coming.astimezone(ZoneInfo(TIMEZONE))
