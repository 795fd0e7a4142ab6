"""What the blanks of a sentence may hold: a word, or a value that is noted where it is written."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from invented.dates import month
from invented.dice import Dice
from invented.stored.bodies import Member
from invented.stored.draft import Draft
from invented.stored.words import adjectives, names, nouns, verbs
from invented.vocabulary import rows
from recueil.values import Amount, BudgetLine, Date, Mention, PartialDate, Percentage, Period, Reference

Blank = Callable[[Draft], object]

# The least sum of each size, in cents.
_SIZES = (10_000, 100_000, 100_000, 1_000_000, 1_000_000, 10_000_000)
_ARTICLES = ("2121-7", "2121-29", "2122-22", "1611-4", "2313-1", "5211-10", "2541-12", "2224-17", "1612-12")
_PATTERNS = (
    "Les Amis de {}", "Union sportive de {}", "Compagnie {}", "Comité des fêtes de {}", "Harmonie de {}",
    "Les Jeunes de {}", "Foyer rural de {}", "Judo-club de {}", "Le Théâtre de {}", "Société de chasse de {}",
)  # fmt: skip


def person(draft: Draft, member: Member, rule: str) -> Mention:
    draft.sheet.say(member.civility)
    return draft.sheet.mark(member.words, member.value, rule)


def day(draft: Draft, when: datetime.date, role: str | None, *, figures: bool = False) -> Mention:
    value = Date(PartialDate(when.year, when.month, when.day), role)
    if figures:
        return draft.sheet.mark(f"{when:%d/%m/}{when.year}", value, "figures")
    return draft.sheet.mark(_long(when), value, "letters")


def amount(draft: Draft, role: str | None = None, tax: str | None = None) -> Mention:
    cents = _cents(draft.dice)
    figure = f"{cents // 100:,}".replace(",", draft.thousands)
    if cents % 100:
        figure = f"{figure},{cents % 100:02d}"
    words = f"{figure}{draft.euros} {tax}" if tax else figure + draft.euros
    return draft.sheet.mark(words, Amount(Decimal(cents).scaleb(-2), tax=tax, role=role), "figures")


def imputation(draft: Draft) -> Mention:
    """« chapitre 65, article 65748 »: gives the chapter, the act's own where it has one."""
    chapter = draft.chapter or draft.dice.pick(("011", "21", "23"))
    line = draft.sheet.mark(f"chapitre {chapter}", BudgetLine("chapitre", chapter), "label")
    if draft.dice.chance(0.7):
        level, code = (
            draft.dice.pick(("article", "article", "compte", "nature")),
            draft.dice.pick(_accounts(chapter)),
        )
        draft.sheet.say(", ")
        draft.sheet.mark(f"{level} {code}", BudgetLine(level, code), "label")
    return line


def association(draft: Draft) -> str:
    """The name of one, near or far."""
    place = names().draw(draft.dice) if draft.dice.chance(0.5) else draft.body.place
    name = draft.dice.pick(_PATTERNS).format(place)
    draft.sheet.say(name)
    return name


def _long(when: datetime.date) -> str:
    return f"{'1er' if when.day == 1 else when.day} {month(when)} {when.year}"


def _cents(dice: Dice) -> int:
    size = dice.pick(_SIZES)
    cents = dice.between(size, size * 10 - 1)
    return cents // (size // 2) * (size // 2) if dice.chance(0.7) else cents


@cache
def _accounts(chapter: str) -> tuple[str, ...]:
    of_chapter = [row for row in rows("accounts") if row["chapter"] == chapter]
    return tuple(row[plan] for row in of_chapter for plan in ("account_m14", "account_m57")) or ("6574", "2313")


@cache
def _laws(*kinds: str) -> tuple[tuple[str, Reference, str, Date], ...]:
    """Each with its words, and the words and the value of its date."""
    return tuple(_law(row) for row in rows("laws") if row["kind"] in kinds)


def _law(row: dict[str, str]) -> tuple[str, Reference, str, Date]:
    when = PartialDate.parse(row["date"])
    dated = _long(when.first_day())
    words = f"{row['kind']} n° {row['number']} du {dated}"
    return words, Reference(row["kind"], row["number"], when), dated, Date(when, "legal")


def _text(draft: Draft, *kinds: str) -> None:
    words, reference, dated, date = draft.dice.pick(_laws(*kinds))
    draft.sheet.say("la " if kinds == ("loi",) else "le ")
    draft.sheet.mark(words, reference, "text")
    draft.sheet.note(dated, date, "letters")


def _articles(draft: Draft, before: str, number: int) -> None:
    for at, article in enumerate(draft.dice.some(_ARTICLES, number)):
        draft.sheet.say(" et " if at else before)
        draft.sheet.mark(f"L. {article}", Reference("code", "CGCT", None, f"L{article}"), "article")


def _percent(draft: Draft) -> None:
    percent = draft.dice.pick((5, 10, 20, 25, 30, 40, 50, 60, 80)) if draft.dice.chance(0.6) else None
    value = Decimal(percent) if percent else Decimal(draft.dice.between(101, 9_999)).scaleb(-2)
    draft.sheet.mark(f"{value} %".replace(".", ","), Percentage(value), "figures")


def _period(draft: Draft) -> None:
    year = draft.day.year - draft.dice.below(3)
    if draft.dice.chance(0.2):
        value = Period(PartialDate(year), PartialDate(year + 1))
        draft.sheet.mark(f"l'année scolaire {year}-{year + 1}", value, "years")
    else:
        draft.sheet.mark(f"l'exercice {year}", Period(PartialDate(year), PartialDate(year)), "year")


def _moment(nearest: int, farthest: int, role: str) -> Blank:
    """A day so many days from the act's own."""

    def blank(draft: Draft) -> None:
        away = datetime.timedelta(draft.dice.between(nearest, farthest))
        day(draft, draft.day + away, role, figures=draft.dice.chance(0.3))

    return blank


def _the(draft: Draft) -> None:
    draft.sheet.say(nouns().draw(draft.dice).the)


def _upper(draft: Draft) -> None:
    words = nouns().draw(draft.dice).the
    draft.sheet.say(words[0].upper() + words[1:])


BLANKS: Mapping[str, Blank] = {
    "the": _the,
    "The": _upper,
    "of": lambda draft: draft.sheet.say(nouns().draw(draft.dice).of),
    "to": lambda draft: draft.sheet.say(nouns().draw(draft.dice).to),
    "adjective": lambda draft: draft.sheet.say(adjectives().draw(draft.dice)),
    "verb": lambda draft: draft.sheet.say(verbs().draw(draft.dice)),
    "name": lambda draft: draft.sheet.say(names().draw(draft.dice)),
    "count": lambda draft: draft.sheet.say(str(draft.dice.between(2, 480))),
    "amount": amount,
    "amount HT": lambda draft: amount(draft, tax="HT"),
    "amount TTC": lambda draft: amount(draft, tax="TTC"),
    "pct": _percent,
    "period": _period,
    "article": lambda draft: _articles(draft, "l'article ", 1),
    "articles": lambda draft: _articles(draft, "", 2),
    "law": lambda draft: _text(draft, "loi"),
    "decree": lambda draft: _text(draft, "décret"),
    "earlier": _moment(-900, -30, "earlier-act"),
    "recent": _moment(-60, -3, "earlier-act"),
    "start": _moment(10, 120, "effect-start"),
    "deadline": _moment(60, 400, "deadline"),
    "member": lambda draft: person(draft, draft.member(), "person.civility"),
    "association": association,
    "imputation": imputation,
}
