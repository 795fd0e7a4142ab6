"""Read the price of a contract that another sentence states: « de signer avec la société X … Article 2 : Le
montant s'élève à ».

The contract and its firm stand before the price, with no other amount between; the only firm counts, and none if
several are named. Estimates, loyers, and what the firm pays give no award.
"""

from __future__ import annotations

import re

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import Clause, Decision
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.recipients import RecipientName, parse_name
from recueil.text import fold_accents
from recueil.values import Amount

_REACH = 700
# « Le montant de la prestation s'élève à », « la dépense correspondante, d'un montant de »
_PRICE = re.compile(
    alternatives(
        "montant", "cout", "prix", "depense", "remuneration", "honoraires", "cachet", "cotisation", "adhesion"
    )
    + r"(?![a-z])[^.;€]{0,90}?(?:s'elev\w{1,4}[^.;€]{0,40}?\sa|(?:est|sont) (?:de|fixee?s? a"
    r"|arretee?s? a)|d'un montant(?: [a-z]{5,12})? de"
    r"|a hauteur de)\s{1,3}(?:la somme (?:[a-z]{5,10} )?de\s{1,3})?[:$]?\s{0,3}\Z"
)
_OTHER_PRICE = re.compile(
    r"(?<![a-z])(?:estim\w{1,5}|loyers?|redevances?|caution|depot de garantie|travaux|operation"
    r"|projet|subventions?|encaisse|budget|tarifs?"
    r"|previsionnel\w{0,2}|plafond|maxim\w{1,4}|recettes?|penalites?|capital)(?![a-z])"
)
_CONTRACT = re.compile(
    alternatives(
        *(
            r"sign\w{1,4}",
            r"conclu\w{0,4}",
            "conclure",
            r"confi(?:er|e|ee|es|ent)",
            r"accept\w{1,3}",
            r"attribu\w{1,4}",
            r"retien\w{0,4}",
        ),
        *("retenir", "retenue?", r"pass(?:er|e)", r"souscri\w{1,4}", r"valid\w{1,4}", r"approuv\w{1,4}"),
    )
    + r"(?![a-z])[^.;€]{0,140}?\s(?:avec|a|au|aupres d[eu]|par|de|du|aux)\s{1,20}"
    r"(?=(?:l'|la |le |les )?(?:societes?|entreprises?|cabinet|bureau|groupement|organisme"
    r"|association|agence|sarl|sas|sasu|eurl|scop|sa|ets"
    r"|compagnie|fondation|institut|centre)(?![a-z]))"
)
_JOINS = re.compile(
    alternatives("adhesion", "adherer", "adhere") + r"(?![a-z])[^.;€]{0,90}?\s(?:a|au|aux|aupres d[eu])\s{1,20}"
)
_ORGANISM = re.compile(r"(?:l['’]|la |le )?organisme\s(?=[A-ZÀ-Ý«])", re.IGNORECASE)
_CLOSED = re.compile(
    r"(?:\n|\A)[ \t#*]{0,12}(?:deliberation|objet|rapport)\s?(?:n|:|\$)|(?<![a-z])(?:deliberation n"
    r"|objet\s?:|occupation du domaine)"
)


def read_stated_price(clause: Clause, value: Amount) -> Decision | None:
    """Return the contract or the membership whose price a later sentence states, or None."""
    if value.per not in (None, "an") or value.role not in (None, "marche", "cout-total", "cotisation"):
        return None
    price = _PRICE.search(clause.plain, clause.start, clause.amount.start)
    if price is None or _OTHER_PRICE.search(clause.plain, price.start(), clause.amount.end + 20):
        return None
    start = max(0, clause.start - _REACH)
    start = max(start, clause.plain.rfind("€", start, price.start()) + 1)
    *_, closed = (None, *_CLOSED.finditer(clause.plain, start, price.start()))
    start = closed.end() if closed else start
    joined = {_key(name): name for name in _names(clause, _JOINS, start, price.start())}
    if len(joined) == 1:
        return "cotisation", next(iter(joined.values()))
    if phrases.LETS.search(clause.plain, start, clause.amount.end + 20):
        return None
    firms = {_key(name): name for name in _names(clause, _CONTRACT, start, price.start())}
    return ("marche", next(iter(firms.values()))) if len(firms) == 1 else None


def _names(clause: Clause, pattern: re.Pattern[str], start: int, stop: int) -> list[RecipientName]:
    found = []
    for match in pattern.finditer(clause.plain, start, stop):
        organism = _ORGANISM.match(clause.text, match.end(), stop)
        found.append(parse_name(clause.text, organism.end() if organism else match.end(), stop))
    return [name for name in found if name]


def _key(name: RecipientName) -> str:
    return fold_accents(name.words)
