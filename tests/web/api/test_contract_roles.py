"""The API asked about hostile acts, by each role and by nobody: every answer is documented, and none is a defect."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi.loaders import from_asgi
from tests.hostile import filling
from tests.web.people import NAMES, RIGHT, WHEN, application, bearer

from recueil.accounts.schema import ROLES, Role
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.web.app import PREFIX

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("cheap_hashes")]

# The operations are known before the tests run, and the store only then.
app = application(cast("Store", None))
# A query that no schema forbids may not be understood all the same, and a place may be one of no list; what a role
# may not do is refused whatever the data.
_CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "400", "401", "403", "404"]},
    "negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "422"]},
}
secrets: dict[str, str] = {}


def _contract(mode: str) -> Any:
    config = {"base-url": "http://127.0.0.1", "checks": _CHECKS, "generation": {"mode": mode}}
    return from_asgi(
        f"{PREFIX}/openapi.json", app, config=SchemathesisConfig.from_dict(config), headers={"Host": "127.0.0.1"}
    )


positive, negative = _contract("positive"), _contract("negative")


@pytest.fixture(scope="module", autouse=True)
def acts(
    corpus_store: str, bring: Callable[[str, Path], None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The sample acts and hostile ones, in a store with accounts, of each of whom there is a token."""
    folder = tmp_path_factory.mktemp("contract")
    shutil.copy(corpus_store.removeprefix("sqlite:///"), folder / "recueil.db")
    url = f"sqlite:///{folder}/recueil.db"
    filling.write(folder / "hostile")
    bring(url, folder / "hostile")
    with open_store(url) as store:
        for role, name in NAMES.items():
            store.accounts.add(name, RIGHT, role, by="unix:root", when=WHEN)
            secrets[role] = store.tokens.add(name, "contract", role, by="unix:root", when=WHEN)
        app.state.store = store
        yield


_EXAMPLES = settings(max_examples=1, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def _ask(case: Case[Any], *roles: Role) -> None:
    """Each of these, and who has no token, asks the same."""
    for who in ("nobody", *roles):
        headers = bearer(secrets[who]) if who in secrets else {}
        response = case.call(headers=headers)
        case.validate_response(response, headers=headers)
        if who == "nobody":
            # What no route has is not there for anybody, and what is no JSON is refused before it is asked who sends it.
            assert response.status_code in (400, 401, 404, 405, 422)


@positive.parametrize()  # type: ignore[untyped-decorator]
@_EXAMPLES
def test_what_the_schema_allows(case: Case[Any]) -> None:
    # To read, an editor may what a reader may.
    _ask(case, *(role for role in ROLES if role != "editor" or case.method != "GET"))


@negative.parametrize()  # type: ignore[untyped-decorator]
@_EXAMPLES
def test_what_the_schema_forbids(case: Case[Any]) -> None:
    _ask(case, "admin")
