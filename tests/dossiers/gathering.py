"""Acts of a town to gather in dossiers, of which some cite others."""

from __future__ import annotations

from dataclasses import replace

from tests.filing import make_act, record
from tests.handles import handle_of

from recueil.store.store import Store
from recueil.values import Identity, PartialDate

TOWN = "Fontvergne"
# By number: day, kind, text.
ACTS = {
    "7": ("2022-05-02", "Fêtes : <AMOUNT 700.00 EUR>700 €</AMOUNT> et <AMOUNT 80.00 EUR>80 €</AMOUNT>"),
    "9": (
        "2023-03-14",
        "Vu la <REFERENCE délibération #7 | 2022-05-02>délibération n° 7 du 2 mai 2022</REFERENCE> ; "
        "<PERSON VASSEUR, Élodie>Élodie VASSEUR</PERSON> présente",
    ),
    "12": (
        "2024-01-09",
        "Vu la <REFERENCE délibération #9 | 2023-03-14>délibération n° 9 du 14 mars 2023</REFERENCE> et la "
        "<REFERENCE délibération #7 | 2022-05-02>délibération n° 7 du 2 mai 2022</REFERENCE>",
    ),
}
VASSEUR = "vasseur-elodie@fontvergne"


def file_town(store: Store) -> dict[str, str]:
    """File the acts; gives their uids by number."""
    return {number: file_act(store, number, day, tagged) for number, (day, tagged) in ACTS.items()}


def file_act(store: Store, number: str, day: str | None, tagged: str, *, source: str | None = None) -> str:
    """File an act of the town; gives its uid."""
    document, act = make_act(tagged)
    date = None if day is None else PartialDate.parse(day)
    identity = Identity("deliberation", number=number, title=f"Délibération n° {number}", body=TOWN, date=date)
    facts = replace(act.facts, identity=identity)
    record(store, source or f"file:///{number}.txt", document, [replace(act, facts=facts)])
    return handle_of(document.sha256)
