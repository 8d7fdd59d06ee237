"""What the Jobs tab asks about how long pictures are kept."""

from dataclasses import asdict
from typing import Any

from booru_studio.bootstrap import Services
from booru_studio.domain.retention import RetentionRule
from booru_studio.errors import InvalidInputError
from booru_studio.storage.trash_manifest import Moved
from booru_studio.ui.arguments import texts
from booru_studio.ui.shapes import moved_json

MOST_SHOWN = 24  # jobs of a preview


class RetentionVerbs:
    """Public methods are offered to the page alone, by their names in `RETENTION_VERBS`."""

    _services: Services

    def retention(self, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Show what the rule, or `values` as one, would take away, oldest first; nothing goes."""
        retention = self._services.retention
        rule = retention.rule if values is None else RetentionRule.from_json(values)
        preview = retention.preview(rule)
        return {
            "rule": asdict(rule),
            "pictures": preview.pictures,
            "bytes": preview.bytes,
            "job_ids": [removal.job.id for removal in preview.removals],
            "shown": [
                {
                    "job": removal.job.id,
                    "finished": removal.job.finished.isoformat() if removal.job.finished else "",
                    "pictures": removal.job.pictures,
                    "why": removal.why,
                }
                for removal in preview.removals[:MOST_SHOWN]
            ],
        }

    def apply_retention(self, values: dict[str, Any], job_ids: list[str]) -> dict[str, Any]:
        """Keep `values` as the rule, and move to the trash what was shown and agreed to."""
        agreed = texts("job_ids", job_ids) if job_ids else []
        rule = self._services.retention.set_rule(values)
        if rule.is_off and agreed:
            raise InvalidInputError(reason="The rule keeps everything: set one of its limits.")
        return moved_json(self._services.retention.apply(rule, agreed) if agreed else Moved())


RETENTION_VERBS = ("retention", "apply_retention")
