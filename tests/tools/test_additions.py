"""People and clients that were said: found at once, told in the journal, taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memory.clients import clients
from memory.store import Store
from tools.fates import Done, Fate, Refused, Retry
from tools.tool import Caller

JANE = {"name": "Doe, Jane", "role": "lift driver", "city": "Hobart", "state": "Indiana", "phone": "219-555-0199",
        "certifications": ["forklift license"], "pay_rate": 21.5, "sms_consent": True}  # fmt: skip
Call = Callable[..., Fate]


@pytest.fixture
def call(counter: Any) -> Call:
    return lambda tool, caller=counter.caller, **given: counter.gate.call(tool, given, caller)


@pytest.fixture
def answer(call: Call) -> Callable[..., Any]:
    def ask(tool: str, **given: Any) -> Any:
        fate = call(tool, **given)
        assert isinstance(fate, Done), fate
        return fate.answer

    return ask


def test_somebody_who_was_said_is_found_at_once_by_filter_and_by_meaning(answer: Any, store: Store) -> None:
    added = answer("add_worker", **JANE)
    assert (added.name, added.role, added.city, added.state) == ("Jane Doe", "Forklift Operator", "Hobart", "IN")
    (worker,) = store.bench().workers([added.worker_id])
    assert (worker.phone, worker.certifications, worker.pay_rate) == ("+12195550199", ("Forklift",), 21.5)
    assert worker.sms_consent
    found = answer("hybrid_search", city="Hobart", query="forklift", certifications=["Forklift"])
    assert [one.worker_id for one in found.sources] == [added.worker_id]
    assert found.sources[0].semantic > 0
    assert store.lake.manifest("workers").lineage[-1].source == "said by Sarah"


def test_the_same_person_is_there_once(answer: Any, store: Store) -> None:
    before = len(store.bench())
    first = answer("add_worker", **JANE)
    again = answer("add_worker", name="jane doe", phone="(219) 555 0199")
    assert (again.worker_id, again.already) == (first.worker_id, True)
    assert "already" in again.note
    assert answer("add_worker", name="Sam Single", phone="419-555-0100").already, "a file brought him in"
    assert not answer("add_worker", name="Jane Doe", phone="219-555-0111").already, "another phone, another Jane"
    assert len(store.bench()) == before + 2


def test_a_later_file_without_ids_finds_who_was_said(answer: Any, store: Store, tmp_path: Path) -> None:
    added = answer("add_worker", **JANE)
    path = tmp_path / "list.csv"
    path.write_text("Name,Cell,Trade\nJane Doe,219.555.0199,packer\n")
    report = store.ingest(path, "workers", staffer="Sarah", confirmed=True)
    assert (report.new, report.changed) == (0, 1)
    assert store.bench().workers([added.worker_id])[0].role == "Packer"


def test_undo_takes_them_off_the_bench_and_they_can_come_again(answer: Any, store: Store) -> None:
    before = len(store.bench())
    added = answer("add_worker", **JANE)
    assert answer("undo").tool == "add_worker"
    assert len(store.bench()) == before
    assert not answer("hybrid_search", city="Hobart").sources
    assert answer("add_worker", **JANE).worker_id == added.worker_id
    assert len(store.bench()) == before + 1


def test_undo_leaves_who_has_work_by_a_colleagues_record(answer: Any, call: Call, store: Store) -> None:
    added = answer("add_worker", **JANE)
    colleague = Caller("Tom", "recruiter", "terminal")
    assert isinstance(call("log_contact", caller=colleague, workers=[added.worker_id]), Done)
    fate = call("undo")
    assert isinstance(fate, Refused)
    assert fate.error.code == "changed_since"
    assert store.bench().workers([added.worker_id])


def test_undo_leaves_who_was_changed_by_a_file_since(answer: Any, call: Call, store: Store, tmp_path: Path) -> None:
    added = answer("add_worker", **JANE)
    path = tmp_path / "list.csv"
    path.write_text(f"worker_id,name,role\n{added.worker_id},Jane Doe,Packer\n")
    store.ingest(path, "workers", staffer="Sarah")
    fate = call("undo")
    assert isinstance(fate, Refused)
    assert store.bench().workers([added.worker_id])[0].role == "Packer"


@pytest.mark.parametrize(("field", "value"), [("phone", "12"), ("email", "ask her"), ("state", "Ontario")])
def test_what_cannot_be_read_is_said_and_nobody_is_added(
    call: Call, store: Store, field: str, value: str
) -> None:  # fmt: skip
    before = len(store.bench())
    fate = call("add_worker", name="Jane Doe", **{field: value})
    assert isinstance(fate, Retry)
    assert (fate.error.code, fate.error.details["field"]) == ("unreadable_field", field)
    assert len(store.bench()) == before


def test_a_viewer_adds_nobody(call: Call) -> None:
    fate = call("add_worker", caller=Caller("Vi", "viewer", "terminal"), name="Jane Doe")
    assert isinstance(fate, Refused)
    assert fate.error.code == "role_too_weak"


def test_a_column_that_the_bench_lacks_joins(answer: Any, store: Store) -> None:
    assert "language" not in {column.name for column in store.lake.manifest("workers").columns}
    added = answer("add_worker", name="Jane Doe", phone="219-555-0199", language="Spanish")
    assert store.bench().workers([added.worker_id])[0].language == "Spanish"


def test_a_shop_without_files_is_built_by_saying_it(bare: Any, tmp_path: Path) -> None:
    def do(tool: str, **given: Any) -> Any:
        fate = bare.gate.call(tool, given, bare.caller)
        assert isinstance(fate, Done), fate
        return fate.answer

    assert do("add_worker", **JANE).worker_id == bare.store.bench().worker_ids[0]
    do("log_fill", workers=["Jane Doe"], client="Acme")
    do("add_client", client="Brandt Cold Storage", city="Gary", state="IN")
    assert {client.client for client in clients(bare.store).values()} == {"Acme", "Brandt Cold Storage"}
    assert do("add_client", client="brandt cold storage").already
    path = tmp_path / "all.csv"
    path.write_text("worker_id,name,role,city,state,phone,shift,skills\nW1,Tom Baker,Mason,Gary,IN,,day,brick;block\n")
    assert bare.store.ingest(path, "workers", staffer="Sarah").new == 1, "the declared columns are all there"


def test_taking_back_the_only_worker_leaves_an_empty_bench(bare: Any) -> None:
    assert isinstance(bare.gate.call("add_worker", JANE, bare.caller), Done)
    assert isinstance(bare.gate.call("undo", {}, bare.caller), Done)
    assert len(bare.store.bench()) == 0
    assert isinstance(bare.gate.call("hybrid_search", {"role": "Welder"}, bare.caller), Done)


def test_a_client_is_taken_back_unless_it_has_orders(answer: Any, call: Call, store: Store) -> None:
    answer("add_client", client="Brandt Cold Storage", city="Gary", state="IN")
    assert answer("undo").tool == "add_client"
    assert "brandt cold storage" not in clients(store)
    answer("add_client", client="Brandt Cold Storage", city="Gary", state="IN")
    order = call(
        "log_order", caller=Caller("Tom", "recruiter", "terminal"), client="Brandt Cold Storage", role="Welder"
    )
    assert isinstance(order, Done)
    assert isinstance(call("undo"), Refused)


def test_a_repeated_delivery_adds_once(counter: Any, store: Store) -> None:
    caller = Caller("Sarah", "admin", "web", key="event-1")
    first, second = (counter.gate.call("add_worker", JANE, caller) for _ in range(2))
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.answer == second.answer
