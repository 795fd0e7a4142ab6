"""The JSON line of one file, whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time
from decimal import Decimal

from recueil.export import jsonl
from recueil.export.act_object import act_object
from recueil.readers.document import Document, Page
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    Designation,
    Entity,
    Facts,
    Finding,
    Funder,
    FundingPlan,
    Headcount,
    Identity,
    Mention,
    Movement,
    PartialDate,
    Person,
    Proxy,
    Section,
    Vote,
)

TEXT = "Une aide de 12 € est accordée."
DOCUMENT = Document(TEXT, (Page(1, 0, len(TEXT)),), "ab" * 32, 31, "text/plain")
AMOUNT = Mention(12, 16, Amount(Decimal(12)), "figures")
LUC, ANA = (
    Mention(at, at + 3, Person(given, family), "list") for at, given, family in ((0, "Luc", "RÉ"), (4, None, "LO"))
)
FACTS = Facts(
    Identity("deliberation", ctes="034-1", date=PartialDate(2023, 3, 9), secretary=ANA),
    sections=(Section("dispositif", 0, 30, "1"),),
    attendance=Attendance(
        present=(ANA,),
        represented=(LUC,),
        proxies=(Proxy(LUC, None),),
        movements=(Movement(ANA, "leaves", time(19, 5)),),
        counts=Headcount(voting=2),
    ),
    votes=(Vote(5, 9, "adopted", False, votes_for=1, abstentions=1, names_abstaining=(LUC,)),),
    awards=(Award(0, 30, "subvention", "Les Voix", 4, AMOUNT, "association", siret="1" * 14),),
    funding=(FundingPlan(0, 9, (Funder(0, 3, "Région", None, Decimal("35.5")),), AMOUNT),),
    designations=(Designation(0, 9, LUC, "Les Voix", PartialDate(2026, 6)),),
)
FINDING = Finding("vote-sum", "error", "1 + 1 is not 3.", "arithmetic", ((5, 9), (10, 12)), "3", "2")
ENTITY = Entity(12, 16, "12 €", 1, Amount(Decimal(12)), "figures", "dispositif", 61)
ACT = Act(0, len(TEXT), FACTS, (ENTITY,), (FINDING,))
MONEY = {"amount": "12.00", "currency": "EUR", "tax": None, "per": None, "role": None, "issue": None}


PART = Act(3, 9, Facts(Identity("deliberation", "2023-1")), ())


def test_the_acts_of_a_seance_follow_it() -> None:
    said = json.loads(jsonl.extraction_line("a.txt", DOCUMENT, replace(ACT, parts=(PART,))))
    assert said["acts"] == [{"start": 3, "end": 9, **act_object(PART)}]
    assert said["act"] == act_object(ACT)


def test_line_is_the_documented_object() -> None:
    assert json.loads(jsonl.extraction_line("a.txt", DOCUMENT, ACT)) == {
        "source": "a.txt",
        "sha256": "ab" * 32,
        "act": {
            "kind": "deliberation",
            "number": None,
            "title": None,
            "title_made": False,
            "informative": False,
            "body": None,
            "ctes": "034-1",
            "siren": None,
            "department": None,
            "subject": None,
            "date": "2023-03-09",
            "document_date": None,
            "convocation": None,
            "signed": None,
            "transmitted": None,
            "received": None,
            "published": None,
            "president": None,
            "secretary": "LO",
            "rapporteur": None,
            "signatory": None,
            "body_label": None,
            "body_reason": None,
            "body_candidates": [],
            "body_evidence": [],
            "present": ["LO"],
            "absent": ["Luc RÉ"],
            "represented": ["Luc RÉ"],
            "excused": [],
            "proxies": [["Luc RÉ", None]],
            "movements": [{"who": "LO", "way": "leaves", "time": "19:05", "item": None}],
            "counts": {"in_office": None, "present": None, "proxies": None, "absent": None, "voting": 2},
            "votes": [
                {
                    "start": 5,
                    "end": 9,
                    "outcome": "adopted",
                    "unanimous": False,
                    "for": 1,
                    "against": None,
                    "abstentions": 1,
                    "not_voting": None,
                    "names": {"for": [], "against": [], "abstentions": ["Luc RÉ"], "not_voting": []},
                }
            ],
            "awards": [
                {
                    "start": 0,
                    "end": 30,
                    "what": "subvention",
                    "beneficiary": "Les Voix",
                    "recipient": "association",
                    "amount": MONEY,
                    "purpose": None,
                    "line": None,
                    "period": None,
                    "siret": "1" * 14,
                    "rna": None,
                    "reported": False,
                    "recalls": None,
                }
            ],
            "funding": [
                {
                    "start": 0,
                    "end": 9,
                    "funders": [{"name": "Région", "amount": None, "percent": "35.5"}],
                    "own": [],
                    "total": MONEY,
                    "requested": False,
                }
            ],
            "designations": [{"start": 0, "end": 9, "who": "Luc RÉ", "to": "Les Voix", "until": "2026-06"}],
            "stated": [],
            "predictions": [],
            "sections": [{"part": "dispositif", "start": 0, "end": 30, "label": "1"}],
            "partial": [],
            "findings": [
                {
                    "check": "vote-sum",
                    "severity": "error",
                    "message": "1 + 1 is not 3.",
                    "basis": "arithmetic",
                    "spans": [[5, 9], [10, 12]],
                    "expected": "3",
                    "found": "2",
                    "correction": None,
                }
            ],
        },
        "entities": [
            {
                "kind": "amount",
                "start": 12,
                "end": 16,
                "text": "12 €",
                "page": 1,
                "part": "dispositif",
                "confidence": 61,
                "certainty": None,
                "doubtful": False,
                "value": MONEY,
                "rule": "figures",
                "correction": None,
            }
        ],
    }


def test_the_text_comes_when_asked_for() -> None:
    assert json.loads(jsonl.extraction_line("a.txt", DOCUMENT, ACT, with_text=True))["text"] == TEXT
