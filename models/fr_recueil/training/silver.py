"""Label texts with the rules where these are certain: the lists agree with the counts that the act prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import fr_recueil
from fr_recueil.training.roll_examples import RollExample, align_roles
from recueil.entities.component import mentions, mentions_by_kind
from recueil.facts.assemble import extract_document_facts
from recueil.values import Attendance, Facts, Mention

_MOST_OF_A_BODY: Final = 14  # texts of one body
_LONGEST: Final = 40_000  # characters of a text
_FEWEST: Final = 5  # present members of a roll


class Labeller:
    """Finds the persons of texts, and what the rules say of each."""

    def __init__(self) -> None:
        self._nlp = fr_recueil.load()

    def persons(self, text: str) -> Sequence[Mention]:
        """Return the persons of a text."""
        return mentions(self._nlp(text), "person")

    def silver_examples(self, folder: Path) -> Iterator[RollExample]:
        """Yield the texts ``<body>__<name>.txt`` of a folder whose roll is certain, or that have none."""
        taken: Counter[str] = Counter()
        for path in sorted(folder.glob("*.txt")):
            body = path.stem.partition("__")[0]
            text = path.read_text("utf-8")
            if taken[body] < _MOST_OF_A_BODY and len(text) <= _LONGEST and (example := self._label(text, body)):
                taken[body] += 1
                yield example

    def _label(self, text: str, body: str) -> RollExample | None:
        found = mentions_by_kind(self._nlp(text))
        facts = extract_document_facts(text, found).whole
        persons = found["person"]
        if not persons or not _is_certain(facts):
            return None
        return RollExample(text, persons, align_roles(text, persons, _as_gold(facts)), body)


def _is_certain(facts: Facts) -> bool:
    attendance = facts.attendance
    if facts.identity.kind in ("arrete", "decision"):
        return not attendance.present and not attendance.absent
    counted = attendance.counts.present
    return len(attendance.present) >= _FEWEST and (counted == len(attendance.present) or _adds_up(attendance))


def _adds_up(attendance: Attendance) -> bool:
    members = [*attendance.present, *attendance.represented, *attendance.excused, *attendance.absent]
    return len(members) == attendance.counts.in_office


def _as_gold(facts: Facts) -> dict[str, Any]:
    """Return the lists of an act as an annotated act has them."""
    attendance, identity = facts.attendance, facts.identity
    holders = {proxy.giver.person_key: _name(proxy.holder) for proxy in attendance.proxies}
    return {
        "present": [_name(mention) for mention in attendance.present],
        "represented": [
            {"name": _name(mention), "by": holders.get(mention.person_key)} for mention in attendance.represented
        ],
        "absent": [_name(mention) for mention in (*attendance.excused, *attendance.absent)],
        "president": _name(identity.president),
        "secretary": _name(identity.secretary),
    }


def _name(mention: Mention | None) -> str | None:
    return mention.full_name if mention else None
