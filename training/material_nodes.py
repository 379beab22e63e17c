"""The few texture nodes that all materials are made of. Needs `bpy`."""

from typing import Any

from training.solids import Finish

__all__ = [
    "Shader",
    "Socket",
    "Tree",
    "base_colour",
    "bump",
    "facade_position",
    "noise",
    "position",
    "stained",
    "stretched",
]

# Blender's own types come without annotations: a node tree and its sockets are Any.

Tree = Any
Socket = Any
Shader = Any


def position(tree: Tree, scale: tuple[float, float, float] = (1, 1, 1)) -> Socket:
    """Give the position in the street, stretched by a scale."""
    here = tree.nodes.new("ShaderNodeNewGeometry").outputs["Position"]
    stretch = tree.nodes.new("ShaderNodeMapping")
    stretch.inputs["Scale"].default_value = scale
    tree.links.new(here, stretch.inputs["Vector"])
    return stretch.outputs["Vector"]


def facade_position(tree: Tree) -> Socket:
    """Give (x + y, z): continuous along walls that run along either axis."""
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(position(tree), split.inputs[0])
    along = tree.nodes.new("ShaderNodeMath")
    tree.links.new(split.outputs["X"], along.inputs[0])
    tree.links.new(split.outputs["Y"], along.inputs[1])
    join = tree.nodes.new("ShaderNodeCombineXYZ")
    tree.links.new(along.outputs[0], join.inputs["X"])
    tree.links.new(split.outputs["Z"], join.inputs["Y"])
    return join.outputs[0]


def noise(tree: Tree, place: Socket, scale: float, detail: float = 2.0) -> Socket:
    """Give noise of 0 to 1 at a place."""
    node = tree.nodes.new("ShaderNodeTexNoise")
    node.inputs["Scale"].default_value = scale
    node.inputs["Detail"].default_value = detail
    tree.links.new(place, node.inputs["Vector"])
    return node.outputs[0]


def stretched(tree: Tree, value: Socket, low: float, high: float) -> Socket:
    """Stretch low..high to 0..1."""
    node = tree.nodes.new("ShaderNodeMapRange")
    node.inputs["From Min"].default_value = low
    node.inputs["From Max"].default_value = high
    tree.links.new(value, node.inputs["Value"])
    return node.outputs[0]


def stained(
    tree: Tree, base: Socket, mask: Socket, colour: tuple[float, float, float], amount: float
) -> Socket:
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


def base_colour(tree: Tree, finish: Finish) -> Socket:
    """Give the colour of a finish."""
    node = tree.nodes.new("ShaderNodeRGB")
    node.outputs[0].default_value = (*finish.colour, 1)
    return node.outputs[0]


def bump(
    tree: Tree, surface: Shader, height: Socket, distance: float, strength: float = 0.6
) -> None:
    """Let a height roughen the surface."""
    node = tree.nodes.new("ShaderNodeBump")
    node.inputs["Strength"].default_value = strength
    node.inputs["Distance"].default_value = distance
    tree.links.new(height, node.inputs["Height"])
    tree.links.new(node.outputs[0], surface.inputs["Normal"])
