"""A draft with a preset and a checkpoint of one's choice in its request."""

from dataclasses import replace
from typing import Any

from booru_studio.domain.drafts import Draft
from booru_studio.domain.presets import Preset


def with_choices(draft: Draft, preset: Preset | None, checkpoint: str) -> Draft:
    """Apply a preset and a checkpoint; "" leaves the one that is loaded.

    The picture keeps the post's shape, whatever size the preset has, and a checkpoint that is
    named beats the preset's.
    """
    request: dict[str, Any] = dict(draft.request)
    if preset is not None:
        size = {side: request[side] for side in ("width", "height")}
        request = preset.applied_to(request) | size
    if checkpoint:
        request["checkpoint"] = checkpoint
    return replace(
        draft,
        prompt=str(request.get("template") or request.get("prompt") or ""),
        negative_prompt=str(request.get("negative_prompt") or ""),
        request=request,
    )
