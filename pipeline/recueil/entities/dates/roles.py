"""Role of a date, by the words around it: « Convoqué le », « Publiée le : », « à compter du », « née le ».

The nearest cue on the left decides, provided that only text which its link allows stands between it and the
date. A stamp left blank (« Affiché le⏎ID : 029-… ») therefore has no effect: digits break the link.
"""

from __future__ import annotations

import re

from recueil.text import fold_accents

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
    "meeting_held": "reuni reunie reunis reunies assemble assemblee assembles examine examinee reunira tiendra "
    "siege",
    "meeting_named": "seance seances session sessions reunion reunions conseil conseils comite bureau commission "
    "cm dcm",
    "minutes": "verbal verbaux rendu rendus pv cr",
}
_CUE_BY_WORD = {word: name for name, words in _CUE_WORDS.items() for word in words.split()}
_ROLE_BY_CUE = {
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
_WORD = re.compile(r"[A-ZÀ-Ý]?[a-zà-ÿ]+|[A-ZÀ-Ý]+(?![a-zà-ÿ])")

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


def _can_link(name: str, left: str, end: int) -> bool:
    """Return whether the text from ``end`` to the date allows a cue of that kind to apply."""
    return bool(_LINKS.get(name, _LABEL).fullmatch(left, end))


MAX_CUE_DISTANCE = 180
"""How far a cue may stand from its date, in characters."""

# « certificat loi Carrez établi par X en date du »: the date of the certificate.
_ESTABLISHED = re.compile(
    r"\b(?:etabli|realise|effectue|dresse|delivre|fourni|remis|certifie)e?s?\s[^.;:0-9]{0,60}(?:du|le)\s{1,4}\Z"
)
_ASSEMBLY = re.compile(
    r"conseils?\s{1,4}(?:municip|communau|departemental|regional|metropolitain|syndical|general|d'admini|de\s{1,4}(?:surveillance|"
    r"communaute|territoire|metropole|quartier|paris))|comite\s{1,4}(?:syndical|de\s{1,4}(?:quartier|gestion|direction"
    r"|la\s{1,4}caisse)|d'admini)|commission\s{1,4}"
    r"permanente|bureau\s{1,4}(?:communau|syndical|municipal|metropol)|(?:seance|session|reunion)s?\b|d?cm\b"
    r"|(?<=\bdate\sdu\s)(?:conseil|comite|bureau)\b"
)
# « Conseil du 15 décembre », « Comité du mardi 30 juin »: a heading, in capitals or with one.
_ASSEMBLY_OF = re.compile(r"(?<!\bdu )(?<!\ble )(?<!\bau )(?:conseil|comite|bureau)\s{1,4}du\s{1,20}\Z")
# Words of the name and the place of a meeting; any other word means that the sentence is about something else
# (« le conseil municipal proclamé élu à la suite des opérations de vote du »).
_IN_A_NAME = frozenset(
    word
    for words in (
        "conseil conseils municipal municipaux communautaire departemental regional metropolitain syndical",
        "general administration comite bureau commission assemblee communaute communes agglomeration urbaine",
        "commune ville pays metropole syndicat territoire territoires departement region seance seances",
        "session reunion quartier ordinaire extraordinaire publique publiques pleniere permanente date jour",
        "mois tenue tient etait salle mairie deliberante dans pour sous avec extrait deliberations mixte",
        "intercommunal heures prefecture centre action sociale ecoles caisse",
    )
    for word in words.split()
)

# « Date de la convocation des membres du conseil : »: not a meeting.
_CONVENED = re.compile(r"convocations?\s{1,4}(?:[a-z]{4,16}\s{1,4})?(?:du|des|de\s{1,4}la)\s[^.:;,0-9]{0,40}\Z")
# « Le procès-verbal de la séance du », « approbation du compte rendu », « la délibération du conseil du », « lors
# de la séance du », « approuvé en conseil du », « la dernière réunion du »: another act's.
_ANOTHER_ACT = re.compile(
    r"(?<!extrait\s)(?<!registre\s)\b(?:le|du|au|des|les|ce|approbation|lecture|adoption)\s{1,4}(?:projet\s{1,4}de\s{1,4})?"
    r"(?:proces[\s-]{1,3}verba|comptes?[\s-]{1,3}rendus?|pv\b|cr\b)[^.;]{0,110}\Z"
    r"|\b(?:la|les|par|sa|ses|vu|une|cette)\s{1,4}(?:[a-z]{1,12}\s{1,4})?deliberations?\b"
    r"(?:(?!\n\s{0,80}seance\s)[^;]){0,110}\Z"
    r"|\b(?:lors\s{1,4}d|(?:approuv|adopt|vot|arret)ee?s?\s{1,4}(?:en|par|le)\b)[^.;]{0,80}\Z"
    r"|\b(?:derniere?|precedente?)\s{1,4}[^.;]{0,60}\Z"
    r"|\b(?:dans\s{1,4}sa|suite\s{1,4}a\s{1,4}la|une)\s{1,4}(?:seance|session|reunion)\b[^.;]{0,60}\Z"
)
# « Vu l'avis du comité technique du », « la commission, réunie le », « désignés par le conseil départemental le »:
# another body's.
_ANOTHER_BODY = re.compile(
    r"(?<!examinees)\s{1,4}par\s{1,4}l(?:e|a|es)\s{1,4}(?:conseil|comite|bureau|commission)[^.;]{0,60}\Z"
    r"|\b(?:vu|avis|en\s{1,4}vue|commission(?!\s{1,4}permanente))\b[^.;]{0,150}\Z"
)
_JOINED = re.compile(r"([a-z]{4,14})\s{1,4}(?:et|ou)\s{1,4}(?:d'|de\s{1,4}l')?\Z")
_LABELLING = ("convocation", "publication", "notification", "transmission", "reception")
_RUNS_OUT = re.compile(r"\barriv\w{1,4}\s{1,4}a\s{1,4}\Z")
# « Le six mars deux mille vingt-trois à vingt heures, le Conseil …, régulièrement convoqué, s'est réuni ».
_OPENING = re.compile(r"(?:\A|[\s.,:\-–_])le\s{1,20}\Z")
# The day of a letter stands above that of the séance: « Brey, le 8 mars CONSEIL MUNICIPAL du 7 mars L'an … ».
_HELD_AFTER = re.compile(
    r"(?:(?!l'an\s{1,4}deux|\b(?:conseil|municipal|communautaire|syndical|seance|reunion)\s{1,4}du\s)[^.;]){0,170}?\b(?:s'est|se\s{1,4}sont|se\s{1,4}reuni|etai(?:en)?t\s{1,4}(?:reuni|assembl)"
    r"|(?:a|ont)\s{1,4}(?:siege|tenu)\b)"
)
# « Délibération n° 12 Le vingt octobre … à dix-sept heures, les membres du conseil … se sont réunis ».
_SENTENCE_OPENING = re.compile(r"\s(?:Le|LE)\s{1,20}\Z")
_MEETS_AFTER = re.compile(
    r"[^.;]{0,120}?\b(?:conseil|comite|bureau|assemblee|membres|conseillers|delegues)\b[^.;]{0,170}?\s(?:reuni|assembl)"
)
# « Fait à Montpellier, le »; « À Saint-Ay, le ».
_PLACE_AND_DAY = re.compile(
    r"(?:\b(?i:fait)\s{1,4}|\A\s{0,80}|[.\n]\s{0,80})"
    r"(?:[ÀAàa]u?x?\s{1,4}[A-ZÀ-Ý]|(?i:en\s{1,4}(?:mairie|l['’]h[ôo]tel|(?:sous-)?pr[ée]fecture)|au\s{1,4}si[èe]ge)\b)"
    r"[^\d.;,\n]{0,40},?\s{0,60}[LlI][Ee]\s{0,20}\Z"
)
# « Fait en double exemplaire, le », « Pour extrait conforme, à Saint-Ay, le », « les signatures SAINT-AY, le ».
_COPY_AND_DAY = re.compile(
    r"\b(?:conforme|signatures?|exemplaires?|original)\b[^\d.;:]{0,60}[\s,][lI]e\s{0,20}\Z", re.IGNORECASE
)
_THE = re.compile(r"(?<=[\s,])[LlI][Ee]\s{0,20}\Z")
# « Laval, le 12 mars 2019 » alone on its line.
_PLACE_LINE = re.compile(
    r"(?:\A|\n)\s{0,80}[A-ZÀ-Ý][\w'’-]{1,25}(?:[ -](?:[A-ZÀ-Ý][\w'’-]{0,25}|l[aes]s?|en|sur|sous|d[ue]s?)){0,4},"
    r"\s?[Ll]e\s{0,4}\Z"
)
# « Le conseil adopte le 12 mars » is another tense than « adopté le »; « sera signée le » is to come.
_PRESENT = frozenset(("vote", "adopte", "approuve", "accorde", "delivre"))
_TO_COME = ("sera ", "seront ", "etre ")
# « MAZIERS, le 26 janvier 2023 Le secrétaire », on one line with all the rest.
_PLACE_BEFORE = re.compile(r"[A-ZÀ-Ý][\w'’-]{1,30},\s?[Ll]e\s{0,4}\Z")
_SIGNATORY = re.compile(
    r"\s{1,80}(?:pour\s|l[ea]\s{1,4}(?:maire|pr[ée]sident|pr[ée]f[èe]t|secr[ée]taire|direct)|monsieur\s|madame\s)",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\s{0,4}(?:\n|\Z)")

_STATE = re.compile(r"fecture|prefet|executoire|controle\s{1,4}de\s{1,4}legalite|representant")
_PRESS = re.compile(r"\b(?:pour|journal|jo|jorf|boamp|joue|presse)\b")
_BY_EUROPE = re.compile(r"\s{1,4}(?:\(?(?:ce|cee|ue|euratom)\b|europ|communaut|delegue|d'exec|n\s?[°o])")
_ARRETE_OF = re.compile(r"\barretes?\s{1,4}(municipa|prefectora)[^;:]{0,80}\Z")
_PREFECT = re.compile(r"\b(?:pre(?:fet|fecture)\s{1,4}d|(?:le|la)\s{1,4}prefete?\b)")
_HEADING = re.compile(r"(?:\A|\n)\s{0,80}\Z")
_CITED = re.compile(r"(?:\b(?:vu|par|de|du|le|cet|un|des|les|aux|present)\s{1,4}|[ld]'\s?)\Z")
# « ARRÊTÉ accordant un permis ⏎ Demande déposée le »
_APPLIED_FOR = re.compile(r"\b(?:demande|depos|recue?s?\b|complete)")
# « n° 2025-13 du 30 avril »: an act by its number alone.
_NUMBERED = re.compile(r"(?<![\w./-])[a-z]{0,3}[0-9]{2,4}\s?[-/_]\s?[0-9]{1,4}\s{1,4}du\s{1,20}\Z")
# « le tarif est fixé au 1er septembre ».
_FROM_THE_FIRST = re.compile(
    r"\b(?:cre|fix|tarif|appliqu|entre|augment|revalor|revis|modifi|transf|instaur|adhe)[^.;:]{0,80}\bau\s{1,20}\Z"
)
_FIRST = re.compile(r"\$?(?:0?1|l|I)(?![0-9])|premier", re.IGNORECASE)
_LABELS = re.compile(r"(?i:date)\s{1,4}d(?:e\s{1,4}(?:la\s{1,4}|l')?|')([a-z]{4,16})[^0-9a-z]{1,40}")


def role_of(text: str, start: int, end: int, after: int) -> str | None:
    """Return the role of the date at ``text[start:end]``.

    Cues are searched from ``after`` on, the end of the date before.
    """
    written = text[max(after, start - MAX_CUE_DISTANCE) : start]
    if _is_signed(text, written, end):
        return "signature"
    left = fold_accents(written)
    role = _role_by_cue(left, written) or _role_by_position(text, left, start, end)
    if role == "earlier-act" and _SENTENCE_OPENING.search(written):
        role = "seance" if _MEETS_AFTER.match(fold_accents(text[end : end + 400])) else role
    return "earlier-act" if role == "legal" and _cites_own_body(text, left) else role


def roles_by_labels(text: str, start: int, after: int) -> tuple[str, str] | None:
    """Return the roles of two dates after their two labels.

    « Date de convocation Date d'affichage 3 mai 9 mai ».
    """
    left = fold_accents(text[max(after, start - 90) : start])
    named = [label for label in _LABELS.finditer(left) if label[1] in _CUE_BY_WORD]
    if len(named) != 2 or named[0].end() != named[1].start() or named[1].end() != len(left):
        return None
    first, second = (_ROLE_BY_CUE.get(name := _CUE_BY_WORD[label[1]], name) for label in named)
    return first, second


def _cites_own_body(text: str, left: str) -> bool:
    """Return whether the cited arrêté is the issuing body's own.

    « l'arrêté municipal du » is; « l'arrêté préfectoral du » only in an act of a prefect.
    """
    cited = _ARRETE_OF.search(left)
    if cited is None:
        return False
    return cited[1] == "municipa" or bool(_PREFECT.search(fold_accents(text[:800])))


def _is_signed(text: str, written: str, end: int) -> bool:
    if not _THE.search(written, max(0, len(written) - 24)):
        return False
    alone = _PLACE_LINE.search(written) and _LINE_END.match(text, end)
    alone = alone or (_PLACE_BEFORE.search(written) and _SIGNATORY.match(text, end))
    return bool(alone or _PLACE_AND_DAY.search(written) or _COPY_AND_DAY.search(written))


def _role_by_cue(left: str, written: str) -> str | None:
    """Return the role of the nearest cue whose link holds; « signé le » yields to the arrêté that was signed."""
    settled: str | None = None
    governing = [(word, _CUE_BY_WORD.get(left[word.start() : word.end()])) for word in _WORD.finditer(written)]
    for word, name in [each for each in governing if each[1]][:-5:-1]:
        if name is None or not (_can_link(name, left, word.end()) and _has_cue_sense(name, left, word, written)):
            continue
        if settled is None and (name == "adopted" or (name == "earlier_act" and left.rstrip().endswith("le"))):
            settled = _ROLE_BY_CUE[name]
        elif settled is None or name in ("legal", "meeting_held"):
            return _final_role(name, left, word)
    return settled


def _role_by_position(text: str, left: str, start: int, end: int) -> str | None:
    if _OPENING.search(left) and _HELD_AFTER.match(fold_accents(text[end : end + 200])):
        return "seance"
    if _NUMBERED.search(left):
        return "earlier-act"
    return "effect-start" if _FROM_THE_FIRST.search(left) and _FIRST.match(text, start) else None


def _has_cue_sense(name: str, left: str, word: re.Match[str], written: str) -> bool:
    """Return whether an ambiguous word is a cue here; ``written`` is ``left`` with case and accents."""
    between, capital = left[word.end() :], word[0][0].isupper()
    match name:
        case "transmission" | "reception" if (
            fold_accents(word[0])[-1] != "n"
        ):  # « Reçu le », not « l'offre reçue le »
            return capital or word[0].startswith("télé") or bool(_STATE.search(left[word.start() - 60 :]))
        case "publication" if _PRESS.search(between):
            return False
        case "adopted":
            return word[0].lower() not in _PRESENT and not left[: word.start()].endswith(_TO_COME)
        case "meeting_named":
            return _is_a_meeting(left, word, capital, written[word.end() :])
    match fold_accents(word[0]):
        case "ne":  # « né », not « ne »
            return word[0] != "ne"
        case "des":  # « dès le », not « des »
            return between.startswith(" le")
        case "loi":  # « loi Carrez établi en date du » dates what was established
            return _ESTABLISHED.search(between) is None
        case "loin":  # « la Loin° 2022-217 »
            return between.startswith("°")
        case "arrete" | "arretes":  # « l'arrêté du », not « le projet arrêté le »
            return not between.lstrip().startswith("le ")
        case "assemblee":  # « s'est assemblée », not « l'Assemblée »
            return left[: word.start()].endswith(("est ", "etant "))
        case "application":
            return between.strip() in ("au", "le")
        case "siege":  # « le conseil a siégé le », not « au siège, le »
            return word[0].endswith(("gé", "GE", "GÉ")) and left[: word.start()].endswith(("a ", "ont "))
        case "clos":  # « dressé et clos le », not « l'appel à projets clos le »
            return left[: word.start()].endswith("dresse et ")
        case "ligne":
            return left[: word.start()].endswith(("en ", "en\n"))
        case "fin":
            return left[: word.start()].endswith(("prend ", "prendra ", "prendront ", "prendre "))
        case "deliberations":  # « Salle des Délibérations, le vendredi 3 mai »
            return not left[: word.start()].endswith(("salle des ", "registre des "))
        case "fait" | "signe" | "signes" | "prise":  # « Signé le », not « le compromis signé le »
            return capital
    return True


def _is_a_meeting(left: str, word: re.Match[str], capital: bool, between: str) -> bool:
    if not (_ASSEMBLY.match(left, word.start()) or (capital and _ASSEMBLY_OF.match(left, word.start()))):
        return False
    if left[: word.start()].endswith("secretaire de "):
        return False
    small = (
        fold_accents(each[0]) for each in _WORD.finditer(between) if each[0][0].islower() and len(each[0]) > 3
    )
    return all(each in _IN_A_NAME for each in small)


def _final_role(name: str, left: str, word: re.Match[str]) -> str | None:
    before = left[: word.start()]
    match name:
        case "meeting_named" if _CONVENED.search(before):
            return "convocation"
        case _ if name in _LABELLING and (joined := _JOINED.search(before)):
            name = first if (first := _CUE_BY_WORD.get(joined[1])) in _LABELLING else name
        case "deadline" if fold_accents(word[0]) == "echeance" and _RUNS_OUT.search(before):
            return "effect-end"
        case "meeting_named" | "meeting_held" | "minutes" if _ANOTHER_ACT.search(left):
            return "earlier-act"
        case "meeting_named" | "meeting_held" | "minutes" if _ANOTHER_BODY.search(left):
            return None
        case "legal" if (
            word[0][0].isupper()
            and fold_accents(word[0]) == "arrete"
            and _is_heading(before, word[0])
            and not _APPLIED_FOR.search(left, word.end())
        ):
            return "signature"
        case "legal" if fold_accents(word[0]) == "reglement" and not _BY_EUROPE.match(left, word.end()):
            return "earlier-act"
    return _ROLE_BY_CUE.get(name, name)


def _is_heading(before: str, word: str) -> bool:
    """Return whether « arrêté » heads its act.

    « ARRÊTÉ n° 2023-17 du 3 mai » does; « VU L'ARRÊTÉ », « l'arrêté du » cite another.
    """
    return bool(_HEADING.search(before)) or (word.isupper() and not _CITED.search(before))
