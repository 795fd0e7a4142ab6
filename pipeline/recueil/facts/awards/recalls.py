"""Find awards that an act only recalls, amends or pays: an earlier délibération made them, which the act cites.

« Vu la délibération du 14 mars 2023 attribuant une subvention de 1 500 € au Tennis club … décide d'en verser le
solde ». Whether that act awards the same sum to the same beneficiary, only a store that has it can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from recueil.text import content_words, fold_accents
from recueil.values import Award, Mention, PartialDate, Period, Reference

_STOP = re.compile(r"[.;]\s|\n[ \t]{0,40}\n|\n[ \t]{0,20}[-•*]\s")
_BEFORE, _AFTER = 220, 320
_MOST_CITED = 20
_AWARDED = re.compile(r"(?<![a-z])(?:attribu|alloc?u|octro[iy]|accord(?!s?[ -]cadre|\s(?:du|de) ))[a-z]{1,8}")
# What a council does with an award that it made earlier.
_RECALLED = re.compile(
    r"(?<![a-z])(?:sold(?:e|er)(?![a-z])|rappel|avenant|rectifi|erreur materielle|modifi|annule et remplace"
    r"|mandate|paiement|prorog|(?:re)?vers(?:er|e|ement|ant)\s(?:d[ue]\s)?(?:du |la |le |les |l'|cette |ladite )"
    r"(?:montant|somme|subvention|aide|participation|fonds|contribution|concours))"
)
# What makes it another award, even of the same sum to the same beneficiary.
_NEW = re.compile(
    r"(?<![a-z])(?:nouvel|renouvel|recondui|reconduct|complement|supplement|additionnel|(?:deux|trois)ieme)"
)


@dataclass(frozen=True, slots=True)
class _Cited:
    """A délibération that the act cites, and the folded sentence that says that it awarded something."""

    reference: Mention
    number: str | None
    date: PartialDate | None
    sentence: str


def mark_recalls(
    text: str,
    awards: Sequence[Award],
    references: Sequence[Mention],
    date: PartialDate | None = None,
    title: str | None = None,
) -> tuple[Award, ...]:
    """Set ``recalls`` of the awards that an earlier délibération made; ``date`` and ``title`` are the act's own.

    An award of the year of the délibération is its own unless it is called a new one; of another year, only if the
    act says that it pays, amends or recalls it.
    """
    if not awards or not references:
        return tuple(awards)
    plain = fold_accents(text)
    cited = list(_find_cited(plain, references, date))[:_MOST_CITED]
    heading = fold_accents(title or "")
    return tuple(_mark(award, plain, cited, date, heading) if cited else award for award in awards)


def _find_cited(plain: str, references: Sequence[Mention], date: PartialDate | None) -> list[_Cited]:
    found = []
    for mention in references:
        value = mention.value
        if not isinstance(value, Reference) or value.type != "délibération" or not (value.number or value.date):
            continue
        if value.date and date and str(value.date) >= str(date):
            continue
        sentence = _sentence(plain, mention.start, mention.end)
        if _AWARDED.search(sentence):
            found.append(_Cited(mention, value.number, value.date, sentence))
    return found


def _sentence(plain: str, start: int, end: int) -> str:
    """Return the words of the sentence around a span, some hundred characters at most."""
    *_, before = (None, *_STOP.finditer(plain, max(0, start - _BEFORE), start))
    after = _STOP.search(plain, end, end + _AFTER)
    first = before.end() if before else max(0, start - _BEFORE)
    return plain[first : after.start() if after else end + _AFTER]


def _mark(award: Award, plain: str, cited: Sequence[_Cited], date: PartialDate | None, title: str) -> Award:
    if award.amount is None or award.reported:
        return award
    own = f"{title}\n{_sentence(plain, award.start, award.end)}"
    if _NEW.search(own):
        return award
    says_so = _RECALLED.search(own) is not None
    earlier = [one for one in cited if says_so or _is_of_year(one, date)]
    earlier = [one for one in earlier if _has_same_period(award, one)]
    words = {word.form for word in content_words(fold_accents(award.beneficiary))}
    named = [one for one in earlier if words and words <= {word.form for word in content_words(one.sentence)}]
    chosen = named or earlier
    return replace(award, recalls=chosen[-1].reference) if chosen else award


def _is_of_year(cited: _Cited, date: PartialDate | None) -> bool:
    return cited.date is not None and date is not None and cited.date.year == date.year


def _has_same_period(award: Award, cited: _Cited) -> bool:
    """Return whether the award's own year, if it has one, is that of the délibération."""
    period = award.period.value if award.period else None
    return not isinstance(period, Period) or cited.date is None or period.start.year == cited.date.year
