"""Role of a date, by the words around it: « Convoqué le », « Publiée le : », « à compter du », « née le ».

The nearest cue on the left decides, provided that only text which its link allows stands between it and the
date. A stamp left blank (« Affiché le⏎ID : 029-… ») therefore has no effect: digits break the link.
"""

from __future__ import annotations

import re

# Kind of cue → its words. Names with an « _ » are not roles but map to one in ``ROLES``.
_CUE_WORDS = {
    "convocation": "convocation convocations convoque convoques convoquee convoquees",
    "transmission": "envoi envoye envoyee envoyes envoyees transmis transmise transmission teletransmis "
    "teletransmise teletransmission depot depose deposee",
    "reception": "recu recue recus recues reception arrivee arrive",
    "publication": "publie publiee publies publiees publication affiche affichee affiches affichage ligne "
    "diffuse diffusee",
    "notification": "notifie notifiee notifies notifiees notification",
    "signature": "fait signe signes signature prise clos",
    "birth": "ne nee",
    "effect_start": "compter partir dater des depuis effet vigueur applicable applicables application",
    "effect_end": "jusqu jusque expire expirent expirera fin",
    "deadline": "avant tard limite ici echeance",
    "legal": "loi loin lois decret decrets ordonnance ordonnances directive directives circulaire circulaires "
    "reglement arrete arretes jorf",
    "earlier_act": "deliberation deliberations decision decisions",
    "agreement": "contrat convention avenant protocole acte",
    "adopted": "vote votee adopte adoptee adoptes approuve approuvee approuves signee accorde accordee conclu "
    "conclue delivre delivree",
    "meeting_held": "reuni reunie reunis reunies assemble assemblee assembles examine examinee reunira tiendra",
    "meeting_named": "seance seances session sessions reunion reunions conseil conseils comite bureau commission "
    "cm",
    "minutes": "verbal verbaux rendu rendus pv cr",
}
CUE_BY_WORD = {word: name for name, words in _CUE_WORDS.items() for word in words.split()}
ROLE_BY_CUE = {
    "effect_start": "effect-start",
    "effect_end": "effect-end",
    "earlier_act": "earlier-act",
    "agreement": "earlier-act",
    "adopted": "earlier-act",
    "meeting_held": "seance",
    "meeting_named": "seance",
    "minutes": "seance",
}
# A word, even where OCR or a PDF lost the space before it: « LA CULTUREEnvoyé en préfecture ».
WORD = re.compile(r"[A-ZÀ-Ý]?[a-zà-ÿ]+|[A-ZÀ-Ý]+(?![a-zà-ÿ])")

# A label has no figure after it; a meeting is held in a place, at an hour, under someone's presidency, « le … »; a
# law has its number.
_LABEL = re.compile(r"[^0-9\n]{0,45}(?:\n\s{0,80}(?:le\s{1,4})?)?")
_STAMP = re.compile(
    r"[\s:]{0,40}(?:(?:en|a|au|par|de|avec)\s{1,4})?(?:la\s{1,4}|le\s{1,4})?"
    r"(?:\S{0,14}fecture|\S{0,8}prefet|controle\s{1,4}de\s{1,4}legalite|representant\s{1,4}de\s{1,4}l'etat|ar\b)?[\s:]{0,40}(?:le|du)?[\s:]{0,40}"
)
# « des 14 et 16 février 1977 »: the days before the one with the month.
_DAYS = r"(?:[0-9]{1,2}(?:\s{0,2},\s{0,2}|\s{1,4}et\s{1,4})){0,3}"
_LINKS = {
    "convocation": re.compile(r"[^0-9]{0,60}|\s{1,4}qui\s{1,4}leur\b[^;]{0,140}?\ble\s{0,20}"),
    "transmission": _STAMP,
    "reception": _STAMP,
    "notification": re.compile(r"(?:[^0-9\n]|(?<=[°o]\s)[0-9]{1,3}\b){0,50}(?:\n\s{0,80}(?:le\s{1,4})?)?"),
    "signature": re.compile(
        r"(?:\s{1,4}(?:numeriquement|electroniquement))?(?:\s{1,4}par\b[^0-9]{1,60}\bdate)?\s{0,4}[,:]?\s{0,4}(?:le\b)?\s{0,4}:?\s{0,20}"
    ),
    "birth": re.compile(r"[^0-9.;]{0,40}?\ble\s{0,5}"),
    "effect_start": re.compile(r"\s{1,4}(?:\w{1,8}\s{1,4}){0,3}(?:du|le|au)\s{0,20}"),
    "effect_end": re.compile(r"'?\s{0,4}(?:au|le)\s{0,20}"),
    "deadline": re.compile(r"\s{0,4}(?:[^\W\d]{1,12}\s{1,4}){0,3}(?:le|au|du|:)?\s{0,20}"),
    "legal": re.compile(r"(?:[^.;:]|\.(?!\s)){0,70}?(?:\b(?:du|des|le)|,)\s{0,40}" + _DAYS),
    "earlier_act": re.compile(r"(?:[^.;:]|\.(?!\s)){0,70}?\b(?:du|des|le|date\s{1,4}de)\s{0,40}" + _DAYS),
    "agreement": re.compile(
        r"\s{1,4}(?:n\s?[°o]s?\s{0,2}[\w/.-]{1,20}\s{1,4})?(?:[a-z]{1,4}\s{1,4}date\s{1,4})?du\s{1,20}"
    ),
    "adopted": re.compile(
        r"\s{1,4}(?:(?:par|en|a|au|avec)\s{1,4}[^.;0-9]{1,60}?\s{1,4})?(?:en\s{1,4}date\s{1,4})?(?:le|du)\s{1,20}"
    ),
    "meeting_held": re.compile(r"(?:[^.;]|\.(?!\s)){0,150}(?:\b(?:le|du)|[:,])\s{0,60}"),
    "meeting_named": re.compile(r"[^0-9.;•➢]{0,110}"),
    "minutes": re.compile(r"\s{1,4}(?:en\s{1,4}date\s{1,4})?d(?:u|es)\s{1,20}"),
}


def can_link(name: str, left: str, end: int) -> bool:
    """Return whether the text from ``end`` to the date allows a cue of that kind to apply."""
    return bool(_LINKS.get(name, _LABEL).fullmatch(left, end))
