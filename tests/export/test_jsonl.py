"""The JSON line of one file, whole."""

from __future__ import annotations

import json
from decimal import Decimal

from recueil.export import jsonl
from recueil.reading.document import Document, Page
from recueil.values import Act, Amount, Entity, PartialDate

TEXT = "Une aide de 12 € est accordée."
DOCUMENT = Document(TEXT, (Page(1, 0, len(TEXT)),), "ab" * 32, 31, "text/plain")
ACT = Act(
    0,
    len(TEXT),
    "deliberation",
    PartialDate(2023, 3, 9),
    None,
    None,
    (Entity(12, 16, "12 €", 1, Amount(Decimal(12)), "figures"),),
)


def test_line_is_the_documented_object() -> None:
    assert json.loads(jsonl.line("a.txt", DOCUMENT, ACT)) == {
        "source": "a.txt",
        "sha256": "ab" * 32,
        "act": {"kind": "deliberation", "date": "2023-03-09", "number": None, "title": None},
        "entities": [
            {
                "kind": "amount",
                "start": 12,
                "end": 16,
                "text": "12 €",
                "page": 1,
                "value": {
                    "amount": "12.00",
                    "currency": "EUR",
                    "tax": None,
                    "per": None,
                    "role": None,
                    "issue": None,
                },
                "rule": "figures",
            }
        ],
    }


def test_the_text_comes_when_asked_for() -> None:
    assert json.loads(jsonl.line("a.txt", DOCUMENT, ACT, with_text=True))["text"] == TEXT
