"""A small stage for Blender's Cycles: materials, shapes, light and camera, all made from numbers.

Lengths are metres. Every shape is a mesh that this module computes; nothing is loaded from a file.
"""
# mypy: ignore-errors
# bpy describes its API at run time alone, so there is nothing for a type checker to read.

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import bpy
from mathutils import Matrix, Vector, noise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Triple = tuple[float, float, float]


def clear(*, sky: str = "#fff6e8", strength: float = 0.7) -> None:
    """Start an empty scene under an even sky."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    ground = world.node_tree.nodes["Background"]
    ground.inputs[0].default_value = linear(sky)
    ground.inputs[1].default_value = strength


def evening() -> None:
    """Turn the even sky into an evening one: apricot at the horizon, a dusty blue above."""
    tree = bpy.context.scene.world.node_tree
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"], split.inputs["Vector"])
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    stops = ramp.color_ramp.elements
    stops[0].position, stops[0].color = 0.0, linear("#ffc890")
    stops[1].position, stops[1].color = 0.5, linear("#7fa8b5")
    middle = stops.new(0.2)
    middle.color = linear("#f3d3b4")
    tree.links.new(split.outputs["Z"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], tree.nodes["Background"].inputs[0])


def linear(color: str) -> tuple[float, float, float, float]:
    """A hex colour as scene-linear RGBA."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return (red, green, blue, 1.0)


def material(
    color: str,
    *,
    rough: float = 0.6,
    second: str | None = None,
    mottle: float = 4.0,
    bump: float = 0.0,
    grain: float = 200.0,
    sheen: float = 0.0,
    inner: float = 0.0,
    glass: float = 0.0,
    metal: float = 0.0,
    glow: float = 0.0,
    coat: float = 0.0,
) -> bpy.types.Material:
    """A surface: one colour or two that mottle, smooth or with a fine bump, cloth, wax, glass, metal or light."""
    surface = bpy.data.materials.new(color)
    surface.use_nodes = True
    tree = surface.node_tree
    shader = tree.nodes["Principled BSDF"]
    settings = {
        "Base Color": linear(color), "Roughness": rough, "Metallic": metal, "Sheen Weight": sheen,
        "Subsurface Weight": inner, "Transmission Weight": glass, "Coat Weight": coat,
        "Emission Color": linear(color), "Emission Strength": glow,
    }  # fmt: skip
    for name, value in settings.items():
        shader.inputs[name].default_value = value
    shader.inputs["Subsurface Radius"].default_value = (0.02, 0.012, 0.006)
    if second:
        _mottle(tree, shader, linear(color), linear(second), mottle)
    if bump:
        _bump(tree, shader, bump, grain)
    return surface


def _coordinates(tree):
    return tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]


def _mottle(tree, shader, first, second, scale: float) -> None:
    cloud = tree.nodes.new("ShaderNodeTexNoise")
    cloud.inputs["Scale"].default_value = scale
    cloud.inputs["Detail"].default_value = 6
    tree.links.new(_coordinates(tree), cloud.inputs["Vector"])
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.35, 0.68
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = first, second
    tree.links.new(cloud.outputs["Fac"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], shader.inputs["Base Color"])


def _bump(tree, shader, strength: float, scale: float) -> None:
    cloud = tree.nodes.new("ShaderNodeTexNoise")
    cloud.inputs["Scale"].default_value = scale
    cloud.inputs["Detail"].default_value = 3
    tree.links.new(_coordinates(tree), cloud.inputs["Vector"])
    relief = tree.nodes.new("ShaderNodeBump")
    relief.inputs["Strength"].default_value = strength
    relief.inputs["Distance"].default_value = 0.01
    tree.links.new(cloud.outputs["Fac"], relief.inputs["Height"])
    tree.links.new(relief.outputs["Normal"], shader.inputs["Normal"])


def wood(light: str, dark: str, *, stretch: Triple = (1.2, 14, 14), rough: float = 0.45) -> bpy.types.Material:
    """Wood whose grain runs along the axis with the smallest stretch."""
    surface = material(light, rough=rough)
    tree, shader = surface.node_tree, surface.node_tree.nodes["Principled BSDF"]
    mapping = tree.nodes.new("ShaderNodeMapping")
    mapping.inputs["Scale"].default_value = stretch
    tree.links.new(_coordinates(tree), mapping.inputs["Vector"])
    cloud = tree.nodes.new("ShaderNodeTexNoise")
    cloud.inputs["Scale"].default_value = 2.2
    cloud.inputs["Detail"].default_value = 8
    cloud.inputs["Distortion"].default_value = 1.2
    tree.links.new(mapping.outputs["Vector"], cloud.inputs["Vector"])
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.3, 0.72
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = linear(dark), linear(light)
    tree.links.new(cloud.outputs["Fac"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], shader.inputs["Base Color"])
    return surface


def mesh(
    vertices: Sequence[Triple], faces: Sequence[Sequence[int]], surface, *, at: Triple = (0, 0, 0),
    turn: Triple = (0, 0, 0), smooth: bool = True, thick: float = 0.0, divide: int = 0, bevel: float = 0.0,
):  # fmt: skip
    """Put a mesh on the stage; turn is in degrees; thick, bevel and divide add Blender's modifiers in that order."""
    data = bpy.data.meshes.new("shape")
    data.from_pydata([tuple(v) for v in vertices], [], [tuple(f) for f in faces])
    data.validate()
    if smooth:
        data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    data.materials.append(surface)
    thing = bpy.data.objects.new("shape", data)
    thing.location = at
    thing.rotation_euler = [math.radians(angle) for angle in turn]
    bpy.context.collection.objects.link(thing)
    if thick:
        shell = thing.modifiers.new("thick", "SOLIDIFY")
        shell.thickness = thick
        shell.offset = 0
    if bevel:
        edge = thing.modifiers.new("bevel", "BEVEL")
        edge.width, edge.segments, edge.limit_method = bevel, 4, "ANGLE"
    if divide:
        finer = thing.modifiers.new("divide", "SUBSURF")
        finer.levels = finer.render_levels = divide
    return thing


def box(size: Triple, surface, at: Triple, *, turn: Triple = (0, 0, 0), bevel: float = 0.01):
    """A box about its centre, with rounded edges."""
    x, y, z = (value / 2 for value in size)
    corners = [(i * x, j * y, k * z) for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return mesh(corners, faces, surface, at=at, turn=turn, bevel=bevel, smooth=bool(bevel))


def lathe(profile: Sequence[tuple[float, float]], surface, at: Triple, *, turn: Triple = (0, 0, 0), around: int = 64,
          ribs: int = 0, depth: float = 0.0, divide: int = 1, lean: float = 0.0):  # fmt: skip
    """A turned shape from (radius, height) pairs; ribs and depth flute it, lean bends it to one side with height."""
    vertices, faces = [], []
    for radius, height in profile:
        for step in range(around):
            angle = 2 * math.pi * step / around
            size = radius * (1 + depth * math.cos(ribs * angle))
            vertices.append((size * math.cos(angle) + lean * height * height, size * math.sin(angle), height))
    for ring in range(len(profile) - 1):
        for step in range(around):
            a, b = ring * around + step, ring * around + (step + 1) % around
            faces.append((a, b, b + around, a + around))
    return mesh(vertices, faces, surface, at=at, turn=turn, divide=divide)


def tube(points: Sequence[Triple], radius: float, surface, at: Triple = (0, 0, 0), *, closed: bool = False):
    """A round bar or cord through points."""
    data = bpy.data.curves.new("tube", "CURVE")
    data.dimensions, data.bevel_depth, data.bevel_resolution, data.use_fill_caps = "3D", radius, 6, True
    line = data.splines.new("BEZIER" if len(points) > 2 else "POLY")
    knots = line.bezier_points if len(points) > 2 else line.points
    knots.add(len(points) - 1)
    for knot, point in zip(knots, points, strict=True):
        if len(points) > 2:
            knot.co, knot.handle_left_type, knot.handle_right_type = point, "AUTO", "AUTO"
        else:
            knot.co = (*point, 1)
    line.use_cyclic_u = closed
    data.materials.append(surface)
    thing = bpy.data.objects.new("tube", data)
    thing.location = at
    bpy.context.collection.objects.link(thing)
    return thing


def ball(radius: float, surface, at: Triple, *, squash: Triple = (1, 1, 1), rough: float = 0.0, seed: float = 0.0):
    """A sphere, or a pebble where `rough` pushes its surface in and out."""
    rings, around = 40, 64
    vertices: list[Triple] = []
    for ring in range(rings + 1):
        polar = math.pi * ring / rings
        for step in range(around):
            angle = 2 * math.pi * step / around
            way = Vector((math.sin(polar) * math.cos(angle), math.sin(polar) * math.sin(angle), math.cos(polar)))
            push = 1 + rough * noise.noise(way * 1.3 + Vector((seed, seed * 2, -seed)))
            vertices.append(tuple(way[i] * radius * push * squash[i] for i in range(3)))
    faces = [
        (r * around + s, (r + 1) * around + s, (r + 1) * around + (s + 1) % around, r * around + (s + 1) % around)
        for r in range(rings)
        for s in range(around)
    ]
    return mesh(vertices, faces, surface, at=at)


def sheet(size: tuple[float, float], steps: tuple[int, int], height: Callable[[float, float], float], surface,
          at: Triple, *, turn: Triple = (0, 0, 0), thick: float = 0.0, divide: int = 0):  # fmt: skip
    """A cloth or ground whose height is a function of x and y."""
    across, along = steps
    vertices = [
        (x, y, height(x, y))
        for x in (size[0] * (i / across - 0.5) for i in range(across + 1))
        for y in (size[1] * (j / along - 0.5) for j in range(along + 1))
    ]
    row = along + 1
    faces = [
        (i * row + j, (i + 1) * row + j, (i + 1) * row + j + 1, i * row + j + 1)
        for i in range(across)
        for j in range(along)
    ]
    return mesh(vertices, faces, surface, at=at, turn=turn, thick=thick, divide=divide)


def leaf(
    surface, at: Triple, *, length: float, wide: float, heading: float, rise: float, droop: float, fold: float = 0.25
):
    """A leaf that leaves `at` toward a heading (degrees), rising at an angle and drooping along its way."""
    steps = 12
    vertices, faces = [], []
    place, angle = Vector((0, 0, 0)), math.radians(rise)
    for step in range(steps + 1):
        share = step / steps
        half = wide * math.sin(math.pi * min(share * 0.93 + 0.05, 1)) ** 0.8 / 2
        up = Vector((-math.sin(angle), 0, math.cos(angle)))
        ribs = (place + Vector((0, side * half, 0)) + up * (abs(side) * half * fold) for side in (-1, 0, 1))
        vertices += [tuple(rib) for rib in ribs]
        place = place + Vector((math.cos(angle), 0, math.sin(angle))) * (length / steps)
        angle -= math.radians(droop) / steps
    for step in range(steps):
        for side in (0, 1):
            a = step * 3 + side
            faces.append((a, a + 1, a + 4, a + 3))
    return mesh(vertices, faces, surface, at=at, turn=(0, 0, heading), thick=0.0012, divide=1)


def sun(turn: Triple, strength: float, *, color: str = "#ffe2bd", soft: float = 1.2) -> None:
    """Sunlight; turn is in degrees, soft is the sun's apparent size in degrees."""
    light = bpy.data.lights.new("sun", "SUN")
    light.energy, light.color, light.angle = strength, linear(color)[:3], math.radians(soft)
    _lamp(light, (0, 0, 5), [math.radians(angle) for angle in turn])


def area(at: Triple, toward: Triple, size: float, power: float, *, color: str = "#fff3e2") -> None:
    """A soft square light at a place, facing another."""
    light = bpy.data.lights.new("area", "AREA")
    light.energy, light.size, light.color = power, size, linear(color)[:3]
    _lamp(light, at, (Vector(toward) - Vector(at)).to_track_quat("-Z", "Y").to_euler())


def point(at: Triple, power: float, *, color: str = "#ffb469", size: float = 0.02) -> None:
    """A small warm light, such as a flame."""
    light = bpy.data.lights.new("point", "POINT")
    light.energy, light.color, light.shadow_soft_size = power, linear(color)[:3], size
    _lamp(light, at, (0, 0, 0))


def _lamp(light, at, turn) -> None:
    thing = bpy.data.objects.new("light", light)
    thing.location, thing.rotation_euler = at, turn
    bpy.context.collection.objects.link(thing)


def shoot(
    path: Path, size: tuple[int, int], *, eye: Triple, look: Triple, lens: float = 50, stop: float = 4.0,
    focus: Triple | None = None, samples: int = 48, exposure: float = 0.0, scale: int = 100,
) -> None:  # fmt: skip
    """Render the stage from an eye toward a point into a PNG; focus is a place that is sharp, `look` unless given."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    data.lens = lens
    data.dof.use_dof, data.dof.aperture_fstop = True, stop
    data.dof.focus_distance = (Vector(focus or look) - Vector(eye)).length
    camera = bpy.data.objects.new("camera", data)
    camera.matrix_world = (
        Matrix.Translation(eye) @ (Vector(look) - Vector(eye)).to_track_quat("-Z", "Y").to_matrix().to_4x4()
    )
    bpy.context.collection.objects.link(camera)
    scene.camera = camera
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.seed = samples, True, 7
    scene.cycles.max_bounces, scene.cycles.adaptive_threshold = 6, 0.04
    scene.cycles.sample_clamp_indirect = 6
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = scale
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", "AgX - Medium High Contrast"
    scene.view_settings.exposure = exposure
    scene.render.image_settings.file_format = "PNG"
    scene.render.use_persistent_data = True
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def dice(seed: int) -> random.Random:
    """A source of repeatable chance."""
    return random.Random(seed)
