"""The named endpoints as plain functions: checked arguments in, JSON out.

The page's own buttons call the same functions, so there is one way to do a thing.
"""

from booru_studio.bootstrap import Services
from booru_studio.services.rights import Rights
from booru_studio.ui.endpoints_interrogation import (
    INTERROGATION_VERBS,
    InterrogationEndpoints,
)
from booru_studio.ui.endpoints_research import ResearchEndpoints
from booru_studio.ui.verbs_api import API_VERBS, ApiVerbs
from booru_studio.ui.verbs_form import FORM_VERBS, FormVerbs
from booru_studio.ui.verbs_jobs import JOB_VERBS, JobVerbs
from booru_studio.ui.verbs_loras import LORA_VERBS, LoraVerbs
from booru_studio.ui.verbs_pictures import PICTURE_VERBS, PictureVerbs
from booru_studio.ui.verbs_presets import PRESET_VERBS, PresetVerbs
from booru_studio.ui.verbs_prompt import PROMPT_VERBS, PromptVerbs
from booru_studio.ui.verbs_retention import RETENTION_VERBS, RetentionVerbs
from booru_studio.ui.verbs_schedules import SCHEDULE_VERBS, ScheduleVerbs
from booru_studio.ui.verbs_setup import SETUP_VERBS, SetupVerbs
from booru_studio.ui.verbs_webui import WEBUI_VERBS, WebUiVerbs
from booru_studio.ui.verbs_wildcards import WILDCARD_VERBS, WildcardVerbs


class Endpoints(
    ResearchEndpoints,
    InterrogationEndpoints,
    JobVerbs,
    FormVerbs,
    PictureVerbs,
    ScheduleVerbs,
    PromptVerbs,
    WildcardVerbs,
    LoraVerbs,
    PresetVerbs,
    RetentionVerbs,
    WebUiVerbs,
    SetupVerbs,
    ApiVerbs,
):
    """All endpoints, each group from the file of its own."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def rights(self) -> Rights:
        """What those may do whom these endpoints serve."""
        return self._services.rights


# What Gradio offers by name; everything else of the class is the page's own.
ENDPOINTS = (
    "recreate", "recreate_tag", "recreate_image", "interrogate", "interrogators",
    "submit", "jobs", "job", "cancel", "retry", "upscale",
    "pause_queue", "resume_queue", "posts", "trending_characters", "popular_tags",
    "popular_characters", "characters_for_tag", "classify_character", "expand", "prompt_tree",
    "autocomplete", "random_loras", "generate_lora_wildcard", "webui", "webui_options",
    "set_webui_options", "refresh", "defaults", "save_defaults", "schedules", "save_schedule",
    "delete_schedule",
)  # fmt: skip

# What the page may call besides, over its own route.
PAGE_VERBS = (
    *JOB_VERBS, *PICTURE_VERBS, *SCHEDULE_VERBS, *PROMPT_VERBS, *INTERROGATION_VERBS, *WEBUI_VERBS,
    *WILDCARD_VERBS, *LORA_VERBS, *SETUP_VERBS, *PRESET_VERBS, *API_VERBS,
    *RETENTION_VERBS, *FORM_VERBS,
)  # fmt: skip
