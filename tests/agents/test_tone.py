"""Every reply that the desk can give keeps to what can be checked of the tone in `prompts/replies/tone.yaml`.

The fact first, no filler, no house terms, right numbers, short enough, and what to do next where there is something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from agents.desk import Desk
from agents.language import LANGUAGES, Language
from agents.messages import LONGEST_MESSAGE, Incoming, Part, Person, Reply, part_of
from agents.phrases import Phrases
from agents.plain import LIMIT, next_page, plain_text
from agents.state import Context, Made, Turn
from agents.understanding.words import plain_words
from agents.voice import Voice, load_frames
from agents.wording import WORDINGS, reply_for
from memory.errors import BadInput, NotAllowed, NotFound, StorageDown
from memory.grammar import plural, sentences_of
from memory.sms_text import gsm_friendly, letters
from tools.catalogue import CATALOGUE
from tools.fates import Crash, Fate, Refused, Retry
from tools.tool import Caller

PROMPTS = Path(__file__).parents[2] / "prompts"
TONE = yaml.safe_load((PROMPTS / "replies" / "tone.yaml").read_text(encoding="utf-8"))
ROLES = tuple(yaml.safe_load((PROMPTS / "demo" / "roles.yaml").read_text(encoding="utf-8")))
NOW = datetime(2026, 4, 20, 10, tzinfo=ZoneInfo("America/Chicago"))
SARAH, VIEWER = Person("Sarah", "admin"), Person("Vic", "viewer")


@dataclass(frozen=True)
class Told:
    """A message of the conversation below, and what its reply must come to."""

    text: str
    tools: tuple[str, ...] = ()
    """The calls behind it."""
    settled: bool = False
    """Nothing is left to do after it."""
    person: Person = SARAH


ENGLISH = (
    Told("need 2 welders in Gary for Lakeshore Steelworks tomorrow 6a", ("hybrid_search",)),
    Told("find 1 welder in Gary that is good with customers", ("hybrid_search",)),
    Told("find 60 welders in Gary", ("hybrid_search",)),
    Told("find hvac technicians in Gary with osha 30, confined space and 6G Pipe", ("hybrid_search",)),
    Told("find 2 welders for Nonesuch Corp", ("hybrid_search",)),
    Told("find 2 welders in Gary and 1 electrician in Chicago tomorrow", ("hybrid_search", "hybrid_search")),
    Told("{first} accepted for Lakeshore Steelworks tomorrow 6am", ("log_fill",)),
    Told("{first} accepted for Lakeshore Steelworks tomorrow 6am", ("log_fill",), settled=True),
    Told("{first} accepted for Ninebark Builders tomorrow 6am", ("log_fill",)),
    Told("Zebulon Quux accepted for Lakeshore Steelworks", ("log_fill",)),
    Told("{second} and Zebulon Quux confirmed for Lakeshore Steelworks tomorrow 6am", ("log_fill",)),
    Told("{second} cancelled at Lakeshore Steelworks", ("log_failure",)),
    Told("{first} no-showed at Lakeshore Steelworks"),
    Told("yes", ("log_failure",)),
    Told("{first} no-showed at Lakeshore Steelworks", ("log_failure",), settled=True),
    Told("{third} was late at Lakeshore Steelworks", ("log_failure",)),
    Told("called {third}", ("log_contact",)),
    Told("who's working tomorrow?", ("agenda",)),
    Told("what's still open for Ninebark Builders?", ("agenda",), settled=True),
    Told("open an order for 3 roofers for Ninebark Builders friday 7am", ("log_order",)),
    Told("change the Ninebark Builders order to 4", ("change_order",)),
    Told("move that order to saturday", ("change_order",)),
    Told("cancel that order", ("change_order",)),
    Told("which profiles are there?", ("profile",)),
    Told("use profile toledo", ("profile",)),
    Told("open a workspace called Spring outage", ("workspace",)),
    Told("texted {third} and {second}, no answer", ("log_contact",)),
    Told("don't send {third} to Acme Fabrication, he was rude", ("blacklist",)),
    Told("don't send {third} to Acme Fabrication", ("blacklist",), settled=True),
    Told("{third} accepted for Acme Fabrication", ("log_fill",)),
    Told("who is on Acme Fabrication's DNR list?", ("blacklist",)),
    Told("{third} can go back to Acme Fabrication", ("blacklist",)),
    Told("{third} can go back to Acme Fabrication", ("blacklist",), settled=True),
    Told("book 4 laborers for Ninebark Builders thursday 6am", ("log_order",)),
    Told("book 1 cnc machinist for Motorline Castings friday", ("log_order",)),
    Told("book 90 roofers for Forest City Tooling friday", ("log_order",)),
    Told("what's tight this month?", ("forecast",)),
    Told("what's tight for welders?", ("forecast",)),
    Told("what's tight for welders in Detroit?", ("forecast",), settled=True),
    Told("contracts due in two weeks", ("contracts",)),
    Told("overdue contracts for electricians", ("contracts",), settled=True),
    Told("contracts for packers due in 1 day", ("contracts",), settled=True),
    Told("what worked for welders in Gary?", ("patterns",)),
    Told("tell me about {first}", ("worker_profile",), settled=True),
    Told("tell me about {first}", ("worker_profile",), settled=True, person=VIEWER),
    Told("tell me about Zebulon Quux", ("worker_profile",)),
    Told("{third} accepted for Acme Fabrication", ("log_fill",), person=VIEWER),
    Told("who do I have thursday", ("agenda",)),
    Told("what orders are open", ("agenda",)),
    Told("what did I do today?", ("daily_summary",), settled=True),
    Told("what did Tom do yesterday?", ("daily_summary",), settled=True),
    Told("undo", ("undo",), settled=True),
    Told("undo", ("undo",), settled=True, person=Person("Tom", "recruiter")),
    Told("send {first} a text about the job", ("draft_message",)),
    Told("text {third} that the parking moved to lot B", ("draft_message",)),
    Told("change it to: park in lot B, gate 4", ("review_draft",)),
    Told("approve it", ("review_draft",)),
    Told("change it to: park in lot C", ("review_draft",)),
    Told("send it", ("send_message",)),
    Told("my drafts", ("review_draft",)),
    Told("discard D-99", ("review_draft",)),
    Told("add worker Quincy Marlowe, welder, Gary, IN, 219-555-0101", ("add_worker",)),
    Told("add worker Quincy Marlowe, welder, Gary, IN, 219-555-0101", ("add_worker",)),
    Told("add client Foobar Industries in Gary, IN", ("add_client",)),
    Told("ingest bench.csv as workers", ("ingest",)),
    Told("{shared} accepted for Acme Fabrication", ("log_fill",)),
    Told("Maria accepted"),
    Told("did {first} show up?"),
    Told("maybe {first} accepted"),
    Told("need people"),
    Told("what is the weather tomorrow?"),
)
SPANISH = (
    Told("necesito 2 soldadores en Gary para Lakeshore Steelworks mañana a las 6", ("hybrid_search",)),
    Told("busca 60 soldadores en Gary", ("hybrid_search",)),
    Told("busca Soldadores en Gary con 6G Pipe y con OSHA 30", ("hybrid_search",)),
    Told("{first} aceptó", ("log_fill",)),
    Told("{first} aceptó", ("log_fill",), settled=True),
    Told("Zebulon Quux aceptó", ("log_fill",)),
    Told("{first} no se presentó", ("log_failure",)),
    Told("llamé a {second}", ("log_contact",)),
    Told("no mandes a {second} a Acme Fabrication", ("blacklist",)),
    Told("{second} ya puede volver a Acme Fabrication", ("blacklist",)),
    Told("{second} ya puede volver a Acme Fabrication", ("blacklist",), settled=True),
    Told("reserva 4 obreros para Ninebark Builders el jueves a las 6", ("log_order",)),
    Told("que falta gente", ("forecast",)),
    Told("demanda de soldadores", ("forecast",)),
    Told("que contratos vencen esta semana", ("contracts",)),
    Told("contratos urgentes de electricistas", ("contracts",), settled=True),
    Told("quién es {first}", ("worker_profile",), settled=True),
    Told("que hice hoy", ("daily_summary",), settled=True),
    Told("deshacer", ("undo",), settled=True),
    Told("manda un mensaje a {second} que entre por la puerta norte", ("draft_message",)),
    Told("cambia el texto a: entre por la puerta sur", ("review_draft",)),
    Told("apruébalo", ("review_draft",)),
    Told("mándalo", ("send_message",)),
    Told("mis borradores", ("review_draft",)),
    Told("agrega trabajador Chuy Palomares, soldador, 219-555-0177", ("add_worker",)),
    Told("que tiempo hace mañana"),
    Told("necesito gente"),
)


def keeps_the_tone(reply: Reply, said: str) -> None:
    """Raise AssertionError with the words that break it."""
    plain = plain_text(reply)
    fact = sentences_of(reply.parts[0].fact)[0]
    where = f"{said!r} → {reply.text!r}"
    opening = plain_words(fact)[0]
    assert opening not in TONE["banned"]["openings"], (opening, where)
    folded = reply.text.casefold()
    for phrase in (*TONE["banned"]["phrases"], *TONE["banned"]["letters"]):
        assert phrase not in folded, (phrase, where)
    for text in (reply.text, plain.shown, *plain.rest):
        no_house_terms(text, where)
        right_numbers(text, where)
    assert len(fact) <= TONE["limits"]["fact"], (len(fact), where)
    assert len(reply.text) <= TONE["limits"]["rich"], (len(reply.text), where)
    page, pages = plain, 1
    while True:
        assert letters(page.shown) <= TONE["limits"]["plain"] == LIMIT, (letters(page.shown), where)
        if not page.rest:
            break
        page, pages = next_page(page.rest, reply.more), pages + 1
        assert pages < 20, where


def no_house_terms(text: str, where: str) -> None:
    found = [term for term in TONE["banned"]["internal"] if re.search(rf"(?<!\w){re.escape(term)}", text.casefold())]
    found += re.findall(r"(?<![\w.@/-])[a-z]+(?:_[a-z]+)+(?![\w@])", text)
    found += re.findall(
        r"\b(?:None|True|False)\b(?!\s+of)|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|[{}<>]|\[|\]|[\"']\w+[\"']:", text
    )
    assert not found, (found, where)


def right_numbers(text: str, where: str) -> None:
    """One worker fits, two workers fit; a role after a count is in its plural."""
    for noun in (*ROLES, "worker", "contract", "fill", "day", "seat", "entry", "contact", "permit", "role", "person"):
        for count in re.findall(rf"(?<![\w.$/-])(\d[\d,]*) {noun}\b(?! (?:and|or) )", text):
            assert count == "1", (count, noun, where)
        assert not re.search(rf"(?<![\w.$/,-])1 {plural(noun)}\b", text), (noun, where)
    assert not re.search(r"(?<![\w.$/,-])1 [A-Z]\w+(?: \w+)*? (?:fit|are|do)\b", text), where


def said_in(conversation: Sequence[Told], desk: Desk) -> Iterator[tuple[Told, str, Reply]]:
    names = list(desk.store.bench().names)
    cards = desk.answer(Incoming("find 5 welders in Gary", SARAH, "terminal", "names")).cards
    people = dict(zip(("first", "second", "third"), (card.name for card in cards), strict=False))
    people["shared"] = max(names, key=names.count)
    for told in conversation:
        text = told.text.format(**people)
        yield told, text, desk.answer(Incoming(text, told.person, "terminal", told.person.name))


@pytest.mark.parametrize("conversation", [ENGLISH, SPANISH], ids=LANGUAGES)
def test_a_conversation_keeps_the_tone(conversation: Sequence[Told], demo_desk: Desk) -> None:
    language: Language = "en" if conversation is ENGLISH else "es"
    for told, text, reply in said_in(conversation, demo_desk):
        assert tuple(call["tool"] for call in reply.calls) == told.tools, (text, reply.text)
        assert reply.language == language, text
        keeps_the_tone(reply, text)
        last = reply.parts[-1]
        leads_on = bool(last.next_step or last.choices or (last.reasons and not last.tool))
        assert leads_on != told.settled, (text, reply.text)


def test_a_booking_that_ends_says_how_to_fill_the_seat(demo_desk: Desk) -> None:
    (card, *_) = demo_desk.answer(Incoming("find 2 welders in Gary", SARAH, "terminal", "names")).cards
    arguments = {"workers": [card.worker_id], "client": "Lakeshore Steelworks", "start": "2026-04-21T06:00"}
    for stage, following in (("accepted", "“Undo” takes it back."), ("cancelled", "Next: “find a Welder in Gary")):
        fate = demo_desk.gate.call("log_fill", {**arguments, "stage": stage}, Caller("Sarah", "admin", "terminal"))
        reply = reply_in("en", made=[Made("log_fill", arguments, fate)])
        keeps_the_tone(reply, stage)
        assert reply.parts[0].next_step.startswith(following)


def test_the_conversation_covers_every_tool() -> None:
    told = {tool for one in ENGLISH for tool in one.tools}
    no_sentence = {"seed_playbook"}  # imports call it; nobody says it in a chat
    assert CATALOGUE.keys() - told == no_sentence
    worded = {tool.answer for tool in CATALOGUE.values()} - WORDINGS.keys()
    assert {answer.__name__ for answer in worded} == {"TakenBack", "Seeded"}, "answers that their note tells whole"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Maria Lopez", "Acme Fabrication"])
def test_the_planners_own_words_keep_the_tone(language: Language, name: str) -> None:
    name_of_file = "understanding.yaml" if language == "en" else f"understanding.{language}.yaml"
    for key, text in leaves(yaml.safe_load((PROMPTS / "replies" / name_of_file).read_text(encoding="utf-8"))):
        in_letters_of_a_phone(text, key)
        if key.startswith(("meant.", "nobody")):
            continue  # names of choices, which are no replies
        reply = reply_in(language, say=text.replace("{said}", name).replace("{draft_id}", "D-000001"))
        keeps_the_tone(reply, key)
        assert len(sentences_of(text)) > 1 or key in ONE_SENTENCE, f"{key} says no more than its fact"


@pytest.mark.parametrize("name", ["frame", "frame.es", "facts.es", "desk", "desk.es", "review", "review.es"])
def test_the_frame_is_in_letters_of_a_phone(name: str) -> None:
    for key, text in leaves(yaml.safe_load((PROMPTS / "replies" / f"{name}.yaml").read_text(encoding="utf-8"))):
        if not key.endswith((".columns", ".title", ".choices")):  # tables and buttons are no text messages
            in_letters_of_a_phone(text, key)


def in_letters_of_a_phone(text: str, key: str) -> None:
    """The desk's own words need no letter that makes a text message cost double."""
    plain = gsm_friendly(text)
    assert not re.search(r"[áíóúÁÍÓÚ]", plain), (key, plain)


ONE_SENTENCE = {
    "chat.thanks", "chat.bye", "nothing_yet.write", "nothing_yet.read", "clarify.whether",
    "clarify.which", "clarify.where", "clarify.only_one", "clarify.nobody_called", "clarify.which_client",
    *(f"missing.{name}" for name in ("client", "role", "headcount", "name", "staffer", "source", "dataset")),
}  # fmt: skip
"""Pleasantries, questions that say all by asking, and what stands before a question."""


NOT_BUILT = ("send_message", "digest", "profile", "query_data", "add_worker", "ingest", "made_up")


def bad_arguments(*fields: str) -> BadInput:
    problems = [{"field": field, "problem": "Field required"} for field in fields]
    return BadInput("log_fill: workers: Field required.", code="bad_arguments", details={"problems": problems})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("tool", "fate"),
    [
        ("log_fill", Crash("1a2b3c4d")),
        ("log_fill", Retry(bad_arguments("workers"))),
        ("hybrid_search", Retry(bad_arguments("max_pay_rate", "start"))),
        ("hybrid_search", Retry(bad_arguments("nonsense"))),
        *((name, Retry(NotFound("There is no tool.", code="unknown_tool", hint="x"))) for name in NOT_BUILT),
        *((name, Refused(NotAllowed(f"{name} needs a role.", code="role_too_weak"))) for name in CATALOGUE),
        ("send_message", Refused(NotAllowed("send_message leaves the house.", code="needs_approval"))),
        ("hybrid_search", Refused(StorageDown("The ledger is away just now.", hint="Try again in a moment."))),
    ],
)
def test_what_could_not_be_done_keeps_the_tone(language: Language, tool: str, fate: Fate) -> None:
    reply = reply_in(language, made=[Made(tool, {}, fate)])
    keeps_the_tone(reply, tool)
    assert reply.parts[0].next_step


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_before_a_write_names_what_it_would_do(language: Language, counter: Any) -> None:
    calls = [
        ("log_fill", {"workers": ["Ana Ruiz", "Tom Baker"], "client": "Acme", "start": "2026-04-21T06:00"}),
        ("log_failure", {"workers": ["Ana Ruiz"], "reason": "no_show"}),
    ]
    phrases, voice = Phrases(counter.store), voice_in(language)
    deeds = [phrases.deed(voice, CATALOGUE[name], counter.gate.checked(name, given)) for name, given in calls]
    for sends, planner in ((False, "builtin"), (False, "ollama:llama3.2"), (True, "builtin")):
        asked = phrases.question(voice, deeds, sends=sends, planner=planner)
        reply = reply_in(language, question=asked)
        keeps_the_tone(reply, "a question for a yes")
        assert "6:00 AM" in reply.text
        assert ("Ana Ruiz and Tom Baker" if language == "en" else "Ana Ruiz y Tom Baker") in reply.text
        assert plain_text(reply).shown.endswith("Reply YES or NO." if language == "en" else "Conteste SI o NO.")
        assert f"1 {asked.choices[0]}" not in plain_text(reply).shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_desk_says_of_approvals_keeps_the_tone(language: Language) -> None:
    """Also the lines about a model that is away, and where a turn is stopped."""
    name = "desk.yaml" if language == "en" else f"desk.{language}.yaml"
    deed = "Record: Ana Ruiz accepted for Acme"
    given = {"most": "4,000", "deed": deed,
             "who": "Tom", "when": "Apr 20", "host": "localhost", "name": "ollama:llama3.2",
             "planner": "ollama:llama3.2", "count": "3", "log": "4f-FAILED.json",
             "missing": "Ollama", "columns": "“Craft” and “Nr”", "source": "bench.csv", "dataset": "workers",
                 "client": "Acme", "role": "Welder", "city": "Gary", "start": "Apr 24",
                 "order_id": "O-000001", "names": "Ana Ruiz", "worker_id": "W-9003"}  # fmt: skip
    for key, text in leaves(yaml.safe_load((PROMPTS / "replies" / name).read_text(encoding="utf-8"))):
        if text and not key.startswith(("approvals.deeds", "approvals.outcomes", "approvals.choices", "which_job.o")):
            keeps_the_tone(reply_in(language, say=text.format(**given)), key)


@pytest.mark.parametrize(("text", "language"), [("need 2 welders ", "en"), ("necesito 2 soldadores ", "es")])
def test_a_message_that_is_too_long_keeps_the_tone(text: str, language: Language, demo_desk: Desk) -> None:
    reply = demo_desk.answer(Incoming(text * LONGEST_MESSAGE, SARAH, "terminal", "t"))
    assert reply.language == language and reply.demo and "4,000" in reply.text
    keeps_the_tone(reply, text)


@pytest.mark.parametrize("example", TONE["examples"], ids=lambda example: example["kind"])
def test_the_written_examples_keep_their_own_rules(example: dict[str, str]) -> None:
    assert example["message"] and example["why"]
    keeps_the_tone(Reply(example["answer"], parts=(part_of(example["answer"]),)), example["kind"])


def test_six_examples() -> None:
    assert [example["kind"] for example in TONE["examples"]] == [
        "search", "fill", "failure", "clarify", "refusal", "forecast"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        "Great question, here are 3 welders.",
        "Hello Sarah.",
        "Recorded!",
        "I called log_fill for you.",
        "Booked at 2026-04-21T06:00.",
        "The client is None.",
        "4 Laborer for Acme.",
        "1 Welders fits.",
        "There are {'workers': 2}.",
        "A " + "very " * 60 + "long sentence.",
    ],
)
def test_what_breaks_the_tone_is_seen(bad: str) -> None:
    with pytest.raises(AssertionError):
        keeps_the_tone(Reply(bad), "bad")


def voice_in(language: Language) -> Voice:
    return Voice(language, load_frames(PROMPTS / "replies")[language], NOW)


class NoCards:
    """The words alone."""

    def dressed(self, parts: Sequence[Part], context: Context) -> list[Part]:
        return list(parts)


def reply_in(
    language: Language,
    *,
    made: Sequence[Made] = (),
    say: str = "",
    choices: tuple[str, ...] = (),
    question: Part | None = None,
) -> Reply:
    caller = Caller("Sarah", "admin", "terminal")
    context = Context("turn", caller, NOW, Turn(), None, "t", demo=False, voice=voice_in(language), cards=NoCards())
    return reply_for(made, context, say=say, choices=choices, question=question)


def leaves(words: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(words, dict):
        for key, inside in words.items():
            yield from leaves(inside, f"{name}.{key}" if name else str(key))
    else:
        yield name, str(words)
