"""Routes and request fields of a WebUI, from its /openapi.json or by trying them out."""

from collections.abc import Mapping
from typing import Any

from booru_studio.errors import WebUiError, WebUiNotReachableError
from booru_studio.webui.transport import API, WebUiTransport

# Every route that is used or that tells flavours apart.
_ROUTES = (
    *(f"{API}/{name}" for name in (
        "options", "progress", "interrupt", "skip", "version", "interrogate", "tagger",
        "samplers", "schedulers", "sd-models", "sd-vae", "sd-modules", "upscalers",
        "latent-upscale-modes", "loras", "scripts", "refresh-checkpoints", "refresh-loras",
        "refresh-vae", "extra-single-image", "img2img",
    )),
    "/internal/progress",
    "/internal/pending-tasks",
    "/tagger/v1/interrogate",
)  # fmt: skip


def schema_paths(schema: object) -> frozenset[str]:
    """Give the paths an OpenAPI schema lists; none if it is no such schema."""
    return frozenset(map(str, _object(_object(schema).get("paths"))))


def request_fields(schema: object, path: str) -> frozenset[str]:
    """Give the names of the fields that a POST to `path` may hold; none if it does not say."""
    route = _object(_object(_object(schema).get("paths")).get(path))
    body = _object(_object(route.get("post")).get("requestBody"))
    content = _object(_object(body.get("content")).get("application/json"))
    return frozenset(_properties(_object(content.get("schema")), _object(schema)))


def _properties(part: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> set[str]:
    """Collect property names through `$ref` and `allOf` (https://spec.openapis.org/oas/v3.1.0)."""
    names = set(map(str, _object(part.get("properties"))))
    if depth > 4:
        return names
    reference = part.get("$ref")
    if isinstance(reference, str):
        components = _object(_object(schema.get("components")).get("schemas"))
        target = _object(components.get(reference.rpartition("/")[2]))
        names |= _properties(target, schema, depth + 1)
    for inner in part.get("allOf") or ():
        names |= _properties(_object(inner), schema, depth + 1)
    return names


def probed_paths(transport: WebUiTransport) -> frozenset[str]:
    """Try the routes out, where no schema is published.

    Raises:
        WebUiNotReachableError: the server stopped answering.
    """
    found = set()
    for path in _ROUTES:
        try:
            if transport.has_route(path):
                found.add(path)
        except WebUiNotReachableError:
            raise
        except WebUiError:
            continue
    return frozenset(found)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
