"""Who is let in where: every route, for each role, as docs/access.md says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from fastapi.routing import iter_route_contexts
from tests.web.people import Open, csrf
from tests.web.rights import RIGHTS, ROUTES, is_let_in

from recueil.accounts.schema import ROLES, Role
from recueil.settings import Settings
from recueil.store.store import Store
from recueil.web import authentication
from recueil.web.app import create_app

LOGOUT = ("POST", "/deconnexion")
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
def test_each_role_is_let_in_where_the_docs_say(browser: Open, who: Role | None) -> None:
    client = browser(who)
    headers = {"X-CSRF-Token": csrf(client, "/compte" if who else "/connexion")}
    let_in = {}
    # Who has logged out is let in nowhere.
    for method, route in sorted(ROUTES, key=lambda each: each == LOGOUT):
        answer = client.request(method, re.sub(r"\{.*?\}", "1", route), headers=headers)
        let_in[method, route] = is_let_in(answer)
    asked = {route: cast(Role, RIGHTS.get(route, "reader")) for route in ROUTES}
    mine = () if who is None else ROLES[: ROLES.index(who) + 1]
    assert let_in == {route: role in ("anyone", *mine) for route, role in asked.items()}
    assert len(set(let_in.values())) == (1 if who == "admin" else 2)


def test_every_form_that_changes_something_has_its_token() -> None:
    package = Path(authentication.__file__).parents[1]
    forms = [
        (template.name, form)
        for template in sorted(package.rglob("*.html"))
        for form in re.findall(r'<form method="post".*?</form>', template.read_text("utf-8"), re.DOTALL)
    ]
    assert len(forms) >= 8
    assert [form for form in forms if "{{ csrf }}" not in form[1]] == []
