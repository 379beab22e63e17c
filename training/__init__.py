"""Synthetic scenes, composition, fine-tuning, and export of weights."""
