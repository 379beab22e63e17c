"""The commands of `python -m mapping`, each importing what it needs when it runs."""
