"""Solids in Blender: meshes, sky, lens and rendering.

Needs `bpy` (see requirements-training.txt); nothing else in the project imports it.
"""

import math
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector
from numpy.typing import NDArray

from training.ground import Lens, Standpoint
from training.materials import forget, material
from training.meshes import mesh
from training.sky import direction, sky_panorama
from training.solids import Block, Lathe, Solid

__all__ = ["add", "clear", "render_light", "set_lens", "set_sky"]

_SMOOTH_BELOW_RAD = 0.6
_meshes: dict[tuple[object, ...], Any] = {}


def clear(threads: int = 0) -> None:
    """Start from an empty scene rendered by Cycles on the CPU; 0 threads means all cores."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    _meshes.clear()
    forget()
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.threads_mode = "FIXED" if threads else "AUTO"
    if threads:
        scene.render.threads = threads
    scene.cycles.device = "CPU"
    scene.cycles.use_denoising = True
    scene.cycles.denoiser = "OPENIMAGEDENOISE"
    scene.cycles.denoising_quality = "FAST"
    scene.cycles.max_bounces = 3
    scene.cycles.diffuse_bounces = 2
    scene.cycles.glossy_bounces = 2
    scene.cycles.use_light_tree = False
    scene.render.use_persistent_data = True
    scene.cycles.transparent_max_bounces = 8
    scene.cycles.caustics_reflective = scene.cycles.caustics_refractive = False
    scene.cycles.sample_clamp_indirect = 6.0


def add(solids: Iterable[Solid], name: str) -> None:
    """Put solids into the scene; all their objects begin with the name."""
    for solid in solids:
        made = bpy.data.objects.new(name, _mesh_data(solid))
        made.matrix_world = Matrix(solid.pose.tolist())
        bpy.context.scene.collection.objects.link(made)


def _mesh_data(solid: Solid) -> Any:  # noqa: ANN401 - bpy is untyped
    key = _mesh_key(solid)
    if key is not None and key in _meshes:
        return _meshes[key]
    vertices, faces = mesh(solid)
    data = bpy.data.meshes.new("solid")
    data.from_pydata(vertices.tolist(), [], faces)
    data.update()
    data.materials.append(material(solid.finish))
    data.shade_smooth()
    data.set_sharp_from_angle(angle=_SMOOTH_BELOW_RAD)
    if key is not None:
        _meshes[key] = data
    return data


def _mesh_key(solid: Solid) -> tuple[object, ...] | None:
    """Name the shapes that repeat often, so that Cycles keeps one copy."""
    match solid:
        case Block():
            return (
                "block",
                tuple(round(side, 4) for side in solid.size),
                solid.bevel,
                solid.finish,
            )
        case Lathe():
            return ("lathe", solid.profile, solid.arc, solid.steps, solid.finish)
        case _:
            return None


def set_sky(*, sun_angle_rad: float, sun_elevation_deg: float, cloudy: bool) -> None:
    """Light the street: a clear sky with its sun, or an even overcast.

    The sun's angle counts counterclockwise from the x axis.
    """
    for old in [o for o in bpy.data.objects if o.type == "LIGHT"]:
        bpy.data.objects.remove(old)
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.cycles.sampling_method = "NONE"  # an even sky needs no importance map, which is slow
    tree = world.node_tree
    panorama = tree.nodes.new("ShaderNodeTexEnvironment")
    panorama.image = _image(
        sky_panorama(sun_angle_rad, math.radians(sun_elevation_deg), cloudy=cloudy)
    )
    tree.links.new(panorama.outputs[0], tree.nodes["Background"].inputs["Color"])
    light = bpy.data.lights.new("sun", "SUN")
    light.energy = 0.0 if cloudy else _SUN_IRRADIANCE
    light.angle = math.radians(0.6)
    light.color = (1.0, 0.93, 0.83)
    lamp = bpy.data.objects.new("sun", light)
    towards = Vector(direction(sun_angle_rad, math.radians(sun_elevation_deg)))
    lamp.rotation_euler = towards.to_track_quat("Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(lamp)


_SUN_IRRADIANCE = 7.0
"""Of the sun lamp, against a clear sky whose radiance is about one half."""


def _image(pixels: NDArray[np.float32]) -> Any:  # noqa: ANN401 - bpy is untyped
    height, width = pixels.shape[:2]
    image = bpy.data.images.new("sky", width, height, float_buffer=True)
    rgba = np.ones((height, width, 4), dtype=np.float32)
    rgba[..., :3] = pixels[::-1]  # Blender counts rows from the bottom
    image.pixels.foreach_set(rgba.ravel())
    image.update()
    return image


def set_lens(standpoint: Standpoint, lens: Lens) -> None:
    """Look from the standpoint through the lens."""
    scene = bpy.context.scene
    for old in [o for o in bpy.data.objects if o.type == "CAMERA"]:
        bpy.data.objects.remove(old)
    data = bpy.data.cameras.new("lens")
    data.sensor_fit = "HORIZONTAL"
    data.sensor_width = 36.0
    data.lens = 36.0 * lens.focal_px / lens.width
    data.clip_start, data.clip_end = 0.05, 500.0
    view = bpy.data.objects.new("lens", data)
    right, up, forward = standpoint.axes()
    pose = np.eye(4)
    pose[:3, :3] = np.stack([right, up, -forward], axis=1)
    pose[:3, 3] = standpoint.eye
    view.matrix_world = Matrix(pose.tolist())
    scene.collection.objects.link(view)
    scene.camera = view
    scene.render.resolution_x, scene.render.resolution_y = lens.width, lens.height
    scene.render.resolution_percentage = 100


def render_light(*, samples: int, seed: int, transparent: bool = False) -> NDArray[np.float32]:
    """Render scene-linear light, shape (height, width, 4), rows from the top."""
    scene = bpy.context.scene
    scene.cycles.samples = samples
    scene.cycles.use_adaptive_sampling = samples > 16
    scene.cycles.adaptive_threshold = 0.03
    scene.cycles.seed = seed
    scene.render.film_transparent = transparent
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_mode = "RGBA"
    with tempfile.TemporaryDirectory() as folder:
        scene.render.filepath = str(Path(folder) / "light.exr")
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(scene.render.filepath)
        width, height = image.size
        pixels = np.empty(width * height * 4, dtype=np.float32)
        image.pixels.foreach_get(pixels)
        bpy.data.images.remove(image)
    return pixels.reshape(height, width, 4)[::-1]
