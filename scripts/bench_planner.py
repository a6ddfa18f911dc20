"""Measures the built-in planner: labelled and fuzzed messages against a bench of many names; prints a table.

.venv/bin/python scripts/bench_planner.py --names 500000
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date

import yaml
from rich.console import Console

from agents.understanding.focus import Focus
from agents.understanding.lexicon import Lexicon
from evals.planning import FOLDER, PROMPTS, Shop, read_messages

FUZZED = 10_000
console = Console(highlight=False, width=160)


def workers(count: int, chance: random.Random) -> list[tuple[str, str, str, str]]:
    """Invented people as the demo bench names them; at this many most names are shared."""
    groups = yaml.safe_load((PROMPTS / "demo" / "bench.yaml").read_text(encoding="utf-8"))["names"]
    firsts = [str(name) for group in groups for name in group["first"]]
    lasts = [str(name) for group in groups for name in group["last"]]
    return [
        (f"W-{number:06}", f"{chance.choice(firsts)} {chance.choice(lasts)}", "Welder", "Gary")
        for number in range(count)
    ]


def fuzzed(texts: Sequence[str], chance: random.Random) -> str:
    """A message that is none: pieces of others, doubled, cut, with letters lost and marks put in."""
    pieces = [chance.choice(texts) for _ in range(chance.randint(1, 4))]
    words = " ".join(pieces).split()
    chance.shuffle(words)
    words = words[: chance.randint(1, 60)]
    for _ in range(chance.randint(0, 6)):
        place = chance.randrange(len(words))
        words[place] = chance.choice(
            [words[place][1:], words[place] * 2, "".join(chance.sample(words[place], len(words[place]))), "?!,.",
             chr(chance.randint(33, 0x2FFF)), str(chance.randint(0, 10**9)), "and", "\n"]
        )  # fmt: skip
    return " ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=500_000)
    names = parser.parse_args().names
    chance = random.Random(1)
    shop = Shop()
    vocabulary = shop.understanding.vocabulary
    began = time.perf_counter()
    own = [(w.worker_id, w.name, w.role, w.city) for w in shop.lexicon.names.workers]
    lexicon = Lexicon.build(
        vocabulary,
        roles=sorted(set(shop.lexicon.roles.values())),
        cities=[(city, state) for city, states in shop.lexicon.states_of.items() for state in states],
        clients=sorted({name for found in shop.lexicon.clients.values() for name in found}),
        workers=[*own, *workers(names, chance)],
        certifications=sorted(set(shop.lexicon.certifications.values())),
    )
    built = time.perf_counter() - began
    gc.freeze()  # as the desk does
    texts = [message.text for path in sorted(FOLDER.glob("*.jsonl")) for message in read_messages(path)]

    def milliseconds(text: str) -> float:
        start = time.perf_counter()
        shop.understanding.plan(text, lexicon, Focus(), shop.now)
        return (time.perf_counter() - start) * 1000

    for text in texts[::7]:
        milliseconds(text)
    labelled = [milliseconds(text) for text in chance.sample(texts, len(texts))]
    hostile = [milliseconds(fuzzed(texts, chance)) for _ in range(FUZZED)]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    where = f"{machine}, Python {platform.python_version()}"
    command = f"python scripts/bench_planner.py --names {names}"
    console.print(f"{date.today()} · {where} · `{command}`\n", markup=False)
    console.print("| what | p50 | p95 | slowest | target |\n|---|---|---|---|---|", markup=False)
    for name, spent, target in (
        (f"plan a message, {names:,} names, {len(labelled)} labelled ones", labelled, "p95 10 ms"),
        (f"plan one of {FUZZED:,} fuzzed messages", hostile, "slowest 100 ms"),
    ):
        p50, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[18]
        console.print(f"| {name} | {p50:.1f} ms | {p95:.1f} ms | {max(spent):.0f} ms | {target} |", markup=False)
    console.print(f"| build the lexicon | {built:.1f} s | | | |", markup=False)


if __name__ == "__main__":
    sys.exit(main())
