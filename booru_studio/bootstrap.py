"""Build everything that runs: the only place that picks implementations."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, Self

from booru_studio.boorus.base import Booru, BooruAccess
from booru_studio.demo.house import DemoHouse
from booru_studio.domain.safety import RatingPolicy
from booru_studio.http import Secret
from booru_studio.services.answers import Answers
from booru_studio.services.autocomplete import Autocomplete
from booru_studio.services.backends import Backend
from booru_studio.services.checkup import Checkup
from booru_studio.services.defaults import Defaults
from booru_studio.services.enrichment import Enrichment
from booru_studio.services.imports import Imports
from booru_studio.services.interrogation import Interrogations
from booru_studio.services.interrogation_desk import build_interrogations, site_aliases
from booru_studio.services.job_tools import JobTools
from booru_studio.services.known_tags import KnownTags
from booru_studio.services.library import Library
from booru_studio.services.loras import Loras
from booru_studio.services.near_names import NearNames
from booru_studio.services.picture_judge import PictureJudge
from booru_studio.services.picture_sources import PictureSources
from booru_studio.services.pictures import Pictures
from booru_studio.services.presets import Presets
from booru_studio.services.prompt_tools import PromptTools, lora_cache
from booru_studio.services.prompt_tree import PromptTrees
from booru_studio.services.queue import JobQueue
from booru_studio.services.queue_hours import QueueHours
from booru_studio.services.queue_room import Part, QueueRoom, build_queue_room, upkeep_actions
from booru_studio.services.recreator import Recreator
from booru_studio.services.research import Research
from booru_studio.services.research_bench import ResearchBench, build_research_bench
from booru_studio.services.research_desk import ResearchDesk, build_research_desk
from booru_studio.services.research_shelf import ResearchShelf
from booru_studio.services.retention import Retention
from booru_studio.services.rights import Mode, Rights, why_out_of_reach
from booru_studio.services.schedule_actions import (
    Action,
)
from booru_studio.services.schedule_recreation import RecreateNewPosts
from booru_studio.services.schedule_retention import ApplyRetention
from booru_studio.services.scheduler import Scheduler
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.sites import booru_access, build_boorus, build_clients, tag_source
from booru_studio.services.tag_kin import TagKin
from booru_studio.services.trend_refresh import trend_refresher
from booru_studio.services.visitor_queue import VisitorParts, build_visitor_queue
from booru_studio.services.visitor_rooms import VisitorRooms
from booru_studio.services.webui_report import WebUiReport
from booru_studio.services.webui_settings import WebUiSettings
from booru_studio.services.webui_styles import WebUiStyles
from booru_studio.services.wildcards import Wildcards
from booru_studio.settings import Settings
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.images import ImageStore
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.lora_files import read_catalog
from booru_studio.storage.picture_cache import PictureCache
from booru_studio.storage.schedules import ScheduleStore
from booru_studio.storage.thumbnails import Thumbnails
from booru_studio.webui.client import WebUiClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the page and the endpoints may call, and when it runs."""

    settings: Settings
    rights: Rights
    policy: RatingPolicy
    boorus: Mapping[str, Booru]
    backends: tuple[Backend, ...]
    queue: JobQueue
    images: ImageStore
    sources: PictureSources
    thumbnails: Thumbnails
    pictures: Pictures
    retention: Retention
    job_tools: JobTools
    presets: Presets
    scheduler: Scheduler
    hours: QueueHours
    webui_settings: WebUiSettings
    webui_report: WebUiReport
    styles: WebUiStyles
    defaults: Defaults
    wildcards: Wildcards
    loras: Loras
    library: Library
    autocomplete: Autocomplete
    trees: PromptTrees
    kin: TagKin
    checkup: Checkup
    imports: Imports
    recreator: Recreator
    interrogations: Interrogations
    research: Research
    desk: ResearchDesk
    bench: ResearchBench
    reports: tuple[str, ...]  # what was mended at the start, in sentences
    parts: tuple[Part, ...]  # in the order they start
    opened: ExitStack  # everything that is closed at the end
    visitors: "VisitorRooms[Services] | None" = None  # on a Space: what each visitor may call

    def start(self) -> None:
        """Begin to watch the WebUIs and to work the queue."""
        for part in self.parts:
            part.start()

    def stop(self) -> None:
        """End all threads and close all files; what was queued stays queued."""
        for part in reversed(self.parts):
            part.stop()
        self.opened.close()


def build_services(settings: Settings) -> Services:
    """Build the services; nothing is asked of any site or WebUI before `start()`.

    Raises:
        UsageError: the LoRA catalog cannot be read.
        StorageError: the data folder is in use or cannot be written.
    """
    read_catalog(settings.loras, lora_cache(settings.data))
    with ExitStack() as stack:
        files = _Files.opened(settings.data, stack)
        demo = stack.enter_context(DemoHouse(settings.demo_step_ms)) if settings.demo else None
        backends = _backends(settings, demo)
        checkpoint = _checkpoint_of(backends[0])
        rights, policy, seen = Rights.of(settings), RatingPolicy(settings.ratings), SeenPosts()
        defaults = _defaults(settings, files.defaults)
        tools = PromptTools.build(settings, policy, backends, checkpoint, stack)
        hours, judge = QueueHours(files.schedules), PictureJudge()
        room = build_queue_room(
            settings, files.jobs, tools.wildcards, seen, backends, hours, judge, rights
        )
        presets = Presets(defaults, checkpoint)
        drafting = _drafting_room(settings, demo, backends, tools, defaults, seen)
        judge.use(drafting.interrogations)
        tools.tables.use_source(tag_source(drafting.boorus))
        upkeep = upkeep_actions(settings, files.jobs, room.queue, presets, backends)
        shelf = ResearchShelf(files.shelf, seen, policy)
        services = Services(
            settings=settings,
            rights=rights,
            policy=policy,
            **_of_drafting(drafting),
            backends=backends,
            **_of_room(room),
            presets=presets,
            scheduler=(scheduler := _scheduler(files.schedules, drafting, room, upkeep)),
            hours=hours,
            webui_settings=WebUiSettings(backends, tools.refreshers(backends)),
            webui_report=WebUiReport(backends),
            styles=WebUiStyles(backends),
            defaults=defaults,
            wildcards=tools.wildcards,
            loras=tools.loras,
            library=tools.library(room.queue.page),
            autocomplete=tools.autocomplete,
            trees=tools.trees,
            kin=TagKin(tools.tables, policy),
            checkup=_checkup(backends, drafting, tools),
            imports=Imports(settings.data, presets, defaults, tools.tables),
            bench=(bench := _bench(shelf, drafting, room.queue, tools)),
            reports=_reports(files.jobs, files.defaults, files.shelf, tools),
            parts=(
                tools, *backends, *room.parts, scheduler, bench.tasks, drafting.interrogations
            ),
            opened=stack.pop_all(),
        )
    shared = VisitorParts(
        settings=settings, wildcards=tools.wildcards, seen=seen, backends=backends, hours=hours,
        inspect=judge, rights=rights,
    )  # fmt: skip
    return _with_visitors(services, shared, drafting, tools)


def _with_visitors(
    services: Services, shared: VisitorParts, drafting: "_DraftingRoom", tools: PromptTools
) -> Services:
    """Give each visitor of a Space services of their own; elsewhere all share the same."""
    if shared.rights.mode is not Mode.SPACE:
        return services

    def furnish(folder: Path) -> Services:
        own = build_visitor_queue(shared, folder)
        bench = _bench(own.shelf, drafting, own.room.queue, tools)
        return replace(
            services,
            settings=own.settings,
            rights=own.rights,
            **_of_room(own.room),
            library=tools.library(own.room.queue.page),
            bench=bench,
            reports=(),
            parts=(*own.room.parts, bench.tasks),
            opened=own.opened,
        )

    visitors = VisitorRooms(shared.settings.data, furnish, time.monotonic)
    return replace(services, visitors=visitors, parts=(*services.parts, visitors))


def _of_room(room: QueueRoom) -> dict[str, Any]:
    return {
        "queue": room.queue,
        "images": room.images,
        "sources": room.sources,
        "thumbnails": room.thumbnails,
        "pictures": room.pictures,
        "retention": room.retention,
        "job_tools": room.tools,
    }


def _of_drafting(drafting: "_DraftingRoom") -> dict[str, Any]:
    return {
        "boorus": drafting.boorus,
        "recreator": drafting.recreator,
        "interrogations": drafting.interrogations,
        "research": drafting.research,
        "desk": drafting.desk,
    }


def _defaults(settings: Settings, store: DefaultsStore) -> Defaults:
    """Open the saved defaults; a Space has pictures tagged elsewhere, since all are there."""
    if not settings.on_space or settings.demo:
        return Defaults(store, settings.interrogator)
    remote = "endpoint" if settings.hf_endpoint else "space"
    return Defaults(store, settings.interrogator or remote, away=True)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that are open as long as the app runs."""

    jobs: JobStore
    defaults: DefaultsStore
    schedules: ScheduleStore
    shelf: DefaultsStore

    @classmethod
    def opened(cls, data: Path, opened: ExitStack) -> Self:
        return cls(
            opened.enter_context(closing(JobStore(data))),
            opened.enter_context(closing(DefaultsStore(data))),
            opened.enter_context(closing(ScheduleStore(data))),
            opened.enter_context(
                closing(DefaultsStore(data, migrations=(), file_name="research.json"))
            ),
        )


def _backends(settings: Settings, demo: DemoHouse | None) -> tuple[Backend, ...]:
    if demo:
        return (Backend(WebUiClient(demo.webui_url)),)
    return tuple(
        Backend(client, off=why_out_of_reach(url) if settings.on_space else "")
        for url, client in zip(settings.webui_urls, build_clients(settings), strict=True)
    )


@dataclass(frozen=True, slots=True)
class _DraftingRoom:
    """The sites, what is known of their posts, and who makes drafts of them."""

    boorus: Mapping[str, Booru]
    fresh: Research
    research: Research
    desk: ResearchDesk
    interrogations: Interrogations
    recreator: Recreator


def _drafting_room(
    settings: Settings,
    demo: DemoHouse | None,
    backends: Sequence[Backend],
    tools: PromptTools,
    defaults: Defaults,
    seen: SeenPosts,
) -> _DraftingRoom:
    policy = RatingPolicy(settings.ratings)
    known_tags = KnownTags(tools.tables)
    boorus = build_boorus(settings, _booru_access(settings, demo), known_tags)
    pictures = PictureCache(settings.data)
    # What looks for new posts by the clock asks the site itself, never what is remembered.
    fresh = Research(boorus, policy, seen, pictures)
    answers = Answers(AnswerFiles(settings.data))
    near = NearNames(policy, answers, known_tags)
    research = Research(boorus, policy, seen, pictures, answers, near)
    slots = [backend.slot for backend in backends]
    interrogations = build_interrogations(settings, slots, defaults, fresh.picture)
    checkpoint = _checkpoint_of(backends[0])
    recreator = Recreator(
        boorus, policy, defaults, seen, checkpoint, Presets(defaults, checkpoint).get,
        Enrichment(interrogations, site_aliases(known_tags)),
    )  # fmt: skip
    desk = build_research_desk(boorus, research.booru, policy, settings.data, known_tags)
    return _DraftingRoom(boorus, fresh, research, desk, interrogations, recreator)


def _scheduler(
    store: ScheduleStore, drafting: _DraftingRoom, room: QueueRoom, upkeep: Sequence[Action]
) -> Scheduler:
    stopping = threading.Event()
    new_posts = RecreateNewPosts(
        drafting.fresh, drafting.recreator, room.queue.submit, store, drafting.boorus,
        stopping.is_set, drafting.interrogations.check_name,
    )  # fmt: skip
    actions: list[Action] = [
        new_posts,
        trend_refresher(drafting.desk, drafting.boorus, stopping.is_set),
        ApplyRetention(room.retention, room.pictures),
        *upkeep,
    ]
    return Scheduler(store, actions, stopping=stopping)


class _Reporting(Protocol):
    @property
    def reports(self) -> Sequence[str]: ...


def _reports(*stores: _Reporting) -> tuple[str, ...]:
    return tuple(report for store in stores for report in store.reports)


def _bench(
    shelf: ResearchShelf, drafting: _DraftingRoom, queue: JobQueue, tools: PromptTools
) -> ResearchBench:
    return build_research_bench(
        shelf, drafting.research, drafting.recreator, queue.submit_all, tools.files
    )


def _checkpoint_of(backend: Backend) -> Callable[[], str]:
    return lambda: backend.state.checkpoint


def _checkup(
    backends: Sequence[Backend], drafting: _DraftingRoom, tools: PromptTools
) -> Checkup:
    return Checkup(
        backends=backends,
        boorus=drafting.boorus,
        interrogators=drafting.interrogations.describe,
        wildcards=lambda: len(tools.files.names),
        loras=lambda: len(tools.loras.entries()),
        tags=lambda: tools.tables.state,
    )


def _booru_access(settings: Settings, demo: DemoHouse | None) -> dict[str, BooruAccess]:
    if demo is None:
        return booru_access(settings)
    return {
        name: BooruAccess(url, user, Secret(key), settings.ratings)
        for name, (url, user, key) in demo.boorus.items()
    }
