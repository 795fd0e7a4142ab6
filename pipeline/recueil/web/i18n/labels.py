"""French labels of codes: kinds, natures, outcomes, parts, facets, fields."""

from __future__ import annotations

from typing import Protocol

from recueil.store.ledger.reasons import REASONS
from recueil.translation import gettext

KINDS = {
    "date": "date",
    "period": "période",
    "amount": "montant",
    "percentage": "pourcentage",
    "budget": "imputation",
    "person": "personne",
    "reference": "référence",
    "organisation": "organisation",
    "place": "lieu",
}
"""Kinds of value, in the order of the legend."""

FACTS = {
    "act_title": "titre de l'acte",
    "act_kind": "nature de l'acte",
    "act_number": "numéro de l'acte",
    "act_date": "date de l'acte",
    "award": "attribution",
    "vote": "vote",
    "ballot": "voix d'un membre",
    "presence": "présence",
    "finding": "constat d'un contrôle",
}
"""Kinds of facts of an act that are corrected."""
STATUSES = {"present": "présent", "represented": "représenté", "excused": "excusé", "absent": "absent"}
SIDES = {"for": "pour", "against": "contre", "abstaining": "abstention", "not_voting": "sans participer"}

NATURES = {
    "deliberation": "délibération",
    "pv": "procès-verbal",
    "arrete": "arrêté",
    "decision": "décision",
    "recueil": "recueil",
    "convocation": "convocation",
    "annexe": "annexe",
    "subvention": "subvention déclarée",
    "autre": "autre acte",
}
NATURE_CHOICES = {**NATURES, "information": "document d'information", "tout": "actes et documents d'information"}
"""What the form of the search offers as natures."""
DECISIONS = {"marche": "marché", "indemnite": "indemnité", "pret": "prêt"}
"""Decisions on awards whose code is not their word."""
OUTCOMES = {
    "unanimous": "à l'unanimité",
    "majority": "à la majorité",
    "adopted": "adopté",
    "rejected": "rejeté",
    "noted": "pris acte",
    "withdrawn": "retiré",
    "postponed": "reporté",
}
PARTIAL = {
    "present": "Présents",
    "represented": "Représentés",
    "absent": "Absents",
    "against": "Voix contre, noms",
    "abstentions": "Abstentions, noms",
    "awards": "Attributions",
    "awarded": "Montants attribués",
}
SEVERITIES = {"error": "erreur", "warning": "avertissement", "information": "information"}
CHECKS = {
    "present-et-absent": "Présent et absent à la fois",
    "pouvoirs-par-porteur": "Pouvoirs par porteur",
    "porteur-absent": "Porteur d'un pouvoir absent",
    "effectif-legal": "Effectif légal du conseil",
    "votants": "Présents + pouvoirs = votants",
    "quorum": "Quorum",
    "votes-total": "Total des voix",
    "unanimite-contre": "Unanimité avec des voix contre",
    "vote-issue": "Issue du vote",
    "vote-noms": "Noms des votants",
    "jour-semaine": "Jour de la semaine",
    "date-inexistante": "Jour qui n'existe pas",
    "convocation-delai": "Délai de convocation",
    "ordre-dates": "Ordre des dates",
    "date-identifiant": "Date de l'identifiant @CTES",
    "lettres-chiffres": "Montant en lettres et en chiffres",
    "quantite-prix": "Quantité × prix unitaire",
    "ht-ttc": "HT et TTC",
    "parts-cent": "Parts qui font 100 %",
    "parts-total": "Total du plan de financement",
    "part-montant": "Part × total",
    "somme-total": "Somme des lignes",
    "chapitre-inconnu": "Chapitre inconnu",
    "chapitre-section": "Section du chapitre",
    "compte-chapitre": "Chapitre du compte",
    "virement-equilibre": "Équilibre d'un virement",
    "section-equilibre": "Équilibre d'une section",
}
CROSS_CHECKS = {
    "subvention-convention": "Subventions au-delà de 23 000 € par an",
    "subvention-avant-budget": "Subvention avant le budget de l'année",
    "deliberation-repetee": "Même délibération deux fois",
    "marches-sous-seuil": "Marchés juste sous un seuil",
    "avenants-marche": "Avenants et marché initial",
    "decision-delegation": "Décision et délégation au maire",
    "transmission-tardive": "Transmission après quinze jours",
    "acte-cite-absent": "Acte cité que la base n'a pas",
    "attribution-sans-deport": "Attribution et lien d'un membre présent",
}
PARTS = {
    "header": "en-tête",
    "visas": "visas",
    "considerants": "considérants",
    "expose": "exposé",
    "dispositif": "dispositif",
    "vote": "vote",
    "signature": "signature",
    "stamp": "tampon",
    "annex": "annexe",
}
RECIPIENTS = {
    "association": "association",
    "company": "entreprise",
    "public body": "organisme public",
    "person": "personne",
}
OPERATIONS = {"reject": "rejet", "change": "changement", "add": "ajout"}
RUNS = {"ingest": "lecture", "retry": "nouvel essai", "reprocess": "nouvelle extraction"}
RUN_STATES = {
    None: "en cours",
    "completed": "terminée",
    "with failures": "terminée, avec des échecs",
    "failed": "en échec",
    "stopped": "arrêtée",
    "died": "interrompue",
}
CORRECTION_STATES = {"standing": "en vigueur", "orphaned": "orpheline", "withdrawn": "retirée"}
ORPHAN_REASONS = {
    "gone": "ses mots ne sont plus dans le fichier",
    "ambiguous": "ses mots sont à plusieurs endroits du fichier",
    "outside": "ses mots ne sont dans aucun acte du fichier",
    "inside": "ses mots ne commencent plus un acte",
}
KINDS_WITH_ARTICLE = {
    "date": "une date",
    "period": "une période",
    "amount": "un montant",
    "percentage": "un pourcentage",
    "budget": "une imputation",
    "person": "une personne",
    "reference": "une référence",
    "organisation": "une organisation",
    "place": "un lieu",
}
INPUT_EXAMPLES = {
    "date": "24/07/2014, 24 juillet 2014, 2014-07",
    "period": "2014, 2014/2015, T1 2024, 2014-07-01/2014-07-15",
    "amount": "4 255,50 ou 4 255,50 € TTC",
    "percentage": "49,19 %",
    "budget": "chapitre 65, article 6574",
    "person": "Mme Anne LEFÈVRE",
    "reference": "loi #2013-595 | 2013-07-08",
    "organisation": "Les Mille Voix",
    "place": "Saint-Jouan, avec code INSEE : Saint-Jouan #35284",
}
"""Example input for a value of each kind."""

BODY_KINDS = {
    "commune": "commune",
    "cc": "communauté de communes",
    "ca": "communauté d'agglomération",
    "cu": "communauté urbaine",
    "metropole": "métropole",
    "ept": "établissement public territorial",
    "departement": "département",
    "region": "région",
    "prefecture": "préfecture",
    "syndicate": "syndicat",
    "board": "établissement communal ou départemental",
    "establishment": "établissement public",
    "agency": "agence de l'État",
}
BODY_REASONS = {
    "": "son nom seul",
    "ctes": "le SIREN de son identifiant @CTES",
    "siret": "le SIREN de son en-tête",
    "source_siren": "le SIREN de la source",
    "source_body": "le nom de la source",
    "insee": "son nom et un code INSEE",
    "postal_code": "son nom et un code postal",
    "departement": "son nom et un département",
    "place": "son nom et un arrondissement ou un canton",
    "epci": "son nom et une intercommunalité",
    "prefecture": "son nom et une préfecture",
    "unique_name": "son nom, seul en France",
    "date": "son nom et sa date, d'avant une fusion",
    "part": "le nom d'une de ses parties (commune déléguée, arrondissement)",
    "contradiction": "un nom et un SIREN qui se contredisent",
    "person": "une décision",
}
"""How it is known that acts are of a body."""
UNRANKED = {
    "ambiguous": "plusieurs organismes portent ce nom",
    "unknown": "organisme inconnu du référentiel",
    "population": "population inconnue",
    "quarters": "couverture partielle",
    "partial": "lecture partielle : moins d'attributions lues que l'acte n'en annonce",
    "nothing": "aucun montant lu",
    "peers": "moins de trois organismes comparables",
}
"""Why a body has no rank in a comparison."""
FACETS = {
    "commune": "Organisme",
    "departement": "Département",
    "epci": "Intercommunalité",
    "annee": "Année",
    "nature": "Nature de l'acte",
    "matiere": "Matière @CTES",
    "chapitre": "Chapitre",
    "vote": "Vote",
    "controle": "Contrôle",
    "organisation": "Organisation",
    "lieu": "Lieu",
    "confiance": "Confiance du modèle",
}
# The first level of the national list of @CTES.
THEMES = {
    "1": "commande publique",
    "2": "urbanisme",
    "3": "domaine et patrimoine",
    "4": "fonction publique",
    "5": "institutions et vie politique",
    "6": "libertés publiques et pouvoirs de police",
    "7": "finances locales",
    "8": "domaines de compétences par thèmes",
    "9": "autres domaines de compétences",
}
FIELDS = {
    "montant": "un montant cité : exact, comparé ou entre deux bornes",
    "pourcentage": "un pourcentage cité",
    "chapitre": "un chapitre budgétaire",
    "article": "un compte budgétaire, appelé article, compte ou nature",
    "fonction": "une fonction budgétaire",
    "operation": "une opération budgétaire",
    "date": "une date citée : un jour, un mois, une année, ou de l'un à l'autre",
    "periode": "une période citée qui touche ces jours",
    "reference": "une loi, un code, un décret ou un acte cité",
    "personne": "une personne nommée ; * termine un mot abrégé",
    "organisation": "une organisation nommée ; * termine un mot abrégé, après = le nom entier",
    "lieu": "un lieu nommé, ou le code INSEE d'une commune ; * et = comme ci-dessus",
    "confiance": "à combien de % un modèle est sûr d'une valeur ou d'un rôle qu'il a lu",
    "est": "ce qu'est quelqu'un, ou la personne nommée à côté",
    "seance": "la date de l'acte lui-même",
    "nature": "ce qu'est l'acte",
    "numero": "le numéro de l'acte lui-même",
    "titre": "des mots du titre de l'acte",
    "commune": "des mots du nom de l'organisme ; après = le nom entier",
    "siren": "le SIREN de l'organisme",
    "departement": "le département de l'organisme, par son code ou son nom",
    "region": "la région de l'organisme, par son code ou son nom",
    "epci": "une intercommunalité et ses communes, par son SIREN ou des mots de son nom",
    "population": "les habitants de l'organisme",
    "matiere": "la matière @CTES, avec tout ce qu'elle regroupe",
    "vote": "l'issue d'un vote",
    "pour": "le nombre de voix pour",
    "contre": "le nombre de voix contre",
    "abstention": "le nombre d'abstentions",
    "attribue": "un montant que l'acte attribue",
    "beneficiaire": "à qui il est attribué ; * termine un mot abrégé",
    "controle": "un contrôle ou un recoupement qui a relevé quelque chose, ou sa gravité",
    "partiel": "ce dont l'acte annonce plus qu'il n'en a été lu",
}
"""The fields of the query language."""


def kind_label(name: str) -> str:
    """Return the label of a kind of value, or of fact."""
    return KINDS.get(name) or FACTS.get(name, name)


ORIGINS = {
    "envelope": "enveloppe @CTES",
    "table": "jeu de données",
    "link": "lien de la page",
}
STATED_FACTS = {
    "kind": "Nature",
    "number": "Numéro",
    "date": "Date de l'acte",
    "title": "Objet",
    "body": "Organisme",
    "siren": "SIREN",
    "subject": "Matière @CTES",
    "nature": "Nature @CTES",
    "annexed_to": "Annexe de l'acte",
    "votes": "Voix pour, contre, abstentions",
}


def nature_label(name: str | None) -> str:
    """Return the label of a nature of act."""
    return "acte" if name is None else NATURES.get(name, name)


def decision_label(what: str) -> str:
    """Return the word of a decision on an award."""
    return DECISIONS.get(what, what)


class Titled(Protocol):
    """An act or a summary of one."""

    @property
    def kind(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...


def act_title(act: Titled) -> str:
    """Return the title of an act, or a substitute."""
    return act.title or f"{nature_label(act.kind).capitalize()} sans titre"


def check_label(name: str) -> str:
    """Return what a check compares, in words."""
    return CHECKS.get(name) or CROSS_CHECKS.get(name, name)


def run_label(flow: str) -> str:
    """Return the label of what a run does."""
    return RUNS.get(flow, flow)


def failure_label(reason: str | None) -> str:
    """Return the French of a failure reason, without a full stop; an unknown reason is returned unchanged."""
    kind = REASONS.get(reason or "")
    return gettext(kind.summary(), "fr").rstrip(".") if kind else reason or "inconnue"


def part_label(name: str | None) -> str:
    """Return the label of a part of an act."""
    return "" if name is None else PARTS.get(name, name)
