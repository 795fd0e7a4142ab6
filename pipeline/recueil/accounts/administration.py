"""``/administration``: accounts, and what was done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from recueil.accounts.login import Short
from recueil.accounts.schema import ROLES, Role
from recueil.errors import AccountRefused
from recueil.store.store import Store
from recueil.web.access import Admin
from recueil.web.given import ClockDep, StoreDep
from recueil.web.i18n import refusals
from recueil.web.pages.templating import render

router = APIRouter(prefix="/administration")
_ENTRIES = 100


@router.get("")
def accounts(request: Request, store: StoreDep, user: Admin) -> HTMLResponse:
    return _render_accounts(request, store)


@router.get("/journal")
def journal(
    request: Request, store: StoreDep, user: Admin, avant: Annotated[int | None, Query(ge=1, lt=1 << 63)] = None
) -> HTMLResponse:
    entries = store.audit.page(_ENTRIES + 1, avant)
    more = entries[_ENTRIES - 1].id if len(entries) > _ENTRIES else None
    return render(
        request, "audit.html", title="Journal", entries=entries[:_ENTRIES], more=more, first=avant is None
    )


@router.post("/comptes")
def add(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Admin,
    nom: Short = "",
    mot_de_passe: Short = "",
    role: Annotated[Role, Form()] = "reader",
) -> Response:
    try:
        store.accounts.add(nom, mot_de_passe, role, by=user.name, when=clock())
    except AccountRefused as error:
        return _render_accounts(request, store, refusals.describe_account_refusal(error))
    return _redirect_to_accounts()


@router.post("/comptes/{name}/role")
def set_role(
    request: Request, store: StoreDep, clock: ClockDep, user: Admin, name: str, role: Annotated[Role, Form()]
) -> Response:
    try:
        store.accounts.set_role(name, role, by=user.name, when=clock())
    except AccountRefused as error:
        return _render_accounts(request, store, refusals.describe_account_refusal(error))
    return _redirect_to_accounts()


@router.post("/comptes/{name}/mot-de-passe")
def set_password(
    request: Request, store: StoreDep, clock: ClockDep, user: Admin, name: str, mot_de_passe: Short = ""
) -> Response:
    try:
        store.accounts.set_password(name, mot_de_passe, by=user.name, when=clock())
    except AccountRefused as error:
        return _render_accounts(request, store, refusals.describe_account_refusal(error))
    return _redirect_to_accounts()


@router.post("/comptes/{name}/desactiver")
def disable(request: Request, store: StoreDep, clock: ClockDep, user: Admin, name: str) -> Response:
    try:
        store.accounts.disable(name, by=user.name, when=clock())
    except AccountRefused as error:
        return _render_accounts(request, store, refusals.describe_account_refusal(error))
    return _redirect_to_accounts()


@router.post("/comptes/{name}/activer")
def enable(store: StoreDep, clock: ClockDep, user: Admin, name: str) -> Response:
    store.accounts.enable(name, by=user.name, when=clock())
    return _redirect_to_accounts()


def _redirect_to_accounts() -> RedirectResponse:
    return RedirectResponse("/administration", 303)


def _render_accounts(request: Request, store: Store, problem: str = "") -> HTMLResponse:
    status = 422 if problem else 200
    given = {"accounts": store.accounts.all(), "roles": ROLES, "problem": problem}
    return render(request, "administration.html", status, title="Administration", **given)
