"""Which flavour of WebUI a server is, by the routes it has and what it says of itself."""

from collections.abc import Collection, Set
from typing import Literal

Flavour = Literal[
    "a1111", "forge", "reforge", "ersatz", "neo", "classic", "sdnext", "sdcpp", "unknown"
]


def flavour_of(
    paths: Set[str], txt2img_fields: Collection[str] = (), scripts: Collection[str] = ()
) -> Flavour:
    """Tell the flavour from a server's routes, request fields and script titles."""
    has = {path.removeprefix("/sdapi/v1/") for path in paths if path.startswith("/sdapi/v1/")}
    if "version" in has:
        return "sdnext"
    if "options" not in has:
        return "unknown"
    if "progress" not in has:
        return "sdcpp"
    if "sd-modules" in has:
        return _forge_kin(has, txt2img_fields)
    if "schedulers" not in has:
        return "a1111" if "interrogate" in has else "classic"
    # Forge's first extensions, which reForge kept: “freeu integrated”, “kohya hrfix integrated”.
    return "reforge" if any("integrated" in title.lower() for title in scripts) else "a1111"


def _forge_kin(has: Set[str], txt2img_fields: Collection[str]) -> Flavour:
    if "interrogate" not in has:
        return "neo"
    if txt2img_fields and "sampler_index" not in txt2img_fields:
        return "ersatz"
    return "forge"


def flavour_by_version(version: str, guessed: Flavour) -> Flavour:
    """Correct a guess by the version that a picture's info states (“f2.0.1v1.10.1-previous…”)."""
    text = version.lower()
    if "neo" in text:
        return "neo"
    if "ersatz" in text:
        return "ersatz"
    if "classic" in text:
        return "classic"
    if text.startswith("f1."):
        return "reforge"
    if text.startswith("f2.") and guessed not in ("ersatz", "neo"):
        return "forge"
    return guessed
