"""Signals: what programs outside say happened. Their normal form, and which cycle they belong to; pure."""
