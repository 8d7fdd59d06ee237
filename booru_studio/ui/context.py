"""What every tab is built with."""

from collections.abc import Callable
from dataclasses import dataclass

from booru_studio.bootstrap import Services


@dataclass(frozen=True, slots=True)
class UiContext:
    """The services, for all and for one.

    `services` are for what all see alike; what is done for somebody asks `now` whose they are.
    """

    services: Services
    now: Callable[[], Services]
