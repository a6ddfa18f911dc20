"""What Slack refuses in a message, a home tab or a modal, and texts made to fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

Surface = Literal["message", "home", "modal"]
Block = dict[str, Any]
MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "home": 100, "modal": 100}
SECTION = 3_000
FIELD = 2_000
FIELDS = 10
BUTTON = 75
BUTTON_VALUE = 2_000
IDENTIFIER = 255
ACTIONS = 25
CONTEXT = 10
CONTEXT_ACTIONS = 5
HEADER = 150
TITLE = 24
"""Of a modal, and of its buttons."""
OPTIONS = 100
OPTION = 75
OPTION_VALUE = 150
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
INPUT_TEXT = 3_000
LABEL = 2_000
METADATA = 3_000
MESSAGE_TEXT = 40_000


def short(text: str, most: int) -> str:
    """The text, cut between words where it is longer."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > most // 2 else cut}…"


def pieces(text: str, most: int = SECTION) -> Iterator[str]:
    """The text in pieces that fit, cut between lines or words."""
    while len(text) > most:
        end = (
            max(text.rfind("\n", 1, most), text.rfind(" ", 1, most))
            if "\n" not in text[:most]
            else text.rfind("\n", 1, most)
        )
        end = end if end > 0 else most
        yield text[:end]
        text = text[end:].lstrip("\n ")
    if text:
        yield text


def problems(blocks: Sequence[Block], surface: Surface = "message") -> list[str]:
    """Everything in the blocks that Slack would refuse; empty where there is nothing."""
    found = [f"{len(blocks)} blocks"] if len(blocks) > MOST_BLOCKS[surface] else []
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["a block_id twice"] if len(set(ids)) != len(ids) else []
    for number, block in enumerate(blocks):
        found += [f"block {number} ({block.get('type')}): {said}" for said in _block(block, surface)]
    return found


def view_problems(view: Mapping[str, Any]) -> list[str]:
    """The same of a home tab or a modal."""
    surface: Surface = "home" if view.get("type") == "home" else "modal"
    found = problems(view.get("blocks", []), surface)
    for name in ("title", "submit", "close"):
        if name in view:
            found += _text(view[name], TITLE, name, plain=True)
    if surface == "modal" and "title" not in view:
        found.append("a modal without a title")
    if len(view.get("private_metadata", "")) > METADATA:
        found.append("private_metadata too long")
    return [*found, *_identifier(view, "callback_id")]


def _block(block: Block, surface: Surface) -> Iterator[str]:
    yield from _identifier(block, "block_id")
    match block.get("type"):
        case "section":
            if "text" not in block and not block.get("fields"):
                yield "no text"
            if "text" in block:
                yield from _text(block["text"], SECTION, "text")
            if len(block.get("fields", ())) > FIELDS:
                yield "too many fields"
            for one in block.get("fields", ()):
                yield from _text(one, FIELD, "field")
            if "accessory" in block:
                yield from _element(block["accessory"])
        case "header":
            yield from _text(block["text"], HEADER, "text", plain=True)
        case "context":
            if not 0 < len(block["elements"]) <= CONTEXT:
                yield f"{len(block['elements'])} elements"
            for one in block["elements"]:
                yield from _text(one, SECTION, "element")
        case "actions":
            yield from _elements(block["elements"], ACTIONS)
        case "context_actions":
            if surface != "message":
                yield "only messages have feedback buttons"
            yield from _elements(block["elements"], CONTEXT_ACTIONS)
        case "divider":
            pass
        case "input":
            if surface == "message":
                yield "an input in a message"
            yield from _text(block["label"], LABEL, "label", plain=True)
            yield from _element(block["element"])
        case "image":
            if not block.get("alt_text") or len(block["alt_text"]) > FIELD:
                yield "alt_text"
        case other:
            yield f"unknown type {other}"


def _elements(elements: Sequence[Block], most: int) -> Iterator[str]:
    if not 0 < len(elements) <= most:
        yield f"{len(elements)} elements"
    ids = [one.get("action_id") for one in elements]
    if len(set(ids)) != len(ids):
        yield "an action_id twice"
    for one in elements:
        yield from _element(one)


def _element(element: Block) -> Iterator[str]:
    if not element.get("action_id"):
        yield "no action_id"
    yield from _identifier(element, "action_id")
    match element.get("type"):
        case "button":
            yield from _text(element["text"], BUTTON, "button", plain=True)
            if len(element.get("value", "")) > BUTTON_VALUE:
                yield "value too long"
            if element.get("style", "primary") not in ("primary", "danger"):
                yield "style"
            for name, most in CONFIRM.items() if "confirm" in element else ():
                yield from _text(element["confirm"][name], most, f"confirm {name}")
        case "feedback_buttons":
            for name in ("positive_button", "negative_button"):
                yield from _text(element[name]["text"], BUTTON, name, plain=True)
                if not 0 < len(element[name]["value"]) <= BUTTON_VALUE:
                    yield f"{name} value"
        case "plain_text_input":
            if len(element.get("initial_value", "")) > min(INPUT_TEXT, element.get("max_length", INPUT_TEXT)):
                yield "initial_value too long"
        case "static_select" | "overflow":
            if not 0 < len(element["options"]) <= (OPTIONS if element["type"] == "static_select" else 5):
                yield "options"
            for option in element["options"]:
                yield from _text(option["text"], OPTION, "option")
                if not 0 < len(option["value"]) <= OPTION_VALUE:
                    yield "option value"
        case other:
            yield f"unknown element {other}"


def _text(text: Any, most: int, name: str, *, plain: bool = False) -> Iterator[str]:
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(text, dict) or text.get("type") not in kinds or not isinstance(text.get("text"), str):
        yield f"{name} is no text object"
    elif not 0 < len(text["text"]) <= most:
        yield f"{name} of {len(text['text'])} characters"


def _identifier(thing: Mapping[str, Any], name: str) -> Iterator[str]:
    if len(thing.get(name, "")) > IDENTIFIER:
        yield f"{name} too long"
