"""Dealings that a sentence concludes: « retient la SARL X pour », « emprunte à la Banque Y », « cède à M. Z »."""

from __future__ import annotations

from recueil.entities.patterns import unaccented
from recueil.facts.awards import award_terms as terms
from recueil.facts.awards.award_clauses import Clause, Read
from recueil.facts.awards.award_grammar import GIFTS
from recueil.facts.awards.structure_recipients import Name, name_at
from recueil.values import Amount

_BACK = 420
_LIST = 900
_DELEGATED = 2500
_NEAR = 20
_DEFINED = 5000
_LINE = 120
_LABEL = 60
_LONGEST_HOLDER = 60


def contract(clause: Clause, value: Amount) -> Read | None:
    if value.per not in (None, "an") or value.role not in (None, "marche", "cout-total"):
        return None
    if value.role == "cout-total" and not (clause.says(terms.RETAINS) or _of_offers(clause)):
        return None
    if holder := _holder(clause):
        return "marche", holder
    if not (clause.says(terms.AWARDS) or _accepted(clause) or delegated(clause)):
        return None
    if clause.says(terms.LETS) or _of_loans(clause) or clause.close_after(terms.LETS):
        return None
    name = clause.last_name(terms.OF_COMPANY, clause.own)
    if name is None and terms.THIS_CONTRACT.search(clause.plain, clause.own, clause.amount.start):
        name = clause.last_name(terms.OF_COMPANY, max(0, clause.start - _BACK))
    if name is None and delegated(clause):
        name = clause.last_name(terms.BY_FIRM, clause.own)
    if name is None:
        name = clause.next_name(terms.FIRM_AFTER)
        return ("marche", name) if name else None
    between = clause.plain[name.end : clause.amount.start]
    if not terms.PRICED.search(between) or terms.UNDECIDED.search(between) or GIFTS.search(between):
        return None
    if terms.COMPARED.search(between) and not clause.says(terms.RETAINS):
        return None
    if clause.says(terms.AVENANT):
        return "avenant", name
    return "convention" if clause.says(terms.CONVENTION) else "marche", name


def _of_loans(clause: Clause) -> bool:
    return clause.has("emprunt", "pret", "tresorerie", "credit") and clause.says(terms.LOANS)


def _of_offers(clause: Clause) -> bool:
    return clause.has("devis", "offre", "proposition") and clause.says(terms.OFFER)


def _holder(clause: Clause) -> Name | None:
    """Find the firm in « Titulaire du marché : Société X – Montant : 34 500 € HT »."""
    colon = clause.plain.rfind(":", clause.own, clause.amount.start)
    if colon < 0 or not terms.HELD_FOR.search(clause.plain, max(clause.own, colon - _LABEL), clause.amount.start):
        return None
    name = clause.last_name(terms.HOLDER, max(0, clause.start - _BACK))
    clear = name is not None and name.end - name.start < _LONGEST_HOLDER and not name.words[-1].isdigit()
    return name if name and clear and terms.HOLDER_ENDS.match(clause.plain, name.end) else None


def _accepted(clause: Clause) -> bool:
    """Return whether a later sentence accepts the offer, with no other offer between."""
    if not _of_offers(clause):
        return False
    if terms.ALL_ACCEPTED.search(clause.plain, clause.amount.end, clause.amount.end + _LIST):
        return True
    accepted = terms.ACCEPTED.search(clause.plain, clause.amount.end, clause.amount.end + _BACK)
    if accepted is None:
        return False
    between = clause.plain[clause.amount.end : accepted.start()]
    return between.count("€") < 2 and not terms.OFFER.search(between)


def delegated(clause: Clause) -> bool:
    """Return whether a heading above announces decisions by delegation, and the council has not decided
    since.
    """
    plain, end = clause.plain, clause.amount.start
    start = max(0, clause.start - _DELEGATED)
    start = max(start, plain.rfind("le conseil", start, clause.start))
    return any(
        (at := plain.rfind(word, start, end)) >= 0
        and terms.DELEGATED.search(plain, max(start, at - _NEAR), min(end, at + 2 * _NEAR))
        for word in ("decision", "delegation")
    )


def loan(clause: Clause, value: Amount) -> Read | None:
    said = _of_loans(clause) and clause.says(terms.BORROWS)
    if value.role not in (None, "pret", "marche", "credit") or not said:
        return None
    if terms.GUARANTEES.search(clause.plain, max(0, clause.start - _DEFINED), clause.amount.start):
        return None  # another borrows
    after = terms.BANK.search(clause.plain, clause.amount.end, clause.stop)
    bank = after or terms.BANK.search(clause.plain, clause.own, clause.amount.start)
    name = bank and name_at(clause.text, bank.start(), clause.stop)
    return ("emprunt", name) if name else None


def guarantee(clause: Clause, value: Amount) -> Read | None:
    if value.role not in (None, "pret") or "garanti" not in clause.sentence or not _of_loans(clause):
        return None
    after = terms.GUARANTEED.search(clause.plain, clause.amount.end, clause.stop)
    name = name_at(clause.text, after.end(), clause.stop) if after else None
    name = name or clause.last_name(terms.GUARANTEED, clause.start) or _borrower(clause)
    if name is None or terms.BANK.match(unaccented(name.words)):
        return None
    return "garantie", name


def _borrower(clause: Clause) -> Name | None:
    """Find the borrower that the act states once: « Emprunteur : OPH X », « Garantie d'emprunt – SA X »."""
    *_, named = (None, *terms.BORROWER.finditer(clause.plain, max(0, clause.start - _DEFINED), clause.start))
    if named is None:
        return None
    line = clause.text.find("\n", named.end(), named.end() + _LINE)
    return name_at(clause.text, named.end(), line if line > 0 else named.end() + _LINE)


def sale(clause: Clause, value: Amount) -> Read | None:
    if value.role not in (None, "prix-vente"):
        return None
    if not terms.PAID.search(clause.plain, clause.own, clause.amount.start):
        return None
    if clause.says(terms.BUYS):
        name = clause.last_name(terms.SELLER, clause.start) or _owner(clause)
        return ("acquisition", name) if name else None
    if not clause.says(terms.SELLS):
        return None
    name = clause.last_name(terms.BUYER, clause.start) or clause.next_name(terms.BUYER_AFTER)
    return ("cession", name) if name else None


def _owner(clause: Clause) -> Name | None:
    """Find the seller in « l'acquisition moyennant l'euro symbolique de la parcelle appartenant à
    l'indivision X ».
    """
    seller = terms.SELLER.search(clause.plain, clause.amount.end, clause.stop)
    return name_at(clause.text, seller.end(), clause.stop) if seller else None


def membership(clause: Clause, value: Amount) -> Read | None:
    if value.role not in (None, "cotisation") or value.per not in (None, "an"):
        return None
    name = clause.last_name(terms.JOINS, clause.own)
    if name is None and terms.DUES.search(clause.plain, clause.own, clause.amount.start):
        # « Décide d'adhérer à l'Association X.⏎> Charge le Maire de verser une participation de 100 € »
        name = clause.last_name(terms.JOINS, max(0, clause.start - _BACK))
    return ("cotisation", name) if name else None
