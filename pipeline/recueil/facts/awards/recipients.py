"""Parse the name of a recipient, from its first word to its last, its kind, and the SIRET or RNA beside it.

« à l'association « Les Hirondelles » », « au comité des fêtes de Vertmont », « la SARL MAÇONNERIE DU LAC »,
« Communauté de communes », « à M. et Mme Paul AUBRAC ». « à l'association », « aux familles », « à Monsieur
le Maire » name nobody. The kind tells private persons apart, so that a publisher of awards can leave their
names out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recueil.entities.patterns import APOSTROPHE, SPACE
from recueil.text import fold_accents
from recueil.values.award import Recipient
from recueil.values.organisation import luhn

_CIVILITY = re.compile(
    rf"(?:M\.?|[Mm]onsieur|[Mm]adame|[Mm]essieurs|[Mm]esdames|MM\.?|Mr|Mme|Mmes|Mlle|Monsieur|Madame|Messieurs"
    rf"|Mesdames|Mademoiselle|Consorts?|[EÉ]poux|époux|consorts|[Ii]ndivision|[Ss]uccession|[Hh]oirie|[Hh][ée]ritiers)"
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
            r"|centre de gestion|gendarmerie|tresor public|ademe|paroisse d|groupes? scolaires?"
            r"|regie (?:personnalisee"
            r"|autonome|municipale))(?![a-z])"
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
            r"|menuiserie|marbrerie|maconnerie|garage|imprimerie|pharmacie|scierie|carrosserie|pepinieres?|librairie"
            r"|quincaillerie|jardinerie|pompes funebres|restaurant|traiteur|bureaux? de controle)(?![a-z])"
        ),
    ),
    (
        "association",
        re.compile(
            r"(?<![a-z])(?:assoc?(?:iation)?s?|asso|clubs?|comites?|amicales?|foyers? (?:rural|socio)|ligue"
            r"|unions? (?:sportive|nationale|musicale|locale|departementale)|federation"
            r"|sou des ecoles|cooperatives? (?:scolaires?|de l'ecole)|secours (?:populaire|catholique)"
            r"|croix[ -]rouge"
            r"|restos? du|restaurants du coeur|banque alimentaire|souvenir francais|anciens combattants"
            r"|harmonie|fanfare|chorale|ensemble vocal|petanque|boules?|judo"
            r"|tennis|football|rugby|ententes? (?:sportive|athletique)|etoile sportive|volley\w*|natation"
            r"|randonn\w+|admr|familles rurales|parents d'eleves|telethon"
            r"|basket|handball|gymnastique|cyclo\w*|acca|apel?|ape|fcpe|adapei|apei|ufac"
            r"|unc|ogec|fnaca|fnath|a\.?d\.?m\.?r|mjc"
            r"|societe (?:de (?:chasse|peche|tir)|d'(?:histoire|horticulture|arch)\w*|historique|musicale"
            r"|sportive)|scouts?|donneurs de sang|jeunes? sapeurs?|usep|ugsel|occe|loi 1901"
            r"|centres? (?:social|socio)\w{0,9}|cercles?|collectif|regies? de quartiers?|maison des jeunes"
            r"|orchestre|troupe"
            r"|compagnies?(?! (?:d'assurances?|generale|des eaux|nationale|fruitiere|republicaine)))(?![a-z])"
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
    if _CIVILITY.match(words):
        return "person"
    for plain in (fold_accents(words), fold_accents(around)):
        best = min(
            ((found.start(), kind) for kind, pattern in _KIND_WORDS if (found := pattern.search(plain))),
            default=None,
        )
        if best:
            return best[1]
    return None


def _starts_with_body_noun(words: str) -> bool:
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


_LONGEST = 110
_MOST_WORDS = 14

_TOKEN = re.compile(
    r"(?P<gap>[ \u00a0\u202f\u2009\t]{0,12}(?:\r?\n[ \u00a0\u202f\t]{0,60})?)"
    r"(?:(?P<quoted>[«“„\"][^»”\"«“\n]{2,90}[»”\"])|(?P<brackets>\((?!W?[0-9]{6}|SIRE)[A-ZÀ-Ý][\w.' -]{1,14}\))"
    r"|(?P<word>(?:[^\W\d_]['’`´](?=[^\W\d_]))?(?:M\.|[^\W\d_](?:[\w&./'’-]{0,40}(?:\w"
    r"|-(?=[ \n]{1,80}[A-ZÀ-Ý])))?|&|[0-9]{1,3}[A-Z][A-Z0-9]{0,9}(?!\w)"
    r"|[0-9]{1,4}(?![\w,.€%/]|\s(?:€|euros|[0-9])))))"
)
_ARTICLE = re.compile(rf"(?:(?:la|le|les){SPACE}{{1,4}}|l{APOSTROPHE}{SPACE}?)(?=[^\W\d_«\"“])", re.IGNORECASE)
_LINKS = frozenset({
    "de", "du", "des", "la", "le", "les", "en", "et", "sur", "sous", "l", "d", "&", "lès",
})  # fmt: skip
# Words that end a name: the amount, the reason or the manner follows.
_STOPS = frozenset({
    "pour", "afin", "dans", "au", "aux", "a", "un", "une", "dont", "qui", "que", "par", "avec", "selon",
    "destine", "destinee", "relatif", "relative", "concernant", "represente", "representee",
    "represente(e)", "ayant", "est", "sont", "ont", "sera", "seront", "soit", "comme", "tel", "telle",
    "suivant", "suivante", "suivants", "lors", "moyennant", "situe", "situee", "sis", "sise", "domicilie",
    "domiciliee", "demeurant", "proprietaire", "proprietaires", "mandataire", "titulaire", "cadastre",
    "cadastree", "correspondant", "calcule", "sous", "reserve", "ainsi", "fin", "vue", "montant", "hauteur",
    "cette", "ce", "cet", "ces", "son", "sa", "ses", "leur", "leurs", "tous", "toute", "toutes", "tout",
    "il", "elle", "ils", "lui", "nous", "vous", "se", "ne", "pas", "plus", "moins", "mieux", "hors", "depuis",
    "avant", "apres", "jusqu", "chaque", "annee", "annuelle", "exercice", "suite", "titre", "realise",
    "realisee", "propose", "proposee", "accepte", "inscrite", "ht", "ttc", "euros", "euro", "offre",
    "devis", "prix", "marche", "lot", "subvention", "subventions", "participation", "aide", "versement",
    "compter", "attribue", "attribuee", "retenu", "retenue", "beneficiaire", "membre", "deja", "si",
    "lorsque", "puis", "donc", "or", "ni", "mais", "numero", "maximum", "minimum", "forfaitaire",
    "organisatrice", "organisateur", "porteur", "porteuse", "payable", "aupres", "chez", "envers", "contre",
    "versee", "verse", "conformement", "avenant", "fait", "font", "porte", "passe", "acceptent", "souhaite",
    "souhaitent",
})  # fmt: skip
_FIELDS = frozenset({
    "duree/date", "dureedate", "duree", "date", "siren", "siret", "rcs", "cocontractant", "montant",
})  # fmt: skip
# Common words that name nobody on their own, even with a capital.
_NOBODY = frozenset({
    "association", "associations", "entreprise", "entreprises", "societe", "societes", "commune",
    "communes", "ville", "villes", "collectivite", "collectivites", "beneficiaire", "beneficiaires",
    "famille", "familles", "agent", "agents", "departement", "region", "etat", "budget", "projet", "titre",
    "conseil", "municipal", "maire", "president", "presidente", "monsieur", "madame", "adjoint", "adjointe",
    "tresorier", "comptable", "prefet", "prefete", "sous-prefet", "cabinet", "etude", "notaire", "notaires",
    "unanimite", "majorite", "structure", "structures", "organisme", "organismes", "section", "chapitre",
    "article", "compte", "operation", "personne", "personnes", "eleves", "enfants", "habitants",
    "proprietaire", "vendeur", "acquereur", "locataire", "preneur", "emprunteur", "preteur", "banque",
    "etablissement", "etablissements", "assemblee", "comite", "bureau", "commission", "vote", "communaute",
    "syndicat", "club", "partenaire", "partenaires", "candidat", "titulaire", "attributaire", "groupement",
    "communal", "communale", "communaux", "principal", "annexe", "general", "departemental", "regional",
    "administration", "service", "services", "salle", "ecole", "ecoles", "centre", "maison", "office",
    "public", "publique", "convention", "contrat", "code", "loi", "date", "total", "montant", "ht", "ttc",
    "offre", "marche", "lot", "lots", "prestataire", "fournisseur", "domaines", "france", "travaux",
    "fonctionnement", "investissement", "projets", "intercommunal", "intercommunale", "communautaire",
    "sarl", "sas", "sa", "eurl", "sci", "scop", "snc", "sasu", "earl", "ets", "associatif", "associatives",
    "culturel", "locales", "nature", "autres", "divers",
})  # fmt: skip
# Labels of budget lines or of parts of a table.
RUBRICS = frozenset({
    "sport", "sports", "sportif", "sportives", "sportifs", "culture", "culturelles", "culturel",
    "education", "solidarite", "solidarites", "social", "sociales", "loisirs", "loisir", "jeunesse",
    "environnement", "securite", "prevention", "vie", "associative", "divers", "diverses", "autre",
    "autres", "provision", "reserve", "exceptionnelles", "exceptionnelle", "reste", "sous", "total",
    "nature", "code", "structure", "nom", "projet", "demande", "vote", "verse", "propose", "proposition",
    "attribue", "accorde", "sous-total", "patriotique", "patriotiques", "scolaire", "scolaires", "thematique",
    "dans",
    "cadre", "action", "subvention", "subventions", "associations", "association", "hors", "dont", "non",
    "annee", "2010", "2011", "2012", "2013", "2014", "2015", "2016", "2017", "2018", "2019", "2020", "2021",
    "2022", "2023", "2024", "2025", "2026",
})  # fmt: skip
# Trades: « Lot 2 – Peinture » names no firm.
TRADES = frozenset({
    "maconnerie", "charpente", "charpentes", "couverture", "zinguerie", "plomberie", "electricite", "peinture",
    "peintures", "menuiserie", "menuiseries", "platrerie", "carrelage", "carrelages", "chauffage", "vrd",
    "terrassement", "terrassements", "serrurerie", "metallerie", "demolition", "etancheite", "cloisons", "cloison",
    "sols", "souples", "facade", "facades", "ventilation", "isolation", "gros", "oeuvre", "œuvre", "second", "lot",
    "doublage", "doublages", "faux", "plafonds", "bardage", "voirie", "reseaux", "espaces", "verts",
    "desamiantage", "mobilier", "signaletique", "interieures", "exterieures", "interieur", "exterieur", "bois",
    "cvc", "sanitaire", "sanitaires", "chape", "ravalement", "ascenseur", "travaux", "fourniture", "fournitures",
    "pose", "installation", "mission", "marche", "avenant", "option", "tranche", "ferme", "variante", "base",
    "montant", "revetement", "revetements", "sol",
})  # fmt: skip
# A body that its common name identifies within its commune.
_KNOWN_BODY = re.compile(
    r"(?:ateliers? \w|banque (?:d(?:e|es|u)|postale|populaire)|comites? (?:des|de) \w+"
    r"|c\.?c\.?a\.?s\b|c\.?i\.?a\.?s\b|centre (?:inter)?communal|caisses? des ecoles"
    r"|cooperatives? scolaires?"
    r"|sou des ecoles|foyer (?:rural|socio)|\w+ club\b|clubs? (?:de|des|d') ?\w+|amicales? \w+"
    r"|associations? (?!a |pour |de la commune|locales?|suivantes?|sportives? et|associations?"
    r"|subventions?|montants?)\w+"
    r"|societe (?:de (?:chasse|peche)|d'\w{4,})|banque alimentaire"
    r"|ecoles? (?:de musique|de foot|saint|st[e ]|notre|privee|maternelle|elementaire|primaire|publique)"
    r"|(?:collegue"
    r"|college|lycee) \w+|syndicat (?:mixte|d)|union \w+|harmonie \w+"
    r"|secours \w+|croix rouge|restos? du c|souvenir francais|anciens combattants|federation \w+"
    r"|office (?:de|du|public|(?:inter)?(?:municipal|communal) d[eu]s?) \w+|mission locale|parents d'eleves)"
)
# « l'association pour la gestion de la bibliothèque »: its purpose is its name.
_NAMED_FOR = re.compile(
    r"(?:association|comite|collectif|fondation|union) pour l(?:a |e |es |')(?:gestion|promotion|defense"
    r"|developpement|sauvegarde|protection|restauration|formation|conservation|insertion|recherche|maintien|don"
    r"|valorisation)(?![a-z])"
)
_TITLE = re.compile(
    r"(?i)m|mm|mr|mmes?|mlle|monsieur|madame|messieurs|mesdames|mademoiselle|consorts?|[ée]poux|et"
    r"|indivision|succession|hoirie|h[ée]ritiers"
)
# « Madame la trésorière », « M. LE MAIRE », but not « Mme LE BRIS ».
_OFFICE = re.compile(
    r"(?i:monsieur|madame|m\.?|mme)\s{1,4}(?:(?:le|la|les)\s|l['’]|(?i:(?:le|la|les)\s|l['’])(?i:(?:vice-)?pr[ée]siden|maire|d[ée]l[ée]gu"
    r"|(?:sous-)?pr[ée]f[eè]t|directeur|directrice|tr[ée]sori|comptable|receveu|percept|adjoint|conseill|ministre|recteur"
    r"|notaire|proviseur|principal|procureur|commissaire|secr[ée]taire|rapporteu|payeu|chef|doyen|juge))"
)
_OF_SEVERAL = re.compile(r"(?:des|DES|de|DE)\s")  # « à des structures de création »
_GENERIC = re.compile(
    r"(?:(?:l[ae]?|les|l['’])\s?)?(?:associations?|entreprises?|soci[ée]t[ée]s?|groupement|structures?"
    r"|compagnies?)(?:\s(?:la|le) (?:mieux|moins)[ -](?:class[ée]e?|disante?|plac[ée]e?),?)?"
    r"(?:(?:\s[a-zà-ÿ-]{4,16}){1,2}\s{1,3}(?=[«“\"])|\s{1,40}|\s?,\s{1,5}(?=[«“\"]))"
    r"(?:d[ée]nomm[ée]e\s|intitul[ée]e\s)?(?=[«“\"A-ZÀ-Ý0-9])"
)
_YEAR = re.compile(r"\s?[-–]\s?20[0-9]{2}\Z")  # « ADHÉSION AU CAUE-2017 »
_YEAR_FIRST = re.compile(  # « la subvention pour 2022 de l'association X »
    r"(?:20[0-9]{2}\s{1,3}(?:à|de|du|au|pour)\s{1,3})"
)
_HYPHENATED = re.compile(r"(?<=\w)- (?=[A-ZÀ-Ý])")
# A new line or an address after a name: « Crédit Agricole⏎Monsieur le Maire », « SOBAT 241 rue des Carrières ».
_NEXT_LINE = re.compile(
    r"(?:Monsieur|Madame|Les?|La|Il|Vu|Considérant|Article|Après|Dans|Par|Pour|Accusé|Opération)\s"
)
STREET = re.compile(
    r"[0-9]{1,4}(?:\s?(?:bis|ter))?,?\s{1,3}(?:(?i:rue|avenue|av|bd|boulevard|place|impasse|all[ée]e|chemin|route"
    r"|quai|parc d)\b|R[ND]\s?[0-9])|(?:BP|CS|ZA|ZI|ZAC|ZAE)\s"
)
_BARE_BODY = re.compile(
    r"(?:communes?|villes?|departements?|regions?|metropole|prefecture)(?![a-z])(?! (?:de|d'|du|des|deleguee"
    r"|nouvelle)(?:\s|(?<=')))"
)


# Common nouns that open a name only if a proper one follows: « le centre social Jean-Moulin », « la régie de
# quartier des Hauts de Brey ».
_BODY_NOUN = re.compile(
    r"(?:centres? (?:social|socio\w{0,9}|culturel|aere|de loisirs|equestre|d'\w{4,}|de \w{4,}|hospitalier)"
    r"|cercle|collectif|compagnie|theatre|troupe|orchestre|choeur|festival|regie (?:de|personnalisee|autonome)"
    r"|bureau de controle|maison (?:de|des|d'|familiale|pour)|institut|observatoire|conservatoire|musee"
    r"|mutuelle|radio"
    r"|reseau|groupe (?!de travail)|relais|espace|creche|halte|micro-creche|scene|opera|ensemble|atelier"
    r"|pole|espoir"
    r"|elan|entente|etoile|moto|auto|ski|sporting|racing|aero|gymnastique|escrime|rugby|football|basket|section|classe"
    r"|galerie|librairie|ferme|domaine|laboratoire|clinique|hopital"
    r"|syndicat d|les amis|amis|epicerie|residence(?= autonomie| «))(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class RecipientName:
    """``text[start:end]`` names a recipient; ``words``: the name on one line, without quotes and article."""

    start: int
    end: int
    words: str


def parse_name(text: str, start: int, limit: int) -> RecipientName | None:
    """Parse the name that begins at an offset, after its article; None if the words name nobody."""
    if year := _YEAR_FIRST.match(text, start, limit):
        start = year.end()
    if before := _WITHOUT_AWARD.match(text, start, limit):
        start = before.end()
    if article := _ARTICLE.match(text, start, limit):
        start = article.end()
    if _OFFICE.match(text, start, limit) or _OF_SEVERAL.match(text, start, limit):
        return None
    if generic := _GENERIC.match(text, start, min(limit, start + 60)):
        start = generic.end() if text[start].islower() or text[generic.end()] in '«“"' else start
    if not starts_name(text, start, limit):
        return None
    end = _name_end(text, start, min(limit, start + _LONGEST))
    return clean_name(text, start, end) if _is_distinctive(text[start:end]) else None


_COMMON_PAYEE = re.compile(
    r"(?P<noun>[a-zà-ÿœ]{4,20})\s(?:(?:de la|du|des|de)\s|(?:de )?l['’]|d['’])?(?!M\.|Mme|Monsieur|Madame"
    r"|Conseil|Maire|[EÉ]tat|R[ée]gion|D[ée]partement|Budget|Chapitre|Article)(?=[A-ZÀ-Ý«\"])"
)
_NO_PAYEE = frozenset({
    "titre", "profit", "benefice", "prix", "taux", "tarif", "budget", "compte", "chapitre", "article",
    "programme", "projet", "dossier", "conseil", "maire", "president", "presidente", "tresorier", "notaire",
    "prefet", "cours", "code", "fonds", "lotissement", "stade", "salle", "parc", "rue", "chemin", "route",
    "place", "impasse", "avenue", "quartier", "hameau", "lieu", "square", "pont", "zone", "parcelle",
    "section", "marche", "offre", "devis", "lycee", "unanimite", "majorite", "commune", "ville",
    "departement", "region", "mois", "annee", "exercice", "terme", "service", "bourg", "village", "canton",
    "territoire", "secteur", "site", "batiment", "eglise", "mairie", "organisation", "realisation", "edition",
    "tenue", "construction", "renovation", "restauration", "financement",
})  # fmt: skip


def parse_common_name(text: str, start: int, limit: int) -> RecipientName | None:
    """Parse a common noun with a proper one: « la station SNSM du Dossen »; only who is paid can stand there.

    None for what is no body: an account, an office, a place, « l'unanimité ».
    """
    if article := _ARTICLE.match(text, start, limit):
        start = article.end()
    noun = _COMMON_PAYEE.match(text, start, limit)
    if noun is None or fold_accents(noun["noun"]) in _NO_PAYEE:
        return None
    end = _name_end(text, start, min(limit, start + _LONGEST))
    return clean_name(text, start, end) if end > noun.end() else None


def starts_name(text: str, start: int, limit: int) -> bool:
    """Return whether a capital, a quote or the common name of a body stands there: « bénéfice de » begins
    no name.
    """
    if start >= limit or not text[start].islower():
        return start < limit and (text[start].isalnum() or text[start] in '«“"')
    words = " ".join(fold_accents(text[start : min(limit, start + 40)]).split())
    known = _KNOWN_BODY.match(words) or _NAMED_FOR.match(words) or _CIVILITY.match(text, start)
    return known is not None or _BODY_NOUN.match(words) is not None or _starts_with_body_noun(words)


# « Fonction 40 – Sports Judo Club »: the heading of a part of the list
PART = re.compile(
    r"(?i:au titre|dans le domaine) d(?:e la|u|e l['’]|es|e)\s?[\w'’ -]{3,40}?\s?:\s{1,3}(?=[A-ZÀ-Ý«])|"
    r"(?i:(?:sous-)?fonction|secteur|rubrique|th[eè]me|axe|politique)\s{1,3}(?:n°\s?)?[0-9]{0,4}\s?[-–:]\s{1,3}"
    r"[A-ZÀ-Ý][a-zà-ÿ]{2,20}(?:\s(?:(?:et|de|des?)\s|d['’])?[a-zà-ÿ]{3,20}){0,4}\s{1,3}(?=[A-ZÀ-Ý«])"
)
_LOT_LABEL = re.compile(r"\s{0,3}(?:lots?\s{0,2})?(?:n\s?[°ºo]\s?)?[0-9]{1,2}[\s.:)–-]{1,4}", re.IGNORECASE)
_LETTERED = re.compile(r"[^\W\d_]{1,30}")
_NAMED_BY_TRADE = re.compile(r"(?:\s(?:de|du|des|et|d['’]))?\s?[A-ZÀ-Ý]")
_OF_TRADE = frozenset(("et", "de", "du", "des", "d", "la", "l", "en"))


def skip_trade(text: str, start: int, end: int) -> int | None:
    """Return where the firm begins after the words of its trade: « Lot 2 – Menuiseries bois Arbo Paysages ».

    None if the words open with no trade, or with nothing else.
    """
    label = _LOT_LABEL.match(text, start, end)
    trade = False
    before = start
    for word in _LETTERED.finditer(text, label.end() if label else start, end):
        plain = fold_accents(word[0])
        if (
            trade
            and word[0][0].isupper()
            and ":" in text[before : word.start()]
            and _NAMED_BY_TRADE.match(text, word.end(), end)
        ):
            return word.start()  # « Lot 3 Menuiseries : Menuiserie Le Goff »
        before = word.end()
        if plain in TRADES:
            trade = True
        elif plain not in _OF_TRADE:
            return word.start() if trade and word[0][0].isupper() else None
    return None


_PLAIN_WORD = re.compile("[a-z0-9][a-z0-9-]*")
_INITIALS = re.compile(r"(?:[a-z]\.\s?){2,8}[a-z]?(?![a-z])")


def names_a_body(words: str) -> bool:
    """Return whether the words of a cell name one body, not a theme (« SPORTS », « Divers ») or a column."""
    plain = fold_accents(words)
    tokens = _PLAIN_WORD.findall(plain)
    return any(pattern.match(plain) for pattern in (_INITIALS, _KNOWN_BODY)) or any(
        len(token) > 1 and token not in RUBRICS | _NOBODY | _LINKS for token in tokens
    )


def _name_end(text: str, start: int, limit: int) -> int:
    """Return the offset where the words of a name end."""
    named_for = _NAMED_FOR.match(fold_accents(text[start : min(limit, start + 60)]))
    end = at = start + named_for.end() if named_for else start
    linked = True
    civil = _CIVILITY.match(text, start)
    for _ in range(_MOST_WORDS):
        token = _TOKEN.match(text, at, limit)
        if token is None or (
            token.end() == limit and limit < len(text) and text[limit - 1].isalnum() and text[limit].isalnum()
        ):
            return end
        at = token.end()
        if ("\n" in token["gap"] and _NEXT_LINE.match(text, token.end("gap"))) or STREET.match(
            text, token.end("gap")
        ):
            return end
        if token["quoted"] or token["brackets"]:
            return at
        at_word = token.end("gap")
        if end > start and not civil and (_CIVILITY.match(text, at_word) or _OFFICE.match(text, at_word)):
            return end  # « l'association X Mme le Maire présente »
        if end > start and _NEXT_CLAUSE.match(text, at_word):
            return end
        word = token["word"]
        if end > start and word.isupper() and _CAPITAL_STOP.match(text, at_word):
            return end
        plain = fold_accents(word)
        if plain.startswith(("d'un", "l'annee", "l'exercice", "qu'", "s'", "n'")) or _is_stop_word(word, plain):
            return end
        if plain in _LINKS:
            if civil and (_VERB.match(text, at) or _COMMON_NOUN.match(text, at_word)):
                return end
            if not linked and plain in ("la", "le", "les") and text[at : at + 2].strip()[:1].islower():
                return end
            linked = True
            continue
        if end > start and _PARTICIPLE.fullmatch(word) and (not linked or text[end:at].split()[0] == "en"):
            if _is_adjective(text[start:end], plain):
                end = at
            return end
        linked = False
        end = at
        if text[end : end + 1] in ",;:" or (text[end - 1] == "." and len(word) > 4):
            return end - (text[end - 1] == ".")
    return end


def _is_adjective(name: str, plain: str) -> bool:
    """Return whether a participle is the second word of a name: « Réseau ferré », but not « Vasseur située à »."""
    return " " not in name and not name.isupper() and _OF_A_CLAUSE.match(plain) is None


_OF_A_CLAUSE = re.compile(
    r"(?:situ|domicili|represent|utilis|concern|design|mentionn|organis|charg|interess|install|implant|bas|nomm|cit|propos"
    r"|retenu|attribu|accord|vers|allou|octroy|enregistr|inscri|declar|dispos|souhait|etant|ayant|pass)\w{0,8}"
)
# « la SARL X utilisée pour », « l'entreprise Y étant moins chère »; « Union des blessés » has its link.
_VERB = re.compile(r"\s{1,3}[a-zà-ÿ]{3,20}(?:er|ir|re)\b")  # « Madame X de réaliser »
_COMMON_NOUN = re.compile(
    r"(?:(?:de|du|des|la|le|les|sur)\s|d['’]|l['’]){1,3}[a-zà-ÿ]{4,20}\b(?<! la)"
)  # « M. X de la parcelle »
# What follows a name where a PDF reader lost the end of its line or sentence.
_NEXT_CLAUSE = re.compile(
    r"(?:Vu|VU)\s(?:l[ae]s?\s|l['’]|que\s)|Considérant|CONSIDÉRANT|Après\s(?:en\s|avoir\s)|Le\s(?:[Cc]onseil|[Mm]aire|[Pp]résident)\s"
    r"|D[EÉ]CIDE|Article\s[0-9]|ARTICLE\s[0-9]|et\s(?:dit|autorise|charge|d[ée]cide|approuve|pr[ée]cise|fixe|donne)\s|et\s(?:de\s|d['’])[a-zà-ÿ]{2,15}(?:er|ir|re)\s"
    r"|en\s(?:contrepartie|vue|échange|application|raison|remplacement|fonction|date|qualité|complément)\s"
)
# « CONCLUSION DU MARCHE AVEC LA COMPAGNIE X POUR 4 735 € »
_CAPITAL_STOP = re.compile(
    r"POUR\s(?:[0-9]|UN MONTANT|LA SOMME|LE MONTANT|L['’]ANN|LES TRAVAUX)|MOYENNANT\s|D['’]UN MONTANT|AU PRIX\s"
    r"|[AÀ] HAUTEUR|RELATI(?:F|VE)S?\s"
)
_PARTICIPLE = re.compile(
    r"[a-zà-ÿ]{2,20}(?:ées?|és?|ant|antes?|ants|rait|raient|ront|evra|endra)|(?!op[ée]ra|cam[ée]ra)[a-zà-ÿ]{3,20}era"
)


def _is_stop_word(word: str, plain: str) -> bool:
    if word in ("Est", "Plus"):
        return False  # « Crédit Agricole Centre Est », « le Plus Petit Musée »
    # « LES AMIS POUR TOUS » is a name; « à l'Amicale pour son loto » ends before its reason.
    return plain in _FIELDS or (plain in _STOPS and not (word.isupper() and len(word) > 1))


_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_ELIDED = re.compile(r"\A[^\W\d_]['’`´]")


def _is_distinctive(words: str) -> bool:
    """Return whether the words distinguish one body from another."""
    if not words or not any(letter.isalpha() for letter in words):
        return False
    plain = " ".join(fold_accents(words).split())
    if _BARE_BODY.match(plain) or "|" in words or "°" in words:
        return False
    if _KNOWN_BODY.match(plain) or _NAMED_FOR.match(plain):
        return True
    if _CIVILITY.match(words):
        return any(word[0].isupper() for word in _LETTERS.findall(words) if not _TITLE.fullmatch(word))
    return any(_is_distinctive_word(word) for word in _WORD.findall(words))


def _is_distinctive_word(word: str) -> bool:
    bare = _ELIDED.sub("", word).rstrip(".")
    return len(bare) > 1 and bare[0].isupper() and fold_accents(bare) not in _NOBODY


# « Comité des fêtes Non demandée Volley-ball », a row that got nothing before the one that did
_GOT_NOTHING = (
    r"\b(?:[Nn]on[ -]demand[ée]+s?|[Aa]journ[ée]+s?|[Rr]efus[ée]+s?|[Pp]as de demande|[Nn]éant"
    r"|[Ii]nfructueux"
    r"|[Ss]ans suite|NON DEMAND[EÉ]+S?|N[EÉ]ANT|INFRUCTUEUX|AJOURN[EÉ]+S?)[\s:–-]{1,4}(?=[A-ZÀ-Ý«])"
)
_NOTHING = re.compile(_GOT_NOTHING)
_WITHOUT_AWARD = re.compile(rf".{{0,80}}{_GOT_NOTHING}", re.DOTALL)
_DANGLING = re.compile(r"\s{1,4}(?:ou|et)\Z")  # « la société X ou à tout autre acquéreur »


def clean_name(text: str, start: int, end: int) -> RecipientName:
    """Return the words of a name on one line, without the quotes around them."""
    while start < end and text[start] in ' \u00a0\t\n\r«“"„-–•*:;,|':
        start += 1
    while end > start and text[end - 1] in ' \u00a0\t\n\r»”",;:-–|*.…':
        end -= 1
    if _NOTHING.search(text, start, end) and (before := _WITHOUT_AWARD.search(text, start, end)):
        start = before.end()
    if year := _YEAR.search(text, start, end):
        end = year.start()
    if dangling := _DANGLING.search(text, start, end):
        end = dangling.start()
    words = _HYPHENATED.sub("-", " ".join(text[start:end].split()))
    if "«" in words and "»" not in words:
        words = words.replace("« ", "").replace("«", "")
    return RecipientName(start, end, words)
