"""Extract the plans de financement of an act: funders, amounts, shares, and the total below.

« Plan de financement : Département 49 %, Région 35 %, Commune 16 % », « DETR 75 000,00 € 30 % », and tables with
expenses on the left and funders on the right. A row is a funder if it names one (« État », « fonds propres ») or
gives an amount with its share; an expense alone is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from recueil.entities.numbers import parse_grouped
from recueil.facts.awards.column_plans import find_column_plans
from recueil.facts.awards.funders import ANY_FUNDER, FUNDER, funder_keys, key_of
from recueil.facts.awards.funding_requests import find_requests, merge_requests
from recueil.text import fold_accents
from recueil.values import Amount, Mention, Percentage
from recueil.values.award import Funder, FundingPlan
from recueil.values.mention import amount_of, mentions_between, start_of

# Literals come first, so that a long text is searched fast; lookbehinds test the text before them.
_PLAN_OPENINGS = (
    re.compile(
        r"financ(?:ement(?:(?<=plan de financement)|(?<=plans de financement)"
        r"|(?<=plan previsionnel de financement)|(?<=modalites de financement))"
        r"|ier(?<=montage financier)"
        r"|(?<![a-z]financ)(?:eurs?(?![a-z])|ement\s(?:serait|sera|est|se presente|s'etablit"
        r"|pourrait)\s|ement (?:previsionnel|de (?:l'|cette )operation|du projet)"
        r"|ee?s? comme suit|ee?s?\s?:))"
    ),
    re.compile(r"origines? d(?:es|u) financements?"),
    re.compile(r"\n[ \t]{0,20}financements?[ \t]{0,3}(?=\n[^\n]{3,70}[0-9])"),
    re.compile(r"ser(?:a|ont|ait|aient)\s(?:couvert|finance)e?s?\spar\s(?=un|l[ae']|des)"),
    # « Autofinancement : 40 000 € » is a row of the plan.
    re.compile(r"financement(?<!autofinancement)(?<!auto[ -]financement)\s{0,3}:"),
    re.compile(r"demandes? (?:de |d')(?:subventions?|financements?|aides?)\s{0,3}:"),
    re.compile(
        r"sollicit\w{1,4}\s[^.;:€]{0,60}?(?<![a-z])(?:subventions?|aides?|financements?|participations?|concours)"
        r"(?:\sfinanci\w{2,4})?\ssuivante?s\s{0,3}:"
    ),
    re.compile(
        r"(?:aides?|subventions?|financements?|participations?)(?: financieres?)?\s(?:esper|attendu"
        r"|escompt|sollicit|demand|envisag|prevu|mobilis|possible|potentiel)"
        r"\w{0,6}(?: (?:sont les suivantes?|sont|comme suit))?\s{0,3}:"
    ),
    re.compile(r"recettes previsionnelles(?<![a-z]recettes previsionnelles)"),
)
_PLAN_END = re.compile(
    r"[acdilmnsv](?<![a-z].)(?:(?<=a)pres en avoir|(?<=l)e (?:conseil|bureau|comite)(?: (?:municipal"
    r"|communautaire|syndical|d'administration))?,? (?:apres|a l'|ainsi|decide|approuve|municipal)"
    r"|(?<=m)onsieur le maire (?:invite|propose|demande)|(?<=m)adame le maire|(?<=a)utorise"
    r"|(?<=s)(?<![/|(] s)(?<!\(s)ollicite(?![a-z])|(?<=a)tteste|(?<=a)pprouve(?![a-z])"
    r"|(?<=i)l est propose|(?<=i)nvite(?![a-z])"
    r"|(?<=c)harge (?:monsieur|madame|le|la)|(?<=d)emande a |(?<=d)it que|(?<=s)'engage"
    r"|(?<=n)ombre de conseillers|(?<=v)ote(?![a-z])|(?<=d)eliberation n)"
)
_FUNDER_NAME = re.compile(
    r"[abcdefilmprsuv](?<![a-z.].)(?<!l'.)(?:(?<=e)tat(?! des)|(?<=d)\.?e\.?t\.?r(?![a-z])|(?<=d)sil|(?<=d)sipl"
    r"|(?<=d)sid(?![a-z])|(?<=d)geta|(?<=f)nadt|(?<=f)ipd|(?<=r)egions?(?![a-z])"
    r"|(?<=d)epartements?(?![a-z])|(?<=c)onseil (?:regional|departemental|general)|(?<=f)eder|(?<=f)eader"
    r"|(?<=f)se(?![a-z])|(?<=l)eader|(?<=e)urope(?![a-z])|(?<=u)nion europeenne"
    r"|(?<=a)deme|(?<=a)gence (?:de l'eau|nationale|regionale|d)|(?<=d)rac(?![a-z])|(?<=c)nds"
    r"|(?<=c)nc(?![a-z])|(?<=c)\.?a\.?f(?![a-z])|(?<=m)sa(?![a-z])|(?<=a)nct|(?<=a)nah|(?<=a)nru"
    r"|(?<=b)anque des territoires|(?<=f)onds? (?:propres?|verts?|de concours|de soutien|europeens?|d'aide"
    r"|departemental|regional|libres?|friche|barnier|propre)|(?<=r)estes? a charge|(?<=a)uto[ -]?financement"
    r"|(?<=p)art (?:communale|commune|de la commune|ville|communautaire)|(?<=p)articipation"
    r"|(?<=c)ontrat (?:de ruralite|territorial|region|departement)|(?<=p)acte|(?<=s)yndicat d"
    r"|(?<=s)d[ei] ?[0-9]{2}"
    r"|(?<=c)d ?[0-9]{2}|(?<=c)ommunes?(?![a-z])|(?<=c)ommunaute (?:de communes|d'agglo|urbaine)"
    r"|(?<=m)etropole|(?<=v)ille(?=\s(?:d[eu]s?\s|d')|\s{0,20}(?:[:(|0-9$–-]|\Z))|(?<=e)mprunts?|(?<=p)ret(?![a-z])|(?<=s)ubventions?|(?<=m)ecen\w{1,4}"
    r"|(?<=f)ondation|(?<=s)ouscription|(?<=d)ons?(?![a-z])|(?<=f)ctva|(?<=p)refecture|(?<=r)ectorat|(?<=c)cas"
    r"|(?<=a)ssociation|(?<=c)artes? d'achat|(?<=c)ertificats? d'economies?|(?<=c)ee(?![a-z])"
    r"|(?<=d)otation|(?<=s)olde|(?<=a)mendes de police|(?<=r)eserve parlementaire|(?<=c)arsat|(?<=a)gefiph"
    r"|(?<=s)ieg(?![a-z])|(?<=s)iem?l(?![a-z])|(?<=s)de[a-z]{1,3}(?![a-z])|(?<=d)\.?g\.?e(?![a-z])|(?<=d)\.?r\.?a\.?c(?![a-z])"
    r"|(?<=f)\.?i\.?p\.?d(?![a-z]))"
)
_TOTAL_LABEL = re.compile(
    r"(?<![a-z])(?:sous[ -]{0,2})?tota(?:l|ux)(?![a-z])|(?<![a-z])(?:cout|montant) (?:total|global)"
)
_SUBTOTAL_LABEL = re.compile(r"sous[ -]?tot")
# Text that joins an amount and its share: « (20 %) : 31 000 € HT », « 45 % , soit 20 250€ ».
_FIGURE_JOIN = re.compile(
    r"(?:[\s|():,;=$*/–—-]|[.…]{2,160}|soit|h\.?t\.?|ttc|€|\(?d?'?un montant de|a hauteur de|arrondi a"
    r"|pour|de(?=\s[0-9(]|\s?\Z)|du (?:montant"
    r"|cout)(?: total| des travaux| ht){0,3}|de la depense){0,80}"
)
_CELL_BREAK = re.compile(
    r"[ \t\u00a0]{2,200}|[|;•>✓●▪\n]|(?<=[\s,;])(?:et|puis)\s|,\s(?!\w{0,12}\s?,)|\s[-–*+°e/]{1,2}_{0,2}\s|\.\s"
    r"|:\s{0,3}(?=\w.{0,40}:)"
)
_LEADING_SIGNS = " \t\n\r\u00a0:,;=|($*.…–—+°_-"
_TRAILING_WORDS = re.compile(
    r"(?<![^\W\d_])(?:soit|(?:à|a) (?:la )?hauteur de|pour|d['’]un montant de|de|[àa]|un montant|montant"
    r"|sollicit[ée]e?|demand[ée]e?|estim[ée]e?|(?:au )?taux"
    r"|(?:prendr|apporter|verser|financer|participer|contribuer|interviendr)(?:a|ait))\Z"
)
_LEADING_WORDS = re.compile(
    r"(?:[\s:,;=|()*.…–—+°_-]|(?i:subventions?|aides?|participations?)\s{0,3}:\s|(?i:recettes?|ressources|financeurs?|taux|montants?(?:\s(?:ht|ttc))?)\s|et\s|e\s|(?:la|le|les|du|de"
    r"|de la|par|soit|assur[ée]{1,2}|apport[ée]{1,2}s?)\s|(?:de\s)?l['’]\s?|d['’]\s?"
    r"|une?\s(?:(?:subvention|aide|participation|contribution|dotation|financement|apport)\s(?=de|du|d['’]))?){1,10}"
)
# Figures of another column, not part of a name: « ADEME 75: 797 », but « DETR 2024 ».
_NAME_CUT = re.compile(
    r"\s{0,3}:\s|\s(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{1,3}(?:[ .,:-]?[0-9]){2,12}|\s{0,3}(?i:sous[ -]?total)"
    r"|\s(?:peut|pourrait|serait)\s"
)
# Expenses, not funders.
_NOT_FUNDER = re.compile(
    r"\A(?:\W{0,4}[a-z]?\W{0,4}\Z|(?:travaux|une?(?![a-z])|etudes? |achats?|acquisitions?|maitrise d"
    r"|honoraires|fournitures"
    r"|depenses?|sous[ -]tota"
    r"|ressources|recettes|montant|taux|l[ae]\Z)|(?:subventions?|participations?|dotations?|prets?"
    r"|partenaires?)(?: publiques)?\Z"
    r"|subventions?[^a-z].{0,20}(?:travaux|etude))|(?<![a-z])(?<!grand )(?:par|est|sont|qui|que|sera|ont"
    r"|a (?:obtenu|notifie|verse|refuse))(?![a-z])"
)
_LINK_AT_END = re.compile(r"(?:(?<!\w)(?:la|le|les|de|du|des|au|aux|et|d['’]|l['’])|[-–—/(])\s{0,60}\Z")
_SEPARATED = re.compile(r"[ \t\u00a0]{4}|[|;:.]\s|\n[ \t]{0,120}\n")
_BARE_FIGURE = re.compile(
    r"(?<![\w.,])[0-9]{1,3}(?:[ .\u00a0][0-9]{3}){0,3}[ ]?[.,][0-9]{2}(?![\w%€)]|[.,][0-9]|\s?[%€])"
)
_WHOLE_FIGURE = re.compile(
    r"(?<![\w.,])(?<![0-9][ \u00a0])[0-9]{1,3}(?:[ .\u00a0][0-9]{3}){1,3}(?![\w%€)]|[.,][0-9]|\s?[%€]"
    r"|[ \u00a0][0-9])"
)
_NUMBER = re.compile(r"(?<![\w.,])(?<![0-9][ \u00a0])([0-9]{1,3}(?:[ .\u00a0][0-9]{3}){1,3})(?![0-9])")

_LONGEST_PLAN = 2400
_STATED_REACH = 500
_TO_FUNDER = re.compile(
    r"\s{1,3}(?:aupres )?(?:a (?:la |l')?|au |aux |de (?:la |l')?|du )(?:etat|region|departement|conseil"
    r"|ademe|caf(?![a-z])|drac|agence)[^€.;]{0,60}?[,.;]"
)
_OBTAINED = re.compile(
    r"(?<![a-z])encaissee?s?(?![a-z])"
    r"|(?:ont (?:deja )?ete|sont|deja) (?:obtenu|accord|attribu|notifi|acquis|percu)"
)
_TO_FIRST = 700
_BETWEEN = 330
_LINE_GAP = 16  # the longest between the figures of a row that a line breaks
_NAME_LEAD = 24
_LONGEST_NAME = 90


@dataclass(slots=True)
class _FigureRow:
    """Figures that stand together; ``left``: where the words before them begin."""

    left: int
    start: int
    end: int
    amounts: list[Mention] = field(default_factory=list)
    percents: list[Mention] = field(default_factory=list)


def extract_funding(
    text: str, amounts: Sequence[Mention], percentages: Sequence[Mention]
) -> tuple[FundingPlan, ...]:
    """Return the financing plans of an act and its requests to funders, each once, in reading order."""
    plain = fold_accents(text)
    figures = sorted([*_relevant_amounts(amounts), *_relevant_shares(percentages)], key=start_of)
    plans: list[FundingPlan] = []
    openings = sorted(match.end() for pattern in _PLAN_OPENINGS for match in pattern.finditer(plain))
    for at, start in enumerate(openings):
        limit = min(openings[at + 1] if at + 1 < len(openings) else len(text), start + _LONGEST_PLAN)
        for plan in _find_plans(text, plain, start, limit, figures):
            if not any(_is_same_plan(plan, other) for other in plans):
                plans.append(plan)
    for plan in find_column_plans(text, plain, figures):
        if not _overlaps(plan, plans):
            plans.append(plan)
    plans += [plan for plan in _find_plans_of_shares(text, plain, percentages) if not _overlaps(plan, plans)]
    plans += _unannounced_plans(text, plain, figures, plans)
    plans += [plan for plan in _find_promised_sums(text, plain, amounts) if not _overlaps(plan, plans)]
    requests = merge_requests(plain, list(find_requests(text, plain, amounts, percentages)), plans)
    return tuple(sorted([*plans, *requests], key=lambda plan: plan.start))


def _overlaps(plan: FundingPlan, others: Sequence[FundingPlan]) -> bool:
    return any(plan.start < other.end and other.start < plan.end for other in others)


# « le Département versera 1 940 euros », « la Région apportant 49 000 € »
_PROMISES = re.compile(
    r"(?:\s[a-z][a-z'-]{1,30}){0,3}?,?\s(?:(?:y|nous)\s)?(?:versera|apporter?a?|apportant|ayant (?:promis"
    r"|accorde|notifie)"
    r"|a promis|participera|financera|prendra en charge|contribuera|interviendra|subventionnera|accordera)"
    r"(?: (?:a la|au|aux)? ?(?:commune|ville|projet|travaux|operation)| l'operation| le projet| les travaux)?"
    r"(?: a (?:la )?hauteur de| pour(?: un montant de)?| la somme de| une (?:aide|subvention|participation)"
    r"(?: d'un montant)? de)?\s{1,3}"
)
# « 60 000 € apportés par la Région »
_PROMISED_BY = re.compile(
    r"\s(?:seront |sont |sera |est )?(?:apporte|finance|pris en charge|verse|promi|accorde)e?s? par (?:l'"
    r"|la |le |les )?"
)
# « le versement de la subvention de 12 000 € accordée par le Département »
_PAID_OUT = re.compile(r"(?<![a-z])(?:versement|solde|acompte|paiement|report) d(?:e|u|es) [^.;€]{0,50}\Z")
_TO_ANOTHER = re.compile(r"\s(?:a|au|aux|en faveur d[eu]s?|au profit d[eu]s?)\s(?!la charge|l'operation)")
_PROMISE_LEAD = 90


def _find_promised_sums(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[FundingPlan]:
    """Yield the sums that an act says a public funder will pay towards what it decides, each as a plan."""
    for amount in _relevant_amounts(amounts):
        start = max(0, amount.start - _PROMISE_LEAD)
        *_, before = (None, *FUNDER.finditer(plain, start, amount.start))
        funder = before if before and _PROMISES.fullmatch(plain, before.end(), amount.start) else None
        if funder and _TO_ANOTHER.match(plain, amount.end):
            continue
        by = None if funder else _PROMISED_BY.match(plain, amount.end)
        if by and _PAID_OUT.search(plain, max(0, amount.start - _PROMISE_LEAD), amount.start):
            continue
        funder = funder or (FUNDER.match(plain, by.end()) if by else None)
        if funder is None or key_of(funder) not in _PUBLIC:
            continue
        end = _proper_end(text, funder.end())
        name = " ".join(text[funder.start() : end].split())
        found = Funder(min(funder.start(), amount.start), max(end, amount.end), name, amount, None)
        yield FundingPlan(found.start, found.end, (found,), None)


_PUBLIC = frozenset(
    ("etat", "region", "departement", "caf", "ademe", "eau", "drac", "ars", "europe", "detr", "dsil")
)
_PROPER = re.compile(r"(?:\s(?:de la |de l['’]|d[eu]s? |d['’])?[A-ZÀ-Ý][\w’'-]{1,30}){0,3}")


def _proper_end(text: str, end: int) -> int:
    """Return where the proper name of a funder ends: « Région Bretagne »."""
    proper = _PROPER.match(text, end)
    return proper.end() if proper else end


# « financés ainsi : 30 % par la DRAC, 20 % par le Conseil général, le reste par la commune »
_FINANCED = re.compile(r"(?<![a-z])(?:co)?financ(?:e|ee|es|ees|ement|er)(?![a-z])[^.;€]{0,60}\Z")
_SHARE_BY = re.compile(
    r",?\s(?:est |sont |serait |seront )?(?:financee?s? )?(?:par|du|de) (?:l'|la |le "
    r"|les )?|\s(?:de )?l'"
)
# « L'association est financée par la CAF à 40 % »: not what the body pays
_OTHERS = re.compile(r"(?<![a-z])(?:association|club|amicale|comite|compagnie)s?(?![a-z])[^.;,€]{0,60}\Z")
_AND_SHARE = re.compile(r"\s(?:et|puis)\s(?=[0-9])")
_FINANCED_REACH = 80


def _find_plans_of_shares(text: str, plain: str, percentages: Sequence[Mention]) -> Iterator[FundingPlan]:
    """Yield the plans of a sentence that states the share of each funder, without sums, before its name."""
    shares = list(_relevant_shares(percentages))
    at = 0
    while at < len(shares):
        funders: list[Funder] = []
        opened = _FINANCED.search(plain, max(0, shares[at].start - _FINANCED_REACH), shares[at].start)
        if opened and _OTHERS.search(plain, max(0, opened.start() - _FINANCED_REACH), opened.start()):
            opened = None
        while opened and at < len(shares):
            share = shares[at]
            lead = _SHARE_BY.match(plain, share.end)
            known = FUNDER.match(plain, lead.end()) if lead else None
            if known is None or (funders and share.start - funders[-1].end > _NAME_LEAD):
                break
            end = known.end()
            while end < len(text) and text[end] not in ",;.\n(€%" and end - known.end() < _NAME_LEAD:
                end += 1
            joined = _AND_SHARE.search(text, known.end(), end)
            end = joined.start() if joined else end
            percent = share.value.percent if isinstance(share.value, Percentage) else None
            funders.append(Funder(known.start(), end, " ".join(text[known.start() : end].split()), None, percent))
            at += 1
        if len(funders) > 1:
            yield FundingPlan(funders[0].start, funders[-1].end, tuple(funders), None)
        at += not funders


_BUDGET = re.compile(
    r"(?<![a-z])(?:chapitres?|comptes?|articles?|section|fonctionnement"
    r"|budget (?:primitif|supplementaire|principal)|decision modificative|dette|amortissement)(?![a-z])"
)
_ACCOUNT = re.compile(r"(?<![0-9])[0-9]{2,6}\s?[-–:|]?\s{1,3}\Z")  # « 1323 – Département »
# « la salle a été financée en 2012 par l'État (90 000 €) »
_PAST = re.compile(r"(?<![a-z])(?:(?:a|ont|avait|avaient) (?:deja )?ete (?:co)?financ|pour memoire)[^.;€]{0,60}\Z")
# « Budget de l'atelier présenté par l'association pour 2022 », above its receipts
_BUDGET_OF_OTHERS = re.compile(
    r"(?<![a-z])(?:budgets?|comptes?|plan)(?![a-z])[^.;€]{0,60}?(?:presentee?s? par|d[eu]) (?:l'|la |le )?"
    r"(?:association|club|amicale|comite|compagnie)(?![a-z])"
)
_OTHERS_REACH = 500
_WEAK_REACH = 40
_WEAK_LEAD = re.compile(
    r"(?<![a-z])(?:(?P<paid>financee?s?\s(?:par|comme suit\s?:))|(?:subventions?|aides?"
    r"|financements)\s?:)[\s*•–-]{0,4}"
    r"(?:la |le |l'|les )?\Z"
)
_ASKING = re.compile(
    r"(?<![a-z])(?:sollicit|demande(?:r|nt)? (?:ces|les|cette) |dossiers? de (?:demande|subvention))"
)
_LEAST_OUTSIDE, _FIGURE_REACH, _LEAD_REACH, _HEADING_REACH = 2, 90, 60, 160


def _unannounced_plans(
    text: str, plain: str, figures: Sequence[Mention], known: Sequence[FundingPlan]
) -> list[FundingPlan]:
    """Return the plans that no words announce: rows of funders, two from outside and a part of the body's own.

    « Recettes : DETR 40 000 € ; Région 20 000 € ; autofinancement 20 000 € ». One from outside is enough where the
    rows make the total below. What stands near words of budgets, which list the same payers, is none.
    """
    found: list[FundingPlan] = []
    at = 0
    if not figures:
        return found
    for funder in ANY_FUNDER.finditer(plain):
        near = mentions_between(figures, funder.end(), funder.end() + _FIGURE_REACH)
        if funder.start() < at or not near:
            continue
        start = max(at, plain.rfind(":", max(0, funder.start() - _LEAD_REACH), funder.start()) + 1)
        start = max(start, plain.rfind("\n", max(0, funder.start() - _LEAD_REACH), funder.start()) + 1)
        start = start if start > at and start > funder.start() - _LEAD_REACH else funder.start()
        heading = plain.rfind("recettes", max(at, funder.start() - _HEADING_REACH), funder.start())
        start = heading + len("recettes") if heading >= 0 else start
        limit = min(len(text), start + _LONGEST_PLAN)
        for plan in _find_plans(text, plain, start, limit, figures):
            outside = {funder_keys(plain[each.start : each.end]) for each in plan.funders if not each.own}
            known_ones = [keys for keys in outside if keys]
            whole = any(each.own for each in plan.funders) and len(known_ones) >= (
                1 if _make_total(plan.funders, plan.total) else _LEAST_OUTSIDE
            )
            whole = whole and all(each.amount for each in plan.funders)
            strict = len(known_ones) >= _LEAST_OUTSIDE and all(
                each.own or funder_keys(plain[each.start : each.end]) for each in plan.funders
            )
            whole = whole or (strict and _is_announced_weakly(plain, plan))
            whole = whole and not _PAST.search(plain, max(0, plan.start - _LEAD_REACH), plan.start)
            whole = whole and not _BUDGET_OF_OTHERS.search(plain, max(0, plan.start - _OTHERS_REACH), plan.start)
            whole = whole and not any(
                _ACCOUNT.search(plain, max(0, each.start - 12), each.start) for each in plan.funders
            )
            seen = any(plan.start < other.end and other.start < plan.end for other in (*known, *found))
            if whole and not seen and not _BUDGET.search(plain, max(0, plan.start - _LEAD_REACH), plan.end):
                found.append(plan)
                at = plan.end
                break
    return found


def _is_announced_weakly(plain: str, plan: FundingPlan) -> bool:
    """Return whether « Subventions : » or « financée par » stands before rows of known funders.

    « Subventions : » also heads what the body gives; the act must ask for them.
    """
    lead = _WEAK_LEAD.search(plain, max(0, plan.start - _WEAK_REACH), plan.start)
    if lead and _OTHERS.search(plain, max(0, lead.start() - _FINANCED_REACH), lead.start()):
        return False
    return lead is not None and (
        lead["paid"] is not None or _ASKING.search(plain, plan.end, plan.end + 400) is not None
    )


def _relevant_amounts(amounts: Sequence[Mention]) -> Iterator[Mention]:
    for mention in amounts:
        value = mention.value
        if isinstance(value, Amount) and value.per is None and value.role != "seuil":
            yield mention


def _relevant_shares(percentages: Sequence[Mention]) -> Iterator[Mention]:
    for mention in percentages:
        value = mention.value
        if isinstance(value, Percentage) and value.role not in ("tva", "interet") and 0 <= value.percent <= 100:
            yield mention


def _find_plans(
    text: str, plain: str, start: int, limit: int, figures: Sequence[Mention]
) -> Iterator[FundingPlan]:
    """Yield the plans between two offsets; one ends where its shares make 100 %, or where the next begins."""
    end = _PLAN_END.search(plain, start, limit)
    limit = end.start() if end else limit
    inside = mentions_between(figures, start, limit)
    inside = sorted([*inside, *_bare_figures(text, start, limit, inside)], key=start_of)
    if not inside or inside[0].start - start > _TO_FIRST:
        return
    if _OBTAINED.search(plain, start, inside[0].start):
        return
    after = _TITLED_AFTER.match(plain, inside[0].end) and not _FUNDER_NAME.search(plain, start, inside[0].start)
    if after or any(_TO_FUNDER.match(plain, figure.end, figure.end + 40) for figure in inside):
        yield from _find_plan_of_sums(text, plain, limit, inside)
        return  # « 100 000 € à la Région, 150 000 € au Département »: a request, its funders after their parts
    stated = frozenset(_whole_numbers(text, max(0, start - _STATED_REACH), start))
    funders: list[Funder] = []
    totals: list[Mention] = []
    for row in _group_figures(plain, start, inside):
        if _is_total(plain, row):
            totals += row.amounts
        elif funder := _parse_funder(text, plain, row):
            whole = funder.percent and sum(one.percent or 0 for one in funders) == _HUNDRED
            if whole or (funders and _SENTENCE.search(text, funders[-1].end, row.start)):
                yield from _complete_plan(funders, totals, stated)
                funders, totals = [], []
            funders.append(funder)
    yield from _complete_plan(funders, totals, stated)


# « 31 200 € au titre de la DSIL (40 %), 15 600 € du Département (20 %), 31 200 € à la charge de la commune »
_TITLED_AFTER = re.compile(
    r"\s?(?:ht|ttc)?,?\s(?:(?:sont |est )?(?:apporte|finance|demande|sollicite|attendu|prevu)\w{0,3}\s)?"
    r"(?:au titre|de la part|aupres|provenant|a la charge|sur|en|par|d[eu]s?(?![a-z])|d')\s?"
    r"(?:d[eu]s?\s|de\s)?(?:la\s|l'|les?\s)?"
)
_OWN_AFTER = re.compile(r"communes?|villes?|collectivite|auto[ -]?financement|fonds (?:propres|libres)|emprunts?")
_NAME_STOP = re.compile(r"\s?(?:[(,;:.\n•]|\set\s(?=[0-9])|\ssoit\s)")


def _find_plan_of_sums(text: str, plain: str, limit: int, figures: Sequence[Mention]) -> Iterator[FundingPlan]:
    """Yield the plan of a sentence whose sums stand before the names: all of them, or none."""
    sums = [figure for figure in figures if figure.kind == "amount"]
    funders: list[Funder] = []
    for at, amount in enumerate(sums):
        following = sums[at + 1].start if at + 1 < len(sums) else limit
        titled = _TITLED_AFTER.match(plain, amount.end, following)
        known = titled and (FUNDER.match(plain, titled.end()) or _OWN_AFTER.match(plain, titled.end()))
        if not titled or not known:
            break
        stop = _NAME_STOP.search(text, known.end(), min(following + 1, known.end() + _LONGEST_NAME))
        end = stop.start() if stop else known.end()
        shares = [each for each in figures if each.kind == "percentage" and end <= each.start < following]
        percent = shares[0].value if shares else None
        share = percent.percent if isinstance(percent, Percentage) else None
        name = " ".join(text[known.start() : end].split())
        funders.append(Funder(amount.start, shares[0].end if shares else end, name, amount, share))
    if len(funders) > 1 and _names_funder(funders):
        yield FundingPlan(funders[0].start, funders[-1].end, tuple(funders), None)


def _complete_plan(
    funders: Sequence[Funder], totals: Sequence[Mention], stated: frozenset[Decimal]
) -> Iterator[FundingPlan]:
    """Yield a plan of at least two funders, with the total below it that equals their sum, else the last.

    ``stated``: the sums that the text names before the plan, one of which figures without a euro sign make.
    """
    parts = _funded_amount(funders)
    total = next((total for total in totals if abs(amount_of(total) - parts) <= 1), totals[-1] if totals else None)
    if not _is_consistent(funders, total) and not (total is None and parts in stated):
        funders, total = _without_bare_figures(funders), total if total and total.rule != _BARE_RULE else None
    if len(funders) > 1 and (_names_funder(funders) or _make_total(funders, total)):
        end = max([funder.end for funder in funders] + ([total.end] if total else []))
        yield FundingPlan(funders[0].start, end, tuple(funders), total)


def _names_funder(funders: Sequence[Funder]) -> bool:
    """Return whether a row, besides the body's own, has the name of a funder."""
    return any(not each.own and _FUNDER_NAME.search(fold_accents(each.name)) for each in funders)


def _make_total(funders: Sequence[Funder], total: Mention | None) -> bool:
    """Return whether the rows make the total, but for what rounding leaves, as those of funders unknown must."""
    return total is not None and abs(_funded_amount(funders) - amount_of(total)) <= 1


_HUNDRED = 100
_SENTENCE = re.compile(r"[a-zà-ÿ)]{4}\.\s{1,60}[A-ZÀ-Ý]")
_BARE_RULE = "funding-row"


def _bare_figures(text: str, start: int, end: int, figures: Sequence[Mention]) -> Iterator[Mention]:
    """Yield figures with cents but no euro sign: « DETR 283 000,00 50,00 % »; in a text without the sign also
    whole ones: « DETR 283 000 Commune 117 000 ».
    """
    if not any(figure.kind == "amount" for figure in figures):
        for match in _WHOLE_FIGURE.finditer(text, start, end):
            value = Amount(parse_grouped(match[0]))
            yield Mention(match.start(), match.end(), value, _BARE_RULE)
    taken = [(figure.start, figure.end) for figure in figures]
    for match in _BARE_FIGURE.finditer(text, start, end):
        if not any(first < match.end() and match.start() < last for first, last in taken):
            whole, cents = re.sub(r"[ .,\u00a0]", "", match[0][:-3]), match[0][-2:]
            yield Mention(match.start(), match.end(), Amount(Decimal(f"{whole}.{cents}")), _BARE_RULE)


def _whole_numbers(text: str, start: int, end: int) -> Iterator[Decimal]:
    """Yield the numbers with thousands between two offsets, whatever follows them."""
    for match in _NUMBER.finditer(text, start, end):
        yield parse_grouped(match[1])


def _group_figures(plain: str, start: int, figures: Sequence[Mention]) -> Iterator[_FigureRow]:
    """Group figures joined by punctuation and link words into rows; a long run of words ends the plan."""
    row: _FigureRow | None = None
    before = start
    for figure in figures:
        gap = plain[before : figure.start]
        another_share = row is not None and figure.kind == "percentage" and bool(row.percents)
        far = len(gap) > _LINE_GAP and "\n" in gap and not gap.strip()
        new = row is None or far or not _FIGURE_JOIN.fullmatch(gap) or another_share
        if row is not None and new:
            yield row
            if len(gap) > _BETWEEN:
                return
        if row is None or new:
            row = _FigureRow(before, figure.start, figure.end)
        (row.amounts if figure.kind == "amount" else row.percents).append(figure)
        row.end = before = figure.end
    if row:
        yield row


def _is_total(plain: str, row: _FigureRow) -> bool:
    *_, label = (None, *_TOTAL_LABEL.finditer(plain, max(row.left, row.start - 160), row.start))
    return (
        label is not None
        and not _SUBTOTAL_LABEL.match(label[0])
        and not _FUNDER_NAME.search(plain, label.end(), row.start)
    )


def _parse_funder(text: str, plain: str, row: _FigureRow) -> Funder | None:
    is_funder, start, end = _find_name(text, plain, row)
    together = len(row.amounts) == 1 and len(row.percents) == 1
    name = " ".join(text[start:end].split())
    known = FUNDER.match(fold_accents(name)) is not None and not name.startswith("ans")
    if not (is_funder or known or together) or len(name) > _LONGEST_NAME or _NOT_FUNDER.search(fold_accents(name)):
        return None
    percent = row.percents[0].value if row.percents else None
    share = percent.percent if isinstance(percent, Percentage) else None
    return Funder(start, row.end, name, _part_of(plain, row, share), share)


# « 40 % de 120 000 € »: the part is not printed
_BASE = re.compile(r"\s{0,3}de\s{1,3}")


def _part_of(plain: str, row: _FigureRow, share: Decimal | None) -> Mention | None:
    """Return the amount of a row: of a base and its part, the part, which is the share of the base."""
    values = [amount_of(amount) for amount in row.amounts]
    if len(values) == 1 and row.percents and _BASE.fullmatch(plain, row.percents[0].end, row.amounts[0].start):
        return None
    for amount, value in zip(row.amounts, values, strict=True):
        if share and any(base > value and abs(base * share / _HUNDRED - value) <= 1 for base in values):
            return amount
    return row.amounts[0] if row.amounts else None


def _find_name(text: str, plain: str, row: _FigureRow) -> tuple[bool, int, int]:
    """Return whether the words before the figures name a known funder, and the span of the name."""
    left = max(row.left, row.start - _BETWEEN)
    cell = max(
        (match.end() for match in _CELL_BREAK.finditer(text, left, _words_end(text, left, row.start))),
        default=left,
    )
    words = [match.start() for match in _FUNDER_NAME.finditer(plain, left, row.start)]
    start = _name_start(text, cell, words)
    if leading := _LEADING_WORDS.match(text, start, row.start):
        start = leading.end()
    cut = _NAME_CUT.search(text, min(start + 3, row.start), row.start)
    end = _words_end(text, start, cut.start() if cut else row.start)
    if text.count("(", start, end) > text.count(")", start, end):
        end = end + 1 if text[end : end + 1] == ")" else text.rfind("(", start, end)
    return any(word >= start - 3 for word in words), start, len(text[:end].rstrip(" (,:/"))


def _name_start(text: str, cell: int, words: Sequence[int]) -> int:
    """Return where a name begins: « Etat au titre de la⏎DETR » and « Autofinancement commune » are one name
    each.
    """
    inside = [word for word in words if word >= cell]
    labelled = inside and (inside[0] - cell > _NAME_LEAD or ":" in text[cell : inside[0]])
    start = inside[0] if labelled else cell
    for word in reversed([word for word in words if word < start]):
        between = text[word:start]
        wrapped = "\n" in between and not _LINK_AT_END.search(between)
        if len(between) > 70 or wrapped or _SEPARATED.search(between.rstrip()):
            return start
        start = word
    return start


def _words_end(text: str, left: int, right: int) -> int:
    """Return the end of the words, before spaces and signs that lead to the figures."""
    while right > left:
        end = left + len(text[left:right].rstrip(_LEADING_SIGNS))
        lead = _TRAILING_WORDS.search(text, max(left, end - 30), end)
        end = lead.start() if lead else end
        if end == right:
            break
        right = end
    return right


def _is_consistent(funders: Sequence[Funder], total: Mention | None) -> bool:
    """Return False if figures without a euro sign are counted and do not make the total."""
    amounts = [funder.amount for funder in funders if funder.amount]
    if all(amount.rule != _BARE_RULE for amount in amounts) and (total is None or total.rule != _BARE_RULE):
        return True
    return _make_total(funders, total)


def _funded_amount(funders: Sequence[Funder]) -> Decimal:
    return sum((amount_of(funder.amount) for funder in funders if funder.amount), Decimal())


def _without_bare_figures(funders: Sequence[Funder]) -> list[Funder]:
    """Return the funders without figures that lack a euro sign, which may be something else."""
    kept = (
        Funder(funder.start, funder.end, funder.name, None, funder.percent)
        if funder.amount and funder.amount.rule == _BARE_RULE
        else funder
        for funder in funders
    )
    return [funder for funder in kept if funder.amount or funder.percent is not None]


def _is_same_plan(one: FundingPlan, other: FundingPlan) -> bool:
    """Return whether a plan repeats another, as the dispositif does."""
    return _figure_set(one) == _figure_set(other)


def _figure_set(plan: FundingPlan) -> set[tuple[Decimal | None, Decimal | None]]:
    return {(amount_of(funder.amount) if funder.amount else None, funder.percent) for funder in plan.funders}
