"""Find the number and title of an act in its head.

« EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS », « n° 2014 / 193 », « Délibération 2020-18 », « Objet : Tarifs »,
« ARRÊTÉ portant réglementation du stationnement ».

For an act that prints no title one is made: « Procès-verbal de la séance du 23 mai 2023 », « Arrêté n° 2023-12
du 3 mai 2023 ».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from recueil.entities.patterns import GAP, SPACE
from recueil.facts.identity.annex_title import read_annex_title
from recueil.facts.identity.kind import HEAD_LENGTH
from recueil.facts.identity.state_collection import blank_feet, read_collected_act
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import Mention, PartialDate
from recueil.values.act import Identity

# The head: where a number or an object names this act and not one it cites.
# Kinds that contain several acts, and have neither a number nor an object of their own.
_MULTI_ACT_KINDS = ("pv", "recueil")

# A report or a map (kind autre) that names an act is not that act.
_ACT_NOUNS = ("deliberation", "arrete", "artrete", "decision")

# « n° 12 - Aide aux clubs » ends before its subject.
_NUMBER_PARTS = (
    rf"(?:(?!{SPACE}?[-–/._]{SPACE}[A-ZÀ-Ý][a-zà-ÿ]{{2}}){SPACE}?[-/._]{SPACE}?[A-Za-z0-9]{{1,12}}){{0,6}}"
)
_NUMBER_TOKEN = (
    rf"(?P<number>(?:[A-Z]{{1,8}}{SPACE}?[._/-]?{SPACE}?|(?:[A-Z]{{1,8}}[._/-]){{2,4}})?"
    # « n° 202 5-02 »: a scanner parts the digits of the year
    rf"(?:20[0-9]{SPACE}[0-9](?=[-/_.][0-9])|[0-9]{{1,14}})[A-Z]{{0,4}}{_NUMBER_PARTS}"
    # scanners and some bodies part the pieces by blanks alone: « N° 2020 01833 VDM », « N° 2023 1 1 »
    rf"(?:(?<=[ °ºo:]20[0-9]{{2}}){SPACE}[0-9]{{1,6}}(?:{SPACE}(?:[0-9]{{1,3}}|[A-Z]{{2,4}}))?)?)(?![\w/])"
)
_NUMERO = r"(?:[nN]\s?[°ºo²]|N[UuO](?:M[EÉ]RO|m[ée]ro))"
_ACT_NOUN = (
    r"(?:D[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION|A(?:RR[ÊE]T[ÉE]|rr[êe]t[ée]|rtr[êe]t[ée])|D[ÉE]CISION|D[ée]cision"
    r"|RAPPORT|Rapport|ACTE|Acte)"
)
# « DÉLIBÉRATION N° 2023-12 », « Arrêté municipal n° 17 », « Délibération 17/06/58 », « Rapport n° CA 2018-41 »; a
# « Décision modificative n° 2 » changes a budget.
_LABELLED = PrefilteredPattern(
    rf"\b{_ACT_NOUN}(?!\s{{1,4}}(?i:modificative))(?:{GAP}(?:[A-Za-zÀ-ÿ'’]{{2,14}}{GAP}){{0,3}})?{GAP}?"
    rf"{_NUMERO}{SPACE}{{0,3}}:?{SPACE}{{0,3}}{_NUMBER_TOKEN}",
    *("deliberation", "arrete", "artrete", "decision", "rapport", "acte"),
)
_UNLABELLED = PrefilteredPattern(
    rf"\b(?:D[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION|ARR[ÊE]T[ÉE]|D[ÉE]CISION){SPACE}{{1,3}}:?{SPACE}{{0,3}}"
    rf"(?=[A-Z]{{0,8}}[0-9]{{2,14}}[-/._][A-Za-z0-9]){_NUMBER_TOKEN}",
    *("deliberation", "arrete", "decision"),
)
# « DEL-2023-007 » in the heading, its own label; part of an @CTES identifier it is the number of that.
_CODE = PrefilteredPattern(
    r"(?<![\w-])(?P<number>D(?:EL|CM|ELIB)[-_]?20[0-9]{2}[-_/][0-9]{1,4})(?![\w/])", "del", "dcm"
)
# « 034-213401722-20140522 » opens an identifier; « 2021-2022 » is a span of years.
_NOT_NUMBER = re.compile(r"[0-9]{3}-[0-9]{9}\b|(?:19|20)[0-9]{2}[-/](?:19|20)[0-9]{2}\Z")
# « n° 2014 / 193 » alone on its line, or before the other column.
_NUMBER_ON_LINE = (
    rf"{SPACE}{{0,120}}{_NUMERO}{SPACE}{{0,3}}:?{SPACE}{{0,3}}{_NUMBER_TOKEN}(?={SPACE}{{0,3}}(?:\r?\n|\Z"
    rf"|{SPACE}{{2}}|[–-]))"
)
_ON_THE_FIRST_LINE, _ON_A_LINE = re.compile(_NUMBER_ON_LINE), re.compile(rf"\n{_NUMBER_ON_LINE}")
# Words before the number of another act: « Vu la délibération n° 12 », « par arrêté n° », « la loi⏎n° 2015-991 ».
_CITATION_BEFORE = re.compile(
    r"(?:\b(?:vu|par|de|du|des|la|le|les|ladite|cette|cet|une?|aux?|en|sa|son|et|precedente?|susvisee?)\s{1,40}"
    r"|[ld]['’]\s?)\Z"
)
_OTHER_NUMBERED = re.compile(
    r"(?:loi|decret|ordonnance|circulaire|directive|reglement|deliberation|arrete|decision|article|parcelles?"
    r"|section|lot|marche|convention"
    r"|contrat|dossier|avenant|numero|amendement|permis|compte|budget|point|annexe|page|modifiee|preteur|pret"
    r"|facture|devis)s?\s{0,40}\Z"
)

_OBJECT = PrefilteredPattern(
    rf"\b(?:Objet|OBJET)(?:{SPACE}de{SPACE}l(?:a{SPACE}|['’])(?:d[ée]lib[ée]ration|arr[êe]t[ée]|acte))?{SPACE}{{0,3}}:{GAP}"
    r"(?P<title>[^\n]{4,300}"
    rf"(?:\n(?!{SPACE}{{0,20}}\n)[^\n:]{{4,200}}){{0,2}})",
    "objet",
)
# « Objet de la délibération ⏎ Délégations au maire », in the margin of a printed form
_OBJECT_ABOVE = PrefilteredPattern(
    rf"(?:(?<=\n)|(?<=\n )|(?<=\s\s\s)|\A)(?:Objet|OBJET){SPACE}(?:de|DE){SPACE}(?:la{SPACE}d[ée]lib[ée]ration"
    rf"|LA{SPACE}D[ÉE]LIB[ÉE]RATION){SPACE}{{0,20}}\n(?:{SPACE}{{0,80}}\n)?{SPACE}{{0,80}}"
    r"(?P<title>[A-ZÀ-Ý][^\n:]{3,200}(?:\n(?!\s{0,20}\n)[a-zà-ÿ][^\n:]{4,200})?)(?=\n|\Z)",
    "objet",
)
_AUTHOR = (
    r"(?:L[EeAa]\s(?:MAIRE|[Mm]aire|PR[ÉE]|[Pp]r[ée]|DIR|[Dd]ir|[Rr]ec|MINIS|[Mm]inis|[Cc]ompt|[Ss]ous-?[Pp]r|SOUS-|[Cc]hef|[Cc]olonel)|L['’][Ii]nspect|N(?:ous|OUS)\b"
    r"|V[Uu]\b|(?:Chevall?ier|Officier|Commandeur)\sde"
    r"|Consid[ée]rant|CONSID)"
)
# « RECUEIL DES ACTES ⏎ ADMINISTRATIFS SPÉCIAL ⏎ (NOMINATIFS) ⏎ N°53-2017-064 », on a cover.
_COVER_REACH = 400
_COVER = re.compile(
    r"(?i:recueil\s{1,9}des\s{1,9}actes\s{1,60}administratifs(?:\s{1,60}\(?(?:sp[ée]cial|normal|mensuel|nominatifs?)\)?){0,3})"
    r"\s{1,60}[nN]\s?[°ºo]\s{0,3}[\w./-]{0,20}[0-9]{1,4}(?![\w/-])"
)
# What an act of one person does: « imposant des prescriptions »; « concernant » introduces the object too. Words
# for persons and times end alike.
_PARTICIPLE = (
    r"(?!(?:avant|devant|pendant|durant|suivant|nonobstant|cependant|auparavant|[ée]tant|ayant|visant|figurant|r[ée]sultant|montant|instant"
    r"|(?:g[ée]r|dirige|exploit|occup|habit|commer[çc]|fabric|repr[ée]sent|participi?|assist|command|lieuten|adjud|surveill|[ée]tudi|restaur|enseign|consult)ant)\b)"
    r"[a-zéèêçïôû]{2,14}ant"
)
# Not « modifiant l' », « prescrites par l' »: what follows may stand far below.
_COMPLETE = "".join(
    rf"(?<!{end})(?<!{end}\s)" for end in ("['’]", r"\sd[eu]", r"\s[ld]a", r"\sà", r"\sle", r"\sn°")
)
# « Arrêté ⏎ préfectoral ⏎ N° ⏎ 5103/2021/16 »: converters give each piece its line.
_IN_PIECES = re.compile(
    r"\b(?i:arr[êe]t[ée]|d[ée]cision)(?:\s{1,6}(?i:pr[ée]fectoral|compl[ée]mentaire|municipal)){0,2}"
    r"\s{1,6}[nN]\s?[°ºo]\s{1,6}[\w./-]{2,40}(?=[\s*])"
)
# « ARRÊTÉ DE MISE EN DEMEURE à l'encontre de la société … concernant »: it begins with the noun.
_OF_WHAT = re.compile(
    r"\w{6,8}\s{1,3}[dD](?:[eE]\s{1,3}(?!(?i:l[ae]|mm?|mme|madame|monsieur|maire)\b)|['’])[^\W\d]"
)
# « … RUE ⏎⏎ HAUTE 99000 LOURMES ⏎⏎ Nous, Maire »: the last line of an object in capitals.
_LAST_LINE_IN_CAPITALS = rf"\s{{1,80}}(?!{_AUTHOR})[A-ZÀ-Þ0-9][^a-zà-öø-ÿ\n]{{3,90}}\n\s{{0,80}}{_AUTHOR}"
# « ARRÊTÉ N° 12 portant réglementation de la circulation rue Haute », up to what the author begins with.
_ABOUT = PrefilteredPattern(
    rf"\b(?:ARR[ÊE]T[ÉE]|Arr[êe]t[ée]|D[ÉE]CISION|D[ée]cision)\b"
    rf"(?:[^\n;:]|\n(?=20[0-9]{{2}}\b|{SPACE}{{0,80}}(?:[nN]\s?[°ºo]|[*_=oO-]{{3,20}}{SPACE}{{0,20}}\n))){{0,70}}?{GAP}"
    rf"(?P<title>(?i:relati(?:f|ve)|{_PARTICIPLE})\b[^;]{{4,500}}?)"
    rf"(?=(?<![:\s]){_COMPLETE}(?!(?<=[A-ZÀ-Þ]{{2}}){_LAST_LINE_IN_CAPITALS})[^\S\n]{{0,80}}\n\s{{0,80}}\n|\s{{1,80}}{_AUTHOR}|\n\s{{0,40}}Arr[êe]t[ée]\s"
    r"|(?<!\s[A-Z])(?<!\s[0-9][0-9])[.]\s|\Z)",
    *("arrete", "decision"),
)
# « Arrêté n° 2020-12 ⏎ RÈGLEMENT DU MARCHÉ DE NOËL ⏎ Le Maire de Vertmont, »: the lines between the two.
_BELOW_THE_NUMBER = PrefilteredPattern(
    rf"\b(?:A(?:RR[ÊE]T[ÉE]|rr[êe]t[ée]|rtr[êe]t[ée])|D[ÉE]CISION|D[ée]cision){SPACE}{{1,6}}"
    rf"(?:(?i:municipal|pr[ée]fectoral|compl[ée]mentaire){SPACE}{{1,6}}){{0,2}}"
    rf"{_NUMERO}[^\n]{{1,40}}\n\s{{0,80}}"
    rf"(?P<title>(?!{_AUTHOR})[^\n]{{10,150}}(?:\n[^\n]{{2,150}}){{0,3}}?)\s{{0,9}}\n\s{{0,80}}{_AUTHOR}",
    *("arrete", "artrete", "decision"),
)
# « ARRÊTÉ DE MISE EN DEMEURE ⏎ Société Ruffin ⏎ Le Préfet, », « Décision sur le projet ⏎ Décision n° 4 »:
# the heading says what it does.
_IN_THE_HEADING = PrefilteredPattern(
    rf"(?:(?<=\n)|(?<=\n )|(?<=\s\s\s)|\A)(?P<title>(?:ARR[ÊE]T[ÉE]|Arr[êe]t[ée]|D[ÉE]CISION|D[ée]cision"
    rf"|R[ée]c[ée]piss[ée]|R[ÉE]C[ÉE]PISS[ÉE]|ATTESTATION|Attestation)[^\S\n]{{1,3}}"
    rf"(?:(?i:pr[ée]fectoral|municipal|temporaire|permanent)[^\S\n]{{1,3}}){{0,2}}"
    rf"(?:(?:DE|de|D['’]|d['’])(?![^\S\n]{{0,3}}(?:[0-9]|(?i:la\s|m\.|mme|madame|monsieur)))"
    rf"|COMPL[ÉE]MENTAIRE|compl[ée]mentaire)"
    rf"[^\n]{{0,400}}(?:\n[^\n]{{2,150}}){{0,4}}?)\s{{0,9}}\n\s{{0,80}}"
    rf"(?:{_AUTHOR}|[_=*-]{{3}}|D[ÉEée](?:CISION|cision)\s[nN]\s?[°ºo]|enregistré)",
    *("arrete", "decision", "recepisse", "attestation"),
)
# « Délibération D-2024-058 Conseil du 4 avril 2024 ⏎ Aides aux propriétaires : ⏎ attribution ⏎ Présents (7) : »
_ABOVE_THE_ROLL = PrefilteredPattern(
    rf"\b(?:D[ÉEée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION){SPACE}{{1,3}}(?:{_NUMERO}{SPACE}{{0,3}}:?{SPACE}{{0,3}})?"
    r"[A-Z]{0,5}[-/_]?[0-9][^\n]{0,80}\n\s{0,80}"
    r"(?P<title>[A-ZÀ-Ý][^\n]{9,150}(?:\n[^\n]{2,150}){0,3}?)\s{0,9}\n\s{0,80}"
    r"(?:Pr[ée]sente?s?\b|PR[ÉE]SENTS|[ÉE]taient|[ÉE]TAIENT|Membres\s|MEMBRES\s|Nombre\s|NOMBRE\s|Date\s|DATE\s)",
    "deliberation",
)
# « DEL2022_031 ATTRIBUTION DES SUBVENTIONS AUX ASSOCIATIONS », but no heading of a body or a séance
_TITLE_IN_CAPITALS = (
    r"(?=(?:(?!L[EA]\s|L['’]A|DU\s|DE\s|S[EÉ]ANCE|CONSEIL|BUREAU|EXTRAIT|R[EÉ]P|D[EÉ]PART|COMMUN|VILLE|MAIRIE|PR[EÉ]S"
    r"|NOMBRE|DATE|OBJET|D[EÉ]LIB|ARR[ÊE]T|REGISTRE|M[EÉ]TROP|SYNDICAT|VU\s)[A-ZÀ-Ý’'-]{2,30}\s)(?:[A-ZÀ-Ý’'-]{1,30}\s){2})"
)
# « N° 24-03 – DÉBAT D'ORIENTATIONS BUDGÉTAIRES 2024 – », « DÉLIBÉRATION N° 2023-12 : Tarifs »: after the number.
_AFTER_THE_NUMBER = re.compile(
    rf"(?:{SPACE}{{1,3}}du\s[0-9]{{1,2}}(?:er)?\s[^\W\d_]{{3,9}}\s20[0-9]{{2}})?"
    rf"(?:{SPACE}{{0,3}}(?:[:–—]|-(?=\s)){SPACE}{{0,3}}|{SPACE}{{1,3}}{_TITLE_IN_CAPITALS})(?P<title>(?![0-9])(?:[^\n]{{10,300}}?"
    # « N° 12 : Emprunt » alone on its line
    r"|(?!(?i:s[ée]ance|vote|objet|pr[ée]sent|extrait|date|annexe|page|commune))[A-ZÀ-Ý][^\n]{4,8}(?=\s?\n))"
    rf"(?:{SPACE}?\n{SPACE}{{0,80}}(?:19|20)[0-9]{{2}})?)"
    rf"(?=\s?\n|{SPACE}(?:Nombre|NOMBRE|Pr[ée]sents?|PR[ÉE]SENTS|[ÉE]taient|L['’][Aa]n\b|Vu\b|VU\b|L[ea]\s(?:[Cc]onseil|[Cc]ommission)|Date\s)|\Z)"
)
# « N° 24.1 - DÉBAT D'ORIENTATIONS BUDGÉTAIRES »
_NUMBER_BESIDE = re.compile(
    rf"(?<=\s){_NUMERO}{SPACE}{{0,3}}:?{SPACE}{{0,3}}{_NUMBER_TOKEN}(?={SPACE}[–-]{SPACE}[A-ZÀ-Ý])"
)
# An address, an office, a stamp or a legal basis is not a title.
_NOT_TITLE = re.compile(
    r"\bwww|@|\bt[ée]l\b|pr[ée]fecture|^\s*(?:direction|service|bureau|p[ôo]le)\b|publi[ée]|affich|en application"
    r"|r[ée]publique fran",
    re.IGNORECASE | re.MULTILINE,
)
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
# In a text flattened to one line the object ends where the visas or the rapporteur begin.
_AFTER_OBJECT = re.compile(
    r"\s(?:Vu|VU|Rapporteur|RAPPORTEUR|(?<!\sà\s)(?<!\s(?:de|et)\s)(?<!\spar\s)(?<!\s(?:avec|pour)\s)"
    r"(?:M\.|MM\.|Mme|Monsieur|Madame)|L[ea] (?:[Cc]onseil|[Mm]aire"
    r"|[Pp]r[ée]sidente?)|L['’]an\b"
    r"|[Cc]her\(e\)|N(?:ous|OUS),?|Suite à|Consid[ée]rant|CONSID[ÉE]RANT)\s.*",
    re.DOTALL,
)
_LEADING_NUMBER = re.compile(
    rf"(?:(?:D[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION){SPACE}{{1,3}}(?:{_NUMERO}{SPACE}{{0,3}})?"
    rf"|{_NUMERO}{SPACE}{{0,3}}){_NUMBER_TOKEN}{SPACE}{{0,3}}[–:-]?\s{{0,9}}"
)
_RAPPORTEUR = re.compile(
    r"^[^\n]{0,20}(?:M\.|Mme|Monsieur|Madame)[^\n]{2,80}(?:rapporte|expose|pr[ée]sente)\b",
    re.MULTILINE,
)
_FIRST_VISA = re.compile(r"(?<=\s)(?<!l'\s)vu\s{1,4}(?:l[ae]s?\s|l')")
# « Le conseil municipal, légalement convoqué, s'est réuni », above the roll.
_MEETS = re.compile(
    r"(?i:\bconvoqu|\bs['’]est\s{1,4}(?:r[ée]uni|assembl)|[ée]taient\s{1,4}pr[ée]sents|\bpr[ée]sents?\s{0,3}:)"
)
# What opens the exposition: visas, reasons, or who speaks and how.
_EXPOSITION = re.compile(
    r"(?<=\s)(?:V[Uu]\s{1,3}(?:l['’ae]|les)|Consid[ée]rant|CONSID|Sur\s(?:la\s)?(?:proposition|rapport|le\srapport)"
    r"|(?:M\.|Mme|Monsieur|Madame|MONSIEUR|MADAME|L[ae]\b|L['’])\s?(?:[^\s.;:]{1,25},?\s{1,3}){1,7}?"
    r"(?:expose|rappelle|informe|indique|propose|explique|pr[ée]cise|soumet|rapporte|fait\s(?:part|savoir|lecture)"
    r"|donne\s(?:lecture|connaissance|la\sparole)|pr[ée]sente\s(?:l|au)|invite|d[ée]clare|a\s(?:fait|re[çc]u|sollicit|demand|pr[ée]sent|inform))\b"
    r"|L(?:e|es|['’])\s?(?:[Cc]onseil|[Cc]omit[ée]|[Bb]ureau|[Aa]ssembl[ée]e|[Cc]ommission)\b"
    r"|Une?\s[a-zé]{4,20}\s(?:[a-zé’']{1,20}\s){1,6}(?:a|est|sont|ont)\s|(?:Dans\sle\scadre|Il\sest|Afin\sd|Conform[ée]ment)\s)"
)
# Words of a roll, with the counts, days and names that follow them.
_OF_THE_ROLL = re.compile(
    r"(?i:\b(?:secr[ée]taires?(?:\sde\s(?:la\s)?s[ée]ance)?|pr[ée]sente?s?|absente?s?|excus[ée]e?s?|pouvoirs?|procurations?|votants?"
    r"|exercice|quorum(?:\satteint)?|convo(?:cation|qu[ée]e?s?)|repr[ée]sent[ée]e?s?|publi(?:[ée]e?|cation)|affich(?:[ée]e?|age)"
    r"|pr[ée]fecture|session|s[ée]ance|r[ée]uni[es]?|suppl[ée]ants?|adjointe?s?|conseill[eè]re?s?|rapporteure?)\b"
    r"(?:[\s:(.]{1,6}(?:envoy[ée]e?|du|le|en\sdate)){0,2}"
    r"(?:[\s:(.]{1,6}[0-9]{1,3}\b(?!\s?[-/])|[\s:]{1,4}[0-9]{1,2}(?:er)?(?:\s[^\W\d_]{3,9}\s|[/.-][0-9]{1,2}[/.-])20[0-9]{2}\)?)?)"
)
_MOST_LINES = 5
_OPENS_TITLE = re.compile(r"[A-ZÀ-Ý«\"“0-9]")
_SENTENCE_OR_LABEL = re.compile(
    r"\bID\s?:|(?i:\b(?:arrondissement|d[ée]partement|membre)\sd|suivant\s:)|\b(?:est|sont|était|étaient|a\sété|ont\sété|sera|seront|ayant|donne)\b"
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_PAGE = re.compile(r"\n\s{0,160}[0-9]{1,3}\s{0,20}\Z")
_LONGEST_TITLE = 300
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ILLEGIBLE = re.compile(r"[ \t]{0,4}[\[\]{}|/\\_]")
_YEAR_AND_SERIES = re.compile(r"(?:19|20)[0-9]{2}/[A-Z]{1,3}")
_PART_APART = re.compile(r"[ \t]{1,2}([0-9]{1,4})\b")


def find_number(text: str, kind: str | None) -> str | None:
    """Return the number of the act as printed, without spaces; None for the minutes of a séance and for a
    recueil.
    """
    if kind in _MULTI_ACT_KINDS:
        return None
    head, small = text[:HEAD_LENGTH], fold_accents(text)[:HEAD_LENGTH]
    labelled = (
        (match, _CITATION_BEFORE) for phrase in (_LABELLED, _UNLABELLED) for match in phrase.finditer(small, head)
    )
    first = filter(None, [_ON_THE_FIRST_LINE.match(head)])
    alone = ((match, _OTHER_NUMBERED) for match in chain(first, _ON_A_LINE.finditer(head)))
    coded = ((match, _CITATION_BEFORE) for match in _CODE.finditer(small, head)) if kind == "deliberation" else ()
    for match, cited in chain(labelled, alone, coded):
        before = small[max(0, match.start() - 40) : match.start()]
        number = "".join(match["number"].split())
        if kind == "autre" and small.startswith(_ACT_NOUNS, match.start()):
            continue
        if not cited.search(before) and not _NOT_NUMBER.match(number):
            return _whole_number(number, head[match.end("number") :])
    return None


def _whole_number(number: str, rest: str) -> str | None:
    """Return a number with the part that stands apart, « 2012/A 202 »; None for a year whose number is illegible,
    « N° 2025 [CHU ».
    """
    if _YEAR.fullmatch(number) and _ILLEGIBLE.match(rest):
        return None
    part = _PART_APART.match(rest) if _YEAR_AND_SERIES.fullmatch(number) else None
    return number + part[1] if part else number


def find_title(text: str, kind: str | None, persons: Sequence[Mention] = ()) -> str | None:
    """Return the title: the labelled object, or the paragraph above the rapporteur's line.

    That of a recueil is on its cover; None for the minutes of a séance, which have several. ``persons`` show where
    the list of members ends if no blank line does.
    """
    if kind == "recueil":
        cover = _COVER.search(text, 0, _COVER_REACH)
        return " ".join(cover[0].split()) if cover else None
    if kind in _MULTI_ACT_KINDS:
        return None
    collected = read_collected_act(text)
    if collected:
        text = blank_feet(text)
    head, small = text[:HEAD_LENGTH], fold_accents(text)[:HEAD_LENGTH]
    labelled = _OBJECT.search(small, head) or _OBJECT_ABOVE.search(small, head)
    if labelled and (title := _clean_title(_AFTER_OBJECT.sub("", labelled["title"]))):
        return title
    listed = tidy_title(collected.title) if collected else None
    below = collected.end if collected else 0
    if kind in ("arrete", "decision"):
        own = _order_title(head[below:], small[below:])
        return (_longer_as_listed(own, listed) if own and listed else own or listed) or _order_title(head, small)
    if kind == "autre" and (heading := _IN_THE_HEADING.search(small[below:], head[below:])):
        return _clean_title(heading["title"]) or listed
    if kind == "annexe":
        return listed or tidy_title(read_annex_title(head, small))
    of_number = kind == "deliberation" and (_title_after_number(head, small) or _title_above_the_roll(head, small))
    if of_number:
        return of_number
    if match := _RAPPORTEUR.search(head):
        return _paragraph_above(head, match.start(), persons)
    return listed or (_title_below_the_roll(head, persons) if kind == "deliberation" else None)


def _longer_as_listed(title: str, listed: str) -> str:
    """Return the title with the words that follow it in the one that a collection lists: « portant délégation de
    signature » of « Arrêté portant délégation de signature au chef du centre ».
    """
    start = listed.casefold().find(title.casefold())
    return listed[start:] if start >= 0 and _LONG_WORD.search(listed, start + len(title)) else title


def _title_after_number(head: str, small: str) -> str | None:
    """Return the words beside the number of a délibération; or None."""
    for match in chain(
        _LABELLED.finditer(small, head), _CODE.finditer(small, head), _NUMBER_BESIDE.finditer(head)
    ):
        if not _CITATION_BEFORE.search(small[max(0, match.start() - 40) : match.start()]):
            after = _AFTER_THE_NUMBER.match(head, match.end())
            if title := _clean_title(after["title"]) if after else None:
                return title
    return None


def _title_above_the_roll(head: str, small: str) -> str | None:
    """Return the lines between the number of a délibération and its roll; or None."""
    between = _ABOVE_THE_ROLL.search(small, head)
    title = _clean_title(between["title"]) if between else None
    return None if title is None or _NOT_TITLE.search(title) or _SENTENCE_OR_LABEL.search(title) else title


def _title_below_the_roll(head: str, persons: Sequence[Mention]) -> str | None:
    """Return the words between the roll and what opens the exposition or the visas; or None.

    On lines of their own they are whole lines; in a text of one line they follow the roll and begin with a capital
    or a number.
    """
    opening = _MEETS.search(head)
    exposition = _EXPOSITION.search(head, opening.end() if opening else 0)
    if exposition is None:
        return None
    end = exposition.start()
    roll = max(
        (
            *(match.end() for match in _OF_THE_ROLL.finditer(head, 0, end)),
            *(mention.end for mention in persons if mention.end <= end),
        ),
        default=0,
    )
    if not roll:
        return None
    line = head.find("\n", roll, end)
    words = head[line:end] if line >= 0 else head[roll:end]
    lines = [part for part in words.splitlines() if part.strip()]
    title = _clean_title(" ".join(lines))
    if title is None or len(lines) > _MOST_LINES or len(title) > _LONGEST_TITLE or not _OPENS_TITLE.match(title):
        return None
    return (
        None
        if _NOT_TITLE.search(title) or _SENTENCE_OR_LABEL.search(title) or len(_LONG_WORD.findall(title)) < 2
        else title
    )


def _order_title(head: str, small: str) -> str | None:
    """Return the subject that an arrêté states above its visas, else the lines between its number and its
    author; or None.
    """
    head, small = (_IN_PIECES.sub(_on_one_line, words) for words in (head, small))
    visas = _FIRST_VISA.search(small)
    for about in _ABOUT.finditer(small[: visas.start() if visas else HEAD_LENGTH], head):
        paragraph = _BLANK_LINES.split(small[max(0, about.start() - 40) : about.start()])[-1]
        if not _CITATION_BEFORE.search(paragraph):
            start = about.start() if _OF_WHAT.match(head, about.start()) else about.start("title")
            return _clean_title(head[start : about.end()])
    if heading := _IN_THE_HEADING.search(small, head):
        return _clean_title(heading["title"])
    below = _BELOW_THE_NUMBER.search(small, head)
    if below is None or _NOT_TITLE.search(below["title"]) or len(_LONG_WORD.findall(below["title"])) < 2:
        return None
    return _clean_title(below["title"])


def _on_one_line(match: re.Match[str]) -> str:
    return match[0].replace("\n", " ").replace("\r", " ")


def _paragraph_above(head: str, end: int, persons: Sequence[Mention]) -> str | None:
    """Return the paragraph that ends at ``end``, without the list of members before it; or None."""
    listed = max((mention.end for mention in persons if mention.end <= end), default=0)
    start = head.find("\n", listed, end) + 1 if listed else 0
    paragraphs = [part for part in _BLANK_LINES.split(head[start:end]) if part.strip()]
    if not paragraphs or (not start and len(paragraphs) < 2) or len(paragraphs[-1]) > _LONGEST_TITLE:
        return None
    return _clean_title(paragraphs[-1])


def _clean_title(words: str) -> str | None:
    """Return a title on one line, without a leading number; None if it is none."""
    line = " ".join(_PAGE.sub("", words).split()).removesuffix(" :")
    number = _LEADING_NUMBER.match(line)
    return tidy_title(line[number.end() :] if number and number.end() < len(line) else line)


# What runs into a title: how the vote went, the next number of a list, the foot of a collection's page.
_RUNS_ON = re.compile(
    r"\s(?:(?:[Àà]\s)?l?['’]?[Uu]nanimité|UNANIMITÉ|[Aa]pprouvée?|[Aa]doptée?|[Rr]ejetée?|Délibération\sajournée|[àÀ]\sla\smajorité)(?:\s.*|\Z)"
    r"|(?<=[Qq]uestions\sdiverses)\s[0-9A-Za-z]\s?[/)].*|\s[0-9]{1,3}\s(?:votes?|voix|[Aa]bstentions?)\b.*|(?:\s[0-9]{1,3}(?:\s[0-9]{3}){0,3}(?:,[0-9]{2})?\s?€){2}.*"
    r"|\s20[0-9]{6}[-_ ][0-9]{1,3}\s.*|\s[0-9][0-9AB][0-9]?-20[0-9]{2}-[01][0-9]-[0-3][0-9]-[0-9]{3,5}\b.*"
    r"|\s(?:1\.|I\.|I\s?[–-])\s(?:PR[ÉE]AMBULE|Pr[ée]ambule|INTRODUCTION|Introduction)\b.*|\s(?:SOMMAIRE|Sommaire)\b.*|\sPR[ÉE]AMBULE\Z|\s(?:Notre|Votre|Nos)\s[Rr][ée]f.*"
    r"|\s\|\s(?:[^|]{0,200}\|.*|(?i:prise?\sd|ajourn|adopt|approuv|rejet|retir|unanim|vot).*)|\.\s[0-9]{1,2}\.\s[A-ZÀ-Ý].*|\sValidée?\s.*|\s(?:RETIRÉE?\sDE\sL|[Rr]etirée?\sde\sl)['’].*|\sFin\sde\s(?:la\s)?séance\b.*|\s[Dd]ont\s[Aa]cte\b.*|(?<![.–-])\s(?i:annule\set\sremplace)\b.*|\s[–-]\sDélibération\s(?:n\s?°\s?)?[A-Z]{0,4}[0-9]\S{0,20}(?:\s.*|\Z)"
    r"|[.…_]{4,}.*|,?\s[A-ZÉÀ][\w-]{2,40},\s[Ss][ée]ance\sdu\s.*"
    # « Arrivée de M. MONTIGNAUD à 19 h 20. »
    r"|\s(?:Arrivée|Départ|Sortie|Retour)\sde\s(?:MM?\.|Mmes?|Monsieur|Madame)\s.*",
)
# « FIXATION DU NOMBRE D'ADJOINTS Le nombre d'adjoints », « au CCAS Mme Léa PICQ Je vous informe »: a sentence.
_SENTENCE = re.compile(
    r"(?<=[A-ZÀ-Ý)»]{2})(?<!\b[A-ZÀ-Ý]{2})(?<![–:-]\s)\s(?:Les?|La|Une?|C(?:e|ette|es)|Pour|Dans|Depuis|Par|En|À|Il|Elle|Lors|Lorsque|Aucune?"
    r"|Afin|Cet|Chaque|Tou(?:t|te|s)|Compte)\s[a-zà-ÿ]{2,20}[\s,'’].*"
    r"|(?<=[A-ZÀ-Ý)»]{2})(?<!\b[A-ZÀ-Ý]{2})\sL['’][a-zà-ÿ]{3,20}\s.*"
    r"|(?<![–:-])(?:\s[A-ZÀ-Ý][\w-]{1,20}\s[A-ZÀ-Ý][A-ZÀ-Ý'-]{2,30})?\s(?:Je\s(?:vous|rappelle)|En\sraison\sd|Il\s(?:est|convient|y\sa|s['’]agit)"
    r"|Nous\s[a-z]|:\s(?:Nous|On|Je)\s[a-z]|Conformément\s[aà]|Depuis\sl|Considérant\s|Suite\s(?:à|au)\s|Dans\sle\scadre|Afin\sd|Compte\stenu"
    r"|Par\s(?:délib|courrier|arrêté))\b.*"
    # « du SYDER Le SYDER est », « la Mutualité La commune exprime »
    r"|\s:\s(?:L[ae]s?\s|L['’])[^\W\d_]{3,20}\s(?:demande|souhaite|propose|doit|doivent|est|sont|a|ont|sera)\b.*"
    r"|\s(?P<acronym>[A-Z]{3,12})(?=\sL[ea]\s(?P=acronym)\b)(?P<goes_on>\s.*)|(?<![–:«(-])\sL[ea]\s(?:commune|maire|conseil|ville|présente?"
    r"|projet|budget|loi|montant|département|région|communauté|syndicat|code|décret|collectivité|commission|préfet)\s[a-zé].*"
    # the number of the act, the next point of a list, the letterhead of the next page
    r"|\s(?:DCM|DEL|DELIB|DCC)[-_\s]?[0-9].*|\sPoint\sn\s?°.*|(?<![°º])\s[0-9]{1,2}[-/]\s[A-ZÀ-Ý].*|\s•\s.*|\s[A-Z][-/]\s[A-ZÀ-Ý].*|\sPV\sCM\s.*"
    r"|\s(?:[A-Z][\w]{0,2}\s)?(?:PR[ÉE]F[ÈE]TE?\sD[UE][A-ZÀ-Ý'’ -]{0,40}\s)?Liberté\s(?:[•+]\s)?[ÉE]galité.*",
)
_FEWEST_LETTERS, _LONG_TITLE = 12, 200  # of a title before a sentence, and with what an open bracket adds
_FILE = re.compile(
    r"\A[0-9]{1,4}-\s?20[0-9]{2}-[a-z]{2,5}-|\A[0-9-]{0,12}(?-i:[A-Z][a-z]{3,12}[A-Z][a-z]{3,20})\s|\A[0-9]{1,2}(?:er)?\s[^\W\d_]{3,9}\s(?:19|20)[0-9]{2}\Z|microsoft\s(?:word|excel|powerpoint)|\.(?:docx?|odt|pdf|xlsx?|rtf)\b|\A\S{0,200}_\S{0,200}\Z|\A[\W\d_]{0,40}\Z"
    r"|\A(?:nomenclature\s+actes?|notre\sr[ée]f[ée]rence|nos\sr[ée]f|votre\sr[ée]f|r[ée]f(?:[ée]rences?)?\s?:)"
    r"|\A(?:rapporteur|pr[ée]sents?|absents?|vu|consid[ée]rant|ordre\sdu\sjour|s[ée]ance\sdu|convoqu[ée]e?s?|conseillers|nombre|publi[ée]|affich[ée]|compte\stenu|il\s|mm?\.\s|mme\s|l[ea]\sprésente?\s(?:décret|arrêté|loi|règlement|délibération)|monsieur|madame|apr[èe]s\s"
    r"|direction\s(?:des?|d[ée]p|r[ée]g|inter|g[ée]n)|pr[ée]fecture|r[ée]publique)\b|\bRAA\b|(?-i:\s(?:est|sont|ont|été)\Z)",
    re.IGNORECASE,
)
# « COMITÉ SYNDICAL du mardi 8 décembre 2020 », « Convocation : 3 mai »: of the séance, not of the act.
_OF_THE_SEANCE = re.compile(
    r"\A(?:(?:conseil|comit[ée]|bureau|commission|assembl[ée]e)\s.{0,60}\bdu\s(?:[^\W\d_]{3,6}di\s|dimanche\s)?"
    r"[0-9]{1,2}(?:er)?\s[^\W\d_]{3,9}\s20[0-9]{2}\Z"
    r"|(?:convocation|pr[ée]sidente?|secr[ée]taire(?:\sde\s(?:la\s)?s[ée]ance)?)\s?:)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"\A(?:en\sdate\s)?du\s[0-9]{1,2}(?:er)?\s[^\W\d_]{3,9}\s20[0-9]{2},?\s(?=[^\W\d_]{4})")
# « DÉCEMBRE 2022 I »: a rule that a scanner read as a letter; stars of a converter.
_EDGE = re.compile(
    r"\A[\s\x00-\x1f\ue000-\uf8ff*•·▪#,;:.=–—-]{1,20}|(?:\s(?:[I|l]|LE|Le|REF|ENTRE|Entre|[a-z]\))|[\s*,;:=–—_-]|\s\(){1,20}\Z"
)
# « 2009/041 DEMANDES DE SUBVENTIONS », « 134-16 : Taxe foncière », « I. 1. : Vote du budget », « OBJET Voirie ».
_LEADING_CODE = re.compile(
    r"\A(?!(?:19|20)[0-9]{2}[-/](?:19|20)[0-9]{2}\b)(?:"
    r"(?=\S{0,12}[0-9]{3})(?:[A-Z]{1,8}[-_/]?)?[0-9]{1,8}(?:[-/_][0-9]{1,6}){1,3}(?:\s{0,3}[:–—-]?\s|-(?=[A-ZÀ-Ý][a-z]))"
    r"|[0-9]{1,4}-[0-9]{1,4}\s(?=portant|relatif)|Délibération\s[Nn]\s?[°º]\s?[A-Z]{0,8}(?:\s?[—–-]\s?[0-9]{1,6}){1,3}\s?[:–—-]\s"
    r"|20[0-9]{6}\s[0-9]{1,3}\s|20[0-9]{6}[\s_-](?:[A-Z]{2,5}[0-9]{2}[\s_-])?(?![0-9])"
    r"|(?:[IVX]{1,4}[.)]\s?)?[0-9]{1,2}[.)]\s{0,2}(?:[0-9]{1,2}[.)]\s{0,2})?:?\s|O(?:BJET|bjet)\s)"
    r"\s{0,3}(?=[^\W\d_]{2})"
)
# « Tarifs 2025 - DE_2025_008 », « Voirie (délibération 2023-36) »
_LAST_CODE = re.compile(
    r"\s(?:[–-]\s|\()?[A-Z]{1,6}[-_]?20[0-9]{2}[-_][0-9]{1,4}\)?\Z|\s\((?:[nN]\s?[°º]|[Dd]élibération(?:\sn\s?°)?)\s?[\w/.-]{3,20}\)\Z"
)
_CLOSINGS = {"«": "»", "“": "”", '"': '"', "(": ")"}
# « 20190107 arrêté signé Arrêté portant délégation »: the name of the file before the title.
_FILE_FIRST = re.compile(r"\A20[0-9]{6}[\s_].{0,120}?(?=\b(?:Arrêté|ARRÊTÉ|Décision)\s(?:portant|relatif|modif))")


def tidy_title(title: str | None) -> str | None:
    """Return a title without what runs into it; None where it is that of a file or the label of something else."""
    if not title:
        return None
    line = " ".join(title.split())[:900]
    if line.startswith("•") and " • " in line:
        return None  # a list
    line = _LAST_CODE.sub("", _EDGE.sub("", _RUNS_ON.sub("", line)))
    if sentence := _SENTENCE.search(line):
        end = sentence.start("goes_on") if sentence["goes_on"] else sentence.start()
        line = line[:end] if end >= _FEWEST_LETTERS else line
    if len(line) > _LONG_TITLE and line.count("(") > line.count(")"):
        line = line[: line.rindex("(")]
    if _FILE.search(line):
        return None
    line = _DAY_FIRST.sub("", _EDGE.sub("", _FILE_FIRST.sub("", line)), count=1)
    number = _LEADING_NUMBER.match(line)
    line = _LEADING_CODE.sub("", line[number.end() :] if number else line)
    while line[:1] in _CLOSINGS and _CLOSINGS[line[0]] not in line[1:]:
        line = line[1:].lstrip()
    return line if _LONG_WORD.search(line) and not _OF_THE_SEANCE.match(line) else None


_NOUNS = {
    "deliberation": "Délibération",
    "arrete": "Arrêté",
    "decision": "Décision",
    "recueil": "Recueil des actes administratifs",
    "autre": "Document",
}


def make_title(identity: Identity) -> Identity:
    """Return the identity with a title, marked as made, where the act prints none; unchanged if nothing tells it
    from others of its kind.
    """
    if identity.title:
        return identity
    title = _title_of(identity)
    return replace(identity, title=title, title_made=True) if title else identity


def _title_of(identity: Identity) -> str | None:
    day = _format_date(identity.date)
    match identity.kind:
        case "pv":
            return f"Procès-verbal de la séance du {day}" if day else "Procès-verbal de séance"
        case "annexe":
            own = _format_date(identity.document_date)
            return f"Annexe à l'acte du {day}" if day else f"Document annexé, {own}" if own else None
        case None:
            return f"Point de la séance du {day}" if day else None
    noun = _NOUNS[identity.kind]
    number = f" n° {identity.number}" if identity.number and identity.kind != "autre" else ""
    day = day or _format_date(identity.document_date)
    link = " du " if day and day[0].isdigit() and " " in day else ", "
    return f"{noun}{number}{link}{day}" if day else f"{noun}{number}" if number else None


def _format_date(when: PartialDate | None) -> str | None:
    return when.in_words() if when and when.exists else None
