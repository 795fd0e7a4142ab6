"""What a date is for, by the words around it: « Convoqué le », « Publiée le : », « à compter du », « née le ».

The nearest governing word on the left decides, provided that only what its link allows stands between it and the
date. A stamp left blank (« Affiché le⏎ID : 029-… ») thus governs nothing: figures break the link.
"""

from __future__ import annotations

import re

from recueil.extract.lexis import unaccented

REACH = 180
"""How far a word may govern a date, in characters."""

# Word → what it may govern. Words with an « _ » are kinds of link more than roles; see ``_ROLES``.
_GOVERNING = {
    "convocation": "convocation convocations convoque convoques convoquee convoquees",
    "transmission": "envoi envoye envoyee envoyes envoyees transmis transmise transmission teletransmis "
    "teletransmise teletransmission depot depose deposee",
    "reception": "recu recue recus recues reception",
    "publication": "publie publiee publies publiees publication affiche affichee affiches affichage ligne",
    "notification": "notifie notifiee notifies notifiees notification",
    "signature": "fait signe signes signature prise",
    "birth": "ne nee",
    "effect_start": "compter partir dater des depuis effet vigueur applicable applicables",
    "effect_end": "jusqu jusque",
    "deadline": "avant tard limite ici echeance",
    "legal": "loi lois decret decrets ordonnance ordonnances directive directives circulaire circulaires "
    "reglement arrete arretes jorf",
    "earlier_act": "deliberation deliberations decision decisions",
    "meeting_held": "reuni reunie reunis reunies assemble assemblee assembles examine examinee reunira tiendra",
    "meeting_named": "seance seances session sessions reunion reunions conseil conseils comite bureau commission "
    "cm",
}
_ROLE_OF = {word: name for name, words in _GOVERNING.items() for word in words.split()}
_WORD = re.compile(r"[a-z]+")

# What may stand between the word and the date. A label has no figure after it; a meeting is held in a place, at an
# hour, under someone's presidency, « le … »; a law has its number.
_LABEL = re.compile(r"[^0-9]{0,45}")
_STAMP = re.compile(
    r"[\s:]{0,40}(?:(?:en|a|au|par|de|avec)\s{1,4})?(?:la\s{1,4}|le\s{1,4})?"
    r"(?:\S{0,14}fecture|\S{0,8}prefet|controle\s{1,4}de\s{1,4}legalite|ar\b)?[\s:]{0,40}(?:le|du)?[\s:]{0,40}"
)
_LINKS = {
    "convocation": re.compile(r"[^0-9]{0,60}|\s{1,4}qui\s{1,4}leur\b[^;]{0,140}?\ble\s{0,20}"),
    "transmission": _STAMP,
    "reception": _STAMP,
    "signature": re.compile(
        r"(?:\s{1,4}(?:numeriquement|electroniquement))?\s{0,4}:?\s{0,4}(?:le\b)?\s{0,4}:?\s{0,20}"
    ),
    "birth": re.compile(r"[^0-9.;]{0,40}?\ble\s{0,5}"),
    "effect_start": re.compile(r"\s{1,4}(?:\w{1,8}\s{1,4}){0,2}(?:du|le|au)\s{0,20}"),
    "effect_end": re.compile(r"'?\s{0,4}(?:au|le)\s{0,20}"),
    "deadline": re.compile(r"\s{0,4}(?:[^\W\d]{1,12}\s{1,4}){0,3}(?:le|au|du|:)?\s{0,20}"),
    "legal": re.compile(r"[^;:]{0,70}?(?:\b(?:du|des|le)|,)\s{0,40}"),
    "earlier_act": re.compile(r"[^;:]{0,70}?\b(?:du|des|le)\s{0,40}"),
    "meeting_held": re.compile(r"(?:[^.;]|\.(?!\s)){0,150}(?:\b(?:le|du)|[:,])\s{0,60}"),
    "meeting_named": re.compile(r"[^0-9.;•➢]{0,110}"),
}
_ASSEMBLY = re.compile(
    r"conseils?\s{1,4}(?:municip|communau|departemental|regional|metropolitain|syndical|general|d'admini|de\s{1,4}(?:"
    r"communaute|territoire|metropole|quartier|paris))|comite\s{1,4}(?:syndical|de\s{1,4}quartier)|commission\s{1,4}"
    r"permanente|bureau\s{1,4}(?:communau|syndical|municipal)|(?:seance|session|reunion)s?\b|cm\b"
)

# « Date de la convocation des membres du conseil : »: not a meeting.
_CONVENED = re.compile(r"convocations?\s{1,4}(?:[a-z]{4,16}\s{1,4})?(?:du|des|de\s{1,4}la)\s[^.:;,0-9]{0,40}\Z")
# « Le procès-verbal de la séance du », « approbation du compte rendu », « la délibération du conseil du », « lors
# de la séance du », « approuvé en conseil du », « la dernière réunion du »: another act's.
_OF_ANOTHER = re.compile(
    r"\b(?:le|du|au|des|les|ce|approbation|lecture|adoption)\s{1,4}(?:projet\s{1,4}de\s{1,4})?"
    r"(?:proces[\s-]{1,3}verba|comptes?[\s-]{1,3}rendus?|pv\b|cr\b)[^.;]{0,110}\Z"
    r"|\b(?:la|les|par|sa|ses|vu|une|cette)\s{1,4}(?:[a-z]{1,12}\s{1,4})?deliberations?\b[^;]{0,110}\Z"
    r"|\b(?:lors\s{1,4}d|(?:approuv|adopt|vot|arret)ee?s?\s{1,4}(?:en|par|le)\b)[^.;]{0,80}\Z"
    r"|\b(?:derniere?|precedente?)\s{1,4}[^.;]{0,60}\Z"
    r"|\b(?:dans\s{1,4}sa|suite\s{1,4}a\s{1,4}la|une)\s{1,4}(?:seance|session|reunion)\b[^.;]{0,60}\Z"
    r"|\b(?:vu|avis|en\s{1,4}vue|commission(?!\s{1,4}permanente))\b[^.;]{0,150}\Z"
)
# « Le six mars deux mille vingt-trois à vingt heures, le Conseil …, régulièrement convoqué, s'est réuni ».
_OPENING = re.compile(r"(?:\A|[\s.,:\-–_])le\s{1,20}\Z")
_HELD_AFTER = re.compile(
    r"[^.;]{0,170}?\b(?:s'est|se\s{1,4}sont|se\s{1,4}reuni|etai(?:en)?t\s{1,4}(?:reuni|assembl))"
)
# « Fait à Montpellier, le »; « À Saint-Ay, le ».
_PLACE_AND_DAY = re.compile(
    r"(?:\bfait\s{1,4}|\A\s{0,80}|[.\n]\s{0,80})a\s{1,4}[^\W\d][^\d.;,\n]{1,40},?\s{0,4}le\s{0,20}\Z"
)
# « Laval, le 12 mars 2019 » alone on its line.
_PLACE_LINE = re.compile(
    r"(?:\A|\n)\s{0,80}[A-ZÀ-Ý][\w'’-]{1,25}(?:[ -](?:[A-ZÀ-Ý][\w'’-]{0,25}|l[aes]s?|en|sur|sous|d[ue]s?)){0,4},"
    r"\s?[Ll]e\s{0,4}\Z"
)
_LINE_END = re.compile(r"\s{0,4}(?:\n|\Z)")
_ROLES = {
    "effect_start": "effect-start",
    "effect_end": "effect-end",
    "earlier_act": "earlier-act",
    "meeting_held": "seance",
    "meeting_named": "seance",
}


def role_of(text: str, start: int, end: int, after: int) -> str | None:
    """The role of the date at ``text[start:end]``; what governs it stands after ``after`` (the date before it)."""
    written = text[max(after, start - REACH) : start]
    left = unaccented(written)
    governing = [word for word in _WORD.finditer(left) if word[0] in _ROLE_OF]
    for word in reversed(governing[-4:]):
        name = _ROLE_OF[word[0]]
        if _LINKS.get(name, _LABEL).fullmatch(left, word.end()) and _means(name, left, word, written):
            return _settled(name, left, word)
    if _OPENING.search(left) and _HELD_AFTER.match(unaccented(text[end : end + 200])):
        return "seance"
    alone = _PLACE_LINE.search(written) and _LINE_END.match(text, end)
    return "signature" if alone or _PLACE_AND_DAY.search(left) else None


def _means(name: str, left: str, word: re.Match[str], written: str) -> bool:
    """Whether a word of several senses has this one here; ``written`` is ``left`` before it lost its accents."""
    match word[0]:
        case "ne":  # « né », not « ne »
            return written[word.start() : word.end()] != "ne"
        case "des":  # « dès le », not « des »
            return left.startswith(" le", word.end())
        case "assemblee":  # « s'est assemblée », not « l'Assemblée »
            return left[: word.start()].endswith(("est ", "etant "))
        case "ligne":
            return left[: word.start()].endswith(("en ", "en\n"))
        case "fait" | "signe" | "signes" | "prise":  # « Signé le », not « le compromis signé le »
            return written[word.start()].isupper()
    return name != "meeting_named" or bool(_ASSEMBLY.match(left, word.start()))


def _settled(name: str, left: str, word: re.Match[str]) -> str:
    if name == "meeting_named" and _CONVENED.search(left, 0, word.start()):
        return "convocation"
    if name.startswith("meeting") and _OF_ANOTHER.search(left):
        return "earlier-act"
    return _ROLES.get(name, name)
