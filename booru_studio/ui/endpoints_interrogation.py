"""Interrogation: what a picture shows, as tags or as a draft, and who can tell."""

from typing import Any

from gradio import FileData

from booru_studio.bootstrap import Services
from booru_studio.domain.interrogation import CHARACTER_THRESHOLD, GENERAL_THRESHOLD
from booru_studio.domain.safety_pictures import shown_tags
from booru_studio.services.character_list import hidden_note
from booru_studio.services.enrichment import unrated_note
from booru_studio.services.interrogator_choice import AUTO
from booru_studio.services.recreator import Wishes
from booru_studio.storage.picture_intake import take_picture
from booru_studio.ui.arguments import number, text
from booru_studio.ui.shapes import draft_json, interrogation_json
from booru_studio.ui.uploads import uploaded_picture


class InterrogationEndpoints:
    """One public method for each endpoint; its name is the endpoint's.

    A file is annotated as what clients send; it arrives as the object that this is in JSON.
    """

    _services: Services

    def recreate_image(
        self, image: FileData, append: str = "", remove: str = "", interrogator: str = AUTO
    ) -> dict[str, Any]:
        """Draft a picture that is no post, from the tags an interrogator sees in it.

        Args:
            image: the picture: JPEG, PNG, WebP, GIF, AVIF or BMP.
            append: text that goes to the end of the prompt, wildcards and LoRAs included.
            remove: tags to leave out, with commas between; * and ? stand for any letters.
            interrogator: "auto", or a name that /interrogators lists.
        """
        wishes = Wishes(
            text("append", append),
            text("remove", remove),
            text("interrogator", interrogator) or AUTO,
        )
        self._services.interrogations.check_name(wishes.interrogator)
        picture = uploaded_picture("image", image)
        return draft_json(self._services.recreator.draft_picture(picture, wishes))

    def interrogate(
        self,
        image: FileData,
        interrogator: str = "",
        general_threshold: float = GENERAL_THRESHOLD,
        character_threshold: float = CHARACTER_THRESHOLD,
    ) -> dict[str, Any]:
        """Tag a picture; `interrogator` "" means auto, which sends it nowhere without consent.

        Args:
            image: the picture: JPEG, PNG, WebP, GIF, AVIF or BMP.
            interrogator: "" or "auto", or a name that /interrogators lists.
            general_threshold: least score of a general tag, 0 to 1.
            character_threshold: least score of a character, 0 to 1.
        """
        name = text("interrogator", interrogator) or AUTO
        general = number("general_threshold", general_threshold, 0, 1)
        character = number("character_threshold", character_threshold, 0, 1)
        services = self._services
        services.interrogations.check_name(name)
        seen = services.interrogations.of_picture(uploaded_picture("image", image), name)
        tags, hidden = shown_tags(seen.select(general, character), services.policy)
        notes = [*hidden_note(hidden, "tag", "tags"), *unrated_note(seen)]
        return interrogation_json(seen, tags, notes)

    def interrogators(self) -> dict[str, Any]:
        """List the interrogators with their states; `auto` is besides them."""
        return self._services.interrogations.describe()

    def prepare_interrogator(self, interrogator: str) -> dict[str, Any]:
        """Begin to download what an interrogator lacks, and list all as they stand."""
        self._services.interrogations.prepare(text("interrogator", interrogator))
        return self.interrogators()

    def cancel_prepare_interrogator(self, interrogator: str) -> dict[str, Any]:
        """Stop a download, and list all interrogators as they stand."""
        self._services.interrogations.cancel_prepare(text("interrogator", interrogator))
        return self.interrogators()

    def draft_picture(self, file: str, interrogator: str = AUTO) -> dict[str, Any]:
        """Draft a picture that was handed in before, or a finished one, by its file."""
        wishes = Wishes(interrogator=text("interrogator", interrogator) or AUTO)
        self._services.interrogations.check_name(wishes.interrogator)
        data = self._services.sources.read(text("file", file))
        picture = take_picture(data, "The picture")
        return draft_json(self._services.recreator.draft_picture(picture, wishes))


# What the page calls besides the named endpoints.
INTERROGATION_VERBS = ("draft_picture", "prepare_interrogator", "cancel_prepare_interrogator")
