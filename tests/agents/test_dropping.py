"""Files dropped into a conversation: shown, agreed to, taken in; and no other file of the machine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person, Reply, Step
from agents.settings import Settings
from memory.intake.cells import NO_AREA_CODE, NO_EMAIL
from memory.lake.known import KNOWN
from memory.location import DEMO_MARK, is_own
from tools.fates import Retry
from tools.tool import Caller

SARAH = Person("Sarah", "admin")
ROSTER = (
    b"Emp #,Full Name,Trade,Cell,Town,ST\n1,Maria Lopez,lift driver,219-555-0101,Gary,IN\n2,Tom Baker,sparky,,Gary,IN\n"
)
EXACT = b"worker_id,name,role\nW1,Maria Lopez,Welder\n"


class Chat:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def say(self, text: str, *files: tuple[str, bytes], thread: str = "t") -> Reply:
        handles = tuple(self.desk.keep_file(name, io.BytesIO(content)) for name, content in files)
        return self.desk.answer(Incoming(text, SARAH, "web", thread, None, handles))

    @property
    def workers(self) -> int:
        return len(self.desk.store.bench()) if self.desk.store.has_workers else 0


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    desk = Desk(Settings(data=tmp_path / "store", now="2026-04-20T09:00", model="builtin", _env_file=None))
    yield Chat(desk)
    desk.close()


@pytest.mark.parametrize("text", ["", "here is our roster", "load bench.csv as workers"])
def test_foreign_headings_are_shown_and_asked_about_and_a_yes_takes_them_in(chat: Chat, text: str) -> None:
    shown = chat.say(text, ("bench.csv", ROSTER))
    assert "bench.csv looks like workers: 2 rows." in shown.text
    assert "Trade → role" in shown.text
    assert "219-555-0101" not in shown.text
    assert shown.choices == ("Yes", "No")
    assert chat.workers == 0
    done = chat.say("yes")
    assert "bench.csv is in workers: 2 new" in done.text
    assert chat.workers == 2
    assert "Maria Lopez" in chat.say("find a forklift operator in Gary").text
    assert not [path for path in (chat.desk.folder / "uploads").rglob("*") if path.is_file()]


@pytest.mark.parametrize("answer", ["no", "find a welder in Gary"])
def test_without_the_yes_nothing_is_taken_in(chat: Chat, answer: str) -> None:
    chat.say("", ("bench.csv", ROSTER))
    assert "bench.csv" in chat.say(answer).text
    assert chat.workers == 0


@pytest.mark.parametrize("told", ["no, those are workers", "those are workers not orders", "no, son trabajadores"])
def test_what_a_file_holds_is_corrected_in_words(chat: Chat, told: str) -> None:
    listed = b"Emp #,Who,What they do,Where they live,Last seen,Order\n1,Maria Lopez,Welder,Gary,2026-04-01,\n"
    shown = chat.say("here are our orders", ("nov.csv", listed))
    shown = shown if "looks like" in shown.text else chat.say("load nov.csv as orders")
    again = chat.say(told)
    assert "nov.csv" in again.text and ("workers" in again.text or "trabajadores" in again.text), again.text
    assert "age, sex" not in again.text and "not an order" not in again.text
    assert chat.workers == 0


def test_what_headings_mean_is_said_in_words(chat: Chat) -> None:
    listed = b"Emp #,Who,What they do,Where they live,Cell\n1,Maria Lopez,Welder,Gary,219-555-0101\n"
    chat.say("load nov.csv as orders", ("nov.csv", listed))
    asked = chat.say("who = name, what they do = role, where they live = city, cell is phone")
    assert "nov.csv" in asked.text and "personal numbers" not in asked.text and asked.choices, asked.text
    assert chat.workers == 0
    done = chat.say("yes")
    assert "nov.csv is in workers: 1 new" in done.text, done.text


def test_known_headings_of_a_known_dataset_go_straight_in(chat: Chat) -> None:
    done = chat.say("load bench.csv as workers", ("bench.csv", EXACT))
    assert "1 new" in done.text, done.text
    assert chat.workers == 1
    again = chat.say("load bench.csv as workers", ("bench.csv", EXACT))
    assert "nothing changed" in again.text


BAD = (
    b"Emp #,Full Name,Trade,Cell,$/hr,Locker\n1,Maria Lopez,tom@example.com,219-555-0101,18,a\n"
    b"2,Tom Baker,Welder,555-0118,DOE,b\n3,Ana Diaz,sparky,219-555-0103,n/a,c\n"
)


def test_a_chat_tells_every_cell_that_did_not_fit(chat: Chat) -> None:
    """As completely as a terminal: which column, how many, the first of them, and what was done with it."""
    asked = chat.say("", ("bench.csv", BAD))
    assert "not sure" not in asked.text and "If that looks right, say yes." in asked.text
    done = chat.say("yes")
    for line in (
        "role: 1 cell left empty, “t…@…” in row 2 is no trade.",
        "pay per hour: 1 cell left empty, “DOE” in row 3 is not an amount in dollars.",
        "phone: 1 cell kept as written, “…18” in row 3 has no area code.",
        "role: 1 cell written in our way (sparky → Electrician).",
        "pay per hour: 1 cell said nothing, such as N/A, and is empty.",
    ):
        assert line in done.text, done.text
    assert "agreed to be texted" in done.text and "“Text OK”" in done.text


def test_a_preview_is_in_words_and_names_what_was_guessed_by_cells(chat: Chat) -> None:
    asked = chat.say("", ("bench.csv", BAD.replace(b"Cell", b"Zq").replace(b"555-0118", b"219-555-0118")))
    assert "“Zq”" in asked.text and "I guessed" in asked.text, asked.text
    assert "may be texted" in asked.text
    assert not [name for name in ("sms_consent", "pay_rate", "worker_id") if name in asked.text]
    (grid,) = asked.grids
    assert grid.rows[4][:2] == ("$/hr", "pay per hour") and grid.by_row


@pytest.mark.parametrize("name", ["bench.csv", "again.csv"])
def test_the_same_file_again_is_nothing_new(chat: Chat, name: str) -> None:
    chat.say("", ("bench.csv", BAD))
    chat.say("yes")
    again = chat.say("", (name, BAD))
    same = "that Sarah brought in" if name == "bench.csv" else "as bench.csv, which Sarah brought in"
    assert f"Nothing new: {name} is the same file {same} on Apr 20, 2026" in again.text
    assert again.choices == () and chat.workers == 3
    assert not [path for path in (chat.desk.folder / "uploads").rglob("*") if path.is_file()]


def test_every_reason_that_a_list_meets_has_its_spanish(chat: Chat) -> None:
    known = chat.desk.words("facts", "es")["cells"]
    kinds = [kind.otherwise for dataset in KNOWN.values() for kind in dataset.columns.values() if kind.otherwise]
    assert [reason for reason in {*kinds, NO_AREA_CODE, NO_EMAIL} if reason not in known] == []


def test_a_file_is_known_by_its_name_in_its_own_conversation_only(chat: Chat) -> None:
    handle = chat.desk.keep_file("bench.csv", io.BytesIO(EXACT))
    chat.desk.answer(Incoming("thanks", SARAH, "web", "mine", None, (handle,)))
    chat.say("no", thread="mine")
    assert "no file that was dropped here" in chat.say("load bench.csv as workers", thread="other").text
    assert chat.workers == 0
    assert "1 new" in chat.say("load bench.csv as workers", thread="mine").text


@pytest.mark.parametrize(
    "source",
    ["bench.csv", "/etc/hostname", "../ledger.sqlite", f"{'0' * 32}/../../ledger.sqlite", f"{'0' * 32}/nothing.csv",
     "file:///etc/hostname", f"{'0' * 32}/.."],
)  # fmt: skip
def test_no_path_of_a_message_is_read(chat: Chat, source: str) -> None:
    fate = chat.desk.gate.call("ingest", {"source": source, "dataset": "notes"}, Caller("Sarah", "admin", "web"))
    assert isinstance(fate, Retry)
    assert fate.error.code == "not_an_upload"
    assert not chat.desk.store.lake.manifests()


def test_a_link_out_of_the_folder_is_no_upload(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(EXACT)
    handle = chat.desk.keep_file("bench.csv", io.BytesIO(EXACT))
    path = chat.desk.folder / "uploads" / handle
    path.unlink()
    path.symlink_to(tmp_path / "secret.csv")
    fate = chat.desk.gate.call("ingest", {"source": handle, "dataset": "workers"}, Caller("Sarah", "admin", "web"))
    assert isinstance(fate, Retry)
    assert chat.workers == 0


@pytest.mark.parametrize("name", ["../../x.csv", "C:\\temp\\x.csv", "..", "", "a\0b.csv", "x" * 400 + ".csv"])
def test_whatever_a_file_is_called_it_stays_in_its_folder(chat: Chat, name: str) -> None:
    handle = chat.desk.keep_file(name, io.BytesIO(EXACT))
    path = (chat.desk.folder / "uploads" / handle).resolve()
    assert path.is_file()
    assert path.parent.parent == (chat.desk.folder / "uploads").resolve()


def test_real_people_are_not_dropped_into_the_demo(chat: Chat) -> None:
    (chat.desk.folder / "DEMO").touch()
    reply = chat.say("", ("bench.csv", ROSTER))
    assert "muster own" in reply.text
    assert chat.workers == 0


def test_it_is_told_in_spanish_too(chat: Chat) -> None:
    chat.say("necesito 2 soldadores en Gary")
    shown = chat.say("esta es nuestra lista", ("lista.csv", ROSTER))
    assert "lista.csv parece ser de trabajadores: 2 filas." in shown.text
    assert "heading" not in shown.text and "así se le dice" in shown.text
    assert "¿Lo hago?" in shown.text
    assert "ya está en trabajadores: 2 nuevos" in chat.say("sí").text


def test_a_broken_file_is_refused_by_name(chat: Chat) -> None:
    reply = chat.say("", ("book.xlsx", b"PK\x03\x04rest"))
    assert "Excel" in reply.text
    assert "CSV" in reply.text


def test_a_table_of_nothing_known_asks_what_it_is(chat: Chat) -> None:
    reply: Any = chat.say("", ("gear.csv", b"tool,weight\ndrill,2\nsaw,3\n"))
    assert "cannot tell what gear.csv holds" in reply.text


def test_each_stage_of_a_file_is_a_step_that_says_how_far_it_is(chat: Chat) -> None:
    shown = chat.say("", ("bench.csv", ROSTER))
    parts = list(chat.desk.deciding(str(shown.approval_id), True, SARAH, "web", "t"))
    said = [part.words for part in parts if isinstance(part, Step) and part.kind == "progress"]
    assert said[0] == "Reading bench.csv: 100%"
    assert said[1:] == [
        "Cells cleaned: 2 of 2 rows",
        "Rows checked: 0 of 2", "Rows checked: 2 of 2", "Rows gone through: 0 of 2", "Rows gone through: 2 of 2",
        "Made findable: 2 of 2 people",
    ]  # fmt: skip


def test_a_list_for_the_demo_makes_an_own_store_and_leaves_the_demo_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.settings.DEMO_FOLDER", tmp_path / "demo")
    monkeypatch.setattr("agents.settings.STORE_FOLDER", tmp_path / "store")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / DEMO_MARK).write_text('{"workers": 0}')
    settings = Settings(now="2026-04-20T09:00", model="builtin", _env_file=None)
    desk = Desk(settings)
    shown = Chat(desk).say("load bench.csv as workers", ("bench.csv", EXACT))
    assert "With your yes it becomes your own bench" in shown.text and shown.demo
    assert not is_own(tmp_path / "store"), "nothing is made before the yes"
    done = Chat(desk).say("yes")
    assert "It is your own bench now" in done.text and not done.demo
    assert not desk.store.has_workers, "no real people among invented ones"
    assert settings.folder() == tmp_path / "store"
    own = Desk(settings)
    assert not own.store.is_demo and len(own.store.bench()) == 1
    own.close()
    desk.close()
