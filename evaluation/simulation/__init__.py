"""Simulations that hold the estimates and intervals of this project against known truth."""
