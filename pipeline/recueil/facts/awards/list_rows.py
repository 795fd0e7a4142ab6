"""Read the rows of a list that other rules read in part: each line, or part between semicolons, a name and its
sum.

« - Judo Club : 500 €⏎- ADAPEI 60 €⏎- 350 € à l'Écho du Bourg, ainsi que 150 € au Photo-club » is a list of awards
as soon as several of its rows are known ones. Then every row of its form is an award, unless it says otherwise: a
total, a refusal, a remark, the heading of a part. A sum that was given the name of another row gets its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from recueil.facts.awards.clauses import AwardMatch
from recueil.facts.awards.grids import FUNDERS, NO_BODY, decision_kind
from recueil.facts.awards.recipients import RecipientName, classify_recipient, clean_name, parse_name, starts_name
from recueil.facts.awards.tables import ROWS_END, clean_cell
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_PARTS = re.compile(r"\n|;(?=\s)|(?<=[)€])\.\s(?=[A-ZÀ-Ý])")
_BULLET = re.compile(r"[\s|]{0,60}(?P<sign>[-–—•▪➢✓*·>►◦])[ \t\u00a0]{0,8}")
# What may follow the sum of a row: « 500 €) », « 500 € HT ; », « 500 € (2 voix contre). »
_AFTER_SUM = re.compile(r"(?:[\s)\].;,|*]|(?:ht|ttc|nets?)(?![a-z])|\([^()]{0,90}\)?){0,8}")
_GIVEN_TO = re.compile(
    r"(?:\s?(?:ht|ttc))?\s{1,3}(?:(?:est |sont )?(?:accorde|attribue|alloue|verse)e?s?\s)?"
    r"(?:a|au|aux|pour|en faveur d(?:e|u|es)|au (?:profit|benefice) d(?:e|u|es))(?:\s{1,3}|(?<='))"
)
_SUM_OPENS = re.compile(r"[\s:.–—|-]{1,20}(?!(?:a|au|aux|pour|en|de|par|le|du|dont|soit)\s)")
_TO_SUM = re.compile(r"[\s:=(.…_|–—-]{0,60}\Z")
_COMPUTED = re.compile(
    r"(?:[\s:(,]|(?<![0-9])[0-9]{1,9}(?![0-9])\s?(?:[a-z]{2,12}\s)?|[x×*]|€|euros?|par [a-z]{2,12}){1,12}(?:="
    r"|soit)\s{0,3}\Z"
)
_OTHERWISE = re.compile(
    r"(?<![a-z])(?:(?:sous[ -])?tota(?:l|ux)|a?\s?report(?:er|e|s)?|soit|dont|reste|solde|reserves?"
    r"|provisions?|divers(?:es)?|refus\w{0,4}"
    r"|rejet\w{0,4}|ajourn\w{0,4}|demand\w{0,5}|sollicit\w{0,5}|en attente|pas|non|rappel|pour memoire"
    r"|recettes?|depenses?"
    r"|financement|budget|credits?|cout|devis|travaux|montant|subventions?|fonds de concours|en 20[0-9]{2}"
    r"|annee|adopte|vote|voix|unanimite"
    r"|accords?|accorde\w{0,2}|attribu\w{1,4}|allou\w{1,3}|proposition|est|sont|sera|seront|ont|avait|decide"
    r"|propose|precise|indique|qui|que|loyers?|tarifs?|dossiers?|emprunts?)(?![a-z])"
)
_PART_HEADING = re.compile(
    r"(?:(?:article|compte|chapitre|imputation|fonction|nature)\s[0-9][0-9 /.-]{0,14}\s?[:–-]"
    r"|[^:\n]{3,45}\s:)\s{1,3}"
)
_CATEGORY = re.compile(
    r"(?<![a-z])(?:associations?|clubs?|subventions?|sports?|sportives?|culture|culturelles?|social|sociales?"
    r"|scolaires?|loisirs"
    r"|patriotiques?|divers(?:es)?|autres?|jeunesse|solidarite|caritatives?|environnement|enseignement"
    r"|article|compte|chapitre|imputation"
    r"|fonction|nature|commune|canton|animation|organismes|vie locale|prix|hors concours|categorie"
    r"|laureats?)(?![a-z])"
)
_LINKED = re.compile(r"(?:[,(’'-]|\s(?:de|du|des|la|le|les|l'|et|d'|a|au|aux|en|sur|sous|pour))\s{0,10}\Z")
_SENTENCE = re.compile(r"[a-z]{3}[.!]\s*\Z|:\s*\Z")
_SEVERAL = re.compile(
    r"(?:associations|clubs|communes|ecoles|familles|organismes|structures|entreprises)(?![a-z])"
)
_INITIALS = re.compile(r"(?:M\.|Mme|Mlle|Monsieur|Madame|MM\.)\s(?:[A-Z]\.\s?){1,3}(?:[,(/]|\Z)")
_FEWEST_KNOWN, _LONGEST_NAME, _MOST_WORDS = 3, 100, 14
_MOST_APART, _MOST_ABOVE, _MOST_LINES = 400, 80, 4


@dataclass(frozen=True, slots=True)
class _Part:
    """A line, or what stands between semicolons: from the end of its bullet on."""

    start: int
    end: int
    bullet: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A part with its sum, the words that name who gets it, and whether the sum stands first."""

    part: _Part
    start: int
    stop: int
    amount: Mention
    sum_first: bool


class ListRows:
    """The rows of the lists of a text, which are read when they are first asked for."""

    def __init__(self, text: str, plain: str, amounts: Sequence[Mention]) -> None:
        self._text, self._plain, self._amounts = text, plain, amounts

    @cached_property
    def _runs(self) -> Sequence[Sequence[_Row]]:
        return list(_split_runs(self._plain, _rows(self._text, self._plain, self._amounts)))

    def find_unread(self, known: Sequence[AwardMatch]) -> Iterator[AwardMatch]:
        """Yield the awards of rows that no rule has read, and anew those that have the name of another row.

        ``known``: the awards that rules have read.
        """
        by_amount = {found.amount.start: found for found in known}
        for run in self._runs if len(by_amount) >= _FEWEST_KNOWN else ():
            own = [by_amount[row.amount.start] for row in run if row.amount.start in by_amount]
            if len(own) >= _FEWEST_KNOWN and any(found.what in _CONTRACTS for found in own):
                yield from _contracts(self._text, self._plain, run, by_amount)
                continue
            if len(own) < _FEWEST_KNOWN or len(own) * 2 < len(run):
                continue
            what, count = Counter(found.what for found in own).most_common(1)[0]
            if count < len(own) or what in _NOT_LISTED:
                continue
            bullets = {row.part.bullet for row in run if row.amount.start in by_amount}
            for row in run:
                found = by_amount.get(row.amount.start)
                heads_part = _PART_HEADING.match(self._plain, row.start)
                if len(bullets) == 1 and row.part.bullet not in bullets and not heads_part:
                    continue
                name = _name(self._text, self._plain, row)
                if name and (found is None or _is_of_another(found, name, row)):
                    yield _award(what, name, row)

    def find_predicted(self, known: Sequence[AwardMatch]) -> Iterator[AwardMatch]:
        """Yield the awards of rows of a list that the act decides on, of which the model has read a part.

        ``known``: the awards of rules and of the model; a third of the rows have one.
        """
        by_amount = {found.amount.start: found for found in known}
        for run in self._runs if len(by_amount) >= _FEWEST_PREDICTED else ():
            own = [by_amount[row.amount.start] for row in run if row.amount.start in by_amount]
            if len(own) < _FEWEST_PREDICTED or len(own) * 3 < len(run) or len(own) == len(run):
                continue
            start, end = min(row.start for row in run), max(row.amount.end for row in run)
            what = next((found.what for found in own if found.is_sure), "") or decision_kind(
                self._plain, start, start, end
            )
            if not what or what in _NOT_LISTED:
                continue
            forms = {(row.sum_first, row.part.bullet) for row in run if row.amount.start in by_amount}
            for row in run:
                is_new = row.amount.start not in by_amount and (row.sum_first, row.part.bullet) in forms
                if is_new and (name := _name(self._text, self._plain, row)):
                    yield _award(what, name, row)


def _award(what: str, name: RecipientName, row: _Row) -> AwardMatch:
    start, end = min(name.start, row.amount.start), max(name.end, row.amount.end)
    return AwardMatch(start, end, what, name, row.amount)


_FEWEST_PREDICTED = 2
_CONTRACTS = ("marche", "acquisition")
# « Décision n° 35 du 25 juin : réparation de la balayeuse – Garage Lemoine – 3 118 € »
_ENTRY = re.compile(
    r"(?:(?:decision|arrete|marche|contrat|convention|devis|commande"
    r"|bon de commande)s?\s(?:municipale?s?\s)?(?:n\s?[°o]\s?)?[0-9]"
    r"|n\s?[°o]\s?[0-9]|[0-9]{4}[-/. ][0-9]{1,4}(?![0-9])|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})"
)
_LEADS = re.compile(r"\s[–—-]\s|[:,]\s|(?<![a-z])(?:avec|aupres d[eu]|a|au|par|de)\s(?:l[ae]\s|l')?")
_NO_CONTRACT = re.compile(
    r"(?<![a-z])(?:loyers?|locations?|tarifs?|regies?|recettes?|vent(?:e|es)|cede|concessions?|dons?"
    r"|emprunts?|estim\w{1,6}|sinistres?"
    r"|indemnit\w{1,3}|rembourse\w{0,5}|redevances?|subventions?|demande\w{0,2}|sollicit\w{1,5}|avenants?"
    r"|lots?|droits?|preemption"
    r"|rejet\w{0,4}|sans suite|infructueu\w{1,2}|annul\w{0,5}|resili\w{1,6}|pret|bail)(?![a-z])"
)
_PAID_KINDS = ("company", "association", "public body")


def _contracts(
    text: str, plain: str, run: Sequence[_Row], known: Mapping[int, AwardMatch]
) -> Iterator[AwardMatch]:
    """Yield the contracts of the entries of a register that name one body, which no rule has read."""
    for row in run:
        if row.amount.start in known or row.sum_first or not _ENTRY.match(plain, row.start):
            continue
        if _NO_CONTRACT.search(plain, row.start, row.part.end):
            continue
        named = [parse_name(text, lead.end(), row.stop) for lead in _LEADS.finditer(plain, row.start, row.stop)]
        bodies = {name.words: name for name in named if name and classify_recipient(name.words) in _PAID_KINDS}
        if len(bodies) == 1:
            name = next(iter(bodies.values()))
            yield AwardMatch(name.start, row.amount.end, "marche", name, row.amount)


_NOT_LISTED = ("marche", "avenant", "emprunt", "cession")


def _is_of_another(found: AwardMatch, name: RecipientName, row: _Row) -> bool:
    """Return whether a known award has words of another row, or the heading of its part, for a name."""
    if found.table is not None:
        return row.sum_first and found.name.end <= row.amount.start
    return found.name.end <= name.start or found.name.start >= name.end


def _rows(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[_Row]:
    above: list[_Part] = []
    for part in _parts(text):
        every = mentions_between(amounts, part.start, part.end)
        sums = [each for each in every if _is_sum(each)]
        inside = [*every[:1], *(each for each in sums if each is not every[0])] if sums else []
        if not inside:
            above = [*above, part][-_MOST_LINES:] if part.end > part.start else above
            continue
        if inside[0].start - part.start <= 2 or _GIVEN_TO.match(plain, inside[0].end, part.end):
            yield from _rows_of_sums(plain, part, inside)
        elif (row := _row_of_name(text, plain, part, inside, above)) is not None:
            yield row
        above = []


def _parts(text: str) -> Iterator[_Part]:
    start = 0
    ends = [(match.start(), match.end()) for match in _PARTS.finditer(text)]
    for end, after in [*ends, (len(text), len(text))]:
        bullet = _BULLET.match(text, start, end)
        first = bullet.end() if bullet else start
        words = text[first:end]
        first += len(words) - len(words.lstrip())
        yield _Part(first, max(first, first + len(text[first:end].rstrip())), bullet["sign"] if bullet else "")
        start = after


def _is_sum(amount: Mention) -> bool:
    value = amount.value
    return isinstance(value, Amount) and value.role not in ("tarif", "seuil") and value.amount > 1


def _rows_of_sums(plain: str, part: _Part, amounts: Sequence[Mention]) -> Iterator[_Row]:
    """Yield the rows of a part that opens with its sum: « 350 € à X, ainsi que 150 € au Y »."""
    for at, amount in enumerate(amounts):
        end = amounts[at + 1].start if at + 1 < len(amounts) else part.end
        given = _GIVEN_TO.match(plain, amount.end, end) or (
            _SUM_OPENS.match(plain, amount.end, end) if not at else None
        )
        if given is None:
            return
        yield _Row(part, given.end(), end, amount, sum_first=True)


def _row_of_name(
    text: str, plain: str, part: _Part, amounts: Sequence[Mention], above: Sequence[_Part]
) -> _Row | None:
    """Return the row of a part that ends with its sum, with the lines above that its name begins on."""
    first, last = amounts[0], amounts[-1]
    computed = len(amounts) > 1 and _COMPUTED.fullmatch(plain, first.end, last.start) is not None
    amount = last if computed else first
    if not _is_sum(amount):
        return None
    lead = _TO_SUM.search(plain, part.start, first.start)
    stop = lead.start() if lead else first.start
    remarked = _REMARKED.fullmatch(plain, first.end, part.end) or _DETAILED.match(plain, first.end, part.end)
    if len(amounts) > 1 and not computed and not remarked:
        return None
    if len(amounts) == 1 and not _AFTER_SUM.fullmatch(plain, amount.end, part.end):
        return None
    start = part.start
    for line in reversed(above):
        if part.bullet or not (
            _LINKED.search(plain, line.start, line.end) or text[start : start + 1].islower() or start == stop
        ):
            break
        if _SENTENCE.search(plain, line.start, line.end) or start - line.end > _MOST_ABOVE:
            break
        start = line.start
        if line.bullet:
            part = line
            break
    return _Row(part, start, stop, amount, sum_first=False) if stop > start else None


_REMARKED = re.compile(r"\s{0,3}\([^()]{0,80}\)[\s;.,]{0,4}")
_DETAILED = re.compile(r"[\s,(]{1,4}(?:dont|soit|comme en|contre)(?![a-z])")


def _split_runs(plain: str, rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Yield the rows that follow each other, up to the total, a sentence that decides, or other text."""
    run: list[_Row] = []
    for row in rows:
        if run and _is_apart(plain, run[-1], row):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _is_apart(plain: str, before: _Row, row: _Row) -> bool:
    gap = plain[max(before.amount.end, before.stop) : min(row.start, row.amount.start)]
    gap = _BUDGET_HEADING.sub("\n", gap)
    return len(gap) > _MOST_APART or ROWS_END.search(gap) is not None or _ENDED.search(gap) is not None


_BUDGET_HEADING = re.compile(
    r"\n\s{0,20}(?:article|compte|chapitre|imputation)\s[0-9][0-9 /.-]{0,14}\s?[:–-]?[ \t]{0,60}(?=\n|\Z|[a-z])"
)
_ENDED = re.compile(
    r"(?<![a-z])(?<!sous[ -])tota(?:l|ux)(?![a-z])|\n[ \t]{0,9}[0-9]{1,2}\s?[.)°–-]\s|(?:\n[ \t]{0,60}){4}"
)


def _name(text: str, plain: str, row: _Row) -> RecipientName | None:
    """Return the name of a row, or None if its words say that it is none or that nothing is given."""
    start, stop = row.start, row.stop
    if row.sum_first:
        name = parse_name(text, start, stop)
        if name is None and starts_name(text, first := _skip_article(plain, start), stop):
            name = clean_name(text, first, _name_stop(plain, first, stop))
    else:
        heading = _PART_HEADING.match(plain, start, stop)
        if heading and _CATEGORY.search(heading[0]):
            start = heading.end()
        name = clean_cell(text, start, _name_stop(plain, start, stop))
    if name is None or len(name.words) > _LONGEST_NAME or len(name.words.split()) > _MOST_WORDS:
        return None
    if (
        _SEVERAL.match(plain, name.start)
        or NO_BODY.match(plain, name.start)
        or FUNDERS.match(plain, name.start)
        or _INITIALS.match(name.words)
    ):
        return None
    end = name.end if row.sum_first else max(name.end, stop)
    return None if _OTHERWISE.search(plain, min(start, name.start), end) else name


_ARTICLE = re.compile(r"(?:l[ae]s?\s{1,3}|l')")


def _skip_article(plain: str, start: int) -> int:
    article = _ARTICLE.match(plain, start)
    return article.end() if article else start


_NAME_STOP = re.compile(r"\s{0,3}(?:\s:\s|:\s|\s[(]|\s(?:pour|afin|au titre)\s|,\s(?:ainsi|et|dont|pour)\s)")


def _name_stop(plain: str, start: int, stop: int) -> int:
    end = _NAME_STOP.search(plain, start + 3, stop)
    return end.start() if end else stop
