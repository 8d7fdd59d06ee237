"""Look at the trends by the clock, so that they are there when somebody opens the page."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from booru_studio.boorus.base import Booru
from booru_studio.errors import BooruError, InvalidInputError
from booru_studio.services.research_desk import ResearchDesk
from booru_studio.services.schedule_actions import TaskAction
from booru_studio.services.steps import Steps

NAME, LABEL = "refresh_trends", "Look at the trends"


def trend_refresher(
    desk: ResearchDesk, boorus: Mapping[str, Booru], is_stopping: Callable[[], bool]
) -> TaskAction:
    """Return the action that asks all sites for what is trending and popular, and keeps it.

    It costs up to 18 requests, at the sites' own pace. A site that does not answer keeps no
    other from it, and one that lacks its keys is left out.
    """

    def refreshed() -> str:
        desk.lists.forget()
        steps = Steps(is_cancelled=is_stopping)
        return " ".join(_told(desk, boorus, steps)) or "No site here tells what is trending."

    return TaskAction(NAME, LABEL, refreshed)


def _told(desk: ResearchDesk, boorus: Mapping[str, Booru], steps: Steps) -> Iterator[str]:
    for name, site in boorus.items():
        if not site.unavailable():
            yield from _asked(
                f"trending on {site.label}",
                partial(desk.trends.trending_characters, name, steps=steps),
            )
    yield from _asked("popular", partial(desk.popularity.popular_characters, steps=steps))
    yield from _asked("searched for", partial(desk.popularity.popular_tags, steps=steps))


def _asked(what: str, ask: Callable[[], dict[str, Any]]) -> Iterator[str]:
    """Ask for a list, and tell how long it is and how old; nothing where no site has it.

    Raises:
        WorkCancelledError: the app ends.
    """
    try:
        found = ask()
    except BooruError as error:
        yield str(error)
        return
    except InvalidInputError:
        return  # this site tells no trends
    noun = "characters" if "characters" in found else "tags"
    yield f"{len(found[noun])} {noun} are {what}, as of {found['as_of']}."
