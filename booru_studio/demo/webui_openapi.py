"""The stand-in WebUI's OpenAPI document, small, with the request fields clients look for."""

from collections.abc import Iterable

from booru_studio.demo.webui_errors import Flavour
from booru_studio.demo.webui_schema import img2img_fields, openapi_component, txt2img_fields

_REQUESTS = {
    "/sdapi/v1/txt2img": "StableDiffusionProcessingTxt2Img",
    "/sdapi/v1/img2img": "StableDiffusionProcessingImg2Img",
}


def openapi(routes: Iterable[tuple[str, str]], flavour: Flavour) -> dict[str, object]:
    """Describe the routes, given as (method, path)."""
    paths: dict[str, dict[str, object]] = {}
    for method, path in routes:
        paths.setdefault(path, {})[method.lower()] = _operation(path)
    names = list(_REQUESTS.values())
    return {
        "openapi": "3.1.0" if flavour == "forge" else "3.0.2",
        "info": {"title": "FastAPI", "version": "0.1.0"},
        "paths": paths,
        "components": {
            "schemas": {
                names[0]: openapi_component(names[0], txt2img_fields(flavour), flavour),
                names[1]: openapi_component(names[1], img2img_fields(flavour), flavour),
            }
        },
    }


def _operation(path: str) -> dict[str, object]:
    operation: dict[str, object] = {"responses": {"200": {"description": "Successful Response"}}}
    if path in _REQUESTS:
        schema = {"$ref": f"#/components/schemas/{_REQUESTS[path]}"}
        content = {"application/json": {"schema": schema}}
        operation["requestBody"] = {"content": content, "required": True}
    return operation
