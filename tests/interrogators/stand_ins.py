"""Pictures to hand in, and a slot that needs no worker."""

from io import BytesIO

from PIL import Image

from booru_studio.interrogators.base import WebUiSlot
from booru_studio.storage.picture_intake import IntakePicture, take_picture


def picture(colour="red", size=(300, 200), **saved) -> IntakePicture:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG", **saved)
    return take_picture(file.getvalue(), f"{colour}.png")


def never() -> bool:
    return False


class FreeSlot(WebUiSlot):
    """A WebUI that nobody else uses."""

    def __init__(self, client):
        self.client = client
        self.told = ""
        self.at_contacts = {}

    def run(self, work, is_cancelled):
        return work(self.client)

    def trouble(self):
        return self.told

    def at_contact(self, name, work):
        self.at_contacts[name] = work
