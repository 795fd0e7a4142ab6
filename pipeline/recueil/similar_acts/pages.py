"""Page « Actes semblables » of an act, also as JSON and CSV."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from recueil.similar_acts import api
from recueil.similar_acts.store import MOST, SimilarAct, SimilarityFilter
from recueil.web.dependencies import ActDep, BodyCursor, StoreDep, Year
from recueil.web.i18n import labels
from recueil.web.pages.templating import CSV_DIALECTS, Table, TablePageFormat, csv_response, render

router = APIRouter()


def similar_table(found: Sequence[SimilarAct]) -> Table:
    """Return a row for each similar act."""
    columns = ("acte", "date", "nature", "numero", "titre", "organisme", "score", "meme_texte", "meme_objet")
    return (*columns, "beneficiaires_communs", "termes_communs", "page", "debut", "fin"), _rows(found)


def _rows(found: Sequence[SimilarAct]) -> Iterator[Sequence[object]]:
    for act in found:
        named = "; ".join(each.text for each in act.beneficiaries)
        words = " ".join(each.text for each in act.words)
        what = act.kind, act.number, act.title, act.body
        why = act.score, act.same_text, act.same_title, named, words
        yield act.uid, act.date, *what, *why, act.page, act.start, act.end


@router.get("/actes/{uid}/semblables", response_class=Response)
def similar_acts(
    request: Request,
    store: StoreDep,
    stored: ActDep,
    organismes: Annotated[str, Query(max_length=20)] = "",
    commune: Annotated[str, Query(max_length=200)] = "",
    suite: BodyCursor = "",
    de: Year = None,
    a: Year = None,
    nombre: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    format: TablePageFormat = "html",
) -> Response:
    """Render the acts similar to an act, ``nombre`` at most: of all bodies, of others (``organismes``), or of one
    (``commune``).
    """
    chosen = store.bodies.choose(commune, suite or None) if commune else None
    key = None if chosen is None else "" if chosen.body is None else chosen.body.key
    since = datetime.date(de, 1, 1) if de else None
    until = datetime.date(a, 12, 31) if a else None
    found = store.similar(stored.uid, nombre, SimilarityFilter(organismes == "autres", key, since, until))
    if format == "json":
        return JSONResponse([api.SimilarAct.model_validate(act).model_dump(mode="json") for act in found])
    if format in CSV_DIALECTS:
        return csv_response(f"semblables-{stored.uid}", similar_table(found), CSV_DIALECTS[format])
    return render(
        request,
        "similar_acts.html",
        title=f"Actes semblables – {labels.act_title(stored.act)}",
        stored=stored,
        found=found,
        chosen=chosen,
        is_unknown=key == "",
        which={"organismes": organismes, "commune": commune, "de": de or "", "a": a or ""},
    )
