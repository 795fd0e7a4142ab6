"""An act that attacks its reader, in each of its words and values."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from tests.export.making import ACT, FACTS, FINDING

from recueil.readers.document import Document, Page
from recueil.values import Act, Amount, Entity, Facts, Identity, Person

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202e\u2066rtl\x00 {{ 7*7 }} &lt;b&gt;'


def hostile(words: str) -> tuple[Document, Act]:
    """An act all of whose words are hostile, its values too."""
    text = f"{words}\n12 € {words}"
    at = text.index("12 €")
    document = Document(text, (Page(1, 0, len(text)),), hashlib.sha256(text.encode()).hexdigest(), 1, "text/plain")
    who = Entity(0, len(words), words, 1, Person(None, words), words)
    money = Entity(at, at + 4, "12 €", 1, Amount(ACT.entities[5].value.amount, "EUR", None, words, words), words)  # type: ignore[attr-defined]
    awards = (replace(FACTS.awards[0], start=at, end=at + 4, beneficiary=words, purpose=words),)
    identity = Identity("deliberation", words, words, words, date=FACTS.identity.date)
    finding = replace(FINDING, message=words, expected=words, found=words, correction=words, spans=((0, 3),))
    return document, Act(0, len(text), Facts(identity, awards=awards), (who, money), (finding,))
