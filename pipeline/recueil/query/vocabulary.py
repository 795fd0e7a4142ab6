"""French words of the query language for stored codes: votes, statuses, severities, roles, parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recueil.text import fold


class Vocabulary:
    """Codes and their spellings, the first of which is shown; accents, case and hyphens are ignored."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._shown = {meaning: words.split()[0] for meaning, words in spellings.items()}
        self._meanings = {fold(word): meaning for meaning, words in spellings.items() for word in words.split()}

    def meaning(self, word: str) -> str | None:
        """Return the code of the word, or None."""
        return self._meanings.get(fold(word))

    def spell(self, meaning: str) -> str:
        """Return the spelling to show for a code; any other text is returned unchanged."""
        return self._shown.get(meaning, meaning)

    def __iter__(self) -> Iterator[str]:
        return iter(self._shown.values())

    def __str__(self) -> str:
        return ", ".join(self)


def _role_spellings(names: str, french: Mapping[str, str] | None = None) -> dict[str, str]:
    """Map each folded role name to its spellings: the French one, and the code as stored."""
    return {fold(name): f"{(french or {}).get(name, '')} {name}" for name in names.split()}


_PARTS = _role_spellings(
    "header visas considerants expose dispositif vote signature stamp annex",
    {"header": "entete", "stamp": "tampon", "annex": "annexe"},
)
_OF_MONEY = _role_spellings(
    "subvention marche loyer tarif pret credit indemnite prix-vente cotisation cout-total part-financeur seuil"
)
_OF_RATES = _role_spellings(
    "tva taxe interet financement garantie indice evolution plafond ponderation promotion quotite"
)
_OF_DATES = _role_spellings(
    "seance convocation signature transmission reception publication notification effect-start effect-end deadline"
    " legal earlier-act birth",
    {
        "effect-start": "debut",
        "effect-end": "fin",
        "deadline": "echeance",
        "legal": "loi",
        "earlier-act": "anterieur",
        "birth": "naissance",
    },
)

AWARDS = Vocabulary(
    _role_spellings(
        "subvention marche avenant participation fonds-de-concours aide indemnite versement remise-gracieuse"
        " garantie emprunt cession"
    )
)
RECIPIENTS = Vocabulary(
    {
        "association": "association associations",
        "company": "entreprise entreprises",
        "public body": "organisme-public organismes-publics",
        "commune": "commune communes",
        "intercommunalite": "intercommunalite intercommunalites",
        "person": "personne personnes",
    }
)
"""What the recipient of an award is: what the reader of awards stores, and two kinds of public bodies by their
names."""
PARTS = Vocabulary(_PARTS)
_KINDS = {
    "date": "date dates",
    "period": "periode periodes",
    "amount": "montant montants",
    "percentage": "pourcentage pourcentages",
    "budget": "imputation imputations",
    "person": "personne personnes",
    "reference": "reference references",
    "organisation": "organisation organisations",
    "place": "lieu lieux",
}
KINDS = Vocabulary(_KINDS)
"""Kinds of values."""
CERTAIN = Vocabulary({kind: _KINDS[kind] for kind in ("amount", "person", "organisation", "place")} | _PARTS)
"""What a trained model may find: the kinds of values, and the parts of an act."""
BUDGET = Vocabulary(_role_spellings("fonctionnement investissement") | _PARTS)
MONEY = Vocabulary(_OF_MONEY | _PARTS)
RATES = Vocabulary(_OF_RATES | _PARTS)
DATES = Vocabulary(_OF_DATES | _PARTS)
_STATUSES = {
    "present": "present presente presents presentes",
    "represented": "represente representee representes representees",
    "excused": "excuse excusee excuses excusees",
    "absent": "absent absente absents absentes",
    "giver": "pouvoir pouvoirs",
    "holder": "mandataire mandataires",
    "president": "president presidente presidents presidentes",
    "secretary": "secretaire secretaires",
    "rapporteur": "rapporteur rapporteure rapporteuse rapporteurs rapporteures rapporteuses",
    "signatory": "signataire signataires",
    "for": "pour",
    "against": "contre",
    "abstaining": "abstention abstentions",
}
STATUSES = Vocabulary(_STATUSES)
OUTSIDE_ROLL = "body"
"""The role of persons whom the act names outside its roll, its votes and its signatures."""
PERSONS = Vocabulary(_STATUSES | {OUTSIDE_ROLL: "corps"})
VOTES = Vocabulary(
    {
        "unanimous": "unanimite",
        "majority": "majorite divise divisee divises divisees",
        "adopted": "adopte adoptee adoptes adoptees",
        "rejected": "rejete rejetee rejetes rejetees",
        "noted": "acte actee actes actees",
        "withdrawn": "retire retiree retires retirees",
        "postponed": "reporte reportee reportes reportees",
    }
)
CORRECTIONS = Vocabulary(
    {
        "act_title": "titre-acte",
        "act_kind": "nature-acte",
        "act_number": "numero-acte",
        "act_date": "date-acte",
        "award": "attribution attributions",
        "vote": "vote votes",
        "ballot": "voix",
        "presence": "presence presences",
        "finding": "constat constats",
        "title": "titre",
        "kind": "nature",
        "number": "numero",
        "not_voting": "sans-participer",
        "none": "aucun aucune",
        "standing": "en-vigueur",
        "orphaned": "orpheline orphelines orphelin",
        "withdrawn": "retiree retirees retire",
    }
)
"""What is corrected, to what, and the states of corrections, where they are no values and no statuses."""
PARTIALS = Vocabulary(
    {
        "present": "presents present presente presentes",
        "represented": "representes represente representee representees",
        "absent": "absents absent absente absentes",
        "against": "contre",
        "abstentions": "abstentions abstention",
        "awards": "attributions attribution",
    }
)
"""What an act counts itself, so that it shows when fewer were read."""
CHECK_GROUPS = Vocabulary(
    {
        "error": "erreur erreurs",
        "warning": "avertissement avertissements",
        "information": "information informations",
        "cross": "recoupement recoupements",
    }
)
"""The severities of findings, and what rules found across acts."""
_CHECKS = (
    "chapitre-inconnu chapitre-section compte-chapitre convocation-delai date-identifiant date-inexistante"
    " effectif-legal ht-ttc jour-semaine lettres-chiffres ordre-dates part-montant parts-cent parts-total"
    " porteur-absent pouvoirs-par-porteur present-et-absent quantite-prix quorum section-equilibre somme-total"
    " unanimite-contre virement-equilibre votants vote-issue vote-noms votes-total"
)
_CROSS_CHECKS = (
    "acte-cite-absent attribution-sans-deport avenants-marche decision-delegation deliberation-repetee"
    " marches-sous-seuil subvention-avant-budget subvention-convention transmission-tardive"
)
_SHORT_NAMES = {
    "marches-sous-seuil": "fractionnement fractionnements",
    "attribution-sans-deport": "deport deports",
}
CHECKS = Vocabulary(
    {name: f"{name} {_SHORT_NAMES.get(name, '')}" for name in f"{_CHECKS} {_CROSS_CHECKS}".split()}
)
"""The rules within an act and across acts, by their identifiers, some also by a shorter name."""
