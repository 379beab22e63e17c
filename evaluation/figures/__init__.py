"""Figures: predictions held against the truth, each with its interval."""
