"""Whatever is asked of the API, it answers as its OpenAPI document says, and never with a defect."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi.loaders import from_asgi
from tests.web.people import application

from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.web.app import PREFIX

# The operations are known before the tests run, and the store only then.
app = application(cast("Store", None))
# A query that no schema forbids may not be understood all the same, and a place may be one of no list.
_CHECKS = {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404"]}}
# Every value at the bounds of its schema is asked for in the slow tier, by test_contract_roles.
_PHASES = {"coverage": {"enabled": False}}
_CONFIG = SchemathesisConfig.from_dict({"base-url": "http://127.0.0.1", "checks": _CHECKS, "phases": _PHASES})
contract = from_asgi(f"{PREFIX}/openapi.json", app, config=_CONFIG, headers={"Host": "127.0.0.1"})


@pytest.fixture(scope="module", autouse=True)
def acts(corpus_store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is asked may change something: it is asked about a copy."""
    path = tmp_path_factory.mktemp("contract") / "recueil.db"
    shutil.copy(corpus_store.removeprefix("sqlite:///"), path)
    with open_store(f"sqlite:///{path}") as store:
        app.state.store = store
        yield


@contract.parametrize()
@settings(max_examples=2, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented(case: Case[Any]) -> None:
    case.call_and_validate()
