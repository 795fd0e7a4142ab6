"""Who is let in where: every route, for each role, as docs/access.md says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from fastapi.routing import iter_route_contexts
from tests.web.people import Open, csrf
from tests.web.rights import RIGHTS, ROUTES, is_let_in

from recueil.settings import Settings
from recueil.store import ROLES, Role, Store
from recueil.web import access
from recueil.web.app import create_app

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def test_what_everybody_may_have_is_the_same_for_all() -> None:
    every = list(iter_route_contexts(create_app(cast(Store, None), Settings()).routes))
    assert {route.path for route in every if not getattr(route, "dependant", None)} == {
        "/api/v1/openapi.json",
        "/static",
    }


def test_every_right_in_the_docs_is_one_of_a_route() -> None:
    assert [right for right in RIGHTS if right not in ROUTES] == []
    assert set(RIGHTS.values()) <= {"anyone", *ROLES}


def test_every_change_is_a_right_in_the_docs() -> None:
    assert [route for route in ROUTES if route[0] != "GET" and route not in RIGHTS] == []


@pytest.mark.parametrize("who", [None, *ROLES])
@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_each_role_is_let_in_where_the_docs_say(browser: Open, method: str, route: str, who: Role | None) -> None:
    asked = RIGHTS.get((method, route), "reader")
    client = browser(who)
    token = csrf(client, "/compte" if who else "/connexion")
    answer = client.request(method, re.sub(r"\{.*?\}", "1", route), headers={"X-CSRF-Token": token})
    may = asked == "anyone" or (who is not None and ROLES.index(who) >= ROLES.index(cast(Role, asked)))
    assert is_let_in(answer) is may


def test_every_form_that_changes_something_has_its_token() -> None:
    templates = Path(access.__file__).parent / "templates"
    forms = [
        (template.name, form)
        for template in sorted(templates.rglob("*.html"))
        for form in re.findall(r'<form method="post".*?</form>', template.read_text("utf-8"), re.DOTALL)
    ]
    assert len(forms) >= 8
    assert [form for form in forms if "{{ csrf }}" not in form[1]] == []
