"""Find awards in a series of names and amounts in running text, for which no table or list is laid out.

« attribue aux associations Tennis Club 500 € (fonctionnement) Judo Club 300 € (gala) », « accorde une aide : à
Mme X, pour son logement, 800 € ; à M. Y, … ». A series is three amounts or more whose words between them name a
body or a person at the same place: before each amount, or after each. The words before the series say what it
decides; names that other rules read in it say so too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch, asks_for_money, recalls_decision
from recueil.facts.awards.columns import is_later_year
from recueil.facts.awards.grids import FUNDERS, NO_BODY, decision_kind
from recueil.facts.awards.recipients import (
    PART,
    RecipientName,
    classify_recipient,
    clean_name,
    names_a_body,
    parse_name,
)
from recueil.facts.awards.tables import ROWS_END
from recueil.text import merge_spans
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_FEWEST = 3
_MOST_BEFORE_NAME = 10  # pieces: « – Pour : 13 – Contre : 0 – »
_LONG_WORD = 3
_LONGEST_GAP, _LONGEST_LEAD = 200, 420
_LETTERS = re.compile(r"(?!ht|ttc|eur|soit|net|par)[a-z]{3}|[a-z]\.?[a-z]")
_UNITS = re.compile(r"(?<![a-z])(?:ht|ttc|net|euros?|eur)(?![a-z])")
_TOTAL = re.compile(rf"(?<![a-z])(?:sous[ -]?)?(?:total|totaux|soit un montant|{phrases.WHOLE})(?![a-z])")
_LEAD = re.compile(
    r":\s|(?<![a-z])a\s{1,3}savoir,?\s"
    r"|(?<![a-z])(?:attribu|accord|allou|octro|vers|vot|valid|fix|retien|reten|decid|vend|ced|accept)[a-z]{1,6}"
    r"(?:\s(?:de|d'|la|le|les|l'|une?|aux?|des?|a|subventions?|associations?|clubs?|suivante?s?|aides?|somme"
    r"|montant)(?![a-z])){0,6}\s"
)
# What stands before a name: bullets, numbers, « le lot 3 à ».
_BEFORE_NAME = re.compile(
    r"(?:[\s\-–—•▪➢✓*·>►◦→⇒=|,;:.)€/]{1,12}|(?:[0-9]{1,3}|o|et|de|d')(?=[\s.)-])|[Ll]e\s|(?:[Ll]ot"
    r"|LOT)\s(?:[Nn]\s?[°o]\s?)?[0-9]{1,2}(?![0-9])"
    r"|(?:ht|HT|ttc|TTC|euros?)(?!\w)|\([^()]{1,60}\)|(?:[àÀ]|[Aa]u|[Aa]ux|[Pp]our|[Aa]vec)\s(?:l['’]|la\s"
    r"|le\s|les\s)?|[Ll]['’](?=[A-ZÀ-Ýa-z]{3})|[Ll]a\s"
    r"|l['’]?(?:association|entreprise)\s(?=[A-ZÀ-Ý«])"
    r"|[(/]?(?:en|pour)?\s{0,3}20[0-9]{2}(?![0-9])\)?|(?i:pour|contre|abstentions?"
    r"|unanimité)(?:\s?:)?\s[0-9]{1,3}(?![0-9])(?!\s?(?:€|euros)))"
)
_AFTER_AMOUNT = re.compile(
    r"\s{0,3}\(?(?:ht|ttc|nets?)?\)?\s{0,3}(?:(?:sont |est |seront |sera )?(?:attribu|accord|allou|vers"
    r"|octroy)ee?s? )?(?:[:–—-]\s|pour\s|(?:au (?:profit|benefice)|en faveur) d(?:e |u |es |'))?"
    r"(?:a |au |aux )?(?:l'|la |le |les )?"
)
_GIVEN_TO = re.compile(r"\s{0,3}(?:ht|ttc)?\s{0,3}(?:a|au|aux|pour)\s(?:l'|la |le |les )?(?=[^\W\d_«])")
_LABEL = re.compile(
    r"(?<![a-z])(?:lots?|parcelles?|terrains?)(?![a-z])(?:(?!attribu)[^:€]){0,60}?(?::|\sà"
    r"|\saux?)\s{1,3}(?=[^\W\d_])",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"\s[«“\"]|\s[-–—]\s")
_REFUSED = re.compile(
    r"(?<![a-z])(?:tarifs?|recettes?|financement|budget|credits? de|depenses?|delegations?|seuils?"
    r"|redevances?|loyers?|quotients?|regie|amortissement\w{0,2}|devis recus|offres recues|ont repondu"
    r"|estimations?|impots?|taxes?"
    r"|emprunts?|dettes?|valeurs?|non[- ]valeur|demand\w{1,5}|sollicit\w{1,5}|previsionnel\w{0,3}"
    r"|indemnites? de fonction|grade|echelon|repas"
    r"|entrees?)(?![a-z])"
)
_PROPER = re.compile(r"[A-ZÀ-Ý]")
# « individualise les crédits suivants », what départements and régions say of subsidies
_INDIVIDUALISES = re.compile(r"(?<![a-z])individualis\w{1,5}(?![a-z])")
# « attribue une aide aux associations suivantes : »: what follows are names, also unknown ones.
_NAMES_FOLLOW = re.compile(
    r"(?<![a-z])(?:associations?|organismes|structures|clubs|beneficiaires|communes)(?:\s[a-z]{4,14}){0,2}"
    r"\s{0,3}:\s{0,3}\Z"
)
_SENTENCE = re.compile(r"[a-zà-ÿ0-9]{2}[.;]\s{1,3}[A-ZÀ-Ý]|\n\s{0,40}\n")
_LOT = re.compile(r"(?<![a-z])lots?(?![a-z])")


@dataclass(slots=True)
class _Run:
    """Amounts that follow each other, and the words before each: one row for each."""

    starts: list[int]
    amounts: list[Mention]
    first: int  # where the first amount stands, which a later one of its row may have replaced


_Row = tuple[int, Mention, RecipientName]
"""Where the words of a row begin, its amount and its name."""


def find_in_series(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    names: Sequence[Mention],
    known: Sequence[AwardMatch],
) -> Iterator[AwardMatch]:
    """Yield the awards of the series of a text; ``names``: its organisations and persons, sorted.

    ``known``: awards of other rules. One of them is given again, with the name of its own row, if it has that of
    another row.
    """
    by_amount = {found.amount.start: found for found in known}
    named = merge_spans((found.name.start, found.name.end) for found in known)
    for run in _runs(plain, amounts):
        lead = _lead_end(plain, run)
        if lead is None:
            continue
        rows = _rows(text, plain, run, lead, names)
        own = [by_amount[amount.start] for amount in run.amounts if amount.start in by_amount]
        what = _kind(plain, run, lead, own, rows, names)
        if not what:
            continue
        whole = len(rows) == len(run.amounts)
        for at, (_, amount, name) in enumerate(rows):
            before = by_amount.get(amount.start)
            if what == "marche" and not _is_firm(name):
                continue  # « Plomberie chauffage : Entreprise X »
            if (before is None and not _covers(named, name)) or (
                before is not None and whole and _is_of_other(before, name, rows[max(0, at - 2) : at + 3])
            ):
                yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), what, name, amount)


def _is_firm(name: RecipientName) -> bool:
    return classify_recipient(name.words) == "company" or any(
        word.isupper() and len(word) > _LONG_WORD for word in name.words.split()
    )


def _is_of_other(found: AwardMatch, name: RecipientName, rows: Sequence[_Row]) -> bool:
    """Return whether an award took the name of another of these rows of its series."""
    return not _overlaps(found.name, name) and any(_overlaps(found.name, other) for _, _, other in rows)


def _overlaps(one: RecipientName, other: RecipientName) -> bool:
    return one.start < other.end and other.start < one.end


def _covers(spans: Sequence[tuple[int, int]], name: RecipientName) -> bool:
    """Return whether a name overlaps one of sorted spans that do not overlap each other."""
    at = bisect_left(spans, name.end, key=lambda span: span[0]) - 1
    return at >= 0 and name.start < spans[at][1]


def _runs(plain: str, amounts: Sequence[Mention]) -> Iterator[_Run]:
    run: _Run | None = None
    before = 0
    for amount in amounts:
        value = amount.value
        gap = plain[before : amount.start]
        usable = isinstance(value, Amount) and value.per is None and value.amount > 1 and value.role != "tarif"
        ended = (
            run is None
            or len(gap) > _LONGEST_GAP
            or ROWS_END.search(gap) is not None
            or _TOTAL.search(gap) is not None
        )
        if run is not None and (ended or not usable):
            if len(run.amounts) >= _FEWEST:
                yield run
            run = None
        if usable:
            if run is None:
                run = _Run([max(before, amount.start - _LONGEST_LEAD)], [amount], amount.start)
            elif (later := is_later_year(plain, before, amount)) is not None:
                if later:
                    run.amounts[-1] = amount  # « 500 € en 2022, 600 € en 2023 »
            elif _LETTERS.search(_UNITS.sub("", gap)):
                run.starts.append(before)
                run.amounts.append(amount)
            elif not phrases.RESTATES.fullmatch(gap):
                run.amounts[-1] = amount  # of two amounts in a row the last is the one that is decided
        before = amount.end
    if run is not None and len(run.amounts) >= _FEWEST:
        yield run


def _lead_end(plain: str, run: _Run) -> int | None:
    """Return where the words that lead to the series end: the last that has a name or nothing after it."""
    leads = [match.end() for match in _LEAD.finditer(plain, run.starts[0], run.first)]
    first = run.amounts[0]
    for end in reversed(leads):
        rest = plain[end : run.first]
        if not _LETTERS.search(rest) and _GIVEN_TO.match(plain, first.end):
            return end
        if _LETTERS.search(rest) or end == leads[0] or plain[end - 2 : end - 1] != ":":
            return end
    return None


def _rows(text: str, plain: str, run: _Run, lead: int, names: Sequence[Mention]) -> list[_Row]:
    """Return the amounts with their names, if those stand at the same place of most rows; else none."""
    stops = [amount.start for amount in run.amounts]
    starts = [lead, *run.starts[1:]]
    found = [_name(text, start, stop, names) for start, stop in zip(starts, stops, strict=True)]
    if found[0] is None and _GIVEN_TO.match(plain, run.amounts[0].end):
        ends = [*stops[1:], min(len(plain), run.amounts[-1].end + 110)]
        found, starts = [], [amount.end for amount in run.amounts]
        for amount, end in zip(run.amounts, ends, strict=True):
            after = _AFTER_AMOUNT.match(plain, amount.end, end)
            found.append(_name(text, after.end() if after else amount.end, end, names))
    rows = [
        (start, amount, name)
        for start, amount, name in zip(starts, run.amounts, found, strict=True)
        if name is not None and not _SENTENCE.search(text, name.end, max(name.end, amount.start))
    ]
    return rows if len(rows) >= _FEWEST and len(rows) * 5 >= len(found) * 4 else []


def _name(text: str, start: int, stop: int, names: Sequence[Mention]) -> RecipientName | None:
    """Return the name at the start of the words of a row."""
    if label := _LABEL.search(text, start, stop):
        start = label.end()
    for _ in range(_MOST_BEFORE_NAME):
        before = _BEFORE_NAME.match(text, start, stop)
        if before is None or before.end() == start:
            break
        start = before.end()
    if part := PART.match(text, start, stop):
        start = part.end()
    name = parse_name(text, start, stop)
    if name is None or not names_a_body(name.words):
        return None
    for mention in mentions_between(names, name.start, name.end):
        if mention.start == name.start and mention.end < name.end:
            name = clean_name(text, mention.start, mention.end)
            break
    if quote := _QUOTE.search(text, name.start + 2, name.end):
        name = clean_name(text, name.start, quote.start())
    return name if name.words and _PROPER.search(name.words) else None


def _gives_to_associations(sentence: str, rows: Sequence[_Row]) -> bool:
    """Return whether a sentence gives, without a word for what, and a third of the names are associations."""
    associations = sum(classify_recipient(name.words) == "association" for _, _, name in rows)
    return phrases.GRANTS.search(sentence) is not None and associations * 3 >= len(rows)


def _kind(
    plain: str,
    run: _Run,
    lead: int,
    known: Sequence[AwardMatch],
    rows: Sequence[_Row],
    names: Sequence[Mention],
) -> str:
    """Return what the series decides, or empty."""
    if not rows:
        return ""
    words = plain[max(0, lead - _LONGEST_LEAD) : rows[0][2].start]
    if words.count("(") > words.count(")"):
        return ""  # a remark: « sur la base de la subvention 2023 (CCAS : 480 000 € ; MJC : 154 000 €) »
    words = words[: lead - max(0, lead - _LONGEST_LEAD)]
    sentence = words[1 + max(words.rfind(end) for end in (". ", "; ", "\n\n")) :]
    heading = plain[max(0, lead - 160) : lead]
    if _REFUSED.search(sentence) or recalls_decision(sentence) or asks_for_money(sentence):
        return ""
    if any(NO_BODY.match(plain, name.start) or FUNDERS.match(plain, name.start) for _, _, name in rows):
        return ""
    if len(known) * 3 >= len(run.amounts):
        return Counter(found.what for found in known).most_common(1)[0][0]
    bodies = sum(
        classify_recipient(name.words) is not None or len(mentions_between(names, name.start, name.end)) > 0
        for _, _, name in rows
    )
    if bodies * 3 < len(rows) and not _NAMES_FOLLOW.search(heading):
        return ""
    if phrases.PERSON_START.match(plain, rows[0][2].start) and re.search(
        r"(?<![a-z])(?:ced|vend|vent|cession)", heading
    ):
        return "cession"
    if "remise" in heading and "gracieu" in heading:
        return "remise gracieuse"
    what = decision_kind(plain, lead, lead, run.amounts[-1].end)
    if not what and (_INDIVIDUALISES.search(sentence) or _gives_to_associations(sentence, rows)):
        return "subvention"
    if what == "marche" and not all(_LOT.search(plain, start, name.start) for start, _, name in rows):
        return ""  # offers may be compared
    return what
