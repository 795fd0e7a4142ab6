"""Find who is asked to pay: « sollicite une subvention de 12 000 € auprès du Département », « au titre de la
DETR ».

A funder is one of a closed list (État, Région, Département, agencies, European funds, syndicats) or one of its
schemes (DETR, DSIL, fonds vert), named in a sentence that asks for money. « l'État au titre de la DETR » is one
funder; « la DETR et le fonds vert » are two. A request that an association addresses to the commune is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from recueil.values import Amount, Mention, Percentage
from recueil.values.award import Funder, FundingPlan
from recueil.values.mention import mentions_between

_ASKS = re.compile(
    r"(?<![a-z])(?:sollicit\w{1,4}|(?P<noun>demandes?(?=\s{1,3}(?:de|d'|aupres)))|demand(?:e|er|ent"
    r"|ons|ant)(?!\s(?:si|s'il|que|qu'|a ce que|pourquoi|comment|quand|combien))|(?P<participle>demandees?"
    r"|attendues?|escomptees?|sollicitees?)|depos(?:e|er|ent|ons)\s{1,3}(?:(?:une|la|les|des|un|le|ce)\s)?(?:dossiers?|demandes?))(?![a-z])"
)
# « valide la demande de subvention auprès du », « une demande sera déposée »; a title asks for nothing by itself.
_MAKES = re.compile(
    r"(?<![a-z])(?:valid|approuv|autoris|depos|present|adress|formul|effectu|etabli|faire|fait|decid|transm|propos|engag|lanc)\w{0,6}(?![a-z])"
)
_MADE = re.compile(
    r"(?<![a-z])(?:sera|seront|est|sont|ont ete|a ete|peut etre) (?:deposee?|faite?|adressee?"
    r"|presentee?|formulee?)s?(?![a-z])"
)
_MAKES_REACH = 110
# A title asks for money where a decision follows; an agenda decides nothing.
_DECIDED = re.compile(r"(?<![a-z])(?:unanim|approuv|adopt|decid|autoris|valid|sollicit)")
_AGENDA = re.compile(r"ordre du jour|convocation|compte rendu des (?:decisions|delegations)|decisions? du maire")
_DECIDED_REACH, _AGENDA_REACH = 1500, 2500
_AID = re.compile(
    r"(?<![a-z])(?:subventions?|aides?|concours financiers?|concours|participations?|soutiens? financiers?|soutien"
    r"|financements?|cofinancements?|co-financements?|fonds|dotations?|credits|detr|dsil"
    r"|accompagnement financier)(?![a-z])"
)
_AID_REACH = 90
_NOUN_REACH = 40
_REACH = 420
# Where the request ends: the next sentence or the next verb of the dispositif.
_END = re.compile(
    r"[.;](?=\s)(?<!\sart\.)|\n\s{0,60}(?:\n|[-•*>–➢]\s|\d{1,2}[°)])"
    r"|\s[-–•➢]\s(?=[a-z' ]{0,12}(?:autoris|dit|precis|charg|approuv|donn|s'engag|inscri|mandat))"
    r"|(?<![a-z])(?:autorise|donne pouvoir|charge|dit que|s'engage|apres en avoir|le conseil"
    r"|considerant|vu l|adopte|inscrit)(?![a-z])"
)
_CITED = re.compile(
    r"(?<![a-z])(?:vu (?:la|les|le|l')\s?|avai(?:t|ent)\s|rappel\w{1,4}\s[^.;]{0,80}"
    r"|(?:l'association|le club|l'amicale)\s[^.;]{0,60}"
    r"|(?:sa|leur|leurs|ses|de ces|aux)\s)\Z"
)
_REFUSED = re.compile(r"(?<![a-z])(?:avis|accord|autorisation|derogation|precisions?|report)(?![a-z])")

_STATE = "etat"
_FUNDERS: tuple[tuple[str, str], ...] = (
    (
        _STATE,
        r"etat(?! des| civil| d'av| de (?:la|l')| du )|prefet(?:e)?(?: de (?:la )?region)?"
        r"|prefecture|sous-prefecture",
    ),
    ("region", r"regions?(?!al)|conseil regional"),
    ("departement", r"departements?(?!al)|conseil (?:departemental|general)|cd ?[0-9]{2}"),
    ("caf", r"c\.?a\.?f(?![a-z])|caisses? d'allocations familiales"),
    ("msa", r"msa(?![a-z])|mutualite sociale agricole"),
    ("ademe", r"ademe"),
    ("eau", r"agence de l'eau"),
    ("ans", r"agence nationale du sport|ans(?! )(?![a-z])|cnds"),
    ("drac", r"drac(?![a-z])|direction regionale des affaires culturelles"),
    ("ars", r"ars(?![a-z])|agence regionale de sante"),
    ("anah", r"anah(?![a-z])"),
    ("anru", r"anru(?![a-z])"),
    ("europe", r"union europeenne|europe(?![a-z])|fonds? europeens?"),
    ("bdt", r"banque des territoires|caisse des depots"),
    (
        "energie",
        r"syndicats? (?:departemental )?(?:d'|des |de l')?(?:energies?|electrification|electricite)"
        r"|sde ?[0-9]{2}|sdec|siel(?![a-z])|sigerly|sieds|siea(?![a-z])|te ?[0-9]{2}(?![0-9])",
    ),
    ("epci", r"communautes? (?:de communes|d'agglomeration|urbaine)|metropole|agglomeration"),
    ("parc", r"parc naturel regional|pnr(?![a-z])|petr(?![a-z])"),
    ("fondation", r"fondation (?:du patrimoine|de france)|mission patrimoine|loto du patrimoine"),
    ("ofb", r"office francais de la biodiversite|ofb(?![a-z])"),
    ("cnc", r"cnc(?![a-z])|centre national (?:du livre|de la musique|du cinema)"),
    ("carsat", r"carsat|cnsa(?![a-z])|onac\w{0,2}"),
    ("federation", r"federation francaise d"),
)
# Schemes, with the funder whose they are.
_SCHEMES: tuple[tuple[str, str, str], ...] = (
    ("detr", _STATE, r"d\.?e\.?t\.?r(?![a-z])|dotation d'equipement des territoires ruraux"),
    ("dsil", _STATE, r"dsil(?![a-z])|dotation de soutien a l'investissement local|dsipl"),
    ("fonds vert", _STATE, r"fonds? verts?"),
    ("dsid", _STATE, r"dsid(?![a-z])"),
    ("dpv", _STATE, r"dpv(?![a-z])|dotation politique de la ville"),
    ("fnadt", _STATE, r"fnadt"),
    ("fipd", _STATE, r"fipd(?![a-z])|fonds interministeriel de prevention"),
    ("feder", "europe", r"feder(?![a-z])"),
    ("feader", "europe", r"feader"),
    ("leader", "europe", r"leader(?![a-z])"),
    ("fse", "europe", r"fse(?![a-z])|fonds social europeen"),
    ("amendes", "departement", r"amendes de police"),
    ("contrat", "", r"contrats? (?:de ruralite|regional|departemental|territorial|d'amenagement|rural)"),
)
_OWNERS = {scheme: owner for scheme, owner, _ in _SCHEMES}
_KEYS = tuple(key for key, _ in _FUNDERS) + tuple(scheme for scheme, *_ in _SCHEMES)
_FUNDER = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(
        f"(?P<k{at}>{words})"
        for at, words in enumerate([words for _, words in _FUNDERS] + [words for *_, words in _SCHEMES])
    )
    + ")"
)
_AFTER_NAME = re.compile(
    r"(?:\s(?:de la|de l'|de|du|des|d'|en)?\s?[A-ZÀ-Ý][\w’'-]{1,30}(?:[ -](?:et |de |du |la "
    r"|les )?[A-ZÀ-Ý][\w’-]{1,30}){0,3})"
    r"|\s20[0-9]{2}(?![0-9])"
)
# « l'État au titre de la DETR », « l'État (DSIL) », « l'Europe dans le cadre du FEDER »
_OF_SCHEME = re.compile(
    r"[\s,(:–-]{1,4}(?:au titre|dans le cadre|par le biais|via|a travers|pour"
    r"|programme)?\s?(?:de la|de l'|du|des|de|le|la|les)?\s?"
    r"(?:dotation\s|fonds\s|programme\s|dispositif\s)?[«\"]?\s?"
)
_ASKED_FROM = re.compile(
    r"(?:aupres|services|part|titre|cadre|fonds|biais|via|programme|(?<![a-z])(?:a|au|aux|de|du|des|et|ou|par|l'|d'|le|la|les)|[,(:/«\"-])\s{0,3}"
    r"(?:d[eu]s?\s|de (?:la\s|l')|l'|la\s|le\s|les\s|[«\"(]\s?)?\Z"
)
_UP_TO = re.compile(r"\s(?:a (?:la )?hauteur de|pour (?:un montant de|la somme de)?)\s")
_SUBJECT = re.compile(r"[^.;:€\n]{0,40}\s(?:sera|seront|est|sont)\s(?:egalement |aussi )?")
_PASSIVE_REACH = 90
_COST = re.compile(
    r"(?<![a-z])(?:couts?|montant (?:total|global|des travaux|de l'operation|du projet|hors taxes?"
    r"|ht)|estim\w{1,4}|depenses?|devis"
    r"|travaux(?: d'un montant)?|s'elev\w{1,4}|base|total|enveloppe|sur)(?![a-z])[^€]{0,40}\Z"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A funder named in a request, and the keys that it is known by."""

    start: int
    end: int
    keys: frozenset[str]


def find_requests(
    text: str, plain: str, amounts: Sequence[Mention], percentages: Sequence[Mention]
) -> Iterator[FundingPlan]:
    """Yield the funders that each request asks, in reading order; they may repeat one another."""
    if not any(word in plain for word in ("sollicit", "demand", "depos", "attendue", "escomptee")):
        return
    done = 0
    for ask in _ASKS.finditer(plain):
        if ask.start() < done:
            continue
        aid = _AID.search(plain, ask.end(), ask.end() + _AID_REACH)
        if request := _passive(text, plain, ask, amounts, percentages):
            yield request
            continue
        if aid is None and ask["participle"]:
            aid = _AID.search(plain, max(0, ask.start() - _NOUN_REACH), ask.start())
        if aid is None or _is_cited(plain, ask, aid.start()):
            continue
        since = max(ask.end(), aid.end())
        stop = _END.search(plain, since, since + _REACH)
        end = stop.start() if stop else min(len(plain), since + _REACH)
        if ask["noun"] and not _is_made(plain, ask, end):
            continue
        named = list(_named_funders(text, plain, ask.end(), end))
        if not named or (ask["noun"] and ":" in plain[ask.end() : named[0].start]):
            continue
        done = end
        funders = tuple(_with_figures(text, plain, ask.end(), end, named, amounts, percentages))
        yield FundingPlan(ask.start(), max(funder.end for funder in funders), funders, None, requested=True)


def _passive(
    text: str, plain: str, ask: re.Match[str], amounts: Sequence[Mention], percentages: Sequence[Mention]
) -> FundingPlan | None:
    """Return the request in « L'agence de l'eau Loire-Bretagne sera sollicitée à hauteur de 146 196 € (30 %) »."""
    end = min(len(plain), ask.end() + _PASSIVE_REACH)
    if not plain.startswith("sollicit", ask.start()) or not _UP_TO.match(plain, ask.end(), end):
        return None
    start = max(0, ask.start() - _PASSIVE_REACH)
    *_, funder = (None, *_FUNDER.finditer(plain, start, ask.start()))
    if funder is None or not _SUBJECT.fullmatch(plain, funder.end(), ask.start()):
        return None
    stop = _END.search(plain, ask.end(), end)
    after = _AFTER_NAME.match(text, funder.end(), ask.start())
    name = _Named(funder.start(), after.end() if after else funder.end(), frozenset())
    figures = _with_figures(text, plain, ask.end(), stop.start() if stop else end, [name], amounts, percentages)
    return FundingPlan(funder.start(), ask.end(), tuple(figures), None, requested=True)


def _is_made(plain: str, ask: re.Match[str], end: int) -> bool:
    """Return whether a decision makes the request or follows its title."""
    before = plain[max(0, ask.start() - _MAKES_REACH) : ask.start()]
    sentence = before[max(before.rfind(". "), before.rfind(".\n"), before.rfind("\n\n")) + 1 :]
    if _MAKES.search(sentence) or _MADE.search(plain, ask.end(), end):
        return True
    listed = _AGENDA.search(plain, max(0, ask.start() - _AGENDA_REACH), ask.start())
    return not listed and _DECIDED.search(plain, end, end + _DECIDED_REACH) is not None


def _is_cited(plain: str, ask: re.Match[str], aid: int) -> bool:
    before = plain[max(0, ask.start() - 110) : ask.start()]
    sentence = before[max(before.rfind(". "), before.rfind(".\n"), before.rfind("\n\n")) + 1 :]
    return _CITED.search(sentence) is not None or _REFUSED.search(plain, ask.end(), aid) is not None


def _named_funders(text: str, plain: str, start: int, end: int) -> Iterator[_Named]:
    """Yield the funders between two offsets; a funder and the scheme after it are one."""
    current: _Named | None = None
    for match in _FUNDER.finditer(plain, start, end):
        if current and match.start() < current.end:
            continue
        if not _ASKED_FROM.search(plain, max(start, match.start() - 40), match.start()) and not _is_scheme(match):
            continue
        key = _KEYS[int(str(match.lastgroup)[1:])]
        after = _AFTER_NAME.match(text, match.end(), end)
        if after and (
            (_is_scheme(match) and not after[0].strip().isdigit())
            or _FUNDER.search(plain, match.end() + 1, after.end())
        ):
            after = None
        stop = after.end() if after else match.end()
        keys = frozenset({key, _OWNERS.get(key) or key})
        joined = (
            current is not None
            and _is_scheme(match)
            and len(current.keys) == 1
            and (_OWNERS[key] in ("", *current.keys))
            and _OF_SCHEME.fullmatch(plain, current.end, match.start())
        )
        if current and joined:
            current = _Named(current.start, stop, current.keys | keys)
            continue
        if current:
            yield current
        current = _Named(match.start(), stop, keys)
    if current:
        yield current


def _is_scheme(match: re.Match[str]) -> bool:
    return int(str(match.lastgroup)[1:]) >= len(_FUNDERS)


def _with_figures(
    text: str,
    plain: str,
    start: int,
    end: int,
    named: Sequence[_Named],
    amounts: Sequence[Mention],
    percentages: Sequence[Mention],
) -> Iterator[Funder]:
    """Yield each funder with its amount and share.

    They stand before their funders if an amount stands before the first funder, otherwise after them.
    """
    sums = [mention for mention in mentions_between(amounts, start, end) if _is_asked(plain, start, mention)]
    shares = [
        mention for mention in mentions_between(percentages, start, end) if isinstance(mention.value, Percentage)
    ]
    before = bool(sums) and sums[0].start < named[0].start
    for at, one in enumerate(named):
        left = (named[at - 1].end if at else start) if before else one.end
        right = one.start if before else (named[at + 1].start if at + 1 < len(named) else end)
        own = mentions_between(sums, left, right)
        amount = own[0] if len(own) == 1 else None
        if len(named) == 1 and len(sums) == 1:
            amount = sums[0]
        rate = mentions_between(shares, one.end, named[at + 1].start if at + 1 < len(named) else end)
        share = rate[0].value.percent if len(rate) == 1 and isinstance(rate[0].value, Percentage) else None
        name = " ".join(text[one.start : one.end].split())
        name += ")" if name.count("(") > name.count(")") else ""
        yield Funder(one.start, one.end, name, amount, share)


def _is_asked(plain: str, start: int, amount: Mention) -> bool:
    """Return whether an amount is asked for: not the cost of the works, nor a rate."""
    value = amount.value
    asked = isinstance(value, Amount) and value.per is None and value.amount > 0
    return asked and _COST.search(plain, max(start, amount.start - 60), amount.start) is None


def funder_keys(plain: str) -> frozenset[str]:
    """Return the keys of the funders that folded words name."""
    keys = {_KEYS[int(str(match.lastgroup)[1:])] for match in _FUNDER.finditer(plain)}
    return frozenset(keys | {owner for key in keys if (owner := _OWNERS.get(key))})


def merge_requests(plain: str, requests: Sequence[FundingPlan], plans: Sequence[FundingPlan]) -> list[FundingPlan]:
    """Return the requests without what they repeat of each other or of the plans."""
    known = [(funder_keys(plain[f.start : f.end]), f.amount, -1, f) for plan in plans for f in plan.funders]
    for number, request in enumerate(requests):
        for funder in request.funders:
            keys = funder_keys(plain[funder.start : funder.end])
            same = next((at for at, other in enumerate(known) if _is_same(keys, funder.amount, *other[:2])), None)
            if same is None:
                known.append((keys, funder.amount, number, funder))
            elif known[same][2] >= 0:
                known[same] = _more_complete(known[same], (keys, funder.amount, number, funder))
    kept = {number: tuple(f for _, _, of, f in known if of == number) for number in range(len(requests))}
    return [replace(request, funders=kept[at]) for at, request in enumerate(requests) if kept[at]]


_Known = tuple[frozenset[str], Mention | None, int, Funder]


def _more_complete(one: _Known, other: _Known) -> _Known:
    return other if (other[1] is not None, len(other[0])) > (one[1] is not None, len(one[0])) else one


def _is_same(keys: frozenset[str], amount: Mention | None, others: frozenset[str], other: Mention | None) -> bool:
    agree = amount is None or other is None or _figure(amount) == _figure(other)
    return agree and bool(keys) and bool(others) and (keys <= others or others <= keys)


def _figure(mention: Mention) -> Decimal | None:
    return mention.value.amount if isinstance(mention.value, Amount) else None
