"""The LoRA catalog as values: one entry a LoRA, the person's own fields over the scanned ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from booru_studio.domain.lora_triggers import Trigger
from booru_studio.domain.posts import Rating

Status = Literal["ok", "missing", "duplicate_name", "bad_name"]
KINDS = ("style", "character", "outfit", "concept", "pose", "background", "tool")


@dataclass(frozen=True, slots=True)
class CatalogDefaults:
    """What holds for a LoRA that says nothing itself; `defaults:` of the catalog."""

    weight: float = 0.8
    range: tuple[float, float] = (0.6, 0.9)
    step: float = 0.05


@dataclass(frozen=True, slots=True)
class RandomRule:
    """How the randomiser treats a LoRA.

    `weight` is how likely it is against others, `not_with` globs of LoRAs it does not go with.
    """

    enabled: bool = True
    weight: float = 1.0
    group: str = ""
    not_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoraEntry:
    """One LoRA; `weight` and `range` are filled from the defaults where nothing else says."""

    key: str  # path below the LoRA root, without ending, "/" between folders
    name: str  # what goes into <lora:...>
    alias: str = ""
    hash: str = ""
    base: str = ""  # of lora_bases.BASES, "" = unknown
    weight: float = 0.8
    range: tuple[float, float] = (0.6, 0.9)
    te: float | None = None  # None = as the weight
    triggers: tuple[Trigger, ...] = ()
    negative: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    rating: Rating | None = None  # None = nobody said
    random: RandomRule = field(default_factory=RandomRule)
    favourite: bool = False
    preview: str = ""
    notes: str = ""
    status: Status = "ok"
    search_text: str = field(init=False, repr=False, compare=False, default="")  # words, folded

    def __post_init__(self) -> None:
        object.__setattr__(self, "search_text", self.words.casefold().replace("_", " "))

    @property
    def folder(self) -> str:
        return self.key.rpartition("/")[0]

    @property
    def group(self) -> str:
        """The group that counts are given for: its own, else its kind."""
        return self.random.group or self.kind

    @property
    def is_usable(self) -> bool:
        """Whether a tag with its name can work."""
        return self.status in ("ok", "duplicate_name")

    @property
    def words(self) -> str:
        """Everything it would bring into a prompt or is known by, for the safety rules."""
        triggers = (each.text for each in self.triggers)
        return "\n".join((self.key, self.name, self.kind, *self.tags, *triggers))

    def is_named(self, pattern: str) -> bool:
        """Say whether a glob means it: its key, its name, or a folder it lies in.

        Case does not matter; `*` crosses folders.
        """
        wanted = pattern.casefold().replace("\\", "/").strip("/")
        key, name = self.key.casefold(), self.name.casefold()
        if wanted in ("", key, name) or key.startswith(f"{wanted}/"):
            return True
        # A bracket in a name is meant as it is written.
        literal = wanted.replace("[", "[[]")
        return fnmatchcase(key, literal) or fnmatchcase(name, literal)


def folded_tags(entry: LoraEntry) -> frozenset[str]:
    """Return the tags as they are compared."""
    return frozenset(fold_tag(tag) for tag in entry.tags)


def fold_tag(tag: str) -> str:
    """Bring a tag into the form in which tags are compared."""
    return " ".join(tag.replace("_", " ").casefold().split())


def index_by_key(entries: tuple[LoraEntry, ...]) -> Mapping[str, LoraEntry]:
    """Return the entries by key and, where no key is the same, by name."""
    found = {entry.name: entry for entry in reversed(entries)}
    return {**found, **{entry.key: entry for entry in entries}}
