"""Five real answers as Slack would roughly show them: HTML, and PNG where Chromium is there.

python scripts/slack_cards.py [FOLDER]: ranking, approval, draft, home and forecast, from a demo of its own.
"""

from __future__ import annotations

import base64
import html
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from agents.card import Deed  # noqa: E402
from agents.desk import Desk  # noqa: E402
from agents.language import USUAL  # noqa: E402
from agents.messages import DEMO_PERSON, Incoming, Reply  # noqa: E402
from agents.settings import Settings  # noqa: E402
from gateway.demo.load import make_demo  # noqa: E402
from slack_bot.blocks.cards import stood  # noqa: E402
from slack_bot.blocks.homes import Asked, home_view  # noqa: E402
from slack_bot.blocks.replies import messages_of  # noqa: E402
from slack_bot.charts import drawn  # noqa: E402

CHROMIUM = Path("/usr/bin/chromium")
STYLE = """body{font:15px/1.46 Lato,'Helvetica Neue',Arial,sans-serif;color:#1d1c1d;margin:20px;width:640px}
.b{margin:8px 0;white-space:pre-wrap}.f{display:grid;grid-template-columns:1fr 1fr;gap:8px;margin-top:6px}
.c{font-size:13px;color:#616061;white-space:pre-wrap;margin:4px 0}.a{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
button{font:bold 13px Lato,Arial,sans-serif;border:1px solid #bbb;border-radius:8px;background:#fff;padding:6px 12px}
.primary{background:#007a5a;color:#fff;border-color:#007a5a}.danger{color:#e01e5a;border-color:#e01e5a}
h2{font-size:18px;margin:14px 0 6px}img{max-width:480px;border:1px solid #ddd;border-radius:8px}
.who{font-weight:900;margin-bottom:4px}hr{border:0;border-top:1px solid #ddd}"""


def shown(text: dict[str, Any]) -> str:
    """A text object as HTML."""
    if text["type"] == "plain_text":
        return html.escape(text["text"])
    marked = re.sub(r"\*([^*\n]+)\*", r"<b>\1</b>", re.sub(r"<@(\w+)>", r"@\1", text["text"]))
    return re.sub(r"<tel:[^|>]*\|([^>]*)>", r"<u>\1</u>", marked)


def drawn_blocks(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        match block["type"]:
            case "section":
                text = shown(block["text"]) if "text" in block else ""
                fields = "".join(f"<div class=b>{shown(one)}</div>" for one in block.get("fields", ()))
                yield f"<div class=b>{text}</div>" + (f"<div class=f>{fields}</div>" if fields else "")
            case "header":
                yield f"<h2>{shown(block['text'])}</h2>"
            case "context":
                yield "".join(f"<div class=c>{shown(one)}</div>" for one in block["elements"])
            case "actions":
                made = (f"<button class={one.get('style', '')}>{shown(one['text'])}</button>" for one in
                        block["elements"])  # fmt: skip
                yield f"<div class=a>{''.join(made)}</div>"
            case "context_actions":
                yield "<div class=c>👍 &nbsp; 👎</div>"
            case _:
                yield "<hr>"


def answers(desk: Desk) -> Iterator[tuple[str, list[dict[str, Any]], list[bytes]]]:
    words = {**desk.words("chat", USUAL), **desk.words("slack", USUAL)}

    def ask(name: str, text: str) -> tuple[Reply, list[dict[str, Any]], list[bytes]]:
        reply = desk.answer(Incoming(text, DEMO_PERSON, "slack", name))
        messages = messages_of(reply, name, words)
        pictures = [drawn(chart) for part in reply.parts for chart in part.charts]
        return reply, [block for message in messages for block in message.whole], pictures

    reply, blocks, _ = ask("ranking", "find 2 welders in Gary for Lakeshore Steelworks thursday 6am")
    first = reply.cards[0]
    desk.press(Deed("accepted", first.card_id), DEMO_PERSON, "slack", "ranking")
    stands = desk.cards(DEMO_PERSON, "slack", "ranking")
    yield "ranking", stood(blocks, stands, "ranking", words, {(first.card_id, "accepted"): "Sarah"}), []
    yield "approval", ask("approval", f"caught {reply.cards[1].name} by phone between two meetings")[1], []
    yield "draft", ask("draft", f"draft a text to {reply.cards[2].name} for Lakeshore Steelworks")[1], []
    _, blocks, pictures = ask("forecast", "what's tight this month?")
    yield "forecast", blocks, pictures
    waiting = [Asked(one, "Mon Apr 20 10:00 AM") for one in desk.waiting(DEMO_PERSON, "slack")]
    due, drafts = ask("due", words["home_ask"])[0], desk.open_drafts(DEMO_PERSON)
    choices = [str(one) for one in desk.words("approvals", USUAL)["choices"]]
    brief = desk.brief(DEMO_PERSON, "slack", USUAL)
    yield "home", home_view(brief, due, waiting, drafts, choices, words)["blocks"], []


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as store:
        settings = Settings(data=Path(store) / "store", now="2026-04-20T10:00", _env_file=None)
        make_demo(settings, 1_500, 7, lambda _progress: None)
        desk = Desk(settings)
        for name, blocks, pictures in answers(desk):
            images = "".join(f"<img src='data:image/png;base64,{base64.b64encode(one).decode()}'>" for one in pictures)
            page = f"<meta charset=utf-8><style>{STYLE}</style><div class=who>Muster</div>"
            (folder / f"{name}.html").write_text(page + "".join(drawn_blocks(blocks)) + images, encoding="utf-8")
        desk.close()
    if CHROMIUM.exists():
        photograph(folder)


def photograph(folder: Path) -> None:
    """A picture of every page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        for page in sorted(folder.glob("*.html")):
            opened = browser.new_page(viewport={"width": 700, "height": 400})
            opened.goto(page.resolve().as_uri())
            opened.screenshot(path=str(page.with_suffix(".png")), full_page=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/slack_cards"))
