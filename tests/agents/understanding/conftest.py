"""An invented shop: its words, its people, and a Monday morning."""

from __future__ import annotations

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
