"""Find the officers of an act among the persons it names: president, secretary, rapporteur, signatory.

« sous la présidence de Monsieur Philippe MARCHAL, Maire », « Mme PICQ préside », « Secrétaire de séance :
Mme Léa PICQ », « M. PICQ est nommé secrétaire », « Rapporteur : M. PICQ », « Le Maire, Philippe MARCHAL ».
An office without a name gives no officer. If no words say who presides, the present member listed as
president is taken: « Anne PICQ, présidente ». A maire in that list may have been replaced; a president of a
commission or an association presides elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from recueil.entities.margins import split_margin
from recueil.facts.identity.kind import SINGLE_AUTHOR_KINDS
from recueil.facts.named_persons import CIVILITY, OFFICE, NamedPerson, NamedPersons, first_mention
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import Mention, Person

_AFTER_LENGTH = 140
# A text's last words, where a title and a name are a signature without more ado; the last page of minutes.
_LAST_WORDS = 400
# Of these, where the secretary signs; before them « Secrétaire : Mme PICQ » of a short act stands in its head, as
# « Président de séance : M. RUFFIN » does.
_LAST_LINES = 150
_LAST_PAGE = 2500
_KINDS_WITHOUT_OFFICERS = ("recueil", "autre", "annexe")

_SECRETARY_OF = PrefilteredPattern(
    r"\bsecretaires?(?: de (?:la )?(?:seance|reunion)| du conseil)?(?: (?:est|a ete|designee?))?"
    r"(?: ?\((?:art|conformement|en application)[^()]{0,70}\))?"
    rf" ?[:,–-]? ?(?:le |la )?{CIVILITY}\Z",
    "secretaire",
)
_APPOINTED = (
    r"(?:nomme|nom[rmn]{1,3}e|designe|elu|choisi|propose|fait office|assure|remplit|accepte|prend|tien)[a-z]{0,3}"
)
_APPOINTED_BEFORE = PrefilteredPattern(
    rf"\bsecretariat\b[^.;:]{{0,60}}? (?:assuree?|tenue?|confiee?) (?:par|a) ?:? ?{CIVILITY}\Z"
    r"|\bfonctions? de secretaire\b[^.;:]{0,60}? (?:remplie|exercee|assuree|assumee|tenue|confiee)s? (?:par|a)"
    rf" ?:? ?{CIVILITY}\Z"
    rf"|\b(?:designe|nomme|choisi|elu|elit|designent|nomment)e?(?:,[^,.;:]{{1,50}},)? {CIVILITY}\Z"
    rf"|\bsecretaire de seance ?:[^;:]{{0,60}} remplacee? par {CIVILITY}\Z"
    rf"|\bsecretaire(?:(?!rapport)[^.;:]){{0,40}}: ?{CIVILITY}\Z"
    rf"|\bsecretaire de seance,? (?:designee?|elue?|nommee?) (?:[^.;:]|\.(?! )){{0,90}}: ?{CIVILITY}\Z"
    rf"|\bsecretaire de seance\b[^.;:]{{0,60}}, a savoir,? {CIVILITY}\Z"
    rf"|\b(?:propose|confie|attribue) le secretariat(?: de (?:la )?seance)? a {CIVILITY}\Z"
    r"|\bsecretaire(?: de (?:la )?seance)?\b[^.;:]{0,60} (?:designe|nomme|choisi|elit)(?:t|nt)? ?,? a l'unanimite"
    rf"(?: d[a-z ]{{2,40}})? ?,? {CIVILITY}\Z",
    *("secreta", "fonction", "design", "nomm", "choisi", "elu", "elit", "propose", "confie", "attribue"),
)
_APPOINTED_AFTER = re.compile(
    r" ?,?(?: (?:maire|adjointe?|conseillere?|l[ea] (?:plus jeune|benjamine?)|ayant (?:obtenu|accepte|recueilli))"
    r"\b[^.;:]{0,40}?,)?"
    r"(?: (?:qui|ayant|a|est|sont|etait|fut|donc|ete|obtenu|l'unanimite|se)\b){0,6}"
    rf"(?: {_APPOINTED}\b(?: a l'unanimite| par le conseil(?: [a-z]{{5,15}})?)?|(?<=,)| pour| comme"
    r"|(?: sera|(?<= est))(?= (?:l[ea] )?secretaire de (?:la )?seance\b))"
    r"(?: (?:pour|comme|en|qualite|tant|que|aux|les|la|le|de|du|des|remplit|assure|remplir|assurer|exercer|assumer"
    r"|fonctions?|role|etre)\b| d'(?:etre\b)?| l'){0,8}"
    r" ?secreta(?:ire|riat)\b"
    r"(?! (?:general|de mairie|du (?!conseil)|d'etat|auxiliaire|adjoint|administrati|departement))"
    r"(?!(?: de (?:la )?seance)? ?:)"  # « Absente : Mme PICQ ⏎ A été nommée secrétaire : M. RUFFIN »
)
# « Le conseil désigne à l'unanimité Léa PICQ secrétaire de séance ».
_APPOINTS = re.compile(r"\b(?:designe|nomme|choisi|choisit|elit|elu|propose)(?:nt|e)?\b[^.;:]{0,50}\Z")
_BESIDE_SECRETARY = re.compile(r" ?\(?secretaire de (?:la )?seance\b(?! ?:)")
# « Présents : Mme Léa PICQ (2e adjointe, secrétaire de séance), M. … »
_SECRETARY_IN_BRACKETS = re.compile(r" ?\((?:[^():;]{1,60}[,;–-] ?)?secretaire de (?:la )?seance ?[,)]")
# « , conformément à l'article L. 2121-15 du code général des collectivités territoriales, » beside a name.
_BY_LAW = re.compile(
    r" ?[,(]? ?(?:conformement|en application|en vertu|au titre|suivant|selon)\b[^;:]{0,60}?"
    r"(?:collectivites territoriales|c\.?g\.?c\.?t\.?\b|l ?\.? ?2121-15(?! du))\)? ?,?"
)
_BY_LAW_NEXT = re.compile(r"[^.;:]{0,40}\b(?:conformement|en application|en vertu|au titre|suivant|selon)\b")
_AFTER_LAW = 300
_TO_FILL = re.compile(
    r"(?: ?,? ayant (?:obtenu|accepte|recueilli)\b[^.;:]{0,60}?,?)?"
    r" (?:a ete|est|ayant ete) (?:designee?|nommee?|elue?|choisie?)"
    r" pour (?:remplir|exercer|assurer) c(?:ette|es) fonctions?"
    r"| ?,? (?:designee?|nommee?|elue?|choisie?)(?: a l'unanimite)? ?,? prend place\b"
    r"|(?: a ete| est) (?:designee?|nommee?|elue?|choisie?) et (?:a )?accepte"
    r" (?:cette charge|c(?:ette|es) fonctions?)\b"
)
_OTHER_SECRETARY = re.compile(
    r"\bsecretaires? (?:general|auxiliaire|de mairie|d'etat|adjoint|departement|administrati)"
)
# « Désignation du secrétaire de séance : … est désigné M. PICQ ».
_ABOUT_A_SECRETARY = re.compile(r"secretaire|secretariat")

_REPORTING = PrefilteredPattern(
    rf"\brapporteur(?:e|euse)? ?: ?{CIVILITY}(?:{OFFICE} ?,? ?)?{CIVILITY}\Z"
    r"|\b(?:sur (?:le )?(?:rapport|expose)|entendu l['e] ?(?:rapport|expose)|apres (?:le |l')expose)"
    rf" (?:presente par|de) {CIVILITY}(?:{OFFICE} ?,? ?)?{CIVILITY}\Z",
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
    r"|secretaire(?: de seance)?|chef(?:fe)?(?! de projet)|commandante?|recteur|rectrice)"
)
_SIGNING = PrefilteredPattern(
    rf"(?:\b{_TITLE}(?:(?! (?:a(?! l[a' ])|au|donne|remercie|informe|invite|par(?! delegation)"
    rf"|represente|demande|que|avec|pour|rapporteure?) )[^.;:!?0-9]){{0,70}}?[,:]?|\bpar delegation,?"
    r"|\bsignee?(?: (?:electroniquement|numeriquement))?(?: le [0-9]{1,2}[/.][0-9]{2}[/.][0-9]{4})?(?: par)? ?:?"
    r"|, le (?:[0-9]{1,2}|1er) [a-z]{3,9} [0-9]{4})"
    rf" ?(?:signe ?:? ?)?{CIVILITY}\Z",
    *("maire", "presid", "vice-p", "prefet", "sous-p", "direct", "adjoint", "conseill", "secretaire", "chef"),
    *("command", "rect", "par delegation", "signe", ", le "),
)
# « Patrick PICQ Monsieur l'Adjoint en charge du logement Signé le : ».
_SIGNED_BELOW = re.compile(
    r"\s{1,40}(?:(?:monsieur|madame|m\.|mme)\s)?(?:l[ea]s?\s|l'\s?)?"
    rf"(?:[0-9]{{1,2}}(?:er|ere|e|eme)\s|premi(?:er|ere)\s)?{_TITLE}[^.;:]{{0,240}}\ssignee?\sle\b"
)
_OFFICE_TITLE = re.compile(rf"\b{_TITLE}")
# « Le directeur », « Pour la présidente » of a signature; not « nous avons rencontré le nouveau directeur ».
_OPENING = re.compile(
    r"(?:\b(?:L[aeAE]\s|L['’]|(?:Pour|POUR|Monsieur|Madame|M\.|Mme)\s(?:l[ea]\s|l['’])?)"
    r"|\n\s{0,40}(?:l[ea]\s|l['’])?)\s{0,3}\Z"
)
_CLOSING = PrefilteredPattern(
    r"pour (?:extrait|copie|ampliation|expedition)\b|\bdelibere\b|\bfait (?:a\b|les jour)|\bont signe"
    r"|\bpour l[ea] (?:maire|prefet|president)"
    r"|\bsignee? (?:electroniquement|numeriquement|par)|\bcertifi[a-z]{1,3} (?:conforme|executoire)"
    r"|seance (?:est |a ete )?levee"
    r"|signatures?\b|les membres presents",
    *("pour", "delibere", "fait", "ont signe", "signe", "certifi", "seance", "signature", "les membres"),
)
_CHAIR_LABEL = re.compile(rf"\bpresidente?(?: de (?:la )?seance)? ?: ?{CIVILITY}\Z")
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
    """The officers of an act; None for an office for which the act names nobody."""

    president: Mention | None = None
    secretary: Mention | None = None
    rapporteur: Mention | None = None
    signatory: Mention | None = None


def has_president(kind: str | None) -> bool:
    """Return whether an act of this kind has a president."""
    return kind not in (*_KINDS_WITHOUT_OFFICERS, *SINGLE_AUTHOR_KINDS)


def find_officers(text: str, kind: str | None, persons: Sequence[Mention]) -> Officers:
    """Return president and secretary of a séance, rapporteur of a délibération, and signatory."""
    if kind in _KINDS_WITHOUT_OFFICERS:
        return Officers()
    people = NamedPersons(fold_accents(text), persons)
    assembled = has_president(kind)
    return Officers(
        president=_find_president(people, kind) or _president_beside_margin(text, persons) if assembled else None,
        secretary=_find_secretary(people, text) if assembled else None,
        rapporteur=_rapporteur_among(people) if kind == "deliberation" else None,
        signatory=_find_signatory(people.all, text, _LAST_PAGE if kind == "pv" else len(text)),
    )


def find_rapporteur(text: str, persons: Sequence[Mention]) -> Mention | None:
    """Return the rapporteur of the one item in the text, or None."""
    return _rapporteur_among(NamedPersons(fold_accents(text), persons))


def _president_beside_margin(text: str, persons: Sequence[Mention]) -> Mention | None:
    """Find the president beside a margin: « sous la présidence de Monsieur le ⏎ Extrait du registre Maire,
    Philippe MARCHAL ».
    """
    if "sous la presidence" not in fold_accents(text):
        return None
    beside, *margin = split_margin(text)
    return _find_president(NamedPersons(fold_accents(beside), persons), None) if margin else None


def _find_secretary(people: NamedPersons, text: str) -> Mention | None:
    return first_mention(
        person
        for person in people.near("secreta", "fonction")
        if _is_secretary(person) and not _precedes_appointment(person, text)
    ) or first_mention(person for person in people.after("secretaire") if _SECRETARY_FIRST.search(person.since))


# « Secrétaire de séance : Mme PICQ, empêchée, remplacée par M. RUFFIN ».
_IS_REPLACED = re.compile(r" ?[,(]? ?(?:empechee?|absente?|excusee?)\b[^.;:]{0,30}\bremplacee? par\b")


# « Absente : Mme PICQ Est nommé secrétaire, M. RUFFIN »: another sentence begins.
_APPOINTS_NEXT = re.compile(
    rf" (?:est|a ete|sont) {_APPOINTED}(?: a l'unanimite)? secretaire(?: de (?:la )?seance)? ?,? "
    r"(?:m\.|mm?|mrs?|mmes?|mlle|monsieur|madame) ?\w"
)


def _precedes_appointment(person: NamedPerson, text: str) -> bool:
    """Return whether a sentence that appoints the next person begins after the name."""
    begins = text[person.mention.end : person.mention.end + _AFTER_LENGTH].lstrip()[:1]
    return begins.isupper() and _APPOINTS_NEXT.match(person.after) is not None


def _is_secretary(person: NamedPerson) -> bool:
    if _IS_REPLACED.match(person.after):
        return False
    if person.follows(_SECRETARY_OF) or _TO_FILL.match(person.after):
        return not _OTHER_SECRETARY.search(person.before[-60:])
    if _APPOINTED_AFTER.match(person.after) or _SECRETARY_IN_BRACKETS.match(person.after):
        return True
    if _BESIDE_SECRETARY.match(person.after) and _APPOINTS.search(person.before[-70:]):
        return True
    if _BY_LAW.search(person.before[-130:]) and _SECRETARY_OF.search(_BY_LAW.sub(" ", person.before)):
        return True
    if _BY_LAW_NEXT.match(person.after) and _APPOINTED_AFTER.match(
        _BY_LAW.sub("", person.words_after(_AFTER_LAW), count=1)
    ):
        return True
    return bool(
        person.follows(_APPOINTED_BEFORE)
        and _ABOUT_A_SECRETARY.search(person.before + person.after[:60])
        and not _OTHER_SECRETARY.search(person.before[-60:])
    )


def _rapporteur_among(people: NamedPersons) -> Mention | None:
    return first_mention(
        person
        for person in people.near("rapport", "expos", "presente", "lecture")
        if person.follows(_REPORTING) or _REPORTS.match(person.after)
    )


def _find_signatory(people: Sequence[NamedPerson], text: str, reach: int) -> Mention | None:
    """Return the last person to sign near the end, the president rather than a secretary who signs beside;
    or None.
    """
    near = people[bisect_left(people, len(text) - reach, key=lambda person: person.mention.start) :]
    second = first_mention(
        person
        for person, above in pairwise(reversed(near))
        if person.beside and _SECRETARY_FIRST.search(above.since)
    )
    secretary = None
    for person in reversed(near):
        if _signs(person, text):
            if second or not _is_signed_by_secretary(person):
                return second or person.mention
            secretary = secretary or person.mention
    return secretary


def _signs(person: NamedPerson, text: str) -> bool:
    if _SIGNED_BELOW.match(person.small, person.mention.end):
        return True
    if not _SIGNING.search(person.since) or _SPEAKS.match(person.after):
        return False
    last = _LAST_LINES if _is_signed_by_secretary(person) or _CHAIR_LABEL.search(person.since) else _LAST_WORDS
    ends = person.mention.end > len(text) - last and _is_signature_title(person, text)
    return ends or _CLOSING.search(person.before) is not None


def _is_signature_title(person: NamedPerson, text: str) -> bool:
    """Return whether the title before the name, if any, is written as in a signature."""
    start = person.mention.start
    titles = list(_OFFICE_TITLE.finditer(person.small, max(person.last, start - 200), start))
    return not titles or any(_OPENING.search(text, max(0, title.start() - 50), title.start()) for title in titles)


def _is_signed_by_secretary(person: NamedPerson) -> bool:
    return bool(_BY_THE_SECRETARY.search(person.since)) and not _TITLES_IN_A_ROW.search(person.since)


# « de Monsieur le Maire, Philippe », « de son Maire, Louis », « de : Mme »: all words before the name.
_UP_TO_NAME = rf" ?:? ?{CIVILITY}(?:{OFFICE} ?,? ?)?{CIVILITY}\Z"

_PRESIDING = PrefilteredPattern(
    r"(?:(?<!vice-)(?<!vice )\bpresidence (?:effective )?d(?:e|u)"
    r"|presidence(?: de (?:la )?seance)? (?:(?:est|etait|a ete) )?(?:assuree?|exercee|prise) par"
    r"|(?:seance|reunion|assemblee) (?:est |etait |a ete )?(?:presidee|ouverte)"
    r"(?: a [0-9]{1,2} ?h[a-z0-9 ]{0,12})? par|\bpresidee par|\bpresidee? par ?:"
    r"|\bpresidee?,? en l[' ]absence de (?:[^.;:]|(?<= m)\.|(?<= mme)\.){3,90},? par"
    r"|\bouverture de (?:la )?seance(?: a [0-9]{1,2} ?h[a-z0-9 ]{0,12})? par"
    r"|\banimat(?:eur|rice) de (?:la )?seance ?:"
    rf"|\bpresidence ?:|\bpresidente? de (?:la )?seance(?: ?:| est\b)){_UP_TO_NAME}",
    *("preside", "seance", "reunion", "assemblee", "animat", "ouverture"),
)
_PRESIDENT_LABEL = PrefilteredPattern(rf"\bpresidente? ?:{_UP_TO_NAME}", "president")
# « l'association (présidente : Mme PICQ) », « Commission voirie ⏎ Président : M. PICQ ⏎ Membres : ».
_OTHER_BODY = re.compile(
    r"[(][^)]{0,40}\Z|\b(?:commission(?! permanente)|bureau de vote|association|jury|sous-comite)\b[^.;]{0,80}\Z"
)
# « Étaient présents : ⏎ Président : M. PICQ ⏎ Vice-présidents : »
_HEADS_THE_PRESENT = re.compile(r"\bpresents? ?:? ?\Z")
_OTHER_PRESIDED = re.compile(
    r"\b(?:commission(?! permanente)|association|jury|comite (?!syndical)|societe|groupe)\b[^.;:]{0,60}"
    r"\bpresidee? par\b[^.;:]{0,30}\Z"
)
_WITH_MEMBERS = re.compile(r"[^.;:]{0,60}\b(?:membres|assesseurs?|suppleante?s?|vice-presidente?s?) ?:")
# « Présidé par M. PICQ », alone at the start of a line; « le conseil communautaire étant présidé par M. PICQ ».
_COUNCIL_PRESIDED = re.compile(
    r"(?:(?:\A|\n|[;:)])[^\S\n]{0,80}|\b(?:conseil|bureau|comite\s{1,9}syndical)\b[^.;:,]{0,60},?\s)presidee?\s{1,9}par\s{0,3}"
    r":?\s{1,9}(?:(?:m\.?|mme|monsieur|madame)\s{1,9})?\Z"
)
_COUNCIL_REACHED = 130
# « Secrétaire : Mme Léa PICQ Le Maire déclare la séance ouverte »: another does.
_PRESIDES = re.compile(
    r"(?: ?[,(] ?l[ea] (?:maire|presidente?)\b)?"
    r"(?:(?!\b(?:l[ea]|m\.|mme|monsieur|madame) (?:maire|president))[^.;:]){0,60}?"
    r"\b(?:preside\b(?! par)|(?:assure|exerce|assume) la presidence\b|(?:presidente?|maire) de seance\b"
    r"|(?:ouvre|declare ouverte) la seance|procede a l'ouverture de la seance"
    r"|declare la seance(?: (?:du|de ce) [a-z0-9 ]{6,30}?)?(?: a [0-9]{1,2} ?[h:][a-z0-9 ]{0,12}?)? ouverte)"
    r"| ?, presidente?(?: (?:de |du |d')[a-z' -]{3,60})? ?, "
    r"(?:ouvre\b|(?:constate|constatant|verifie) que le quorum\b)"
)
# « sous la présidence de Mme la Maire. Étaient présents : Mme Anne PICQ, Maire, … ».
_PRESIDED_BY_OFFICE = PrefilteredPattern(
    r"\b(?:sous\s{1,40}la\s{1,40}presidence\s{1,40}d(?:e|u)|presidee?\s{1,9}par)\s{1,40}"
    r"(?:(?:monsieur|madame|m\.|mme)\s{1,4})?(?:l[ea]\s{1,4})?(?:maire|presidente?)"
    r"(?:\s{0,4}[.;:\n]|,?\s{1,9}(?:etai|sont|present|date|nombre|convoc|secretaire|membres|conseillers|ordre|la\s{1,4}seance"
    r"|le\s{1,4}conseil|l'assemblee|en\s{1,4}exercice|conformement|pour\s|a\s|en\s|dans\s))"
    r"|\b(?:maire|presidente?)\s{1,9}preside\b\s{1,9}la\s",
    *("sous", "preside", "maire"),
)
# « Le Maire, Anne PICQ » at the end of an act over which « Mme la Maire » presided.
_SIGNS_AS_CHAIR = PrefilteredPattern(
    rf"(?<=[ ,.;:]l[ea] )(?:maire|presidente?) ?,? ?{CIVILITY}\Z", *("maire", "president")
)
_CHAIR = re.compile(r" ?[,(–-] ?(?:l[ea] )?(?:maire|presidente?)(?: ?[,.;:)–-](?! ?adjoint)| (?:m\.|mm|mme)|\Z)")
# The convocation was sent « par la Présidente, Mme Anne PICQ », « par Mme Anne PICQ, Présidente »: she presides
# unless another is said to.
_CONVOCATION = PrefilteredPattern(
    r"(?:\bconvoques?[^.;]{0,60}|convocation[^.;]{0,140}|\b(?=convocation))"
    rf"\b(?:par|convocation (?:ecrite )?d[eu]) {CIVILITY}(?P<office>(?:l[ea] )?(?:maire|presidente?) ?,? ?)?"
    rf"{CIVILITY}\Z",
    "convo",
)
_OFFICE_AFTER = re.compile(r" ?, ?(?:l[ea] |son |sa )?(?:maire|presidente?)\b(?! adjoint)")

# « Sous la présidence de M. PICQ, premier adjoint, le conseil examine le compte administratif ».
_FOR_ONE_ITEM = re.compile(r"[^.;:]{0,110}\bcomptes? administratif")
# « M. PICQ sort de la salle. La présidence est assurée par Mme RUFFIN », for one item.
_CHAIR_LEFT = re.compile(
    r"\b(?:sort(?:ant|i|ie)? de (?:la )?(?:salle|seance)|quitt(?:e|ant|ee?) (?:la )?(?:salle|seance)"
    r"|se retir(?:e|ant)|s'est retiree?|s'absente)\b[^;:]{0,120}\Z"
)
# The formula of a délibération on nothing else: « réuni sous la présidence de M. RUFFIN, délibérant sur le compte
# administratif de l'exercice 2015 dressé par M. PICQ, maire ».
_FOR_THE_ONLY_ITEM = re.compile(r"[^.;:]{0,60}\bdeliberant sur l(?:e|es) comptes? administratif")

# « KERMEUR Y. : P, président » in a list of names, the P of the present before it; not a column of names above a
# column of offices, « Paul RUFFIN ⏎ Président ⏎ 1er Vice-Président ».
_LISTED_PRESIDENT = re.compile(
    r"(?:\s{0,3}[,(:–-]\s{0,60}|\s{1,60})(?:p\s{0,2}[,|]\s{0,2})?(?:l[ea]\s{1,2})?presidente?(?!\w|\s{0,3}:"
    r"|[-\s]{1,60}(?:adjoint|delegue|suppleant|titulaire|sortant|honoraire|d'honneur|[0-9]|premi|vice|membre))"
)
# « Présents : le Président, M. Paul RUFFIN ; les Vice-Présidents : … »
_PRESIDENT_BEFORE = re.compile(
    r"(?:\A|[:;\n•])\s{0,9}(?:l[ea]\s{1,3}|(?:m\.|mme|monsieur|madame)\s{1,3}l[ea]\s{1,3})?presidente?\s{0,3}[,:]\s{1,9}"
    r"(?:m\.\s|mme\s|monsieur\s|madame\s)?\Z"
)
# The next row of a list may begin with a name, « DE LISLEFERME Régine »; in small letters the office goes on.
_PRESIDENT_OF = re.compile(
    r"(?:[^\S\n]{1,3}(?i:d[eu]s?|d['’])|\s{1,120}(?:d[eu]s?|d['’]))(?:\s{0,3}l[a'’])?\s{0,3}(?P<what>\w+\s?\w*)"
)
_ORGAN = re.compile(
    r"seance|assemblee|bureau|comite syndical|conseil (?:communautaire|metropolitain|syndical|d\b|municipal)"
)
_LONG_WORD = re.compile(r"\w{4,}")
_ABBREVIATED = {
    "petr": "pole d'equilibre territorial",
    "sdis": "service departemental d'incendie",
    "ccas": "centre communal d'action sociale",
    "cias": "centre intercommunal d'action sociale",
}


# « Mme Florence PICQ, Maire ; M. RUFFIN, 1er adjoint », « M. le Maire, Paul PICQ »; not a maire délégué, nor
# « maire de Saint-Ay » in a communauté.
_LISTED_MAIRE = re.compile(
    r"\s{0,3}[,(:–-]\s{0,40}(?:l[ea]\s{1,3})?maire(?!\w|\s{0,3}:|[-\s/]{1,40}(?:adjoint|delegue|honoraire|sortant)"
    r"|\s{1,3}d(?:e|u|es|'))"
)
_MAIRE_BEFORE = re.compile(
    r"(?:\b(?:m\.|mme|monsieur|madame)\s{1,3}l[ea]\s{1,3}maire\s{0,3}[,:]?|(?<!\w)(?<!de )(?<!le )maire\s{0,3}:)"
    r"\s{1,9}(?:m\.\s|mme\s|monsieur\s|madame\s)?\Z"
)
_COUNCIL_REACH = 2500
_INITIAL = re.compile(r"[A-ZÀ-Ý]\.?")
_MUNICIPAL = re.compile(r"conseil\s{1,9}municipal")
_INTERCOMMUNAL = re.compile(r"conseil\s{1,9}communautaire|comite\s{1,9}syndical|conseil\s{1,9}d'administration")


def _find_president(people: NamedPersons, kind: str | None) -> Mention | None:
    """Return the person said to preside, to have opened the séance or to have convened it; or None."""
    replaced = (person for person in people.after("preside") if _FOR_THE_ONLY_ITEM.match(person.after))
    return (
        (
            first_mention(person for person in replaced if person.follows(_PRESIDING))
            if kind == "deliberation"
            else None
        )
        or first_mention(
            person
            for person in people.after("preside", "ouverte", "animat")
            if (
                person.follows(_PRESIDING)
                and not _is_of_another(person)
                and not _FOR_ONE_ITEM.match(person.after)
                and not _CHAIR_LEFT.search(person.before[-200:])
            )
            or _is_labelled_president(person)
            or _COUNCIL_PRESIDED.search(
                people.small, max(0, person.mention.start - _COUNCIL_REACHED), person.mention.start
            )
        )
        or _find_opening(list(people.before("preside", "seance")))
        or first_mention(person for person in _office_candidates(people) if _CHAIR.match(person.after))
        or first_mention(person for person in _office_candidates(people) if person.follows(_SIGNS_AS_CHAIR))
        or first_mention(person for person in people.after("convo") if _has_convened(person))
    )


def _find_opening(people: Sequence[NamedPerson]) -> Mention | None:
    """Return the first person said to preside or to open the séance, with no other name between; or None."""
    for person, below in zip_longest(people, people[1:]):
        presides = _PRESIDES.match(person.after)
        if presides and not (below and below.words in presides[0]):
            return person.mention
    return None


def _is_of_another(person: NamedPerson) -> bool:
    """Return whether it is a commission « présidée par » that person."""
    return _OTHER_PRESIDED.search(person.before[-120:]) is not None


def _is_labelled_president(person: NamedPerson) -> bool:
    label = person.match_before(_PRESIDENT_LABEL)
    if label is None:
        return False
    before = person.before[: label.start()]
    if _HEADS_THE_PRESENT.search(before):
        return True
    return not (_OTHER_BODY.search(before) or _WITH_MEMBERS.match(person.after))


def _office_candidates(people: NamedPersons) -> Sequence[NamedPerson]:
    return people.all if _PRESIDED_BY_OFFICE.search(people.small) else ()


def _has_convened(person: NamedPerson) -> bool:
    found = person.match_before(_CONVOCATION)
    return found is not None and (found["office"] is not None or _OFFICE_AFTER.match(person.after) is not None)


def find_listed_president(text: str, body: str | None, present: Sequence[Mention]) -> Mention | None:
    """Return the one present member listed as president of the body itself, or None."""
    small = fold_accents(text)
    called = [mention for mention in present if _is_listed_as_president(text, small, body, mention)]
    return called[0] if len({mention.person_key for mention in called}) == 1 else None


def name_in_full(officer: Mention, present: Sequence[Mention]) -> Mention:
    """Return the one present member whose initial and surname an officer is named by, « A. PICQ »; else the
    mention.
    """
    if not isinstance(said := officer.value, Person) or not said.given or not _INITIAL.fullmatch(said.given):
        return officer
    full = [
        mention
        for mention in present
        if isinstance(member := mention.value, Person)
        and member.given
        and not _INITIAL.fullmatch(member.given)
        and fold_accents(member.family) == fold_accents(said.family)
        and fold_accents(member.given)[0] == fold_accents(said.given)[0]
    ]
    return full[0] if len({fold_accents(str(mention.value)) for mention in full}) == 1 else officer


def find_listed_maire(text: str, present: Sequence[Mention]) -> Mention | None:
    """Return the one present member of a conseil municipal listed as its maire, who presides by law; or None.

    On the compte administratif another presides.
    """
    small = fold_accents(text)
    head = small[:_COUNCIL_REACH]
    council, other = _MUNICIPAL.search(head), _INTERCOMMUNAL.search(head)
    if council is None or (other and other.start() < council.start()) or "compte administratif" in head:
        return None
    called = [
        mention
        for mention in present
        if _LISTED_MAIRE.match(small, mention.end)
        or _MAIRE_BEFORE.search(small, max(0, mention.start - 40), mention.start)
    ]
    return called[0] if len({mention.person_key for mention in called}) == 1 else None


# « Monsieur PICQ cède la parole à », « Mme PICQ lève la séance »: who directs the debates.
_DIRECTS = re.compile(
    r"\s{0,3},?\s{1,3}(?:(?:re)?(?:cede|donne|passe)\s{1,3}(?:alors\s{1,3}|ensuite\s{1,3}|donc\s{1,3})?la\s{1,3}parole\s{1,3}a"
    r"|(?:ouvre|leve|clot)\s{1,3}la\s{1,3}seance|met\s{1,3}(?:aux\s{1,3}voix|au\s{1,3}vote))\b"
)


def find_first_listed_who_directs(
    text: str, persons: Sequence[Mention], present: Sequence[Mention]
) -> Mention | None:
    """Return the first of the present members if the text says that this one gives the floor to others, opens or
    closes the séance; or None. Whom the roll lists first is its head.
    """
    if not present:
        return None
    small = fold_accents(text)
    directs = any(
        person.person_key == present[0].person_key and _DIRECTS.match(small, person.end) for person in persons
    )
    return present[0] if directs else None


# « Le Maire, ⏎ Vice-président du territoire ⏎ Anne PICQ », « Le Président du conseil d'administration, ⏎ PICQ ».
_SIGNS_AS_HEAD = re.compile(
    r"(?<![\w'])(?<!pour )l[ea] (?:maire|presidente?)\b(?! (?:adjoint|delegue|de (?:la )?(?:seance|commission)))"
    r"(?: ?,? l[ea] secretaire(?: de (?:la )?seance)? ?,?)?"
    r"(?:(?!\b(?:pour|delegation|adjointe?|secretaire|directeur|directrice|signe)\b)[^.;:0-9]){0,100}\Z"
)
_SIGNATURE_REACH = 400  # with the spaces that set it to the right


def find_signing_head(
    text: str, kind: str | None, signatory: Mention | None, present: Sequence[Mention]
) -> Mention | None:
    """Return the present member who signs as maire or président, who presides by law; or None.

    On the compte administratif another presides.
    """
    if signatory is None or signatory.person_key not in {mention.person_key for mention in present}:
        return None
    small = fold_accents(text)
    if kind == "deliberation" and "compte administratif" in small:
        return None
    before = " ".join(small[max(0, signatory.start - _SIGNATURE_REACH) : signatory.start].split())
    return signatory if _SIGNS_AS_HEAD.search(f"{before} ") else None


def _is_listed_as_president(text: str, small: str, body: str | None, mention: Mention) -> bool:
    if _PRESIDENT_BEFORE.search(small, max(0, mention.start - 40), mention.start):
        return True
    called = _LISTED_PRESIDENT.match(small, mention.end)
    if called is None:
        return False
    of = _PRESIDENT_OF.match(text, called.end())
    if of is None:
        return True
    what, issuer = fold_accents(of["what"]), fold_accents(body or "")
    word = what.split()[0]
    if _ORGAN.match(what) or word in _LONG_WORD.findall(issuer):
        return True
    return word in _ABBREVIATED and issuer.startswith(_ABBREVIATED[word])
