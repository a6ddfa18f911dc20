"""Python's garbage collector beside many names that live as long as the desk."""

from __future__ import annotations

import gc


def set_apart() -> None:
    """Take what lives now out of the collector's walks: over many names each would stop the desk for 250 ms.

    What is garbage by now is collected first; set apart, it would stay for good.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
