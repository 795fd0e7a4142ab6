"""Who did what for the act, among the persons it names: who presided, wrote it down, reported on it, signed it.

« sous la présidence de Monsieur Philippe MARCHAL, Maire », « Secrétaire de séance : Mme Léa PICQ », « M. PICQ est
nommé secrétaire », « Rapporteur : M. PICQ », « Le Maire, Philippe MARCHAL ». An office without a name is nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recueil.structure.folding import fold
from recueil.structure.people import Named, People
from recueil.structure.phrases import Phrase
from recueil.values import Mention

# A text's last words, where a title and a name are a signature without more ado; the last page of minutes.
_END = 400
_CLOSE = 2500
_NOBODYS = ("recueil", "autre", "annexe")
_OF_ONE = ("arrete", "decision")

_CIVILITY = r"(?:(?:monsieur|madame|mademoiselle|messieurs|mesdames|mm?|mrs?|mmes?|mlle|melle|dr|me)\b\.? ?)?"
_OFFICE = (
    r"(?:(?:son|sa|le|la|l'|du|de la|notre) ?)?(?:maire|vice-presidente?|presidente?|prefete?|doyenn?e?)"
    r"(?: de seance| en exercice| du conseil(?: [a-z]{5,15})?| sortante?)?"
)
# « de Monsieur le Maire, Philippe », « de son Maire, Louis », « de : Mme »: all that stands before the name.
_TO_THE_NAME = rf" ?:? ?{_CIVILITY}(?:{_OFFICE} ?,? ?)?{_CIVILITY}\Z"

_PRESIDING = Phrase(
    r"(?:(?<!vice-)(?<!vice )\bpresidence (?:effective )?d(?:e|u)"
    r"|presidence(?: de (?:la )?seance)? (?:est|etait|a ete) (?:assuree?|exercee|prise) par"
    r"|(?:seance|reunion|assemblee) (?:est |etait )?(?:presidee|ouverte) par|\bpresidee par"
    rf"|\bpresidence ?:|\bpresident[e]?(?: de (?:la )?seance)? ?:){_TO_THE_NAME}",
    *("preside", "seance", "reunion", "assemblee"),
)
_PRESIDES = re.compile(
    r"[^.;:]{0,60}?\b(?:preside\b(?! par)|(?:presidente?|maire) de seance\b|(?:ouvre|declare ouverte) la seance)"
    r"| ?, presidente?(?: du conseil[a-z ]{0,30})? ?, ouvre\b"
)
# « sous la présidence de Mme la Maire. Étaient présents : Mme Anne PICQ, Maire, … ».
_PRESIDED_BY_OFFICE = Phrase(
    r"\bsous\s{1,40}la\s{1,40}presidence\s{1,40}d(?:e|u)\s{1,40}(?:(?:monsieur|madame|m\.|mme)\s{1,4})?(?:l[ea]\s{1,4})?"
    r"(?:maire|presidente?)\s{0,4}[.;:\n]",
    "sous",
)
_CHAIR = re.compile(r" ?[,(–-] ?(?:l[ea] )?(?:maire|presidente?)(?: ?[,.;:)–-](?! ?adjoint)| (?:m\.|mm|mme)|\Z)")
# The convocation was sent « par la Présidente, Mme Anne PICQ »: she presides unless another is said to.
_CONVENED = Phrase(
    r"(?:convocation|convoques?)[^.;]{0,60}"
    rf"\bpar {_CIVILITY}(?:l[ea] )?(?:maire|presidente?) ?,? ?{_CIVILITY}\Z",
    "convo",
)

# « Sous la présidence de M. PICQ, premier adjoint, le conseil examine le compte administratif ».
_FOR_ONE_ITEM = re.compile(r"[^.;:]{0,110}\bcomptes? administratif")

_SECRETARY_OF = Phrase(
    r"\bsecretaires?(?: de (?:la )?(?:seance|reunion)| du conseil)?(?: (?:est|a ete|designee?))?"
    rf" ?[:,–-]? ?(?:le |la )?{_CIVILITY}\Z",
    "secretaire",
)
_NAMED = r"(?:nomme|designe|elu|choisi|propose|fait office|assure|remplit|accepte)[a-z]{0,3}"
_NAMED_BEFORE = Phrase(
    rf"\bsecretariat\b[^.;:]{{0,60}}? (?:assuree?|tenue?|confiee?) (?:par|a) {_CIVILITY}\Z"
    rf"|\b(?:designe|nomme|choisi|elu|elit|designent|nomment)e? {_CIVILITY}\Z"
    rf"|\bsecretaire(?:(?!rapport)[^.;:]){{0,40}}: ?{_CIVILITY}\Z",
    *("secreta", "design", "nomm", "choisi", "elu", "elit"),
)
_NAMED_AFTER = re.compile(
    r" ?,?(?: (?:maire|adjointe?|conseillere?|ayant (?:obtenu|accepte|recueilli))\b[^.;:]{0,40}?,)?"
    r"(?: (?:qui|ayant|a|est|sont|etait|fut|donc|ete|obtenu|l'unanimite)\b){0,6}"
    rf"(?: {_NAMED}\b(?: a l'unanimite| par le conseil(?: [a-z]{{5,15}})?)?|(?<=,)| pour| comme)"
    r"(?: (?:pour|comme|en|qualite|tant|que|aux|les|la|le|de|du|des|remplir|assurer|exercer|assumer"
    r"|fonctions?|role)\b| d'| l'){0,8}"
    r" ?secreta(?:ire|riat)\b(?! (?:general|de mairie|d'etat|auxiliaire|adjoint|departement))"
)
_TO_FILL = re.compile(
    r" (?:a ete|est|ayant ete) (?:designee?|nommee?|elue?|choisie?)"
    r" pour (?:remplir|exercer|assurer) c(?:ette|es) fonctions?"
)
_OTHER_SECRETARY = re.compile(
    r"\bsecretaires? (?:general|auxiliaire|de mairie|d'etat|adjoint|departement|administrati)"
)
# « Désignation du secrétaire de séance : … est désigné M. PICQ ».
_ABOUT_A_SECRETARY = re.compile(r"secretaire|secretariat")

_REPORTING = Phrase(
    rf"\brapporteur(?:e|euse)? ?: ?{_CIVILITY}(?:{_OFFICE} ?,? ?)?{_CIVILITY}\Z"
    r"|\b(?:sur (?:le )?(?:rapport|expose)|entendu l['e] ?(?:rapport|expose)|apres (?:le |l')expose)"
    rf" (?:presente par|de) {_CIVILITY}(?:{_OFFICE} ?,? ?)?{_CIVILITY}\Z",
    *("rapporteur", "sur", "entendu", "apres"),
)
_REPORTS = re.compile(
    r"(?: ?,[^.;:]{0,70}?,)? ?,? ?(?:rapporteure? ?, ?)?(?:rapporte\b|expose\b"
    r"|presente (?:le rapport|la deliberation|ce rapport|l'affaire|le dossier)|donne lecture|rapporteure?\b)"
)

# What leads to it, « Monsieur le », « le premier », makes it no other title.
_TITLE = (
    r"(?:maire|presidente?|vice-presidente?|prefete?|sous-prefete?|directeur|directrice|adjointe?|conseillere?"
    r"|secretaire generale?"
    r"|secretaire(?: de seance)?|chef(?:fe)?|commandante?|recteur|rectrice)"
)
_SIGNING = Phrase(
    rf"(?:\b{_TITLE}(?:(?! (?:a(?! l[a' ])|au|donne|remercie|informe|invite|par(?! delegation)"
    rf"|represente|demande|que|avec|pour) )[^.;:!?0-9]){{0,70}}?[,:]?|\bpar delegation,?"
    r"|\bsignee?(?: (?:electroniquement|numeriquement))?(?: le [0-9]{1,2}[/.][0-9]{2}[/.][0-9]{4})?(?: par)? ?:?"
    r"|, le (?:[0-9]{1,2}|1er) [a-z]{3,9} [0-9]{4})"
    rf" ?(?:signe ?:? ?)?{_CIVILITY}\Z",
    *("maire", "presid", "vice-p", "prefet", "sous-p", "direct", "adjoint", "conseill", "secretaire", "chef"),
    *("command", "rect", "par delegation", "signe", ", le "),
)
# « Patrick PICQ Monsieur l'Adjoint en charge du logement Signé le : ».
_SIGNED_BELOW = re.compile(
    r" (?:(?:monsieur|madame|m\.|mme) )?(?:l[ea]s? |l')?(?:[0-9]{1,2}(?:er|ere|e|eme) |premi(?:er|ere) )?"
    rf"{_TITLE}[^.;:]{{0,100}} signee? le\b"
)
_CLOSING = Phrase(
    r"pour (?:extrait|copie|ampliation|expedition)\b|\bdelibere\b|\bfait (?:a\b|les jour)|\bont signe"
    r"|\bpour l[ea] (?:maire|prefet|president)"
    r"|\bsignee? (?:electroniquement|numeriquement|par)|\bcertifi[a-z]{1,3} (?:conforme|executoire)"
    r"|seance (?:est |a ete )?levee"
    r"|signatures?\b|les membres presents",
    *("pour", "delibere", "fait", "ont signe", "signe", "certifi", "seance", "signature", "les membres"),
)
_BY_THE_SECRETARY = re.compile(
    r"secretaire(?! general)[^,:]{0,24}[,:]? ?(?:l[ea] (?:maire|presidente?) ?,? ?)?[a-z.]{0,9} ?\Z"
)
# « La Présidente, Le secrétaire de séance, » over « Anne PICQ Paul RUFFIN »: the first name is the first title's.
_TITLES_IN_A_ROW = re.compile(
    r"(?:maire|presidente?)[^.;:,]{0,30}, ?l[ea] secretaire(?: de (?:la )?seance)? ?,? ?[a-z.]{0,9} ?\Z"
)
_SECRETARY_FIRST = re.compile(
    r"secretaire(?: de (?:la )?seance)? ?,? ?l[ea] (?:maire|presidente?) ?,? ?[a-z.]{0,9} ?\Z"
)
# « M. le Maire, Philippe MARCHAL, rapporte », « , maire, expose »: a speaker, no signatory.
_SPEAKS = re.compile(
    r" ?,? ?(?:[a-z' -]{0,40}, ?)?(?:rapporte|expose|propose|presente|rappelle|indique|informe|precise|donne"
    r"|demande|explique|soumet|est |a |qui )"
)


@dataclass(frozen=True, slots=True)
class Officers:
    """Each None where the act names nobody for the office."""

    president: Mention | None = None
    secretary: Mention | None = None
    rapporteur: Mention | None = None
    signatory: Mention | None = None


def officers_of(text: str, kind: str | None, persons: Sequence[Mention]) -> Officers:
    """The chair and the secretary of a séance; who reported on the one act of the text, and who signed it."""
    if kind in _NOBODYS:
        return Officers()
    people = People(fold(text), persons)
    assembled = kind not in _OF_ONE
    return Officers(
        president=_president(people) if assembled else None,
        secretary=_secretary(people) if assembled else None,
        rapporteur=_rapporteur(people) if kind == "deliberation" else None,
        signatory=_signatory(people.all, len(text), _CLOSE if kind == "pv" else len(text)),
    )


def _first(found: Iterator[Named]) -> Mention | None:
    person = next(found, None)
    return person.mention if person else None


def _president(people: People) -> Mention | None:
    return (
        _first(
            person
            for person in people.after("preside", "ouverte")
            if person.follows(_PRESIDING) and not _FOR_ONE_ITEM.match(person.after)
        )
        or _first(person for person in people.before("preside", "seance") if _PRESIDES.match(person.after))
        or _first(person for person in _named_as_chair(people) if _CHAIR.match(person.after))
        or _first(person for person in people.after("convo") if person.follows(_CONVENED))
    )


def _named_as_chair(people: People) -> Sequence[Named]:
    return people.all if _PRESIDED_BY_OFFICE.search(people.small) else ()


def _secretary(people: People) -> Mention | None:
    return _first(person for person in people.near("secreta", "fonction") if _is_secretary(person)) or _first(
        person for person in people.after("secretaire") if _SECRETARY_FIRST.search(person.since)
    )


def _is_secretary(person: Named) -> bool:
    if person.follows(_SECRETARY_OF) or _TO_FILL.match(person.after):
        return not _OTHER_SECRETARY.search(person.before[-60:])
    if _NAMED_AFTER.match(person.after):
        return True
    return bool(
        person.follows(_NAMED_BEFORE)
        and _ABOUT_A_SECRETARY.search(person.before + person.after[:60])
        and not _OTHER_SECRETARY.search(person.before[-60:])
    )


def _rapporteur(people: People) -> Mention | None:
    return _first(
        person
        for person in people.near("rapport", "expos", "presente", "lecture")
        if person.follows(_REPORTING) or _REPORTS.match(person.after)
    )


def _signatory(people: Sequence[Named], length: int, reach: int) -> Mention | None:
    """The last to sign, near the end; the chair rather than the secretary who signs beside."""
    near = people[bisect_left(people, length - reach, key=lambda person: person.mention.start) :]
    second = _first(
        person
        for person, above in pairwise(reversed(near))
        if person.beside and _SECRETARY_FIRST.search(above.since)
    )
    secretary = None
    for person in reversed(near):
        if _signs(person, length):
            if second or not _by_the_secretary(person):
                return second or person.mention
            secretary = secretary or person.mention
    return secretary


def _signs(person: Named, length: int) -> bool:
    if _SIGNED_BELOW.match(person.after):
        return True
    closes = person.mention.end > length - _END or _CLOSING.search(person.before)
    return bool(closes and _SIGNING.search(person.since) and not _SPEAKS.match(person.after))


def _by_the_secretary(person: Named) -> bool:
    return bool(_BY_THE_SECRETARY.search(person.since)) and not _TITLES_IN_A_ROW.search(person.since)
