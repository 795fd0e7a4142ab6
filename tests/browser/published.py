"""A délibération as a small town publishes it: a PDF of one page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

LINES = (
    "COMMUNE DE VALBRUNE-LES-EAUX",
    "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL",
    "Séance du jeudi 14 mars 2024",
    "Présents : Mme Élodie VASSEUR, M. Marc LE GUEN, Mme Anne PÉRIGNON",
    "Absent : M. Paul ASTIER (pouvoir à M. Marc LE GUEN)",
    "Objet : Subvention à l'association Les Mille Voix",
    "Le conseil municipal, après en avoir délibéré, DÉCIDE",
    "d'attribuer à l'association Les Mille Voix une subvention de 4 255,50 €,",
    "imputée au chapitre 65, article 65748.",
    "Adopté à l'unanimité.",
)


def publish(file: Path, lines: Iterable[str] = LINES) -> None:
    canvas = Canvas(str(file), pagesize=(595, 842))
    for number, line in enumerate(lines):
        canvas.drawString(60, 780 - 24 * number, line)
    canvas.save()
