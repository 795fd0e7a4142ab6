"""Classify the persons that an act names as public (acting in office) or private (concerned by the act).

Public: persons who sit, vote, preside, report or sign, who are named with an office (« M. PICQ, adjoint au
maire », « le préfet, Paul RUFFIN »), who speak or attend. All others are private: beneficiaries of aid,
holders of concessions, buyers, sellers and tenants, staff appointed or punished, debtors, and persons
merely named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from recueil.facts.named_persons import CIVILITY, NamedPerson, NamedPersons
from recueil.text import fold_accents
from recueil.values import Attendance, Facts, Mention, Person
from recueil.values.person import PrivacyClass

# « adjoint technique » and « conseillère principale d'éducation » are grades, « directeur de la SARL » is
# no office of an authority, « secrétaire de mairie » is staff.
_GRADE = (
    r"(?! ?(?:technique|administrati|territoria|d'animation|du patrimoine|principa|socio|penitentia|commercia))"
)
_OF_A_FIRM = r"(?![^.;:]{0,25}\b(?:societe|sarl|sasu?|sci|eurl|entreprise|banque|cabinet)\b)"
_OFFICES = (
    rf"(?:(?:vice-?)?presidente?s?|maires?|adjointe?s?{_GRADE}|conseill(?:er|ere)s?{_GRADE}"
    r"|(?:sous-)?prefete?s?|sous-prefete?|deputee?s?|senat(?:eur|rice)s?|ministres?|rapporteure?s?|doyenn?e?"
    rf"|direct(?:eur|rice)s?{_OF_A_FIRM}|dgs|secretaires? (?:de (?:la )?seance|generale?)|tresori(?:er|ere)"
    r"|comptable|perceptrice|percepteur|receveur|receveuse|commissaires?|recteur|rectrice|procureure?"
    r"|commandante?|notaire|elue?s?|delegue?e?s?|titulaires?|suppleante?s?|payeu(?:r|se)|ordonnateur|regisseur(?:se)?"
    r"|magistrate?s?|officiere? adjointe?"
    r"|(?:chef(?:fe)?|responsable)s?(?: adjointe?s?)? (?:d(?:e la|e l'|e|u|es) ?)"
    r"(?:service|bureau|cabinet|pole|unite|division|departement|direction|section|cellule|mission|compagnie|brigade)s?)"
)
# Complement of an office: « adjointe au maire déléguée à l'urbanisme », « président du conseil départemental de ».
_OF_WHAT = (
    r"(?: ?(?:,? ?(?:municipa|departementa|regiona|communautaire|generale?|deleguee?|titulaire|suppleant|adjoint"
    r"|honoraire|sortant|princip|en (?:charge|exercice)|chargee?|de seance)[a-z]{0,5}\b"
    r"|(?:du|des|de la|de l'|d'|de|au|aux|a la|a l'|en|et) ?(?!m\.|mme|monsieur|madame)[a-z'-]{2,30})){0,8}"
)
_WITH_OFFICE_BEFORE = re.compile(rf"\b{_OFFICES}{_OF_WHAT} ?[,:(–-]? ?(?:de la |de l'|d')?{CIVILITY}\Z")
_RANK = r"(?:(?:[0-9]{1,2} ?(?:ere?|e|eme|nde?)|premi(?:er|ere)|deuxieme|troisieme|quatrieme|ancien(?:ne)?) )?"
_WITH_OFFICE_AFTER = re.compile(
    r" ?[,(–:-]? ?(?:(?:(?:agissant )?(?:en )?(?:sa )?qualite d(?:e |')|agissant comme|le|la|l'|notre|son|sa) ?)?"
    rf"{_RANK}{_OFFICES}\b"
)
# « est nommée directrice : Mme PICQ » is staff.
_VERB_REACH = 40
_APPOINTED = re.compile(
    r"(?:\best|\bsont|a ete|etre|\bde)? ?(?:nommee?s?|recrutee?s?|titularisee?s?|promue?s?|mutee?s?)\b"
)
# A person listed with office holders is one of them.
_LISTING = re.compile(
    r"(?:\b(?:conseill(?:er|ere)s|adjoint(?:e)?s|maires|membres|delegue(?:e)?s|elue?s|titulaires?|suppleante?s?"
    r"|presente?s|excuse(?:e)?s?|absente?s|invitee?s?|representants?|assesseurs|scrutateurs|vice-presidente?s|rapporteurs"
    r"|secretaires de seance|candidate?s)\b[^.;:]{0,60}:"
    r"|\bassist(?:ait|aient|ent|e)\b[^.;]{0,60}(?::|,| de| en)|\ben presence de|\bpouvoir(?: ecrit)? (?:a|de)\b"
    rf") ?-? ?{CIVILITY}\Z"
)
# « COMMISSION DES FINANCES ⏎ PICQ Anne – RUFFIN Paul ».
_COMMISSION = re.compile(r"\bcommissions?(?: (?!a |au |pour )[a-z'-]{1,20}){0,5} \Z")
_ROW = re.compile(r" ?[–-] ?")
# Between two names of a list: « (pouvoir à M. PICQ), », « , DGS et ».
_BETWEEN_NAMES = re.compile(
    r"[ ,;–-]*(?:\([^)]{0,60}\)|(?<=, )[a-z' ]{2,40}(?=,|;| ;| et ))?[ ,;–-]*(?:et )?-? ?"
    rf"(?:l[ea] [a-z-]{{3,20}} )?{CIVILITY}"
)
_SPEAKS = re.compile(
    r" ?,? ?(?:rappelle|expose\b|repond|ajoute|rapporte|(?:prend|cede|donne|passe|reprend)(?:re)? la parole"
    r"|donne lecture|remercie|informe (?:le conseil|l'assemblee|les (?:membres|elus))"
    r"|quitte (?:la|le) (?:salle|seance|conseil)|ne prend(?:ra)? pas part|n'a pas pris part|s'abst"
    r"|vote (?:contre|pour)|entre en seance|rejoint la seance|(?:ouvre|leve) la seance"
    r"|fait (?:lecture|part|remarquer|observer)|preside|intervient|constate|corrobore"
    r"|desapprouve|approuve|(?:signale|declare|souligne|confirme) qu|se demande|s'interroge|s'etonne|regrette"
    r"|demande (?:si|pourquoi|ce qu|quel))"
)
# « Mme PICQ est désignée secrétaire de séance »; « est nommée directrice » is staff.
_ELECTED = re.compile(
    r" ?(?:est|sont|a ete|ont ete) (?:designee?s?|elue?s?|proclamee?s?)"
    rf"(?: (?:comme|en (?:qualite|tant) (?:de|que)))? {_RANK}"
    rf"(?:{_OFFICES}|secretaires?\b|representante?s?\b|membres? (?:du|de la|de l'|des) )"
)
# « délégation de signature est donnée à Mme PICQ », « la délégation sera exercée par », « Signé : Paul RUFFIN ».
_EMPOWERED = re.compile(
    r"(?:\b(?:sub)?delegation(?: (?:permanente|generale|speciale|partielle))?"
    r"(?: de (?:signature|pouvoirs?|fonctions?))?"
    r"(?: (?:est|sera|etant))?(?: (?:egalement|aussi))?(?: (?:donnee|accordee|consentie|conferee|exercee))? ?,?"
    rf" (?:a|par) ?:? ?[^a-z0-9]{{0,3}}|(?:\A|[.,;:] |\bdelegation,? )signe ?:? ?){CIVILITY}\Z"
)
_REPORTING = re.compile(
    r"\b(?:rapporteure?|intervention|(?:sous |laisse |confie )?la presidence|presidence|parole"
    r"|(?:rapport|expose)(?: (?:presente|etabli))?(?: au nom [^.;:]{2,40}?)?"
    r"|arrivee|depart|delegation|proposition) ?"
    rf"(?:de|:|a|par)? ?{CIVILITY}\Z"
)


def classify_persons(text: str, persons: Sequence[Mention], facts: Iterable[Facts]) -> list[Mention]:
    """Return the mentions with each person classified public or private, the same in all places of the act.

    A doubtful role makes nobody public.
    """
    public = {
        mention.person_key
        for act_facts in facts
        for mention in _persons_of_facts(act_facts)
        if not mention.doubtful
    }
    public |= {mention.person_key for mention in _persons_with_office(text, persons)}
    return [_classify(mention, public) for mention in persons]


def _classify(mention: Mention, public: set[str]) -> Mention:
    person = mention.value
    assert isinstance(person, Person)  # noqa: S101 - mentions of persons are of persons
    standing: PrivacyClass = "public" if mention.person_key in public else "private"
    return replace(mention, value=replace(person, standing=standing))


def _persons_of_facts(facts: Facts) -> Iterator[Mention]:
    """Yield the persons that the facts of an act name: officers, members, voters."""
    identity = facts.identity
    officers = (identity.president, identity.secretary, identity.rapporteur, identity.signatory)
    yield from (officer for officer in officers if officer is not None)
    yield from _iter_members(facts.attendance)
    for vote in facts.votes:
        yield from (*vote.names_for, *vote.names_against, *vote.names_abstaining, *vote.names_not_voting)


def _iter_members(sitting: Attendance) -> Iterator[Mention]:
    yield from (*sitting.present, *sitting.represented, *sitting.excused, *sitting.absent)
    for proxy in sitting.proxies:
        yield from (who for who in (proxy.giver, proxy.holder) if who is not None)
    yield from (movement.who for movement in sitting.movements)


def _persons_with_office(text: str, persons: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the persons whom the words around the name give an office, or who are listed with office
    holders.
    """
    listed = False
    for person in NamedPersons(fold_accents(text), persons).all:
        listed = _is_listed(person, continued=listed)
        if listed or _has_office(person):
            yield person.mention


def _is_listed(person: NamedPerson, *, continued: bool) -> bool:
    if _LISTING.search(person.since):
        return True
    if _COMMISSION.search(person.since) and _ROW.match(person.after):
        return True
    return continued and _BETWEEN_NAMES.fullmatch(person.since) is not None


def _has_office(person: NamedPerson) -> bool:
    if any(role.match(person.after) for role in (_WITH_OFFICE_AFTER, _SPEAKS, _ELECTED)):
        return True
    if _REPORTING.search(person.since) or _EMPOWERED.search(person.since):
        return True
    before = _WITH_OFFICE_BEFORE.search(person.since)
    return before is not None and not _APPOINTED.search(person.since, max(0, before.start() - _VERB_REACH))
