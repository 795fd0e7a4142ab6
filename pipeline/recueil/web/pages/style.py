"""`/style`: the components of the pages, each with an example."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from recueil.web.authentication import Reader
from recueil.web.pages.templating import render

router = APIRouter()

# A value of each kind, as pages format it.
_VALUES = (
    ("date", "14 mars 2024"),
    ("period", "2023-2024"),
    ("amount", "1 250,50 €"),
    ("percentage", "35 %"),
    ("budget", "chapitre 65"),
    ("person", "Élodie Vasseur"),
    ("reference", "loi n° 2015-991"),
    ("organisation", "Les Mille Voix"),
    ("place", "Lourmèche"),
)


@router.get("/style", response_class=Response)
def style(request: Request, user: Reader) -> Response:
    return render(request, "style.html", title="Style", kinds=_VALUES)
