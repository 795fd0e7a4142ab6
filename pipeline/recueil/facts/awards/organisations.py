"""Add the beneficiaries of awards to the organisations that an act names.

« Les Mollets d'acier : 140 € » in a list of subsidies names an organisation that no word of its own tells. Persons
are none, nor is a name of which it is not known whether it is a person's: one who buys, sells or is compensated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from recueil.text import fold_accents
from recueil.values import Award, Facts, Mention, Organisation
from recueil.values.mention import mentions_between, start_of

RULE = "award-beneficiary"
_BODY_DECISIONS = frozenset((
    *("subvention", "fonds de concours", "marche", "avenant", "convention", "garantie"),
    *("participation", "cotisation"),
))  # fmt: skip
_LONGEST = 200  # characters of a name
_SPACE = r"[\s\u00a0«»“”\"]{1,60}"
# A common noun, or what is left of a name: « DU MONT SAINT-MICHEL ».
_COMMON = re.compile(
    r"(?:du|des|de|d')\s|(?:la |le |les |l')?(?:commune|ville|college|lycee|ecole|etat|departement|region"
    r"|prefecture"
    r"|cooperative)s?\Z"
)


def add_beneficiaries(
    text: str,
    organisations: Sequence[Mention],
    persons: Sequence[Mention],
    places: Sequence[Mention],
    facts: Iterable[Facts],
) -> list[Mention]:
    """Return the organisations with the beneficiaries of awards that are bodies and overlap none of them, sorted.

    No award makes an organisation of a person, or of a place whose name is all that it says; nor does one that a
    model predicts.
    """
    known = sorted([*organisations, *persons], key=start_of)
    whole = {(place.start, place.end) for place in places}
    added: dict[int, Mention] = {}
    for award in (award for part in facts for award in part.awards):
        mention = _mention(text, award) if _is_body(award) else None
        if (
            mention
            and (mention.start, mention.end) not in whole
            and mention.start not in added
            and not _overlaps(known, mention)
        ):
            added[mention.start] = mention
    return sorted([*organisations, *added.values()], key=start_of)


def _overlaps(known: Sequence[Mention], mention: Mention) -> bool:
    near = mentions_between(known, mention.start - _LONGEST, mention.end)
    return any(other.end > mention.start for other in near)


def _is_body(award: Award) -> bool:
    if award.amount and award.amount.certainty is not None:
        return False  # what the model predicts
    if award.recipient == "person" or _COMMON.match(fold_accents(award.beneficiary)):
        return False
    return award.recipient is not None or award.what in _BODY_DECISIONS


def _mention(text: str, award: Award) -> Mention | None:
    """Return the mention of the words of a beneficiary; None if the text writes them otherwise."""
    words = award.beneficiary.split()
    written = re.compile(_SPACE.join(re.escape(word) for word in words))
    found = written.match(text, award.beneficiary_start)
    if found is None or not any(letter.isupper() for letter in found[0]):
        return None
    return Mention(found.start(), found.end(), Organisation(award.beneficiary), RULE)
