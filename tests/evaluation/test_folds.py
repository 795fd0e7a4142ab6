"""Leave one body out: acts as a whole against their annotation, by a pipeline that was not trained on their bodies."""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from tests.commands import run

from recueil import evaluation
from recueil.errors import GoldError, PipelineMissing
from recueil.evaluation import GoldAct, Score, TrainingData, folds
from recueil.evaluation.folds import fold_body, load_trainer, split_bodies

if TYPE_CHECKING:
    from spacy.language import Language

ACT = (
    "Commune de {body}\nSéance du 14 mars 2024. Présents : Élodie VASSEUR, Marc LE GUEN, Anne PÉRIGNON, Luc DARBOIS. "
    "Absents : Paul ASTIER (pouvoir à Marc LE GUEN), Rémi CORVEC. Secrétaire de séance : Anne PÉRIGNON.\n"
    "Objet : Subvention à l'association Les Mille Voix\n"
    "Le Conseil municipal décide d'attribuer à l'association Les Mille Voix une subvention de 1 250 €.\n"
    "Adopté par 4 voix pour, 0 contre, 1 abstention.\n"
)
GOLD: dict[str, Any] = {
    "kind": "deliberation",
    "date": "2024-03-14",
    "document_date": None,
    "president": None,
    "secretary": "Anne PÉRIGNON",
    "present": ["Élodie VASSEUR", "Marc LE GUEN", "PÉRIGNON Anne"],
    "partial": [{"name": "Luc DARBOIS", "note": "arrivé plus tard"}],
    "represented": [{"name": "Paul ASTIER", "by": "LE GUEN"}],
    "absent": ["Rémi CORVEC"],
    "roll_complete": True,
    "votes": [{"start": 430, "outcome": "adopted", "for": 4, "against": None, "abstentions": 1}],
    "awards": [{"beneficiary": "Les Mille Voix", "amount": "1250"}],
    "funding": [],
    "organisations": [{"text": "association Les Mille Voix", "start": 231}],
    "places": [{"text": "Orgeval", "start": 11, "optional": True}],
    "uncertain": ["kind: perhaps minutes"],
}
BODIES = {"a": "Commune d'Orgeva", "b": "Ville de Corbelvert", "c": "Lourmeray", "d": "Orgeva"}


def write_acts(folder: Path, **changes: dict[str, Any]) -> Path:
    """Write texts/ and gold/ of an act of each body; ``changes`` are to the gold of the acts of these ids."""
    for name, body in BODIES.items():
        text = ACT.format(body=body)
        gold = GOLD | {"id": name, "body": body, "date": f"2024-03-{14 + list(BODIES).index(name)}"}
        gold |= {"organisations": [{"text": "association Les Mille Voix", "start": text.index("association")}]}
        gold |= {"votes": [GOLD["votes"][0] | {"start": text.index("Adopté")}]}
        text = text.replace("14 mars", f"{14 + list(BODIES).index(name)} mars")
        for file, content in (
            (f"texts/{name}.txt", text),
            (f"gold/{name}.json", json.dumps(gold | changes.get(name, {}))),
        ):
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text(content, "utf-8")
    return folder / "gold"


class Recorder:
    """A trainer that trains nothing, and knows which bodies were left out."""

    nlp: Language
    left_out: list[Set[str]]
    data: TrainingData

    def __init__(self, data: TrainingData) -> None:
        type(self).data = data
        type(self).left_out = []

    def without(self, bodies: Set[str]) -> Language:
        self.left_out.append(bodies)
        return self.nlp

    def rules_alone(self) -> Language:
        return self.nlp


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch, nlp: Language) -> type[Recorder]:
    """Let the installed trainer be this one."""
    entry = SimpleNamespace(value="fr_recueil.training:Recorder", load=lambda: Recorder)
    monkeypatch.setattr(folds, "entry_points", lambda group: [entry])
    monkeypatch.setattr("recueil.installed_pipeline.load_pipeline", lambda: nlp)
    Recorder.nlp = nlp
    return Recorder


def test_acts_as_a_whole_are_scored_against_their_annotation(tmp_path: Path, nlp: Language) -> None:
    wrong = {
        "secretary": "Élodie VASSEUR",
        "absent": ["Rémi CORVEC", "Odile MARTEL"],
        "document_date": "2024-02-01",
    }
    golds = evaluation.load(write_acts(tmp_path, b=wrong | {"uncertain": ["votes and awards"]}))
    report = evaluation.score(golds, evaluation.extract_acts(nlp, golds))
    assert report.kinds == {
        "organisation": Score(tp=4, fp=report.kinds["organisation"].fp),
        "place": Score(fp=report.kinds["place"].fp),
        "act.kind": Score(tp=1),
        "act.date": Score(tp=4),
        "act.document_date": Score(fn=1),
        "act.president": Score(),
        "act.secretary": Score(tp=3, fp=1, fn=1),
        "act.present": Score(tp=12),
        "act.represented": Score(tp=4),
        "act.absent": Score(tp=4, fn=1),
        "act.proxies": Score(tp=4),
        "act.votes": Score(tp=3),
        "act.awards": Score(tp=3, fp=report.kinds["act.awards"].fp),
        "act.funding": Score(),
    }


def test_the_roll_of_a_seance_counts_once(tmp_path: Path, nlp: Language) -> None:
    same = {"body": "Orgeva", "date": "2024-03-14"}
    golds = evaluation.load(write_acts(tmp_path, a=same, d=same))
    report = evaluation.score(golds, evaluation.extract_acts(nlp, golds))
    assert report.kinds["act.present"].gold == 9
    assert report.kinds["act.date"].gold == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Commune de Villorgent", "villorgent"),
        ("Mairie d'Orgeva", "ORGEVA"),
        ("prefecture-du-var", "Préfecture du Var"),
    ],
)
def test_the_names_of_one_body_have_one_key(one: str, other: str) -> None:
    assert fold_body(one) == fold_body(other)


def test_other_bodies_have_other_keys() -> None:
    names = ["Villorgent", "Communauté de communes de Villorgent", "Ville", "Conseil départemental du Var", ""]
    assert len(set(map(fold_body, names))) == len(names)


def test_every_body_is_in_one_fold_and_folds_have_about_as_many_acts() -> None:
    golds = [GoldAct(name, body, "", ()) for name, body in BODIES.items()]
    assert split_bodies(golds, 2) == [frozenset({"orgeva"}), frozenset({"corbelvert", "lourmeray"})]
    assert split_bodies(golds, 9) == [frozenset({"orgeva"}), frozenset({"corbelvert"}), frozenset({"lourmeray"})]


def test_each_fold_is_read_by_parts_trained_without_its_bodies(
    tmp_path: Path, recorder: type[Recorder], capsys: pytest.CaptureFixture[str]
) -> None:
    gold = write_acts(tmp_path)
    table = tmp_path / "scores.csv"
    table.write_text("kind,sample,real,unseen\ndate,1.000,0.990,\nact.date,1.000,,0.100\n", "utf-8")
    more = tmp_path / "more"
    options = ("--folds", "2", "--train", str(more), "--texts", str(more), "--scores", str(table))
    status, out, _ = run(capsys, "evaluate", str(gold), "--leave-one-body-out", *options)
    assert status == 0
    assert recorder.left_out == [{"orgeva"}, {"corbelvert", "lourmeray"}]
    assert recorder.data == TrainingData([tmp_path, more], [more])
    rows = [line.split() for line in out.splitlines()]
    assert ["kind", "gold", "rules", "F1", "precision", "recall", "unseen", "F1", "seen", "F1"] in rows
    assert ["act.date", "4", "1.000", "1.000", "1.000", "1.000", "1.000"] in rows
    assert "4 acts." in out
    written = table.read_text("utf-8").splitlines()
    assert written[:3] == ["kind,sample,real,unseen", "date,1.000,0.990,", "act.date,1.000,,1.000"]
    assert "act.present,,,1.000" in written


def test_folds_are_printed_as_json(
    tmp_path: Path, recorder: type[Recorder], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, "evaluate", str(write_acts(tmp_path)), "--leave-one-body-out", "--format", "json")
    told = json.loads(out)
    assert list(told) == ["rules", "unseen", "seen"]
    assert told["unseen"]["kinds"]["act.secretary"]["f1"] == 1.0
    assert len(recorder.left_out) == 3


def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, nlp: Language, recorder: type[Recorder]) -> None:
    golds = evaluation.load(write_acts(tmp_path))
    folded = evaluation.evaluate_folds(golds, recorder(TrainingData([])), lambda: nlp, 2)
    with pytest.raises(GoldError, match=r"scores\.csv: not a table of scores"):
        evaluation.write_unseen(folded, tmp_path / "scores.csv")


def test_a_pipeline_without_a_trainer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "entry_points", lambda group: [])
    with pytest.raises(PipelineMissing, match=r"fr_recueil has no entry point recueil\.trainer"):
        load_trainer(TrainingData([]))


@pytest.mark.slow
def test_the_installed_trainer_trains_without_the_bodies_of_a_fold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nlp: Language
) -> None:
    monkeypatch.setattr("fr_recueil.training.roll.GENERATED", 45)
    gold = write_acts(tmp_path)
    installed = load_trainer(TrainingData([gold.parent]))
    golds = evaluation.load(gold)
    trained: list[Language] = []
    train = installed.without

    def train_once(bodies: Set[str]) -> Language:
        trained.append(train(bodies))
        return trained[-1]

    monkeypatch.setattr(installed, "without", train_once)
    folded = evaluation.evaluate_folds(golds, installed, lambda: nlp, 2)
    assert folded.unseen.kinds["act.present"] == Score(tp=12)
    assert folded.unseen.acts == folded.rules.acts == folded.seen.acts == 4
    weights = [
        [
            getattr(pipe, "models", None) or getattr(pipe, "model", None)
            for name, pipe in pipeline.pipeline
            if name.startswith("recueil")
        ]
        for pipeline in (trained[0], installed.rules_alone())
    ]
    assert [sum(map(bool, each)) for each in weights] == [4, 0]
