"""`recueil corrections`: list, reject, change, add or withdraw extracted values, and export them as
gold.
"""

from __future__ import annotations

from collections.abc import Iterable

from recueil.cli.format import new_table, out, safe_text
from recueil.corrections import Correction
from recueil.harmless import join_lines

COLUMNS = ("number", "state", "act", "words", "was", "is", "by", "when", "why", "note")
_MISSING = {
    "gone": "its words are not in the file any more",
    "ambiguous": "its words are in several places of the file",
    "outside": "its words are in no act of the file",
}


def print_table(corrections: Iterable[Correction]) -> None:
    """Print one row per correction."""
    shown = new_table(*COLUMNS)
    for correction in corrections:
        shown.add_row(*(safe_text(join_lines(cell)) for cell in table_row(correction)))
    out.print(shown)


def print_line(correction: Correction) -> None:
    """Print the current state of a correction on one line."""
    was, value = (str(said) if said else "nothing" for said in (correction.was, correction.value))
    told = f"« {join_lines(correction.anchor.text)} », {was} → {value}."
    out.print(safe_text(f"Correction {correction.id}, {correction.state}: {told}"), soft_wrap=True)


def table_row(correction: Correction) -> tuple[str, ...]:
    """Return the cells of a correction, in the order of COLUMNS."""
    acts = ", ".join(place.act for place in correction.places if place.act)
    said = ("" if value is None else f"{value.kind} {value}" for value in (correction.was, correction.value))
    made = correction.made
    signed = (made.by, made.when.isoformat(" ", "seconds"), made.why)
    words = correction.anchor.text
    return (str(correction.id), correction.state, acts, words, *said, *signed, _note(correction))


def _note(correction: Correction) -> str:
    if undone := correction.withdrawn:
        why = f": {undone.why}" if undone.why else ""
        return f"withdrawn by {undone.by}, {undone.when.isoformat(' ', 'seconds')}{why}"
    return "; ".join(dict.fromkeys(_MISSING[place.missing] for place in correction.places if place.missing))
