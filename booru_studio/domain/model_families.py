"""What the families of checkpoints want: words around the prompt, size, and settings."""

import re
from dataclasses import dataclass, replace
from typing import Any, Self

from booru_studio.errors import InvalidInputError

BUCKET = 64  # pixels; width and height are multiples of it


@dataclass(frozen=True, slots=True)
class ModelFamily:
    """An editable preset of a family of checkpoints."""

    name: str
    label: str
    area: int  # pixels, width times height it was trained on
    prefix: str  # goes before the tags
    suffix: str  # goes behind the tags, before the appended text
    negative: str

    def with_changes(self, values: dict[str, Any]) -> Self:
        """Return the preset with a person's own prefix, suffix and negative prompt.

        Raises:
            InvalidInputError: another field, or no text.
        """
        for name, value in values.items():
            if name not in ("prefix", "suffix", "negative") or not isinstance(value, str):
                raise InvalidInputError(
                    reason=f"The preset {self.name} has no text “{name}”: "
                    "give prefix, suffix or negative."
                )
        return replace(self, **values)


FAMILIES = {
    family.name: family
    for family in (
        ModelFamily(
            "sdxl_anime", "SDXL anime (Illustrious, NoobAI, Animagine)", 1024 * 1024,
            "", "masterpiece, best quality, absurdres",
            "lowres, worst quality, bad quality, bad anatomy, bad hands, jpeg artifacts, "
            "signature, watermark, username",
        ),
        ModelFamily(
            "pony", "Pony Diffusion", 1024 * 1024,
            "score_9, score_8_up, score_7_up, source_anime", "",
            "score_6, score_5, score_4, source_pony, source_furry, lowres, bad anatomy, "
            "signature, watermark",
        ),
        ModelFamily(
            "sd1_anime", "SD 1.5 anime", 512 * 512,
            "masterpiece, best quality", "",
            "lowres, bad anatomy, bad hands, text, error, missing fingers, extra digit, "
            "fewer digits, cropped, worst quality, low quality, jpeg artifacts, signature, "
            "watermark, username, blurry",
        ),
        ModelFamily("none", "None: the tags alone", 1024 * 1024, "", "", ""),
    )
}  # fmt: skip


def guess_family(checkpoint: str) -> ModelFamily:
    """Guess a checkpoint's family from its file name; SDXL anime where nothing tells."""
    name = checkpoint.casefold()
    if "pony" in name or re.search(r"(?<![a-z])pdxl", name):
        return FAMILIES["pony"]
    if re.search(r"xl|illustrious|noob|animagine|(?<![a-z])ilxl?(?![a-z])|wai-", name):
        return FAMILIES["sdxl_anime"]
    if re.search(r"sd[ _.-]?1|sd15|v1[-_.]5|1\.5|anything|counterfeit|meina|abyssorange", name):
        return FAMILIES["sd1_anime"]
    return FAMILIES["sdxl_anime"]


def bucket_size(width: int, height: int, area: int) -> tuple[int, int]:
    """Return the size nearest to an aspect ratio among those a family was trained on.

    Both sides are multiples of 64, their product stays within about 10 % of `area`, and no side
    is more than twice the other; a source that is longer is cut to that.

    Args:
        width, height: pixels of the source; 0 means unknown and gives a square.
    """
    aspect = width / height if width > 0 and height > 0 else 1.0
    aspect = min(max(aspect, 0.5), 2.0)
    best = min(
        _sizes(area),
        key=lambda size: (
            abs(size[0] / size[1] / aspect - 1) if size[0] / size[1] >= aspect
            else abs(aspect / (size[0] / size[1]) - 1),
            abs(size[0] * size[1] - area),
        ),
    )  # fmt: skip
    return best


def _sizes(area: int) -> list[tuple[int, int]]:
    side = area**0.5
    steps = range(int(side * 0.65) // BUCKET, int(side * 1.5) // BUCKET + 1)
    sizes = [(column * BUCKET, row * BUCKET) for column in steps for row in steps]
    return [
        (width, height)
        for width, height in sizes
        if 0.9 <= width * height / area <= 1.1 and 0.5 <= width / height <= 2.0
    ]
