"""An invented shop: its words, its people, and a Monday morning."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agents.understanding.lexicon import Lexicon
from agents.understanding.understanding import Understanding

PROMPTS = Path(__file__).parents[3] / "prompts"
ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 4, 20, 8, 0, tzinfo=ZONE)
"""A Monday."""
WORKERS = [
    ("w1", "Maria Lopez", "Welder", "Gary"),
    ("w2", "Maria Lopez", "Packer", "Toledo"),
    ("w3", "Maria Gutierrez", "Welder", "Gary"),
    ("w4", "Tom Baker", "Welder", "Gary"),
    ("w5", "Ana Ruiz", "Electrician", "Chicago"),
    ("w6", "Michael Johnson", "Forklift Operator", "Hammond"),
    ("w7", "Juan Carlos Perez Garcia", "Laborer", "Chicago"),
    ("w8", "Sean O'Brien", "Carpenter", "Toledo"),
    ("w9", "Robert Smith Jr.", "Electrician", "Chicago"),
    ("w10", "Gary Novak", "Pipefitter", "Gary"),
    ("w11", "José Núñez", "Roofer", "Chicago"),
    ("w12", "Denise Kowalski", "Packer", "Toledo"),
]


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding(PROMPTS, ZONE)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def lexicon(understanding: Understanding) -> Lexicon:
    return Lexicon.build(
        understanding.vocabulary,
        roles=["Welder", "Electrician", "Forklift Operator", "Production Worker", "Laborer", "Packer", "Carpenter",
               "Pipefitter", "Roofer", "Crane Whisperer"],
        cities=[("Gary", "IN"), ("Hammond", "IN"), ("Chicago", "IL"), ("Toledo", "OH")],
        clients=["Acme Manufacturing", "Midwest Steel", "Bluebird Foods", "Lakeside Foods", "Lakeside Paper"],
        workers=WORKERS,
        certifications=["OSHA 10", "Forklift", "AWS D1.1"],
    )  # fmt: skip


FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan "
    "Joseph Sarah Carlos Karen Lisa Daniel Nancy Matthew Betty Anthony Mark Margaret Paul Donna Jose Maria "
    "Luis Ana Juan Carmen Rosa Miguel Jorge Pedro Elena Will Grace Hope May Art Rich Gary Drew Chase Frank "
    "Victor April June Summer Rose Faith Joy "
).split()
LAST = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson "
    "Moore Lee Perez White Harris Clark Lewis Young Allen King Wright Hill Flores Green Adams Nelson Baker "
    "Hall Rivera Carter Diaz Cruz Reyes Cook Ortiz Cooper Reed Kim Ward Price Long Ross Day Love Rice Banks "
    "Church Page Bush Marsh Fields Street "
).split()


def bench(count: int) -> list[tuple[str, str, str, str]]:
    """Invented workers, many of whom share a name, some of whose names are words."""
    chance = random.Random(7)
    return [
        (
            f"x{number}",
            f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            chance.choice(["Welder", "Electrician", "Packer", "Laborer"]),
            chance.choice(["Gary", "Chicago", "Toledo", "Hammond"]),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="session")
def bench_of_20000() -> list[tuple[str, str, str, str]]:
    return bench(20_000)


@pytest.fixture(scope="session")
def big_lexicon(understanding: Understanding, bench_of_20000: list[tuple[str, str, str, str]]) -> Lexicon:
    return Lexicon.build(
        understanding.vocabulary,
        roles=["Welder", "Electrician", "Packer", "Laborer"],
        cities=[("Gary", "IN"), ("Chicago", "IL"), ("Toledo", "OH")],
        clients=["Acme Manufacturing", "Midwest Steel", *(f"Client{number} Works" for number in range(300))],
        workers=bench_of_20000,
        certifications=["OSHA 10"],
    )
