"""Thinning out old pictures by the clock."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from booru_studio.domain.retention import RetentionRule
from booru_studio.errors import InvalidInputError
from booru_studio.services.pictures import Pictures
from booru_studio.services.retention import Retention
from booru_studio.services.schedule_actions import told


@dataclass(frozen=True, slots=True)
class ApplyRetention:
    """Moves to the trash what is too much, and empties that of what is a week old.

    `args`: `keep_days`, `keep_count`, `max_gb` as of `RetentionRule`; without any the rule holds
    that is set when the time comes.
    """

    retention: Retention
    pictures: Pictures
    name: str = "retention"
    label: str = "Move old pictures to the trash"
    background: bool = True

    def check(self, args: Mapping[str, Any]) -> dict[str, Any]:
        rule = RetentionRule.from_json(args)
        if args and rule.is_off:
            raise InvalidInputError(
                reason="Nothing would be taken away: set keep_days, keep_count or max_gb above 0."
            )
        return {name: value for name, value in asdict(rule).items() if value}

    def run(self, args: Mapping[str, Any]) -> str:
        limits = {name: value for name, value in args.items() if name != "schedule_id"}
        rule = RetentionRule.from_json(limits) if limits else None
        moved = self.retention.apply(rule)
        purged = self.pictures.purge()
        sentence = f"{told(len(moved.files), 'picture was', 'pictures were')} moved to the trash"
        if purged.files:
            sentence += f", {told(len(purged.files), 'one', 'others')} deleted for good"
        stayed = len(moved.skipped) + len(purged.skipped)
        left = f" {told(stayed, 'one', 'others')} could not be." if stayed else ""
        return f"{sentence}.{left}"
