"""One value of a draft is changed, and the rest of it stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Counter
from tools.fates import Refused, Retry

ORDER = {"client": "Acme", "role": "Welder", "city": "Gary", "start": "2026-04-21T06:00", "pay_rate": 24.5}


@pytest.fixture
def draft(counter: Counter) -> str:
    """The text of D-000001, an offer to Sam Single."""
    counter.do("log_order", **ORDER)
    (made,) = counter.do("draft_message", workers=["Sam Single"], order_id="O-000001").drafts
    return str(made.text)


@pytest.mark.parametrize(
    ("said", "was", "becomes"),
    [
        ({"part": "time", "new": "7:00 AM"}, "6:00 AM", "7:00 AM"),
        ({"part": "pay", "new": "$26"}, "$24.50", "$26"),
        ({"part": "name", "new": "Samuel"}, "Hi Sam,", "Hi Samuel,"),
        ({"part": "day", "new": "Friday"}, "Tue Apr 21", "Friday"),
        ({"old": "acme", "new": "Birch"}, "Acme", "Birch"),
    ],
)
def test_only_that_value_changes(counter: Counter, draft: str, said: dict[str, Any], was: str, becomes: str) -> None:
    (changed,) = counter.do("review_draft", action="edit", draft_id="D-000001", **said).drafts
    assert was in draft and changed.text == draft.replace(was, becomes)


@pytest.mark.parametrize("said", [{"part": "name", "new": "Ana"}, {"old": "Gate 9", "new": "Gate 4"}])
def test_what_the_draft_does_not_say_is_not_put_in(counter: Counter, draft: str, said: dict[str, str]) -> None:
    counter.do("review_draft", action="edit", draft_id="D-000001", text="Come at six.")
    fate = counter.try_("review_draft", action="edit", draft_id="D-000001", **said)
    assert isinstance(fate, Retry | Refused) and fate.error.code == "part_missing"
    assert counter.store.ledger.rows("drafts")[0]["text"] == "Come at six."


@pytest.mark.parametrize(
    "said", [{"new": "x"}, {"part": "time"}, {"text": "a", "new": "b", "part": "time"}, {"old": "a", "text": "b"}]
)
def test_an_edit_has_a_text_or_a_value(counter: Counter, draft: str, said: dict[str, str]) -> None:
    fate = counter.try_("review_draft", action="edit", draft_id="D-000001", **said)
    assert isinstance(fate, Retry | Refused) and fate.error.code == "bad_arguments"
