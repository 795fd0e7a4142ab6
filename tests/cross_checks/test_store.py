"""Findings across acts in the store: made when acts changed, removed with them, rejected, searched, forgotten."""

from __future__ import annotations

import datetime
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event
from tests.between import BODY, KEY, Paper, fill, paper

from recueil.corrections import Attribution, AwardChange
from recueil.cross_checks import making
from recueil.cross_checks.report import CrossReport, ReportedFinding
from recueil.errors import CrossFindingUnknown
from recueil.interests.store import Interest
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.query import parse
from recueil.store.store import Store
from recueil.values import Amount

Record = Callable[..., None]
pytestmark = pytest.mark.both_databases
NIGHT = datetime.datetime(2025, 1, 1, 2, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
ANA = Attribution("ana", NIGHT, "deux éditions")
CLUB = "association Judo-club de Montfaubert"


def subsidy(day: str, number: str, euros: str, text: str = "") -> Paper:
    title = f"Aide n° {number} au judo-club"
    return paper("deliberation", day, number, title, text, awards=[("subvention", CLUB, f"{euros} EUR")])


TWO = [subsidy("2021-04-01", "1", "14500.00"), subsidy("2021-09-01", "2", "8500.01")]
RULE = "subvention-convention"


def report(store: Store) -> CrossReport:
    found = store.cross_checks.report(KEY)
    assert found is not None
    return found


def numbers(store: Store) -> list[int]:
    return [one.id for one in report(store).findings]


def hits(store: Store, query: str) -> list[str]:
    return [hit.uid for hit in store.search(parse(query)).hits]


@pytest.fixture
def compared(store: Store, record: Record) -> Store:
    """A store with two subsidies that make one finding together, and another act."""
    fill(store, record, [*TWO, paper("deliberation", "2021-02-01", "9", "Tarifs")])
    assert store.cross_checks.list_outdated() == [KEY]
    assert store.cross_checks.make(KEY, NIGHT)
    return store


def test_a_finding_has_its_words_its_places_and_its_time(compared: Store) -> None:
    (found,) = report(compared).findings
    first, second = TWO
    assert (found.uid, found.rule, found.expected, found.found, found.made) == (
        *(second.uid, RULE, "23000", "23000.01", NIGHT),
    )
    awards = [(one.uid, one.act.facts.awards[0].start, one.act.facts.awards[0].end) for one in TWO]
    assert [(place.uid, place.start, place.end) for place in found.places] == awards
    assert [other.uid for other in found.others] == [first.uid]
    rows = compared.rows([hit for some in compared.iter_docids(None) for hit in some])["cross_findings"]
    assert [(row[0], row[10], row[11], row[13]) for row in rows] == [
        (second.uid, second.uid, RULE, found.message),
        (first.uid, second.uid, RULE, None),
    ]


def test_findings_are_read_a_page_at_a_time(store: Store, record: Record) -> None:
    days = [f"{year}-{month:02}-01" for year in range(2017, 2022) for month in (4, 9)]
    fill(store, record, [subsidy(day, str(n), "14500.00") for n, day in enumerate(days)])
    assert store.cross_checks.make(KEY, NIGHT)
    whole = report(store)
    assert (whole.total, whole.following) == (len(whole.findings), None)
    assert len({one.uid for one in whole.findings}) > 3
    for limit in (1, 2, 5):
        paged: list[ReportedFinding] = []
        after = None
        while True:
            part = store.cross_checks.report(KEY, limit=limit, after=after)
            assert part is not None
            assert (part.total, len(part.findings) <= limit) == (whole.total, True)
            paged += part.findings
            if (after := part.following) is None:
                break
        assert tuple(paged) == whole.findings
    first = store.cross_checks.report(KEY, limit=1)
    assert first is not None
    assert first.following is not None
    docid, number = first.following
    gone = store.cross_checks.report(KEY, limit=1, after=(docid, number + 1_000))
    assert gone is not None
    assert gone.findings == first.findings
    none = store.cross_checks.report(KEY, ["avenants-marche"], limit=1)
    assert none is not None
    assert (none.total, none.findings) == (0, ())


def test_what_is_found_again_stays_what_it_was(compared: Store, record: Record) -> None:
    before = report(compared).findings
    fill(compared, record, [paper("deliberation", "2021-11-01", "10", "Personnel")])
    assert (compared.cross_checks.list_outdated(), report(compared).outdated) == ([KEY], True)
    assert compared.cross_checks.make(KEY, NIGHT + DAY)
    after = report(compared)
    assert (after.findings, after.made, after.outdated) == (before, NIGHT + DAY, False)
    assert compared.cross_checks.list_outdated() == []


def test_a_finding_that_is_true_no_more_goes(compared: Store, record: Record) -> None:
    fill(
        compared, record, [paper("deliberation", "2020-02-01", "8", "Convention avec le Judo-club de Montfaubert")]
    )
    assert len(numbers(compared)) == 1
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert numbers(compared) == []


@pytest.mark.parametrize("which", [0, 1])
def test_an_act_that_changes_takes_its_findings_with_it(compared: Store, record: Record, which: int) -> None:
    changed = replace(subsidy("2021-04-01", "1", "100.00"), source=TWO[which].source)
    fill(compared, record, [changed])
    assert (numbers(compared), hits(compared, "controle:recoupement")) == ([], [])
    assert report(compared).outdated
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert numbers(compared) == []


def test_an_act_that_is_extracted_again_keeps_no_stale_finding(compared: Store) -> None:
    compared.correct(TWO[0].uid, _award_of(compared, "500.00"), ANA)
    assert numbers(compared) == []
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert numbers(compared) == []
    compared.withdraw(1, ANA)
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert [one.found for one in report(compared).findings] == ["23000.01"]


def _award_of(store: Store, euros: str) -> AwardChange:
    (award,) = store.act(TWO[0].uid).act.facts.awards
    return AwardChange(1, award.start, award.end, {"amount": Amount.parse(f"{euros} EUR")})


def test_what_a_person_rejects_stays_rejected(compared: Store, record: Record) -> None:
    (number,) = numbers(compared)
    correction = compared.cross_checks.reject(number, ANA)
    assert (numbers(compared), report(compared).outdated) == ([], False)
    with pytest.raises(CrossFindingUnknown):
        compared.cross_checks.reject(number, ANA)
    for one in TWO:  # extracted again
        record(compared, one.source, one.document, [one.act], "2")
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert numbers(compared) == []
    fill(compared, record, [subsidy("2021-10-01", "3", "10.00")])  # other figures are another finding
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert [one.found for one in report(compared).findings] == ["23010.01"]
    compared.withdraw(correction, ANA)
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert [one.found for one in report(compared).findings] == ["23010.01"]


def test_what_is_rejected_comes_back_once_that_is_withdrawn(compared: Store) -> None:
    (number,) = numbers(compared)
    correction = compared.cross_checks.reject(number, ANA)
    compared.withdraw(correction, ANA)
    compared.cross_checks.make(KEY, NIGHT + DAY)
    (again,) = report(compared).findings
    assert (again.found, again.id == number) == ("23000.01", False)


def test_queries_and_facets_find_every_act_of_a_finding(compared: Store) -> None:
    both = [TWO[1].uid, TWO[0].uid]
    queries = (f"controle:{RULE}", "controle:recoupement", "controle:information", "controle:*")
    assert [hits(compared, query) for query in queries] == [both] * 4
    assert hits(compared, "controle:fractionnement") == []
    assert hits(compared, "judo -controle:recoupement") == []
    (facet,) = compared.facets(None, ["controle"])["controle"]
    assert (facet.value, facet.acts) == (RULE, 2)
    columns = compared.keep_columns()
    columns.load()
    assert compared.facets(None, ["controle"])["controle"] == (facet,)
    assert compared.search_with_facets(parse("judo"), ["controle"])[1]["controle"] == (facet,)
    (number,) = numbers(compared)
    compared.cross_checks.reject(number, ANA)
    assert compared.facets(None, ["controle"])["controle"] == ()


@pytest.mark.parametrize("which", [0, 1])
def test_columns_follow_the_acts_of_a_finding_that_goes_and_comes_back(
    compared: Store, record: Record, which: int
) -> None:
    columns = compared.keep_columns()
    columns.load()
    changed = replace(subsidy("2021-04-01", "1", "100.00"), source=TWO[which].source)
    fill(compared, record, [changed])
    assert compared.facets(None, ["controle"])["controle"] == ()
    fill(compared, record, [TWO[which]])
    compared.cross_checks.make(KEY, NIGHT + DAY)
    (facet,) = compared.facets(None, ["controle"])["controle"]
    assert (facet.value, facet.acts) == (RULE, 2)


def test_the_findings_of_an_act_are_those_that_stand_on_it(compared: Store, record: Record) -> None:
    fill(compared, record, [subsidy("2022-01-01", "4", "20000.00"), subsidy("2022-06-01", "5", "20000.00")])
    compared.cross_checks.make(KEY, NIGHT + DAY)
    findings = {one.date.year: one for one in report(compared).findings}
    assert sorted(findings) == [2021, 2022]
    for one in TWO:
        assert compared.cross_checks.of_act(one.uid) == (findings[2021],)
    first, second = (one.uid for one in TWO)
    assert [place.uid for place in findings[2021].acts_but(first)] == [second]
    (other,) = hits(compared, "titre:tarifs")
    assert compared.cross_checks.of_act(other) == ()


def test_an_alert_tells_of_new_findings_once(store: Store, record: Record) -> None:
    alert = store.alerts.add("Recoupements", parse(f"commune:{KEY} controle:recoupement"), "ana", NIGHT).alert
    fill(store, record, TWO)
    store.alerts.find_new_hits(NIGHT)
    assert store.alerts.hits(alert.id).hits == ()
    for days in (1, 2):
        store.cross_checks.make(KEY, NIGHT + days * DAY)
        store.alerts.find_new_hits(NIGHT + days * DAY)
    assert [hit.uid for hit in store.alerts.hits(alert.id).hits] == [TWO[1].uid, TWO[0].uid]


def test_an_erased_person_is_in_no_finding(store: Store, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "a secret of the tests")
    there = paper(
        *("deliberation", "2021-05-01", "7", "Subvention au judo", ""),
        present=["RÉ, Luc"],
        awards=[("subvention", CLUB, "500.00 EUR")],
    )
    fill(store, record, [there])
    store.interests.replace(
        [Interest(BODY, "Luc RÉ", "Judo-club de Montfaubert", None, None, "HATVP")], "ana", NIGHT
    )
    store.cross_checks.make(KEY, NIGHT)
    (found,) = report(store).findings
    assert (found.rule, found.found) == ("attribution-sans-deport", "Luc RÉ")
    forms = forms_of(parse_name("Luc RÉ"), b"a secret of the tests")
    target = store.erasure.body(BODY, configured=[KnownBody(BODY)])
    store.erasure.begin(target, forms, b"a secret of the tests", ANA)
    store.erasure.finish(NIGHT)
    assert numbers(store) == []
    store.cross_checks.make(KEY, NIGHT + DAY)
    assert [one.message for one in report(store).findings if "Luc" in one.message or "RÉ" in one.message] == []


def test_interests_and_decisions_about_persons_make_a_body_outdated(compared: Store) -> None:
    compared.interests.replace([Interest(BODY, "Luc RÉ", "Judo-club", None, None, "")], "ana", NIGHT)
    assert compared.cross_checks.list_outdated() == [KEY]


def test_a_body_that_changes_meanwhile_is_left_to_the_next_making(
    compared: Store, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, find_across = report(compared), making.find_across

    def and_change(*arguments: object) -> object:
        found = find_across(*arguments)  # type: ignore[arg-type]
        fill(compared, record, [paper("deliberation", "2021-12-01", "12", "Voirie")])
        return found

    fill(compared, record, [subsidy("2021-10-01", "3", "10.00")])
    monkeypatch.setattr(making, "find_across", and_change)
    assert not compared.cross_checks.make(KEY, NIGHT + DAY)
    assert report(compared) == replace(before, outdated=True)


def test_a_making_that_breaks_leaves_what_was_found_before(
    compared: Store, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(compared, record, [subsidy("2021-10-01", "3", "10.00")])
    before = report(compared)
    monkeypatch.setattr(making, "record_numbers", _break)
    with pytest.raises(KeyboardInterrupt):
        compared.cross_checks.make(KEY, NIGHT + DAY)
    assert report(compared) == before
    monkeypatch.undo()
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert [one.found for one in report(compared).findings] == ["23010.01"]


def _break(*_: object) -> None:
    raise KeyboardInterrupt


_KILLED = """
import datetime, os, signal, sys
from sqlalchemy import event
from recueil.store.open import open_store

def kill(connection, cursor, statement, *_):
    if statement.startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

with open_store(sys.argv[1]) as store:
    event.listen(store._engine, "before_cursor_execute", kill)
    store.cross_checks.make("montfaubert", datetime.datetime.now(datetime.UTC))
"""
_MOMENTS = (
    *("DELETE FROM cross_findings", "INSERT INTO cross_findings", "INSERT INTO cross_finding_places"),
    *("INSERT INTO search_changes", "INSERT INTO cross_checked_bodies"),
)


@pytest.mark.slow
@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_making_that_is_killed_leaves_what_was_found_before(
    compared: Store, record: Record, url: str, moment: str
) -> None:
    fill(compared, record, [subsidy("2021-10-01", "3", "10.00")])
    before = report(compared)
    maker = subprocess.run([sys.executable, "-c", _KILLED, url, moment], check=False)
    assert maker.returncode == -signal.SIGKILL
    assert report(compared) == before
    compared.cross_checks.make(KEY, NIGHT + DAY)
    assert [one.found for one in report(compared).findings] == ["23010.01"]


BODIES = {KEY: BODY, "corvaz": "Commune de Corvaz", "vaubre": "Commune de Vaubre"}


def of_each_body(euros: str) -> list[Paper]:
    """Two subsidies of each body to a club of the same name, each by acts of the same days and numbers."""
    return [
        paper(*("deliberation", on, number, f"Aide {on}"), body=body, awards=[("subvention", CLUB, f"{sum_} EUR")])
        for body in BODIES.values()
        for on, number, sum_ in (("2021-04-01", "1", "14500.00"), ("2021-09-01", "2", euros))
    ]


def all_reports(store: Store) -> dict[str, CrossReport | None]:
    return {key: store.cross_checks.report(key) for key in BODIES}


def test_bodies_compared_together_find_what_each_finds_alone(store: Store, record: Record) -> None:
    fill(store, record, of_each_body("8500.01"))
    keys = store.cross_checks.list_outdated()
    assert sorted(keys) == sorted(BODIES)
    assert store.cross_checks.make_together(keys, NIGHT) == keys
    together = all_reports(store)
    for key, found in together.items():
        assert found is not None
        assert ([one.rule for one in found.findings], found.key, found.outdated) == ([RULE], key, False)
        own = {hit.uid for hit in store.search(parse(f"commune:{key}")).hits}
        assert {place.uid for place in found.findings[0].places} == own
    for key in keys:
        assert store.cross_checks.make(key, NIGHT)
    assert all_reports(store) == together


def test_only_the_body_that_changes_meanwhile_is_left_to_the_next_making(
    store: Store, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_across = making.find_across

    def and_change(*arguments: object) -> object:
        found = find_across(*arguments)  # type: ignore[arg-type]
        fill(store, record, [paper("deliberation", "2021-12-01", "12", "Voirie")])
        return found

    fill(store, record, of_each_body("8500.01"))
    monkeypatch.setattr(making, "find_across", and_change)
    keys = store.cross_checks.list_outdated()
    assert store.cross_checks.make_together(keys, NIGHT) == [key for key in keys if key != KEY]
    assert store.cross_checks.list_outdated() == [KEY]
    assert {key: len(found.findings) for key, found in all_reports(store).items() if found} == {
        **dict.fromkeys(BODIES, 1),
        KEY: 0,
    }


def test_more_bodies_take_no_more_statements_but_for_texts(store: Store, record: Record) -> None:
    fill(store, record, of_each_body("8500.01"))
    store.cross_checks.make_together(list(BODIES), NIGHT)
    sent: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda _c, _cursor, words, *_rest: sent.append(words))
    numbers = []
    for keys in ([KEY], list(BODIES)):
        sent.clear()
        store.cross_checks.make_together(keys, NIGHT)
        numbers.append(len([words for words in sent if "documents.text" not in words]))
    assert numbers == [numbers[0]] * 2


def test_parts_have_few_bodies_and_few_acts(store: Store, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, record, [*of_each_body("8500.01"), paper("deliberation", "2021-12-01", "12", "Voirie")])
    keys = ["corvaz", KEY, "nowhere", "vaubre"]
    parts = {}
    for most_bodies, most_acts in ((100, 5_000), (2, 5_000), (100, 2), (100, 4)):
        monkeypatch.setattr(making, "_MOST_BODIES", most_bodies)
        monkeypatch.setattr(making, "_MOST_ACTS", most_acts)
        parts[most_bodies, most_acts] = store.cross_checks.divide(keys)
    assert parts == {
        (100, 5_000): [keys],
        (2, 5_000): [["corvaz", KEY], ["nowhere", "vaubre"]],
        (100, 2): [["corvaz"], [KEY], ["nowhere", "vaubre"]],
        (100, 4): [["corvaz"], [KEY, "nowhere"], ["vaubre"]],
    }


def test_a_body_whose_acts_are_gone_is_forgotten(compared: Store, record: Record) -> None:
    elsewhere = [
        replace(paper("arrete", "2021-01-01", str(n), body="Corvaz"), source=one.source)
        for n, one in enumerate([*TWO, paper("deliberation", "2021-02-01", "9", "Tarifs")])
    ]
    fill(compared, record, elsewhere)
    assert compared.cross_checks.list_outdated() == ["corvaz", KEY]
    for key in compared.cross_checks.list_outdated():
        compared.cross_checks.make(key, NIGHT + DAY)
    assert compared.cross_checks.list_outdated() == []
