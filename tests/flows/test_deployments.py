"""What is deployed: the same by `recueil schedule` and by prefect.yaml, and nothing that cannot run."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from prefect import Flow
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, Posture
from prefect.flows import load_flow_from_entrypoint
from pydantic import BaseModel

from recueil.errors import SettingsError
from recueil_flows.deployments import TAG, DeploymentSpec, deployment_specs
from recueil_flows.requests import IngestRequest, MaintainRequest, ReprocessRequest, RetryRequest

# Seconds from one sign of life to the next, as docs/operating.md has it set.
HEARTBEAT = 180
WORK_POOL = {"name": "recueil", "job_variables": {"working_dir": "."}}


@pytest.fixture(scope="module")
def written(root: Path) -> dict[str, Any]:
    """prefect.yaml."""
    content: dict[str, Any] = yaml.safe_load((root / "prefect.yaml").read_text("utf-8"))
    return content


def as_written(plan: DeploymentSpec) -> dict[str, Any]:
    """A plan in the words of prefect.yaml."""
    deployment = plan.deployment()
    expected: dict[str, Any] = {
        "name": deployment.name,
        "entrypoint": deployment.entrypoint,
        "description": deployment.description,
        "tags": deployment.tags,
        "parameters": deployment.parameters,
        "work_pool": WORK_POOL,
    }
    if plan.cron is not None:
        expected["schedules"] = [{"cron": plan.cron, "timezone": "Europe/Paris", "slug": plan.name}]
    options = deployment.concurrency_options
    assert options is not None
    expected["concurrency_limit"] = {
        "limit": deployment.concurrency_limit,
        "collision_strategy": options.collision_strategy.value,
    }
    return expected


def test_prefect_yaml_says_what_recueil_schedule_deploys(written: dict[str, Any]) -> None:
    assert written["deployments"] == [as_written(plan) for plan in deployment_specs()]


def test_a_worker_needs_no_checkout(written: dict[str, Any]) -> None:
    assert written["pull"] == []


@pytest.mark.parametrize("plan", deployment_specs(), ids=lambda plan: plan.flow)
def test_each_entrypoint_is_a_flow_whose_default_request_is_a_whole_one(plan: DeploymentSpec) -> None:
    flow: Flow[Any, Any] = load_flow_from_entrypoint(plan.entrypoint, use_placeholder_flow=False)
    assert flow.name == plan.flow
    (parameter,) = inspect.signature(flow.fn).parameters.values()
    assert parameter.name == "request"
    assert isinstance(parameter.default, BaseModel)
    assert flow.validate_parameters({"request": {}}) == {"request": parameter.default}


@pytest.mark.parametrize("request_", [IngestRequest, RetryRequest, ReprocessRequest, MaintainRequest])
def test_each_field_of_a_request_says_what_it_is(request_: type[BaseModel]) -> None:
    assert [name for name, field in request_.model_fields.items() if not field.description] == []
    assert "store" in request_.model_fields


def test_a_run_that_says_nothing_for_three_heartbeats_is_taken_for_crashed(root: Path) -> None:
    (written,) = yaml.safe_load((root / "automations.yaml").read_text("utf-8"))["automations"]
    automation = AutomationCore.model_validate(written)
    trigger: Any = automation.trigger
    assert (trigger.posture, trigger.within.total_seconds(), trigger.expect) == (
        Posture.Proactive,
        3 * HEARTBEAT,
        {"prefect.flow-run.*"},
    )
    assert (trigger.after, trigger.for_each) == (
        {"prefect.flow-run.Running", "prefect.flow-run.heartbeat"},
        {"prefect.resource.id"},
    )
    assert trigger.match_related.root == {
        "prefect.resource.id": f"prefect.tag.{TAG}",
        "prefect.resource.role": "tag",
    }
    assert [(type(action), getattr(action, "state", None)) for action in automation.actions] == [
        (ChangeFlowRunState, StateType.CRASHED)
    ]


def test_the_night_is_set_by_its_cron() -> None:
    assert [plan.cron for plan in deployment_specs("15 3 * * 1-5")] == ["15 3 * * 1-5", "0 5 * * 0", None, None]


@pytest.mark.parametrize("cron", ["", "0 2 * *", "2am", "61 2 * * *"])
def test_a_cron_that_is_none_is_refused(cron: str) -> None:
    with pytest.raises(SettingsError) as refused:
        deployment_specs(cron)
    assert str(refused.value) == f"--cron: {cron!r} is not a cron expression. For instance '0 2 * * *'."
