"""Role of an amount, by the words around it: « une subvention de 500 € », « un loyer mensuel de 300 € ».

The first of these that applies decides: 1. a limit beside the amount (« inférieur à », « dans la limite
de », « au plus ») makes it a ``seuil``; 2. an amount that restates the one before (« 100 € HT soit 120 €
TTC ») has the role of that one; 3. the budget line beside it (« article 2188 : 500 € »), then the nearest
cue of the clause, when a link leads from them to the amount (« de », « s'élève à », « : », a column); 4.
the words right after (« 500 € de subvention »); 5. the symbolic euro, which is a price; the list around it
(« les tarifs suivants : », « plan de financement »); 6. a unit that only a price has (« 4 € le mètre
carré »). Without any of these an amount has no role.

An amount written both in words and in digits, « deux mille euros (2 000 €) », « 2 000 € (soit deux mille euros) »,
is kept as written; where the two differ, both get the issue ``words``, and neither is corrected.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from recueil.entities.patterns import MAX_CUE_DISTANCE, SPACE, RoleCues, clause_of
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import Amount, Mention

# « inférieur à 40 000 € », « dans la limite de 500 € », « biens de moins de 1 000 € », « 500 € au plus ».
_LIMIT = re.compile(
    rf"(?:\b(?:(?:infer|super)ieure?s?{SPACE}(?:ou{SPACE}egale?s?{SPACE})?(?:a|au)|a{SPACE}partir{SPACE}de"
    rf"|(?:seuils?|plafond){SPACE}de|(?:de|a){SPACE}(?:moins|plus){SPACE}de|jusqu'a"
    rf"|au[ -](?:dela|dessus|dessous){SPACE}de|excedant|excede(?:nt|r|ra)?|depass(?:e|ent|er|ant)"
    rf"|limite{SPACE}(?:maxim(?:ale|um){SPACE})?de|plafonne[es]{{0,2}}{SPACE}a|compris(?:es?)?{SPACE}entre"
    rf"|(?:max|min)im(?:um|ale?){SPACE}(?:est{SPACE})?(?:de|fixee?{SPACE}a))|[≤≥<>]){SPACE}{{0,3}}\Z"
)
_LIMIT_AFTER = re.compile(
    rf"{SPACE}{{0,2}}(?:au{SPACE}(?:plus|moins|maximum|minimum)|(?:max|min)i(?:mum)?)(?![a-z])"
)
_WORKS = r"(?:des? |du |de ce |de cette |de l')(?:travaux|operation|projet|depenses?|investissement|chantier)"
_ESTIMATE = r"(?:total |global |previsionnel |estimatif |estime |hors taxes? )?"
# The empty role comes first: cues that give an amount none of the roles below.
_CUES = RoleCues({
    "": (
        r"couts? (?:de revient|unitaire|horaire|moyen|d'(?:achat|inscription|utilisation|une?)\b)"
        r"|indemnites? (?:de (?:sinistre|resiliation)|d'(?:assurance|eviction))|(?:augmente|diminue)(?:nt|ra)?"
        r"|prix du marche|remboursements?|annuites?|interets?|echeances?|frais|excedents?|deficits?|soldes?"
        r"|epargne|resultats?|encours|recettes?|produits?|amendes?|valeur|domaines?|penalites?|dons?"
        r"|amortissements?|budgets?|charges?|capital (?:social|de)|depenses? (?:de|d')|baisse|hausse|augmentation"
        r"|diminution|economies?|gain|perte|taxes?|impots?|participations?|contributions?|reste|dotations?"
        r"|honoraires|prestations?|cautions?|locations?|provisions?|salaires?|traitements?|factures?|dette"
        r"|fonds(?! de concours)"
    ),
    "subvention": (
        r"subventions?|aides? (?:financieres?|proposees?|accordees?|exceptionnelles?)|fonds de concours"
        r"|bourses?|secours (?:d'urgence|exceptionnels?|financiers?)"
    ),
    "cout-total": (
        rf"couts?|(?:montants?|prix|total|estimations?) {_ESTIMATE}{_WORKS}"
        r"|enveloppe (?:previsionnelle|financiere)|depense (?:totale|subventionnable|eligible|previsionnelle)"
    ),
    "tarif": (
        r"tarifs?|redevances?|droits? de (?:place|stationnement|voirie|garde|branchement)|prix unitaire"
        r"|prix (?:du|de l'|des) (?:repas|ticket|billet|entree|metre|m2|m3|eau|concessions?|places?)"
    ),
    "loyer": r"loyers?",
    "pret": (
        r"emprunts?|prets?|lignes? de tresorerie|capital (?:emprunte|restant du)|avance remboursable"
        r"|credit relais"
    ),
    "credit": (
        r"credits?|inscri(?:t|te|ts|tes|re)|(?:prevus?|imputee?s?) au budget|virements?"
        r"|autorisations? de programme"
    ),
    "indemnite": r"indemnites?|primes?|ifse|cia|gratifications?|vacations?|nbi|astreintes?",
    "prix-vente": (
        r"prix de (?:vente|cession|acquisition|rachat)|prix (?:net )?vendeur|(?:au|le|du) prix|acquisition|cession"
        r"|vente|ced(?:ee?s?|er|ant)|vend(?:ue?s?|re)|acquis(?:es?)?|acquerir|achet(?:ee?s?|er)"
    ),
    "cotisation": r"cotisations?|adhesions?|adherer",
    "marche": (
        r"(?<!prix du )marches?(?! publics?)|avenants?|lots?|devis|(?<!une )offres?|entreprises?|societes?|sarl"
        r"|sas|attributaires?"
    ),
})  # fmt: skip

# The link between a cue and its amount: « d'un montant de », « est fixé à », a column.
_LINK_TO_AMOUNT = re.compile(
    rf"(?:\b(?:de|d'|a|au|du|soit|est|pour|dont|moyennant|egale?{SPACE}a)|[:=(|$+–-]|\.{{3,60}}|{SPACE}{{2}}|…"
    r"|(?<=proposee)|(?<=accordee))"
    r"\s{0,80}\$?\Z"
)
_CLAUSE_BREAK = re.compile(r"€|[.;!?]\s|\n\s{0,200}\n|\beuros?\b")
# The thing sold: « vendre la parcelle au prix de ».
_SOLD = re.compile(
    r"(?<![a-z])(?:terrains?|parcelles?|biens?|immeubles?|maisons?|lots?|batiments?|vehicules?|tracteurs?|m2|ha|ca"
    r"|cadastree?s?|prix (?:de|net|vendeur)\b)"
)
# « l'entreprise Ferrand pour un montant de », « Sarl EBI : »; not « 12 entreprises ont reçu ».
_COMPANY = re.compile(r"entreprises?|societes?|sarl|sas")
_OFFERS = re.compile(r"(?<![a-z])(?:prix|montant|somme|moyennant|pour|devis)\b|[:|]\s{0,20}\$?\Z|\s{2}\Z")
_RENTAL = re.compile(r"(?<![a-z])(?:locataires?|loue[er]?|bail|locati(?:on|ve))(?![a-z])")
_PRICE = re.compile(r"(?<![a-z])(?:prix|montant|somme|moyennant|pour|a l'euro)\b")
_BUDGET_LINE = re.compile(
    r"(?<![a-z])(?:chapitres?|chap|articles?|art|comptes?|nature|imputation|operation|ope|fonction)\.?[ :n°-]{0,4}"
    r"[0-9]{2,8}(?![0-9]| (?:habitants|membres|eleves|agents|logements))(?:[^€.;]|\.(?!\s)){0,90}\Z"
)
# « 615228 Entretien des bâtiments + 222 € », a row of a décision modificative; « 69999 VILLENEUVE » is no account.
_ROW = re.compile(
    rf"(?:\A|\n|\|)[\s|]{{0,40}}(?:[DR][ -]{{1,2}})?(?!(?:19|20)[0-9]{{2}}{SPACE}|[0-9]{{5}}{SPACE}[A-ZÀ-Ý]{{2}})"
    rf"[1-7][0-9]{{3,6}}{SPACE}?[-–:|]?{SPACE}?(?:F[0-9OI]{{1,3}}[ -]{{1,2}})?[^\W\d_][^€\n0-9]{{3,70}}\Z"
)
# « 150 € à l'association Untel et 150 € à … »
_SHARED = re.compile(r"\s{1,3}(?:a|au|aux|pour) [^.;:€]{2,90}(?:,|\bet(?: de)?)\s{1,3}")
_AFTER = re.compile(
    rf"{SPACE}{{0,2}}(?:ht|ttc)?{SPACE}{{0,2}}(?:au{SPACE}titre{SPACE})?(?:de|d'|du){SPACE}{{0,2}}(?:la{SPACE})?(?:"
    r"(?P<subvention>subventions?)|(?P<loyer>loyers?)|(?P<credit>credits)|(?P<cotisation>cotisations?))\b"
)
_RESTATES = re.compile(
    rf"{SPACE}{{0,3}},?\s{{0,3}}(?:(?:soit|ou|et)\s{{1,3}}|[(/]{SPACE}{{0,2}}(?:soit{SPACE})?)"
    r"(?:un (?:montant|total) (?:total )?de )?"
)

# The topic of a list, which gives its amounts a role until a sentence follows or another list begins.
_TOPIC = PrefilteredPattern(
    r"(?<![a-z])(?:(?P<financing>plan (?:previsionnel )?de financement)|(?P<subvention>subventions?)"
    r"|(?P<tarif>tarifs?|redevances?)|(?P<loyer>loyers?)|(?P<marche>entreprises?|lots?|offres?|marches?))(?![a-z])",
    *("plan ", "subvention", "tarif", "redevance", "loyer", "entreprise", "lot", "offre", "marche"),
)
_HEAD = re.compile(r"(?P<rest>[^.;:€]{0,110}?)(?:[:;]|\n)")
_ANNOUNCES = re.compile(r"suivant|comme suit|ci-(?:dessous|apres)|\btableau\b|\A\s{0,3}(?:previsionnel\s{0,3})?\Z")
_LIST_END = re.compile(
    r"[a-z]{3,}\.\s{1,60}(?:le|la|les|l'|un|une|il|ce|cette|monsieur|madame|apres|vu|ainsi)\b"
    r"|\n\s{0,60}(?:vu|considerant|apres|le conseil|monsieur|madame|decide|autorise|approuve|article)\b"
    r"|\b(?:apres en avoir delibere|il est propose|autorise)\b"
)
_LIST_LENGTH = 1500
FUNDER = (
    r"(?<![a-z])(?:etat|detr|dsil|dsipl|dsid|fnadt|region\w{0,5}|departement\w{0,6}|feder|feader|fse|leader|europe"
    r"|conseil (?:regional|departemental|general)|union europeenne|ademe|agence (?:de l'eau|nationale)|drac|cnds"
    r"|caf|msa|fipd|anct|anah|anru|banque des territoires|fonds (?:propres|verts?|de concours)|reste a charge"
    r"|auto[ -]?financement|part communale|contrat de ruralite|pacte \w{3,12}|syndicat d'energie"
    r"|cd ?[0-9]{2}|commune|emprunt)(?![a-z])"
)
"""Funders as the rows of a plan de financement name them."""
_FUNDED = re.compile(rf"{FUNDER}[^€\n;]{{0,60}}\Z")
_TOTAL = re.compile(r"(?<![a-z])(?<!sous[ -])total\b[^€\n0-9]{0,30}\Z")
# Units of things sold: « 4 € le m² », « 3 € par repas ». A contribution per inhabitant is not a price.
_PRICED = frozenset({
    "m²", "m³", "ml", "kWh", "MWh", "kg", "tonne", "litre", "page", "mètre", "nuit", "heure", "séance", "repas",
    "enfant", "adulte", "emplacement", "véhicule", "levée", "sac", "jour", "élève", "place", "unité",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _AmountList:
    start: int
    end: int
    role: str


class MoneyRoles:
    """Assigns roles to the amounts of one text; call ``role`` in reading order."""

    def __init__(self, text: str) -> None:
        self._written, self._text = text, fold_accents(text)
        self._lists = [*_find_lists(self._text)]
        self._starts = [listed.start for listed in self._lists]

    def role(self, start: int, end: int, per: str | None, before: tuple[int, str | None]) -> str | None:
        """Return the role of the amount at ``text[start:end]``.

        ``before`` is the end of the previous amount and its role.
        """
        left = self._text[max(before[0], start - MAX_CUE_DISTANCE) : start]
        if _LIMIT.search(left) or _LIMIT_AFTER.match(self._text, end):
            return "seuil"
        if _RESTATES.fullmatch(self._text, before[0], start):
            return before[1]
        if before[1] == "subvention" and _SHARED.fullmatch(self._text, before[0], start):
            return before[1]
        if _ROW.search(self._written[max(before[0], start - MAX_CUE_DISTANCE) : start]):
            return "credit"
        priced = per is not None and not _PRICED.isdisjoint(per.split("/"))
        governed = _role_by_cue(left)
        if governed == "cout-total" and per is not None:
            return "tarif" if priced else None
        if governed is not None:
            return governed or None
        if after := _AFTER.match(self._text, end):
            return after.lastgroup
        if self._text.startswith("symbolique", end - 10):
            return "prix-vente"
        return self._find_list_role(start, left) or ("tarif" if priced else None)

    def _find_list_role(self, start: int, left: str) -> str | None:
        at = bisect_left(self._starts, start) - 1
        if at < 0 or self._lists[at].end < start:
            return None
        if self._lists[at].role != "financing":
            return self._lists[at].role
        if _TOTAL.search(left):
            return "cout-total"
        return "part-financeur" if _FUNDED.search(left) else None


def _role_by_cue(left: str) -> str | None:
    """Return the role from the budget line or the nearest cue.

    Empty when the cue gives none, None without a cue or without a link to the amount.
    """
    clause = clause_of(left)
    if not _LINK_TO_AMOUNT.search(clause):
        return None
    if _BUDGET_LINE.search(clause):
        return "credit"
    if (nearest := _CUES.nearest_cue(clause, _CLAUSE_BREAK)) is None:
        return None
    role, word = nearest
    if _COMPANY.fullmatch(word[0]) and not _OFFERS.search(clause):
        return ""
    sold = role != "prix-vente" or _SOLD.search(clause)
    priced = role != "prix-vente" or "prix" in word[0] or _PRICE.search(clause, word.end())
    let = role == "prix-vente" and _RENTAL.search(clause)
    return role if sold and priced and not let else ""


def _find_lists(text: str) -> Iterator[_AmountList]:
    """Find the announced lists; each lasts until its end or the next list of another topic."""
    listed: _AmountList | None = None
    for match in _TOPIC.finditer(text):
        role = str(match.lastgroup)
        head = _HEAD.match(text, match.end())
        announced = head is not None and _ANNOUNCES.search(head["rest"]) is not None
        if listed and (announced or role != listed.role != "financing"):
            yield replace(listed, end=min(listed.end, match.start()))
            listed = None
        if head and announced:
            stop = _LIST_END.search(text, head.end(), head.end() + _LIST_LENGTH)
            listed = _AmountList(head.end(), stop.start() if stop else head.end() + _LIST_LENGTH, role)
    if listed:
        yield listed


WORDS_ISSUE = "words"

_RESTATEMENT = re.compile(r"\s{0,20}\(\s{0,20}(?:soit\s{1,20})?")


def mark_inconsistent(text: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the amounts; those whose words and digits disagree get an issue."""
    differing = {
        mention
        for first, second in pairwise(found)
        if _restates(text, first, second) and _differ(first, second)
        for mention in (first, second)
    }
    for mention in found:
        if mention in differing and isinstance(mention.value, Amount):
            yield replace(mention, value=replace(mention.value, issue=WORDS_ISSUE))
        else:
            yield mention


def _restates(text: str, first: Mention, second: Mention) -> bool:
    one_in_words = (first.rule == "words") != (second.rule == "words")
    return one_in_words and bool(_RESTATEMENT.fullmatch(text, first.end, second.start))


def _differ(first: Mention, second: Mention) -> bool:
    one, other = first.value, second.value
    if not isinstance(one, Amount) or not isinstance(other, Amount):
        return False
    # « deux mille euros HT (2 400 € TTC) » are two sums.
    comparable = one.tax == other.tax or None in (one.tax, other.tax)
    return comparable and one.amount != other.amount
