"""Which records of Prefect's are removed, which are listed, through a client that answers as the API does."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from recueil_flows import local_server
from recueil_flows.prefect_records import RemovalReport, remove_records

NAME = "KERMADEC"


def names(text: str) -> bool:
    return NAME in text


def state(message: str = "", *, final: bool = True) -> SimpleNamespace:
    return SimpleNamespace(message=message, is_final=lambda: final)


def flow_run(name: str, **facts: Any) -> SimpleNamespace:
    return SimpleNamespace(**{"id": uuid4(), "name": name, "parameters": {}, "state": state()} | facts)


@dataclass
class Client:
    """The part of Prefect's client that is used; logs go with their run, unless ``keeps_logs``."""

    runs: list[SimpleNamespace]
    logs: dict[UUID, list[str]] = field(default_factory=dict)
    artifacts: list[SimpleNamespace] = field(default_factory=list)
    tasks: dict[UUID, list[str]] = field(default_factory=dict)
    deployments: list[SimpleNamespace] = field(default_factory=list)
    events: list[SimpleNamespace] = field(default_factory=list)
    keeps_logs: bool = False

    def read_artifacts(self, *, artifact_filter: Any, limit: int, offset: int) -> list[Any]:
        return self.artifacts[offset : offset + limit]

    def delete_artifact(self, number: UUID) -> None:
        self.artifacts = [each for each in self.artifacts if each.id != number]

    def read_flow_runs(self, *, flow_filter: Any, limit: int, offset: int) -> list[Any]:
        return self.runs[offset : offset + limit]

    def read_flow_run_states(self, number: UUID) -> list[Any]:
        return [each.state for each in self.runs if each.id == number]

    def delete_flow_run(self, number: UUID) -> None:
        self.runs = [each for each in self.runs if each.id != number]
        if not self.keeps_logs:
            self.logs.pop(number, None)

    def read_task_runs(self, *, flow_run_filter: Any, limit: int, offset: int) -> list[Any]:
        (number,) = flow_run_filter.id.any_
        return [SimpleNamespace(state=state(each)) for each in self.tasks.get(number, [])][offset : offset + limit]

    def read_logs(self, log_filter: Any, *, limit: int, offset: int) -> list[Any]:
        (number,) = log_filter.flow_run_id.any_
        return [SimpleNamespace(message=each) for each in self.logs.get(number, [])][offset : offset + limit]

    def read_deployments(self, *, limit: int, offset: int) -> list[Any]:
        return self.deployments[offset : offset + limit]

    def read_events(self, *, filter: Any, limit: int) -> SimpleNamespace:
        return SimpleNamespace(events=self.events[:2], next_page="next" if len(self.events) > 2 else None)

    def read_events_page(self, url: str) -> SimpleNamespace:
        return SimpleNamespace(events=self.events[2:], next_page=None)


def test_runs_and_reports_that_name_somebody_are_removed() -> None:
    given = flow_run("given", parameters={"request": {"paths": [f"/srv/{NAME} Zoe.pdf"]}})
    address = flow_run("address", parameters={"request": {"urls": ["https://example.org/K%45RMADEC.pdf"]}})
    ended, logged, failed = flow_run("ended", state=state(f"{NAME}.pdf")), flow_run("logged"), flow_run("failed")
    others = [flow_run(f"other {n}") for n in range(300)]
    reports = [
        SimpleNamespace(id=uuid4(), data=data, description="")
        for data in (f"| {NAME} |", [{"file": NAME}], "| a |")
    ]
    client = Client([given, *others, address, ended, logged, failed], artifacts=list(reports))
    client.logs = {logged.id: [*["fine"] * 250, f"{NAME}.pdf: broken"], others[0].id: ["fine"]}
    client.tasks = {failed.id: [f"OSError: {NAME}.pdf"]}
    assert remove_records(client, names, None) == RemovalReport(2, 5)  # type: ignore[arg-type]
    assert (client.runs, client.artifacts) == (others, reports[2:])
    assert remove_records(client, names, None) == RemovalReport()  # type: ignore[arg-type]


def test_what_the_api_cannot_remove_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_server, "_GRACE_SECONDS", 0)
    database = tmp_path / "prefect.db"
    database.touch()
    client = Client(
        [
            flow_run("at-work", parameters={"paths": [NAME]}, state=state(final=False)),
            (over := flow_run("over", parameters={"paths": [NAME]})),
        ],
        logs={(over.id): [NAME]},
        deployments=[SimpleNamespace(name="mine", parameters={"paths": [NAME]})],
        events=[SimpleNamespace(payload={"message": each}, resource={}) for each in (NAME, "", "", NAME)],
        keeps_logs=True,
    )
    assert remove_records(client, names, database) == RemovalReport(  # type: ignore[arg-type]
        0,
        1,
        [
            "run at-work of Prefect, which is not over: cancel it, then --finish",
            "log of the run over, which Prefect removes in its own time",
            "parameters of the deployment mine: give it others",
            "2 events of Prefect, which its server deletes after PREFECT_SERVER_EVENTS_RETENTION_PERIOD",
            f"free pages of Prefect's database {database}: end what uses it, then `sqlite3 {database} VACUUM`",
        ],
    )
