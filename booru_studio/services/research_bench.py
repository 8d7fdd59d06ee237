"""What the Research tab works with beyond looking things up: its shelf, its batches, its tasks."""

from dataclasses import dataclass

from booru_studio.services.background import BackgroundTasks
from booru_studio.services.batch_recreation import BatchRecreation
from booru_studio.services.research_shelf import ResearchShelf
from booru_studio.services.wildcard_lines import WildcardLines


@dataclass(frozen=True, slots=True)
class ResearchBench:
    """Saved searches and favourites, many posts at once, long work, lines for wildcard files."""

    shelf: ResearchShelf
    batches: BatchRecreation
    tasks: BackgroundTasks
    wildcard_lines: WildcardLines
