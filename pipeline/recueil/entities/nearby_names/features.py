"""Describe amounts, and the candidates for the name of each, by hashed features.

An amount is described by the words beside it, the cues above it in its sentence (« attribue », « sollicite »,
« total »…), the shape of its line and of those around. A candidate is described by its own words and those beside
it, and by what stands between it and the amount. What the rules of awards and funding find is no
feature: they run later.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple
from zlib import crc32

from recueil.entities.nearby_names.candidates import AFTER, BEFORE, Candidate
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


def _hash_of(feature: str) -> int:
    return crc32(feature.encode())


# A feature is hashed as its name, a space and its value: its hash goes on from that of its name. These have words
# of the text as values.
_LAST_LEFT = [_hash_of(f"l{count} ") for count in (1, 2, 3)]
_FIRST_RIGHT = [_hash_of(f"r{count} ") for count in (1, 2, 3)]
_LEFT, _RIGHT, _HEADING, _FOLLOWING = map(_hash_of, ("l ", "r ", "head ", "following "))
_CUE_ABOVE, _IN_SENTENCE, _CUE_AFTER, _HEADLINE = map(_hash_of, ("cue ", "sent ", "acue ", "hl1 "))
_RANKED = [_hash_of(f"cue{rank} ") for rank in range(3)]
_LAST_TWO_CUES, _LAST_THREE_CUES, _SENTENCE = map(_hash_of, ("cues2 ", "cues3 ", "sents "))
_FIRST_WORD, _FIRST_WORDS, _LAST_WORD, _WORD = map(_hash_of, ("w1 ", "w12 ", "wl ", "w "))


class _SideHashes(NamedTuple):
    """The hashes of what features of candidates on one side of an amount begin with."""

    side: int
    last_before: Sequence[int]
    first_after: int
    source: int
    distance: int
    amounts: int
    lines: int
    full_stop: int
    gap: int
    gap_word: int
    gap_first: int
    gap_last: int
    gap_last_three: int
    between: int
    cue: int
    cues: int

    @classmethod
    def of(cls, side: str) -> _SideHashes:
        names = (
            "dist", "amts", "nl", "dot", "gap", "g", "gf", "gl", "gl3", "between", "pc", "pc2",
        )  # fmt: skip
        return cls(
            _hash_of(side),
            [_hash_of(f"{side} lw{count} ") for count in (1, 2, 3)],
            _hash_of(f"{side} aw2 "),
            _hash_of(f"{side} "),
            *(_hash_of(f"{side} {name} ") for name in names),
        )


_SIDES: Final = {side: _SideHashes.of(side) for side in ("A", "B")}


@lru_cache(maxsize=1 << 15)
def _encode_token(token: str) -> bytes:
    return b"0" if token[0].isdigit() else token.encode()


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of some windows of a text, encoded, figures as « 0 »."""

    starts: Sequence[int]
    words: Sequence[bytes]

    @classmethod
    def of(cls, plain: str, windows: Iterable[tuple[int, int]]) -> Words:
        starts: list[int] = []
        words: list[bytes] = []
        for start, end in windows:
            parts = _TOKEN.split(plain[start:end])  # what is between, a token, what is between…
            starts += list(accumulate(map(len, parts), initial=start))[1:-1:2]
            words += map(_encode_token, parts[1::2])
        return cls(starts, words)

    def between(self, start: int, end: int) -> Sequence[bytes]:
        return self.words[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def before(self, end: int, reach: int, most: int) -> Sequence[bytes]:
        last = bisect_left(self.starts, end)
        return self.words[max(bisect_left(self.starts, end - reach, 0, last), last - most) : last]

    def after(self, start: int, reach: int, most: int) -> Sequence[bytes]:
        first = bisect_left(self.starts, start)
        return self.words[first : min(bisect_left(self.starts, start + reach, first), first + most)]


@dataclass(slots=True)
class ActFeatures:
    """Describes the amounts of one text, and their candidates."""

    text: str
    amounts: Sequence[Mention]
    plain: str = field(init=False)
    _words: Words = field(init=False)
    _cues: Sequence[tuple[int, bytes]] = field(init=False)
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
            (cue.start(), cue["stem"].encode())
            for start, end in around
            for cue in _CUE.finditer(self.plain, start, end)
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
        hashes = _SIDES[side]
        own = self._own.get(one)
        if own is None:
            own = self._own[one] = _rows(self._describe_candidate(one))
        sided = self._sided.get((one, side))
        if sided is None:
            sided = self._sided[one, side] = _rows(self._describe_side(one, hashes))
        return own, sided, _rows(self._describe_pair(amount, one, side, hashes, between))

    def _amount_codes(self, at: int) -> Sequence[int]:
        codes = self._codes.get(at)
        if codes is None:
            codes = self._codes[at] = list(self._describe_amount(at))
        return codes

    def _describe_amount(self, at: int) -> Iterator[int]:
        amount, plain = self.amounts[at], self.plain
        value = amount.value
        left, right = self._words.before(amount.start, _BESIDE, 6), self._words.after(amount.end, _BESIDE, 6)
        yield _hash_of("bias")
        if isinstance(value, Amount):
            yield _hash_of(f"role {value.role}")
            yield _hash_of(f"tax {value.tax} {value.role}")
            yield _hash_of(f"per {value.per is not None}")
            yield _hash_of(f"size {_bucket(int(value.amount), (0, 20, 100, 1000, 10_000, 100_000, 1_000_000))}")
        for count in (1, 2, 3):
            yield crc32(b" ".join(left[-count:]), _LAST_LEFT[count - 1])
            yield crc32(b" ".join(right[:count]), _FIRST_RIGHT[count - 1])
        for word in left:
            yield crc32(word, _LEFT)
        for word in right:
            yield crc32(word, _RIGHT)
        yield from self._cues_around(amount)
        first, last = self._decided
        yield _hash_of(f"decided {first < amount.start} {last > amount.end}")
        yield from self._lines(at)
        for side, other in (("p", at - 1), ("n", at + 1)):
            if 0 <= other < len(self.amounts):
                near = abs(self.amounts[other].start - amount.start)
                yield _hash_of(f"{side} near {_bucket(near, (20, 45, 90, 200, 500))}")
                same = getattr(self.amounts[other].value, "amount", None) == getattr(value, "amount", None)
                yield _hash_of(f"{side} same {same}")
            else:
                yield _hash_of(f"{side} none")
        yield _hash_of(f"place {_bucket(amount.start, (600, 1500, 4000, 12000))}")
        yield _hash_of(f"newline {plain.count(chr(10), max(0, amount.start - _BESIDE), amount.start)}")

    def _cues_around(self, amount: Mention) -> Iterator[int]:
        last = bisect_left(self._cues, (amount.start,))
        first = bisect_left(self._cues, (amount.start - _ABOVE,))
        above = self._cues[first:last]
        for rank, (_, stem) in enumerate(reversed(above[-4:])):
            yield crc32(stem, _CUE_ABOVE)
            yield crc32(stem, _RANKED[min(rank, 2)])
        stems = [stem for _, stem in above]
        yield crc32(b" ".join(stems[-2:]), _LAST_TWO_CUES)
        yield crc32(b" ".join(stems[-3:]), _LAST_THREE_CUES)
        begins = _sentence_start(self.plain, amount.start)
        inside = [stem for place, stem in above if place >= begins]
        for stem in inside:
            yield crc32(stem, _IN_SENTENCE)
        yield crc32(b" ".join(inside[:3]), _SENTENCE)
        ends = bisect_left(self._cues, (amount.end + _BELOW,))
        for _, stem in self._cues[bisect_left(self._cues, (amount.end,)) : ends][:2]:
            yield crc32(stem, _CUE_AFTER)

    def _lines(self, at: int) -> Iterator[int]:
        """Yield what the line of an amount looks like, and those around: of a list, a table or prose."""
        amount, plain = self.amounts[at], self.plain
        start = plain.rfind("\n", max(0, amount.start - _LONGEST_LINE), amount.start) + 1
        end = plain.find("\n", amount.end, amount.end + _LONGEST_LINE)
        end = end if end >= 0 else min(len(plain), amount.end + _LONGEST_LINE)
        low = bisect_left(self.amounts, start, key=start_of)
        high = bisect_left(self.amounts, end, key=start_of)
        yield _hash_of(f"inline {_bucket(high - low, (1, 2, 3, 6))} {min(at - low, 3)}")
        yield _hash_of(f"linelen {_bucket(end - start, (30, 80, 160))}")
        yield crc32(b" ".join(self._words.after(start, 40, 2)), _HEADING)
        yield _hash_of(f"ends {not _LETTER.search(plain, amount.end, end)}")
        yield _hash_of(f"begins {not _LETTER.search(plain, start, amount.start)}")
        shape = self._shape(start, amount)
        yield _hash_of(f"shape {shape}")
        for side, other in (("p", low - 1), ("n", high)):
            if 0 <= other < len(self.amounts) and abs(self.amounts[other].start - amount.start) < _LONGEST_LINE:
                near = self.amounts[other]
                begins = plain.rfind("\n", max(0, near.start - _LONGEST_LINE), near.start) + 1
                lines = plain.count("\n", *sorted((near.start, amount.start)))
                yield _hash_of(f"{side} like {self._shape(begins, near) == shape} {lines}")
        headline = self._headlines.get(start)
        if headline is None:
            headline = self._headlines[start] = self._headline(start, low)
        stems = [cue["stem"] for cue in _CUE.finditer(headline)]
        yield _hash_of(f"hl {' '.join(stems[-2:])}")
        for stem in stems[-6:]:
            yield crc32(stem.encode(), _HEADLINE)
        yield _hash_of(f"hlcol {min(at - low, 3)} {high - low} {' '.join(stems[:4])}")
        yield _hash_of(f"hlend {headline.rstrip()[-1:]}")

    def _shape(self, start: int, amount: Mention) -> str:
        """Return the marks and figures of a line up to an amount, its words as « a »."""
        words = self._words.between(start, amount.start)[:12]
        marks = (b"a" if word.isalpha() else word for word in words)
        kept: list[bytes] = []
        for mark in marks:
            if kept[-1:] != [mark]:
                kept.append(mark)
        return b" ".join(kept[:8]).decode()

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

    def _describe_candidate(self, one: Candidate) -> Iterator[int]:
        text, plain = self.text, self.plain
        words = self._words.between(one.start, one.end)
        yield _hash_of(f"src {' '.join(one.sources)}")
        for source in one.sources:
            yield _hash_of(f"src1 {source}")
        yield _hash_of(f"within {min(one.within, 2)} holds {min(one.holds, 2)}")
        first = b" ".join(words[:1])
        yield crc32(first, _FIRST_WORD)
        yield crc32(b" ".join(words[:2]), _FIRST_WORDS)
        yield crc32(b" ".join(words[-1:]), _LAST_WORD)
        yield _hash_of(f"len {_bucket(len(words), (1, 2, 3, 4, 6, 9))}")
        for word in set(words[:8]):
            yield crc32(word, _WORD)
        written = text[one.start : one.end]
        yield _hash_of(f"form {written.isupper()} {written[:1].isupper()} {any(map(str.isdigit, written))}")
        name = plain[one.start : one.end]
        yield crc32(first, _hash_of(f"body {name in plain[:_HEAD]} "))
        yield _hash_of(f"again {min(plain.count(name, 0, 20_000), 4)}" if len(name) > 3 else "short")
        yield crc32(b" ".join(self._words.after(one.end, 30, 1)), _FOLLOWING)
        line = plain.rfind("\n", max(0, one.start - _LONGEST_LINE), one.start) + 1
        yield _hash_of(f"start {not _LETTER.search(plain, line, one.start)}")
        cues = [cue["stem"] for cue in _CUE.finditer(name)]
        yield _hash_of(f"cues in {' '.join(cues)}")

    def _describe_side(self, one: Candidate, hashes: _SideHashes) -> Iterator[int]:
        before, after = self._words.before(one.start, 40, 4), self._words.after(one.end, 30, 3)
        for count in (1, 2, 3):
            yield crc32(b" ".join(before[-count:]), hashes.last_before[count - 1])
        yield crc32(b" ".join(after[:2]), hashes.first_after)
        for source in one.sources:
            yield crc32(source.encode(), hashes.source)

    def _describe_pair(
        self, amount: Mention, one: Candidate, side: str, hashes: _SideHashes, names: int
    ) -> Iterator[int]:
        plain = self.plain
        start, end = (one.end, amount.start) if side == "B" else (amount.end, one.start)
        gap = self._words.between(start, end)
        yield hashes.side
        yield crc32(b"%d" % _bucket(end - start, (2, 6, 15, 40, 90, 200)), hashes.distance)
        between = bisect_left(self.amounts, end, key=start_of) - bisect_left(self.amounts, start, key=start_of)
        yield crc32(b"%d" % _bucket(between, (0, 1, 2)), hashes.amounts)
        lines = plain.count("\n", start, end)
        yield crc32(b"%d %d" % (_bucket(lines, (0, 1, 2, 4)), min(between, 2)), hashes.lines)
        stops = plain.find(". ", start, end) >= 0 or plain.find(";", start, end) >= 0
        yield crc32(b"True" if stops else b"False", hashes.full_stop)
        if len(gap) <= _GAP_WORDS:
            yield crc32(b" ".join(gap), hashes.gap)
        for word in set(gap[:_GAP_WORDS]):
            yield crc32(word, hashes.gap_word)
        yield crc32(b" ".join(gap[:2]), hashes.gap_first)
        yield crc32(b" ".join(gap[-2:]), hashes.gap_last)
        yield crc32(b" ".join(gap[-3:]), hashes.gap_last_three)
        yield crc32(b"%d" % _bucket(names, (0, 1, 2, 4)), hashes.between)
        first = min(one.start, amount.start)
        above = self._cues[bisect_left(self._cues, (first - 250,)) : bisect_left(self._cues, (first,))]
        stems = [stem for _, stem in above[-2:]]
        yield crc32(b" ".join(stems[-1:]), hashes.cue)
        yield crc32(b" ".join(stems), hashes.cues)


def _rows(codes: Iterable[int]) -> Rows:
    return sorted({code % SIZE for code in codes})


def _bucket(number: int, limits: Sequence[int]) -> int:
    return bisect_left(limits, number)


def _sentence_start(plain: str, end: int) -> int:
    low = max(0, end - _ABOVE)
    return max(plain.rfind(stop, low, end) for stop in (". ", ";", "\n\n"))
