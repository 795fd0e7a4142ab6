"""Split a text into acts by their numbers, if something is decided between the steps of one sequence.

Candidates: « 2019-11-1 STATUTS », « DÉLIBÉRATION N° 12 », « Question n° 4 », « 3. ». Agenda entries, the
articles of a dispositif and cited acts look the same, but nothing is decided between them: « Ordre du jour
: 1. Budget 2. Tarifs 3. Questions diverses ».
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from recueil.entities.patterns import SPACE
from recueil.facts.segmentation.act_headings import ActHeading, find_head, find_objects, has_objects, read_title
from recueil.text import PrefilteredPattern, fold_accents


class Step(NamedTuple):
    """A number that may head an act: ``item`` as printed ends at ``after``; its line starts at ``start``.

    Steps of one sequence share a ``style`` and differ in one of their ``numbers``. ``capitals``: the title
    after it is in capitals. ``labelled``: a noun or « n° » stands before the number.
    """

    start: int
    after: int
    item: str
    style: tuple[str, ...]
    numbers: tuple[int, ...]
    capitals: bool
    labelled: bool = False


_WORD = (
    r"[Dd](?:[ée]lib[ée]ration|[ée]cision|ossier)|D(?:[ÉE]LIB[ÉE]RATION|[ÉE]CISION|OSSIER|CM)|[Qq]uestion|QUESTION"
    r"|[Pp]oint|POINT|[Aa](?:ffaire|rr[êe]t[ée])|A(?:FFAIRE|RR[ÊE]T[ÉE])|[Rr]apport|RAPPORT|[Oo]bjet|OBJET"
    r"|[Ss]ujet|SUJET"
)
_NUMERO = rf"(?:\$?[nN]{SPACE}?(?:[°ºo²]|\^\{{\\circ\}}){SPACE}?:?{SPACE}{{0,3}})"
_DIGITS = (
    rf"[0-9]{{1,8}}(?:(?:[/._]|{SPACE}?[-–—]{SPACE}?)[0-9]{{1,8}}){{1,4}}"  # 2019-11-1, 23.1.49
    rf"|[0-9]{{4,8}}(?:{SPACE}{{1,2}}[0-9]{{1,3}}(?![0-9])){{1,3}}"  # 2021 03 01, 20221205 1
    r"|[0-9]{1,8}"
)
_NUMBER = rf"(?:[A-Z]{{1,5}}{SPACE}?[-–—_./]?{SPACE}?)?(?:{_DIGITS})"
# « Page 3 », « DU 19 JANVIER »: letters before a blank and a figure that are not the number of an act.
_NOT_AN_ITEM = re.compile(rf"(?:[A-Z]{{1,5}}{SPACE}[0-9]{{1,8}}|(?:FOLIO|PAGE|FOL|AGE|LOT|LOTS|RD|RN|ART)\W?.*)")
_YEAR = 1900
# « n²0240429-01 », read for « n°20240429-01 ».
_HEADLESS = re.compile(r"0[0-9]{2}(?:[0-9]{4})?(?![0-9])")
# « 2) Délibération n° 12 »: the rank on the agenda leads the number of the act.
_RANK = r"(?:[0-9]{1,3}|[IVX]{1,5})"
_DIGITS_OF_RANK = re.compile(_RANK)
_RANK_MARK = rf"{SPACE}?(?:[.)–—/-]|,(?={SPACE}{{2}})|°\)?|[.°]?{SPACE}?[–—-]){SPACE}{{0,8}}"
_TITLE = r"(?=(?:[^\w,;?!%€)\]]|_){0,80}(?:[A-ZÉÈÀÂÊÎÔÇ]|[0-9]{1,3}(?:er|[eè](?:me)?|[EÈ](?:ME)?)\s))"
_CAPITALS = re.compile(r"[\W_0-9]{0,80}(?:[A-ZÉÈÀÂÊÎÔÇŒ'’ -]{8}|[A-ZÉÈÀÂÊÎÔÇŒ'’ -]{4,7}$)")
_STEP = re.compile(
    rf"(?P<rank>{_RANK}{_RANK_MARK}{_TITLE})?"
    rf"(?:(?:(?P<word>{_WORD}){SPACE}{{1,4}})?(?P<numero>{_NUMERO})?"
    rf"(?P<number>{_NUMBER})(?![0-9A-Za-zé€%])(?P<mark>\$?{SPACE}{{0,3}}[-–—:.)/°]{{0,3}}){_TITLE})?"
)
# Prefilter: the first characters of a step. Figures are not an amount (« 1 500 € ») and not
# bare (« 2023 Attribution »), and the first letter after them may be that of a title.
_STEP_START = (
    rf"(?:[0-9](?![0-9., ]{{0,24}}[€%])(?![0-9]{{0,3}}{SPACE}{{1,3}}[A-ZÉÈÀÂÊÎÔÇ])"
    r"[\W\d_]{0,200}+(?:[A-ZÉÈÀÂÊÎÔÇ]|(?<=[0-9])[eè])"
    r"|[nN]\s?[°ºo²]|[IVX][IVX]{0,4}[.)°,\s–—/-]|[A-Z](?=[A-Z\W_0-9])[A-Z]{0,4}[\W_]{0,3}[0-9]"
    rf"|(?=[DdQqPpAaRrOoSs])(?:{_WORD})\s)"
)
_ON_A_LINE = re.compile(rf"\n[\s#*>|•\uf0b7\uf0d8➢_-]{{0,80}}+(?={_STEP_START}|\$?[nN]\s?\^|\$[nN])")
_ANYWHERE = re.compile(rf"\s(?=[0-9A-Zadnopqrs])(?={_STEP_START})")

# Words before a number that heads nothing: « Vu la délibération n° 12 », « lot n° 4 », « au point n° 3 ».
_CITING = re.compile(
    r"(?:^|[\s(,;])(?:(?:[ldn]|qu)['’]|vu|selon|l[ae]s?|d[eu]s?|à|aux?|par|cette|présente|et|ou|avec|sous|sur|dans|pour"
    r"|en"
    r"|entre|son|sa|ses|leurs?|articles?|art\.?|alin[ée]as?|lots?|pages?|p\.|chapitre|comptes?|n[°o]|phase|figure|tableau"
    r"|annexe|titre|niveau|zone|tranche|section|axe|partie|étape|ligne|option|classe|tome|avenant|mission|modificative"
    r"|action|budget|bp|cedex|rue|d[ée]cret|loi|circulaire|parcelles?|catégorie|groupe)\Z",
    re.IGNORECASE,
)
_DAY = re.compile(r"[0-3]?[0-9]([/.-])[01]?[0-9]\1(?:19|20)?[0-9]{2}")
_FIGURES, _CAPITAL = re.compile("[0-9]+"), re.compile("[A-Z]")
_ROMAN = {"I": 1, "V": 5, "X": 10}
# A text with few line breaks has no real lines and is read sentence by sentence.
_LONG_LINE = 600


def find_steps(text: str) -> Iterator[Step]:
    """Yield every number that may head an act, in text order."""
    flat = text.count("\n") * _LONG_LINE < len(text)
    reached = 0
    for place in (_ANYWHERE if flat else _ON_A_LINE).finditer(text):
        first = place.end()
        match = _STEP.match(text, first) if first >= reached else None
        if not match or match.end() == first:
            continue
        reached = match.end()
        start = first if flat else text.rfind("\n", place.start(), first) + 1
        steps = list(_read_steps(text, match, start))
        if steps and _may_head_act(text, match, flat):
            yield from steps


def _read_steps(text: str, match: re.Match[str], start: int) -> Iterator[Step]:
    if match["rank"]:
        yield _rank_step(text, match, start)
    if match["number"] and (step := _number_step(text, match, start)):
        yield step


def _may_head_act(text: str, match: re.Match[str], flat: bool) -> bool:
    if not flat and not match["word"] and not match["numero"]:
        return True
    before = text[max(0, match.start() - 24) : match.start()].rstrip()
    ends_a_word = before[-1:].isalpha() or before.endswith((".", "°", "'", "’"))
    return not (ends_a_word and _CITING.search(before))


def _rank_step(text: str, match: re.Match[str], start: int) -> Step:
    rank = match["rank"]
    digits = item[0] if (item := _DIGITS_OF_RANK.match(rank)) else ""
    mark = rank[len(digits) :].strip()[:1].replace(",", ".")  # « 4,   ADHESION », as scanners read it
    roman = digits[0] in _ROMAN
    number = _parse_roman(digits) if roman else int(digits)
    after = match.start() + len(digits)
    return Step(
        start, after, digits, ("roman" if roman else "rank", mark), (number,), _is_title_in_capitals(text, after)
    )


def _number_step(text: str, match: re.Match[str], start: int) -> Step | None:
    number, word, mark = match["number"], match["word"], match["mark"].strip(" $")
    if "²" in (match["numero"] or "") and _HEADLESS.match(number):
        number = f"2{number}"
    numbers = tuple(int(digits) for digits in _FIGURES.findall(number))
    after = match.end("number")
    capitals = _is_title_in_capitals(text, after)
    letters = "".join(_CAPITAL.findall(number))
    if (
        not word
        and not match["numero"]
        and (
            _DAY.fullmatch(number)
            or _NOT_AN_ITEM.fullmatch(number)
            or (len(numbers) > 1 and not letters and max(numbers) < _YEAR)
        )
    ):
        return None
    named = fold_accents(word) if word else "n°" if match["numero"] else ""
    if len(numbers) == 1 and not named and not letters:
        if len(number) < 5:
            return (
                None
                if match["rank"] or not mark
                else Step(start, after, number, ("rank", mark[0]), numbers, capitals)
            )
        named = "glued"
    if len(numbers) == 1 and not letters and _YEAR <= numbers[0] < _YEAR + 200:  # « Arrêté n° 2016/DDT/12 »
        return None
    style = (letters, str(len(numbers))) if len(numbers) > 1 else (named, letters)
    labelled = bool(word or match["numero"])
    return Step(start, after, " ".join(match["number"].split()), style, numbers, capitals, labelled)


def _is_title_in_capitals(text: str, at: int) -> bool:
    return bool(_CAPITALS.match(text, at))


def _parse_roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


# Words of an outcome, never the nouns of an agenda (« approbation », « autorisation »).
_OUTCOME_WORDS = (
    r"[uU]nanimit[ée]|UNANIMIT|[mM]ajorit[ée]|MAJORIT|[dD][ée]lib[ée]r[ée]\b|D[ÉE]LIB[ÉE]R[ÉE]\b"
    r"|[pP]rend acte|PREND ACTE|[dD]ont acte|DONT ACTE|[vV]oix [pPcC]|VOIX|(?<=[0-9] )votes? (?:pour|contre)"
    r"|[aA]bstention|ABSTENTION"
    r"|[aA]dopt(?:e|ée?s?|ent)\b|ADOPT(?:E|É)|[eE]st approuvé"
)
_DECISION = PrefilteredPattern(
    rf"\b(?:(?P<outcome>{_OUTCOME_WORDS})|[aA]pprouve(?:nt)?\b|APPROUVE\b|[dD][ée]cident?\b|D[ÉE]CIDE|[aA]ccepte(?:nt)?\b|ACCEPTE\b"
    r"|[aA]utorise(?:nt)?\b|AUTORISE\b|ARR[ÊE]TE(?:NT)?\b|ARR[ÊE]TONS|[dD]onne acte|[eE]st élu)",
    *("unanimit", "majorit", "deliber", "prend acte", "dont acte", "voix", "vote", "abstention", "adopt"),
    *("est appr", "approuve", "decide", "accepte", "autorise", "arret", "donne acte", "est elu"),
)
# A dispositif that numbers its decisions: « 1. APPROUVE le plan ; 2. AUTORISE Monsieur le Maire ».
_DISPOSITIF_VERB = re.compile(
    r"[\s«\"“(:–—.)-]{0,20}(?:D['’][a-zA-ZéÉ]|D[eE]\s|(?i:approuve|autorise|d[ée]cide|accepte|adopte|charge|donne|dit|pr[ée]cise|fixe"
    r"|prend|sollicite|habilite|mandate|d[ée]signe|confirme|attribue|valide|rappelle|[ée]met|constate|inscrit|proc[èe]de"
    r"|s['’]engage|arr[êe]te|abroge|prononce|retire|institue|cr[ée]e)(?:nt|r)?\s)"
)

# Entries of an agenda or a table of contents: maximum distance in characters, minimum number.
_ENTRY_DISTANCE, _MIN_ENTRIES = 450, 3
# Numbers a sequence may lack: OCR loses some, an item is withdrawn.
_LARGEST_GAP_BY_STYLE = {"rank": 3, "roman": 1}
_LARGEST_GAP = 12
_MAX_CANDIDATES = 6
_MOST_BEFORE = 4
_MOST_STEPS = 20_000
_AGENDA_WORDS = frozenset({"question", "point", "affaire", "rapport", "dossier", "sujet", "objet"})
_SINGLE_ACT_KINDS = frozenset({"arrete", "decision", "recueil"})


class DecisionOffsets:
    """The offsets where a text decides something."""

    def __init__(self, places: Iterable[int]) -> None:
        self._at = list(places)

    def between(self, start: int, end: int) -> bool:
        at = bisect_left(self._at, start)
        return at < len(self._at) and self._at[at] < end

    def before(self, end: int) -> int:
        return bisect_left(self._at, end)

    def last_before(self, end: int) -> int:
        at = bisect_left(self._at, end)
        return self._at[at - 1] if at else -1


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Steps in order; ``decided``: how many are followed by a decision before the next step."""

    style: tuple[str, ...]
    steps: tuple[Step, ...]
    decided: int

    @property
    def agenda(self) -> bool:
        return self.style[0] in ("rank", "roman") or self.style[0] in _AGENDA_WORDS

    @property
    def rank(self) -> tuple[int, int, bool]:
        return self.decided, -self.steps[0].start, not self.agenda


def find_numbered_acts(
    text: str, kind: str | None
) -> tuple[list[ActHeading], Literal["number", "agenda", "object"]]:
    """Return the headings of the best sequence, and the evidence.

    The best splits the text into most acts; if the labelled objects give more, they win. Empty if nothing
    splits the text.
    """
    steps = list(find_steps(text))[:_MOST_STEPS]
    counted = [each for each in _iter_series(text, steps) if _counts_up(*each[:2])]
    labelled = kind not in _SINGLE_ACT_KINDS and has_objects(text)
    if not counted and not labelled:
        return [], "object"
    decided = list(_DECISION.finditer(fold_accents(text), text))
    decisions = DecisionOffsets(match.start() for match in decided)
    outcomes = DecisionOffsets(match.start() for match in decided if match["outcome"])
    sequences = [
        sequence
        for style, numbers, series in counted
        if (sequence := _best_sequence(style, numbers, series, decisions, len(text)))
        and _is_evidence(len(text), sequence, kind, outcomes)
    ]
    titled = find_objects(text, outcomes.between) if labelled else []
    best = max(sequences, key=lambda sequence: sequence.rank, default=None)
    if best is None or best.decided < len(titled):
        return _move_to_heads(text, titled) if len(titled) > 1 else [], "object"
    ends = [*(step.start for step in best.steps[1:]), len(text)]
    headings = [
        ActHeading(step.start, step.item, read_title(text, step.after, end))
        for step, end in zip(best.steps, ends, strict=True)
    ]
    return _move_to_heads(text, headings), "agenda" if best.agenda else "number"


def _iter_series(text: str, steps: Sequence[Step]) -> Iterator[tuple[tuple[str, ...], list[int], list[Step]]]:
    """Yield the steps of one style that differ in one of their numbers, with that number."""
    alike: dict[tuple[tuple[str, ...], int, tuple[int, ...]], list[Step]] = defaultdict(list)
    for step in steps:
        if _DISPOSITIF_VERB.match(text, step.after):
            continue
        for at in range(len(step.numbers)):
            alike[step.style, at, step.numbers[:at] + step.numbers[at + 1 :]].append(step)
    for (style, at, _), series in alike.items():
        if len(series) > 1:
            yield style, [step.numbers[at] for step in series], series


def _counts_up(style: tuple[str, ...], numbers: Sequence[int]) -> bool:
    """Return whether a number follows one that may precede it in a sequence."""
    gap = _LARGEST_GAP_BY_STYLE.get(style[0], _LARGEST_GAP)
    seen: set[int] = set()
    for number in numbers:
        if not seen.isdisjoint(range(number - gap, number)):
            return True
        seen.add(number)
    return False


def _best_sequence(
    style: tuple[str, ...], numbers: Sequence[int], series: Sequence[Step], decisions: DecisionOffsets, end: int
) -> _Sequence | None:
    """Return the sequence, counted upwards, between whose steps most is decided; or None."""
    kept = _drop_entries(numbers, series, decisions)
    gap = _LARGEST_GAP_BY_STYLE.get(style[0], _LARGEST_GAP)
    scores: list[float] = []
    before: list[int | None] = []
    seen: dict[int, list[int]] = defaultdict(list)
    for index, at in enumerate(kept):
        best, link = 0.0, None
        decided = decisions.last_before(series[at].start)
        for missing in range(gap):
            for other in _predecessors(seen[numbers[at] - 1 - missing], series, kept, decided):
                worth = 1.0 if series[kept[other]].after <= decided else 0.2
                worth += 0.05 * (series[kept[other]].capitals == series[at].capitals)
                score = scores[other] + worth - missing * (0.4 if gap < _LARGEST_GAP else 0.1)
                if score > best:
                    best, link = score, other
        scores.append(best)
        before.append(link)
        seen[numbers[at]].append(index)
    return _trace_back(style, [series[at] for at in kept], scores, before, decisions, end)


def _predecessors(earlier: Sequence[int], series: Sequence[Step], kept: Sequence[int], decided: int) -> list[int]:
    """Return possible predecessors, the latest first: of the steps with one number the last few, and the
    last few before the last decision.
    """
    split = bisect_left(earlier, decided, key=lambda index: series[kept[index]].after)
    late = max(split, len(earlier) - _MAX_CANDIDATES)
    return [*earlier[late:][::-1], *earlier[max(0, split - _MAX_CANDIDATES) : split][::-1]]


def _drop_entries(numbers: Sequence[int], series: Sequence[Step], decisions: DecisionOffsets) -> list[int]:
    """Return the indexes of the steps that are not list entries, which are close together with no decision
    between.
    """
    kept: list[int] = []
    run = [0]
    for at in range(1, len(series) + 1):
        last = run[-1]
        if at < len(series) and (
            numbers[at] - numbers[last] in (1, 2)
            and series[at].start - series[last].after < _ENTRY_DISTANCE
            and not decisions.between(series[last].after, series[at].start)
        ):
            run.append(at)
            continue
        if len(run) < _MIN_ENTRIES:
            kept += run
        run = [at]
    return kept


def _trace_back(
    style: tuple[str, ...],
    series: Sequence[Step],
    scores: Sequence[float],
    before: Sequence[int | None],
    decisions: DecisionOffsets,
    end: int,
) -> _Sequence | None:
    if not scores:
        return None
    last: int | None = max(range(len(scores)), key=lambda index: (scores[index], -index))
    steps: list[Step] = []
    while last is not None:
        steps.append(series[last])
        last = before[last]
    steps.reverse()
    ends = [*(step.start for step in steps[1:]), end]
    decided = sum(decisions.between(step.after, until) for step, until in zip(steps, ends, strict=True))
    return _Sequence(style, tuple(steps), decided)


def _is_evidence(end: int, sequence: _Sequence, kind: str | None, outcomes: DecisionOffsets) -> bool:
    """Return whether a sequence is sufficient evidence; a bare « 1. 2. 3. » must start at one and be voted
    on.
    """
    steps = sequence.steps
    if len(steps) < 2 or sequence.decided * 5 < (len(steps) - 1) * 3:
        return False
    if kind in _SINGLE_ACT_KINDS:  # « GF1 », « A8 »: rows of a table of an arrêté
        return not sequence.agenda and (kind == "recueil" or all(step.labelled for step in steps))
    voted = sum(outcomes.between(step.after, after.start) for step, after in pairwise(steps))
    if voted * 2 < len(steps) - 1:
        return False
    if sequence.style[0] in ("rank", "roman", "n°") and len(steps[0].numbers) == 1:
        first = steps[0].numbers[0]
        # The list of a « Questions diverses » or of a table comes after many decisions.
        late = steps[0].start * 3 > end and outcomes.before(steps[0].start) > _MOST_BEFORE
        return first <= (2 if kind == "pv" else 1) and not late and voted >= (1 if kind == "pv" else 2)
    return True


def _move_to_heads(text: str, headings: Sequence[ActHeading]) -> list[ActHeading]:
    """Move each heading up to the head of its act, if there is one above its number: « EXTRAIT DU REGISTRE
    … DEL2023-02 ».
    """
    moved = [headings[0]]
    for before, heading in pairwise(headings):
        head = find_head(text, before.start + len(before.item or ""), heading.start)
        moved.append(heading if head is None else ActHeading(head, heading.item, heading.title))
    with_heads = sum(one.start != other.start for one, other in zip(moved, headings, strict=True))
    if with_heads * 2 < len(headings) - 1:
        return list(headings)
    if (head := find_head(text, 0, headings[0].start)) is not None:
        moved[0] = ActHeading(0 if head < _ENTRY_DISTANCE else head, headings[0].item, headings[0].title)
    return moved
