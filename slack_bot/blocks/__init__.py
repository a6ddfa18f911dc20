"""Replies as Block Kit, made by pure functions."""
