"""A real model, and an invented bench whose vectors stand in tight clusters by role, as a real bench's do."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from memory.vectors.composed import WorkerText, blocks, compose
from memory.vectors.embedder import MiniLmEmbedder
from memory.vectors.matrix import Matrix
from memory.vectors.phrases import PhraseCache

ROLES = {
    "Welder": ["MIG welding", "TIG welding", "Stick welding", "Blueprint reading", "Grinding", "Plasma cutting"],
    "Forklift Operator": ["Sit-down forklift", "Reach truck", "Loading docks", "Pallets", "RF scanner", "Inventory"],
    "Electrician": ["Conduit bending", "Panel wiring", "Motor controls", "Troubleshooting", "Blueprint reading"],
    "CNC Machinist": ["G-code", "Lathe", "Milling", "Micrometers", "Tool setting", "Blueprint reading"],
    "Order Picker": ["RF scanner", "Pallets", "Packing", "Shipping labels", "Cherry picker", "Inventory"],
    "Maintenance Tech": ["Hydraulics", "Pneumatics", "Motor controls", "PLC", "Bearings", "Troubleshooting"],
    "Painter": ["Spray painting", "Sanding", "Masking", "Powder coating", "Color matching"],
    "Carpenter": ["Framing", "Drywall", "Formwork", "Finish carpentry", "Power tools"],
}
CERTIFICATIONS = ["OSHA 10", "OSHA 30", "Forklift (2027-05-01)", "CPR (2026-11-30)", "AWS D1.1"]


def bench(size: int, seed: int = 1) -> list[WorkerText]:
    """Invented workers; the same for the same arguments."""
    chance = random.Random(seed)
    workers = []
    for number in range(size):
        role = chance.choice(list(ROLES))
        skills = chance.sample(ROLES[role], chance.randint(1, 4)) + chance.sample(
            ["Teamwork", "Spanish", "Cleaning"], 1
        )
        held = chance.sample(CERTIFICATIONS, chance.randint(0, 2))
        workers.append(WorkerText(f"W-{number:06d}", role, tuple(skills), tuple(held)))
    return workers


@pytest.fixture(scope="session")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


@pytest.fixture(scope="session")
def phrases(embedder: MiniLmEmbedder, tmp_path_factory: pytest.TempPathFactory) -> PhraseCache:
    return PhraseCache(tmp_path_factory.mktemp("phrases") / "phrases.sqlite", embedder)


@pytest.fixture(scope="session")
def make_bench() -> Callable[..., list[WorkerText]]:
    return bench


@pytest.fixture(scope="session")
def clustered(embedder: MiniLmEmbedder, phrases: PhraseCache) -> Matrix:
    """(24,000, 384): composed vectors of a bench."""
    return Matrix(np.concatenate([compose(t, phrases, embedder) for t in blocks(bench(24_000))]).astype(np.float16))
