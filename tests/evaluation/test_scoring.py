"""What counts as right, the two forms of gold, and the same figures as the scorer we are judged by."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recueil import evaluation
from recueil.errors import GoldError
from recueil.evaluation import GoldAct, GoldMention, Mistake, Report, Score
from recueil.evaluation.gold import parse_tagged
from recueil.evaluation.keys import comparison_key
from recueil.export.act_object import act_object
from recueil.values import (
    KINDS,
    Act,
    Attendance,
    Entity,
    Facts,
    Identity,
    Mention,
    Organisation,
    PartialDate,
    Person,
    Proxy,
    Vote,
)

if TYPE_CHECKING:
    from spacy.language import Language

SHARED = Path(__file__).parents[3] / "shared" / "evaluation"
TAGGED = (
    "Le <DATE 2023-01-30 seance>30 janvier 2023</DATE>, M. <PERSON VERNIOLLES, Robin>Robin VERNIOLLES</PERSON>\n"
    "propose <AMOUNT 12.50 EUR TTC>12,50 € TTC</AMOUNT> au <BUDGET chapitre 65>chapitre 65</BUDGET>."
)
NAME = "bourg-serigny-2023-01-30-credits"
READ = parse_tagged(TAGGED)
DATE, PERSON, AMOUNT, BUDGET = READ.mentions


def tagged_folder(folder: Path, **acts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, tagged in acts.items():
        (folder / f"{name}.txt").write_text(tagged, "utf-8")
    return folder


def json_folder(folder: Path, text: str, entities: Sequence[object], body: str | None = "Bourg-Sérigny") -> Path:
    """gold/a.json beside texts/a.txt."""
    for name in ("gold", "texts"):
        (folder / name).mkdir()
    (folder / "texts" / "a.txt").write_text(text, "utf-8", newline="")
    digest = hashlib.sha256(text.encode()).hexdigest()
    gold = {"id": "a", "text_sha256": digest, "entities": entities, "act": {"body": body}}
    (folder / "gold" / "a.json").write_text(json.dumps(gold), "utf-8")
    return folder / "gold"


def entity(kind: str, start: int, end: int, *, optional: bool = False, **value: object) -> dict[str, object]:
    return {"kind": kind, "start": start, "end": end, "value": value, "optional": optional}


@pytest.fixture
def gold(tmp_path: Path) -> GoldAct:
    """The act of TAGGED."""
    (act,) = evaluation.load(tagged_folder(tmp_path, **{NAME: TAGGED}))
    return act


def act_of(found: Sequence[Mention], facts: Facts | None = None) -> Act:
    """An act in which these are found."""
    entities = [Entity(said.start, said.end, "", 1, said.value, said.rule) for said in found]
    return Act(0, 0, facts or Facts(), tuple(entities))


def scored(gold: GoldAct, *found: Mention, facts: Facts | None = None) -> Report:
    return evaluation.score([gold], [act_of(found, facts)])


# Reading


def test_tags_are_gold(gold: GoldAct) -> None:
    assert gold == GoldAct(
        NAME,
        "bourg-serigny",
        READ.text,
        (
            GoldMention(3, 18, "date", "2023-01-30"),
            GoldMention(23, 39, "person", "robin verniolles"),
            GoldMention(48, 59, "amount", "12.5 EUR"),
            GoldMention(63, 74, "budget", "chapitre 65"),
        ),
    )


def test_json_is_gold_whatever_the_line_ends(tmp_path: Path) -> None:
    text = "Le 30 janvier 2023\r\n« le reste »"
    marked = [
        entity("date", 3, 18, edtf="2023-01-30T18:30"),
        entity("ignore", 20, 32, optional=True),
        entity("reference", 0, 2, number="2023-1"),
    ]
    (act,) = evaluation.load(json_folder(tmp_path, text, marked))
    assert act == GoldAct(
        "a",
        "Bourg-Sérigny",
        text,
        (GoldMention(3, 18, "date", "2023-01-30"), GoldMention(20, 32, "ignore", "", optional=True)),
    )


def test_json_gold_is_found_from_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = json_folder(tmp_path, "2023", [entity("period", 0, 4, edtf="2023")], body=None)
    monkeypatch.chdir(folder)
    assert [act.body for act in evaluation.load(Path())] == ["unknown"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("fontvergne-2016-11-25-decision-modificative", "fontvergne"),
        ("la-roche-malvert-2013", "la-roche-malvert"),
        ("quartier-1900-logements", "quartier"),
        ("reglement-interieur", "reglement-interieur"),
    ],
)
def test_the_body_is_what_comes_before_the_date(tmp_path: Path, name: str, body: str) -> None:
    assert [act.body for act in evaluation.load(tagged_folder(tmp_path, **{name: TAGGED}))] == [body]


def test_every_act_of_the_corpus_is_gold(root: Path) -> None:
    golds = evaluation.load(root / "corpus" / "gold")
    assert [act.name for act in golds] == sorted(path.stem for path in (root / "corpus" / "gold").glob("*.txt"))


# Refusing


@pytest.mark.parametrize("acts", [{}, {"plain-2023": "Le conseil adopte."}])
def test_a_folder_without_gold_is_refused(tmp_path: Path, acts: dict[str, str]) -> None:
    with pytest.raises(GoldError, match=r"there is no gold in it\. Give a folder of acts"):
        evaluation.load(tagged_folder(tmp_path, **acts))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"nowhere: there is no gold in it\."):
        evaluation.load(tmp_path / "nowhere")


def test_a_tag_out_of_place_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(
        GoldError, match=r"b\.txt: not readable as gold \(tag out of place: '<AMOUNT 1\.00 EUR>'\)"
    ):
        evaluation.load(tagged_folder(tmp_path, a=TAGGED, b="<AMOUNT 1.00 EUR>1 €"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "Invalid JSON: EOF"),
        ("[]", "Input should be an object"),
        ('{"entities": []}', "text_sha256: Field required"),
        ('{"text_sha256": "", "entities": [{"kind": "date"}]}', r"entities\.0\.start: Field required"),
    ],
)
def test_json_that_is_no_gold_is_refused(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(GoldError, match=rf"a\.json: not readable as gold \({why}.*Correct it, or remove it\."):
        evaluation.load(tmp_path)


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        (entity("amount", 0, 4, amount="douze"), "not a number: 'douze'"),
        (entity("percentage", 0, 4), "a value without percent: {}"),
        (entity("date", 0, 5, edtf="2023"), "date 0-5 lies outside the 4 characters"),
        (entity("date", 3, 2, edtf="2023"), "date 3-2 lies outside the 4 characters"),
    ],
)
def test_a_mention_that_cannot_be_is_refused(tmp_path: Path, marked: object, why: str) -> None:
    with pytest.raises(GoldError, match=rf"a\.json: not readable as gold \({why}\)"):
        evaluation.load(json_folder(tmp_path, "2023", [marked]))


def test_a_text_that_changed_is_refused(tmp_path: Path) -> None:
    folder = json_folder(tmp_path, "2023", [entity("period", 0, 4, edtf="2023")])
    (tmp_path / "texts" / "a.txt").write_text("2024", "utf-8")
    with pytest.raises(GoldError, match=r"a\.json: its text is not the one that was marked .*a\.txt has another"):
        evaluation.load(folder)


def test_a_text_that_is_missing_is_refused(tmp_path: Path) -> None:
    folder = json_folder(tmp_path, "2023", [entity("period", 0, 4, edtf="2023")])
    (tmp_path / "texts" / "a.txt").unlink()
    with pytest.raises(GoldError, match=r"a\.json: its text cannot be read\. .*a\.txt: no such file"):
        evaluation.load(folder)


# Comparing


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("date", {"edtf": "2023-01-30", "role": "seance"}, {"edtf": "2023-01-30T18:30"}),
        ("amount", {"amount": "4255.50", "currency": "EUR", "tax": "TTC"}, {"amount": 4255.5}),
        ("amount", {"amount": "100.00"}, {"amount": "1E+2", "currency": "EUR"}),
        ("percentage", {"percent": "49"}, {"percent": "49.0"}),
        ("budget", {"level": "Opération", "code": "12 a"}, {"level": "operation", "code": "12A"}),
        ("person", {"given": "Mme Anne", "family": "LE GUEN"}, {"given": None, "family": "Le Guen, Anné"}),
        ("organisation", {"name": "asso. Les Voix"}, {"name": "Les Voix", "key": "another"}),
        ("place", {"name": "ST-JOUAN", "code": None}, {"name": "Saint-Jouan", "code": "35284"}),
    ],
)
def test_the_same_value_has_the_same_key(kind: str, one: dict[str, object], other: dict[str, object]) -> None:
    assert comparison_key(kind, one) == comparison_key(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("date", {"edtf": "2023-01"}, {"edtf": "2023-01-30"}),
        ("amount", {"amount": "12", "currency": "FRF"}, {"amount": "12", "currency": "EUR"}),
        ("amount", {"amount": "-12"}, {"amount": "12"}),
        ("budget", {"level": "chapitre", "code": "011"}, {"level": "chapitre", "code": "11"}),
        ("person", {"given": None, "family": "SAUREL"}, {"given": "Philippe", "family": "SAUREL"}),
    ],
)
def test_another_value_has_another_key(kind: str, one: dict[str, object], other: dict[str, object]) -> None:
    assert comparison_key(kind, one) != comparison_key(kind, other)


def test_what_is_gold_is_right(gold: GoldAct) -> None:
    report = scored(gold, *READ.mentions)
    one = Score(tp=1)
    assert report == Report(
        1,
        {"date": one, "period": Score(), "amount": one, "percentage": Score(), "budget": one, "person": one},
        {"bourg-serigny": {"date": one, "amount": one, "budget": one, "person": one}},
        (),
    )


def test_one_character_in_common_is_enough(gold: GoldAct) -> None:
    assert scored(gold, Mention(17, 30, DATE.value, "x")).kinds["date"] == Score(tp=1)


def test_touching_is_not_overlapping(gold: GoldAct) -> None:
    assert scored(gold, Mention(18, 30, DATE.value, "x")).kinds["date"] == Score(fp=1, fn=1)


def test_gold_is_claimed_once(gold: GoldAct) -> None:
    assert scored(gold, DATE, DATE).kinds["date"] == Score(tp=1, fp=1)


def test_another_value_is_wrong_and_missed_with_its_context(gold: GoldAct) -> None:
    other = Mention(AMOUNT.start, AMOUNT.end - 4, KINDS["amount"].parse("1250.00 EUR"), "x")
    report = scored(gold, DATE, PERSON, other, BUDGET)
    assert report.kinds["amount"] == Score(fp=1, fn=1)
    before = "nvier 2023, M. Robin VERNIOLLES propose"
    assert report.mistakes == (
        Mistake(
            NAME, "bourg-serigny", "amount", "wrong", "1250 EUR", "12,50 €", 48,
            f"{before} [12,50 €] TTC au chapitre 65.",
        ),
        Mistake(
            NAME, "bourg-serigny", "amount", "missed", "12.5 EUR", "12,50 € TTC", 48,
            f"{before} [12,50 € TTC] au chapitre 65.",
        ),
    )  # fmt: skip


OPTIONAL = GoldAct("a", "x", READ.text, (GoldMention(3, 18, "date", "2023-01-30", optional=True),))
REGION = GoldAct("a", "x", READ.text, (GoldMention(0, 74, "ignore", "", optional=True),))


@pytest.mark.parametrize("act", [OPTIONAL, REGION])
@pytest.mark.parametrize(
    "found",
    [(), (DATE,), (DATE, DATE), (Mention(3, 18, KINDS["period"].parse("2023"), "x"),)],
    ids=["missed", "found", "twice", "other kind"],
)
def test_optional_gold_counts_neither_way(act: GoldAct, found: tuple[Mention, ...]) -> None:
    report = scored(act, *found)
    assert set(report.kinds.values()) == {Score()}
    assert report.bodies == {"x": {}}
    assert report.mistakes == ()


def test_averages_are_micro() -> None:
    golds = [
        GoldAct("a", "petit", "2023", (GoldMention(0, 4, "period", "2023"),)),
        GoldAct(
            "b", "grand", "2023 2024 2025", tuple(GoldMention(i, i + 4, "period", "2023") for i in (0, 5, 10))
        ),
    ]
    year = KINDS["period"].parse("2023")
    report = evaluation.score(golds, [act_of([Mention(0, 4, year, "x")]), act_of([Mention(5, 9, year, "x")])])
    assert report.bodies == {"grand": {"period": Score(tp=1, fn=2)}, "petit": {"period": Score(tp=1)}}
    assert report.kinds["period"] == Score(tp=2, fn=2)
    assert (report.kinds["period"].precision, report.kinds["period"].recall) == (1.0, 0.5)


# The act as a whole


def named(name: str) -> Mention:
    return Mention(0, 1, Person(None, name), "x")


ACT = {
    "kind": "pv",
    "date": "2023-01-30",
    "president": "Robin VERNIOLLES",
    "present": ["Robin VERNIOLLES", "Mme Ana LÔ"],
    "absent": ["Luc RÉ"],
    "proxies": [["Luc RÉ", None]],
    "votes": [{"outcome": "adopted", "unanimous": None, "for": 2, "against": 0, "abstentions": None}],
}
RIGHT = Facts(
    Identity("pv", date=PartialDate(2023, 1, 30), president=named("Verniolles Robin"), secretary=named("RÉ")),
    attendance=Attendance(
        present=(named("LÔ Ana"), named("Robin Verniolles")),
        excused=(named("Luc Ré"),),
        proxies=(Proxy(named("RÉ Luc"), None),),
    ),
    votes=(Vote(0, 1, "adopted", votes_for=2, against=0),),
)
WRONG = Facts(
    Identity("deliberation", date=PartialDate(2023, 1, 30)),
    attendance=Attendance(present=(named("Ana LÔ"),) * 2, proxies=(Proxy(named("Luc RÉ"), named("Ana LÔ")),)),
    votes=(Vote(0, 1, "adopted", votes_for=2),),
)


@pytest.fixture
def whole(tmp_path: Path) -> GoldAct:
    """The act of TAGGED, with what it says as a whole beside it."""
    tagged_folder(tmp_path, **{NAME: TAGGED})
    (tmp_path / f"{NAME}.act.json").write_text(json.dumps(ACT), "utf-8")
    (act,) = evaluation.load(tmp_path)
    return act


def of_the_act(report: Report) -> dict[str, Score]:
    return {kind: score for kind, score in report.kinds.items() if kind.startswith("act.") and score != Score()}


def test_what_the_act_says_is_right_however_names_are_written(whole: GoldAct) -> None:
    one = Score(tp=1)
    report = scored(whole, facts=RIGHT)
    assert of_the_act(report) == {
        "act.kind": one,
        "act.date": one,
        "act.president": one,
        "act.present": Score(tp=2),
        "act.absent": one,
        "act.proxies": one,
        "act.votes": one,
    }
    assert report.bodies["bourg-serigny"]["act.present"] == Score(tp=2)


def test_what_the_act_does_not_say_is_wrong_or_missed(whole: GoldAct) -> None:
    report = scored(whole, *READ.mentions, facts=WRONG)
    assert of_the_act(report) == {
        "act.kind": Score(fp=1, fn=1),
        "act.date": Score(tp=1),
        "act.president": Score(fn=1),
        "act.present": Score(tp=1, fp=1, fn=1),
        "act.absent": Score(fn=1),
        "act.proxies": Score(fp=1, fn=1),
        "act.votes": Score(fp=1, fn=1),
    }
    votes = [wrong for wrong in report.mistakes if wrong.kind == "act.votes"]
    assert votes == [
        Mistake(NAME, "bourg-serigny", "act.votes", "wrong", "adopted/2/None/None", "", None, ""),
        Mistake(NAME, "bourg-serigny", "act.votes", "missed", "adopted/2/0/None", "", None, ""),
    ]
    assert evaluation.mistake_rows(report)[-1] == (NAME, "act.votes", "missed", "adopted/2/0/None", "", "")


def test_organisations_and_places_are_measured_where_the_gold_marks_them(gold: GoldAct, tmp_path: Path) -> None:
    found = Mention(0, 2, Organisation("Les Voix"), "x")
    assert scored(gold, *READ.mentions, found) == scored(gold, *READ.mentions)
    marked = "Les <ORGANISATION Voix>Voix</ORGANISATION> chantent."
    (other,) = evaluation.load(tagged_folder(tmp_path / "other", **{"vern-2023": marked}))
    said = Mention(4, 8, Organisation("Les Voix"), "x")
    report = evaluation.score([gold, other], [act_of([*READ.mentions, found]), act_of([said])])
    assert report.kinds["organisation"] == Score(tp=1, fp=1)
    assert "place" not in report.kinds
    assert [wrong.value for wrong in report.mistakes] == ["voix"]


def test_a_floor_of_what_the_gold_does_not_tell_is_not_met(gold: GoldAct, tmp_path: Path) -> None:
    floors = tmp_path / "scores.json"
    floors.write_text('{"act.date": 0.9}', "utf-8")
    assert evaluation.below_floors(scored(gold, facts=RIGHT), floors) == [
        "act.date: F1 0.000 is below its floor of 0.900."
    ]


def test_json_that_is_no_act_is_refused(tmp_path: Path) -> None:
    tagged_folder(tmp_path, **{NAME: TAGGED})
    (tmp_path / f"{NAME}.act.json").write_text('{"present": "all"}', "utf-8")
    with pytest.raises(GoldError, match=rf"{NAME}\.txt: not readable as gold \(present: "):
        evaluation.load(tmp_path)


@pytest.mark.parametrize("score", [Score(), Score(fp=2), Score(fn=2)])
def test_nothing_right_is_zero(score: Score) -> None:
    assert (score.precision, score.recall, score.f1) == (0.0, 0.0, 0.0)


# Telling


def test_json_holds_the_whole_report(gold: GoldAct) -> None:
    report = scored(gold, DATE, DATE, PERSON, AMOUNT)
    told = json.loads(evaluation.as_json(report))
    date = {"tp": 1, "fp": 1, "fn": 0, "precision": 0.5, "recall": 1.0, "f1": 0.667}
    assert list(told) == ["acts", "kinds", "bodies", "mistakes"]
    assert (told["acts"], told["kinds"]["date"]) == (1, date)
    assert told["bodies"]["bourg-serigny"]["date"] == date
    assert [(wrong["kind"], wrong["outcome"]) for wrong in told["mistakes"]] == [
        ("date", "wrong"),
        ("budget", "missed"),
    ]


def test_rows_are_ready_to_print(gold: GoldAct) -> None:
    report = scored(gold, DATE, DATE)
    assert evaluation.kind_rows(report)[:2] == [
        ("date", "1", "0.500", "1.000", "0.667"),
        ("period", "0", "0.000", "0.000", "0.000"),
    ]
    assert {len(row) for row in evaluation.kind_rows(report)} == {len(evaluation.KIND_COLUMNS)}
    assert evaluation.body_rows(report)[0] == ("bourg-serigny", "date", "1", "0.500", "1.000", "0.667")
    assert evaluation.mistake_rows(report)[0] == (
        NAME, "date", "wrong", "2023-01-30", "3",
        "Le [30 janvier 2023], M. Robin VERNIOLLES propose 12,50 € TT",
    )  # fmt: skip


# Floors


def test_a_kind_below_its_floor_is_named(gold: GoldAct, tmp_path: Path) -> None:
    floors = tmp_path / "scores.json"
    floors.write_text('{"date": 0.667, "amount": 0.5, "person": 0}', "utf-8")
    report = scored(gold, DATE, DATE)
    assert evaluation.below_floors(report, floors) == ["amount: F1 0.000 is below its floor of 0.500."]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "not a table of floors"),
        ('{"date": "high"}', "not a table of floors"),
        ('{"dates": 0.9}', "floors of unknown kinds: dates"),
        (None, "cannot be opened"),
    ],
)
def test_floors_that_cannot_be_used_are_refused(
    gold: GoldAct, tmp_path: Path, content: str | None, why: str
) -> None:
    floors = tmp_path / "scores.json"
    if content is not None:
        floors.write_text(content, "utf-8")
    with pytest.raises(GoldError, match=rf"scores\.json: {why}.*Write one F1 per kind"):
        evaluation.below_floors(scored(gold), floors)


# Running


def test_the_pipeline_is_what_is_measured(gold: GoldAct, nlp: Language) -> None:
    found = evaluation.extract_acts(nlp, [gold])
    assert evaluation.score([gold], found).mistakes == ()


def test_measuring_needs_no_spacy() -> None:
    code = "import sys, recueil.evaluation; sys.exit('spacy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# The scorer we are judged by


def judged(folder: Path, report_of: Path) -> dict[str, tuple[str, ...]]:
    """Precision, recall and F1 per kind as score.py prints them."""
    command = [sys.executable, str(SHARED / "score.py"), str(folder), str(report_of), "--act"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = (line.replace("gold  F1", "").split() for line in printed.splitlines()[2:])
    return {kind: tuple(figures) for kind, *figures in rows}


def as_judged(kind: str, figures: Sequence[str]) -> tuple[str, ...]:
    """The scorer gives no precision and no recall of what an act says as a whole."""
    return (figures[0], figures[-1]) if kind.startswith("act.") else tuple(figures)


def facts_of(path: Path) -> Facts:
    """What the gold of one file says of the act as a whole."""
    act = json.loads(path.read_text("utf-8"))["act"]
    date, convocation = (
        PartialDate.parse(act[name]) if act.get(name) else None for name in ("date", "convocation")
    )
    president, secretary = (named(act[name]) if act.get(name) else None for name in ("president", "secretary"))
    identity = Identity(act["kind"], date=date, convocation=convocation, president=president, secretary=secretary)
    attendance = Attendance(
        present=tuple(map(named, act.get("present") or [])),
        absent=tuple(map(named, act.get("absent") or [])),
        proxies=tuple(
            Proxy(named(giver), named(holder) if holder else None) for giver, holder in act.get("proxies") or []
        ),
    )
    votes = tuple(
        Vote(0, 1, vote["outcome"], None, vote["for"], vote["against"], vote["abstentions"])
        for vote in act.get("votes") or []
    )
    return Facts(identity, attendance=attendance, votes=votes)


CANONICAL: dict[str, Callable[[dict[str, str]], str]] = {
    "date": lambda value: value["edtf"],
    "period": lambda value: value["edtf"],
    "amount": lambda value: f"{value['amount']} {value['currency']}",
    "percentage": lambda value: value["percent"],
    "budget": lambda value: f"{value['level']} {value['code']}",
    "person": lambda value: f"{value['family']}, {value['given'] or ''}",
}


def imperfect(path: Path) -> list[Mention]:
    """The gold of one file, with some mentions left out, shifted, doubled, or given the value of another."""
    entities = json.loads(path.read_text("utf-8"))["entities"]
    exact = [
        Mention(said["start"], said["end"], KINDS[said["kind"]].parse(CANONICAL[said["kind"]](said["value"])), "x")
        for said in entities
        if said["kind"] in KINDS
    ]
    changed: list[Mention] = []
    for place, said in enumerate(exact):
        shift, value = {3: 2, 4: 60}.get(place % 7, 0), exact[place - 1].value if place % 7 == 5 else said.value
        changed += [Mention(said.start + shift, said.end + shift, value, "x")] * (0, 1, 1, 1, 1, 1, 2)[place % 7]
    return changed


@pytest.mark.skipif(not SHARED.exists(), reason="the judged acts and their scorer are not beside this checkout")
def test_the_figures_are_those_of_the_scorer(tmp_path: Path) -> None:
    golds = evaluation.load(SHARED / "gold")
    paths = [SHARED / "gold" / f"{act.name}.json" for act in golds]
    # Every third act is said to be what the next one is.
    found = [
        act_of(imperfect(path), facts_of(other if place % 3 == 0 else path))
        for place, (path, other) in enumerate(zip(paths, [*paths[1:], paths[0]], strict=True))
    ]
    lines = [
        {
            "source": f"{gold.name}.txt",
            "act": act_object(act),
            "entities": [
                {"kind": said.kind, "start": said.start, "end": said.end, "value": said.value.as_json()}
                for said in act.entities
            ],
        }
        for gold, act in zip(golds, found, strict=True)
    ]
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    rows = evaluation.kind_rows(evaluation.score(golds, found))
    assert {kind: as_judged(kind, figures) for kind, *figures in rows} == judged(SHARED / "gold", predictions)
