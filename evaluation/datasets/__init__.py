"""Truth: labelled photos in whichever format they come, and what is wrong with them."""
