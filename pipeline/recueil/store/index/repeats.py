"""Tell which awards another act made already, so that sums count the money once.

An award is a repeat if an earlier act of the same body, by the same decision, awards the same amount to the same
beneficiary, and the later act cites that act as the one that did; or if both are one act in two documents, by its
day and its number. A record of a table of subventions repeats an act, earlier or later, whose number it names or
which is of its day. Beneficiaries are compared by their key. Private persons have none: theirs are never tied.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, true

from recueil.store.acts.handles import DATED, DOCIDS_PER_DAY
from recueil.store.index.schema import search_acts, search_awards, search_terms
from recueil.store.index.terms import NUMBER
from recueil.values.stated import RECORD

_EARLIER, _ACT, _ACT_EARLIER = search_awards.alias("earlier"), search_acts.alias("own"), search_acts.alias("first")
_RECORD = search_acts.alias("record")
_OWN_NUMBER, _NUMBER = search_terms.alias("own_number"), search_terms.alias("number")


def is_repeat(*, with_chapter: bool = False) -> ColumnElement[bool]:
    """Return the condition that an earlier act made an award of ``search_awards``.

    ``with_chapter``: only if the earlier award belongs to a chapter, so that sums by chapter count that.
    """
    award, earlier = search_awards.c, _EARLIER.c
    last = award.recalled_docid + (DOCIDS_PER_DAY - 1)
    day = award.docid - award.docid % DOCIDS_PER_DAY
    # One subquery for each way, so that each is an index lookup.
    ways = (
        (award.recalled_docid.is_not(None), earlier.docid.between(award.recalled_docid, last)),
        (award.recalled_number.is_not(None), _has_recalled_number()),
        (award.docid >= DATED[0], and_(earlier.docid >= day, _has_same_number())),
    )
    same = and_(earlier.docid < award.docid, _is_same_award(with_chapter=with_chapter))
    of_acts = (_if(when, exists().where(same, how).correlate(search_awards)) for when, how in ways)
    return or_(*of_acts, _is_repeated_by_record(with_chapter=with_chapter))


def _is_repeated_by_record(*, with_chapter: bool) -> ColumnElement[bool]:
    """Return the condition that a record of a table states an award that an act of the store has made."""
    award, made = search_awards.c, _EARLIER.c
    day = award.docid - award.docid % DOCIDS_PER_DAY
    of_act = or_(_ACT_EARLIER.c.kind.is_(None), _ACT_EARLIER.c.kind != RECORD)
    same = _is_same_award(of_act, with_chapter=with_chapter)
    ways = (
        (award.recalled_number.is_not(None), _has_recalled_number()),
        (award.docid >= DATED[0], made.docid.between(day, day + (DOCIDS_PER_DAY - 1))),
    )
    is_record = exists().where(_RECORD.c.docid == award.docid, _RECORD.c.kind == RECORD).correlate(search_awards)
    made_so = (_if(when, exists().where(same, how).correlate(search_awards)) for when, how in ways)
    return _if(is_record, or_(*made_so))


def _if(when: ColumnElement[bool], then: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the conjunction of two conditions as CASE: of AND, SQLite would run the subqueries of both."""
    return case((when, then), else_=false())


def _is_same_award(*of_earlier: ColumnElement[bool], with_chapter: bool) -> ColumnElement[bool]:
    award, earlier = search_awards.c, _EARLIER.c
    of_both = and_(_ACT.c.docid == award.docid, _ACT_EARLIER.c.docid == earlier.docid)
    return and_(
        earlier.amount == award.amount,
        earlier.currency == award.currency,
        earlier.key == award.key,
        earlier.what == award.what,
        ~earlier.doubtful,
        earlier.chapter.is_not(None) if with_chapter else true(),
        _exists(of_both, _ACT_EARLIER.c.body == _ACT.c.body, *of_earlier),
    )


def _has_recalled_number() -> ColumnElement[bool]:
    number = _NUMBER.c
    is_number = and_(number.axis == NUMBER, number.value == search_awards.c.recalled_number)
    return _exists(is_number, number.docid == _EARLIER.c.docid)


def _has_same_number() -> ColumnElement[bool]:
    own, number = _OWN_NUMBER.c, _NUMBER.c
    are_numbers = and_(own.axis == NUMBER, number.axis == NUMBER, number.value == own.value)
    return _exists(are_numbers, own.docid == search_awards.c.docid, number.docid == _EARLIER.c.docid)


def _exists(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(*conditions).correlate(search_awards, _EARLIER)
