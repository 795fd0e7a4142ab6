"""Dealings that a sentence concludes: « retient la SARL X pour », « emprunte à la Banque Y », « cède à M. Z »."""

from __future__ import annotations

from recueil.facts.awards import award_terms as terms
from recueil.facts.awards.award_clauses import Clause, Decision
from recueil.facts.awards.award_grammar import GIFTS
from recueil.facts.awards.structure_recipients import RecipientName, parse_name
from recueil.folding import fold_accents
from recueil.values import Amount

_LOOK_BACK = 420
_OFFERS_REACH = 900
_DELEGATION_REACH = 2500
_NEAR = 20
_DEFINITION_REACH = 5000
_LINE = 120
_LABEL_REACH = 60
_LONGEST_HOLDER = 60


def read_contract(clause: Clause, value: Amount) -> Decision | None:
    if value.per not in (None, "an") or value.role not in (None, "marche", "cout-total"):
        return None
    if value.role == "cout-total" and not (clause.contains(terms.RETAINS) or _mentions_offer(clause)):
        return None
    if holder := _contract_holder(clause):
        return "marche", holder
    if not (clause.contains(terms.AWARDS) or _is_offer_accepted(clause) or is_delegated(clause)):
        return None
    if clause.contains(terms.LETS) or _mentions_loan(clause) or clause.matches_just_after(terms.LETS):
        return None
    name = clause.last_name(terms.OF_COMPANY, clause.own)
    if name is None and terms.THIS_CONTRACT.search(clause.plain, clause.own, clause.amount.start):
        name = clause.last_name(terms.OF_COMPANY, max(0, clause.start - _LOOK_BACK))
    if name is None and is_delegated(clause):
        name = clause.last_name(terms.BY_FIRM, clause.own)
    if name is None:
        name = clause.next_name(terms.FIRM_AFTER)
        return ("marche", name) if name else None
    between = clause.plain[name.end : clause.amount.start]
    if not terms.PRICED.search(between) or terms.NOT_AWARDED.search(between) or GIFTS.search(between):
        return None
    if terms.COMPARES_OFFERS.search(between) and not clause.contains(terms.RETAINS):
        return None
    if clause.contains(terms.AVENANT):
        return "avenant", name
    return "convention" if clause.contains(terms.CONVENTION) else "marche", name


def _mentions_loan(clause: Clause) -> bool:
    return clause.has("emprunt", "pret", "tresorerie", "credit") and clause.contains(terms.LOANS)


def _mentions_offer(clause: Clause) -> bool:
    return clause.has("devis", "offre", "proposition") and clause.contains(terms.OFFER)


def _contract_holder(clause: Clause) -> RecipientName | None:
    """Find the firm in « Titulaire du marché : Société X – Montant : 34 500 € HT »."""
    colon = clause.plain.rfind(":", clause.own, clause.amount.start)
    if colon < 0 or not terms.HOLDER_AMOUNT.search(
        clause.plain, max(clause.own, colon - _LABEL_REACH), clause.amount.start
    ):
        return None
    name = clause.last_name(terms.HOLDER, max(0, clause.start - _LOOK_BACK))
    clear = name is not None and name.end - name.start < _LONGEST_HOLDER and not name.words[-1].isdigit()
    return name if name and clear and terms.HOLDER_ENDS.match(clause.plain, name.end) else None


def _is_offer_accepted(clause: Clause) -> bool:
    """Return whether a later sentence accepts the offer, with no other offer between."""
    if not _mentions_offer(clause):
        return False
    if terms.ALL_OFFERS_ACCEPTED.search(clause.plain, clause.amount.end, clause.amount.end + _OFFERS_REACH):
        return True
    accepted = terms.OFFER_ACCEPTED.search(clause.plain, clause.amount.end, clause.amount.end + _LOOK_BACK)
    if accepted is None:
        return False
    between = clause.plain[clause.amount.end : accepted.start()]
    return between.count("€") < 2 and not terms.OFFER.search(between)


def is_delegated(clause: Clause) -> bool:
    """Return whether a heading above announces decisions by delegation, and the council has not decided
    since.
    """
    plain, end = clause.plain, clause.amount.start
    start = max(0, clause.start - _DELEGATION_REACH)
    start = max(start, plain.rfind("le conseil", start, clause.start))
    return any(
        (at := plain.rfind(word, start, end)) >= 0
        and terms.DELEGATED_DECISIONS.search(plain, max(start, at - _NEAR), min(end, at + 2 * _NEAR))
        for word in ("decision", "delegation")
    )


def read_loan(clause: Clause, value: Amount) -> Decision | None:
    said = _mentions_loan(clause) and clause.contains(terms.BORROWS)
    if value.role not in (None, "pret", "marche", "credit") or not said:
        return None
    if terms.GUARANTEES.search(clause.plain, max(0, clause.start - _DEFINITION_REACH), clause.amount.start):
        return None  # another borrows
    after = terms.BANK.search(clause.plain, clause.amount.end, clause.stop)
    bank = after or terms.BANK.search(clause.plain, clause.own, clause.amount.start)
    name = bank and parse_name(clause.text, bank.start(), clause.stop)
    return ("emprunt", name) if name else None


def read_guarantee(clause: Clause, value: Amount) -> Decision | None:
    if value.role not in (None, "pret") or "garanti" not in clause.sentence or not _mentions_loan(clause):
        return None
    after = terms.GUARANTEED_BORROWER.search(clause.plain, clause.amount.end, clause.stop)
    name = parse_name(clause.text, after.end(), clause.stop) if after else None
    name = name or clause.last_name(terms.GUARANTEED_BORROWER, clause.start) or _find_borrower(clause)
    if name is None or terms.BANK.match(fold_accents(name.words)):
        return None
    return "garantie", name


def _find_borrower(clause: Clause) -> RecipientName | None:
    """Find the borrower that the act states once: « Emprunteur : OPH X », « Garantie d'emprunt – SA X »."""
    *_, named = (
        None,
        *terms.BORROWER.finditer(clause.plain, max(0, clause.start - _DEFINITION_REACH), clause.start),
    )
    if named is None:
        return None
    line = clause.text.find("\n", named.end(), named.end() + _LINE)
    return parse_name(clause.text, named.end(), line if line > 0 else named.end() + _LINE)


def read_sale(clause: Clause, value: Amount) -> Decision | None:
    if value.role not in (None, "prix-vente"):
        return None
    if not terms.PRICE_WORDS.search(clause.plain, clause.own, clause.amount.start):
        return None
    if clause.contains(terms.BUYS):
        name = clause.last_name(terms.SELLER, clause.start) or _find_seller(clause)
        return ("acquisition", name) if name else None
    if not clause.contains(terms.SELLS):
        return None
    name = clause.last_name(terms.BUYER, clause.start) or clause.next_name(terms.BUYER_AFTER)
    return ("cession", name) if name else None


def _find_seller(clause: Clause) -> RecipientName | None:
    """Find the seller in « l'acquisition moyennant l'euro symbolique de la parcelle appartenant à
    l'indivision X ».
    """
    seller = terms.SELLER.search(clause.plain, clause.amount.end, clause.stop)
    return parse_name(clause.text, seller.end(), clause.stop) if seller else None


def read_membership(clause: Clause, value: Amount) -> Decision | None:
    if value.role not in (None, "cotisation") or value.per not in (None, "an"):
        return None
    name = clause.last_name(terms.JOINS, clause.own)
    if name is None and terms.DUES.search(clause.plain, clause.own, clause.amount.start):
        # « Décide d'adhérer à l'Association X.⏎> Charge le Maire de verser une participation de 100 € »
        name = clause.last_name(terms.JOINS, max(0, clause.start - _LOOK_BACK))
    return ("cotisation", name) if name else None
