"""What the Research tab works with beyond looking things up: its shelf, its batches, its tasks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from booru_studio.services.background import BackgroundTasks
from booru_studio.services.batch_recreation import BatchRecreation, SeenFirst
from booru_studio.services.recreator import Recreator
from booru_studio.services.research import Research
from booru_studio.services.research_shelf import ResearchShelf
from booru_studio.services.tag_recreation import TagRecreation
from booru_studio.services.wildcard_lines import WildcardLines
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles


@dataclass(frozen=True, slots=True)
class ResearchBench:
    """Saved searches and favourites, many posts at once, long work, lines for wildcard files."""

    shelf: ResearchShelf
    batches: BatchRecreation
    of_search: TagRecreation
    tasks: BackgroundTasks
    wildcard_lines: WildcardLines


def build_research_bench(
    shelf: ResearchShelf,
    research: Research,
    recreator: Recreator,
    submit_all: Callable[[Sequence[Mapping[str, Any]]], list[str]],
    wildcards: WildcardFiles,
) -> ResearchBench:
    """Build the bench; nothing is asked of any site.

    Args:
        submit_all: queues requests as one batch.
    """
    drafter = SeenFirst(recreator)
    return ResearchBench(
        shelf,
        BatchRecreation(drafter, submit_all),
        TagRecreation(research, drafter),
        BackgroundTasks(),
        WildcardLines(wildcards, WildcardEditor(wildcards)),
    )
