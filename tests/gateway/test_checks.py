"""What `muster doctor` and the set-up page tell: each part, how it is, and the command that mends it."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agents.desk import Desk
from agents.settings import Settings
from gateway.checks import Check, checks_for_tests, examine, machine_checks
from gateway.checks.channels import CHANNELS, ChannelSettings, channel_check
from gateway.command import build_app
from gateway.pages.setup import set_up

SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in SECRETS:
        monkeypatch.delenv(f"MUSTER_{name}", raising=False)


def settings(**given: object) -> Settings:
    return Settings(model="builtin", _env_file=None, **given)  # type: ignore[arg-type]


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_every_part_of_a_set_up_desk_is_told(folder: Path) -> None:
    desk = Desk(settings(data=folder, now="2026-04-20T09:00"))
    found = by_name(list(examine(desk, serving=True)))
    desk.close()
    assert {"bench", "clients", "orders", "permits", "index", "planner", "ledger", "audit", "disk", "python", "port",
            "time zone", "web chat", "ollama", "slack", "sms", "vector back end"} <= found.keys()  # fmt: skip
    assert not [check for check in found.values() if check.state == "broken"]
    assert found["bench"].said.startswith("your own, 603 workers, last brought in 2026-04-20")
    assert found["index"].state == "ok"
    assert found["port"].said == "3100: this desk"
    for check in found.values():
        assert check.said
        assert check.fix or check.state in ("ok", "optional", "later"), check


def test_an_empty_store_and_the_demo_say_what_to_do_next(tmp_path: Path, folder: Path) -> None:
    desk = Desk(settings(data=tmp_path / "new"))
    bench = by_name(list(examine(desk, serving=True)))["bench"]
    desk.close()
    assert (bench.state, bench.fix) == ("missing", "muster ingest FILE --dataset workers, or add people in the chat")
    (folder / "DEMO").touch()
    desk = Desk(settings(data=folder))
    bench = by_name(list(examine(desk, serving=True)))["bench"]
    desk.close()
    assert bench.state == "optional"
    assert "invented" in bench.said
    assert "muster own" in bench.fix


def test_workers_that_are_not_embedded_are_told(folder: Path) -> None:
    desk = Desk(settings(data=folder))
    desk.store.lake.put("workers", [{"worker_id": "W-1", "name": "Jane Doe"}], source="s", staffer="s",
                        now=desk.clock.now())  # fmt: skip
    assert by_name(list(examine(desk, serving=True)))["index"].state == "missing"
    desk.store.refresh_vectors()
    assert by_name(list(examine(desk, serving=True)))["index"].state == "ok"
    desk.close()


def test_channels_name_what_they_lack_and_never_show_what_they_have(monkeypatch: pytest.MonkeyPatch) -> None:
    slack, sms = (replace(channel, is_here=True) for channel in CHANNELS)
    monkeypatch.setenv("MUSTER_SLACK_BOT_TOKEN", "xoxb-secret")
    found = channel_check(slack, ChannelSettings(_env_file=None))
    assert (found.state, found.fix) == ("missing", "set MUSTER_SLACK_SIGNING_SECRET too")
    assert channel_check(sms, ChannelSettings(_env_file=None)).state == "optional"
    assert "xoxb" not in str(found)
    monkeypatch.setenv("MUSTER_SLACK_SIGNING_SECRET", "s")
    assert channel_check(slack, ChannelSettings(_env_file=None)).state == "ok"


def test_the_page_and_the_command_say_alike_what_is_not_here_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_SLACK_BOT_TOKEN", "xoxb-secret")
    checks = list(machine_checks(settings(), serving=True))
    sections = {one.section.name: one for one in set_up(checks).sections}
    for channel in CHANNELS:
        (check,) = sections[channel.name].checks
        assert sections[channel.name].is_here == channel.is_here == (check.state != "later")
        assert check == by_name(checks)[channel.name]


def test_what_only_tests_use_is_told_apart(folder: Path) -> None:
    names = {check.name for check in checks_for_tests()}
    assert "chromium" in names
    desk = Desk(settings(data=folder))
    assert not names & {check.name for check in examine(desk, serving=True)}
    desk.close()


def test_somebody_else_on_the_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        assert by_name(list(machine_checks(settings(port=port), serving=True)))["port"].state == "ok"
    assert "is free" in by_name(list(machine_checks(settings(port=port))))["port"].said


def test_the_command_prints_a_line_each_and_fails_only_where_something_is_broken(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_MODEL", "builtin")
    runner, app = CliRunner(), build_app()
    done = runner.invoke(app, ["doctor", "--data", str(folder)])
    assert done.exit_code == 0, done.output
    lines = [line for line in done.output.splitlines() if line.strip()]
    shown = json.loads(runner.invoke(app, ["doctor", "--json", "--data", str(folder)]).stdout)
    heading = next(place for place, line in enumerate(lines) if line.startswith("For tests"))
    assert "chromium" in lines[heading + 1]
    assert [line.split()[0] for line in lines[:heading] + lines[heading + 1 :]] == [check["state"] for check in shown]
    assert shown[0].keys() == {"name", "state", "said", "fix"}
    (tmp_path / "file").write_text("no folder")
    broken = runner.invoke(app, ["doctor", "--json", "--data", str(tmp_path / "file" / "store")])
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)[0]["state"] == "broken"
