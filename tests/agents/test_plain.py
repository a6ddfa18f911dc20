"""Plain text: what is shown first, what is kept for MORE, and in which letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.messages import Line, Part, Reply
from agents.plain import LIMIT, PlainText, next_page, plain_text
from memory.sms_text import gsm_friendly, letters

PEOPLE = ("Víctor Álvarez", "Maria Lopez", "Sean O’Brien", "Łukasz Wójcik", "Ana Ruiz")
SEARCH = Part(
    fact="12 Welders in Gary fit for Acme — Tue Apr 21 6:00 AM (tomorrow); best first:",
    lines=tuple(Line(f"{name} (Welder, Gary) 0.82: filled Welder x2", f"{name} W Gary 0.82") for name in PEOPLE),
    numbered=True,
    reasons=(f"What worked before, from 43 similar fills by 43 workers: {', '.join(['44% had OSHA 10'] * 4)}.",),
    next_step="Next: “Víctor Álvarez accepted” once they say yes.",
)  # fmt: skip


def test_a_search_in_two_segments() -> None:
    plain = plain_text(Reply(parts=(SEARCH,)))
    assert plain.shown.splitlines() == [
        "12 Welders in Gary fit for Acme - Tue Apr 21 6:00 AM (tomorrow); best first:",
        "1 Víctor Álvarez W Gary 0.82",
        "2 Maria Lopez W Gary 0.82",
        "3 Sean O'Brien W Gary 0.82",
        'Next: "Víctor Álvarez accepted" once they say yes.',
        "Reply MORE for more.",
    ]
    assert plain.rest[:2] == ("4 Łukasz Wójcik W Gary 0.82", "5 Ana Ruiz W Gary 0.82")
    assert plain.rest[2].startswith("What worked before")


def test_what_to_do_next_is_worth_more_than_a_third_candidate() -> None:
    plain = plain_text(Reply(parts=(SEARCH,)), limit=215)
    assert "Next:" in plain.shown and "2 Maria Lopez" in plain.shown and "3 Sean" not in plain.shown
    assert plain.rest[0] == "3 Sean O'Brien W Gary 0.82"


def test_choices_are_answered_with_a_number() -> None:
    asked = Part("2 people are called Pat.", choices=("Pat, Welder (W-1)", "Pat, Packer (W-2)"), pick="Reply 1 or 2.",
                 next_step="Which one?")  # fmt: skip
    assert plain_text(Reply(parts=(asked,))).shown.splitlines() == [
        "2 people are called Pat.", "1 Pat, Welder (W-1)", "2 Pat, Packer (W-2)", "Reply 1 or 2."
    ]  # fmt: skip


def test_a_short_reply_is_shown_whole_without_a_word_about_more() -> None:
    assert plain_text(Reply("Recorded. “Undo” takes it back.")) == PlainText('Recorded.\n"Undo" takes it back.')


def test_two_searches_both_say_their_fact() -> None:
    second = Part("44 Electricians in Chicago fit; best first:", lines=SEARCH.lines, numbered=True)
    shown = plain_text(Reply(parts=(SEARCH, second))).shown
    assert "12 Welders" in shown and "44 Electricians" in shown


@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        ("“Undo” — it’s back…", '"Undo" - it\'s back...'),
        ("• 5 × 4 → 20 · done", "- 5 x 4 -> 20 - done"),
        ("👍 fine ✅", "fine"),
        ("así que no anoté nada, mañana", "asi que no anoté nada, mañana"),
        ("¿Cuál es? ¿Dónde? ¿Quién?", "¿Cual es? ¿Donde? ¿Quién?"),
        ("José Núñez, Łukasz Wójcik, 王偉", "José Núñez, Łukasz Wójcik, 王偉"),
        ("a\u00a0b\tc", "a b c"),
        ("use `muster`", "use 'muster'"),
    ],
)
def test_letters_that_a_phone_has(rich: str, plain: str) -> None:
    assert gsm_friendly(rich) == plain


def test_letters_that_cost_two() -> None:
    assert letters("[a]") == 5 and letters("a€") == 3 and letters("é") == 1


_words = (
    st.text(alphabet="abc XYZ.€[é", min_size=1, max_size=400)
    .map(str.strip)
    .filter(lambda said: gsm_friendly(said) != "")
)
_parts = st.builds(
    Part,
    fact=_words,
    lines=st.lists(st.builds(Line, text=_words, short=_words), max_size=8).map(tuple),
    reasons=st.lists(_words, max_size=3).map(tuple),
    next_step=st.one_of(st.just(""), _words),
)  # fmt: skip


@given(st.lists(_parts, min_size=1, max_size=3).map(tuple))
def test_nothing_is_too_long_and_nothing_is_lost(parts: tuple[Part, ...]) -> None:
    reply = Reply(parts=parts)
    pages = [plain_text(reply)]
    while pages[-1].rest:
        pages.append(next_page(pages[-1].rest, reply.more))
        assert len(pages) < 100
    assert all(letters(page.shown) <= LIMIT for page in pages)
    sent = sorted("".join(page.shown.replace(reply.more, "") for page in pages).replace("...", ""))
    units = [
        text
        for part in parts
        for text in (part.fact, *(line.short for line in part.lines), *part.reasons, part.next_step)
    ]
    wanted = sorted("".join(map(gsm_friendly, units)).replace("...", ""))
    drop = " \n."
    assert [c for c in sent if c not in drop] == [c for c in wanted if c not in drop]
