"""Places and people: positions, proposals, review, and what is exported."""
