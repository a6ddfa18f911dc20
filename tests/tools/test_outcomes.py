"""What is reported changes what is answered next: fills, failures, do-not-returns, and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memory.experience import failures_in_words
from tools.fates import Done, Refused, Retry
from tools.recorded import recorded_by
from tools.tool import Caller

TOLEDO = {"role": "Welder", "city": "Toledo", "state": "OH"}
TOM = Caller("Tom", "recruiter", "slack")


def names(answer: Any) -> list[str]:
    return [source.worker_id for source in answer.sources]


def test_a_fill_is_recorded_once_whoever_reports_it(counter: Any) -> None:
    first = counter.do("log_fill", workers=["Sam Single"], client="Acme Steel", role="Welder", start="2026-04-21T06:00")
    assert (first.recorded, first.playbook_id) == (("W-9003",), "P-000001")
    again = counter.do("log_fill", TOM, workers=["W-9003"], client="acme steel", start="2026-04-21T06:00")
    assert (again.recorded, again.already_recorded) == ((), ("W-9003",))
    assert "already recorded by Sarah at 09:00" in again.note
    assert len(counter.store.ledger.rows("bookings")) == len(counter.store.ledger.rows("playbooks")) == 1


def test_later_stages_update_and_never_seed_again(counter: Any) -> None:
    said = {"workers": ["W-9003"], "client": "Acme Steel", "start": "2026-04-21T06:00"}
    counter.do("log_fill", **said)
    for stage in ("confirmed", "showed", "completed"):
        assert counter.do("log_fill", stage=stage, **said).recorded == ("W-9003",)
    assert counter.do("log_fill", stage="confirmed", **said).recorded == ()
    (booking,) = counter.store.ledger.rows("bookings")
    assert booking["stage"] == "completed"
    assert len(counter.store.ledger.rows("playbooks")) == 1


def test_an_offer_seeds_nothing_until_it_is_accepted(counter: Any) -> None:
    said = {"workers": ["W-9003"], "client": "Acme Steel", "start": "2026-04-21T06:00"}
    assert counter.do("log_fill", stage="offered", **said).playbook_id is None
    assert counter.store.ledger.rows("playbooks") == []
    assert counter.do("log_fill", **said).playbook_id is not None


def test_a_cancelled_fill_is_no_success(counter: Any) -> None:
    said = {"workers": ["W-9001", "W-9003"], "client": "Acme Steel", "role": "Welder", "start": "2026-04-21T06:00"}
    counter.do("log_fill", **said)
    counter.do("log_fill", **(said | {"workers": ["W-9001"], "stage": "cancelled"}))
    (left,) = counter.store.ledger.rows("playbook_workers")
    assert left["worker_id"] == "W-9003"


def test_bookings_of_one_order_share_a_playbook(counter: Any) -> None:
    order = counter.do("log_order", client="Acme Steel", role="welders", headcount=2, city="Toledo",
                       start="2026-04-21T06:00")  # fmt: skip
    assert order.order_id == "O-000001" and order.role == "Welder" and order.candidates.sources
    for worker in ("W-9001", "W-9002"):
        counter.do("log_fill", workers=[worker], order_id=order.order_id)
    (playbook,) = counter.store.ledger.rows("playbooks")
    assert playbook["place"] == "Welder in Toledo, OH"
    assert len(counter.store.ledger.rows("playbook_workers")) == 2
    assert {"W-9001", "W-9002"}.isdisjoint(names(counter.do("hybrid_search", order_id=order.order_id)))


def test_nobody_is_booked_twice_at_one_time(counter: Any) -> None:
    counter.do("log_fill", workers=["W-9003"], client="Acme Steel", start="2026-04-21T06:00")
    fate = counter.try_("log_fill", workers=["W-9001", "W-9003"], client="Borg Foods", start="2026-04-21T13:00")
    assert isinstance(fate, Refused) and fate.error.code == "double_booked"
    assert len(counter.store.ledger.rows("bookings")) == 1, "nothing of a refused report is kept"
    counter.do("log_fill", workers=["W-9003"], client="Borg Foods", start="2026-04-21T14:00")


def test_a_search_leaves_out_who_is_booked_then(counter: Any) -> None:
    counter.do("log_fill", workers=["W-9003"], client="Acme Steel", start="2026-04-21T06:00")
    gary = {"role": "Welder", "city": "Gary", "state": "IN", "k": 1000}
    then = counter.do("hybrid_search", start="2026-04-21T10:00", **gary)
    assert "W-9003" not in names(then)
    assert [booked.worker_id for booked in then.already_booked] == ["W-9003"]
    assert "W-9003" in names(counter.do("hybrid_search", **gary))
    assert "W-9003" in names(counter.do("hybrid_search", start="2026-04-21T14:00", **gary))


def test_ghosts_are_named_with_what_is_near(counter: Any) -> None:
    answer = counter.do(
        "log_fill", workers=["Sam Singel", "Nobody Nowhere", "W-9001"], client="Acme Steel", role="Welder"
    )
    assert answer.recorded == ("W-9001",)
    ghosts = {ghost.name: ghost.near for ghost in answer.rejected_ghost_names}
    assert ghosts["Sam Singel"][0] == "Sam Single"
    assert set(ghosts) == {"Sam Singel", "Nobody Nowhere"}
    only_ghosts = counter.do("log_fill", workers=["Nobody Nowhere"], client="Acme Steel")
    assert only_ghosts.playbook_id is None and "not on the bench" in only_ghosts.note


def test_a_name_of_two_people_is_asked_not_guessed(counter: Any) -> None:
    fate = counter.try_("log_fill", workers=["Pat Doubleday"], client="Acme Steel")
    assert isinstance(fate, Retry) and fate.error.code == "ambiguous_worker"
    assert {c["worker_id"] for c in fate.error.details["candidates"]} == {"W-9001", "W-9002"}
    counter.do("log_fill", workers=["W-9002"], client="Acme Steel", start="2026-04-21T06:00")
    settled = counter.do("log_fill", workers=["Pat Doubleday"], client="Acme Steel", stage="showed",
                         start="2026-04-21T06:00")  # fmt: skip
    assert settled.recorded == ("W-9002",), "the client's recent booking settles who is meant"


def test_last_first_is_understood(counter: Any) -> None:
    assert counter.do("worker_profile", workers=["Single, Sam"]).records[0].worker.worker_id == "W-9003"


def test_a_failure_opens_the_seat_and_finds_a_refill(counter: Any) -> None:
    said = {"client": "Acme Steel", "role": "Welder", "city": "Toledo", "start": "2026-04-21T06:00"}
    counter.do("log_fill", workers=["W-9001", "W-9002"], **said)
    failed = counter.do("log_failure", workers=["W-9001"], client="Acme Steel", reason="no_show")
    assert failed.recorded == ("W-9001",)
    stages = {row["worker_id"]: row["stage"] for row in counter.store.ledger.rows("bookings")}
    assert stages == {"W-9001": "no_show", "W-9002": "accepted"}
    offered = names(failed.refill)
    assert offered and {"W-9001", "W-9002"}.isdisjoint(offered)
    again = counter.do("log_failure", TOM, workers=["W-9001"], client="Acme Steel", reason="no_show")
    assert again.already_recorded == ("W-9001",) and len(counter.store.ledger.rows("failures")) == 1


def test_do_not_return_holds_for_that_client_alone(counter: Any) -> None:
    added = counter.do(
        "blacklist", action="add", client="Acme Steel", workers=["W-9001"], reason_text="left the gate open"
    )
    assert [barred.worker_id for barred in added.workers] == ["W-9001"]
    toledo = TOLEDO | {"k": 1000}
    assert "W-9001" not in names(counter.do("hybrid_search", client="ACME STEEL", **toledo))
    assert "W-9001" in names(counter.do("hybrid_search", client="Borg Foods", **toledo))
    assert "W-9001" in names(counter.do("hybrid_search", **toledo))
    for tool in ("log_fill", "seed_playbook"):
        fate = counter.try_(tool, workers=["W-9001"], client="Acme Steel", role="Welder")
        assert isinstance(fate, Refused) and (fate.error.code, fate.error.status) == ("do_not_return", 409)
    assert counter.store.ledger.rows("playbooks") == counter.store.ledger.rows("bookings") == []
    counter.do("blacklist", action="remove", client="Acme Steel", workers=["W-9001"])
    assert "W-9001" in names(counter.do("hybrid_search", client="Acme Steel", **toledo))


def test_do_not_return_tells_of_future_bookings(counter: Any) -> None:
    counter.do("log_fill", workers=["W-9001"], client="Acme Steel", start="2026-04-22T06:00")
    added = counter.do("blacklist", action="add", client="Acme Steel", workers=["W-9001"])
    assert [hit.name for hit in added.future_bookings] == ["Pat Doubleday"]


def test_undo_takes_back_ones_own_last_write(counter: Any) -> None:
    counter.do("log_fill", workers=["W-9003"], client="Acme Steel", role="Welder")
    counter.do("blacklist", TOM, action="add", client="Acme Steel", workers=["W-9001"])
    taken = counter.do("undo")
    assert taken.tool == "log_fill" and "Sam Single" in taken.note
    assert counter.store.ledger.rows("bookings") == counter.store.ledger.rows("playbooks") == []
    assert len(counter.store.ledger.rows("blacklist")) == 1, "what Tom did stands"
    assert counter.do("undo").tool is None


def test_undo_of_what_was_changed_since_is_refused(counter: Any) -> None:
    said = {"workers": ["W-9003"], "client": "Acme Steel", "start": "2026-04-21T06:00"}
    counter.do("log_fill", **said)
    counter.do("log_fill", TOM, stage="confirmed", **said)
    fate = counter.try_("undo")
    assert isinstance(fate, Refused) and fate.error.code == "changed_since"
    assert counter.store.ledger.rows("bookings")[0]["stage"] == "confirmed"


def test_the_day_is_told_from_the_journal(counter_at: Callable[[str], Any]) -> None:
    counter_at("2026-04-19T23:30").do("log_contact", workers=["W-9003"], outcome="called")
    counter = counter_at("2026-04-20T05:12")
    counter.do("log_fill", workers=["W-9003"], client="Acme Steel", role="Welder")
    counter.do("undo")
    counter.do("log_contact", TOM, workers=["W-9003"], outcome="texted")
    mine = counter.do("daily_summary")
    assert [(deed.tool, deed.at, deed.taken_back) for deed in mine.deeds] == [("log_fill", "05:12", True)]
    assert mine.note == "You recorded nothing on Mon Apr 20 that still stands."
    assert [deed.tool for deed in counter.do("daily_summary", staffer="tom").deeds] == ["log_contact"]
    assert [deed.tool for deed in counter.do("daily_summary", date="2026-04-19").deeds] == ["log_contact"]


def test_what_was_taken_back_is_counted_once_and_on_its_own_day(counter_at: Callable[[str], Any]) -> None:
    counter_at("2026-04-19T23:30").do("log_contact", workers=["W-9003"], outcome="called")
    counter = counter_at("2026-04-20T05:12")
    counter.do("undo")
    counter.do("log_contact", workers=["W-9003"], outcome="texted")
    today = counter.do("daily_summary")
    assert [(deed.tool, deed.text, deed.taken_back) for deed in today.deeds] == [
        ("undo", "Sam Single: called, 1 contact recorded.", True),
        ("log_contact", "Sam Single: texted, 1 contact recorded.", False),
    ]
    assert today.note == "You made 1 entry on Mon Apr 20: 1 contact."
    (yesterday,) = counter.do("daily_summary", date="2026-04-19").deeds
    assert (yesterday.tool, yesterday.taken_back) == ("log_contact", True)


def test_filters_are_hard(counter: Any) -> None:
    for wanted in (
        {"role": "forklift drivers"}, {"city": "gary", "state": "indiana"}, {"shift": "night"},
        {"max_pay_rate": 22.5}, {"certifications": ["osha 10"]}, {"availability": "assigned"},
    ):  # fmt: skip
        answer = counter.do("hybrid_search", k=1000, **wanted)
        workers = counter.store.bench().workers(names(answer))
        assert workers and len(workers) == answer.sql_matches
        for worker in workers:
            assert worker.availability == wanted.get("availability", "available")
            assert worker.role == "Forklift Operator" or "role" not in wanted
            assert worker.city == "Gary" or "city" not in wanted
            assert worker.shift in ("night", "any") or "shift" not in wanted
            assert float(worker.pay_rate) <= 22.5 or "max_pay_rate" not in wanted
            assert "OSHA 10" in worker.certifications or "certifications" not in wanted


def test_a_certification_that_ran_out_is_none(counter: Any) -> None:
    answer = counter.do("hybrid_search", role="Forklift Operator", certifications=["forklift"], k=1000)
    held = [w.certifications for w in counter.store.bench().workers(names(answer))]
    assert held and all(certifications == ("Forklift (2027-05-01)",) for certifications in held)
    later = counter.do("hybrid_search", role="Forklift Operator", certifications=["forklift"], start="2027-06-01")
    assert later.sql_matches == 0


def test_unknown_names_give_an_empty_answer_with_a_hint(counter: Any) -> None:
    for wanted, word in (
        ({"role": "Weldr"}, "Welder"),
        ({"city": "Toledoo"}, "Toledo"),
        ({"role": "astronaut"}, "role"),
    ):
        answer = counter.do("hybrid_search", **wanted)
        assert answer.sources == () and answer.sql_matches == 0
        assert word in (answer.hint or "")
    narrow = counter.do("hybrid_search", role="Welder", city="Toledo", max_pay_rate=0.5)
    assert narrow.sql_matches == 0 and "pay limit" in (narrow.hint or "")


def test_sql_is_text_or_a_plain_condition(counter: Any) -> None:
    answer = counter.do(
        "hybrid_search", role="Welder", sql_filter="pay_rate < 25 AND city IN ('Gary', 'Toledo')", k=1000
    )
    assert answer.sources and all(source.city in ("Gary", "Toledo") for source in answer.sources)
    for attack in (
        "1=1; DROP TABLE workers", "1=1) UNION SELECT 1 --", "worker_id IN (SELECT worker_id FROM lake.workers)",
        "read_text('/etc/passwd') IS NOT NULL", "ssn = '1'", "1=1 LIMIT 3", "pay_rate < (SELECT 1)",
    ):  # fmt: skip
        fate = counter.try_("hybrid_search", sql_filter=attack)
        assert isinstance(fate, Retry) and fate.error.code == "bad_sql_filter", attack
    for field in ("role", "city", "client", "query"):
        assert isinstance(counter.try_("hybrid_search", **{field: "'; DROP TABLE journal; --"}), Done)
    assert counter.do("log_fill", workers=["Robert'); DROP TABLE bookings;--"]).rejected_ghost_names
    assert counter.store.ledger.rows("bookings") == []


def test_what_worked_before_is_what_is_over(counter: Any) -> None:
    """A shift to come and one that still runs have not worked yet."""
    for worker, start, stage in (
        ("W-9001", "2026-04-21T06:00", "accepted"),
        ("W-9002", "2026-04-20T06:00", "showed"),
        ("W-9003", "2026-04-13T06:00", "completed"),
    ):
        counter.do("log_fill", workers=[worker], client="Acme Steel", start=start, stage=stage, **TOLEDO)
    found = counter.do("patterns", **TOLEDO)
    assert (found.fills, found.workers) == (1, 1)
    assert counter.do("hybrid_search", **TOLEDO).pattern.startswith("1 similar fill by 1 worker")


def test_a_reliability_that_nobody_knows_is_not_a_bad_one(counter: Any) -> None:
    counter.do("add_worker", name="Newly Come", role="Welder", city="Toledo", state="OH", phone="419-555-0188")
    found = {one.name: one for one in counter.do("hybrid_search", k=200, **TOLEDO).sources}
    new, known = found["Newly Come"], next(one for one in found.values() if one.reliability is not None)
    assert (new.reliability, new.reliability_part) == (None, 0.0)
    assert "no reliability record yet" in new.why and "reliability 0.00" not in new.why
    assert f"reliability {known.reliability:.2f} (+" in known.why


def test_who_calls_off_ahead_is_told_so(counter: Any) -> None:
    """Before the shift it is no failure without a name; during it, it is some other problem."""
    for worker, start in (("W-9003", "2026-04-21T06:00"), ("W-9001", "2026-04-20T07:00")):
        counter.do("log_fill", workers=[worker], client="Acme Steel", start=start, **TOLEDO)
    ahead = counter.do("log_failure", workers=["W-9003"], reason="other", client="Acme Steel")
    assert "Sam Single: called off ahead at Acme Steel" in ahead.note and ahead.called_off == ("W-9003",)
    during = counter.do("log_failure", workers=["W-9001"], reason="other", client="Acme Steel")
    assert "other problem at Acme Steel" in during.note and during.called_off == ()
    (record, other) = counter.do("worker_profile", workers=["W-9003", "W-9001"]).records
    assert record.failures[0].called_off and not other.failures[0].called_off
    counts = counter.store.experience.failure_counts
    assert failures_in_words(counts("W-9003")) == "1 called off ahead"
    assert failures_in_words(counts("W-9001")) == "1 other problem"
    entry = counter.store.ledger.entries()[-2]
    assert recorded_by(entry).outcome == "called_off"


def test_a_town_with_too_few_says_where_else_in_the_state_people_fit(counter: Any) -> None:
    for name, city in (("Ann One", "Hammond"), ("Bea Two", "Hammond"), ("Cy Three", "South Bend"), ("Di Four", "Peru")):
        role = "Welder" if city != "Peru" else "Packer"
        counter.do("add_worker", name=name, role=role, city=city, state="IN", phone="219-555-0188")
    gary = {"role": "Welder", "city": "Gary", "state": "IN"}
    few = counter.do("hybrid_search", headcount=400, **gary)
    assert [(one.city, one.matches) for one in few.elsewhere] == [("Hammond", 2), ("South Bend", 1)]
    assert counter.do("hybrid_search", headcount=1, **gary).elsewhere == ()
    nobody = counter.do("hybrid_search", role="Welder", city="Peru", state="IN")
    assert not nobody.sources and nobody.elsewhere[0].city == "Gary"
