"""How fast Slack gets its acknowledgement while twenty people write at once, and what became of their messages.

python scripts/bench_slack.py [PEOPLE] [MESSAGES_EACH]: on a demo of its own, against a Slack of this machine.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from slack_sdk.signature import SignatureVerifier

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from agents.desk import Desk  # noqa: E402
from agents.settings import Settings  # noqa: E402
from gateway.demo.load import make_demo  # noqa: E402
from gateway.server import build_app  # noqa: E402
from memory.ledger.ledger import Actor  # noqa: E402

WORKERS = 3_000
TEXTS = ("find 3 welders in Gary tomorrow 6am", "what's tight this month?", "What did I do today?")


def stand_in() -> Any:
    """The tests' own Slack."""
    spec = importlib.util.spec_from_file_location("slack_stand_in", ROOT / "tests" / "slack" / "stand_in.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["slack_stand_in"] = module
    spec.loader.exec_module(module)
    return module


async def write(client: httpx.AsyncClient, url: str, verifier: Any, user: int, each: int) -> list[float]:
    took = []
    for number in range(each):
        body = json.dumps({
            "type": "event_callback", "team_id": "T0TEAM", "event_id": f"Ev{user}-{number}",
            "event": {"type": "message", "channel_type": "im", "channel": f"D{user}", "user": f"U{user}",
                      "text": TEXTS[number % len(TEXTS)], "ts": f"17000{user:05d}.{number:06d}"},
        })  # fmt: skip
        at = str(int(time.time()))
        signature = verifier.generate_signature(timestamp=at, body=body)
        headers = {"x-slack-request-timestamp": at, "x-slack-signature": signature, "content-type": "application/json"}
        began = time.perf_counter()
        answer = await client.post(f"{url}/slack/events", content=body, headers=headers)
        took.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
    return took


async def write_all(url: str, verifier: Any, people: int, each: int) -> list[float]:
    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=people)) as client:
        everybody = await asyncio.gather(*(write(client, url, verifier, user, each) for user in range(people)))
    return [seconds for took in everybody for seconds in took]


def main(people: int, each: int) -> None:
    stand = stand_in()
    slack = stand.SlackStandIn()
    with tempfile.TemporaryDirectory() as folder, stand.Running(slack.app) as there:
        slack.port = there.port
        settings = Settings(
            data=Path(folder) / "store", slack_bot_token=stand.BOT_TOKEN, slack_signing_secret=stand.SECRET,
            slack_api_url=slack.url, now="2026-04-20T10:00", _env_file=None,
        )  # fmt: skip
        make_demo(settings, WORKERS, 7, lambda _progress: None)
        desk = Desk(settings)
        desk.warm_up()
        by = Actor("bench", "terminal")
        for number in range(people):
            desk.roster.add(f"Recruiter {number}", "admin", "default", by)
            desk.roster.link(f"Recruiter {number}", "slack", f"T0TEAM:U{number}", by)
        app = build_app(desk, chat=False)
        with stand.Running(app) as here:
            url, verifier = f"http://127.0.0.1:{here.port}", SignatureVerifier(stand.SECRET)
            began = time.perf_counter()
            took = sorted(asyncio.run(write_all(url, verifier, people, each)))
            while app.state.slack.left:
                time.sleep(0.05)
            whole = time.perf_counter() - began
        desk.close()
    answers = len(slack.of("chat.stopStream"))
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    print(  # noqa: T201
        f"{people} people, {len(took)} messages: acknowledged p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, "
        f"longest {took[-1] * 1000:.0f} ms; {answers} answered in {whole:.1f} s; refused by Slack: {slack.faults}"
    )


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*given, *(20, 3)[len(given) :])
