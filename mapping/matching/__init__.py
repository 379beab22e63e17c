"""What the map knows already, and which proposals are among it."""
