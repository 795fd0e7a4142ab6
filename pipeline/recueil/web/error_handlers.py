"""Exception handlers: errors as a French page or, for programs, an RFC 9457 problem; never a traceback."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException

from recueil.errors import (
    AccountUnknown,
    ActUnknown,
    AlertRefused,
    AlertUnknown,
    BeneficiaryUnknown,
    BodyRefused,
    CorrectionForbidden,
    CorrectionUnknown,
    CursorUnknown,
    DecisionRefused,
    DossierForbidden,
    DossierRefused,
    DossierUnknown,
    ExtraMissing,
    LoginRefused,
    LoginThrottled,
    PageImageError,
    PersonUnknown,
    QueryError,
    ReadError,
    RecueilError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    TokenUnknown,
    ValueDamaged,
)
from recueil.text import strip_control_chars
from recueil.web.i18n import errors
from recueil.web.i18n.format import keep_together
from recueil.web.pages.templating import render

_log = logging.getLogger(__name__)
# The first match counts: errors of the client before those of the store.
_STATUSES: tuple[tuple[type[RecueilError], int], ...] = (
    (LoginThrottled, 429),
    (LoginRefused, 403),
    (AccountUnknown, 404),
    (TokenUnknown, 404),
    (QueryError, 400),
    (CursorUnknown, 400),
    (ActUnknown, 404),
    (CorrectionUnknown, 404),
    (CorrectionForbidden, 403),
    (AlertUnknown, 404),
    (AlertRefused, 400),
    (DossierUnknown, 404),
    (DossierForbidden, 403),
    (DossierRefused, 400),
    (PersonUnknown, 404),
    (BeneficiaryUnknown, 404),
    (BodyRefused, 400),
    (DecisionRefused, 409),
    (PageImageError, 404),
    (ReadError, 404),
    (StoreBusy, 503),
    (StoreDamaged, 500),
    (StoreError, 503),
    (ExtraMissing, 501),
    (RecueilError, 400),
)
_TITLES = {
    400: "Demande incomprise",
    401: "Connexion nécessaire",
    403: "Action non permise",
    404: "Introuvable",
    405: "Action impossible ici",
    409: "Déjà changé",
    410: "Plus disponible",
    413: "Demande trop longue",
    422: "Demande incomprise",
    429: "Trop de tentatives",
    500: "Erreur de Recueil",
    501: "Pas installé ici",
    503: "Momentanément indisponible",
}


@dataclass(frozen=True, slots=True)
class ErrorContent:
    """Content of an error response; ``extra`` is for programs."""

    status: int
    detail: str
    advice: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


def install(app: FastAPI) -> None:
    """Register the exception handlers."""
    app.add_exception_handler(RecueilError, _handle_recueil_error)
    app.add_exception_handler(RequestValidationError, _handle_validation_error)
    app.add_exception_handler(HTTPException, _handle_http_error)
    app.add_exception_handler(Exception, _handle_defect)


def wants_json(request: Request) -> bool:
    """Return whether the response is for a program."""
    return request.url.path.startswith("/api/") or request.query_params.get("format") == "json"


def _handle_recueil_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, RecueilError):
        raise error
    status = next(status for kind, status in _STATUSES if isinstance(error, kind))
    if isinstance(error, StoreDamaged):
        # The database quotes what it cannot read; of a ValueDamaged the log must show the traceback.
        cause = error.__cause__ if isinstance(error, ValueDamaged) else None
        _log.error("%s %s failed: %s", request.method, request.url.path, error, exc_info=cause)
    wait = error.seconds if isinstance(error, LoginThrottled) else 5
    headers = {"Retry-After": str(wait)} if status in (429, 503) else {}
    extra = {"start": error.start, "end": error.end} if isinstance(error, QueryError) else {}
    if not wants_json(request) and (french := errors.translate_error(error)):
        return _respond(request, ErrorContent(status, french, headers=headers))
    return _respond(request, ErrorContent(status, error.message, error.advice, headers, extra))


def _handle_validation_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [{"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors()]
    if wants_json(request):
        detail = "; ".join(f"{one['where']}: {one['what']}" for one in wrong)
    else:
        detail = " ".join(map(errors.describe_parameter, error.errors()))
    return _respond(request, ErrorContent(422, detail, extra={"errors": wrong}))


def _handle_http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 401 and not wants_json(request):
        place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = f"?suite={quote(place)}" if request.method == "GET" and place != "/" else ""
        return RedirectResponse(f"/connexion{back}", 303)
    # Omit a standard phrase: the title says more.
    detail = "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    headers = dict(error.headers or {})
    if error.status_code == 308:
        return Response(status_code=308, headers=headers)
    if error.status_code == 405:
        headers["Allow"] = _allowed_methods(request)
    return _respond(request, ErrorContent(error.status_code, detail, headers=headers))


def _allowed_methods(request: Request) -> str:
    """Return the methods of a path for the Allow header: the framework names only those of its first route."""
    routes = (
        route
        for route in iter_route_contexts(request.app.routes)
        if isinstance(route.original_route, APIRoute) and route.path_regex.match(request.url.path)
    )
    methods = {method for route in routes for method in route.methods or ()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _handle_defect(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _respond(request, ErrorContent(500, "", "L'erreur est dans le journal du serveur."))


def _respond(request: Request, failing: ErrorContent) -> Response:
    title = _TITLES.get(failing.status, HTTPStatus(failing.status).phrase)
    if wants_json(request):
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(failing.status).phrase,
            "status": failing.status,
            "detail": strip_control_chars(f"{failing.detail} {failing.advice}".strip()),
            **failing.extra,
        }
        return JSONResponse(problem, failing.status, failing.headers, media_type="application/problem+json")
    shown = replace(failing, detail=keep_together(failing.detail), advice=keep_together(failing.advice))
    page = render(request, "error.html", failing.status, title=title, failing=shown)
    page.headers.update(failing.headers)
    return page
