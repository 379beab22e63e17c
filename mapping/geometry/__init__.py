"""Where a camera stands: from one sighting or several to a place with its error ellipse."""
