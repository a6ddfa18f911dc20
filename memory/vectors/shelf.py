"""The generations of one bench side by side, and the pointer that says which one holds.

A promotion is one `os.replace` of ``CURRENT``: a kill at any moment leaves the old generation or the new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from memory.errors import NotFound
from memory.vectors.files import replace_text, sync

_CURRENT = "CURRENT"
_DRAFT = ".draft-"
Stamp = tuple[int, int, int]


class Shelf:
    """Folder of generations. Who writes holds the store's lock; reading needs none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)

    def stamp(self) -> Stamp | None:
        """Changes with every promotion, by whichever process; None before the first. Costs one `stat`."""
        try:
            found = (self._folder / _CURRENT).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def current(self) -> Path | None:
        """The generation that holds; None before the first."""
        try:
            name = (self._folder / _CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return self._folder / name

    def all(self) -> list[Path]:
        """Finished generations, oldest first."""
        return sorted(path for path in self._folder.iterdir() if path.is_dir() and path.name.isdigit())

    def add(self, fill: Callable[[Path], None]) -> Path:
        """A new generation, filled and on the disk, not yet promoted."""
        draft = self._folder / f"{_DRAFT}{uuid4().hex}"
        draft.mkdir()
        fill(draft)
        newest = max((int(path.name) for path in self.all()), default=0)
        final = self._folder / f"{newest + 1:06d}"
        draft.rename(final)
        sync(self._folder)
        return final

    def promote(self, generation: Path) -> None:
        """From now on this one holds."""
        replace_text(self._folder / _CURRENT, generation.name)

    def previous(self) -> Path:
        """The newest generation older than the current one. Raises NotFound where none was kept."""
        current = self.current()
        older = [path for path in self.all() if current is not None and path.name < current.name]
        if not older:
            raise NotFound(
                "There is no earlier generation of vectors to go back to.",
                hint="Only the one before the last refresh is kept.",
                code="no_previous_vectors",
            )
        return older[-1]

    def sweep(self, keep: set[Path]) -> None:
        """Remove drafts that a kill left behind, and every generation but these."""
        for path in self._folder.iterdir():
            if path.is_dir() and (path.name.startswith(_DRAFT) or (path.name.isdigit() and path not in keep)):
                shutil.rmtree(path)
