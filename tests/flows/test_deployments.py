"""What is deployed: the same by `recueil schedule` and by prefect.yaml, and nothing that cannot run."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from prefect import Flow
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema
from pydantic import BaseModel

from recueil.errors import SettingsError
from recueil_flows.deployments import Plan, plans

WORK_POOL = {"name": "recueil", "job_variables": {"working_dir": "."}}


@pytest.fixture(scope="module")
def written(root: Path) -> dict[str, Any]:
    """prefect.yaml."""
    content: dict[str, Any] = yaml.safe_load((root / "prefect.yaml").read_text("utf-8"))
    return content


def as_written(plan: Plan) -> dict[str, Any]:
    """A plan in the words of prefect.yaml."""
    deployment = plan.deployment()
    said: dict[str, Any] = {
        "name": deployment.name,
        "entrypoint": deployment.entrypoint,
        "description": deployment.description,
        "tags": deployment.tags,
        "parameters": deployment.parameters,
        "work_pool": WORK_POOL,
    }
    if plan.cron is not None:
        said["schedules"] = [{"cron": plan.cron, "timezone": "Europe/Paris", "slug": plan.name}]
    options = deployment.concurrency_options
    assert options is not None
    said["concurrency_limit"] = {
        "limit": deployment.concurrency_limit,
        "collision_strategy": options.collision_strategy.value,
    }
    return said


def test_prefect_yaml_says_what_recueil_schedule_deploys(written: dict[str, Any]) -> None:
    assert written["deployments"] == [as_written(plan) for plan in plans()]


def test_a_worker_needs_no_checkout(written: dict[str, Any]) -> None:
    assert written["pull"] == []


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.flow)
def test_each_entrypoint_is_a_flow_whose_default_request_is_a_whole_one(plan: Plan) -> None:
    flow: Flow[Any, Any] = load_flow_from_entrypoint(plan.entrypoint, use_placeholder_flow=False)
    assert flow.name == plan.flow
    (parameter,) = inspect.signature(flow.fn).parameters.values()
    assert parameter.name == "request"
    assert isinstance(parameter.default, BaseModel)
    assert flow.validate_parameters({"request": {}}) == {"request": parameter.default}


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.flow)
def test_prefect_shows_each_request_as_a_form_that_says_what_its_fields_are(plan: Plan) -> None:
    flow: Flow[Any, Any] = load_flow_from_entrypoint(plan.entrypoint, use_placeholder_flow=False)
    schema = parameter_schema(flow)
    name = schema.properties["request"]["$ref"].rpartition("/")[2]
    fields = schema.definitions[name]["properties"]
    assert {field for field, said in fields.items() if not said.get("description")} == set()
    assert "store" in fields


def test_the_night_is_set_by_its_cron() -> None:
    assert [plan.cron for plan in plans("15 3 * * 1-5")] == ["15 3 * * 1-5", "0 5 * * 0", None, None]


@pytest.mark.parametrize("cron", ["", "0 2 * *", "2am", "61 2 * * *"])
def test_a_cron_that_is_none_is_refused(cron: str) -> None:
    with pytest.raises(SettingsError) as refused:
        plans(cron)
    assert str(refused.value) == f"--cron: {cron!r} is no cron expression. For instance '0 2 * * *'."
