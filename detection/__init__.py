"""Pixels: from the bytes of a photo to the camera housings in it."""
