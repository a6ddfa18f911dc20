"""What was said is read back: an order with all that was stated, a day with what stands, a shift to come as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agents.desk import Desk
from agents.language import Language
from agents.messages import Incoming, Person
from agents.plain import LIMIT, gsm_friendly, letters, plain_text
from agents.state import Made
from agents.wording import parts_of
from memory.ledger.ledger import Entry
from tools.tool import Caller

Make = Callable[..., Any]
SARAH = Person("Sarah", "admin")


def ask(desk: Desk, text: str) -> Any:
    return desk.answer(Incoming(text, SARAH, "terminal", "t"))


JOB = "Order O-000001 is open: 3 Welders for Acme Fabrication in Toledo, Wed Apr 22 6:00 AM to 2:00 PM EDT"
TRABAJO = (
    "El pedido O-000001 está abierto: 3 soldadores para Acme Fabrication en Toledo, mié 22 abr 6:00 AM a 2:00 PM EDT"
)
NIGHTS = "Order O-000001 is open: 2 Laborers for Ninebark Builders in Chicago, Tue Apr 21 10:00 PM, night shift."
SAID = (
    (
        "book 3 welders for Acme Fabrication in Toledo, Wednesday 6am to 2pm, pay 24.50, bill 36",
        f"{JOB}, pay $24.50 an hour, bill $36.00.",
    ),
    (
        "abre un pedido de 3 soldadores para Acme Fabrication en Toledo, miércoles 6am a 2pm, paga 24.50",
        f"{TRABAJO}, paga $24.50 por hora.",
    ),
    ("book 2 laborers for Ninebark Builders tomorrow, night shift", NIGHTS),
)


@pytest.mark.parametrize(("text", "fact"), SAID)
def test_an_order_is_read_back(demo_desk: Desk, text: str, fact: str) -> None:
    reply = ask(demo_desk, text)
    assert reply.parts[0].fact == fact
    plain = plain_text(reply).shown
    assert letters(plain) <= LIMIT and plain.startswith(gsm_friendly(fact))


EVERYTHING = {
    "client": "Acme Fabrication", "role": "Welder", "headcount": 3, "city": "Toledo", "state": "OH",
    "start": "2026-04-21T22:00", "end": "2026-04-22T06:00", "shift": "night", "pay_rate": 24.5, "bill_rate": 1036,
}  # fmt: skip


UNTIL = {"start": None, "end": "2026-04-21T14:00"}
TERMS = (
    ("en", {}, "OH, Tue Apr 21 10:00 PM to Wed Apr 22 6:00 AM EDT, night shift, pay $24.50 an hour, bill $1,036.00."),
    (
        "es",
        {},
        "OH, mar 21 abr 10:00 PM (mañana) a mié 22 abr 6:00 AM EDT, turno de noche, paga $24.50 por hora, tarifa $1",
    ),
    ("en", UNTIL, "OH, to Tue Apr 21 2:00 PM EDT, night shift, pay $24.50 an hour, bill $1,036.00."),
    ("es", UNTIL, "OH, hasta mar 21 abr 2:00 PM EDT (mañana), turno de noche, paga $24.50 por hora, tarifa $1,036.00."),
)


@pytest.mark.parametrize(("language", "stated", "terms"), TERMS)
def test_nothing_that_was_stated_is_left_out(
    demo_desk: Desk, language: Language, stated: dict[str, Any], terms: str
) -> None:
    arguments = EVERYTHING | stated
    fate = demo_desk.gate.call("log_order", arguments, Caller("Sarah", "admin", "terminal"))
    voice = demo_desk.voice(language, demo_desk.clock.now())
    fact = parts_of(Made("log_order", arguments, fate), voice)[0].fact
    people = {"en": "3 Welders", "es": "3 soldadores"}[language]
    assert terms in fact and fact.count("$") == 2 and people in fact and "Acme Fabrication" in fact


def test_what_was_taken_back_is_told_in_one_line(demo_desk: Desk) -> None:
    first, second, third = (card.name for card in ask(demo_desk, "find 3 welders in Gary").cards[:3])
    ask(demo_desk, f"called {first}")
    for name in (second, third):
        ask(demo_desk, f"called {name}")
        ask(demo_desk, "undo")
    (told,) = ask(demo_desk, "what did I do today?").parts
    assert told.fact == "You made 1 entry on Mon Apr 20: 1 contact."
    assert [line.text for line in told.lines] == [f"10:00 AM {first}: called, 1 contact recorded."]
    back = [f"“{name}: called, 1 contact recorded”" for name in (second, third)]
    assert told.reasons == (f"Taken back: {back[0]} and {back[1]}.",)
    (dicho,) = ask(demo_desk, "que hice hoy").parts
    assert dicho.fact == "1 anotación el 20 abr."
    assert dicho.reasons == (f"Deshecho: “{second}: se le llamó” y “{third}: se le llamó”.",)


def test_a_day_of_which_nothing_stands(demo_desk: Desk) -> None:
    (card, *_) = ask(demo_desk, "find 3 welders in Gary").cards
    ask(demo_desk, f"called {card.name}")
    ask(demo_desk, "undo")
    (told,) = ask(demo_desk, "what did I do today?").parts
    assert told.fact == "You recorded nothing on Mon Apr 20 that still stands." and not told.lines
    assert told.reasons == (f"Taken back: “{card.name}: called, 1 contact recorded”.",)
    (dicho,) = ask(demo_desk, "que hice hoy").parts
    assert dicho.fact == "De lo anotado el 20 abr no queda nada."


def test_what_the_demo_made_up_is_nobodys_day(demo_desk: Desk) -> None:
    def of(staffer: str) -> list[Entry]:
        return demo_desk.store.ledger.entries(staffer=staffer)

    assert of("Demo") and not of(SARAH.name)
    assert ask(demo_desk, "what did I do today?").text == "You recorded nothing on Mon Apr 20."
    assert "nothing of yours to take back" in ask(demo_desk, "undo").text


def test_a_shift_to_come_was_not_filled_yet(desk_of: Make, say: Make) -> None:
    desk = desk_of()
    for name, day in (("Sam Single", "tomorrow"), ("W-9001", "yesterday")):
        assert desk.answer(say(f"{name} accepted for Acme Steel as welder {day} 6am")).calls[0]["outcome"] == "ok"
    cards = {card.name: card for card in desk.answer(say("find 50 welders", thread="other")).cards}
    coming, over = cards["Sam Single"], cards["Pat Doubleday"]
    assert coming.why.startswith("booked for Apr 21 as Welder x1 for Acme Steel")
    assert coming.citations[0].startswith("booked for Apr 21 as Welder x1")
    assert over.why.startswith("filled Welder x1 for Acme Steel") and "on Apr 19" in over.why
    later = desk_of(now="2026-04-21T15:00").answer(say("find 50 welders", thread="later")).cards
    assert next(card for card in later if card.name == "Sam Single").why.startswith("filled Welder x1")


def test_the_mark_of_the_demo_is_in_the_language_of_the_reply(demo_desk: Desk) -> None:
    assert ask(demo_desk, "find 2 welders in Gary").demo_line == "Demo bench: everybody here is invented."
    assert ask(demo_desk, "busca 2 soldadores en Gary").demo_line == "Lista de muestra: toda esta gente es inventada."
