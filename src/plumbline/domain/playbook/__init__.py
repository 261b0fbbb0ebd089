"""Packs, and the plan that is compiled from them."""
