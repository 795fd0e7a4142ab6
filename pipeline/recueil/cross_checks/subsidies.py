"""Rules about subsidies: conventions above 23,000 € a year, the budget of the year, the same subsidy twice."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from recueil.checks.arithmetic import format_euros
from recueil.cross_checks.history import AwardOfAct, History, has_words, title_words, whole
from recueil.cross_checks.rule import CrossFinding, CrossRule, cross_rule
from recueil.store.acts.history import ActOfBody
from recueil.text import fold_accents
from recueil.values import Organisation
from recueil.values.base import format_decimal

# Loi 2000-321 art. 10; the sum is that of décret 2001-495 art. 1, in force since its publication.
_CONVENTION_ABOVE = Decimal(23_000)
_CONVENTION_SINCE = datetime.date(2001, 6, 10)
# A convention of objectives runs for some years.
_CONVENTION_YEARS = 4
_SUBSIDY = "subvention"

_BUDGET = re.compile(r"\bbudget\s(?:primitif|unique)\b[^0-9]{0,60}(?P<year>20[0-9]{2})")
_NO_BUDGET = re.compile(r"decision modificative|supplementaire|annexe|orientation|rapport|modification|virement")
_BEFORE_BUDGET = re.compile(
    r"1612-1\b|avance|acompte|avant (?:le vote|l'adoption)|dans l'attente|par anticipation|anticipe|reprise"
)
_CHANGES_AN_ACT = re.compile(
    r"annul|remplac|rectifi|erreur materielle|modifi|retir|abrog|solde|acompte|trimestre|semestre|tranche"
    r"|complement|versement"
)
_REPEATED_WITHIN = datetime.timedelta(days=200)
_MIN_TITLE_WORDS = 4


@cross_rule(
    "subvention-convention", "Loi 2000-321 art. 10, décret 2001-495 art. 1 : convention au-delà de 23 000 € par an"
)
def convention(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Sum the subsidies of each association by year, but where an act or a title says « convention »."""
    by_year: dict[tuple[str, int], list[AwardOfAct]] = defaultdict(list)
    for award in history.awards:
        is_of_law = award.what == _SUBSIDY and award.recipient == "association"
        if is_of_law and award.act.day >= _CONVENTION_SINCE:
            by_year[award.key, award.act.day.year].append(award)
    for (_, year), awards in by_year.items():
        total = sum((award.amount for award in awards), Decimal())
        acts = [award.act for award in awards]
        if total > _CONVENTION_ABOVE and not _speaks_of_convention(history, awards, year):
            number = len({act.docid for act in acts})
            message = (
                f"{awards[0].beneficiary} : {format_euros(total)} de subventions en {year}, par "
                f"{'un acte' if number == 1 else f'{number} actes'} ; la base n'en a pas qui cite une convention."
            )
            places = [award.place for award in awards]
            yield this.finding(places, message, expected=str(_CONVENTION_ABOVE), found=format_decimal(total))


def _speaks_of_convention(history: History, awards: Sequence[AwardOfAct], year: int) -> bool:
    """Return whether the acts that award say « convention », or a title of these years does with the name."""
    words = set(Organisation(awards[0].beneficiary).key.split())
    named = (
        act
        for act in history.acts
        if year - _CONVENTION_YEARS <= act.day.year <= year and "convention" in fold_accents(act.title or "")
    )
    if any(has_words(act, words) for act in named):
        return True
    texts = history.plain_texts(award.act for award in awards)
    return any("convention" in text or "contrat" in text for text in texts.values())


@cross_rule(
    "subvention-avant-budget",
    "CGCT L2311-7 : l'attribution d'une subvention est distincte du vote du budget qui en ouvre les crédits",
)
def before_budget(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Compare the day of each subsidy with that of the first budget of its year that the store has."""
    if not history.awards:
        return
    adopted = _budgets(history)
    early: dict[int, list[AwardOfAct]] = defaultdict(list)
    for award in history.awards:
        budget = adopted.get(award.act.day.year)
        if award.what == _SUBSIDY and budget is not None and award.act.day < budget.day:
            early[award.act.docid].append(award)
    texts = history.plain_texts(awards[0].act for awards in early.values())
    for docid, awards in early.items():
        act = awards[0].act
        budget = adopted[act.day.year]
        other_years = re.findall(r"\b20[0-9]{2}\b", act.title or "")
        is_of_year = not other_years or str(act.day.year) in other_years
        if is_of_year and not _BEFORE_BUDGET.search(texts[docid]):
            total = format_euros(sum((award.amount for award in awards), Decimal()))
            message = (
                f"Subventions de {total} avant l'adoption du budget {act.day.year}, le {budget.day:%d/%m/%Y}."
            )
            yield CrossFinding(
                this.id,
                "information",
                act,
                (*(award.place for award in awards), whole(budget)),
                message,
                this.basis,
                expected=str(budget.day),
                found=str(act.day),
            )


def _budgets(history: History) -> dict[int, ActOfBody]:
    """Return the first act that adopts the budget of each year, by its title, in that year or the one before."""
    found: dict[int, ActOfBody] = {}
    for act in history.acts:
        title = fold_accents(act.title or "")
        named = _BUDGET.search(title)
        if act.kind == "deliberation" and named and not _NO_BUDGET.search(title):
            year = int(named["year"])
            if year - 1 <= act.day.year <= year:
                found.setdefault(year, act)
    return found


@cross_rule("deliberation-repetee", "Rapprochement : même intitulé, mêmes bénéficiaires et mêmes montants")
def repetition(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Compare the délibérations of a year that award the same sums under the same title, on different days."""
    awarded: dict[int, set[tuple[str, Decimal]]] = defaultdict(set)
    for award in history.awards:
        awarded[award.act.docid].add((award.key, award.amount))
    alike: dict[tuple[frozenset[str], frozenset[tuple[str, Decimal]], int], list[ActOfBody]] = defaultdict(list)
    for docid, sums in awarded.items():
        act = history.by_docid[docid]
        words = title_words(act)
        if act.kind == "deliberation" and len(words) >= _MIN_TITLE_WORDS:
            alike[words, frozenset(sums), act.day.year].append(act)
    for acts in alike.values():
        first, last = acts[0], acts[-1]
        if not datetime.timedelta() < last.day - first.day <= _REPEATED_WITHIN or first.number == last.number:
            continue
        texts = history.plain_texts(acts)
        if not any(_CHANGES_AN_ACT.search(text) for text in texts.values()):
            message = f"Même intitulé et mêmes attributions que l'acte du {first.day:%d/%m/%Y}."
            yield this.finding([whole(first), whole(last)], message, expected=str(first.day), found=str(last.day))
