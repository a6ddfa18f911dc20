"""Which booking a report is about, where it names no job, only the client, or only the day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from memory.ledger.tables import from_text
from tools.fates import Done, Refused

At = Callable[[str], Any]
SAM = {"workers": ["W-9003"]}


def stages(counter: Any) -> dict[str, str]:
    """Start of each booking, on the shop's clock → its stage."""
    zone = counter.store.settings.zone
    rows = counter.store.ledger.rows("bookings")
    return {f"{row['client']} {_local(row['start'], zone)}": row["stage"] for row in rows}


def _local(start: str, zone: Any) -> str:
    return f"{from_text(start).astimezone(zone):%d %H}"


def test_a_bare_report_moves_the_booking_that_there_is(counter_at: At) -> None:
    counter_at("2026-04-20T09:00").do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    for moment, stage in (
        ("2026-04-21T16:00", "confirmed"),
        ("2026-04-22T06:10", "showed"),
        ("2026-04-22T15:00", "completed"),
    ):
        counter = counter_at(moment)
        answer = counter.do("log_fill", stage=stage, **SAM)
        assert (answer.client, answer.recorded) == ("Acme Steel", ("W-9003",)), stage
        assert stages(counter) == {"Acme Steel 22 06": stage}
    assert len(counter.store.ledger.rows("playbooks")) == 1


def test_a_bare_acceptance_of_what_stands_is_recorded_already(counter_at: At) -> None:
    counter_at("2026-04-20T09:00").do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    counter = counter_at("2026-04-21T09:00")
    answer = counter.do("log_fill", **SAM)
    assert answer.already_recorded == ("W-9003",) and "for Acme Steel, already recorded by Sarah" in answer.note
    assert len(stages(counter)) == 1


def test_a_client_alone_names_the_booking_there(counter_at: At) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    counter.do("log_fill", client="Borg Foods", start="2026-04-23T06:00", **SAM)
    counter.do("log_fill", client="Borg Foods", stage="confirmed", **SAM)
    assert stages(counter) == {"Acme Steel 22 06": "accepted", "Borg Foods 23 06": "confirmed"}


@pytest.mark.parametrize("stage", ["confirmed", "cancelled"])
def test_a_day_alone_names_the_booking_of_that_day(counter_at: At, stage: str) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-22T14:00", **SAM)
    counter.do("log_fill", client="Borg Foods", start="2026-04-23T06:00", **SAM)
    counter.do("log_fill", start="2026-04-22", stage=stage, **SAM)
    assert stages(counter) == {"Acme Steel 22 14": stage, "Borg Foods 23 06": "accepted"}


@pytest.mark.parametrize("stage", ["confirmed", "cancelled"])
def test_several_bookings_are_asked_about(counter_at: At, stage: str) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    counter.do("log_fill", client="Borg Foods", start="2026-04-23T06:00", **SAM)
    fate = counter.try_("log_fill", stage=stage, **SAM)
    assert isinstance(fate, Refused) and (fate.error.code, fate.error.status) == ("which_booking", 409)
    assert "Acme Steel Wed Apr 22 6:00 AM and Borg Foods Thu Apr 23 6:00 AM" in fate.error.message
    assert [one["client"] for one in fate.error.details["bookings"]] == ["Acme Steel", "Borg Foods"]
    assert set(stages(counter).values()) == {"accepted"}
    counter.do("log_fill", client="Acme Steel", stage="confirmed", **SAM)
    counter.do("log_fill", stage="confirmed", **SAM)
    assert set(stages(counter).values()) == {"confirmed"}, "only one was left to confirm"


def test_who_is_there_now_is_told_by_the_time(counter_at: At) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    counter.do("log_fill", client="Borg Foods", start="2026-04-23T06:00", **SAM)
    counter_at("2026-04-23T06:05").do("log_fill", stage="showed", **SAM)
    assert stages(counter) == {"Acme Steel 22 06": "accepted", "Borg Foods 23 06": "showed"}


def test_a_role_or_a_city_is_another_job(counter_at: At) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    answer = counter.do("log_fill", role="Welder", city="Gary", state="IN", **SAM)
    assert answer.recorded == ("W-9003",) and not answer.start_stated
    assert len(stages(counter)) == 2


def test_two_people_keep_their_own_jobs(counter_at: At) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    counter.do("log_fill", workers=["W-9001"], client="Borg Foods", start="2026-04-23T06:00")
    answer = counter.do("log_fill", workers=["W-9003", "W-9001"], stage="confirmed")
    assert set(answer.recorded) == {"W-9003", "W-9001"}
    assert stages(counter) == {"Acme Steel 22 06": "confirmed", "Borg Foods 23 05": "confirmed"}
    assert "confirmed for Acme Steel, Wed Apr 22" in answer.note
    assert "confirmed for Borg Foods, Thu Apr 23 6:00 AM EDT" in answer.note  # where W-9001 lives


def test_a_bare_no_show_is_of_the_shift_that_has_begun(counter_at: At) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Borg Foods", start="2026-04-24T06:00", **SAM)
    counter.do("log_fill", client="Acme Steel", start="2026-04-21T06:00", **SAM)
    answer = counter_at("2026-04-21T06:40").do("log_failure", **SAM)
    assert (answer.client, answer.without_booking) == ("Acme Steel", ())
    assert stages(counter) == {"Borg Foods 24 06": "accepted", "Acme Steel 21 06": "no_show"}
    assert answer.refill.start == answer.start
    again = counter_at("2026-04-21T07:00").do("log_failure", **SAM)
    assert again.already_recorded == ("W-9003",)
    assert stages(counter)["Borg Foods 24 06"] == "accepted", "Friday is no part of it"


@pytest.mark.parametrize("ended", ["completed", "accepted"])
def test_a_no_show_never_rewrites_a_shift_long_past(counter_at: At, ended: str) -> None:
    counter = counter_at("2026-04-09T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-09T06:00", stage=ended, **SAM)
    answer = counter_at("2026-04-20T09:00").do("log_failure", **SAM)
    assert (answer.without_booking, answer.client, answer.start) == (("W-9003",), None, None)
    assert "There is no booking of Sam Single that it can have been" in answer.note
    assert stages(counter) == {"Acme Steel 09 06": ended}
    (failure,) = counter.store.ledger.rows("failures")
    assert (failure["booking_id"], failure["client"]) == (None, None)


def test_a_no_show_of_yesterday_is_recorded_without_a_refill_for_yesterday(counter_at: At) -> None:
    counter = counter_at("2026-04-19T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-19T06:00", **SAM)
    answer = counter_at("2026-04-20T09:00").do("log_failure", **SAM)
    assert answer.client == "Acme Steel" and stages(counter) == {"Acme Steel 19 06": "no_show"}
    assert answer.refill is not None and answer.refill.start is None


def test_a_client_that_is_named_reaches_further_back(counter_at: At) -> None:
    counter = counter_at("2026-04-12T05:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-12T06:00", **SAM)
    counter_at("2026-04-20T09:00").do("log_failure", client="Acme Steel", **SAM)
    assert stages(counter) == {"Acme Steel 12 06": "no_show"}
    counter_at("2026-04-13T05:00").do("log_fill", client="Borg Foods", start="2026-04-13T06:00", **SAM)
    answer = counter_at("2026-05-20T09:00").do("log_failure", client="Borg Foods", **SAM)
    assert answer.without_booking == ("W-9003",) and stages(counter)["Borg Foods 13 06"] == "accepted"


def test_a_no_show_ahead_of_its_time_is_recorded_and_told(counter_at: At) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-22T06:00", **SAM)
    answer = counter.do("log_failure", client="Acme Steel", **SAM)
    assert stages(counter) == {"Acme Steel 22 06": "no_show"}
    assert "has not begun yet" in answer.note and answer.refill.start == answer.start
    assert "has not begun" not in counter.do("log_failure", workers=["W-9001"], reason="other").note


def test_undo_gives_the_booking_back(counter_at: At) -> None:
    counter = counter_at("2026-04-20T09:00")
    counter.do("log_fill", client="Acme Steel", start="2026-04-20T06:00", **SAM)
    counter.do("log_failure", **SAM)
    fate = counter.try_("undo")
    assert isinstance(fate, Done) and stages(counter) == {"Acme Steel 20 06": "accepted"}
