"""What may be said against a picture by the text it carries of how it was made."""

from booru_studio.domain.generation import Txt2ImgRequest
from booru_studio.domain.infotext import parse_infotext
from booru_studio.domain.safety import RatingPolicy, approve
from booru_studio.errors import BlockedContentError


def check_infotext(text: str, policy: RatingPolicy) -> None:
    """Refuse a picture whose infotext holds a prompt that might not be sent today.

    Raises:
        BlockedContentError: with the reason.
    """
    said = parse_infotext(text)
    again = Txt2ImgRequest(prompt=said.prompt, hr_prompt=said.settings.get("Hires prompt", ""))
    try:
        approve(again, policy)
    except BlockedContentError as error:
        raise BlockedContentError(
            reason="the picture was made with a prompt that may not be sent here, so it may be "
            "neither changed nor enlarged; choose another picture"
        ) from error
