"""Runs: models with their settings on a dataset, as jobs that survive a kill."""
