"""What lies in a store's folder, told without opening it."""

from __future__ import annotations

from pathlib import Path

DEMO_MARK = "DEMO"
"""A file of this name says that everybody in the store is invented; it is empty until the demo is whole."""


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
