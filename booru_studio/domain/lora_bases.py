"""Which base model a LoRA or checkpoint is of, and which go together."""

import re
from functools import lru_cache

BASES = ("sd1", "sd2", "sd3", "sdxl", "pony", "illustrious", "noobai", "flux")
UNKNOWN = ""

# The first that is found counts, so the finetunes of SDXL come before it.
_SIGNS = tuple(
    (base, re.compile(pattern))
    for base, pattern in (
        ("noobai", r"noob"),
        ("illustrious", r"illust|(?<![a-z])ilxl|(?<![a-z])il(?:v\d|[ _-]?\d|[ _-])"),
        ("pony", r"pony|(?<![a-z])pdxl"),
        ("flux", r"(?<![a-z])flux"),
        ("sd3", r"sd[ _.-]?3|stable[ _-]diffusion[ _-](?:v)?3"),
        ("sdxl", r"xl(?![a-z])|sdxl|stable[ _-]diffusion[ _-]xl|animagine"),
        ("sd2", r"sd[ _.-]?2|sd_v2|stable[ _-]diffusion[ _-]v?2|v2[-_.][01]"),
        ("sd1", r"sd[ _.-]?1|sd_v1|stable[ _-]diffusion[ _-]v?1|v1[-_.]5|sd15"),
    )
)
_KIN = frozenset({"illustrious", "noobai"})  # NoobAI was trained from Illustrious
_SDXL = frozenset({"sdxl", "pony", "illustrious", "noobai"})


@lru_cache(maxsize=1024)
def base_of(text: str) -> str:
    """Find the base that a text names (a base model's name, an architecture, a file name).

    Returns:
        One of `BASES`, "" where it names none.
    """
    folded = text.casefold()
    return next((base for base, sign in _SIGNS if sign.search(folded)), UNKNOWN)


def finer(base: str, *hints: str) -> str:
    """Tell the finetunes of SDXL apart, which files themselves call just “sdxl”."""
    if base not in ("", "sdxl"):
        return base
    for hint in hints:
        found = base_of(hint)
        if found in _SDXL - {"sdxl"} or (found and not base):
            return found
    return base


def goes_with(base: str, wanted: str, *, unknown: bool = True) -> bool:
    """Say whether a LoRA of `base` may be used where `wanted` is.

    A LoRA that says no more than “sdxl” goes with every finetune of SDXL, and the other way
    round.

    Args:
        unknown: what a LoRA of unknown base counts as.
    """
    if not wanted:
        return True
    if not base:
        return unknown
    if base == wanted or {base, wanted} <= _KIN:
        return True
    return {base, wanted} <= _SDXL and "sdxl" in (base, wanted)
