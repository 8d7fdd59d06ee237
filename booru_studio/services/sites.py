"""The boorus and the WebUIs as the settings name them, built and not yet asked."""

from collections.abc import Mapping

from booru_studio import boorus as booru_package
from booru_studio.boorus.base import Booru, BooruAccess
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.danbooru_tag_list import DanbooruTagList
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.boorus.tag_categories import TableFirst
from booru_studio.http import AGENT_PREFIX
from booru_studio.registry import find_members
from booru_studio.services.known_tags import KnownTags
from booru_studio.settings import Settings
from booru_studio.storage.cache import TagCategoryFile
from booru_studio.storage.tag_table_download import TagSource
from booru_studio.webui.agent_scheduler import AgentSchedulerClient
from booru_studio.webui.client import WebUiClient


def booru_access(settings: Settings) -> dict[str, BooruAccess]:
    """Return the access that the owner gave for each site, by its name."""
    return {
        "danbooru": BooruAccess(
            settings.danbooru_url, settings.danbooru_login, settings.danbooru_key, settings.ratings
        ),
        "gelbooru": BooruAccess(
            settings.gelbooru_url, settings.gelbooru_user, settings.gelbooru_key, settings.ratings
        ),
    }


def build_boorus(
    settings: Settings, access: Mapping[str, BooruAccess], known_tags: KnownTags
) -> dict[str, Booru]:
    """Build every booru that is found; one without an access of its own gets the usual."""
    remembered = TagCategoryFile(settings.data / "cache" / "gelbooru-tags.json")
    categories = TableFirst(known_tags.categories, remembered)
    built = {}
    for kind in find_members(booru_package, Booru):  # type: ignore[type-abstract]
        site = access.get(kind.name, BooruAccess(ratings=settings.ratings))
        built[kind.name] = (
            kind(site, categories=categories) if issubclass(kind, Gelbooru) else kind(site)
        )
    return built


def tag_source(boorus: Mapping[str, Booru]) -> TagSource | None:
    """Return the site whose list of tags can be fetched; None where there is none."""
    danbooru = boorus.get(Danbooru.name)
    return DanbooruTagList(danbooru) if isinstance(danbooru, Danbooru) else None


def build_clients(settings: Settings) -> list[WebUiClient]:
    """Build a client for each WebUI that the owner named."""
    login = settings.webui_login
    auth = (login.user, login.password.value) if login else None
    return [
        AgentSchedulerClient(url, auth) if url.startswith(AGENT_PREFIX) else WebUiClient(url, auth)
        for url in settings.webui_urls
    ]
