"""The user's own wildcard files and LoRAs, as the page works on them."""

from dataclasses import dataclass

from booru_studio.services.lora_history import LoraHistory
from booru_studio.services.lora_library import LoraLibrary
from booru_studio.services.lora_pictures import LoraPictures
from booru_studio.services.wildcard_desk import WildcardDesk


@dataclass(frozen=True, slots=True)
class Library:
    """What edits the files, and what shows LoRAs with their pictures."""

    wildcards: WildcardDesk
    loras: LoraLibrary
    pictures: LoraPictures
    history: LoraHistory
