"""Corrections of the facts of an act: at once, after every extraction, in the next version of the file, and undone."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.filing import FillOnce
from tests.handles import handle_of

from recueil.corrections import (
    ActFactChange,
    Attribution,
    AwardAddition,
    AwardChange,
    BallotChange,
    FactChange,
    FindingRejection,
    PresenceAddition,
    PresenceChange,
    Replacement,
    Span,
    VoteAddition,
    VoteChange,
)
from recueil.corrections.findings import recheck
from recueil.corrections.listing import CorrectionFilter
from recueil.errors import CorrectionError
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.store import Store
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    BudgetLine,
    Entity,
    Facts,
    Finding,
    Identity,
    Mention,
    PartialDate,
    Person,
    Proxy,
    Vote,
)
from recueil.values.act_fact import (
    ActDate,
    ActKind,
    ActNumber,
    ActTitle,
    AwardFact,
    Ballot,
    FindingFact,
    Presence,
    VoteFact,
)

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
ANA = Attribution("ana", WHEN, "relu")
Record = Callable[..., None]

TEXT = (
    "COMMUNE DE BRIVEZAC\nSéance du 14 mars 2023\n"
    "Présents : Jeanne LEFÈVRE, Luc RÉ. Absente : Odile VANNIER.\n"
    "Le conseil attribue 4 000 € aux Mille Voix et 500 € au Tennis club, article 65748. "
    "Adopté par 9 voix pour et 1 contre (Luc RÉ)."
)


def span(words: str, text: str = TEXT, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words))


def mention(words: str, value: object, text: str = TEXT, after: int = 0) -> Mention:
    return Mention(*span(words, text, after), value, "test")  # type: ignore[arg-type]


JEANNE = Person("Jeanne", "LEFÈVRE", standing="public")
LUC = Person("Luc", "RÉ", standing="public")
ODILE = Person("Odile", "VANNIER", standing="public")
EMILE = Person("Émile", "VOIX", standing="public")


def act_of(text: str = TEXT) -> tuple[Document, Act]:
    """Return a document with one act as it was read: the second award and a count are wrong, a line is missing."""
    who = [
        mention("Jeanne LEFÈVRE", JEANNE, text),
        mention("Luc RÉ", LUC, text),
        mention("Odile VANNIER", ODILE, text),
    ]
    money = [mention("4 000 €", Amount(Decimal(4000)), text), mention("500 €", Amount(Decimal(500)), text)]
    line = mention("article 65748", BudgetLine("article", "65748"), text)
    against = mention("Luc RÉ", LUC, text, text.index("1 contre"))
    decides, votes = (
        span("Le conseil attribue 4 000 € aux Mille Voix et 500 € au Tennis club", text),
        span("Adopté par 9 voix pour et 1 contre (Luc RÉ)", text),
    )
    facts = Facts(
        Identity("deliberation", "12", "Séance", "Brivezac", date=PartialDate(2023, 3, 14)),
        attendance=Attendance(present=tuple(who[:2]), absent=tuple(who[2:])),
        votes=(Vote(*votes, "adopted", False, 9, 1, names_against=(against,)),),
        awards=(
            Award(*decides, "subvention", "Mille Voix", span("Mille Voix", text).start, money[0]),
            Award(*decides, "subvention", "Tennis", span("Tennis club", text).start, money[1]),
        ),
    )
    found = [*who, *money, line, against]
    entities = tuple(
        Entity(m.start, m.end, text[m.start : m.end], 1, m.value, m.rule)
        for m in sorted(found, key=lambda m: m.start)
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(text, (Page(1, 0, len(text)),), digest, len(text), "text/plain"), Act(
        0, len(text), facts, entities
    )


DOCUMENT, ACT = act_of()
UID = handle_of(DOCUMENT.sha256)
DECIDES = Span(ACT.facts.awards[0].start, ACT.facts.awards[0].end)
VOTED = Span(ACT.facts.votes[0].start, ACT.facts.votes[0].end)


@pytest.fixture
def filled(store: Store, record: Record, fill_once: FillOnce) -> Store:
    fill_once(lambda: record(store, "a.txt", DOCUMENT, [ACT]))
    return store


def facts_of(store: Store) -> Facts:
    return store.act(UID).act.facts


@pytest.mark.both_databases
def test_title_kind_number_and_date_of_an_act(filled: Store, record: Record) -> None:
    changes = (
        ActFactChange("act_title", ActTitle("Subventions aux associations")),
        ActFactChange("act_kind", ActKind("pv")),
        ActFactChange("act_number", None),
        ActFactChange("act_date", ActDate(PartialDate(2023, 3, 15))),
    )
    corrections = [filled.correct(UID, change, ANA) for change in changes]
    expected = Identity("pv", None, "Subventions aux associations", "Brivezac", date=PartialDate(2023, 3, 15))
    for version in ("2", "3"):
        assert facts_of(filled).identity == expected
        hit = filled.search(parse("nature:pv seance:2023-03-15 titre:associations")).hits[0]
        assert (hit.uid, hit.title, hit.date) == (UID, "Subventions aux associations", PartialDate(2023, 3, 15))
        assert filled.search(parse("seance:2023-03-14")).hits == ()
        record(filled, "a.txt", DOCUMENT, [ACT], version=version)
    made: list[tuple[object, ...]] = [(one.action, one.was, one.value) for one in corrections]
    assert made == [
        ("change", ActTitle("Séance"), ActTitle("Subventions aux associations")),
        ("change", ActKind("deliberation"), ActKind("pv")),
        ("reject", ActNumber("12"), None),
        ("change", ActDate(PartialDate(2023, 3, 14)), ActDate(PartialDate(2023, 3, 15))),
    ]
    assert filled.check(WHEN) == []
    for one in corrections:
        filled.withdraw(one.id, ANA)
    assert filled.act(UID).act == ACT
    assert filled.search(parse("seance:2023-03-14 numero:12")).hits[0].uid == UID


def test_a_title_that_was_made_follows_the_facts_it_was_made_of(store: Store, record: Record) -> None:
    identity = Identity("deliberation", "12", "Délibération n° 12", date=None, title_made=True)
    record(store, "a.txt", DOCUMENT, [replace(ACT, facts=Facts(identity))])
    correction = store.correct(UID, ActFactChange("act_date", ActDate(PartialDate(2023, 3, 14))), ANA)
    assert correction.action == "add"
    assert facts_of(store).identity.title == "Délibération n° 12 du 14 mars 2023"
    store.correct(UID, ActFactChange("act_title", ActTitle("Subventions")), ANA)
    assert (facts_of(store).identity.title, facts_of(store).identity.title_made) == ("Subventions", False)


CHANGES: dict[str, tuple[FactChange, Callable[[Facts], object], object]] = {
    "beneficiary": (
        AwardChange(2, *DECIDES, {"beneficiary": "Tennis club"}),
        lambda facts: [(a.beneficiary, a.amount) for a in facts.awards],
        [("Mille Voix", ACT.facts.awards[0].amount), ("Tennis club", ACT.facts.awards[1].amount)],
    ),
    "amount that the act says": (
        AwardChange(2, *DECIDES, {"amount": Amount(Decimal(4000))}),
        lambda facts: facts.awards[1].amount,
        Mention(*span("4 000 €"), Amount(Decimal(4000)), "correction"),
    ),
    "amount that the act does not say": (
        AwardChange(2, *DECIDES, {"amount": Amount(Decimal(505))}),
        lambda facts: facts.awards[1].amount,
        Mention(*span("500 €"), Amount(Decimal(505)), "correction"),
    ),
    "budget line": (
        AwardChange(1, *DECIDES, {"line": BudgetLine("article", "65748")}),
        lambda facts: facts.awards[0].line,
        Mention(*span("article 65748"), BudgetLine("article", "65748"), "correction"),
    ),
    "false award": (
        AwardChange(1, *DECIDES, None),
        lambda facts: [a.beneficiary for a in facts.awards],
        ["Tennis"],
    ),
    "missing award": (
        AwardAddition(*span("COMMUNE DE BRIVEZAC"), AwardFact("Commune de Brivezac", Amount(Decimal(500)))),
        lambda facts: [(a.beneficiary, a.amount and a.amount.start) for a in facts.awards],
        [
            ("Commune de Brivezac", span("500 €").start),
            ("Mille Voix", span("4 000 €").start),
            ("Tennis", span("500 €").start),
        ],
    ),
    "vote": (
        VoteChange(1, *VOTED, {"outcome": "rejected", "votes_for": 8, "abstentions": 1}),
        lambda facts: [(v.outcome, v.votes_for, v.against, v.abstentions) for v in facts.votes],
        [("rejected", 8, 1, 1)],
    ),
    "no vote": (VoteChange(1, *VOTED, None), lambda facts: facts.votes, ()),
    "another side": (
        BallotChange(1, *VOTED, span("Luc RÉ", after=VOTED.start), "abstaining"),
        lambda facts: [(v.names_against, [m.value for m in v.names_abstaining]) for v in facts.votes],
        [((), [LUC])],
    ),
    "a side for somebody": (
        BallotChange(1, *VOTED, span("Jeanne LEFÈVRE"), "for"),
        lambda facts: [([m.value for m in v.names_for], len(v.names_against)) for v in facts.votes],
        [([JEANNE], 1)],
    ),
    "represented by": (
        PresenceChange(span("Odile VANNIER"), "represented", span("Jeanne LEFÈVRE")),
        lambda facts: (
            [m.value for m in facts.attendance.represented],
            facts.attendance.absent,
            [(p.giver.value, p.holder and p.holder.value) for p in facts.attendance.proxies],
        ),
        ([ODILE], (), [(ODILE, JEANNE)]),
    ),
    "missing vote": (
        VoteAddition(*span("Le conseil attribue 4 000 €"), VoteFact("adopted", True, 3)),
        lambda facts: [(v.start, v.outcome, v.unanimous, v.votes_for, v.against) for v in facts.votes],
        [(DECIDES.start, "adopted", True, 3, None), (VOTED.start, "adopted", False, 9, 1)],
    ),
    "missing member": (
        PresenceAddition(*span(" Mille Voix "), Person("Émile", "VOIX"), "represented", span("Luc RÉ")),
        lambda facts: (
            facts.attendance.represented,
            [(p.giver.full_name, p.holder and p.holder.value) for p in facts.attendance.proxies],
        ),
        ((Mention(*span("Mille Voix"), EMILE, "correction"),), [("Émile VOIX", LUC)]),
    ),
    "no member": (
        PresenceChange(span("Luc RÉ"), None),
        lambda facts: [m.value for m in facts.attendance.present],
        [JEANNE],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_correction_lasts_and_is_undone(filled: Store, record: Record, name: str) -> None:
    change, look, expected = CHANGES[name]
    correction = filled.correct(UID, change, ANA)
    assert look(facts_of(filled)) == expected
    record(filled, "a.txt", DOCUMENT, [ACT], version="2")
    assert look(facts_of(filled)) == expected
    shifted, act = act_of(f"Exemplaire relu.\n{TEXT}")
    record(filled, "a.txt", shifted, [act])
    (place,) = filled.correction(correction.id).places
    assert (place.start, place.missing) == (correction.anchor.start + 17, None)
    record(filled, "a.txt", DOCUMENT, [ACT], version="3")
    assert filled.check(WHEN) == []
    filled.withdraw(correction.id, ANA)
    assert filled.act(UID).act == ACT


def test_awards_are_searched_as_corrected(filled: Store) -> None:
    filled.correct(UID, AwardChange(2, *DECIDES, {"beneficiary": "Amicale laïque"}), ANA)
    filled.correct(UID, AwardChange(1, *DECIDES, {"amount": Amount(Decimal(9000))}), ANA)
    assert [hit.uid for hit in filled.search(parse("beneficiaire:amicale attribue:9000")).hits] == [UID]
    assert filled.search(parse("beneficiaire:tennis")).hits == ()
    assert [award.recipient for award in facts_of(filled).awards] == [None, "association"]


def test_a_corrected_amount_reaches_its_award(filled: Store) -> None:
    change = Replacement(*span("500 €"), "amount", Amount(Decimal(550)))
    filled.correct(UID, change, ANA)
    assert facts_of(filled).awards[1].amount == Mention(*span("500 €"), Amount(Decimal(550)), "correction")
    assert [hit.uid for hit in filled.search(parse("attribue:550")).hits] == [UID]


def test_what_another_pipeline_reads_right_is_not_there_twice(filled: Store, record: Record) -> None:
    filled.correct(UID, AwardChange(2, *DECIDES, {"beneficiary": "Tennis club"}), ANA)
    better = (ACT.facts.awards[0], replace(ACT.facts.awards[1], beneficiary="Tennis club", purpose="tournoi"))
    record(filled, "a.txt", DOCUMENT, [replace(ACT, facts=replace(ACT.facts, awards=better))], version="2")
    assert facts_of(filled).awards == better
    record(filled, "a.txt", DOCUMENT, [replace(ACT, facts=replace(ACT.facts, awards=better[:1]))], version="3")
    assert [award.beneficiary for award in facts_of(filled).awards] == ["Mille Voix", "Tennis club"]


def test_a_fact_of_the_act_is_orphaned_where_its_words_no_longer_open_one(filled: Store, record: Record) -> None:
    number = filled.correct(UID, ActFactChange("act_number", ActNumber("13")), ANA).id
    document, act = act_of(f"PRÉFECTURE\n{TEXT}")
    record(filled, "a.txt", document, [act])
    assert filled.act(handle_of(document.sha256)).act.number == "12"
    (orphan,) = filled.corrections(CorrectionFilter(state="orphaned"))
    assert (orphan.id, [place.missing for place in orphan.places]) == (number, ["inside"])
    record(filled, "a.txt", DOCUMENT, [ACT], version="2")
    assert filled.act(UID).act.number == "13"


def test_refused(filled: Store) -> None:
    filled.correct(UID, ActFactChange("act_number", ActNumber("13")), ANA)
    refused: dict[str, FactChange] = {
        "same-value": ActFactChange("act_kind", ActKind("deliberation")),
        "already-corrected": ActFactChange("act_number", ActNumber("14")),
        "value-gone": AwardChange(3, *DECIDES, None),
        "person-missing": PresenceChange(span("Mille Voix"), "present"),
        "no-words": AwardAddition(5, 5, AwardFact("X")),
        "no-vote": VoteAddition(*span("Le conseil"), VoteFact()),
        "vote-overlaps": VoteAddition(*span("9 voix"), VoteFact("adopted")),
        "member-there": PresenceAddition(*span("Jeanne"), Person("jeanne", "Lefèvre"), "absent"),
    }
    twice = AwardAddition(*span("Mille Voix"), AwardFact("Mille Voix", Amount(Decimal(4000))))
    for code, change in refused.items():
        with pytest.raises(CorrectionError) as error:
            filled.correct(UID, change, ANA)
        assert error.value.code == code
    with pytest.raises(CorrectionError, match="has this award already"):
        filled.correct(UID, twice, ANA)
    assert len(filled.corrections()) == 1


def test_was_and_value_are_kept(filled: Store) -> None:
    filled.correct(UID, PresenceChange(span("Odile VANNIER"), "excused"), ANA)
    filled.correct(UID, VoteChange(1, *VOTED, {"against": 2}), ANA)
    filled.correct(UID, BallotChange(1, *VOTED, span("Luc RÉ", after=VOTED.start), None), ANA)
    kept: list[tuple[object, object]] = [(one.was, one.value) for one in filled.corrections()]
    assert kept == [
        (Ballot(LUC, "against"), None),
        (VoteFact("adopted", False, 9, 1), VoteFact("adopted", False, 9, 2)),
        (Presence(ODILE, "absent"), Presence(ODILE, "excused")),
    ]


def test_the_acts_of_a_seance_have_its_attendance_and_date_as_corrected(store: Store, record: Record) -> None:
    head, part = TEXT[: TEXT.index("Le conseil")], TEXT.index("Le conseil")
    attendance, day = ACT.facts.attendance, PartialDate(2023, 3, 14)
    acts = [
        Act(0, part, Facts(Identity("pv", date=day), attendance=attendance), ACT.entities[:3]),
        Act(part, len(TEXT), replace(ACT.facts, attendance=attendance), ACT.entities[3:]),
    ]
    record(store, "a.txt", DOCUMENT, acts)
    assert head.endswith("VANNIER.\n")
    present = store.correct(UID, PresenceChange(span("Odile VANNIER"), "present"), ANA)
    dated = store.correct(UID, ActFactChange("act_date", ActDate(PartialDate(2023, 3, 15))), ANA)
    for uid in (UID, f"{UID}-2"):
        act = store.act(uid).act
        assert ([m.value for m in act.facts.attendance.present], act.date) == (
            [JEANNE, LUC, ODILE],
            PartialDate(2023, 3, 15),
        )
    assert store.check(WHEN) == []
    for one in (dated, present):
        store.withdraw(one.id, ANA)
    assert [store.act(uid).act for uid in (UID, f"{UID}-2")] == acts


def test_proxy_of_a_member_goes_with_the_name(store: Store, record: Record) -> None:
    proxies = (Proxy(ACT.facts.attendance.absent[0], ACT.facts.attendance.present[0]),)
    attendance = replace(ACT.facts.attendance, absent=(), represented=ACT.facts.attendance.absent, proxies=proxies)
    record(store, "a.txt", DOCUMENT, [replace(ACT, facts=replace(ACT.facts, attendance=attendance))])
    correction = store.correct(UID, PresenceChange(span("Odile VANNIER"), "excused"), ANA)
    assert correction.was == Presence(ODILE, "represented", JEANNE)
    sitting = facts_of(store).attendance
    assert (sitting.represented, [m.value for m in sitting.excused], sitting.proxies) == ((), [ODILE], ())


def test_the_checks_run_on_the_act_as_it_is_corrected(filled: Store) -> None:
    mistaken = filled.correct(UID, VoteChange(1, *VOTED, {"votes_for": 0}), ANA)
    assert [(each.check, each.spans) for each in filled.act(UID).act.findings] == [("vote-issue", (VOTED,))]
    assert [hit.uid for hit in filled.search(parse("controle:vote-issue")).hits] == [UID]
    filled.withdraw(mistaken.id, ANA)
    assert filled.act(UID).act == ACT
    assert filled.search(parse("controle:vote-issue")).hits == ()


def test_a_finding_that_was_due_to_a_mistake_goes(store: Store, record: Record) -> None:
    votes = (replace(ACT.facts.votes[0], votes_for=0),)
    wrong = replace(ACT, facts=replace(ACT.facts, votes=votes))
    other = Finding("votes-total", "error", "9 + 1", "Calcul", ((0, 3),), "1", "2")
    findings = (*recheck(replace(wrong, facts=ACT.facts), wrong, TEXT), other)
    assert [each.check for each in findings] == ["vote-issue", "votes-total"]
    record(store, "a.txt", DOCUMENT, [replace(wrong, findings=findings)])
    store.correct(UID, VoteChange(1, *VOTED, {"votes_for": 9}), ANA)
    assert store.act(UID).act.findings == (other,)
    record(store, "a.txt", DOCUMENT, [replace(wrong, findings=findings)], version="2")
    assert store.act(UID).act.findings == (other,)


def test_a_rejected_finding_stays_away_until_it_says_something_else(store: Store, record: Record) -> None:
    total = Finding("votes-total", "error", "9 + 1", "Calcul", (VOTED,), "11", "10")
    other = Finding("vote-issue", "error", "9 > 1", "Calcul", (VOTED,), "11", "10")
    found = replace(ACT, findings=(total, other))
    record(store, "a.txt", DOCUMENT, [found])
    rejection = store.correct(UID, FindingRejection(1, *VOTED), ANA)
    assert (rejection.was, rejection.value) == (FindingFact("votes-total", "11", "10"), None)
    record(store, "a.txt", DOCUMENT, [found], version="2")
    assert store.act(UID).act == replace(ACT, findings=(other,))
    assert [hit.uid for hit in store.search(parse("controle:votes-total")).hits] == []
    again = replace(total, found="12")
    record(store, "a.txt", DOCUMENT, [replace(ACT, findings=(again,))], version="3")
    assert store.act(UID).act.findings == (again,)
    record(store, "a.txt", DOCUMENT, [found], version="4")
    assert store.check(WHEN) == []
    store.withdraw(rejection.id, ANA)
    assert store.act(UID).act == found
    with pytest.raises(CorrectionError, match="No such fact stands at 0 to 3"):
        store.correct(UID, FindingRejection(1, 0, 3), ANA)


def test_a_missed_member_of_a_seance_is_one_of_all_its_acts(store: Store, record: Record) -> None:
    part = TEXT.index("Le conseil")
    attendance = ACT.facts.attendance
    acts = [
        Act(0, part, Facts(Identity("pv"), attendance=attendance), ACT.entities[:3]),
        Act(part, len(TEXT), replace(ACT.facts, attendance=attendance), ACT.entities[3:]),
    ]
    record(store, "a.txt", DOCUMENT, acts)
    store.correct(UID, PresenceAddition(*span("BRIVEZAC"), Person("Zoé", "BRIVEZAC"), "excused"), ANA)
    assert [[m.full_name for m in store.act(uid).act.facts.attendance.excused] for uid in (UID, f"{UID}-2")] == [
        ["Zoé BRIVEZAC"],
        ["Zoé BRIVEZAC"],
    ]


def test_ocr_gets_no_new_findings(store: Store, record: Record) -> None:
    scanned = replace(ACT, entities=tuple(replace(each, confidence=61) for each in ACT.entities))
    record(store, "a.txt", DOCUMENT, [scanned])
    store.correct(UID, VoteChange(1, *VOTED, {"votes_for": 0}), ANA)
    assert store.act(UID).act.findings == ()
