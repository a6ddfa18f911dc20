"""What lies in a store's folder, told without opening it."""

from __future__ import annotations

from pathlib import Path

DEMO_MARK = "DEMO"
"""A file of this name says that everybody in the store is invented; it is empty until the demo is whole."""

OWN_MARK = "OWN"
"""A file of this name says that the shop chose this store for itself, also while nobody is in it yet."""


def is_own(folder: Path) -> bool:
    """Whether the shop's own people belong here: it said so, or they are in already."""
    return not is_demo(folder) and ((folder / OWN_MARK).exists() or has_bench(folder))


def has_bench(folder: Path) -> bool:
    """Whether workers were brought in and embedded here."""
    return (folder / "vectors" / "generations" / "CURRENT").exists()


def is_demo(folder: Path) -> bool:
    """Whether everybody in it is invented."""
    return (folder / DEMO_MARK).exists()


def is_half_made(folder: Path) -> bool:
    """Whether making the demo here was cut short."""
    mark = folder / DEMO_MARK
    return mark.exists() and mark.stat().st_size == 0
