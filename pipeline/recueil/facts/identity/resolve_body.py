"""Resolve which public body an act is of, and say how that is known.

The number of the act comes first, then the name with what tells it from its namesakes: « 93200 Saint-Denis »,
« Département de la Seine-Saint-Denis », « Arrondissement de Béthune », the EPCI of the commune, the préfecture
that received the act. Where namesakes remain, the body is ambiguous; where all contradict the act, it is unknown.

Communes merge: an act older than that is of the commune that there was then, and one that names a commune déléguée
is of the commune that it is a part of. Where the date leaves both, the act is ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple, cast

from recueil.entities.places.communes import CommuneRow, fold_name
from recueil.facts.identity.body import find_body_sort
from recueil.facts.identity.body_spelling import departement_of
from recueil.facts.identity.kind import HEAD_LENGTH
from recueil.facts.identity.referential import DatedCommune, Referential
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values.act import Identity
from recueil.values.body import (
    LEADING_WORDS,
    Body,
    BodyKind,
    BodyReason,
    BodyResolution,
    Evidence,
    drop_leading_words,
    name_without_time,
)
from recueil.values.date import PartialDate

# Old communes keep numbers of the series of communes, 21; other bodies of the same name have others.
_SERIES_OF_COMMUNES = "21"
_HEAD = 2_000
_TAIL = 800
_HEAD_END = re.compile(r"^\W{0,9}(?:vus?|considerant|objet|expose|exposition|rapport)\b", re.MULTILINE)
_POSTAL_CODE = re.compile(r"(?<!\d)(?<!\d[ .])(?P<code>[0-9]{5})(?!\d)[\s,–-]{1,6}(?P<name>[a-zœ][a-zœ' -]{1,45})")
_AFTER_NAME = r"\s{0,3}[(,–-]\s{0,3}(?P<code>[0-9]{5}|[0-9]{2,3}|2[ab])\b(?!\s?[.,/–-]?\s?\d)"
_IN_BRACKETS = r"\s{0,3}\(\s{0,3}(?P<departement>[a-z][a-z' -]{1,30})\)"
_OF = r"(?:\s{1,40}(?:de\s{1,4}l['’]|d['’]|(?:de\s{1,4}la|des?|du)\b))?\s{0,4}:?\s{0,40}"
_WORDS = r"(?P<name>[a-z][a-z'’-]{0,30}(?:[\s-]{1,3}[a-z'’-]{1,30}){0,7})"
_DEPARTEMENT = PrefilteredPattern(
    rf"\bdepartement(?:\s{{0,3}}(?:n\s?°|:)?\s{{0,3}}(?P<code>[0-9]{{2,3}}|2[ab])\b(?!\s?[.,/-]?\s?\d)|{_OF}{_WORDS})",
    "departement",
)
# « Code INSEE : 93066 »
_INSEE = re.compile(r"\binsee\b[^\S\n]{0,3}(?:n\s?°|:)?[^\S\n]{0,3}(?P<code>[0-9][0-9ab][0-9]{3})(?!\d)")
# « GIRONDE », « 33 – Gironde », « Gironde (33) », « Lunel Agglo »: on a line of its own
_LINE = re.compile(
    r"^[^\w\n]{0,20}(?:[0-9]{2,3}[^\w\n]{1,5})?(?P<name>\w[^\n]{1,100}?)(?:\s?\([0-9]{2,3}\))?[^\w\n]{0,20}$",
    re.MULTILINE,
)
_NAMES_EPCI = re.compile(r"\b(?:agglo|communaute|metropole)")
_PLACE = PrefilteredPattern(rf"\b(?:arrondissement|canton){_OF}{_WORDS}", "arrondissement", "canton")
_PREFECTURE = PrefilteredPattern(rf"\b(?P<sub>sous-?\s?)?prefecture{_OF}{_WORDS}", "prefecture")
_EPCI = PrefilteredPattern(
    r"\b(?P<type>communaute\s{1,4}(?:de\s{1,4}communes|d['’]\s?agglomeration|urbaine)|metropole)" + _OF + _WORDS,
    *("communaute", "metropole"),
)
# « les services du Département de la Marne », « le conseil du canton »: another's.
_OTHERS = re.compile(r"\b(?:du|le|au|avec|conseil|entre\s{1,4}le|dans\s{1,4}le)\s{1,4}\Z")
_OF_LABEL = re.compile(
    r" \((?:[0-9]{2,3}|2[AB])(?:, jusqu'en [0-9]{4})?\)\Z| \((?:[0-9AB]{5}, )?jusqu'en [0-9]{4}\)\Z"
)
_WITH_DEPARTEMENT = re.compile(r"\s{0,3}\(\s?(?P<code>[0-9]{2,3}|2[abAB])\s?\)\s{0,3}\Z")
_ARTICLE = re.compile(r"l(?:[ae]s?\s|['’])", re.IGNORECASE)
_OF_WHAT = r"\b(?:commune|ville|mairie|maire|conseil\s{1,4}municipal)\s{1,20}"
_OF_A_DEPARTEMENT = ("departementa", "gendarmerie", "sdis")
_SPELLED = {"saint": r"(?:saint|st\.?)", "sainte": r"(?:sainte|ste\.?)"}
_MOST_CANDIDATES = 40
_KINDS: Sequence[tuple[str, BodyKind]] = (
    (r"communaute\b|metropole\b|eurometropole|c\.?c\.?\s|etablissement\s+public\s+territorial", "cc"),
    (r"departement\b", "departement"),
    (r"region\b", "region"),
    (r"(?:sous-?\s?)?prefecture\b|ministere\b", "prefecture"),
    (r"syndicat|petr\b|pole\s+d|si(?:vu|vom|vos|aep|aepa|ctom|rtom)\b|smi?(?:ctom|rtom|tc)\b", "syndicate"),
    (r"c[ci]as\b|centre\s+(?:inter)?communal\s+d|caisse\b|service\s+departemental|sdis\b|office\s", "board"),
    (r"agence\b|ars(?![\w-])", "agency"),
    (
        r"centre\b|groupe\b|etablissement\b|chr?u\b|ehpad\b|maison\b|tribunal\b|regie\b|universite\b|academie\b"
        r"|directions?\b",
        "establishment",
    ),
)
# « Ville de Saint-Denis », as settings may call a commune
_GENERIC = re.compile(
    r"\A(?:ville|commune|mairie)\s{1,3}(?:de\s{1,3}|du\s{1,3}|des\s{1,3}|d['’]\s?)", re.IGNORECASE
)
_KINDS_OF_OTHERS = ("syndicate", "board", "agency", "establishment")
_KIND_PATTERNS = [(re.compile(pattern), kind) for pattern, kind in _KINDS]
_OF_COMMUNE = re.compile(
    r"\b(?:de|du|des|d['’])\s{0,3}(?P<name>(?:l[ae]s?\s|l['’])?[^\W\d_].{1,60})\Z", re.IGNORECASE
)
_TERRITORY = re.compile(r"\w+\s+(?:de\s+région\s+|de\s+la\s+région\s+)?(?P<name>.+)", re.IGNORECASE)


class PrintedNumber(NamedTuple):
    """The SIREN that an act prints in its identifier or its letterhead, and the département of the identifier."""

    siren: str | None = None
    departement: str | None = None
    in_identifier: bool = False


def printed_number(identity: Identity) -> PrintedNumber:
    """Return the SIREN that an act prints."""
    in_identifier = bool(identity.siren and identity.ctes and f"-{identity.siren}-" in identity.ctes)
    return PrintedNumber(identity.siren, identity.department, in_identifier)


@dataclass(frozen=True, slots=True)
class _Clue:
    """Words of an act that show where its body is: in which départements, at which postal code, in which EPCI, or
    which it is, by its INSEE ``code``.

    Or whether its name has an article, as « du Vernoy » shows, and « de Vernoy ». ``firm``: a body that does not
    fit it is not the act's.
    """

    reason: BodyReason
    span: Evidence | None
    departements: frozenset[str] = frozenset()
    postal_code: str | None = None
    code: str | None = None
    epci: frozenset[str] = frozenset()
    has_article: bool | None = None
    firm: bool = False

    def fits(self, row: CommuneRow) -> bool:
        return (
            row.departement in self.departements
            or (self.code is not None and self.code == row.code)
            or (self.has_article is not None and self.has_article == bool(_ARTICLE.match(row.name)))
            or (self.postal_code is not None and self.postal_code in row.postal_codes.split())
            or not self.epci.isdisjoint(row.epci.split())
        )


def resolve_body(
    text: str, name: str | None, printed: PrintedNumber, referential: Referential, when: PartialDate | None = None
) -> BodyResolution | None:
    """Resolve the body of an act from its number, or from the name in its letterhead; None if it has neither.

    A number in the letterhead that is not of the body named there leaves the act ambiguous: either may be wrong.
    ``when`` is the date of the act.
    """
    when = when if when and when.exists else None
    reason: BodyReason = "ctes" if printed.in_identifier else "siret"
    body = _body_of_number(printed.siren, when, referential) if printed.siren else None
    if body and printed.siren and (printed.in_identifier or not name):
        return BodyResolution.of(body, reason, _places_of(text, printed.siren))
    if not name:
        return None
    found = resolve_name(name, text, referential, printed.departement, when)
    if printed.siren is None:
        return found
    places = _places_of(text, printed.siren)
    of_commune = found.kind == "commune" and (found.siren or found.reason == "date")
    if body is None and found.reason == "date" and printed.siren.startswith(_SERIES_OF_COMMUNES):
        return replace(found, siren=found.siren or printed.siren, reason=reason, evidence=places)
    if body is None and of_commune and printed.siren.startswith(_SERIES_OF_COMMUNES):
        return replace(found, reason=reason, evidence=places)  # the number of the commune before it was merged
    if not printed.in_identifier and (_contradicts(found, body, referential) if body else of_commune):
        named = (found.siren,) if found.siren else found.candidates
        return BodyResolution(
            f"{found.label} ({printed.siren})",
            reason="contradiction",
            candidates=(printed.siren, *named),
            evidence=(*places, *found.evidence),
        )
    if body:
        return BodyResolution.of(body, reason, places)
    label = f"{found.label} ({printed.siren})" if found.siren or found.candidates else found.label
    return BodyResolution(label, found.kind, printed.siren, found.departement, reason, evidence=places)


def _body_of_number(siren: str, when: PartialDate | None, referential: Referential) -> Body | None:
    """Return the body of a SIREN; after a merger that of the commune that goes on printing an old number."""
    body = referential.body_of(siren)
    former = referential.former_of_label(body.label) if body and body.last_year else None
    if former is None or when is None or not former.has_ended(when):
        return body
    return referential.whole_at(former.code, when) or body


def _contradicts(found: BodyResolution, body: Body, referential: Referential) -> bool:
    """Return whether a name in a letterhead is not that of the body whose number stands there.

    A name that the tables lack may be another one of the body, unless it states another kind.
    """
    if body.siren == found.siren or body.siren in found.candidates:
        return False
    named_body = referential.body_of(found.siren) if found.siren else None
    if body.kind == "commune" and named_body and named_body.code == body.code:
        return False  # before a merger and after it
    by_name_alone = found.kind in (None, "commune") and found.reason in (None, "unique_name", "date")
    if body.kind == "commune" and by_name_alone:
        named = referential.communes_named(name_without_time(found.label))
        if any(body.code in (row.code, row.current) for row in named):
            return False  # the name of what is a part of it now
    return bool(found.siren or found.candidates or (found.kind and found.kind != body.kind))


def kind_of_name(name: str) -> BodyKind | None:
    """Return the kind that a name states by its first words, ``cc`` for any EPCI; None for a name alone."""
    small = fold_accents(name)
    return next((kind for pattern, kind in _KIND_PATTERNS if pattern.match(small)), None)


def resolve_name(
    name: str,
    text: str,
    referential: Referential,
    departement: str | None = None,
    when: PartialDate | None = None,
) -> BodyResolution:
    """Resolve the name of a body, with what ``text`` tells of it.

    ``departement`` is that of the act's identifier, ``when`` its date. A name may carry its own département:
    « Saint-Denis (93) ».
    """
    when = when if when and when.exists else None
    own = _WITH_DEPARTEMENT.search(name)
    code = own["code"].upper() if own else departement_of(departement)
    bare = name[: own.start()] if own else name
    small = fold_accents(text)
    kind = kind_of_name(bare)
    if kind in _KINDS_OF_OTHERS and _link_before(small[:_HEAD], fold_name(bare)):
        kind = None if referential.communes_named(bare) else kind  # « commune d'Ars » is no agency
    place = _OF_COMMUNE.search(bare) if kind == "board" else None
    own_name = _GENERIC.sub("", bare)
    clues = tuple(_find_clues(small, place["name"] if place else own_name, code, referential, when))
    found: BodyResolution | None = None
    if own_name != bare:
        commune = _resolve_commune(own_name, clues, referential, when)
        found = commune if commune and (commune.siren or commune.candidates or commune.reason == "date") else None
    elif kind is None:
        of_community = find_body_sort(small[:HEAD_LENGTH]) == "community"
        found = None if of_community else _resolve_commune(bare, clues, referential, when)
        found = found or _resolve_epci(bare, clues, referential)
    elif kind == "cc":
        found = _resolve_epci(bare, clues, referential)
    elif kind in ("departement", "region", "prefecture"):
        found = _resolve_territory(bare, kind, referential)
    elif place:
        found = _resolve_board(bare, place["name"], clues, referential, when)
    if found is None:
        state = kind in ("prefecture", "region")  # those of a région serve several départements
        where = None if state else _departement_served(bare, referential) or _departement_of(clues)
        found = BodyResolution(bare, None if kind == "cc" else kind, departement=where)
    return replace(found, evidence=(*_place_of_name(small, bare), *found.evidence))


def _resolve_commune(
    name: str, clues: Sequence[_Clue], referential: Referential, when: PartialDate | None
) -> BodyResolution | None:
    choices = referential.communes_at(name, when)[:_MOST_CANDIDATES]
    if not choices:
        return _resolve_part(name, clues, referential, when)
    left, reason, evidence = choices, "unique_name", []
    for clue in clues:
        fitting = [each for each in left if clue.fits(each.row)]
        if not fitting and clue.firm:
            if len(left) == len(choices):
                return _resolve_part(name, clues, referential, when)
            return BodyResolution(name, "commune", candidates=_sirens(choices, referential))
        if fitting and len(fitting) < len(left):
            left, reason = fitting, clue.reason
            evidence += [clue.span] if clue.span else []
    only = left[0]
    if len(left) > 1 or (only.period and not only.is_certain):
        return BodyResolution(name, "commune", candidates=_sirens(left, referential))
    if only.period:
        return BodyResolution.of(referential.former_commune(only.period), "date", tuple(evidence))
    return BodyResolution.of(referential.commune(only.row), cast("BodyReason", reason), tuple(evidence))


def _resolve_part(
    name: str, clues: Sequence[_Clue], referential: Referential, when: PartialDate | None
) -> BodyResolution | None:
    """Resolve the name of what is a part of a commune, or of a commune that the act does not fit.

    An act without a date may be older than the merger: only an arrondissement leads to its commune then.
    """
    firm = [clue for clue in clues if clue.firm and clue.departements]
    named = referential.communes_named(name)
    left = [row for row in named if row.kind != "commune" and all(clue.fits(row) for clue in firm)]
    formers = [
        period
        for period in referential.formers_named(name)
        if when and all(period.departement in clue.departements for clue in firm)
    ]
    owner = referential.commune_of_code(left[0].current) if len(left) == 1 else None
    if owner and left[0].kind == "arrondissement":
        return BodyResolution.of(referential.commune(owner), "part")
    codes = {row.code for row in left} | {period.code for period in formers}
    if when and len(codes) == 1 and (whole := referential.whole_at(min(codes), when)):
        return BodyResolution.of(whole, "part")
    if not (named or formers):
        return None
    departement = left[0].departement if len(left) == 1 else _departement_of(clues)
    label = f"{name} ({departement})" if departement and (len(named) > 1 or not left) else name
    return BodyResolution(label, "commune", departement=departement)


def _resolve_epci(name: str, clues: Sequence[_Clue], referential: Referential) -> BodyResolution | None:
    found = referential.epci_named(name)
    where = next((clue.departements for clue in clues if clue.firm and clue.departements), None)
    left = [each for each in found if where is None or referential.departements_of_epci(each.siren or "") & where]
    if len(left) > 1:
        return BodyResolution(name, None, candidates=tuple(each.siren for each in left if each.siren))
    if found and not left and len(where or ()) > 1:  # the act may be of one that has grown
        return BodyResolution(name, None, candidates=tuple(each.siren for each in found if each.siren))
    reason: BodyReason = "unique_name" if len(found) == 1 else "departement"
    return BodyResolution.of(left[0], reason) if left else None


def _resolve_territory(name: str, kind: BodyKind, referential: Referential) -> BodyResolution | None:
    match = _TERRITORY.match(name)
    own = match["name"] if match else name
    body = referential.departement_named(own) if kind != "region" else referential.region_named(own)
    if body is None:
        return None
    if kind == "prefecture":
        return BodyResolution(name, kind, departement=body.departement)
    return BodyResolution.of(body, "unique_name")


def _resolve_board(
    name: str, place: str, clues: Sequence[_Clue], referential: Referential, when: PartialDate | None
) -> BodyResolution | None:
    """Tell « CCAS de Saint-Denis » of one département from that of another; its SIREN is not known.

    That of a commune that has merged has another label than that of the new one.
    """
    commune = _resolve_commune(place, clues, referential, when)
    if commune is None or not (commune.siren or commune.reason == "date"):
        return None
    suffix = _OF_LABEL.search(commune.label)
    return BodyResolution(name + (suffix[0] if suffix else ""), "board", departement=commune.departement)


def _departement_served(name: str, referential: Referential) -> str | None:
    """Return the département that ends the name of a service of one: « Direction départementale … du Var »."""
    words = fold_name(name).split()
    if not any(word.startswith(_OF_A_DEPARTEMENT) for word in words):
        return None
    after = [n for n in range(1, len(words)) if words[n - 1] in LEADING_WORDS]
    found = (referential.departement_named(" ".join(words[n:])) for n in after)
    return next((body.departement for body in found if body), None)


def _departement_of(clues: Sequence[_Clue]) -> str | None:
    """Return the only département that the firm clues name; None if they name none or several."""
    codes = {code for clue in clues if clue.firm for code in clue.departements}
    return codes.pop() if len(codes) == 1 else None


def _find_clues(
    small: str, name: str, code: str | None, referential: Referential, when: PartialDate | None
) -> Iterator[_Clue]:
    """Yield what an act tells of where its body is, the surest first; of a name that one commune bears, only what
    may contradict it.
    """
    if code:
        yield _Clue("departement", None, frozenset([code]), firm=True)
    end = _HEAD_END.search(small[:_HEAD])
    head = small[: end.start() if end else _HEAD]
    tail = max(len(head), len(small) - _TAIL)
    parts = ((head, 0), (small[tail:], tail))
    is_shared = len({each.row.code for each in referential.communes_at(name, when)}) != 1
    if is_shared:
        for words, offset in parts:
            yield from _find_codes(words, offset, fold_name(name), referential)
    for pattern, reason, firm in _NAMING if is_shared else _FIRM_NAMING:
        for words, offset in parts:
            for match in islice(pattern.finditer(words), _MOST_CLUES):
                if _OTHERS.search(words, max(0, match.start() - 20), match.start()):
                    continue
                places, reached = _departements_named(match, reason, referential)
                if places:
                    span = Evidence(offset + match.start(), offset + reached)
                    yield _Clue(reason, span, places, firm=firm)
    if not is_shared:
        return
    for match in islice(_EPCI.finditer(head), _MOST_CLUES):
        sirens, reached = _epci_named(match, referential)
        if sirens:
            yield _Clue("epci", Evidence(match.start(), reached), epci=sirens)
    for match in islice(_LINE.finditer(head), _MOST_LINES):
        span = Evidence(*match.span("name"))
        if body := referential.departement_named(match["name"]):
            yield _Clue("departement", span, frozenset([body.departement or ""]))
        elif _NAMES_EPCI.search(match["name"]):
            named = referential.epci_named(match["name"])
            yield _Clue("epci", span, epci=frozenset(each.siren for each in named if each.siren))
    if (link := _link_before(head, fold_name(name))) is not None:
        yield _Clue("unique_name", None, has_article=link not in ("de", "d"))


def _link_before(head: str, key: str) -> str | None:
    """Return what links a name to « commune » and the like: « de », « du », « de la »; None without any."""
    own = _spellings_of(key)
    pattern = rf"{_OF_WHAT}(?P<link>de\s{{1,4}}la|des?|du|d)[\s'’]{{1,4}}{own}(?![\w-])"
    match = re.search(pattern, head) if own else None
    return match["link"] if match else None


_MOST_CLUES = 6
_NAMING: Sequence[tuple[PrefilteredPattern, BodyReason, bool]] = (
    (_DEPARTEMENT, "departement", True),
    (_PREFECTURE, "prefecture", True),
    (_PLACE, "place", False),
)
_FIRM_NAMING = [each for each in _NAMING if each[2]]
_MOST_LINES = 40


def _find_codes(words: str, offset: int, key: str, referential: Referential) -> Iterator[_Clue]:
    """Yield the INSEE code, the postal code before or after the name, and the département in brackets after it."""
    for match in islice(_INSEE.finditer(words), _MOST_CLUES):
        span = Evidence(offset + match.start(), offset + match.end())
        yield _Clue("insee", span, code=match["code"].upper())
    own = _spellings_of(key)
    named = re.compile(rf"(?<![\w-])(?:{own})(?:{_AFTER_NAME}|{_IN_BRACKETS})") if own else None
    bare = drop_leading_words(key.split())
    before = (
        match
        for match in _POSTAL_CODE.finditer(words)
        if drop_leading_words(fold_name(match["name"]).split())[: len(bare)] == bare
    )
    for match in islice(before, _MOST_CLUES):
        yield _clue_of_code(match, offset)
    for match in islice(named.finditer(words) if named else (), _MOST_CLUES):
        if match["code"]:
            yield _clue_of_code(match, offset)
        elif body := referential.departement_named(match["departement"]):
            span = Evidence(offset + match.start(), offset + match.end())
            yield _Clue("departement", span, frozenset([body.departement or ""]))


def _spellings_of(key: str) -> str:
    """Return the pattern of a name in a folded text, with « st » for « saint », and « œ »."""
    words = (_SPELLED.get(word) or re.escape(word).replace("oe", "(?:oe|œ)") for word in key.split())
    return r"[\s'’-]{1,4}".join(words)


def _clue_of_code(match: re.Match[str], offset: int) -> _Clue:
    code = match["code"].upper()
    span = Evidence(offset + match.start(), offset + match.end())
    if len(code) < 5:
        return _Clue("departement", span, frozenset([code]))
    overseas = code.startswith(("97", "98"))
    where = {"2A", "2B"} if code.startswith("20") else {code[:3] if overseas else code[:2]}
    return _Clue("postal_code", span, frozenset(where), code)


def _departements_named(
    match: re.Match[str], reason: BodyReason, referential: Referential
) -> tuple[frozenset[str], int]:
    """Return the départements of the longest name of a place that stands after « Département de », and its end."""
    groups = match.groupdict()
    if code := groups.get("code"):
        body = referential.departement(code.upper())
        return frozenset([body.departement or ""] if body else ()), match.end("code")
    of_town = reason == "place" or groups.get("sub")
    for name, length in _starts_of(match["name"]):
        if of_town:
            rows = referential.communes_named(name)
            found = frozenset(row.departement for row in rows if row.kind == "commune")
        else:
            body = referential.departement_named(name)
            found = frozenset([body.departement or ""]) if body else frozenset()
        if found:
            return found, match.start("name") + length
    return frozenset(), match.end()


def _epci_named(match: re.Match[str], referential: Referential) -> tuple[frozenset[str], int]:
    for name, length in _starts_of(match["name"]):
        found = referential.epci_named(f"{match['type']} {name}")
        if sirens := frozenset(each.siren for each in found if each.siren):
            return sirens, match.start("name") + length
    return frozenset(), match.end()


def _starts_of(words: str) -> Iterator[tuple[str, int]]:
    """Yield the starts of some words and their lengths, the longest first; those on one line before others."""
    lines = len(words.partition("\n")[0])
    ends = [match.end() for match in re.finditer(r"\S+", words)]
    for end in sorted(ends, key=lambda end: (end > lines, -end)):
        yield " ".join(words[:end].split()), end


def _sirens(choices: Sequence[DatedCommune], referential: Referential) -> tuple[str, ...]:
    """Return the SIREN of communes, and of the new one where an act may be of either, as far as they are known."""
    merging = (each.period for each in choices if each.period and not each.is_certain)
    new = (referential.commune_of_today(period) for period in merging)
    rows = chain((each.row for each in choices), filter(None, new))
    return tuple(dict.fromkeys(row.siren for row in rows if row.siren))


def _places_of(text: str, siren: str) -> tuple[Evidence, ...]:
    """Return where a SIREN first stands in a text, with or without spaces."""
    match = re.search(r"[ .\u00a0\u202f]?".join(siren), text)
    return (Evidence(match.start(), match.end()),) if match else ()


def _place_of_name(small: str, name: str) -> tuple[Evidence, ...]:
    """Return where the words of a name first stand together in a folded text."""
    own = _spellings_of(fold_name(name))
    match = re.search(rf"(?<!\w){own}", small) if own else None
    return (Evidence(match.start(), match.end()),) if match else ()
