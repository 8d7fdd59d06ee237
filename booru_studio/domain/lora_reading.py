"""How `loras.yaml` is read into entries: leniently, with a sentence for all that is odd.

A value of the wrong type counts as missing, so that one slip costs one field. The schema: a key
under `loras` is the path below the LoRA root; the fields beside `auto` are the person's and win
over those in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from booru_studio.domain.lora_bases import base_of
from booru_studio.domain.lora_entries import CatalogDefaults, LoraEntry, RandomRule, Status
from booru_studio.domain.lora_triggers import Trigger, TriggerMode
from booru_studio.domain.posts import Rating

MOST_WEIGHT = 10.0  # beyond it, numbers are slips of the pen
_MODES: tuple[TriggerMode, ...] = ("always", "one_of", "optional")
_STATUSES: tuple[Status, ...] = ("ok", "missing", "duplicate_name", "bad_name")
_RATINGS = frozenset(rating.value for rating in Rating)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog as it was read; `problems` are sentences."""

    entries: tuple[LoraEntry, ...] = ()
    defaults: CatalogDefaults = CatalogDefaults()
    problems: tuple[str, ...] = ()


def read_entries(catalog: Mapping[str, Any]) -> Catalog:
    """Read the whole catalog; never raises, whatever a person wrote."""
    problems: list[str] = []
    defaults = _defaults(_Fields(catalog.get("defaults"), "defaults", problems))
    rows = catalog.get("loras") or {}
    if not isinstance(rows, Mapping):
        return Catalog((), defaults, ("“loras” of the catalog is no mapping of LoRAs.",))
    entries = tuple(
        _entry(str(key), fields, defaults, problems) for key, fields in rows.items()
    )
    return Catalog(entries, defaults, tuple(problems))


class _Fields:
    """The fields of one mapping, each asked for by the type it must have."""

    def __init__(self, value: object, place: str, problems: list[str]) -> None:
        self._place, self._problems = place, problems
        own: dict[str, Any] = value if isinstance(value, dict) else {}
        if value is not None and not isinstance(value, dict):
            self._slip("", "no mapping of fields")
        auto = own.get("auto")
        self._own = own
        self._values = {**auto, **_given(own)} if isinstance(auto, dict) else own

    def raw(self, name: str) -> object:
        """Return a value, the person's own before the scanned one."""
        return self._values.get(name)

    def is_own(self, name: str) -> bool:
        """Say whether a person wrote a value."""
        return self._own.get(name) is not None

    def text(self, name: str) -> str:
        value = self._values.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, Mapping | list):
            self._slip(name, "no text")
            return ""
        return str(value)

    def number(self, name: str) -> float | None:
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            if abs(value) <= MOST_WEIGHT:
                return float(value)
            self._slip(name, f"not between -{MOST_WEIGHT:g} and {MOST_WEIGHT:g}")
        else:
            self._slip(name, "no number")
        return None

    def pair(self, name: str) -> tuple[float, float] | None:
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, list) and len(value) == 2:
            low, high = (_Fields({name: each}, self._place, self._problems).number(name)
                         for each in value)  # fmt: skip
            if low is not None and high is not None:
                return min(low, high), max(low, high)
        self._slip(name, "no pair of numbers")
        return None

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._values.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._slip(name, "neither true nor false")
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name)
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        if not isinstance(value, list):
            if value is not None:
                self._slip(name, "no list")
            return ()
        return tuple(str(item) for item in value if not isinstance(item, Mapping | list))

    def _slip(self, name: str, what: str) -> None:
        field = f"“{name}” of “{self._place}”" if name else f"“{self._place}”"
        self._problems.append(f"In the LoRA catalog, {field} is {what}.")

    slip = _slip


def _given(own: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in own.items() if value is not None}


def _defaults(fields: _Fields) -> CatalogDefaults:
    factory = CatalogDefaults()
    step = fields.number("step")
    weight = fields.number("weight")
    return CatalogDefaults(
        factory.weight if weight is None else weight,
        fields.pair("range") or factory.range,
        step if step and step > 0 else factory.step,
    )


def _entry(
    key: str, value: object, defaults: CatalogDefaults, problems: list[str]
) -> LoraEntry:
    fields = _Fields(value, key, problems)
    weight = fields.number("weight")
    status = fields.text("status")
    base = fields.text("base")
    return LoraEntry(
        key=key,
        name=fields.text("name") or key.rpartition("/")[2],
        alias=fields.text("alias"),
        hash=fields.text("hash"),
        base=base_of(base) or base.casefold(),
        weight=defaults.weight if weight is None else weight,
        range=fields.pair("range") or defaults.range,
        te=fields.number("te"),
        triggers=tuple(_triggers(fields)),
        negative=fields.text("negative"),
        kind=fields.text("kind").casefold(),
        tags=fields.texts("tags"),
        rating=_rating(fields.text("rating")),
        random=_random(fields, key, problems),
        favourite=fields.flag("favourite"),
        preview=fields.text("preview"),
        notes=fields.text("notes"),
        status=next((each for each in _STATUSES if each == status), "ok"),
    )


def _rating(text: str) -> Rating | None:
    return Rating.parse(text) if text else None


def _random(fields: _Fields, key: str, problems: list[str]) -> RandomRule:
    value = fields.raw("random")
    is_excluded = fields.flag("excluded")
    if value is None:
        return RandomRule(enabled=not is_excluded)
    if isinstance(value, bool):
        return RandomRule(enabled=value)
    rule = _Fields(value, f"{key}: random", problems)
    weight = rule.number("weight")
    return RandomRule(
        enabled=rule.flag("enabled", default=not is_excluded),
        weight=1.0 if weight is None else max(0.0, weight),
        group=rule.text("group").casefold(),
        not_with=rule.texts("not_with"),
    )


def _triggers(fields: _Fields) -> Iterator[Trigger]:
    value, is_own = fields.raw("triggers"), fields.is_own("triggers")
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        if value is not None:
            fields.slip("triggers", "no list")
        return
    default: TriggerMode = "always" if is_own or len(value) == 1 else "one_of"
    for item in _mappings(value):
        text = str(item.get("text") or "").strip()
        mode = next((each for each in _MODES if each == item.get("mode")), default)
        chance = item.get("chance", 0.5)
        if not isinstance(chance, int | float) or not 0 <= chance <= 1:
            fields.slip("triggers", "given a chance that is not between 0 and 1")
            chance = 0.5
        if text:
            source = "user" if is_own else str(item.get("source") or "")
            yield Trigger(text, mode, float(chance), source)


def _mappings(items: Iterable[object]) -> Iterator[Mapping[str, Any]]:
    for item in items:
        yield item if isinstance(item, Mapping) else {"text": item}
