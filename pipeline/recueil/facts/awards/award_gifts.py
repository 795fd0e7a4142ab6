"""Gifts that a sentence makes: « attribue une subvention de 500 € au Tennis club », « participe aux frais de ».

What is asked for (« sollicite une aide de »), received or refused is no gift.
"""

from __future__ import annotations

import re

from recueil.facts.awards import award_grammar as grammar
from recueil.facts.awards.award_clauses import Clause, Decision
from recueil.facts.awards.recipient_kinds import classify_recipient
from recueil.facts.awards.structure_recipients import RecipientName, parse_name
from recueil.values import Amount

_VOTE_REACH = 420
_HEADING_REACH = 600
_LIST_REACH = 1200
_RECIPIENT_KINDS = ("association", "public body")
_GIFT_ROLES = (None, "subvention", "cout-total", "indemnite", "cotisation", "pret")


def read_gift(clause: Clause, value: Amount) -> Decision | None:
    """Return the kind of gift and the recipient, or None."""
    if value.per or value.role not in _GIFT_ROLES:
        return None
    if compensated := _compensated_person(clause):
        return "indemnite", compensated
    if proposed := _proposed_recipient(clause):
        return "subvention", proposed
    nouns = clause.all(grammar.GIFTS) or clause.matches_just_after(grammar.GIFTS)[:1]
    if not (nouns or value.role or clause.contains(grammar.GRANTS)):
        return None
    *_, verb = (None, *clause.all(grammar.STANCE))
    if verb is not None and verb["asks"] is not None:
        return None
    noun = _gift_noun(nouns, verb)
    if value.role == "pret" and not (noun and noun[0].startswith("avance")):
        return None
    said = noun.end() if noun and noun.end() <= clause.amount.start else clause.start
    if grammar.OTHER_AMOUNT.search(clause.plain, said, clause.amount.start):
        return None
    name = _find_recipient(clause, verb is not None) if noun or value.role else _granted_recipient(clause)
    bare = "versement" if clause.contains(grammar.PAYS) and not value.role else "subvention"  # « accorde 500 € à »
    group = str(noun.lastgroup) if noun else bare
    return (grammar.GIFT_NAMES.get(group, group), name) if name else None


def _compensated_person(clause: Clause) -> RecipientName | None:
    """Find the person in « indemniser les exploitants : Monsieur X, de la somme de 100 €, Monsieur Y, de la
    somme de ».
    """
    *_, person = (None, *grammar.PERSON_START.finditer(clause.plain, clause.own, clause.amount.start))
    name = parse_name(clause.text, person.start(), clause.amount.start) if person else None
    if name is None or not grammar.OF_SUM.fullmatch(clause.plain, name.end, clause.amount.start):
        return None
    said = grammar.COMPENSATES.search(clause.plain, max(0, clause.start - _HEADING_REACH), name.start)
    return name if said else None


def _proposed_recipient(clause: Clause) -> RecipientName | None:
    """Find the name in « Cyclo club (demande 300 €) : proposition d'attribution 230 € », a line under
    « Subventions ».
    """
    start = max(0, clause.amount.start - _VOTE_REACH)
    line = clause.text.rfind("\n", start, clause.amount.start) + 1
    if line == 0 or clause.plain.rfind("subvention", max(0, line - _LIST_REACH), line) < 0:
        return None
    words = clause.text[line : clause.amount.start].lstrip(" \t-•*>")
    name = parse_name(clause.text, clause.amount.start - len(words), clause.amount.start)
    proposed = name and grammar.PROPOSED.match(clause.plain, name.end, clause.amount.start)
    return name if proposed else None


def _find_recipient(clause: Clause, gives: bool) -> RecipientName | None:
    """Return the recipient named after the amount, before it if the verb gives, or in the heading of what
    is voted.
    """
    name = clause.next_name(grammar.RECIPIENT_AFTER) or _cost_sharing_body(clause)
    if name is None and gives:
        name = (
            clause.last_name(grammar.GIFT_RECIPIENT, clause.own)
            or _second_recipient(clause)
            or _antecedent_recipient(clause)
        )
        name = name or _heading_recipient(clause)
    return name or _titled_recipient(clause)


def _granted_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « accorde au Judo club 600 €, à la Pétanque 200 € », « attribue 2 500 € au CCAS
    et 150 € à l'Amicale ».
    """
    first = clause.last_name(grammar.GIFT_RECIPIENT, clause.start)
    if first and "€" not in clause.plain[clause.start : first.start]:
        name = clause.last_name(grammar.GIFT_RECIPIENT, clause.own) or _second_recipient(clause)
    else:
        name = clause.next_name(grammar.RECIPIENT_AFTER)
    kind = clause.kind(name) if name else None
    return name if kind in _RECIPIENT_KINDS or (kind == "person" and clause.contains(grammar.PAYS)) else None


def _gift_noun(nouns: list[re.Match[str]], verb: re.Match[str] | None) -> re.Match[str] | None:
    """Return the noun of the gift; in « verser une indemnité … pour ses conseils et son soutien » it is not
    soutien.
    """
    after = [noun for noun in nouns if verb is None or noun.start() > verb.start()]
    strong = [noun for noun in after if noun.lastgroup not in grammar.WEAK_NOUNS]
    return next(iter(strong + after[::-1] + nouns[::-1]), None)


def _cost_sharing_body(clause: Clause) -> RecipientName | None:
    """Find the body whose costs are shared: « participer à hauteur de 6 000 € aux frais de fonctionnement
    du SIAC ».
    """
    shares = grammar.SHARES.match(clause.plain, clause.amount.end, clause.stop)
    ofs = grammar.COST_OWNER.finditer(clause.plain, shares.end(), clause.stop) if shares else ()
    return next(filter(None, (parse_name(clause.text, of.end(), clause.stop) for of in ofs)), None)


def _second_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « … 1 200 € et à l'Amicale laïque une subvention de 800 € »."""
    also = grammar.ALSO_TO.match(clause.plain, clause.own, clause.amount.start)
    return parse_name(clause.text, also.end(), clause.amount.start) if also else None


def _titled_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « Subvention au Tennis Club : 500 € » if a vote follows."""
    name = clause.last_name(grammar.HEADING, clause.own)
    if name is None or not grammar.HEADING_TO_AMOUNT.match(clause.plain, name.end, clause.amount.start):
        return None
    voted = grammar.VOTE_FOLLOWS.search(clause.plain, clause.amount.end, clause.amount.end + _VOTE_REACH)
    return name if voted else None


def _antecedent_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « la demande de l'association X, décide de lui attribuer » or « la convention
    avec l'association X ».
    """
    if clause.contains(grammar.GIVES_TO_LUI):
        return clause.last_name(grammar.THE_ASSOCIATION, clause.start)
    name = clause.last_name(grammar.CONVENTION_PARTNER, clause.own)
    return name if name and clause.kind(name) in ("association", "person") else None


def _heading_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in the heading: « Subvention au Souvenir français … accorder une subvention de »."""
    start = max(0, clause.start - _HEADING_REACH)
    if not clause.contains(grammar.THIS_SUBVENTION) or "€" in clause.plain[start : clause.start]:
        return None
    headings = grammar.HEADING.finditer(clause.plain, start, clause.start)
    names = [parse_name(clause.text, heading.end(), clause.start) for heading in headings]
    named = {name.words.lower(): name for name in names if name and classify_recipient(name.words)}
    return next(iter(named.values())) if len(named) == 1 else None
