"""Build all that has to do with interrogation."""

from collections.abc import Sequence

from booru_studio import interrogators as interrogator_package
from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.tag_aliases import SiteAlias
from booru_studio.interrogators.base import Interrogator, InterrogatorHouse, WebUiSlot
from booru_studio.registry import find_members
from booru_studio.services.defaults import Defaults
from booru_studio.services.interrogation import Interrogations, PostPicture
from booru_studio.services.interrogator_choice import InterrogatorChoice
from booru_studio.services.known_tags import KnownTags
from booru_studio.settings import Settings
from booru_studio.storage.interrogation_cache import InterrogationCache


def build_interrogations(
    settings: Settings,
    webuis: Sequence[WebUiSlot],
    defaults: Defaults,
    picture: PostPicture,
) -> Interrogations:
    """Build the interrogators that are found; nothing is asked, loaded or downloaded.

    Args:
        picture: fetches the picture of a post that was shown lately.
    """
    house = InterrogatorHouse(
        data=settings.data,
        models=settings.models,
        hf_token=settings.hf_token,
        hf_space=settings.hf_space,
        hf_endpoint=settings.hf_endpoint,
        webuis=tuple(webuis),
        demo=settings.demo,
    )
    # In order of their modules' names: the models of this machine stand before the WebUIs.
    kinds = find_members(interrogator_package, Interrogator)  # type: ignore[type-abstract]
    built = [interrogator for kind in kinds for interrogator in kind.build(house)]
    return Interrogations(
        InterrogatorChoice(built, defaults),
        InterrogationCache(settings.data),
        RatingPolicy(settings.ratings),
        picture,
        lambda: str(defaults.values()["interrogator"]),
    )


def site_aliases(known: KnownTags) -> SiteAlias:
    """Return what tells a tag's current name by the tag table on disk."""

    def current(name: str) -> str:
        return name if known.categories([name]) else known.alias_of(name) or name

    return current
