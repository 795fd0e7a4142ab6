"""Parse the name of a recipient, from its first word to its last, its kind, and the SIRET or RNA beside it.

« à l'association « Les Hirondelles » », « au comité des fêtes de Vertmont », « la SARL MAÇONNERIE DU LAC »,
« Communauté de communes », « à M. et Mme Paul AUBRAC ». « à l'association », « aux familles », « à Monsieur
le Maire » name nobody. The kind tells private persons apart, so that a publisher of awards can leave their
names out.
"""

from __future__ import annotations

import re

from recueil.entities.patterns import SPACE
from recueil.folding import fold_accents
from recueil.values.award import Recipient
from recueil.values.siret import luhn

CIVILITY = re.compile(
    rf"(?:M\.?|[Mm]onsieur|[Mm]adame|[Mm]essieurs|[Mm]esdames|MM\.?|Mr|Mme|Mmes|Mlle|Monsieur|Madame|Messieurs"
    rf"|Mesdames|Mademoiselle|Consorts?|[EÉ]poux|époux|consorts)"
    rf"(?={SPACE}|\.|$|\n)(?!{SPACE}{{0,3}}(?:le|la|les|l['’])\b)"
)
"""Titles that mark a name as a person's."""
_KIND_WORDS: tuple[tuple[Recipient, re.Pattern[str]], ...] = (
    (
        "public body",
        re.compile(
            r"(?<![a-z])(?:(?:communes?|villes?|departement|regions?) d(?:e|u|es|'|eleguee)"
            r"|conseil (?:departemental|regional|general)|communaute (?:de communes|d'agglomeration|urbaine)"
            r"|metropole"
            r"|syndicat (?:mixte|inter|depart|d')|s(?:ivom|ivu|ivos|dis|afer|ictom|mictom|ydev)|c\.?c\.?a\.?s"
            r"|c\.?i\.?a\.?s|centre (?:inter)?communal d'action"
            r"|caisses? des ecoles|colleges?|lycees?|ecoles? (?:\w+ )?(?:elementaire|primaire|maternelle"
            r"|publique|communale)|universite|rectorat|prefecture|etat|ehpad"
            r"|centre hospitalier|office public|chambre (?:de|d'|des) (?:commerce|metiers|agriculture|l'agri"
            r"|notaires)|caisse des depots|agence de l'eau|epf|etablissement public"
            r"|centre de gestion|gendarmerie|tresor public|ademe|paroisse d)(?![a-z])"
        ),
    ),
    (
        "company",
        re.compile(
            r"(?<![a-z])(?:s\.?a\.?r\.?l|s\.?a\.?s\.?u?|eurl|earl|gaec|gfa|s\.?c\.?i|sccv|scop|scic|snc|spl"
            r"|sem|semop|s\.a\.|sa(?= )|entreprises?|societes?(?! (?:de (?:chasse|peche|tir)"
            r"|d'(?:histoire|hort|arch)|hist|chasse|musicale|sportive))"
            r"|ets|etablissements?|cabinet|bureau d'etudes|banques?(?! alimentaire)|credit (?:agricole|mutuel"
            r"|cooperatif|foncier|lyonnais|industriel)|caisse d'epargne|groupement|boucherie|boulangerie"
            r"|menuiserie|marbrerie|maconnerie|garage|imprimerie|pharmacie)(?![a-z])"
        ),
    ),
    (
        "association",
        re.compile(
            r"(?<![a-z])(?:assoc?(?:iation)?s?|asso|clubs?|comites?|amicales?|foyers? (?:rural|socio)|ligue"
            r"|unions? (?:sportive|nationale|musicale|locale|departementale)|federation"
            r"|sou des ecoles|cooperatives? scolaires?|secours (?:populaire|catholique)|croix[ -]rouge"
            r"|restos? du|restaurants du coeur|banque alimentaire|souvenir francais|anciens combattants"
            r"|harmonie|fanfare|chorale|ensemble vocal|petanque|boules?|judo"
            r"|tennis|football|rugby|ententes? (?:sportive|athletique)|etoile sportive|volley\w*|natation"
            r"|randonn\w+|admr|familles rurales|parents d'eleves|telethon"
            r"|basket|handball|gymnastique|cyclo\w*|acca|apel?|ape|fcpe|adapei|apei|ufac"
            r"|unc|fnaca|fnath|a\.?d\.?m\.?r|mjc"
            r"|societe (?:de (?:chasse|peche|tir)|d'(?:histoire|horticulture|arch)\w*|historique|musicale"
            r"|sportive)|scouts?|donneurs de sang|jeunes? sapeurs?|usep|ugsel|occe|loi 1901)(?![a-z])"
        ),
    ),
)
_SIRET = re.compile(r"(?<![\w.])(?:[0-9][ \u00a0.]?){13}[0-9](?![\w])")
_SIREN = re.compile(r"(?i)\bsire[nt]\b[^0-9\n]{0,12}((?:[0-9][ \u00a0.]?){8}[0-9])(?![0-9])")
_RNA = re.compile(r"(?<!\w)W ?[0-9]{9}(?!\w)")


def classify_recipient(words: str, around: str = "") -> Recipient | None:
    """Return the kind that the words of a name state, else that of the words just before it
    (« l'entreprise »), or None.
    """
    if CIVILITY.match(words):
        return "person"
    for said in (fold_accents(words), fold_accents(around)):
        best = min(
            ((found.start(), kind) for kind, pattern in _KIND_WORDS if (found := pattern.search(said))),
            default=None,
        )
        if best:
            return best[1]
    return None


def starts_with_body_noun(words: str) -> bool:
    """Return whether folded words open with the common name of a body: « comité », « société »."""
    return any(pattern.match(words) for _, pattern in _KIND_WORDS)


def find_identifiers(text: str, start: int, end: int) -> tuple[str | None, str | None]:
    """Return the SIRET (or SIREN) and the RNA written between two offsets, or None for each.

    The check digits of a SIRET or SIREN must be valid.
    """
    near = text[start:end]
    siret = next((digits for match in _SIRET.finditer(near) if luhn(digits := _digits_only(match[0]))), None)
    if siret is None:
        siret = next((digits for match in _SIREN.finditer(near) if luhn(digits := _digits_only(match[1]))), None)
    rna = _RNA.search(near)
    return siret, rna[0].replace(" ", "") if rna else None


def _digits_only(written: str) -> str:
    return "".join(filter(str.isdigit, written))
