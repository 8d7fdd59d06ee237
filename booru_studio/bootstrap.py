"""Build everything that runs: the only place that picks implementations."""

import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from booru_studio import boorus as booru_package
from booru_studio.boorus.base import Booru, BooruAccess
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.demo.house import DemoHouse
from booru_studio.domain.safety import RatingPolicy
from booru_studio.http import AGENT_PREFIX, Secret
from booru_studio.registry import find_members
from booru_studio.services.answers import Answers
from booru_studio.services.autocomplete import Autocomplete
from booru_studio.services.autocomplete_names import LibraryNames
from booru_studio.services.autocomplete_tables import TagTables
from booru_studio.services.backends import Backend
from booru_studio.services.defaults import Defaults
from booru_studio.services.job_board import JobBoard
from booru_studio.services.job_desk import JobDesk
from booru_studio.services.job_maker import JobMaker
from booru_studio.services.loras import Loras
from booru_studio.services.picture_sources import PictureSources
from booru_studio.services.pictures import Pictures
from booru_studio.services.presets import Presets
from booru_studio.services.prompt_names import AllWildcards, CatalogLoras
from booru_studio.services.prompt_tree import PromptTrees
from booru_studio.services.queue import JobQueue
from booru_studio.services.queue_gate import QueueGate
from booru_studio.services.queue_hours import QueueHours
from booru_studio.services.recreator import Recreator
from booru_studio.services.research import Research
from booru_studio.services.research_desk import ResearchDesk, build_research_desk
from booru_studio.services.schedule_actions import (
    Action,
    QueueBatch,
    backup_action,
    queue_switches,
    refreshers,
)
from booru_studio.services.schedule_recreation import RecreateNewPosts
from booru_studio.services.scheduler import Scheduler
from booru_studio.services.seen_posts import SeenPosts
from booru_studio.services.tag_recreation import TagRecreation
from booru_studio.services.thumbnail_maker import ThumbnailMaker
from booru_studio.services.webui_settings import Refresher, WebUiSettings, refresh_loras
from booru_studio.services.wildcards import Wildcards
from booru_studio.services.worker import Worker
from booru_studio.settings import Settings
from booru_studio.storage.answer_cache import AnswerFiles
from booru_studio.storage.backups import JobBackups
from booru_studio.storage.cache import TagCategoryFile
from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.disk_space import DiskSpace
from booru_studio.storage.images import ImageStore
from booru_studio.storage.inputs import InputStore
from booru_studio.storage.jobs import FILE_NAME as JOBS_FILE
from booru_studio.storage.jobs import JobStore
from booru_studio.storage.lora_catalog import LoraCatalogFile
from booru_studio.storage.lora_files import read_catalog
from booru_studio.storage.lora_state import LoraState
from booru_studio.storage.lora_wildcard_files import LoraWildcardFiles
from booru_studio.storage.picture_cache import PictureCache
from booru_studio.storage.schedules import ScheduleStore
from booru_studio.storage.tag_table_uses import TagUses
from booru_studio.storage.thumbnails import Thumbnails
from booru_studio.storage.trash import Trash
from booru_studio.storage.wildcard_editing import WildcardEditor
from booru_studio.storage.wildcard_files import WildcardFiles
from booru_studio.webui.agent_scheduler import AgentSchedulerClient
from booru_studio.webui.client import WebUiClient


class Part(Protocol):
    """Something that runs in a thread of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the page and the endpoints may call, and when it runs."""

    settings: Settings
    policy: RatingPolicy
    boorus: Mapping[str, Booru]
    backends: tuple[Backend, ...]
    queue: JobQueue
    images: ImageStore
    sources: PictureSources
    thumbnails: Thumbnails
    pictures: Pictures
    presets: Presets
    scheduler: Scheduler
    hours: QueueHours
    webui_settings: WebUiSettings
    defaults: Defaults
    wildcards: Wildcards
    loras: Loras
    autocomplete: Autocomplete
    trees: PromptTrees
    recreator: Recreator
    research: Research
    desk: ResearchDesk
    tag_recreation: TagRecreation
    reports: tuple[str, ...]  # what was mended at the start, in sentences
    parts: tuple[Part, ...]  # in the order they start
    opened: ExitStack  # everything that is closed at the end

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
    read_catalog(settings.loras, _lora_cache(settings))
    with ExitStack() as stack:
        store = stack.enter_context(closing(JobStore(settings.data)))
        defaults_store = stack.enter_context(closing(DefaultsStore(settings.data)))
        schedule_store = stack.enter_context(closing(ScheduleStore(settings.data)))
        demo = stack.enter_context(DemoHouse(settings.demo_step_ms)) if settings.demo else None
        backends = tuple(Backend(client) for client in _clients(settings, demo))
        checkpoint = _checkpoint_of(backends[0])
        policy = RatingPolicy(settings.ratings)
        seen = SeenPosts()
        boorus = _boorus(settings, demo)
        defaults = Defaults(defaults_store)
        tools = _prompt_tools(settings, policy, backends, checkpoint, stack)
        hours = QueueHours(schedule_store)
        room = _queue_room(settings, store, tools.wildcards, seen, backends, hours)
        recreator = Recreator(boorus, policy, defaults, seen, checkpoint)
        pictures = PictureCache(settings.data)
        # What looks for new posts by the clock asks the site itself, never what is remembered.
        fresh = Research(boorus, policy, seen, pictures)
        research = Research(boorus, policy, seen, pictures, Answers(AnswerFiles(settings.data)))
        presets = Presets(defaults, checkpoint)
        stopping = threading.Event()
        new_posts = RecreateNewPosts(
            fresh, recreator, room.queue.submit, schedule_store, boorus, stopping.is_set
        )
        actions = [new_posts, *_upkeep(settings, store, room.queue, presets, backends)]
        scheduler = Scheduler(schedule_store, actions, stopping=stopping)
        return Services(
            settings=settings,
            policy=policy,
            boorus=boorus,
            backends=backends,
            queue=room.queue,
            images=room.images,
            sources=room.sources,
            thumbnails=room.thumbnails,
            pictures=room.pictures,
            presets=presets,
            scheduler=scheduler,
            hours=hours,
            webui_settings=WebUiSettings(backends, tools.refreshers(backends)),
            defaults=defaults,
            wildcards=tools.wildcards,
            loras=tools.loras,
            autocomplete=tools.autocomplete,
            trees=tools.trees,
            recreator=recreator,
            research=research,
            desk=build_research_desk(boorus, research.booru, policy, settings.data),
            tag_recreation=TagRecreation(research, recreator),
            reports=(*store.reports, *defaults_store.reports, *tools.reports),
            parts=(_TagList(tools.tables), *room.parts, scheduler),
            opened=stack.pop_all(),
        )


@dataclass(frozen=True, slots=True)
class _QueueRoom:
    """The queue, what its jobs end in, and who does them."""

    queue: JobQueue
    images: ImageStore
    sources: PictureSources
    thumbnails: Thumbnails
    pictures: Pictures
    parts: tuple[Part, ...]


def _queue_room(
    settings: Settings,
    store: JobStore,
    wildcards: Wildcards,
    seen: SeenPosts,
    backends: Sequence[Backend],
    hours: QueueHours,
) -> _QueueRoom:
    policy = RatingPolicy(settings.ratings)
    thumbnails = Thumbnails(settings.data)
    thumbnail_maker = ThumbnailMaker(thumbnails)
    images = ImageStore(settings.data, thumbnail_maker.add)
    images.sweep()
    space = DiskSpace(images.mean_bytes)
    board = JobBoard(store, lambda: datetime.now(UTC))
    gate = QueueGate(board, lambda: hours.hold() or space.check(settings.data))
    desk = JobDesk(board, images, gate)
    urls = tuple(backend.url for backend in backends)
    sources = PictureSources(images, InputStore(settings.data), policy)
    workers = [Worker(desk, backend, sources, urls) for backend in backends]
    maker = JobMaker(wildcards, policy, seen.rating_of, check=sources.check)
    return _QueueRoom(
        JobQueue(board, maker, gate),
        images,
        sources,
        thumbnails,
        Pictures(store, images, thumbnails, Trash(settings.data, images)),
        (thumbnail_maker, *backends, *workers),
    )


@dataclass(frozen=True, slots=True)
class _PromptTools:
    """What helps to write a prompt."""

    files: WildcardFiles
    wildcards: Wildcards
    loras: Loras
    tables: TagTables
    autocomplete: Autocomplete
    trees: PromptTrees
    reports: tuple[str, ...]

    def refreshers(self, backends: Sequence[Backend]) -> dict[str, Refresher]:
        """Return what reads a list anew, by its name."""
        return {
            "loras": refresh_loras(backends, self.loras.scan),
            "wildcards": self.files.refresh,
            "tags": self._fetch_tags,
        }

    def _fetch_tags(self) -> int:
        """Begin to fetch the tag list; return how many tags there are meanwhile."""
        self.tables.fetch()
        return self.tables.state.tags


def _prompt_tools(
    settings: Settings,
    policy: RatingPolicy,
    backends: Sequence[Backend],
    checkpoint: Callable[[], str],
    stack: ExitStack,
) -> _PromptTools:
    state = stack.enter_context(closing(LoraState(settings.data)))
    loras = Loras(
        LoraCatalogFile(settings.loras, _lora_cache(settings)),
        [backend.client for backend in backends],
        policy,
        state,
        LoraWildcardFiles(settings.wildcards, settings.data),
        checkpoint=checkpoint,
    )
    files = WildcardFiles(settings.wildcards)
    library = AllWildcards(files, loras)
    tables = TagTables(settings.data, policy)
    autocomplete = Autocomplete(
        tables,
        policy,
        loras=CatalogLoras(loras),
        wildcards=LibraryNames(library),
        uses=TagUses(settings.data),
    )
    stack.enter_context(closing(autocomplete))
    trees = PromptTrees(library, WildcardEditor(files))
    return _PromptTools(
        files, Wildcards(library), loras, tables, autocomplete, trees, tuple(state.reports)
    )


@dataclass(frozen=True, slots=True)
class _TagList:
    """The tag list is built in the background; closing autocomplete ends that."""

    tables: TagTables

    def start(self) -> None:
        self.tables.start()

    def stop(self) -> None:
        pass


def _checkpoint_of(backend: Backend) -> Callable[[], str]:
    return lambda: backend.state.checkpoint


def _upkeep(
    settings: Settings,
    store: JobStore,
    queue: JobQueue,
    presets: Presets,
    backends: Sequence[Backend],
) -> list[Action]:
    """Return what can be done by the clock and asks no booru."""
    backups = JobBackups(settings.data, _copier(store, settings.data))
    return [
        QueueBatch(queue.submit, presets.request),
        *queue_switches(queue.gate.pause, queue.gate.resume),
        *refreshers(backends),
        backup_action(backups),
    ]


def _copier(store: JobStore, data: Path) -> Callable[[Path], None]:
    """Make what copies the jobs into a file."""

    def copy(target: Path) -> None:
        store.compact()
        shutil.copyfile(data / JOBS_FILE, target)

    return copy


def _lora_cache(settings: Settings) -> Path:
    return settings.data / "cache" / "loras.json"


def _clients(settings: Settings, demo: DemoHouse | None) -> list[WebUiClient]:
    if demo:
        return [WebUiClient(demo.webui_url)]
    login = settings.webui_login
    auth = (login.user, login.password.value) if login else None
    return [
        AgentSchedulerClient(url, auth) if url.startswith(AGENT_PREFIX) else WebUiClient(url, auth)
        for url in settings.webui_urls
    ]


def _boorus(settings: Settings, demo: DemoHouse | None) -> dict[str, Booru]:
    """Build every booru that is found, each with the access its owner gave it."""
    access = {
        "danbooru": BooruAccess(
            settings.danbooru_url, settings.danbooru_login, settings.danbooru_key, settings.ratings
        ),
        "gelbooru": BooruAccess(
            settings.gelbooru_url, settings.gelbooru_user, settings.gelbooru_key, settings.ratings
        ),
    }
    if demo:
        access = {
            name: BooruAccess(url, user, Secret(key), settings.ratings)
            for name, (url, user, key) in demo.boorus.items()
        }
    categories = TagCategoryFile(settings.data / "cache" / "gelbooru-tags.json")
    built = {}
    for kind in find_members(booru_package, Booru):  # type: ignore[type-abstract]
        site = access.get(kind.name, BooruAccess(ratings=settings.ratings))
        built[kind.name] = (
            kind(site, categories=categories) if issubclass(kind, Gelbooru) else kind(site)
        )
    return built
