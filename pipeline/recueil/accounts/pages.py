"""The pages of accounts: login and logout, one's own password and tokens, administration and the audit
log.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from recueil.accounts.schema import ROLES, Role
from recueil.accounts.single_sign_on import Attempt, Provider
from recueil.errors import AccountRefused, LoginRefused, LoginThrottled, SingleSignOnFailed
from recueil.store.store import Store
from recueil.web import authentication, dependencies
from recueil.web.authentication import Admin, OptionalUser, Reader, User
from recueil.web.dependencies import ClockDep, StoreDep
from recueil.web.i18n import errors
from recueil.web.pages.templating import render

login_router = APIRouter()
Short = Annotated[str, Form(max_length=2_000)]
# It goes into a cookie, of which browsers keep 4 kB.
_LONGEST_WAY_BACK = 500
Answered = Annotated[str, Query(max_length=4_000)]


@login_router.get("/connexion")
@authentication.public
def login_page(
    request: Request, store: StoreDep, user: OptionalUser, suite: str = "/", sortie: bool = False
) -> Response:
    """Show the login form; with ``sortie``, to somebody who has just logged out."""
    if user is not None:
        return _redirect_to(suite)
    return _render_login(request, suite, "" if store.accounts.exist() else NOBODY, has_left=sortie)


NOBODY = "Il n'y a aucun compte : créez-en un avec « recueil user add », sur la machine qui sert ces pages."


@login_router.post("/connexion")
@authentication.public
def log_in(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    nom: Short = "",
    mot_de_passe: Short = "",
    suite: Short = "/",
) -> Response:
    try:
        secret = store.sessions.open(nom, mot_de_passe, client_address(request), clock())
    except LoginRefused:
        return _render_login(request, suite, errors.WRONG_LOGIN, status=403)
    except LoginThrottled as error:
        page = _render_login(request, suite, errors.describe_throttling(error.seconds), status=429)
        page.headers["Retry-After"] = str(error.seconds)
        return page
    return start_session(request, _redirect_to(suite), secret)


@login_router.get("/connexion/sso", dependencies=[Depends(dependencies.lift_query_deadline)])
@authentication.public
def begin_single_sign_on(request: Request, suite: str = "/") -> Response:
    """Send the browser to the OpenID Connect provider."""
    try:
        place, attempt = _provider(request).start(local_path(suite) if len(suite) <= _LONGEST_WAY_BACK else "/")
    except SingleSignOnFailed as error:
        return _render_login(request, suite, errors.describe_error(error), status=502)
    answer = RedirectResponse(place, status_code=303)
    value = base64.urlsafe_b64encode(attempt.to_json().encode()).decode()
    authentication.set_cookie(request, answer, authentication.ATTEMPT_COOKIE, value)
    return answer


@login_router.get("/connexion/sso/retour", dependencies=[Depends(dependencies.lift_query_deadline)])
@authentication.public
def finish_single_sign_on(
    request: Request, store: StoreDep, clock: ClockDep, code: Answered = "", state: Answered = ""
) -> Response:
    """Open a session for whom the provider names."""
    provider = _provider(request)
    attempt = _read_attempt(request)
    suite = local_path(attempt.then if attempt else "/")
    try:
        identity = provider.finish(attempt, code, state)
        secret = store.sessions.open_by_identity(identity, provider.role, client_address(request), clock())
    except SingleSignOnFailed as error:
        status = 502 if error.code == "provider" else 403
        answer: Response = _render_login(request, suite, errors.describe_error(error), status=status)
    except LoginRefused:
        answer = _render_login(request, suite, errors.NO_ACCOUNT, status=403)
    else:
        answer = start_session(request, _redirect_to(suite), secret)
    authentication.delete_cookie(request, answer, authentication.ATTEMPT_COOKIE)
    return answer


@login_router.get("/deconnexion/sso", dependencies=[Depends(dependencies.lift_query_deadline)])
@authentication.public
def end_single_sign_on(request: Request) -> Response:
    """Send the browser to where the provider ends its own session."""
    return RedirectResponse(_provider(request).logout_address() or "/", status_code=303)


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404, "Ce serveur n'a pas de connexion par OpenID Connect.")
    return provider


def _read_attempt(request: Request) -> Attempt | None:
    value = authentication.read_cookie(request, authentication.ATTEMPT_COOKIE)
    try:
        return Attempt.from_json(base64.urlsafe_b64decode(value or "").decode())
    except ValueError:
        return None


@login_router.post("/deconnexion")
def log_out(request: Request, store: StoreDep, clock: ClockDep, user: Reader) -> Response:
    answer = _redirect_to("/connexion?sortie=1" if request.app.state.provider else "/")
    session = authentication.read_cookie(request, authentication.SESSION_COOKIE)
    if session is not None:
        store.sessions.close(session, clock())
    authentication.delete_cookie(request, answer, authentication.SESSION_COOKIE)
    return answer


def start_session(request: Request, answer: Response, secret: str) -> Response:
    """Set the session cookie, replacing any session that the browser had, and drop the visitor cookie."""
    authentication.set_cookie(request, answer, authentication.SESSION_COOKIE, secret)
    authentication.delete_cookie(request, answer, authentication.VISITOR_COOKIE)
    return answer


def client_address(request: Request) -> str:
    """Return the client's address, or an empty string."""
    return request.client.host if request.client else ""


def _render_login(
    request: Request, suite: str, problem: str, status: int = 200, *, has_left: bool = False
) -> HTMLResponse:
    context = {"suite": local_path(suite), "problem": problem, "has_left": has_left}
    return render(request, "login.html", status, title="Connexion", provider=request.app.state.provider, **context)


def _redirect_to(place: str) -> RedirectResponse:
    return RedirectResponse(local_path(place), status_code=303)


def local_path(place: str) -> str:
    """Return the path if it is on this site, else ``/``. Browsers read a backslash as a slash, and drop
    control characters.
    """
    is_path = place.startswith("/") and not place.startswith("//")
    return place if is_path and "\\" not in place and place.isprintable() else "/"


account_router = APIRouter(prefix="/compte")


@account_router.get("")
def account(request: Request, store: StoreDep, clock: ClockDep, user: Reader, fait: str = "") -> HTMLResponse:
    return _render_account(
        request, store, clock, user, done="Le mot de passe est changé." if fait == "mot-de-passe" else ""
    )


@account_router.post("/mot-de-passe")
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
        return _render_account(request, store, clock, user, problem=errors.PASSWORDS_DIFFER, status=422)
    when, place = clock(), client_address(request)
    try:
        store.sessions.confirm(user.name, actuel, place, when)
        store.accounts.set_password(user.name, nouveau, by=user.name, when=when)
    except LoginRefused:
        return _render_account(request, store, clock, user, problem=errors.WRONG_PASSWORD, status=403)
    except LoginThrottled as error:
        return _render_account(
            request, store, clock, user, problem=errors.describe_throttling(error.seconds), status=429
        )
    except AccountRefused as error:
        return _render_account(request, store, clock, user, problem=errors.describe_error(error), status=422)
    secret = store.sessions.open(user.name, nouveau, place, when)
    return start_session(request, RedirectResponse("/compte?fait=mot-de-passe", 303), secret)


@account_router.post("/jetons")
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
        return _render_account(request, store, clock, user, problem=errors.describe_error(error), status=422)
    return _render_account(request, store, clock, user, token=token)


@account_router.post("/jetons/{number}/revoquer")
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


administration_router = APIRouter(prefix="/administration")
_ENTRIES = 100


@administration_router.get("")
def accounts(request: Request, store: StoreDep, user: Admin) -> HTMLResponse:
    return _render_accounts(request, store)


@administration_router.get("/journal")
def journal(
    request: Request, store: StoreDep, user: Admin, avant: Annotated[int | None, Query(ge=1, lt=1 << 63)] = None
) -> HTMLResponse:
    entries = store.audit.page(_ENTRIES + 1, avant)
    more = entries[_ENTRIES - 1].id if len(entries) > _ENTRIES else None
    return render(
        request, "audit.html", title="Journal", entries=entries[:_ENTRIES], more=more, first=avant is None
    )


@administration_router.post("/comptes")
def add(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Admin,
    nom: Short = "",
    mot_de_passe: Short = "",
    role: Annotated[Role, Form()] = "reader",
) -> Response:
    return _change_account(
        request, store, lambda: store.accounts.add(nom, mot_de_passe, role, by=user.name, when=clock())
    )


@administration_router.post("/comptes/{name}/role")
def set_role(
    request: Request, store: StoreDep, clock: ClockDep, user: Admin, name: str, role: Annotated[Role, Form()]
) -> Response:
    return _change_account(request, store, lambda: store.accounts.set_role(name, role, by=user.name, when=clock()))


@administration_router.post("/comptes/{name}/mot-de-passe")
def set_password(
    request: Request, store: StoreDep, clock: ClockDep, user: Admin, name: str, mot_de_passe: Short = ""
) -> Response:
    return _change_account(
        request, store, lambda: store.accounts.set_password(name, mot_de_passe, by=user.name, when=clock())
    )


@administration_router.post("/comptes/{name}/desactiver")
def disable(request: Request, store: StoreDep, clock: ClockDep, user: Admin, name: str) -> Response:
    return _change_account(request, store, lambda: store.accounts.disable(name, by=user.name, when=clock()))


@administration_router.post("/comptes/{name}/activer")
def enable(store: StoreDep, clock: ClockDep, user: Admin, name: str) -> Response:
    store.accounts.enable(name, by=user.name, when=clock())
    return _redirect_to_accounts()


def _change_account(request: Request, store: Store, change: Callable[[], object]) -> Response:
    """Change an account and go back to the list; show the list with the reason where the change is refused."""
    try:
        change()
    except AccountRefused as error:
        return _render_accounts(request, store, errors.describe_error(error))
    return _redirect_to_accounts()


def _redirect_to_accounts() -> RedirectResponse:
    return RedirectResponse("/administration", 303)


def _render_accounts(request: Request, store: Store, problem: str = "") -> HTMLResponse:
    status = 422 if problem else 200
    context = {"accounts": store.accounts.all(), "roles": ROLES, "problem": problem}
    return render(request, "administration.html", status, title="Administration", **context)
