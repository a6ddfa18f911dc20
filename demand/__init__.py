"""Permits → contracts → forecast."""
