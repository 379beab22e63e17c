"""Finishes as Blender materials with procedural textures. Needs `bpy`."""

from typing import Any

import bpy

from training.material_nodes import (
    Shader,
    Socket,
    Tree,
    base_colour,
    bump,
    facade_position,
    noise,
    position,
    stained,
    stretched,
)
from training.solids import Finish

__all__ = ["forget", "material"]


_cache: dict[Finish, Any] = {}


def forget() -> None:
    """Drop all materials, as an emptied scene has dropped them."""
    _cache.clear()


def material(finish: Finish) -> Any:  # noqa: ANN401 - bpy is untyped
    """Give the material of a finish, made once."""
    if finish not in _cache:
        _cache[finish] = _make(finish)
    return _cache[finish]


def _make(finish: Finish) -> Any:  # noqa: ANN401 - bpy is untyped
    made = bpy.data.materials.new(finish.pattern)
    made.use_nodes = True
    tree = made.node_tree
    surface = tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (*finish.colour, 1)
    surface.inputs["Roughness"].default_value = finish.roughness
    surface.inputs["Metallic"].default_value = finish.metallic
    surface.inputs["Coat Weight"].default_value = finish.coat
    if finish.glow:
        surface.inputs["Emission Color"].default_value = (*finish.colour, 1)
        surface.inputs["Emission Strength"].default_value = finish.glow
    _PATTERNS[finish.pattern](tree, surface, finish)
    return made


def _plain(tree: Tree, surface: Shader, finish: Finish) -> None:
    if finish.dirt:
        place = position(tree)
        colour = stained(
            tree,
            base_colour(tree, finish),
            stretched(tree, noise(tree, place, 14), 0.45, 0.75),
            (0.55, 0.48, 0.38),
            finish.dirt,
        )
        streaks = stretched(tree, noise(tree, position(tree, (60, 60, 5)), 1.0, 3), 0.5, 0.75)
        colour = stained(tree, colour, streaks, (0.45, 0.4, 0.33), finish.dirt * 0.7)
        tree.links.new(colour, surface.inputs["Base Color"])


def _plaster(tree: Tree, surface: Shader, finish: Finish) -> None:
    place = position(tree)
    colour = stained(
        tree,
        base_colour(tree, finish),
        stretched(tree, noise(tree, place, 0.7), 0.35, 0.7),
        (0.72, 0.7, 0.67),
        finish.dirt,
    )
    colour = stained(
        tree,
        colour,
        stretched(tree, noise(tree, place, 6), 0.45, 0.75),
        (0.7, 0.68, 0.64),
        finish.dirt * 0.7,
    )
    runs = stretched(tree, noise(tree, position(tree, (2.5, 2.5, 0.12)), 1.5, 3), 0.5, 0.75)
    colour = stained(tree, colour, runs, (0.5, 0.47, 0.43), finish.dirt * 0.8)
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(place, split.inputs[0])
    splash = stretched(tree, split.outputs["Z"], 1.1, 0.0)
    colour = stained(tree, colour, splash, (0.55, 0.52, 0.47), finish.dirt)
    tree.links.new(colour, surface.inputs["Base Color"])
    bump(tree, surface, noise(tree, place, 55, 3), 0.006, 0.35)


def _bricks(
    tree: Tree,
    surface: Shader,
    finish: Finish,
    place: Socket,
    size: tuple[float, float, float],
) -> None:
    """Lay bricks, slabs or tiles of (width, height, joint) metres."""
    node = tree.nodes.new("ShaderNodeTexBrick")
    width, height, joint = size
    node.inputs["Scale"].default_value = 1.0
    node.inputs["Brick Width"].default_value = width
    node.inputs["Row Height"].default_value = height
    node.inputs["Mortar Size"].default_value = joint
    node.inputs["Mortar Smooth"].default_value = 0.3
    light = tuple(min(1.0, channel * 1.3) for channel in finish.colour)
    dark = tuple(channel * 0.7 for channel in finish.colour)
    node.inputs["Color1"].default_value = (*light, 1)
    node.inputs["Color2"].default_value = (*dark, 1)
    grout = 0.35 if finish.pattern == "brick" else 0.06
    node.inputs["Mortar"].default_value = (grout, grout * 0.95, grout * 0.88, 1)
    tree.links.new(place, node.inputs["Vector"])
    world = position(tree)
    colour = stained(
        tree,
        node.outputs["Color"],
        stretched(tree, noise(tree, world, 0.9), 0.35, 0.75),
        (0.6, 0.57, 0.53),
        finish.dirt,
    )
    colour = stained(
        tree, colour, stretched(tree, noise(tree, world, 25), 0.4, 0.7), (0.75, 0.72, 0.7), 0.6
    )
    tree.links.new(colour, surface.inputs["Base Color"])
    inverse = stretched(tree, node.outputs["Fac"], 1.0, 0.0)
    bump(tree, surface, inverse, 0.008)


def _brick(tree: Tree, surface: Shader, finish: Finish) -> None:
    _bricks(tree, surface, finish, facade_position(tree), (0.25, 0.075, 0.006))


def _slabs(tree: Tree, surface: Shader, finish: Finish) -> None:
    _bricks(tree, surface, finish, position(tree), (0.5, 0.5, 0.006))


def _roof(tree: Tree, surface: Shader, finish: Finish) -> None:
    _bricks(tree, surface, finish, facade_position(tree), (0.22, 0.2, 0.02))


def _asphalt(tree: Tree, surface: Shader, finish: Finish) -> None:
    place = position(tree)
    colour = stained(
        tree,
        base_colour(tree, finish),
        stretched(tree, noise(tree, place, 0.4), 0.4, 0.7),
        (0.6, 0.6, 0.6),
        0.8,
    )
    colour = stained(
        tree, colour, stretched(tree, noise(tree, place, 90), 0.45, 0.6), (0.6, 0.6, 0.62), 0.8
    )
    tree.links.new(colour, surface.inputs["Base Color"])
    bump(tree, surface, noise(tree, place, 120, 3), 0.006)


def _slats(tree: Tree, surface: Shader, finish: Finish) -> None:
    wave = tree.nodes.new("ShaderNodeTexWave")
    wave.bands_direction = "Z"
    wave.inputs["Scale"].default_value = 7.0
    tree.links.new(position(tree), wave.inputs["Vector"])
    colour = stained(
        tree,
        base_colour(tree, finish),
        stretched(tree, wave.outputs["Fac"], 0.4, 0.0),
        (0.3, 0.3, 0.3),
        1.0,
    )
    tree.links.new(colour, surface.inputs["Base Color"])


def _leaf(tree: Tree, surface: Shader, finish: Finish) -> None:
    mask = stretched(tree, noise(tree, position(tree), 9, 2), 0.35, 0.65)
    colour = stained(tree, base_colour(tree, finish), mask, (0.35, 0.5, 0.3), 1.0)
    tree.links.new(colour, surface.inputs["Base Color"])


def _glass(tree: Tree, surface: Shader, finish: Finish) -> None:
    del finish
    bump(tree, surface, noise(tree, position(tree), 1.6, 1), 0.02, 0.12)


def _clear(tree: Tree, surface: Shader, finish: Finish) -> None:
    """Let light through except what the surface mirrors: a thin bubble without refraction."""
    through = tree.nodes.new("ShaderNodeBsdfTransparent")
    through.inputs[0].default_value = (*finish.colour, 1)
    mirror = tree.nodes.new("ShaderNodeBsdfGlossy")
    mirror.inputs["Roughness"].default_value = finish.roughness
    share = tree.nodes.new("ShaderNodeFresnel")
    mix = tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(share.outputs[0], mix.inputs[0])
    tree.links.new(through.outputs[0], mix.inputs[1])
    tree.links.new(mirror.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], tree.nodes["Material Output"].inputs[0])
    tree.nodes.remove(surface)


_PATTERNS = {
    "plain": _plain,
    "plaster": _plaster,
    "brick": _brick,
    "slabs": _slabs,
    "roof": _roof,
    "asphalt": _asphalt,
    "slats": _slats,
    "leaf": _leaf,
    "glass": _glass,
    "clear": _clear,
}
