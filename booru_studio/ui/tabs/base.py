"""What a tab of the page is.

To add a tab, write `ui/tabs/<name>.py` with one subclass of `Tab`: set `id`, `title`, `order` and
implement `build`. The page finds it by being there.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

from booru_studio.ui.context import UiContext


class Tab(ABC):
    """One tab; built once when the page is."""

    id: ClassVar[str]  # `gr.Tabs(selected=id)` shows it
    title: ClassVar[str]
    order: ClassVar[int]  # left to right

    @abstractmethod
    def build(self, ui: UiContext) -> None:
        """Place the tab's components, then wire their events."""
