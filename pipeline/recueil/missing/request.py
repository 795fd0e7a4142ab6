"""The text of a request for the documents that are missing of a body, for a person to copy and send."""

from __future__ import annotations

import datetime

from recueil.missing.gaps import Missing
from recueil.missing.numbering import NumberGap
from recueil.web.i18n.format import format_iso_date
from recueil.web.i18n.labels import nature_label

_MOST = 60
# CRPA L311-1: administrations communicate the documents that they hold to who asks for them.
_OPENING = (
    "Objet : demande de communication de documents administratifs ({body})\n\n"
    "Madame, Monsieur,\n\nSur le fondement de l'article L311-1 du code des relations entre le public et "
    "l'administration, je vous prie de bien vouloir me communiquer, si possible sous forme électronique, "
    "les documents suivants :\n"
)
_CLOSING = (
    "\nSi l'un de ces documents n'existe pas, ou s'il est déjà publié, je vous saurais gré de me l'indiquer.\n\n"
    "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.\n"
)


def write_request(missing: Missing) -> str:
    """Write the request, in French; it names no act's content, only numbers, days and items of agendas.

    What is beyond the first documents is left to a further request.
    """
    asked = [
        *(f"- le procès-verbal de la séance du {_day(one.date)}" for one in missing.minutes),
        *(f"- les délibérations et le procès-verbal de la séance du {_day(one.date)}" for one in missing.seances),
        *(f"- {_numbers(gap)}" for gap in missing.numbers),
        *(f"- l'acte pris sur le point « {one.title} » de la séance du {_day(one.date)}" for one in missing.items),
    ]
    more = ["- (la suite fera l'objet d'une autre demande)"] if len(asked) > _MOST else []
    listed = " ;\n".join([*asked[:_MOST], *more])
    return f"{_OPENING.format(body=missing.label)}{listed}.\n{_CLOSING}"


def _numbers(gap: NumberGap) -> str:
    what = nature_label(gap.kind)
    if gap.count == 1:
        return f"{what} n° {gap.first}, de l'année {gap.year}"
    return f"{what}, du n° {gap.first} au n° {gap.last}, de l'année {gap.year} ({gap.count} numéros)"


def _day(day: datetime.date) -> str:
    return format_iso_date(day.isoformat())
