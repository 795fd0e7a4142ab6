"""The timeline of a dossier: its acts by date, and which of them cite which.

Citations are those of ``store.acts.related``: délibérations and arrêtés of the same body, as far as they can be
resolved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from recueil.dossiers.records import GatheredAct
from recueil.privacy.redaction import redacted_results
from recueil.store.acts.related import CitationLinks, RelatedAct, load_citation_links

_MAX_OUTSIDE = 50


@dataclass(frozen=True, slots=True)
class TimelineAct:
    """An act of a dossier, with the uids of the acts of the dossier that it cites, and of those that cite it."""

    act: GatheredAct
    cites: tuple[str, ...]
    cited_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsideAct:
    """An act that the dossier lacks, cited by the acts of these uids."""

    act: RelatedAct
    cited_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The acts of a dossier by date, undated ones last; the acts ``outside`` are those cited most often."""

    acts: tuple[TimelineAct, ...]
    outside: tuple[OutsideAct, ...]

    @property
    def links(self) -> tuple[tuple[int, int], ...]:
        """Return the citations as pairs of places in ``acts``: the act that cites, and the act that it cites."""
        places = {each.act.uid: place for place, each in enumerate(self.acts)}
        return tuple((places[each.act.uid], places[uid]) for each in self.acts for uid in each.cites)


def load_timeline(connection: Connection, found: Sequence[GatheredAct], *, redacted: bool) -> Timeline:
    """Return the timeline of these acts, which are in its order."""
    places = {act.uid: place for place, act in enumerate(found)}
    cites: dict[str, set[str]] = {act.uid: set() for act in found}
    cited_by: dict[str, set[str]] = {act.uid: set() for act in found}
    outside: dict[str, RelatedAct] = {}
    citing: dict[str, list[str]] = {}
    citations = load_citation_links(connection, places)
    for act in found:
        related = citations.get(act.uid, CitationLinks())
        for cited in related.cited:
            if cited.uid in places:
                cites[act.uid].add(cited.uid)
                cited_by[cited.uid].add(act.uid)
            else:
                outside[cited.uid] = cited
                citing.setdefault(cited.uid, []).append(act.uid)
        for other in related.citing:
            if other.uid in places:
                cites[other.uid].add(act.uid)
                cited_by[act.uid].add(other.uid)
    most = sorted(outside, key=lambda uid: (-len(citing[uid]), str(outside[uid].date or ""), uid))[:_MAX_OUTSIDE]
    shown = [outside[uid] for uid in most]
    masked = redacted_results.redact_titles(connection, shown) if redacted else shown
    return Timeline(
        tuple(
            TimelineAct(
                act,
                tuple(sorted(cites[act.uid], key=places.__getitem__)),
                tuple(sorted(cited_by[act.uid], key=places.__getitem__)),
            )
            for act in found
        ),
        tuple(OutsideAct(act, tuple(citing[act.uid])) for act in masked),
    )
