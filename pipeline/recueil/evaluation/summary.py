"""Format a report as JSON or as table rows, and compare it with the F1 floors of continuous integration."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from recueil.errors import GoldError
from recueil.evaluation.folds import FoldedReport
from recueil.evaluation.keys import MEASURED_KINDS, NAMED_KINDS
from recueil.evaluation.scoring import ACT_FIELDS, Report, Score
from recueil.translation import format_number
from recueil.translation import gettext as _

KIND_COLUMNS = ("kind", "gold", "precision", "recall", "F1")
BODY_COLUMNS = ("body", *KIND_COLUMNS)
FOLD_COLUMNS = ("kind", "gold", "rules F1", "precision", "recall", "unseen F1", "seen F1")
SCORE_COLUMNS = ("kind", "sample", "real", "unseen")
MISTAKE_COLUMNS = ("act", "kind", "outcome", "value", "start", "context")
_KINDS = (*MEASURED_KINDS, *NAMED_KINDS, *ACT_FIELDS)
_FLOORS = TypeAdapter(dict[str, float])
# Floors are copied from the printed report, so they are compared with the same three decimals.
_DECIMALS = 3


def as_json(report: Report) -> str:
    """Return the whole report as one JSON object."""
    return json.dumps(_figures(report), ensure_ascii=False, indent=1)


def folds_as_json(folded: FoldedReport) -> str:
    """Return the reports by the rules alone, on unseen bodies and as installed, as one JSON object."""
    reports = {"rules": folded.rules, "unseen": folded.unseen, "seen": folded.seen}
    return json.dumps({name: _figures(each) for name, each in reports.items()}, ensure_ascii=False, indent=1)


def _figures(report: Report) -> dict[str, object]:
    return {
        "acts": report.acts,
        "kinds": _scores_as_json(report.kinds),
        "bodies": {body: _scores_as_json(kinds) for body, kinds in report.bodies.items()},
        "mistakes": [asdict(mistake) for mistake in report.mistakes],
    }


def _scores_as_json(kinds: dict[str, Score]) -> dict[str, dict[str, float]]:
    return {kind: asdict(score) | _ratios(score) for kind, score in kinds.items()}


def _ratios(score: Score) -> dict[str, float]:
    ratios = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return {name: round(ratio, _DECIMALS) for name, ratio in ratios.items()}


def kind_rows(report: Report) -> list[tuple[str, ...]]:
    """Return one row per kind, in the order of KIND_COLUMNS."""
    return [_kind_row(kind, score) for kind, score in report.kinds.items()]


def fold_rows(folded: FoldedReport) -> list[tuple[str, ...]]:
    """Return one row per kind that gold has, in the order of FOLD_COLUMNS."""
    return [
        (
            kind,
            str(score.gold),
            f"{folded.rules.kinds[kind].f1:.{_DECIMALS}f}",
            *_kind_row(kind, score)[2:],
            f"{folded.seen.kinds[kind].f1:.{_DECIMALS}f}",
        )
        for kind, score in folded.unseen.kinds.items()
        if score.gold
    ]


def write_unseen(folded: FoldedReport, path: Path) -> None:
    """Write F1 on unseen bodies of each kind that gold has into the column ``unseen`` of a ``scores.csv``.

    Raise GoldError if the file cannot be used.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = {row["kind"]: row for row in csv.DictReader(file)}
    except (OSError, KeyError) as error:
        raise GoldError(
            _("{path}: not a table of scores.").format(path=path), _("Give the scores.csv of the pipeline.")
        ) from error
    for kind, score in folded.unseen.kinds.items():
        if score.gold:
            rows.setdefault(kind, {"kind": kind})["unseen"] = f"{score.f1:.{_DECIMALS}f}"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, SCORE_COLUMNS, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows.values())


def body_rows(report: Report) -> list[tuple[str, ...]]:
    """Return one row per issuing body and kind, in the order of BODY_COLUMNS."""
    return [
        (body, *_kind_row(kind, score)) for body, kinds in report.bodies.items() for kind, score in kinds.items()
    ]


def mistake_rows(report: Report) -> list[tuple[str, ...]]:
    """Return one row per mistake, in the order of MISTAKE_COLUMNS."""
    return [
        (
            wrong.act,
            wrong.kind,
            wrong.outcome,
            wrong.value,
            "" if wrong.start is None else str(wrong.start),
            wrong.context,
        )
        for wrong in report.mistakes
    ]


def _kind_row(kind: str, score: Score) -> tuple[str, ...]:
    return (kind, str(score.gold), *(f"{ratio:.{_DECIMALS}f}" for ratio in _ratios(score).values()))


def below_floors(report: Report, path: Path) -> list[str]:
    """Return one message per kind whose F1 is below its floor.

    ``path`` is a JSON file of floors: ``{"date": 0.98, "amount": 0.95}``. Raise GoldError if it cannot be
    used.
    """
    kinds = {kind: report.kinds.get(kind, Score()) for kind in _read_floors(path)}
    return [
        _("{kind}: F1 {score} is below its floor of {floor}.").format(
            kind=kind, score=format_number(kinds[kind].f1, _DECIMALS), floor=format_number(floor, _DECIMALS)
        )
        for kind, floor in _read_floors(path).items()
        if _ratios(kinds[kind])["f1"] < floor
    ]


def _read_floors(path: Path) -> dict[str, float]:
    advice = _('Write one F1 per kind, as in {{"date": 0.98}}; kinds: {kinds}.').format(kinds=", ".join(_KINDS))
    try:
        floors = _FLOORS.validate_json(path.read_bytes())
    except OSError as error:
        raise GoldError(
            _("{path}: cannot be opened ({strerror}).").format(path=path, strerror=error.strerror), advice
        ) from error
    except ValidationError as error:
        raise GoldError(
            _("{path}: not a table of floors ({error}).").format(path=path, error=error.errors()[0]["msg"]), advice
        ) from error
    if unknown := sorted(floors.keys() - set(_KINDS)):
        raise GoldError(
            _("{path}: floors of unknown kinds: {unknown}.").format(path=path, unknown=", ".join(unknown)), advice
        )
    return floors
