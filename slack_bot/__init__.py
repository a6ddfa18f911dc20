"""Slack: listeners, a durable inbox, and a reply in blocks."""
