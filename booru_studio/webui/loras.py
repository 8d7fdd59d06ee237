"""The LoRAs that a prompt asks for, `<lora:name:weight>`, against those a server has.

The syntax is A1111's (`modules/extra_networks.py`: `<(\\w+):([^>]+)>`, arguments split by “:”).
"""

import re
from collections.abc import Iterator

from booru_studio.domain.choices import nearest
from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.webui.capabilities import Capabilities

_TAG = re.compile(r"<(?:lora|lyco):([^:>]+)[^>]*>")
# What the WebUI takes out of a name where it lists the LoRAs' hashes.
_SYMBOLS = str.maketrans("", "", ":,")


def loras_of(request: Txt2ImgRequest) -> list[str]:
    """List the LoRAs a request asks for, each once, in order."""
    if request.disable_extra_networks:
        return []
    texts = [request.prompt, request.hr_prompt if request.enable_hr else ""]
    return list(dict.fromkeys(name for text in texts for name in _TAG.findall(text)))


def missing_loras(request: Txt2ImgRequest, capabilities: Capabilities) -> list[str]:
    """List the LoRAs a request asks for that the server lacks; none where its list is not known."""
    if "loras" not in capabilities.answered:
        return []
    known = {name for lora in capabilities.loras for name in lora.names}
    return [name for name in loras_of(request) if name not in known]


def unknown_loras(request: Txt2ImgRequest, capabilities: Capabilities) -> Iterator[str]:
    """Say of each LoRA the server lacks that it does."""
    known = {name for lora in capabilities.loras for name in lora.names}
    for name in missing_loras(request, capabilities):
        near = nearest(name, known)
        hint = f"; did you mean “{near}”?" if near else ", so it has no effect."
        yield f"The WebUI has no LoRA “{name}”{hint}"


def unused_loras(
    request: Txt2ImgRequest, hashes: str, capabilities: Capabilities
) -> Iterator[str]:
    """Say of each LoRA the server has that its picture does not list it.

    Args:
        hashes: “Lora hashes” of the infotext: “name: 4c3ff94cda9d, other: …”.
    """
    if not capabilities.options.names_loras:
        return
    known = {name for lora in capabilities.loras for name in lora.names}
    used = {pair.rpartition(":")[0].strip() for pair in hashes.split(",")}
    for name in loras_of(request):
        if name in known and name.translate(_SYMBOLS).strip() not in used:
            yield f"The WebUI did not use the LoRA “{name}”."
