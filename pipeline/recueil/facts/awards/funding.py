"""Extract the plans de financement of an act: funders, amounts, shares, and the total below.

« Plan de financement : Département 49 %, Région 35 %, Commune 16 % », « DETR 75 000,00 € 30 % », and tables with
expenses on the left and funders on the right. A row is a funder if it names one (« État », « fonds propres ») or
gives an amount with its share; an expense alone is not.

Requests: « sollicite une subvention de 12 000 € auprès du Département », « au titre de la DETR ». There a funder
is one of a closed list (État, Région, agencies, European funds, syndicats) or one of its schemes (DETR, fonds
vert), in a sentence that asks for money. « l'État au titre de la DETR » is one funder; « la DETR et le fonds
vert » are two. A request that an association addresses to the commune is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from recueil.entities.patterns import regex_at_word_start
from recueil.text import fold_accents
from recueil.values import Amount, Mention, Percentage
from recueil.values.award import Funder, FundingPlan
from recueil.values.mention import mentions_between, start_of

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
    re.compile(r"financement\s{0,3}:"),
    re.compile(r"demandes? (?:de |d')(?:subventions?|financements?|aides?)\s{0,3}:"),
    re.compile(
        r"sollicit\w{1,4}\s[^.;:€]{0,60}?(?<![a-z])(?:subventions?|aides?|financements?|participations?|concours)"
        r"(?:\sfinanci\w{2,4})?\ssuivante?s\s{0,3}:"
    ),
    re.compile(r"recettes previsionnelles(?<![a-z]recettes previsionnelles)"),
)
_PLAN_END = re.compile(
    r"[acdilmnsv](?<![a-z].)(?:(?<=a)pres en avoir|(?<=l)e (?:conseil|bureau|comite)(?: (?:municipal"
    r"|communautaire|syndical|d'administration))?,? (?:apres|a l'|ainsi|decide|approuve|municipal)"
    r"|(?<=m)onsieur le maire (?:invite|propose|demande)|(?<=m)adame le maire|(?<=a)utorise"
    r"|(?<=s)ollicite(?![a-z])|(?<=a)tteste|(?<=a)pprouve(?![a-z])|(?<=i)l est propose|(?<=i)nvite(?![a-z])"
    r"|(?<=c)harge (?:monsieur|madame|le|la)|(?<=d)emande a |(?<=d)it que|(?<=s)'engage"
    r"|(?<=n)ombre de conseillers|(?<=v)ote(?![a-z])|(?<=d)eliberation n)"
)
_FUNDER_NAME = re.compile(
    r"[abcdefilmprsu](?<![a-z.].)(?<!l'.)(?:(?<=e)tat(?! des)|(?<=d)\.?e\.?t\.?r(?![a-z])|(?<=d)sil|(?<=d)sipl"
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
    r"|(?<=m)etropole|(?<=v)ille(?![a-z])|(?<=e)mprunts?|(?<=p)ret(?![a-z])|(?<=s)ubventions?|(?<=m)ecen\w{1,4}"
    r"|(?<=f)ondation|(?<=s)ouscription|(?<=d)ons?(?![a-z])|(?<=f)ctva|(?<=p)refecture|(?<=r)ectorat|(?<=c)cas"
    r"|(?<=a)ssociation|(?<=c)artes? d'achat|(?<=c)ertificats? d'economies?|(?<=c)ee(?![a-z])"
    r"|(?<=d)otation|(?<=s)olde)"
)
_TOTAL_LABEL = re.compile(
    r"(?<![a-z])(?:sous[ -]{0,2})?tota(?:l|ux)(?![a-z])|(?<![a-z])(?:cout|montant) (?:total|global)"
)
_SUBTOTAL_LABEL = re.compile(r"sous[ -]?tot")
# Text that joins an amount and its share: « (20 %) : 31 000 € HT », « 45 % , soit 20 250€ ».
_FIGURE_JOIN = re.compile(
    r"(?:[\s|():,;=$*/–—-]|soit|h\.?t\.?|ttc|€|\(?d?'?un montant de|a hauteur de|arrondi a|pour|du (?:montant"
    r"|cout)(?: total| ht)?){0,16}"
)
_CELL_BREAK = re.compile(
    r"[ \t\u00a0]{2,200}|[|;•>✓●▪\n]|(?<=[\s,;])(?:et|puis)\s|,\s(?!\w{0,12}\s?,)|\s[-–*+°e]{1,2}_{0,2}\s|\.\s"
    r"|:\s{0,3}(?=\w.{0,40}:)"
)
_LEADING_SIGNS = " \t\n\r\u00a0:,;=|($*.…–—+°_-"
_TRAILING_WORDS = re.compile(
    r"(?<![^\W\d_])(?:soit|(?:à|a) (?:la )?hauteur de|pour|d['’]un montant de|de|[àa]|un montant|montant"
    r"|sollicit[ée]e?|demand[ée]e?|estim[ée]e?)\Z"
)
_LEADING_WORDS = re.compile(
    r"(?:[\s:,;=|()*.…–—+°_-]|(?i:recettes?|ressources|financeurs?|taux|montants?(?:\s(?:ht|ttc))?)\s|et\s|e\s|(?:la|le|les|du|de"
    r"|de la|par|soit)\s|(?:de\s)?l['’]\s?|d['’]\s?){1,10}"
)
# Figures of another column, not part of a name: « ADEME 75: 797 », but « DETR 2024 ».
_NAME_CUT = re.compile(
    r"\s{0,3}:\s|\s(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{1,3}(?:[ .,:-]?[0-9]){2,12}|\s{0,3}(?i:sous[ -]?total)"
)
# Expenses, not funders.
_NOT_FUNDER = re.compile(
    r"\A(?:\W{0,4}[a-z]?\W{0,4}\Z|(?:travaux|etudes? |achats?|acquisitions?|maitrise d|honoraires|fournitures"
    r"|depenses?|sous[ -]tota"
    r"|ressources|recettes|montant|taux|l[ae]\Z)|(?:subventions?|participations?|dotations?|prets?"
    r"|partenaires?)(?: publiques)?\Z"
    r"|subventions?[^a-z].{0,20}(?:travaux|etude))|(?<![a-z])(?:par|est|sont|qui|que|sera|ont)(?![a-z])"
)
_LINK_AT_END = re.compile(r"(?:(?<!\w)(?:la|le|les|de|du|des|au|aux|et|d['’]|l['’])|[-–—/(])\s{0,60}\Z")
_SEPARATED = re.compile(r"[ \t\u00a0]{4}|[|;:.]\s|\n[ \t]{0,120}\n")
_BARE_FIGURE = re.compile(
    r"(?<![\w.,])[0-9]{1,3}(?:[ .\u00a0][0-9]{3}){0,3}[ ]?[.,][0-9]{2}(?![\w%€)]|[.,][0-9]|\s?[%€])"
)


_LONGEST_PLAN = 2400
_TO_FUNDER = re.compile(
    r"\s{1,3}(?:aupres )?(?:a (?:la |l')?|au |aux |de (?:la |l')?|du )(?:etat|region|departement|conseil"
    r"|ademe|caf(?![a-z])|drac|agence)[^€.;]{0,60}?[,.;]"
)
_TO_FIRST = 700
_BETWEEN = 330
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
    plans += _unannounced_plans(text, plain, figures, plans)
    requests = merge_requests(plain, list(find_requests(text, plain, amounts, percentages)), plans)
    return tuple(sorted([*plans, *requests], key=lambda plan: plan.start))


_BUDGET = re.compile(
    r"(?<![a-z])(?:chapitres?|comptes?|articles?|section|fonctionnement"
    r"|budget (?:primitif|supplementaire|principal)|decision modificative|dette|amortissement)(?![a-z])"
)
_LEAST_OUTSIDE, _FIGURE_REACH, _LEAD_REACH = 2, 90, 60


def _unannounced_plans(
    text: str, plain: str, figures: Sequence[Mention], known: Sequence[FundingPlan]
) -> list[FundingPlan]:
    """Return the plans that no words announce: rows of funders, two from outside and a part of the body's own.

    « Recettes : DETR 40 000 € ; Région 20 000 € ; autofinancement 20 000 € ». What stands near words of budgets,
    which list the same payers, is none.
    """
    found: list[FundingPlan] = []
    at = 0
    for funder in _ANY_FUNDER.finditer(plain):
        near = mentions_between(figures, funder.end(), funder.end() + _FIGURE_REACH)
        if funder.start() < at or not near:
            continue
        start = max(at, plain.rfind(":", max(0, funder.start() - _LEAD_REACH), funder.start()) + 1)
        start = max(start, plain.rfind("\n", max(0, funder.start() - _LEAD_REACH), funder.start()) + 1)
        start = start if start > at and start > funder.start() - _LEAD_REACH else funder.start()
        limit = min(len(text), start + _LONGEST_PLAN)
        for plan in _find_plans(text, plain, start, limit, figures):
            outside = {funder_keys(plain[each.start : each.end]) for each in plan.funders if not each.own}
            known_ones = [keys for keys in outside if keys]
            whole = any(each.own for each in plan.funders) and len(known_ones) >= _LEAST_OUTSIDE
            whole = whole and all(each.amount for each in plan.funders)
            seen = any(plan.start < other.end and other.start < plan.end for other in (*known, *found))
            if whole and not seen and not _BUDGET.search(plain, max(0, plan.start - _LEAD_REACH), plan.end):
                found.append(plan)
                at = plan.end
                break
    return found


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
    if any(_TO_FUNDER.match(plain, figure.end, figure.end + 40) for figure in inside):
        return  # « 100 000 € à la Région, 150 000 € au Département »: a request, its funders after their parts
    funders: list[Funder] = []
    totals: list[Mention] = []
    for row in _group_figures(plain, start, inside):
        if _is_total(plain, row):
            totals += row.amounts
        elif funder := _parse_funder(text, plain, row):
            whole = funder.percent and sum(one.percent or 0 for one in funders) == _HUNDRED
            if whole or (funders and _SENTENCE.search(text, funders[-1].end, row.start)):
                yield from _complete_plan(funders, totals)
                funders, totals = [], []
            funders.append(funder)
    yield from _complete_plan(funders, totals)


def _complete_plan(funders: Sequence[Funder], totals: Sequence[Mention]) -> Iterator[FundingPlan]:
    """Yield a plan of at least two funders, with the total below it that equals their sum, else the last."""
    parts = _funded_amount(funders)
    total = next(
        (total for total in totals if abs(_amount_value(total) - parts) <= 1), totals[-1] if totals else None
    )
    if not _is_consistent(funders, total):
        funders, total = _without_bare_figures(funders), total if total and total.rule != _BARE_RULE else None
    if len(funders) > 1:
        end = max([funder.end for funder in funders] + ([total.end] if total else []))
        yield FundingPlan(funders[0].start, end, tuple(funders), total)


_HUNDRED = 100
_SENTENCE = re.compile(r"[a-zà-ÿ)]{4}\.\s{1,60}[A-ZÀ-Ý]")
_BARE_RULE = "funding-row"


def _bare_figures(text: str, start: int, end: int, figures: Sequence[Mention]) -> Iterator[Mention]:
    """Yield figures with cents but no euro sign: « DETR 283 000,00 50,00 % »."""
    taken = [(figure.start, figure.end) for figure in figures]
    for match in _BARE_FIGURE.finditer(text, start, end):
        if not any(first < match.end() and match.start() < last for first, last in taken):
            whole, cents = re.sub(r"[ .,\u00a0]", "", match[0][:-3]), match[0][-2:]
            yield Mention(match.start(), match.end(), Amount(Decimal(f"{whole}.{cents}")), _BARE_RULE)


def _group_figures(plain: str, start: int, figures: Sequence[Mention]) -> Iterator[_FigureRow]:
    """Group figures joined by punctuation and link words into rows; a long run of words ends the plan."""
    row: _FigureRow | None = None
    before = start
    for figure in figures:
        gap = plain[before : figure.start]
        another_share = row is not None and figure.kind == "percentage" and bool(row.percents)
        new = row is None or not _FIGURE_JOIN.fullmatch(gap) or another_share
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
    if not (is_funder or together) or len(name) > _LONGEST_NAME or _NOT_FUNDER.search(fold_accents(name)):
        return None
    percent = row.percents[0].value if row.percents else None
    share = percent.percent if isinstance(percent, Percentage) else None
    return Funder(start, row.end, name, row.amounts[0] if row.amounts else None, share)


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
    return any(word >= start - 3 for word in words), start, len(text[:end].rstrip(" (,:"))


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
    return total is not None and abs(_funded_amount(funders) - _amount_value(total)) <= 1


def _funded_amount(funders: Sequence[Funder]) -> Decimal:
    return sum((_amount_value(funder.amount) for funder in funders if funder.amount), Decimal())


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
    return {(_amount_value(funder.amount) if funder.amount else None, funder.percent) for funder in plan.funders}


def _amount_value(mention: Mention) -> Decimal:
    return mention.value.amount if isinstance(mention.value, Amount) else Decimal()


_ASKS = re.compile(
    r"(?<![a-z])(?:sollicit\w{1,4}|(?P<noun>demandes?(?=\s{1,3}(?:de|d'|aupres)))|demand(?:e|er|ent"
    r"|ons|ant)(?!\s(?:si|s'il|que|qu'|a ce que|pourquoi|comment|quand|combien))|(?P<participle>demandees?"
    r"|attendue?s?|escomptees?|sollicitees?)|depos(?:e|er|ent|ons)\s{1,3}(?:(?:une|la|les|des|un|le|ce)\s)?(?:dossiers?|demandes?))(?![a-z])"
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
_SENTENCE_END = re.compile(r"[a-z0-9»)]\.\s")
_LIST_END = re.compile(r"[.;](?=\s)(?<!\sart\.)(?!;?\s{0,4}[-•*–➢])|\n\s{0,60}\n")
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
    ("ademe", r"ademe|agence de l'environnement et de la maitrise de l'energie(?: \(ademe\))?"),
    ("eau", r"agence de l'eau"),
    ("ans", r"agence nationale du sport|ans(?![a-z])|cnds"),
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
    ("gip", r"gip(?![a-z])|groupements? d'interet public"),
    ("anct", r"anct(?![a-z])|agence nationale de la cohesion des territoires"),
)
# Schemes, with the funder whose they are.
_SCHEMES: tuple[tuple[str, str, str], ...] = (
    ("detr", _STATE, r"d\.?e\.?t\.?r(?![a-z])|dotation d'equipement des territoires ruraux"),
    ("dsil", _STATE, r"dsil(?![a-z])|dotation de soutien a l'investissement local|dsipl"),
    ("fonds vert", _STATE, r"fonds? verts?"),
    ("dsid", _STATE, r"dsid(?![a-z])"),
    ("dpv", _STATE, r"dpv(?![a-z])|dotation politique de la ville"),
    ("fnadt", _STATE, r"fnadt"),
    ("reserve", _STATE, r"reserves? (?:parlementaires?|ministerielles?)"),
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
# The same, without telling which.
_ANY_FUNDER = re.compile(
    regex_at_word_start("|".join([words for _, words in _FUNDERS] + [words for *_, words in _SCHEMES]), "a-z0-9")
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


# « sollicite en outre la Région pour 9 000 € »
_FUNDER_ASKED = re.compile(
    r"(?:\s(?:en outre|egalement|aussi))?(?=\s(?:l'|la |le |les )?[^.;€]{2,80}?\s(?:pour|a hauteur de)\s[0-9])"
)
# « demande à la Région 40 %, soit 9 000 € »
_SHARE_ASKED = re.compile(
    r"(?=\s(?:a|au|aux)\s(?:l'|la |le |les )?[^.;:€]{2,70}?\s[0-9]{1,3}(?:,[0-9]{1,2})?\s?%,?\s(?:soit\s[0-9]|\())"
)
# « à hauteur de 50 % du montant HT des travaux, soit 9 000 € »
_SHARE_OF_COST = re.compile(r"[0-9]\s?%[^€%.;]{0,90}(?:,\s?soit|\(soit)\s{0,3}\Z")


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
    if not any(word in plain for word in ("sollicit", "demand", "depos", "attendu", "escomptee")):
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
        if aid is None and (asked := _FUNDER_ASKED.match(plain, ask.end())) and ask[0].startswith("sollicit"):
            aid = asked
        if aid is None and ask[0].startswith("demand"):
            aid = _SHARE_ASKED.match(plain, ask.end())
        if aid is None or _is_cited(plain, ask, aid.start()):
            continue
        if _SENTENCE_END.search(plain, ask.end(), aid.start()):
            continue  # « demande un vote séparé. Les autres subventions … »
        since = max(ask.end(), aid.end())
        stop = _END.search(plain, since, since + _REACH)
        if stop and plain[since : stop.start()].rstrip().endswith(":"):
            stop = _LIST_END.search(
                plain, stop.end(), since + _REACH
            )  # « auprès :⏎- de l'État,⏎- du Département »
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
        if match[0] == "ans" and not text[match.start() : match.end()].isupper():
            continue  # « d'ici 3 ans »
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
    if asked and _SHARE_OF_COST.search(plain, max(start, amount.start - 120), amount.start):
        return True
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
