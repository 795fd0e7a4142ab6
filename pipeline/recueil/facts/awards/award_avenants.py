"""Find awards in sentences: « attribue … € à », lists of firms that a sentence retains, and avenants.

Lists: « Retient les entreprises suivantes : SARL X pour un devis de … »; each row is the text between two
amounts, and the firm opens it, or follows its lot and a label: « Lot n° 2 – Peinture – COLOR'ART : »,
« Mission SPS : SOCOTEC pour un montant de ». Avenants stated in parts, holder, amount, approval: « Le lot 3
a été attribué à l'entreprise X … L'avenant n° 1 s'élève à 767 € HT. … APPROUVE l'avenant n° 1 ».
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from recueil.facts.awards.award_clauses import AwardMatch
from recueil.facts.awards.award_grammar import SENTENCE, alternatives
from recueil.facts.awards.structure_recipients import RecipientName, parse_name
from recueil.values import Amount, Mention

_WINDOW = 2600
_SENTENCE = 420
_mention_start = attrgetter("start")
_APPROVES = re.compile(
    alternatives(
        *(
            "approuver?",
            "accepter?",
            "adopter?",
            r"autoriser?[^.;€]{0,70}signer",
            "valider?",
            "enteriner?",
            "decide",
        ),
    )
    + r"(?![a-z])[^.;€]{0,40}?\s(?:l'avenant|la modification)(?P<number>[^0-9€.;,]{0,24}[0-9]{1,2}(?![0-9]))?"
)
_PAST_AUXILIARIES = (
    "a ",
    "ait ",
    "ont ",
    "a ete ",
    "ayant ",
)  # « le conseil a approuvé l'avenant n° 1 »: a former one
_NUMBER = re.compile(r"[0-9]{1,2}\Z")
_ACT_HEADING = re.compile(
    r"(?:\n|\A)[ \t#*]{0,12}(?:deliberation|objet|rapport)\s?(?:n|:|\$)|\n[ \t]{0,8}20[0-9]{2}[-/][0-9]{2}"
)
_FIRM = r"\s{1,20}(?:l'|la |le )?(?=entreprise|societe|groupement|cabinet|sarl|sas|sa\s|eurl|scop|bureau)"
_FIRM_AFTER = re.compile(alternatives("avec", "a", "titulaire", "de") + _FIRM)
_HOLDER = re.compile(
    alternatives(r"attribu\w{1,6}", "confiee?s?", "conclue?", "titulaire", "notifiee?s?", "passe", "signee?")
    + rf"(?![a-z])[^€.;]{{0,140}}?\s(?:a|avec|aupres de|est|:){_FIRM}"
)
_CONTRACT_FIRM = re.compile(
    alternatives("marche", "lot", "contrat") + rf"(?![a-z])[^€.;]{{0,60}}?\s(?:de|a|avec){_FIRM}"
)
_ADDITION = re.compile(
    r"(?:s'eleve\w{0,2}(?:\s(?:donc|ainsi|quant a lui))?\sa(?:\sun (?:montant|total) (?:total )?de"
    r"|\sla somme de)?"
    r"|pour un montant (?:total )?(?:\w{5,9}\s)?de|pour (?:une|la) somme de"
    r"|(?:plus|moins)[ -]?value\s(?:d'un montant )?de|total en (?:plus|moins)[ -]value de|avenant total de"
    r"|surcout de|montant de l'avenant[^€.;]{0,40}?)[\s:$+-]{0,8}\Z"
)
_AVENANT_NOUN = "(?:avenant|modification)"
_SPEAKS_OF_AVENANT = re.compile(r"avenant(?!s)|modification|value|(?<![a-z])il s'eleve")
_EARLIER_AMOUNT = re.compile(
    r"(?<![a-z])(?:a|avait|ont|a deja|a ete|ete) (?:approuve|attribue|valide|accepte)"
    r"|porte le montant|montant initial"
)


def find_avenants(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[AwardMatch]:
    """Yield the avenants whose approving sentence does not state the firm or the amount."""
    if "l'avenant" not in plain and "la modification n" not in plain:
        return
    before = 0
    for approval in _APPROVES.finditer(plain):
        if plain.endswith(_PAST_AUXILIARIES, 0, approval.start()):
            continue
        start = max(before, _act_start(plain, approval.start()))
        stop = _sentence_end(text, approval.end())
        said = amounts[
            bisect_left(amounts, approval.end(), key=_mention_start) : bisect_left(
                amounts, stop, key=_mention_start
            )
        ]
        name = _find_last_name(text, plain, _FIRM_AFTER, approval.end(), stop)
        if said and name:
            continue  # its own sentence says all
        name = name or _find_last_name(text, plain, _HOLDER, start, approval.start())
        name = name or _find_last_name(text, plain, _CONTRACT_FIRM, start, approval.start())
        amount = said[0] if said else _added_amount(plain, amounts, start, approval)
        if name and amount:
            before = approval.end()
            yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), "avenant", name, amount)


def _sentence_end(text: str, at: int) -> int:
    end = SENTENCE.search(text, at, at + _SENTENCE)
    return end.start() if end else min(len(text), at + _SENTENCE)


def _act_start(plain: str, end: int) -> int:
    start = max(0, end - _WINDOW)
    *_, heading = (None, *_ACT_HEADING.finditer(plain, start, end))
    return heading.end() if heading else start


def _find_last_name(
    text: str, plain: str, pattern: re.Pattern[str], start: int, stop: int
) -> RecipientName | None:
    places = [match.end() for match in pattern.finditer(plain, start, stop)]
    return next(filter(None, (parse_name(text, at, stop) for at in reversed(places))), None)


def _added_amount(plain: str, amounts: Sequence[Mention], start: int, approval: re.Match[str]) -> Mention | None:
    """Return the last amount that the avenant is said to add, after the mention of its number."""
    number = _NUMBER.search(approval["number"] or "")
    told = re.compile(rf"{_AVENANT_NOUN}[^0-9€.;,]{{0,24}}{number[0]}(?![0-9])" if number else "avenant")
    first = told.search(plain, start, approval.start())
    if first is None:
        return None
    inside = amounts[
        bisect_left(amounts, first.end(), key=_mention_start) : bisect_left(
            amounts, approval.start(), key=_mention_start
        )
    ]
    return next((amount for amount in reversed(inside) if _is_addition(plain, first.start(), amount)), None)


def _is_addition(plain: str, start: int, amount: Mention) -> bool:
    before = plain[max(start, amount.start - _SENTENCE) : amount.start]
    sentence = before[max(before.rfind(". "), before.rfind(".\n"), before.rfind("\n\n")) + 1 :]
    value = amount.value
    return (
        isinstance(value, Amount)
        and value.amount != 0
        and _SPEAKS_OF_AVENANT.search(sentence) is not None
        and _ADDITION.search(sentence) is not None
        and _EARLIER_AMOUNT.search(sentence) is None
    )
