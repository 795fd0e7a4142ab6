"""Find the officers of an act among the persons it names: president, secretary, rapporteur, signatory.

« sous la présidence de Monsieur Philippe MARCHAL, Maire », « Mme PICQ préside », « Secrétaire de séance :
Mme Léa PICQ », « M. PICQ est nommé secrétaire », « Rapporteur : M. PICQ », « Le Maire, Philippe MARCHAL ».
An office without a name gives no officer. If no words say who presides, the present member listed as
president is taken: « Anne PICQ, présidente ». A maire in that list may have been replaced; a president of a
commission or an association presides elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.facts.named_persons import CIVILITY, OFFICE, NamedPerson, NamedPersons, first_mention
from recueil.folding import fold_keeping_offsets
from recueil.phrases import PrefilteredPattern
from recueil.values import Mention

# « de Monsieur le Maire, Philippe », « de son Maire, Louis », « de : Mme »: all words before the name.
_UP_TO_NAME = rf" ?:? ?{CIVILITY}(?:{OFFICE} ?,? ?)?{CIVILITY}\Z"

_PRESIDING = PrefilteredPattern(
    r"(?:(?<!vice-)(?<!vice )\bpresidence (?:effective )?d(?:e|u)"
    r"|presidence(?: de (?:la )?seance)? (?:est|etait|a ete) (?:assuree?|exercee|prise) par"
    r"|(?:seance|reunion|assemblee) (?:est |etait )?(?:presidee|ouverte) par|\bpresidee par"
    rf"|\bpresidence ?:|\bpresidente? de (?:la )?seance ?:){_UP_TO_NAME}",
    *("preside", "seance", "reunion", "assemblee"),
)
_PRESIDENT_LABEL = PrefilteredPattern(rf"\bpresidente? ?:{_UP_TO_NAME}", "president")
# « l'association (présidente : Mme PICQ) », « Commission voirie ⏎ Président : M. PICQ ⏎ Membres : ».
_OTHER_BODY = re.compile(
    r"[(][^)]{0,40}\Z|\b(?:commission|bureau de vote|association|jury|sous-comite)\b[^.;]{0,80}\Z"
)
_WITH_MEMBERS = re.compile(r"[^.;:]{0,60}\b(?:membres|assesseurs?|suppleante?s?|vice-presidente?s?) ?:")
_PRESIDES = re.compile(
    r"[^.;:]{0,60}?\b(?:preside\b(?! par)|(?:presidente?|maire) de seance\b|(?:ouvre|declare ouverte) la seance)"
    r"| ?, presidente?(?: du conseil[a-z ]{0,30})? ?, ouvre\b"
)
# « sous la présidence de Mme la Maire. Étaient présents : Mme Anne PICQ, Maire, … ».
_PRESIDED_BY_OFFICE = PrefilteredPattern(
    r"\bsous\s{1,40}la\s{1,40}presidence\s{1,40}d(?:e|u)\s{1,40}(?:(?:monsieur|madame|m\.|mme)\s{1,4})?(?:l[ea]\s{1,4})?"
    r"(?:maire|presidente?)\s{0,4}[.;:\n]",
    "sous",
)
_CHAIR = re.compile(r" ?[,(–-] ?(?:l[ea] )?(?:maire|presidente?)(?: ?[,.;:)–-](?! ?adjoint)| (?:m\.|mm|mme)|\Z)")
# The convocation was sent « par la Présidente, Mme Anne PICQ », « par Mme Anne PICQ, Présidente »: she presides
# unless another is said to.
_CONVOCATION = PrefilteredPattern(
    r"(?:convocation|convoques?)[^.;]{0,60}"
    rf"\bpar {CIVILITY}(?P<office>(?:l[ea] )?(?:maire|presidente?) ?,? ?)?{CIVILITY}\Z",
    "convo",
)
_OFFICE_AFTER = re.compile(r" ?, ?(?:l[ea] |son |sa )?(?:maire|presidente?)\b(?! adjoint)")

# « Sous la présidence de M. PICQ, premier adjoint, le conseil examine le compte administratif ».
_FOR_ONE_ITEM = re.compile(r"[^.;:]{0,110}\bcomptes? administratif")

# « KERMEUR Y. : P, président » in a list of names, the P of the present before it; not a column of names above a
# column of offices, « Paul RUFFIN ⏎ Président ⏎ 1er Vice-Président ».
_LISTED_PRESIDENT = re.compile(
    r"(?:\s{0,3}[,(:–-]\s{0,60}|\s{1,60})(?:p\s{0,2}[,|]\s{0,2})?(?:l[ea]\s{1,2})?presidente?(?!\w|\s{0,3}:"
    r"|[-\s]{1,60}(?:adjoint|delegue|suppleant|titulaire|sortant|honoraire|d'honneur|[0-9]|premi|vice|membre))"
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


def find_president(people: NamedPersons) -> Mention | None:
    """Return the person said to preside, to have opened the séance or to have convened it; or None."""
    return (
        first_mention(
            person
            for person in people.after("preside", "ouverte")
            if (person.follows(_PRESIDING) and not _FOR_ONE_ITEM.match(person.after))
            or _is_labelled_president(person)
        )
        or first_mention(person for person in people.before("preside", "seance") if _PRESIDES.match(person.after))
        or first_mention(person for person in _office_candidates(people) if _CHAIR.match(person.after))
        or first_mention(person for person in people.after("convo") if _has_convened(person))
    )


def _is_labelled_president(person: NamedPerson) -> bool:
    label = person.match_before(_PRESIDENT_LABEL)
    return bool(
        label and not _OTHER_BODY.search(person.before[: label.start()]) and not _WITH_MEMBERS.match(person.after)
    )


def _office_candidates(people: NamedPersons) -> Sequence[NamedPerson]:
    return people.all if _PRESIDED_BY_OFFICE.search(people.small) else ()


def _has_convened(person: NamedPerson) -> bool:
    found = person.match_before(_CONVOCATION)
    return found is not None and (found["office"] is not None or _OFFICE_AFTER.match(person.after) is not None)


def find_listed_president(text: str, body: str | None, present: Sequence[Mention]) -> Mention | None:
    """Return the one present member listed as president of the body itself, or None."""
    small = fold_keeping_offsets(text)
    called = [mention for mention in present if _is_listed_as_president(text, small, body, mention)]
    return called[0] if len({mention.person_key for mention in called}) == 1 else None


def _is_listed_as_president(text: str, small: str, body: str | None, mention: Mention) -> bool:
    called = _LISTED_PRESIDENT.match(small, mention.end)
    if called is None:
        return False
    of = _PRESIDENT_OF.match(text, called.end())
    if of is None:
        return True
    what, issuer = fold_keeping_offsets(of["what"]), fold_keeping_offsets(body or "")
    word = what.split()[0]
    if _ORGAN.match(what) or word in _LONG_WORD.findall(issuer):
        return True
    return word in _ABBREVIATED and issuer.startswith(_ABBREVIATED[word])
