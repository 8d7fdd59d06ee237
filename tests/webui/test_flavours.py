"""Flavours by their routes, fields, scripts and versions."""

import pytest

from booru_studio.webui.flavours import flavour_by_version, flavour_of
from booru_studio.webui.schema import request_fields, schema_paths

COMMON = ["options", "progress", "samplers", "sd-models"]


def paths(*names: str) -> frozenset[str]:
    return frozenset(f"/sdapi/v1/{name}" for name in names)


@pytest.mark.parametrize(
    ("routes", "fields", "scripts", "flavour"),
    [
        ([*COMMON, "schedulers", "sd-vae", "interrogate"], {"sampler_index"}, ["seed"], "a1111"),
        ([*COMMON, "schedulers", "sd-vae", "interrogate"], {"sampler_index"},
         ["FreeU Integrated"], "reforge"),
        ([*COMMON, "schedulers", "sd-modules", "interrogate"], {"sampler_index"},
         ["freeu integrated"], "forge"),
        ([*COMMON, "schedulers", "sd-modules", "interrogate"], set(), [], "forge"),
        ([*COMMON, "schedulers", "sd-modules", "interrogate"], {"prompt"}, [], "ersatz"),
        ([*COMMON, "schedulers", "sd-modules"], {"sampler_index"}, [], "neo"),
        ([*COMMON, "sd-vae"], {"sampler_index"}, [], "classic"),
        ([*COMMON, "sd-vae", "interrogate"], {"sampler_index"}, [], "a1111"),
        ([*COMMON, "schedulers", "sd-vae", "version"], {"clip_skip"}, [], "sdnext"),
        (["options", "samplers", "schedulers", "loras"], set(), [], "sdcpp"),
        ([], set(), [], "unknown"),
    ],
)  # fmt: skip
def test_each_flavour_is_known_by_what_it_has(routes, fields, scripts, flavour):
    assert flavour_of(paths(*routes), fields, scripts) == flavour


@pytest.mark.parametrize(
    ("version", "guess", "flavour"),
    [
        ("1.10.1", "a1111", "a1111"),
        ("f1.0.0v2-v1.10.1RC-latest-2184-g43bfd4e1", "a1111", "reforge"),
        ("f2.0.1v1.10.1-previous-669-gdfdcbab6", "forge", "forge"),
        ("f2.0.1v1.10.1-previous-669-gdfdcbab6", "neo", "neo"),
        ("f2.ersatz", "forge", "ersatz"),
        ("classic", "a1111", "classic"),
        ("Neo", "forge", "neo"),
        ("", "sdcpp", "sdcpp"),
    ],
)
def test_a_version_corrects_the_guess(version, guess, flavour):
    assert flavour_by_version(version, guess) == flavour


def schema(part: dict[str, object]) -> dict[str, object]:
    body = {"content": {"application/json": {"schema": part}}}
    return {
        "paths": {"/sdapi/v1/txt2img": {"post": {"requestBody": body}}},
        "components": {
            "schemas": {
                "Base": {"properties": {"prompt": {}, "steps": {}}},
                "Loop": {"$ref": "#/components/schemas/Loop"},
            }
        },
    }


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ({"$ref": "#/components/schemas/Base"}, {"prompt", "steps"}),
        ({"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"seed": {}}}]},
         {"prompt", "steps", "seed"}),
        ({"properties": {"seed": {}}}, {"seed"}),
        ({"$ref": "#/components/schemas/Loop"}, set()),
        ({"$ref": "#/components/schemas/Missing"}, set()),
        ({}, set()),
    ],
)  # fmt: skip
def test_request_fields_are_found_through_references(part, fields):
    assert request_fields(schema(part), "/sdapi/v1/txt2img") == fields


@pytest.mark.parametrize("odd", [None, [], "text", {"paths": []}, {"paths": {"/x": 3}}])
def test_a_schema_of_another_shape_has_no_fields(odd):
    assert request_fields(odd, "/sdapi/v1/txt2img") == frozenset()
    assert schema_paths(odd) <= {"/x"}
