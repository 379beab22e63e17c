"""A basemap of one's own: vector tiles, glyphs and a style in a folder that the app serves."""

from mapping.basemap.build import BasemapError, Built, build
from mapping.basemap.style import ATTRIBUTION, style_at

__all__ = ["ATTRIBUTION", "BasemapError", "Built", "build", "style_at"]
