"""Find awards in labelled fields: « Bénéficiaire : Judo Club … Subvention proposée : 500 € », one record each.

« Titulaire : SARL X … Montant HT : 9 000 € », « Établissement prêteur : Banque Y … Montant du prêt : 90 000 € ». A
record is a label of who is paid, and the next label of a decided sum before another such label. Sums that other
labels lead to (asked, cost, budget) are not awarded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from recueil.facts.awards.clauses import AwardMatch
from recueil.facts.awards.grids import FUNDERS, decision_kind
from recueil.facts.awards.recipients import RecipientName, names_a_body, parse_name
from recueil.facts.awards.tables import clean_cell
from recueil.text import PrefilteredPattern
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_LONGEST_RECORD, _LONGEST_NAME = 700, 110
_DECIDED_REACH = 2000
_AID = re.compile(r"(?<![a-z])(?:subvention|aide|prime|participation)s?(?![a-z])[^.\n€]{0,40}\Z")
_LONGEST_LABEL = 60
_PAID = PrefilteredPattern(
    r"(?<![a-z])(?:(?P<marche>titulaires?(?: du (?:marche|lot))?|attributaires?|cocontractants?"
    r"|(?:entreprise|societe|candidat) retenue?)"
    r"|(?P<emprunt>etablissement(?: (?:preteur|bancaire))?|preteur|banque|organisme preteur)"
    r"|(?P<gift>(?:nom d[eu] (?:l'|la )?)?(?:beneficiaire|association|organisme|structure|demandeur)"
    r"|porteur(?: d[eu] projet)?|dossier(?: n\s?[°o]\s?[0-9]{1,6})?)|(?P<firm>entreprise|societe"
    r"|raison sociale))\s{0,3}:\s{1,3}(?=[^\W\d_«\"])",
    *(
        "titulaire",
        "attributaire",
        "cocontractant",
        "entreprise",
        "societe",
        "candidat",
        "etablissement",
        "preteur",
        "banque",
    ),
    *("organisme", "nom d", "beneficiaire", "association", "structure", "demandeur", "porteur", "dossier"),
    "raison sociale",
)
_SUM = re.compile(
    r"(?<![a-z])(?P<label>(?:(?:montants?\(s\)|(?:montant|subvention|aide|somme|prix|participation)s?(?![a-z]))[^.:€\n]{0,40}?"
    r"|(?:attribu|accord|allou|vot|propos)ee?s?)\s{0,3}):\s{1,3}\Z"
)
_OTHER_SUM = re.compile(
    r"(?<![a-z])(?:demand|sollicit|projet|budget|cout|depens|estim|maximum|total|eligible|subventionnable|20[0-9]{2})"
)
_LOAN = re.compile(r"(?<![a-z])(?:pret|emprunt|contrat)s?(?![a-z])")
_KNOWN_FIELD = re.compile(
    r"\s(?=(?:dur[ée]e|dates?|montants?|objet|adresse|siret|taux|projet|d[ée]penses?|lieu)(?![^\W\d_])[^:.;\n€]{0,30}:\s)",
    re.IGNORECASE,
)
_NEXT_FIELD = re.compile(r"\n|\s[–—-]\s|\s\|\s|[;,]\s|\.\s|\s(?=[A-ZÀ-Ý][^:.;\n€]{2,40}\s?:\s)")


def find_in_fields(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the awards of the records of a text; ``taken``: offsets of amounts that have an award."""
    labels = list(_PAID.finditer(plain)) if amounts else []
    of_records = ""
    for at, label in enumerate(labels):
        limit = labels[at + 1].start() if at + 1 < len(labels) else len(plain)
        limit = min(limit, label.end() + _LONGEST_RECORD)
        name = _name(text, label.end(), limit)
        amount = _decided_sum(plain, label, limit, amounts) if name else None
        if name is None or amount is None or amount.start in taken or FUNDERS.match(plain, name.start):
            continue
        kind = str(label.lastgroup)
        if kind == "firm" and not _AID.search(
            plain, max(label.end(), amount.start - _LONGEST_LABEL), amount.start
        ):
            continue  # its offer
        what = _kind(plain, label.start(), limit, kind) or (of_records if kind == "gift" else "")
        if what:
            of_records = what if kind == "gift" else ""
            yield AwardMatch(label.start(), amount.end, what, name, amount)
    yield from _find_accepted(text, plain, amounts, taken)
    if "demand" in plain:
        yield from _find_answered(text, plain, amounts, taken)


# « ADMR : demande 350 €. Accord : 300 € »
_ANSWERED = re.compile(
    r"(?:\A|\n)[ \t]{0,20}(?:[-–•*]\s{1,3})?(?P<name>[^\n:;€]{3,80}?)\s?[:–-]\s(?=demand)(?P<asked>[^\n:]{3,90}?)"
    r"(?<![a-z])(?:accord\w{0,4}|decision|attribu\w{0,4}|vote|propos\w{1,5}|retenu)\s?:\s{1,3}(?=[0-9])"
)


def _find_answered(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the awards of lines that say who asks for how much, and what the answer is."""
    for row in _ANSWERED.finditer(plain):
        given = mentions_between(amounts, row.end(), row.end() + 1)
        name = clean_cell(text, *row.span("name"))
        if given and name and given[0].start not in taken and names_a_body(name.words):
            yield AwardMatch(name.start, given[0].end, "subvention", name, given[0])


# « Élagage : A2 Paysage 1 450 €, accepté »
_ACCEPTED = re.compile(
    r"(?:\s?(?:ht|ttc))?\s{0,2}[,:(–-]\s?(?:est |a ete )?(?:accepte|retenu|valide|approuve)e?(?![a-z])"
)
_ITEM_START = re.compile(r"[.;:\n•]\s{1,3}")
_CONTRACT = re.compile(
    r"(?<![a-z])(?:devis|offres?|travaux|entretien|achat|elagage|fourniture|reparation|refection)"
)
_PURPOSE = re.compile(r"\s(?:pour|de|du|des)\s[^:;.€]{3,80}\Z")
_ITEM_REACH = 160


def _find_accepted(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the contracts of short items that end with their price and that it is accepted."""
    for amount in amounts:
        if amount.start in taken or not _ACCEPTED.match(plain, amount.end):
            continue
        lead = plain[: amount.start].rstrip(" :(–-")
        starts = [
            each.end() for each in _ITEM_START.finditer(plain, max(0, amount.start - _ITEM_REACH), len(lead))
        ]
        start = starts[-1] if starts else max(0, amount.start - _ITEM_REACH)
        line = max(plain.rfind("\n", 0, start), start - _ITEM_REACH, 0)
        name = parse_name(text, start, len(lead)) if _CONTRACT.search(plain, line, amount.start) else None
        rest = plain[name.end : len(lead)] if name else "€"
        if name and "€" not in rest and (not rest.strip() or _PURPOSE.match(rest)):
            yield AwardMatch(name.start, amount.end, "marche", name, amount)


def _kind(plain: str, start: int, limit: int, label: str) -> str:
    """Return what a record decides, or empty; « Entreprise : SARL X » is who is helped, not who bids."""
    if label not in ("gift", "firm"):
        return label
    if label == "firm":
        own = decision_kind(plain[start : limit + _DECIDED_REACH], 0, 0, limit - start, own=True)
        return own if own in ("subvention", "aide", "fonds de concours") else ""
    what = decision_kind(plain, start, start, limit, own=True)
    return "subvention" if what == "marche" else what


def _name(text: str, start: int, limit: int) -> RecipientName | None:
    limit = min(limit, start + _LONGEST_NAME)
    line = text.find("\n", start, limit)
    known = _KNOWN_FIELD.search(text, start + 2, line if line >= 0 else limit)
    end = known or _NEXT_FIELD.search(text, start + 2, limit)
    name = clean_cell(text, start, end.start()) if end else None
    return name if name and names_a_body(name.words) else None


def _decided_sum(plain: str, label: re.Match[str], limit: int, amounts: Sequence[Mention]) -> Mention | None:
    """Return the only sum of a record whose label decides it, or the only one of all its labels."""
    decided = []
    before = label.end()
    for amount in mentions_between(amounts, label.end(), limit):
        stated = _SUM.search(plain, before, amount.start)
        before = amount.end
        value = amount.value
        if stated is None or not isinstance(value, Amount) or value.per not in (None, "an") or value.amount <= 0:
            continue
        if _OTHER_SUM.search(stated["label"]) or (
            label.lastgroup == "emprunt" and not _LOAN.search(stated["label"])
        ):
            continue
        decided.append(amount)
    return decided[0] if len(decided) == 1 else None
