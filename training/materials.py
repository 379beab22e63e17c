"""Finishes as Blender materials with procedural textures. Needs `bpy`."""

from typing import Any

import bpy

from training.solids import Finish

__all__ = ["forget", "material"]

# Blender's own types come without annotations: a node tree and its sockets are Any.
_Tree = Any
_Socket = Any
_Shader = Any

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


def _place(tree: _Tree, scale: tuple[float, float, float] = (1, 1, 1)) -> _Socket:
    """Give the position in the street, stretched by a scale."""
    position = tree.nodes.new("ShaderNodeNewGeometry").outputs["Position"]
    stretch = tree.nodes.new("ShaderNodeMapping")
    stretch.inputs["Scale"].default_value = scale
    tree.links.new(position, stretch.inputs["Vector"])
    return stretch.outputs["Vector"]


def _facade_place(tree: _Tree) -> _Socket:
    """Give (x + y, z): continuous along walls that run along either axis."""
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(_place(tree), split.inputs[0])
    along = tree.nodes.new("ShaderNodeMath")
    tree.links.new(split.outputs["X"], along.inputs[0])
    tree.links.new(split.outputs["Y"], along.inputs[1])
    join = tree.nodes.new("ShaderNodeCombineXYZ")
    tree.links.new(along.outputs[0], join.inputs["X"])
    tree.links.new(split.outputs["Z"], join.inputs["Y"])
    return join.outputs[0]


def _noise(tree: _Tree, place: _Socket, scale: float, detail: float = 2.0) -> _Socket:
    node = tree.nodes.new("ShaderNodeTexNoise")
    node.inputs["Scale"].default_value = scale
    node.inputs["Detail"].default_value = detail
    tree.links.new(place, node.inputs["Vector"])
    return node.outputs[0]


def _ramp(tree: _Tree, value: _Socket, low: float, high: float) -> _Socket:
    """Stretch low..high to 0..1."""
    node = tree.nodes.new("ShaderNodeMapRange")
    node.inputs["From Min"].default_value = low
    node.inputs["From Max"].default_value = high
    tree.links.new(value, node.inputs["Value"])
    return node.outputs[0]


def _stain(
    tree: _Tree, base: _Socket, mask: _Socket, colour: tuple[float, float, float], amount: float
) -> _Socket:
    """Multiply a colour in where the mask is 1."""
    strength = tree.nodes.new("ShaderNodeMath")
    strength.operation = "MULTIPLY"
    strength.inputs[1].default_value = amount
    tree.links.new(mask, strength.inputs[0])
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type, mix.blend_type = "RGBA", "MULTIPLY"
    tree.links.new(strength.outputs[0], mix.inputs[0])
    tree.links.new(base, mix.inputs[6])
    mix.inputs[7].default_value = (*colour, 1)
    return mix.outputs[2]


def _colour(tree: _Tree, finish: Finish) -> _Socket:
    node = tree.nodes.new("ShaderNodeRGB")
    node.outputs[0].default_value = (*finish.colour, 1)
    return node.outputs[0]


def _bump(
    tree: _Tree, surface: _Shader, height: _Socket, distance: float, strength: float = 0.6
) -> None:
    node = tree.nodes.new("ShaderNodeBump")
    node.inputs["Strength"].default_value = strength
    node.inputs["Distance"].default_value = distance
    tree.links.new(height, node.inputs["Height"])
    tree.links.new(node.outputs[0], surface.inputs["Normal"])


def _plain(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    if finish.dirt:
        place = _place(tree)
        colour = _stain(
            tree,
            _colour(tree, finish),
            _ramp(tree, _noise(tree, place, 14), 0.45, 0.75),
            (0.55, 0.48, 0.38),
            finish.dirt,
        )
        streaks = _ramp(tree, _noise(tree, _place(tree, (60, 60, 5)), 1.0, 3), 0.5, 0.75)
        colour = _stain(tree, colour, streaks, (0.45, 0.4, 0.33), finish.dirt * 0.7)
        tree.links.new(colour, surface.inputs["Base Color"])


def _plaster(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    place = _place(tree)
    colour = _stain(
        tree,
        _colour(tree, finish),
        _ramp(tree, _noise(tree, place, 0.7), 0.35, 0.7),
        (0.72, 0.7, 0.67),
        finish.dirt,
    )
    colour = _stain(
        tree,
        colour,
        _ramp(tree, _noise(tree, place, 6), 0.45, 0.75),
        (0.7, 0.68, 0.64),
        finish.dirt * 0.7,
    )
    runs = _ramp(tree, _noise(tree, _place(tree, (2.5, 2.5, 0.12)), 1.5, 3), 0.5, 0.75)
    colour = _stain(tree, colour, runs, (0.5, 0.47, 0.43), finish.dirt * 0.8)
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(place, split.inputs[0])
    splash = _ramp(tree, split.outputs["Z"], 1.1, 0.0)
    colour = _stain(tree, colour, splash, (0.55, 0.52, 0.47), finish.dirt)
    tree.links.new(colour, surface.inputs["Base Color"])
    _bump(tree, surface, _noise(tree, place, 55, 3), 0.006, 0.35)


def _bricks(
    tree: _Tree,
    surface: _Shader,
    finish: Finish,
    place: _Socket,
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
    world = _place(tree)
    colour = _stain(
        tree,
        node.outputs["Color"],
        _ramp(tree, _noise(tree, world, 0.9), 0.35, 0.75),
        (0.6, 0.57, 0.53),
        finish.dirt,
    )
    colour = _stain(
        tree, colour, _ramp(tree, _noise(tree, world, 25), 0.4, 0.7), (0.75, 0.72, 0.7), 0.6
    )
    tree.links.new(colour, surface.inputs["Base Color"])
    inverse = _ramp(tree, node.outputs["Fac"], 1.0, 0.0)
    _bump(tree, surface, inverse, 0.008)


def _brick(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    _bricks(tree, surface, finish, _facade_place(tree), (0.25, 0.075, 0.006))


def _slabs(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    _bricks(tree, surface, finish, _place(tree), (0.5, 0.5, 0.006))


def _roof(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    _bricks(tree, surface, finish, _facade_place(tree), (0.22, 0.2, 0.02))


def _asphalt(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    place = _place(tree)
    colour = _stain(
        tree,
        _colour(tree, finish),
        _ramp(tree, _noise(tree, place, 0.4), 0.4, 0.7),
        (0.6, 0.6, 0.6),
        0.8,
    )
    colour = _stain(
        tree, colour, _ramp(tree, _noise(tree, place, 90), 0.45, 0.6), (0.6, 0.6, 0.62), 0.8
    )
    tree.links.new(colour, surface.inputs["Base Color"])
    _bump(tree, surface, _noise(tree, place, 120, 3), 0.006)


def _slats(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    wave = tree.nodes.new("ShaderNodeTexWave")
    wave.bands_direction = "Z"
    wave.inputs["Scale"].default_value = 7.0
    tree.links.new(_place(tree), wave.inputs["Vector"])
    colour = _stain(
        tree,
        _colour(tree, finish),
        _ramp(tree, wave.outputs["Fac"], 0.4, 0.0),
        (0.3, 0.3, 0.3),
        1.0,
    )
    tree.links.new(colour, surface.inputs["Base Color"])


def _leaf(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    mask = _ramp(tree, _noise(tree, _place(tree), 9, 2), 0.35, 0.65)
    colour = _stain(tree, _colour(tree, finish), mask, (0.35, 0.5, 0.3), 1.0)
    tree.links.new(colour, surface.inputs["Base Color"])


def _glass(tree: _Tree, surface: _Shader, finish: Finish) -> None:
    del finish
    _bump(tree, surface, _noise(tree, _place(tree), 1.6, 1), 0.02, 0.12)


def _clear(tree: _Tree, surface: _Shader, finish: Finish) -> None:
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
