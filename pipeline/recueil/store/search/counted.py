"""How a query asks for what a facet counts: it answers exactly as many acts as the count says."""

from __future__ import annotations

from recueil.query import FIELDS, Filter
from recueil.store.search.store_facets import FacetCount, FacetName


def asking(facet: FacetName, count: FacetCount) -> Filter | None:
    """What to ask for one value of a facet; None where no query can."""
    field, typed = _typed(facet, count)
    try:
        return Filter(field, FIELDS[field].criterion(typed), 0, 0)
    except ValueError:
        return None


def _typed(facet: FacetName, count: FacetCount) -> tuple[str, str]:
    """The field that a facet counts the values of, and how one is typed."""
    match facet:
        case "annee":
            return "seance", count.value
        case "commune":
            # No query has these characters in a name; the key has the same words.
            is_name = not set(count.label) & set('"«»“”*')
            return "commune", f"={count.label if is_name else count.value.replace('_', ' ')}"
        case "vote":
            return "vote", FIELDS["vote"].choices.shown(count.value) if FIELDS["vote"].choices else count.value
        case "matiere" | "chapitre":
            return facet, count.value.replace("_", ".")
    return facet, count.value
