"""The demo's invented shop: bench, clients, permits and what happened so far. The same seed makes the same shop."""
