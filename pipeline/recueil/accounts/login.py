"""The pages of accounts: login and logout, one's own password and tokens, administration and the audit
log.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from recueil.errors import LoginRefused, LoginThrottled
from recueil.web import access, credentials
from recueil.web.access import Reader, Visitor
from recueil.web.given import ClockOf, StoreOf
from recueil.web.i18n import refusals
from recueil.web.pages.templating import render

router = APIRouter()
Short = Annotated[str, Form(max_length=2_000)]


@router.get("/connexion")
@access.public
def ask(request: Request, store: StoreOf, user: Visitor, suite: str = "/") -> Response:
    if user is not None:
        return _to(suite)
    return _form(request, suite, "" if store.accounts.exist() else NOBODY)


NOBODY = "Il n'y a aucun compte : créez-en un avec « recueil user add », sur la machine qui sert ces pages."


@router.post("/connexion")
@access.public
def log_in(
    request: Request, store: StoreOf, clock: ClockOf, nom: Short = "", mot_de_passe: Short = "", suite: Short = "/"
) -> Response:
    try:
        secret = store.sessions.open(nom, mot_de_passe, address(request), clock())
    except LoginRefused:
        return _form(request, suite, refusals.WRONG, status=403)
    except LoginThrottled as error:
        page = _form(request, suite, refusals.wait(error.seconds), status=429)
        page.headers["Retry-After"] = str(error.seconds)
        return page
    return enter(request, _to(suite), secret)


@router.post("/deconnexion")
def log_out(request: Request, store: StoreOf, clock: ClockOf, user: Reader) -> Response:
    answer = _to("/")
    _leave(request, store, clock)
    credentials.take(request, answer, credentials.SESSION)
    return answer


def enter(request: Request, answer: Response, secret: str) -> Response:
    """Set the session cookie, replacing any session that the browser had, and drop the visitor cookie."""
    credentials.give(request, answer, credentials.SESSION, secret)
    credentials.take(request, answer, credentials.VISITOR)
    return answer


def address(request: Request) -> str:
    """Return the client's address, or an empty string."""
    return request.client.host if request.client else ""


def _leave(request: Request, store: StoreOf, clock: ClockOf) -> None:
    session = credentials.cookie(request, credentials.SESSION)
    if session is not None:
        store.sessions.close(session, clock())


def _form(request: Request, suite: str, problem: str, status: int = 200) -> HTMLResponse:
    return render(request, "login.html", status, title="Connexion", suite=local(suite), problem=problem)


def _to(place: str) -> RedirectResponse:
    return RedirectResponse(local(place), status_code=303)


def local(place: str) -> str:
    """Return the path if it is on this site, else ``/``. Browsers read a backslash as a slash, and drop
    control characters.
    """
    is_path = place.startswith("/") and not place.startswith("//")
    return place if is_path and "\\" not in place and place.isprintable() else "/"
