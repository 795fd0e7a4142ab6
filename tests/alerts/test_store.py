"""Alerts: each act is told once, whenever and however it became a hit, and what is only alike is not told."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest
from tests.handles import handle_of

from recueil.alerts import store as alert_store
from recueil.alerts.hits import LEASE
from recueil.alerts.store import AlertDefinition, NewHit, News
from recueil.errors import AlertRefused, AlertUnknown, QueryError
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.engine.transactions import write_transaction
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity, PartialDate

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Write = Callable[..., tuple[Document, Act]]
Rows = Callable[[str], list[tuple[Any, ...]]]

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
GRANT = "Subvention de <AMOUNT {amount} EUR>{amount} €</AMOUNT> au club n° {n}"


def grant(n: int, amount: str = "12000") -> str:
    return GRANT.format(n=n, amount=amount)


@pytest.fixture
def alert(store: Store, when: datetime.datetime) -> AlertDefinition:
    """Of subsidies above 10 000 €, saved in a store without acts."""
    return store.alerts.add("Subventions", parse("subvention montant:>10000"), "ana", when).alert


@pytest.fixture
def night(store: Store, when: datetime.datetime) -> Callable[..., list[str]]:
    """Looks and tells as a run does; gives the uids told."""

    def new_hits(days: int = 1) -> list[str]:
        store.alerts.find_new_hits(when + days * DAY)
        with store.alerts.lease_news(when + days * DAY) as news:
            return [hit.uid for each in news for hit in each.examples]

    return new_hits


Night = Callable[..., list[str]]


def uid(document: Document, ordinal: int = 1) -> str:
    return handle_of(document.sha256) + (f"-{ordinal}" if ordinal > 1 else "")


def several(tagged: Sequence[str], make: Make) -> tuple[Document, list[Act]]:
    """One document with several acts, in a row."""
    text, found = "", []
    for each in tagged:
        document, act = make(each)
        at = len(text)
        moved = tuple(replace(one, start=one.start + at, end=one.end + at) for one in act.entities)
        found.append(replace(act, start=at, end=at + len(document.text), entities=moved))
        text += document.text + "\n"
    made, _ = make(text)
    return replace(made, text=text, pages=(Page(1, 0, len(text)),)), found


@pytest.mark.both_databases
def test_what_answers_when_an_alert_is_saved_is_not_new(
    store: Store, write: Write, night: Night, when: datetime.datetime, rows: Rows
) -> None:
    document, _ = write(grant(1))
    write(grant(2, "9000"), source="b.txt")
    made = store.alerts.add("  Grandes\n subventions ", parse("subvention montant:>10000"), "ana", when)
    expected = AlertDefinition(
        id=made.alert.id,
        uuid=made.alert.uuid,
        name="Grandes subventions",
        query="subvention montant:>10000",
        owner="ana",
        created=when,
        disabled=None,
        looked=when,
        problem=None,
        hits=0,
    )
    assert (made.alert, made.acts) == (expected, 1)
    assert store.alerts.one(made.alert.id) == expected
    assert night() == []
    assert rows("SELECT uid, n, found FROM alert_hits") == [(uid(document), None, None)]


@pytest.mark.both_databases
def test_a_hit_is_told_once_with_what_it_is(
    store: Store, alert: AlertDefinition, make: Make, record: Record, when: datetime.datetime
) -> None:
    document, act = make(grant(1))
    titled = replace(act, facts=Facts(Identity("deliberation", date=PartialDate(2023, 3, 14), title="Aides")))
    record(store, "a.txt", document, [titled])
    record(store, "b.txt", *_one(make(grant(2, "9000"))))
    record(store, "c.txt", *_one(make("Achat de <AMOUNT 12000 EUR>12 000 €</AMOUNT> de sel")))
    store.alerts.find_new_hits(when + DAY)
    hit = NewHit(1, when + DAY, uid(document), PartialDate(2023, 3, 14), "deliberation", "Aides", None)
    news = News(replace(alert, looked=when + DAY, hits=1), 1, (hit,))
    with store.alerts.lease_news(when + DAY) as told:
        assert told == (news,)
    store.alerts.find_new_hits(when + 2 * DAY)
    with store.alerts.lease_news(when + 2 * DAY) as told:
        assert told == ()
    assert store.alerts.one(alert.id) == replace(alert, looked=when + 2 * DAY, hits=1)


@pytest.mark.parametrize("date", ["1998-02-03", "2031-12-31", None])
def test_an_act_is_new_by_its_coming_in_not_by_its_date(
    alert: AlertDefinition, write: Write, night: Night, date: str | None
) -> None:
    first, _ = write(grant(1))
    assert night(1) == [uid(first)]
    late, _ = write(grant(2), source="b.txt", date=date)
    assert night(2) == [uid(late)]
    assert night(3) == []


def test_days_are_counted_from_each_night(
    store: Store, make: Make, record: Record, night: Night, when: datetime.datetime
) -> None:
    store.alerts.add("Le mois dernier", parse('seance:"le mois dernier"'), "ana", when)
    document, act = make(grant(1))
    month = PartialDate(when.year, when.month)
    record(store, "a.txt", document, [replace(act, facts=Facts(Identity("deliberation", date=month)))])
    assert [night(0), night(31)] == [[], [uid(document)]]


def test_an_act_read_anew_is_not_told_again(
    store: Store, alert: AlertDefinition, make: Make, record: Record, night: Night
) -> None:
    document, act = make(grant(1))
    record(store, "a.txt", document, [act])
    assert night(1) == [uid(document)]
    record(store, "a.txt", document, [replace(act, entities=())], "2")
    assert night(2) == []
    moved = replace(act, facts=Facts(Identity("deliberation", date=PartialDate(1998, 2, 3))))
    record(store, "a.txt", document, [moved], "3")
    assert night(3) == []


def test_an_act_that_begins_to_answer_when_it_is_read_anew_is_told(
    store: Store, alert: AlertDefinition, make: Make, record: Record, night: Night
) -> None:
    document, act = make(grant(1))
    record(store, "a.txt", document, [replace(act, entities=())])
    assert night(1) == []
    record(store, "a.txt", document, [act], "2")
    assert night(2) == [uid(document)]


@pytest.mark.both_databases
def test_a_new_version_of_a_file_tells_only_what_it_says_otherwise(
    store: Store, alert: AlertDefinition, make: Make, record: Record, night: Night, rows: Rows
) -> None:
    first, acts = several([grant(1), grant(2)], make)
    record(store, "pv.txt", first, acts)
    assert night(1) == [uid(first, 2), uid(first)]
    later, acts = several(["Ordre du jour", grant(1), grant(2, "15000"), grant(3)], make)
    record(store, "pv.txt", later, acts, "1")
    assert night(2) == [uid(later, 4), uid(later, 3)]
    assert night(3) == []
    kept = [(uid(later, 2), 1), (uid(first, 2), 2), (uid(later, 3), 3), (uid(later, 4), 4)]
    assert rows("SELECT uid, n FROM alert_hits ORDER BY n") == kept


def test_what_was_known_stays_known_in_a_new_version_of_its_file(
    store: Store, make: Make, record: Record, night: Night, when: datetime.datetime
) -> None:
    record(store, "a.txt", *_one(make(grant(1))))
    store.alerts.add("Subventions", parse("subvention"), None, when)
    spaced, act = make(grant(1).replace("Subvention de", "Subvention\n de"))
    record(store, "a.txt", spaced, [act])
    assert night() == []


def test_a_version_that_another_source_still_holds_stays_beside_the_new_one(
    store: Store, alert: AlertDefinition, make: Make, record: Record, night: Night
) -> None:
    first = make(grant(1))
    for source in ("a.txt", "b.txt"):
        record(store, source, *_one(first))
    assert night(1) == [uid(first[0])]
    second = make(grant(1) + " ")
    record(store, "a.txt", *_one(second))
    assert night(2) == [uid(second[0])]


def test_a_source_that_goes_over_to_a_document_of_another_tells_nothing_again(
    store: Store,
    alert: AlertDefinition,
    make: Make,
    record: Record,
    night: Night,
    claim: Any,
    when: datetime.datetime,
) -> None:
    first, second = make(grant(1)), make(grant(1) + " ")
    record(store, "a.txt", *_one(first))
    assert night(1) == [uid(first[0])]
    record(store, "b.txt", *_one(second))
    assert store.ledger.adopt(claim(store, "a.txt", second[0].sha256), when)
    assert night(2) == []


def test_a_night_that_is_killed_before_it_told_is_made_good(
    store: Store, alert: AlertDefinition, write: Write, night: Night, when: datetime.datetime
) -> None:
    document, _ = write(grant(1))
    store.alerts.find_new_hits(when)
    # A process that is killed neither ends the block nor leaves it.
    killed = store.alerts.lease_news(when)
    assert [each.acts for each in killed.__enter__()] == [1]
    later, _ = write(grant(2), source="b.txt")
    with store.alerts.lease_news(when + MINUTE) as news:
        assert news == ()
    assert LEASE < DAY
    assert night(1) == [uid(later), uid(document)]
    assert night(2) == []


def test_a_clock_that_is_set_back_has_nothing_told_twice(
    store: Store, alert: AlertDefinition, write: Write, night: Night, when: datetime.datetime
) -> None:
    document, _ = write(grant(1))
    store.alerts.find_new_hits(when)
    with store.alerts.lease_news(when) as first, store.alerts.lease_news(when - DAY) as second:
        assert [hit.uid for each in (*first, *second) for hit in each.examples] == [uid(document)]
    assert night(-1) == []


def test_what_a_killed_report_had_taken_is_told_though_the_clock_was_set_back(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime
) -> None:
    write(grant(1))
    store.alerts.find_new_hits(when)
    killed = store.alerts.lease_news(when)
    killed.__enter__()
    for wait, acts in ((MINUTE, []), (MINUTE + LEASE, []), (2 * MINUTE + LEASE, [1])):
        with store.alerts.lease_news(when - DAY + wait) as news:
            assert [each.acts for each in news] == acts


def test_a_report_that_could_not_be_sent_is_told_by_the_next(
    store: Store, alert: AlertDefinition, write: Write, night: Night, when: datetime.datetime
) -> None:
    document, _ = write(grant(1))
    store.alerts.find_new_hits(when)
    with pytest.raises(OSError, match="no mail"), store.alerts.lease_news(when):
        raise OSError("no mail")
    assert night(0) == [uid(document)]


def test_what_comes_in_while_a_report_is_written_is_left_to_the_next(
    store: Store, alert: AlertDefinition, write: Write, night: Night, when: datetime.datetime
) -> None:
    first, _ = write(grant(1))
    store.alerts.find_new_hits(when)
    with store.alerts.lease_news(when) as news:
        second, _ = write(grant(2), source="b.txt")
        store.alerts.find_new_hits(when)
        assert [hit.uid for each in news for hit in each.examples] == [uid(first)]
    assert night(1) == [uid(second)]


@pytest.mark.both_databases
def test_runs_at_one_time_tell_each_hit_once(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime
) -> None:
    for n in range(5):
        write(grant(n), source=f"{n}.txt")
    start, told = Barrier(4), []

    def run() -> None:
        start.wait()
        store.alerts.find_new_hits(when)
        with store.alerts.lease_news(when) as news:
            told.append([hit.n for each in news for hit in each.examples])

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(n for each in told for n in each) == [1, 2, 3, 4, 5]
    assert store.alerts.one(alert.id).hits == 5


def test_a_report_shows_the_last_ten_of_an_alert_and_counts_all(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime
) -> None:
    for n in range(12):
        write(grant(n), source=f"{n}.txt")
    store.alerts.find_new_hits(when)
    with store.alerts.lease_news(when) as (news,):
        assert (news.acts, [hit.n for hit in news.examples]) == (12, list(range(12, 2, -1)))


def test_a_report_of_a_time_has_what_became_a_hit_in_it(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime
) -> None:
    for day in range(3):
        write(grant(day), source=f"{day}.txt")
        store.alerts.find_new_hits(when + day * DAY)
    (news,) = store.report(when + DAY, when + 2 * DAY).alerts
    assert (news.alert.id, news.acts, [hit.n for hit in news.examples]) == (alert.id, 1, [2])
    assert store.report(when + 3 * DAY).alerts == ()


def test_each_alert_has_hits_of_its_own(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime
) -> None:
    club = store.alerts.add("Club 2", parse('"club n° 2"'), "ana", when).alert
    for n in (1, 2):
        write(grant(n), source=f"{n}.txt")
    store.alerts.find_new_hits(when)
    with store.alerts.lease_news(when) as news:
        assert [(each.alert.id, each.acts) for each in news] == [(alert.id, 2), (club.id, 1)]


def test_a_disabled_alert_is_told_when_it_is_enabled_again(
    store: Store, alert: AlertDefinition, write: Write, night: Night, when: datetime.datetime
) -> None:
    store.alerts.disable(alert.id, when)
    document, _ = write(grant(1))
    assert night(1) == []
    assert store.alerts.one(alert.id) == replace(alert, disabled=when)
    store.alerts.enable(alert.id)
    assert night(2) == [uid(document)]


def test_a_query_that_cannot_be_answered_any_more_is_reported_until_it_is_removed(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime
) -> None:
    write_transaction(store._engine, alert_store.update_alert, alert.id, query="montan:3")
    other = store.alerts.add("Clubs", parse("club"), None, when).alert
    write(grant(1))
    for day in (1, 2):
        store.alerts.find_new_hits(when + day * DAY)
    with store.alerts.lease_news(when + 2 * DAY) as news:
        told = [(each.alert.id, each.acts, each.alert.problem) for each in news]
    problem = "unknown field 'montan': did you mean montant? docs/query.md lists the fields"
    assert told == [(alert.id, 0, problem), (other.id, 1, None)]
    store.alerts.remove(alert.id)
    with store.alerts.lease_news(when + 2 * DAY) as news:
        assert news == ()


@pytest.mark.parametrize("query", ["de la", "-de"])
def test_what_cannot_be_searched_is_not_saved(store: Store, when: datetime.datetime, query: str) -> None:
    with pytest.raises(QueryError):
        store.alerts.add("Rien", parse(query), None, when)
    assert store.alerts.all() == []


@pytest.mark.parametrize("name", ["", " \n", "x" * 201, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(store: Store, when: datetime.datetime, name: str) -> None:
    with pytest.raises(AlertRefused, match="1 to 200 characters"):
        store.alerts.add(name, parse("école"), None, when)


@pytest.mark.both_databases
def test_an_owner_has_so_many_alerts(
    store: Store, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_store, "MAX_ALERTS", 2)
    for n in range(2):
        store.alerts.add(f"{n}", parse("école"), "ana", when)
    with pytest.raises(AlertRefused, match="There are 2 alerts already"):
        store.alerts.add("3", parse("école"), "ana", when)
    assert store.alerts.add("1", parse("école"), None, when).acts == 0


def test_alerts_are_listed_by_owner_a_page_at_a_time(store: Store, when: datetime.datetime) -> None:
    owners = ("ana", None, "ana", "bob", "ana")
    made = [store.alerts.add(f"{n}", parse("école"), owner, when).alert for n, owner in enumerate(owners)]
    assert store.alerts.all() == made
    assert store.alerts.of(None) == [made[1]]
    assert store.alerts.of("ana", limit=2) == [made[0], made[2]]
    assert store.alerts.of("ana", after=made[2].id, limit=2) == [made[4]]


def test_what_is_not_there_is_named(store: Store, when: datetime.datetime) -> None:
    alerts = store.alerts
    for call in (alerts.one, alerts.remove, alerts.renew_key, alerts.enable):
        with pytest.raises(AlertUnknown, match="There is no alert 7"):
            call(7)


@pytest.mark.both_databases
def test_a_removed_alert_leaves_nothing(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime, rows: Rows
) -> None:
    write(grant(1))
    store.alerts.find_new_hits(when)
    store.alerts.remove(alert.id)
    assert rows("SELECT * FROM alerts") == rows("SELECT * FROM alert_hits") == []
    assert store.check(when) == []


# The feed


@pytest.mark.both_databases
def test_a_feed_has_the_last_hit_first_page_by_page(store: Store, write: Write, when: datetime.datetime) -> None:
    write(grant(0))
    made = store.alerts.add("Subventions", parse("subvention"), None, when)
    number = made.alert.id
    for n in (1, 2, 3):
        write(grant(n), source=f"{n}.txt", date=f"20{9 - n}0-01-01")
        store.alerts.find_new_hits(when + n * DAY)
    first = store.alerts.feed(number, made.key, limit=2)
    assert ([hit.n for hit in first.hits], first.next) == ([3, 2], 2)
    second = store.alerts.feed(number, made.key, first.next, 2)
    assert ([(hit.n, hit.found) for hit in second.hits], second.next) == ([(1, when + DAY)], None)


def test_a_feed_opens_to_its_key_alone(
    store: Store, alert: AlertDefinition, when: datetime.datetime, rows: Rows
) -> None:
    made = store.alerts.add("Clubs", parse("club"), None, when)
    key = store.alerts.renew_key(alert.id)
    assert store.alerts.feed(alert.id, key).alert == alert
    for number, tried in ((alert.id, made.key), (alert.id, ""), (alert.id, "\ud800"), (99, key)):
        with pytest.raises(AlertUnknown, match="There is no feed at this address"):
            store.alerts.feed(number, tried)
    store.alerts.disable(alert.id, when)
    with pytest.raises(AlertUnknown):
        store.alerts.feed(alert.id, key)
    assert all(key not in row and made.key not in row for row in rows("SELECT * FROM alerts"))


def test_an_act_that_is_gone_is_told_nowhere(
    store: Store, write: Write, make: Make, record: Record, when: datetime.datetime
) -> None:
    made = store.alerts.add("Subventions", parse("subvention"), None, when)
    write(grant(1))
    store.alerts.find_new_hits(when)
    record(store, "a.txt", *_one(make("Vœu du conseil")))
    assert store.alerts.feed(made.alert.id, made.key).hits == ()
    with store.alerts.lease_news(when) as news:
        assert news == ()


def test_how_many_the_next_look_would_find(
    store: Store, alert: AlertDefinition, write: Write, when: datetime.datetime
) -> None:
    write(grant(1))
    assert store.alerts.count_missed(alert.id, parse(alert.query)) == 1
    store.alerts.find_new_hits(when)
    assert store.alerts.count_missed(alert.id, parse(alert.query)) == 0


def _one(made: tuple[Document, Act]) -> tuple[Document, list[Act]]:
    return made[0], [made[1]]
