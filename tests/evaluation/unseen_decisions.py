"""Invented acts of bodies that no rule was written for, each with its answer; and how well they are read.

`python -m tests.evaluation.unseen_decisions` prints precision, recall and F1. Rules may be written from the mistakes of
``tuned`` (`--errors`) alone: those of ``held_out`` and ``fresh`` are counted and never read, else their figures mean
nothing. An act is a line « === number kind date | body », its answers, an empty line, and its text. Answers:
« A|beneficiary|amount » an award, « ?|… » one that counts neither way, « F|funder|amount », « X|amount » what no
award may have, « doc=date » the date that an annex bears.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.evaluation.act_annotation import ActAnnotation
from recueil.evaluation.act_scoring import compare
from recueil.pipeline import extract_acts
from recueil.readers.reader import parse_document, sha256_of
from recueil.settings import Limits
from recueil.values import Act, Amount

if TYPE_CHECKING:
    from spacy.language import Language

FOLDER = Path(__file__).parents[2] / "corpus" / "unseen" / "decisions"
SETS = ("tuned", "held_out", "fresh")
FIELDS = ("kind", "date", "awards", "funding")
_ACT = re.compile(r"^=== ", re.MULTILINE)
_HEAD = re.compile(r"(?P<number>\d+) (?P<kind>\w+) (?P<date>\S+) \| (?P<body>.+)")


@dataclass(frozen=True, slots=True)
class UnseenAct:
    number: int
    annotation: ActAnnotation
    forbidden: Sequence[Decimal]
    text: str


def read_acts(name: str) -> Iterator[UnseenAct]:
    """Yield the acts of one of the sets."""
    for block in _ACT.split((FOLDER / f"{name}.txt").read_text("utf-8"))[1:]:
        head, _, rest = block.partition("\n")
        match = _HEAD.fullmatch(head)
        assert match, head
        answers, text = ("", rest[1:]) if rest.startswith("\n") else rest.split("\n\n", 1)
        yield UnseenAct(int(match["number"]), *_read_answers(match, answers.splitlines()), text)


def _read_answers(head: re.Match[str], lines: Sequence[str]) -> tuple[ActAnnotation, list[Decimal]]:
    awards, funders, forbidden, document_date = [], [], [], None
    for line in lines:
        sort, *values = line.split("|")
        if line.startswith("doc="):
            document_date = line.removeprefix("doc=")
        elif sort == "X":
            forbidden.append(Decimal(values[0]))
        elif sort == "F":
            funders.append({"funder": values[0], "amount": values[1].replace(" ", "")})
        else:
            amount = values[1].replace(" ", "")
            awards.append({"beneficiary": values[0], "amount": amount, "optional": sort == "?"})
    dated = head["date"] != "-"
    annotation = ActAnnotation.model_validate(
        {
            "kind": head["kind"],
            "body": head["body"],
            "date": head["date"] if dated else None,
            "document_date": document_date,
            "awards": awards,
            "funding": funders,
            "uncertain": [] if dated else ["date"],
        }
    )
    return annotation, forbidden


def score(acts: Sequence[UnseenAct], nlp: Language, *, errors: bool = False) -> Mapping[str, Counter[str]]:
    """Return how many values of each field are right, missed and wrong; print the mistakes if asked."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    contents = [act.text.encode() for act in acts]
    documents = [parse_document(Path("act.txt"), each, sha256_of(each), Limits()) for each in contents]
    for act, found in zip(acts, extract_acts(nlp, documents), strict=True):
        assert isinstance(found, Act), found
        for result in compare(act.annotation, found, roll=False):
            field = result.kind.removeprefix("act.")
            if field in FIELDS:
                counts[field].update(right=result.right, missed=len(result.missed), wrong=len(result.wrong))
                if errors:
                    print(*(f"{act.number} {field} missed {each}" for each in result.missed), sep="\n")
                    print(*(f"{act.number} {field} wrong {each}" for each in result.wrong), sep="\n")
        values = [
            award.amount.value for part in (found, *found.parts) for award in part.facts.awards if award.amount
        ]
        read = {value.amount for value in values if isinstance(value, Amount)}
        counts["forbidden"].update(wrong=len(read & set(act.forbidden)))
    return counts


def f1(counts: Counter[str]) -> float:
    """Return F1 to three digits."""
    return round(2 * counts["right"] / (2 * counts["right"] + counts["missed"] + counts["wrong"]), 3)


def main() -> None:
    import fr_recueil

    nlp = fr_recueil.load()
    for name in SETS:
        errors = name == "tuned" and "--errors" in sys.argv
        for field, counts in score(list(read_acts(name)), nlp, errors=errors).items():
            figure = f"F1 {f1(counts)} " if field in FIELDS else ""
            print(f"{name:9} {field:9} {figure}{dict(counts)}")


if __name__ == "__main__":
    main()
