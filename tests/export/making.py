"""Two acts of which everything is known: one that says all an act can say, one that says next to nothing."""

from __future__ import annotations

import csv
import datetime
import hashlib
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.handles import handle_of

from recueil.cli.app import main
from recueil.evaluation import gold
from recueil.readers.document import Document, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store
from recueil.values import (
    Act,
    Attendance,
    Award,
    Entity,
    Facts,
    Finding,
    Headcount,
    Identity,
    Mention,
    PartialDate,
    Person,
    Proxy,
    Vote,
)

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
SIRET = "21869000600018"
ADDRESS = "https://www.vornoy.example/actes/12.pdf"
TAGGED = (
    "VILLE DE VORNOY – séance du <DATE 2023-03-14 seance>14 mars 2023</DATE>. Présents : M. <PERSON RÉ, Luc>Luc RÉ</PERSON>,"
    " Mme <PERSON LO, Ana>Ana LO</PERSON>. Absent : <PERSON BON, Max>Max BON</PERSON>, pouvoir à M. RÉ.\f"
    "Vu la <REFERENCE loi #2013-595 | 2013-07-08>loi n° 2013-595 du 8 juillet 2013</REFERENCE>, le conseil attribue"
    " <AMOUNT 1500.50 EUR>1 500,50 €</AMOUNT> aux Voix du lac pour leur tournée, soit <PERCENTAGE 49>49 %</PERCENTAGE>,"
    " <BUDGET chapitre 65>chapitre 65</BUDGET> de l'<PERIOD 2023>exercice 2023</PERIOD>. Pour : 20, contre : 3."
    " L'<ORGANISATION asso. Les Amis>asso. Les Amis</ORGANISATION> est à <PLACE Vornoy #86194>Vornoy</PLACE>."
)
_READ = gold.parse_tagged(TAGGED)
TEXT = _READ.text
DOCUMENT = Document(
    TEXT,
    (Page(1, 0, TEXT.index("\f") + 1), Page(2, TEXT.index("\f") + 1, len(TEXT))),
    hashlib.sha256(TEXT.encode()).hexdigest(),
    len(TEXT.encode()),
    "text/plain",
)
UID = handle_of(DOCUMENT.sha256)


def place(words: str) -> tuple[int, int]:
    """Where words stand in the text."""
    start = TEXT.index(words)
    return start, start + len(words)


def _mention(words: str) -> Mention:
    start, _ = place(words)
    return next(mention for mention in _READ.mentions if mention.start == start)


LUC, ANA, MAX = _mention("Luc RÉ"), _mention("Ana LO"), _mention("Max BON")
IDENTITY = Identity(
    "deliberation",
    "2023-12",
    "Subvention aux Voix du lac",
    "VILLE DE VORNOY",
    ctes="086-218690006-20230314-2023-12-DE",
    siren=SIRET[:9],
    department="086",
    subject="7.5",
    date=PartialDate(2023, 3, 14),
    received=PartialDate(2023, 3, 16),
    president=LUC,
)
AWARD = Award(
    *place("1 500,50 € aux Voix du lac"),
    "subvention",
    "Voix du lac",
    place("Voix du lac")[0],
    _mention("1 500,50 €"),
    "association",
    purpose="leur tournée",
    line=_mention("chapitre 65"),
    rna="W380475558",
)
VOTE = Vote(*place("Pour : 20, contre : 3"), "adopted", False, votes_for=20, against=3, abstentions=0)
FACTS = Facts(
    IDENTITY,
    attendance=Attendance(
        present=(LUC, ANA),
        represented=(MAX,),
        proxies=(Proxy(MAX, LUC),),
        counts=Headcount(in_office=25, present=22),
    ),
    votes=(VOTE,),
    awards=(AWARD,),
)
FINDING = Finding("votants", "error", "22 + 1 n'est pas 25.", "Calcul", (place("contre : 3"),), "23", "25")
ENTITIES = tuple(
    Entity(
        found.start,
        found.end,
        TEXT[found.start : found.end],
        1 if found.start < TEXT.index("\f") else 2,
        found.value,
        found.rule,
        "dispositif",
        61,
    )
    for found in _READ.mentions
)
ACT = Act(0, len(TEXT), FACTS, ENTITIES, (FINDING,))


def doubtful(act: Act = ACT) -> Act:
    """The act with a member represented, an amount and a place in doubt; an organisation of which the model is sure."""
    sitting, giver = act.facts.attendance, in_doubt(MAX)
    proxies = tuple(Proxy(giver, proxy.holder) for proxy in sitting.proxies)
    assert AWARD.amount is not None
    awards = (replace(AWARD, amount=replace(AWARD.amount, certainty=Decimal("0.70"), doubtful=True)),)
    facts = replace(act.facts, awards=awards, attendance=replace(sitting, represented=(giver,), proxies=proxies))
    return replace(act, facts=facts, entities=tuple(map(with_certainty, ENTITIES)))


def in_doubt(mention: Mention) -> Mention:
    return replace(mention, rule="model.roll", certainty=Decimal("0.83"), doubtful=True)


def with_certainty(entity: Entity) -> Entity:
    entity = public(entity)
    if entity.kind == "organisation":
        return replace(entity, rule="model.organisation", certainty=Decimal("0.90"))
    return (
        replace(entity, rule="model.place", certainty=Decimal("0.40"), doubtful=True)
        if entity.kind == "place"
        else entity
    )


def public(entity: Entity) -> Entity:
    person = entity.value
    return replace(entity, value=replace(person, standing="public")) if isinstance(person, Person) else entity


_PLAIN = gold.parse_tagged("=2+2 : <AMOUNT -9500.00 EUR>-9 500,00 €</AMOUNT>")
PLAIN_DOCUMENT = Document(
    _PLAIN.text,
    (Page(1, 0, len(_PLAIN.text)),),
    hashlib.sha256(_PLAIN.text.encode()).hexdigest(),
    len(_PLAIN.text.encode()),
    "text/plain",
)
PLAIN_UID = handle_of(PLAIN_DOCUMENT.sha256)
PLAIN_ACT = Act(
    0,
    len(_PLAIN.text),
    Facts(Identity("decision", title="=2+2")),
    tuple(
        Entity(found.start, found.end, _PLAIN.text[found.start : found.end], 1, found.value, found.rule)
        for found in _PLAIN.mentions
    ),
)


def fill(store: Store) -> None:
    """Write both acts."""
    record(store, ADDRESS, DOCUMENT, ACT)
    record(store, "file:///b.txt", PLAIN_DOCUMENT, PLAIN_ACT)


def record(store: Store, source: str, document: Document, act: Act) -> None:
    """Write an act, as a run does that has nothing else to do."""
    numbers = store.ledger.enqueue([FoundFile(source, document.sha256)], "1", WHEN)
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    store.ledger.complete(claim, document, [act], WHEN)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    """The exit status of ``recueil export``."""
    monkeypatch.setattr(sys, "argv", ["recueil", "export", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def read(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())
