"""``/compte``: one's own password and tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from recueil.accounts.login import Short, client_address, start_session
from recueil.accounts.schema import ROLES, Role
from recueil.errors import AccountRefused, LoginRefused, LoginThrottled
from recueil.store.store import Store
from recueil.web.access import Reader, User
from recueil.web.given import ClockDep, StoreDep
from recueil.web.i18n import refusals
from recueil.web.pages.templating import render

router = APIRouter(prefix="/compte")


@router.get("")
def account(request: Request, store: StoreDep, clock: ClockDep, user: Reader, fait: str = "") -> HTMLResponse:
    return _render_account(
        request, store, clock, user, done="Le mot de passe est changé." if fait == "mot-de-passe" else ""
    )


@router.post("/mot-de-passe")
def change_password(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Reader,
    actuel: Short = "",
    nouveau: Short = "",
    encore: Short = "",
) -> Response:
    """Change the password: all sessions of the account end, and this browser gets a new one."""
    if nouveau != encore:
        return _render_account(request, store, clock, user, problem=refusals.PASSWORDS_DIFFER, status=422)
    when, place = clock(), client_address(request)
    try:
        store.sessions.confirm(user.name, actuel, place, when)
        store.accounts.set_password(user.name, nouveau, by=user.name, when=when)
    except LoginRefused:
        return _render_account(request, store, clock, user, problem=refusals.WRONG_PASSWORD, status=403)
    except LoginThrottled as error:
        return _render_account(
            request, store, clock, user, problem=refusals.describe_throttling(error.seconds), status=429
        )
    except AccountRefused as error:
        return _render_account(
            request, store, clock, user, problem=refusals.describe_account_refusal(error), status=422
        )
    secret = store.sessions.open(user.name, nouveau, place, when)
    return start_session(request, RedirectResponse("/compte?fait=mot-de-passe", 303), secret)


@router.post("/jetons")
def add_token(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Reader,
    nom: Short = "",
    role: Annotated[Role, Form()] = "reader",
    jours: Annotated[int, Form()] = 365,
) -> HTMLResponse:
    """Create a token, which is shown in this response only."""
    try:
        token = store.tokens.add(user.name, nom.strip(), role, days=jours, by=user.name, when=clock())
    except AccountRefused as error:
        return _render_account(
            request, store, clock, user, problem=refusals.describe_account_refusal(error), status=422
        )
    return _render_account(request, store, clock, user, token=token)


@router.post("/jetons/{number}/revoquer")
def revoke_token(store: StoreDep, clock: ClockDep, user: Reader, number: int) -> RedirectResponse:
    store.tokens.revoke(number, of=user.name, by=user.name, when=clock())
    return RedirectResponse("/compte#jetons", 303)


def _render_account(
    request: Request,
    store: Store,
    clock: ClockDep,
    user: User,
    *,
    problem: str = "",
    done: str = "",
    token: str = "",
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "account.html",
        status,
        title="Mon compte",
        roles=[role for role in ROLES if user.may(role)],
        tokens=[] if user.is_local else store.tokens.all(user.name),
        now=clock(),
        problem=problem,
        done=done,
        token=token,
    )
