"""Programs that wear the app out and count what happens; see docs/endurance.md."""
