"""Renders pages with Jinja: one environment, autoescaping, and no control characters from acts.

Tables of pages are also available as CSV.
The templates of a feature are in its folder, those that several share in ``recueil/web/templates``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import TOKEN_DATA, Token, TokenStream

from recueil.export.csv import FRENCH, PLAIN, CsvDialect, rows_as_csv
from recueil.privacy.erasure.masking import MASK
from recueil.text import file_name
from recueil.values.body import body_key
from recueil.web import csrf
from recueil.web.i18n import errors, format, labels

# Each has a folder of templates for its own pages; web has what pages share.
_FEATURES = (
    *("accounts", "alerts", "batches", "beneficiaries", "bodies", "corrections", "cross_checks", "dossiers"),
    *("figures", "missing", "page_images", "persons", "presences", "similar_acts"),
)


def body_address(label: str) -> str:
    """Return the address of the page of a body."""
    return f"/organismes/{quote(body_key(label) or '-', safe='')}"


def beneficiary_address(name: str) -> str:
    """Return the address of the beneficiaries of that name; empty if part of it is masked."""
    return "" if MASK in name else f"/beneficiaires?{urlencode({'nom': name})}"


class KeepTogether(Extension):
    """Makes the spaces at punctuation marks in the words of templates no-break spaces; those of acts stay."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            is_words = token.type == TOKEN_DATA
            yield Token(token.lineno, token.type, format.keep_together(token.value)) if is_words else token


_environment = Environment(
    extensions=[KeepTogether],
    loader=ChoiceLoader([PackageLoader(f"recueil.{name}") for name in ("web", *_FEATURES)]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=format.finalize,
)
_environment.filters.update(
    jour=format.format_date, euros=format.format_euros, nombre=format.format_number, accord=format.format_count
)
_environment.filters.update(
    moment=format.format_time, role=format.role_label, action=format.action_label, detail=format.format_detail
)
_environment.filters.update(
    valeur=format.format_value,
    certitude=format.format_certainty,
    constate=format.format_dates,
    insecable=format.keep_together,
    genre=labels.kind_label,
    nature=labels.nature_label,
    decision=labels.decision_label,
    partie=labels.part_label,
    titre=labels.act_title,
    controle=labels.check_label,
)
_environment.filters.update(somme=format.format_award, vote=format.format_vote, fichier=file_name)
_environment.filters.update(taille=format.format_bounds, le=format.format_iso_date, faute=errors.translate_problem)
_environment.filters.update(
    sorte=labels.BODY_KINDS.get, strate=format.format_stratum, hors_rang=labels.UNRANKED.__getitem__
)
_environment.filters.update(
    adresse_organisme=body_address,
    adresse_beneficiaire=beneficiary_address,
    raison_organisme=labels.BODY_REASONS.__getitem__,
)
_environment.filters.update(
    operation=labels.OPERATIONS.__getitem__,
    etat=labels.CORRECTION_STATES.__getitem__,
    execution=labels.run_label,
    fin=labels.RUN_STATES.__getitem__,
    manque=labels.ORPHAN_REASONS.__getitem__,
    echec=labels.failure_label,
)

SECTIONS = (
    ("/", "Recherche"),
    ("/montants", "Montants"),
    ("/beneficiaires", "Bénéficiaires"),
    ("/personnes", "Personnes"),
    ("/presences", "Présences"),
    ("/organismes", "Organismes"),
    ("/controles", "Contrôles"),
    ("/qualite", "Qualité"),
    ("/corrections", "Corrections"),
    ("/alertes", "Alertes"),
    ("/dossiers", "Dossiers"),
)
"""The menu: where each section is, and what it is called."""


def page_links(request: Request) -> dict[str, Any]:
    """Return functions for templates that write URLs: of a search, of this page with other parameters."""

    def here(**changed: object) -> str:
        parameters = {**request.query_params, **changed}
        return f"?{urlencode({name: value for name, value in parameters.items() if value not in ('', None)})}"

    return {"search": lambda query: f"/?{urlencode({'q': query})}", "here": here}


def render(request: Request, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:
    """Render a page; ``title`` is part of every page's context."""
    page = _environment.get_template(template)
    who = {"user": getattr(request.state, "user", None), "csrf": csrf.Field(request)}
    values = {"request": request, "sections": SECTIONS, "path": request.url.path, "query": "", **who, **context}
    response = HTMLResponse(page.render(values), status)
    csrf.remember(request, response)
    return response


def render_file(template: str, **context: Any) -> str:
    """Render a file that is read without the server."""
    return _environment.get_template(template).render(**context)


Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""Columns and rows."""
TablePageFormat = Literal["html", "json", "csv", "csv-fr"]
"""A page with tables is also available as JSON and as CSV, also for French spreadsheets."""
CSV_DIALECTS = {"csv": PLAIN, "csv-fr": FRENCH}


def csv_response(name: str, table: Table, dialect: CsvDialect = PLAIN) -> Response:
    """Build the response with a table as a CSV file of that name."""
    quoted = quote(name)
    called = f'filename="{name}.csv"' if quoted == name else f"filename*=UTF-8''{quoted}.csv"
    headers = {"Content-Disposition": f"attachment; {called}"}
    return Response(rows_as_csv(*table, dialect), media_type="text/csv; charset=utf-8", headers=headers)
