"""The Prefect deployments of Recueil: one per flow, with its schedule and its policy for colliding runs.

prefect.yaml repeats them for those who run a Prefect server and workers of their own. Runs of them that were
interrupted are resumed when the scheduler starts again. Nights on which it was down need no code of ours: Prefect
plans three runs ahead, keeps them, and starts the late ones when it is back. The first of a deployment runs, the
others collide with it and are cancelled. A systemd unit starts the scheduler with the machine.
"""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from prefect.client.schemas import filters
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.server.schemas.schedules import CronSchedule
from prefect.states import AwaitingRetry, Cancelled, Crashed

from recueil.errors import SettingsError
from recueil.translation import gettext as _
from recueil_flows.schedule import GRACE_SECONDS, HOST, NIGHTLY, PORT, TIMEZONE, WEEKLY

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun, State


CANCEL_NEW = ConcurrencyLimitStrategy.CANCEL_NEW
ENQUEUE = ConcurrencyLimitStrategy.ENQUEUE
TAG = "recueil"
# The default values of a request are a complete request.
PARAMETERS: dict[str, Any] = {"request": {}}
# Limit the starts: a run may be what takes the machine down.
_MAX_STARTS = 3
_INTERRUPTED = _("It was cut off: the scheduler, or its machine, went down.")


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
    try:
        CronSchedule(cron=nightly, timezone=TIMEZONE)
    except ValueError as error:
        raise SettingsError(
            _("--cron: {nightly!r} is not a cron expression.").format(nightly=nightly),
            _("For instance {nightly!r}.").format(nightly=NIGHTLY),
        ) from error
    return (
        DeploymentSpec("ingest", "nightly", CANCEL_NEW, "Bring new and changed acts into the store.", nightly),
        DeploymentSpec("maintain", "weekly", CANCEL_NEW, "Check, tidy and back up the store.", WEEKLY),
        DeploymentSpec("retry", "on-demand", ENQUEUE, "Try again what failed."),
        DeploymentSpec("reprocess", "on-demand", ENQUEUE, "Redo what a newer pipeline affects."),
    )


async def next_run_time(cron: str, now: datetime) -> datetime:
    """Return the next time of a cron schedule after ``now``, in its timezone."""
    (following,) = await CronSchedule(cron=cron, timezone=TIMEZONE).get_dates(1, start=now)
    return following.astimezone(ZoneInfo(TIMEZONE))


async def find_active_runs(client: PrefectClient) -> list[FlowRun]:
    """Read the runs of our deployments that the API takes for pending or running."""
    return await _read_runs(client, (StateType.PENDING, StateType.RUNNING))


async def recover(client: PrefectClient) -> None:
    """Mark the runs that died with the scheduler as crashed, and resume each, up to three starts.

    Call it only where no other process executes our runs, and before this one does.
    """
    for run in await _read_runs(client, (StateType.CANCELLING,)):
        cancelled: State[None] = Cancelled()
        await client.set_flow_run_state(run.id, cancelled, force=True)
    for run in await find_active_runs(client):
        crashed: State[None] = Crashed(message=_INTERRUPTED)
        await client.set_flow_run_state(run.id, crashed, force=True)
        if run.run_count < _MAX_STARTS:
            await _resume(client, run)


async def reschedule(client: PrefectClient, stopped: Iterable[FlowRun]) -> None:
    """Schedule the runs that the end of the scheduler cancelled to resume at its next start."""
    for run in stopped:
        now = await client.read_flow_run(run.id)
        if now.state is not None and now.state.is_cancelled():
            await _resume(client, run)


async def _resume(client: PrefectClient, run: FlowRun) -> None:
    """Set a run to AwaitingRetry, so that the runner starts it again."""
    again: State[None] = AwaitingRetry(message=_("It goes on when the scheduler is back."))
    await client.set_flow_run_state(run.id, again)


async def _read_runs(client: PrefectClient, states: Iterable[StateType]) -> list[FlowRun]:
    """Read the runs of our deployments in these states."""
    of_recueil = filters.DeploymentFilter(tags=filters.DeploymentFilterTags(all_=[TAG]))
    in_state = filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=list(states)))
    return await client.read_flow_runs(
        deployment_filter=of_recueil, flow_run_filter=filters.FlowRunFilter(state=in_state)
    )


_UNIT = """\
# recueil schedule --print-unit | sudo tee /etc/systemd/system/recueil.service
# sudo systemctl enable --now recueil
[Unit]
Description=Recueil: reads administrative acts every night
After=network.target

[Service]
User={user}
WorkingDirectory={folder}
# Settings that are not in recueil.toml. Not in here: everybody can read a unit, and a setting may be a password.
{settings}
ExecStart={command}
Restart=on-failure
RestartSec=30
# Only the command is told to end; it ends the rest in order.
KillMode=mixed
KillSignal=SIGTERM
TimeoutStopSec={patience}
# A document that uses up the memory costs its worker, not the service.
OOMPolicy=continue
NoNewPrivileges=yes
ProtectSystem=full
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes

[Install]
WantedBy=multi-user.target
"""


def render_unit(cron: str = NIGHTLY, host: str = HOST, port: int = PORT) -> str:
    """Render the systemd unit for this user and working folder. Raise SettingsError for an invalid cron."""
    deployment_specs(cron)
    folder = Path.cwd()
    command = [sys.executable, "-P", "-m", "recueil", "schedule"]
    options = ["--cron", cron, "--host", host, "--port", str(port)]
    return _UNIT.format(
        user=pwd.getpwuid(os.getuid()).pw_name,
        folder=_escape(str(folder)),
        settings=_environment_file(folder / "recueil.env"),
        command=_escape(shlex.join(command + options)).replace("$", "$$"),
        patience=GRACE_SECONDS + 20,
    )


def _environment_file(file: Path) -> str:
    """Render the EnvironmentFile line for a file of settings.

    The file is required if settings are in the environment now, as the service would start without them.
    """
    names = sorted(name for name in os.environ if name.startswith(("PREFECT_", "RECUEIL_")))
    if not names:
        return f"EnvironmentFile=-{_escape(str(file))}"
    return f"# In force when this was printed: {' '.join(names)}\nEnvironmentFile={_escape(str(file))}"


def _escape(text: str) -> str:
    """Escape ``%``, which systemd expands."""
    return text.replace("%", "%%")
