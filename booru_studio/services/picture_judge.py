"""Judges pictures that somebody hands in by what a tagger on this machine sees in them."""

import logging

from booru_studio.errors import InterrogationError, WebUiError
from booru_studio.services.interrogation import Interrogations
from booru_studio.storage.picture_intake import IntakePicture

log = logging.getLogger(__name__)


class PictureJudge:
    """Called with each picture before it is kept; without a tagger here it lets all pass.

    Only models on this machine are asked: no picture goes elsewhere for this, and no WebUI is
    kept from its work.
    """

    def __init__(self) -> None:
        self._interrogations: Interrogations | None = None

    def use(self, interrogations: Interrogations) -> None:
        """Name those that can be asked; they are built after the queue."""
        self._interrogations = interrogations

    def __call__(self, picture: IntakePicture) -> None:
        """Refuse a picture that may not be shown here.

        Raises:
            BlockedContentError: with the reason.
            PictureFileError: it cannot be read.
        """
        name = self._tagger()
        if not (name and self._interrogations):
            return
        try:
            self._interrogations.of_picture(picture, name)
        except (InterrogationError, WebUiError) as error:
            log.warning("%s could not be judged: %s", picture.name, error)

    def _tagger(self) -> str:
        """Return the name of a model that is here and ready; "" where there is none."""
        listed = self._interrogations.describe()["interrogators"] if self._interrogations else []
        names = (each["name"] for each in listed if each["state"] == "ready" and each["is_here"])
        return next(names, "")
