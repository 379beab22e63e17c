"""The map of a proposal under review, with its legend."""

import streamlit as st

from app_pages import map_grid, maps, matches, review_views
from app_pages.services import services
from app_pages.symbols import Symbol, legend
from mapping.review.proposal import Proposal
from mapping.storage.rows import StoredPhoto
from mapping.storage.selection import Area
from mapping.storage.stored_matches import StoredMatch

__all__ = ["SHOWN_M", "show"]

SHOWN_M = 400.0
"""How far around a proposal accepted cameras are drawn; a whole city's would slow each key."""


def show(proposal: Proposal, photo: StoredPhoto, found: StoredMatch | None) -> None:
    """Show the photographer, the line of sight, the camera and what stands around it."""
    position = proposal.position
    if position is None:
        return
    here = photo.location
    taken_at = (here.latitude, here.longitude) if here else None
    sights = review_views.sights(proposal, photo)
    distances_m = [position.distance_m or 0.0, *(alone.distance_m or 0.0 for _, alone in sights)]
    span_m = max(60.0, 3 * position.semi_major_m, 3 * max(distances_m))
    centre = (position.latitude, position.longitude)
    ground, note = map_grid.ground(centre, span_m)
    accepted = list(services().store.cameras(Area.around(*centre, SHOWN_M)))
    layers = [
        *ground,
        *maps.camera_layers(accepted),
        maps.view_layer("own-view", [proposal]),
        *maps.sight_layers(sights),
        *maps.estimate_layers(position, taken_at),
    ]
    signs = maps.estimate_symbols(position, taken_at)
    if sights and Symbol.RAY not in signs:
        signs.append(Symbol.RAY)
    if accepted:
        signs.append(Symbol.ACCEPTED)
    if any(maps.viewing_direction(camera) is not None for camera in (proposal, *accepted)):
        signs.append(Symbol.VIEW)
    imported = matches.imported_candidates(found)
    if imported:
        layers.append(maps.known_layer(imported))
        signs.append(Symbol.IMPORTED)
    st.pydeck_chart(maps.deck(layers, centre, span_m), height=300, key=f"map-{proposal.id}")
    legend(signs, note)
