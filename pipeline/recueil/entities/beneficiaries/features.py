"""Describe amounts, and the candidates for the beneficiary of each, by hashed features.

An amount is described by the words beside it, the cues above it in its sentence (« attribue », « sollicite »,
« total »…), the shape of its line and of those around. A candidate is described by its own words and those beside
it, and by what stands between it and the amount. What the rules of awards find is no feature: they run later.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final
from zlib import crc32

from recueil.entities.beneficiaries.candidates import AFTER, BEFORE, Candidate
from recueil.text import fold_accents, merge_spans
from recueil.values import Amount, Mention
from recueil.values.mention import start_of

SIZE: Final = 1 << 17
GATE_SIZE: Final = 1 << 14

_TOKEN: Final = re.compile(r"([a-z]+|[0-9][0-9 .,]{0,20}|\n|[^\s\w])")
_CUE: Final = re.compile(
    r"(?<![a-z])(?P<stem>a(?:ttribu|llou|ccord|cquer|cqui|chet|chat|dher|utoris|pprouv|journ|vance|ide|venant"
    r"|nnee precedente|dopt|rticle)|b(?:udget|enefici)|c(?:onfi|ed(?=e|a)|ess|otis|out|onvention|onsult|ompt)"
    r"|d(?:emand|ecid|epense|evis|ont|eliber)|e(?:mprunt|stim|valu|lu)|f(?:ix|actur|onds)|g(?:aranti)"
    r"|i(?:ndemnis|nscri|mpu)|l(?:oyer|ot(?![a-z]))|m(?:arch|ontant|andat)|o(?:ctroy|ctroi|bten|ffre)"
    r"|p(?:articip|ropos|relev|lan de financement|our memoire|ercu|lafon|ay|rix|ret(?![a-z]))"
    r"|r(?:eten|etien|embours|ecette|edevance|efus|ejet|ecu|appel)|s(?:ollicit|ubvention|oit|ign|ecours|olde)"
    r"|t(?:arif|otal|itulaire)|v(?:ers|ot|end|ente|u(?![a-z])|alid)|20[0-9]{2})[a-z]{0,14}"
)
_DECIDED: Final = ("decide", "delibere", "unanimite", "article", "autorise", "approuve", "adopte", "vote")
_ABOVE, _BELOW = 420, 130  # characters around an amount whose cues are read
_BESIDE: Final = 60  # characters on each side of an amount whose words are read
_LONGEST_LINE: Final = 300
_HEADLINE_REACH: Final = 1500
_HEAD: Final = 600  # characters of a text in which its body is named
_GAP_WORDS: Final = 12
_LETTER: Final = re.compile(r"[a-z]")


Rows = Sequence[int]
"""Hashed features: rows of the table of weights."""


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of some windows of a text, figures as « 0 »."""

    starts: Sequence[int]
    words: Sequence[str]

    @classmethod
    def of(cls, plain: str, windows: Iterable[tuple[int, int]]) -> Words:
        starts: list[int] = []
        words: list[str] = []
        for start, end in windows:
            parts = _TOKEN.split(plain[start:end])  # what is between, a token, what is between…
            starts += list(accumulate(map(len, parts), initial=start))[1:-1:2]
            words += ["0" if token[0].isdigit() else token for token in parts[1::2]]
        return cls(starts, words)

    def between(self, start: int, end: int) -> Sequence[str]:
        return self.words[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def before(self, end: int, reach: int, most: int) -> Sequence[str]:
        last = bisect_left(self.starts, end)
        return self.words[max(bisect_left(self.starts, end - reach, 0, last), last - most) : last]

    def after(self, start: int, reach: int, most: int) -> Sequence[str]:
        first = bisect_left(self.starts, start)
        return self.words[first : min(bisect_left(self.starts, start + reach, first), first + most)]


@dataclass(slots=True)
class ActFeatures:
    """Describes the amounts of one text, and their candidates."""

    text: str
    amounts: Sequence[Mention]
    plain: str = field(init=False)
    _words: Words = field(init=False)
    _cues: Sequence[tuple[int, str]] = field(init=False)
    _decided: tuple[int, int] = field(init=False)
    _codes: dict[int, Sequence[int]] = field(init=False, default_factory=dict)
    _own: dict[Candidate, Sequence[int]] = field(init=False, default_factory=dict)
    _sided: dict[tuple[Candidate, str], Sequence[int]] = field(init=False, default_factory=dict)
    _headlines: dict[int, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.plain = fold_accents(self.text)
        around = merge_spans(
            (each.start - BEFORE - 60, min(len(self.text), each.end + AFTER + 60)) for each in self.amounts
        )
        self._words = Words.of(self.plain, around)
        self._cues = [
            (cue.start(), cue["stem"]) for start, end in around for cue in _CUE.finditer(self.plain, start, end)
        ]
        first = min((at for word in _DECIDED if (at := self.plain.find(word)) >= 0), default=len(self.text))
        self._decided = first, max(self.plain.rfind(word) for word in _DECIDED)

    def gate(self, at: int) -> list[int]:
        """Return the features of an amount, hashed for the model that sees nothing else."""
        return sorted({code % GATE_SIZE for code in self._amount_codes(at)})

    def amount(self, at: int) -> list[int]:
        """Return the features of an amount, hashed for the model of its candidates."""
        return sorted({code % SIZE for code in self._amount_codes(at)})

    def candidates(self, at: int, candidates: Sequence[Candidate]) -> Iterator[tuple[Rows, Rows, Rows]]:
        """Yield the hashed features of each candidate of an amount; they stand in reading order.

        Those of the candidate and of its side are the same objects for every amount.
        """
        amount = self.amounts[at]
        names = [one for one in candidates if one.is_name]
        starts = [one.start for one in names if one.end <= amount.start]
        ends = sorted(one.end for one in names if one.start >= amount.end)
        for one in candidates:
            if one.end <= amount.start:
                yield self._candidate(amount, one, "B", len(starts) - bisect_left(starts, one.end))
            else:
                yield self._candidate(amount, one, "A", bisect_right(ends, one.start))

    def _candidate(self, amount: Mention, one: Candidate, side: str, between: int) -> tuple[Rows, Rows, Rows]:
        own = self._own.get(one)
        if own is None:
            own = self._own[one] = _hash(self._describe_candidate(one))
        sided = self._sided.get((one, side))
        if sided is None:
            sided = self._sided[one, side] = _hash(self._describe_side(one, side))
        return own, sided, _hash(self._describe_pair(amount, one, side, between))

    def _amount_codes(self, at: int) -> Sequence[int]:
        codes = self._codes.get(at)
        if codes is None:
            codes = self._codes[at] = list(_checksums(self._describe_amount(at)))
        return codes

    def _describe_amount(self, at: int) -> Iterator[str]:
        amount, plain = self.amounts[at], self.plain
        value = amount.value
        left, right = self._words.before(amount.start, _BESIDE, 6), self._words.after(amount.end, _BESIDE, 6)
        yield "bias"
        if isinstance(value, Amount):
            yield f"role {value.role}"
            yield f"tax {value.tax} {value.role}"
            yield f"per {value.per is not None}"
            yield f"size {_bucket(int(value.amount), (0, 20, 100, 1000, 10_000, 100_000, 1_000_000))}"
        for count in (1, 2, 3):
            yield f"l{count} {' '.join(left[-count:])}"
            yield f"r{count} {' '.join(right[:count])}"
        for word in left:
            yield f"l {word}"
        for word in right:
            yield f"r {word}"
        yield from self._cues_around(amount)
        first, last = self._decided
        yield f"decided {first < amount.start} {last > amount.end}"
        yield from self._lines(at)
        for side, other in (("p", at - 1), ("n", at + 1)):
            if 0 <= other < len(self.amounts):
                near = abs(self.amounts[other].start - amount.start)
                yield f"{side} near {_bucket(near, (20, 45, 90, 200, 500))}"
                same = getattr(self.amounts[other].value, "amount", None) == getattr(value, "amount", None)
                yield f"{side} same {same}"
            else:
                yield f"{side} none"
        yield f"place {_bucket(amount.start, (600, 1500, 4000, 12000))}"
        yield f"newline {plain.count(chr(10), max(0, amount.start - _BESIDE), amount.start)}"

    def _cues_around(self, amount: Mention) -> Iterator[str]:
        last = bisect_left(self._cues, (amount.start,))
        first = bisect_left(self._cues, (amount.start - _ABOVE,))
        above = self._cues[first:last]
        for rank, (_, stem) in enumerate(reversed(above[-4:])):
            yield f"cue {stem}"
            yield f"cue{min(rank, 2)} {stem}"
        stems = [stem for _, stem in above]
        yield f"cues2 {' '.join(stems[-2:])}"
        yield f"cues3 {' '.join(stems[-3:])}"
        begins = _sentence_start(self.plain, amount.start)
        inside = [stem for place, stem in above if place >= begins]
        for stem in inside:
            yield f"sent {stem}"
        yield f"sents {' '.join(inside[:3])}"
        ends = bisect_left(self._cues, (amount.end + _BELOW,))
        for _, stem in self._cues[bisect_left(self._cues, (amount.end,)) : ends][:2]:
            yield f"acue {stem}"

    def _lines(self, at: int) -> Iterator[str]:
        """Yield what the line of an amount looks like, and those around: of a list, a table or prose."""
        amount, plain = self.amounts[at], self.plain
        start = plain.rfind("\n", max(0, amount.start - _LONGEST_LINE), amount.start) + 1
        end = plain.find("\n", amount.end, amount.end + _LONGEST_LINE)
        end = end if end >= 0 else min(len(plain), amount.end + _LONGEST_LINE)
        low = bisect_left(self.amounts, start, key=start_of)
        high = bisect_left(self.amounts, end, key=start_of)
        yield f"inline {_bucket(high - low, (1, 2, 3, 6))} {min(at - low, 3)}"
        yield f"linelen {_bucket(end - start, (30, 80, 160))}"
        yield f"head {' '.join(self._words.after(start, 40, 2))}"
        yield f"ends {not _LETTER.search(plain, amount.end, end)}"
        yield f"begins {not _LETTER.search(plain, start, amount.start)}"
        shape = self._shape(start, amount)
        yield f"shape {shape}"
        for side, other in (("p", low - 1), ("n", high)):
            if 0 <= other < len(self.amounts) and abs(self.amounts[other].start - amount.start) < _LONGEST_LINE:
                near = self.amounts[other]
                begins = plain.rfind("\n", max(0, near.start - _LONGEST_LINE), near.start) + 1
                lines = plain.count("\n", *sorted((near.start, amount.start)))
                yield f"{side} like {self._shape(begins, near) == shape} {lines}"
        headline = self._headlines.get(start)
        if headline is None:
            headline = self._headlines[start] = self._headline(start, low)
        stems = [cue["stem"] for cue in _CUE.finditer(headline)]
        yield f"hl {' '.join(stems[-2:])}"
        for stem in stems[-6:]:
            yield f"hl1 {stem}"
        yield f"hlcol {min(at - low, 3)} {high - low} {' '.join(stems[:4])}"
        yield f"hlend {headline.rstrip()[-1:]}"

    def _shape(self, start: int, amount: Mention) -> str:
        """Return the marks and figures of a line up to an amount, its words as « a »."""
        words = self._words.between(start, amount.start)[:12]
        marks = ("a" if word.isalpha() else word for word in words)
        kept: list[str] = []
        for mark in marks:
            if kept[-1:] != [mark]:
                kept.append(mark)
        return " ".join(kept[:8])

    def _headline(self, start: int, low: int) -> str:
        """Return the last line above that has letters and no amount."""
        plain, at, limit = self.plain, start, max(0, start - _HEADLINE_REACH)
        while at > limit:
            begins = plain.rfind("\n", max(0, at - 1 - _LONGEST_LINE), at - 1) + 1
            begins = begins or max(0, at - 1 - _LONGEST_LINE)
            while low > 0 and self.amounts[low - 1].start >= at:
                low -= 1
            has_amount = low > 0 and self.amounts[low - 1].start >= begins
            if not has_amount and _LETTER.search(plain, begins, at):
                return plain[begins:at]
            at = begins
        return ""

    def _describe_candidate(self, one: Candidate) -> Iterator[str]:
        text, plain = self.text, self.plain
        words = self._words.between(one.start, one.end)
        yield f"src {' '.join(one.sources)}"
        for source in one.sources:
            yield f"src1 {source}"
        yield f"within {min(one.within, 2)} holds {min(one.holds, 2)}"
        yield f"w1 {' '.join(words[:1])}"
        yield f"w12 {' '.join(words[:2])}"
        yield f"wl {' '.join(words[-1:])}"
        yield f"len {_bucket(len(words), (1, 2, 3, 4, 6, 9))}"
        for word in set(words[:8]):
            yield f"w {word}"
        written = text[one.start : one.end]
        yield f"form {written.isupper()} {written[:1].isupper()} {any(map(str.isdigit, written))}"
        name = plain[one.start : one.end]
        yield f"body {name in plain[:_HEAD]} {' '.join(words[:1])}"
        yield f"again {min(plain.count(name, 0, 20_000), 4)}" if len(name) > 3 else "short"
        yield f"following {' '.join(self._words.after(one.end, 30, 1))}"
        line = plain.rfind("\n", max(0, one.start - _LONGEST_LINE), one.start) + 1
        yield f"start {not _LETTER.search(plain, line, one.start)}"
        cues = [cue["stem"] for cue in _CUE.finditer(name)]
        yield f"cues in {' '.join(cues)}"

    def _describe_side(self, one: Candidate, side: str) -> Iterator[str]:
        before, after = self._words.before(one.start, 40, 4), self._words.after(one.end, 30, 3)
        for count in (1, 2, 3):
            yield f"{side} lw{count} {' '.join(before[-count:])}"
        yield f"{side} aw2 {' '.join(after[:2])}"
        for source in one.sources:
            yield f"{side} {source}"

    def _describe_pair(self, amount: Mention, one: Candidate, side: str, names: int) -> Iterator[str]:
        plain = self.plain
        start, end = (one.end, amount.start) if side == "B" else (amount.end, one.start)
        gap = self._words.between(start, end)
        yield side
        yield f"{side} dist {_bucket(end - start, (2, 6, 15, 40, 90, 200))}"
        between = bisect_left(self.amounts, end, key=start_of) - bisect_left(self.amounts, start, key=start_of)
        yield f"{side} amts {_bucket(between, (0, 1, 2))}"
        lines = plain.count("\n", start, end)
        yield f"{side} nl {_bucket(lines, (0, 1, 2, 4))} {min(between, 2)}"
        yield f"{side} dot {plain.find('. ', start, end) >= 0 or plain.find(';', start, end) >= 0}"
        if len(gap) <= _GAP_WORDS:
            yield f"{side} gap {' '.join(gap)}"
        for word in set(gap[:_GAP_WORDS]):
            yield f"{side} g {word}"
        yield f"{side} gf {' '.join(gap[:2])}"
        yield f"{side} gl {' '.join(gap[-2:])}"
        yield f"{side} gl3 {' '.join(gap[-3:])}"
        yield f"{side} between {_bucket(names, (0, 1, 2, 4))}"
        first = min(one.start, amount.start)
        above = self._cues[bisect_left(self._cues, (first - 250,)) : bisect_left(self._cues, (first,))]
        stems = [stem for _, stem in above[-2:]]
        yield f"{side} pc {' '.join(stems[-1:])}"
        yield f"{side} pc2 {' '.join(stems)}"


def _checksums(features: Iterable[str]) -> Iterator[int]:
    return map(crc32, map(str.encode, features))


def _hash(features: Iterable[str]) -> Rows:
    return sorted({code % SIZE for code in _checksums(features)})


def _bucket(number: int, limits: Sequence[int]) -> int:
    return bisect_left(limits, number)


def _sentence_start(plain: str, end: int) -> int:
    low = max(0, end - _ABOVE)
    return max(plain.rfind(stop, low, end) for stop in (". ", ";", "\n\n"))
