"""An answer in its thread, its buttons, and who may use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agents.messages import Person

ASKED = "find 2 welders in Gary for Acme Steel thursday 6am"
NEWS = "caught Sam Single by phone between two meetings"
Buttons = Callable[..., list[dict[str, Any]]]


def whispers(space: Any) -> list[str]:
    return [call["text"] for call in space.slack.of("chat.postEphemeral")]


def test_a_mention_is_answered_in_its_thread_with_status_and_stream(space: Any) -> None:
    mention = space.mention(ASKED)
    space.post(mention)
    space.wait(lambda: space.slack.of("chat.stopStream"))
    space.settle()
    started = space.slack.of("chat.startStream")[0]
    assert started["thread_ts"] == mention["event"]["ts"] and started["channel"] == "C1"
    assert started["recipient_user_id"] == "U1SARAH" and started["recipient_team_id"] == "T0TEAM"
    assert any("Welder" in one["status"] for one in space.slack.of("assistant.threads.setStatus"))
    (message,) = space.slack.messages.values()
    assert "Welders" in message["text"] and message["blocks"][-1]["type"] == "context_actions"


def test_cards_have_reasons_and_buttons_and_a_press_is_shown_in_place(space: Any, buttons: Buttons) -> None:
    ts, message = space.ask(ASKED)
    (accept, *_others) = buttons(message, "press:accepted")
    who = next(block for block in message["blocks"] if block.get("block_id", "").endswith(":who"))
    assert "Welder" in who["text"]["text"] and "*Reliability*" in who["text"]["text"]
    thread_ts = message["thread_ts"]
    for _ in range(2):  # a double click
        assert space.press(accept, "D1", ts, thread_ts=thread_ts).status_code == 200
    space.settle()
    assert [row["stage"] for row in space.desk.store.ledger.rows("bookings")] == ["accepted"]
    now = space.slack.messages["D1", ts]
    (done,) = [block for block in now["blocks"] if block.get("block_id", "").endswith(":done")]
    assert "Accepted · recorded 9:00 AM" in done["elements"][0]["text"] and "<@U1SARAH>" in done["elements"][0]["text"]
    (undo,) = buttons(now, "press:accepted:back")
    space.press(undo, "D1", ts, thread_ts=thread_ts)
    space.settle()
    assert not buttons(space.slack.messages["D1", ts], "press:accepted:back")
    assert space.desk.store.ledger.rows("bookings") == []


def test_a_viewer_may_not_press(space: Any, buttons: Buttons) -> None:
    ts, message = space.ask(ASKED, channel="C1")
    space.press(buttons(message, "press:accepted")[0], "C1", ts, "U3VIC", message["thread_ts"])
    space.settle()
    assert "role" in whispers(space)[-1] and space.desk.store.ledger.rows("bookings") == []


def test_a_reason_for_the_list_is_asked_in_a_modal(space: Any, buttons: Buttons) -> None:
    ts, message = space.ask(ASKED)
    space.press(buttons(message, "press:barred")[0], "D1", ts, thread_ts=message["thread_ts"])
    opened = space.wait(lambda: space.slack.of("views.open"))[0]
    assert space.submit(opened["view"], "left the gate open").status_code == 200
    space.settle()
    (row,) = space.desk.store.ledger.rows("blacklist")
    assert row["client"] == "Acme Steel" and row["reason_text"] == "left the gate open"


def test_an_approval_is_given_once_and_only_by_who_may(space: Any, buttons: Buttons) -> None:
    ts, message = space.ask(NEWS, channel="C1")
    yes, no = buttons(message, "decide:")
    contacts = space.desk.store.ledger.rows
    space.press(yes, "C1", ts, "U3VIC", message["thread_ts"])
    space.settle()
    assert "Vic may not decide that" in whispers(space)[-1] and contacts("contacts") == []
    assert buttons(space.slack.messages["C1", ts], "decide:"), "the question stands"
    space.press(yes, "C1", ts, "U2RITA", message["thread_ts"])
    space.press(yes, "C1", ts, "U2RITA", message["thread_ts"])
    space.press(no, "C1", ts, "U1SARAH", message["thread_ts"])
    space.settle()
    assert len(contacts("contacts")) == 1
    assert [text.startswith("That was answered: Rita said yes") for text in whispers(space)[1:]] == [True, True]
    now = space.slack.messages["C1", ts]
    assert not buttons(now, "decide:")
    (chosen,) = [block for block in now["blocks"] if block.get("block_id") == "chosen"]
    assert chosen["elements"][0]["text"] == "✓ Yes · by <@U2RITA>"


def test_a_draft_that_was_changed_since_is_not_approved(space: Any, buttons: Buttons) -> None:
    ts, message = space.ask(ASKED)
    space.press(buttons(message, "press:drafted")[0], "D1", ts, thread_ts=message["thread_ts"])
    space.settle()
    (draft_ts, shown) = next((ts, one) for (_c, ts), one in space.slack.messages.items() if buttons(one, "draft:"))
    approve, edit, _discard = buttons(shown, "draft:")
    space.press(edit, "D1", draft_ts, thread_ts=message["thread_ts"])
    opened = space.wait(lambda: space.slack.of("views.open"))[0]["view"]
    assert opened["blocks"][0]["element"]["initial_value"] in json.dumps(shown["blocks"], ensure_ascii=False)
    space.submit(opened, "Hi, one shift at Acme Steel on Thursday 6 AM? Reply YES or NO.")
    space.settle()
    space.press(approve, "D1", draft_ts, thread_ts=message["thread_ts"])  # as it was shown before
    space.settle()
    draft_id = json.loads(approve["value"])["draft"]
    assert space.desk.drafts([draft_id], Person("Sarah", "admin"))[draft_id].status == "draft"
    assert whispers(space)[-1].startswith("That draft was changed after you saw it")
    space.press(buttons(space.slack.messages["D1", draft_ts], "draft:approve")[0], "D1", draft_ts)
    space.settle()
    assert space.desk.drafts([draft_id], Person("Sarah", "admin"))[draft_id].status == "approved"
    assert not buttons(space.slack.messages["D1", draft_ts], "draft:")


def test_a_question_is_answered_by_its_button(space: Any, buttons: Buttons) -> None:
    ts, message = space.ask("Pat Doubleday accepted for Acme Steel as welder thursday 6am")
    pick = buttons(message, "choose:")[0]
    space.press(pick, "D1", ts, thread_ts=message["thread_ts"])
    space.settle()
    assert len(space.slack.messages) == 2 and not buttons(space.slack.messages["D1", ts], "choose:")


def test_a_stranger_is_told_how_to_be_linked_and_sees_nothing(space: Any, buttons: Buttons) -> None:
    ts, message = space.ask(ASKED, channel="C1")
    before = len(space.slack.calls)
    space.post(space.dm(ASKED, "U9NOBODY", "D9"))
    space.post(space.mention(ASKED, "U9NOBODY"))
    space.press(buttons(message, "press:accepted")[0], "C1", ts, "U9NOBODY", message["thread_ts"])
    space.press(buttons(message, "press:barred")[0], "C1", ts, "U9NOBODY", message["thread_ts"])
    space.command(ASKED, "U9NOBODY")
    space.post(space.event({"type": "app_home_opened", "tab": "home", "user": "U9NOBODY", "channel": "D9"}))
    space.post(space.event({"type": "app_home_opened", "tab": "messages", "user": "U9NOBODY", "channel": "D9"}))
    space.wait(lambda: len(space.slack.calls) >= before + 6)
    space.settle()
    heard = [call for call in space.slack.calls[before:] if call.method != "assistant.threads.setStatus"]
    assert sorted(call.method for call in heard) == ["chat.postEphemeral"] * 4 + ["response_url", "views.publish"]
    for call in heard:
        said = json.dumps(call.arguments, ensure_ascii=False)
        assert "/muster link" in said and "Welder" not in said
    assert space.desk.store.ledger.rows("bookings") == []


def test_a_stream_that_slack_refuses_or_ends_becomes_a_message(space: Any) -> None:
    space.slack.errors["chat.startStream"] = "method_not_supported_for_channel_type"
    space.post(space.dm(ASKED))
    space.settle()
    (posted,) = space.slack.of("chat.postMessage")
    assert posted["blocks"][0]["type"] == "section"
    del space.slack.errors["chat.startStream"]
    for method in ("chat.appendStream", "chat.stopStream"):
        space.slack.errors[method] = "message_not_in_streaming_state"
        space.post(space.dm(ASKED, channel="D2"))
        space.settle()
        del space.slack.errors[method]
    finished = [message for (channel, _ts), message in space.slack.messages.items() if channel == "D2"]
    assert len(finished) == 2 and all(one["blocks"][0]["type"] == "section" for one in finished)


def test_429_is_obeyed(space: Any) -> None:
    space.slack.limited["chat.startStream"] = 1
    space.post(space.dm(ASKED))
    space.wait(lambda: space.slack.of("chat.stopStream"))
    (refused,) = space.slack.of("429")
    assert space.slack.of("chat.startStream")[0]["_at"] - refused["at"] >= 1
    assert len(space.slack.messages) == 1


def test_a_message_in_spanish_is_answered_in_spanish(space: Any) -> None:
    _ts, message = space.ask("busca 2 soldadores en Gary para el jueves a las 6am")
    assert message["blocks"][-1]["elements"][0]["positive_button"]["text"]["text"] == "Útil"


def test_feedback_is_kept(space: Any) -> None:
    ts, message = space.ask(ASKED)
    thumbs = message["blocks"][-1]["elements"][0]
    space.press({**thumbs, "value": thumbs["negative_button"]["value"]}, "D1", ts, thread_ts=message["thread_ts"])
    space.settle()
    assert whispers(space) == ["Thank you, noted."]
