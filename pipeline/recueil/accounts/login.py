"""The pages of accounts: login and logout, one's own password and tokens, administration and the audit
log.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from recueil.errors import LoginRefused, LoginThrottled
from recueil.web import access, credentials
from recueil.web.access import OptionalUser, Reader
from recueil.web.given import ClockDep, StoreDep
from recueil.web.i18n import refusals
from recueil.web.pages.templating import render

router = APIRouter()
Short = Annotated[str, Form(max_length=2_000)]


@router.get("/connexion")
@access.public
def login_page(request: Request, store: StoreDep, user: OptionalUser, suite: str = "/") -> Response:
    if user is not None:
        return _redirect_to(suite)
    return _render_login(request, suite, "" if store.accounts.exist() else NOBODY)


NOBODY = "Il n'y a aucun compte : créez-en un avec « recueil user add », sur la machine qui sert ces pages."


@router.post("/connexion")
@access.public
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
        return _render_login(request, suite, refusals.WRONG_LOGIN, status=403)
    except LoginThrottled as error:
        page = _render_login(request, suite, refusals.describe_throttling(error.seconds), status=429)
        page.headers["Retry-After"] = str(error.seconds)
        return page
    return start_session(request, _redirect_to(suite), secret)


@router.post("/deconnexion")
def log_out(request: Request, store: StoreDep, clock: ClockDep, user: Reader) -> Response:
    answer = _redirect_to("/")
    _close_session(request, store, clock)
    credentials.delete_cookie(request, answer, credentials.SESSION_COOKIE)
    return answer


def start_session(request: Request, answer: Response, secret: str) -> Response:
    """Set the session cookie, replacing any session that the browser had, and drop the visitor cookie."""
    credentials.set_cookie(request, answer, credentials.SESSION_COOKIE, secret)
    credentials.delete_cookie(request, answer, credentials.VISITOR_COOKIE)
    return answer


def client_address(request: Request) -> str:
    """Return the client's address, or an empty string."""
    return request.client.host if request.client else ""


def _close_session(request: Request, store: StoreDep, clock: ClockDep) -> None:
    session = credentials.read_cookie(request, credentials.SESSION_COOKIE)
    if session is not None:
        store.sessions.close(session, clock())


def _render_login(request: Request, suite: str, problem: str, status: int = 200) -> HTMLResponse:
    return render(request, "login.html", status, title="Connexion", suite=local_path(suite), problem=problem)


def _redirect_to(place: str) -> RedirectResponse:
    return RedirectResponse(local_path(place), status_code=303)


def local_path(place: str) -> str:
    """Return the path if it is on this site, else ``/``. Browsers read a backslash as a slash, and drop
    control characters.
    """
    is_path = place.startswith("/") and not place.startswith("//")
    return place if is_path and "\\" not in place and place.isprintable() else "/"
