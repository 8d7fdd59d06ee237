"""Which right each endpoint, each verb of the page and each route needs: the one table.

What stands in no list is the owner's alone: on a Space it is refused until somebody decides.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from booru_studio.errors import AccessError
from booru_studio.services.rights import Right, Rights
from booru_studio.ui.replies import refusal
from booru_studio.ui.shapes import ROUTES

_VERBS: Mapping[Right, tuple[str, ...]] = {
    Right.LOOK: (
        "recreate", "recreate_tag", "interrogators", "jobs", "job", "posts", "trending_characters",
        "popular_tags", "popular_characters", "characters_for_tag", "classify_character", "expand",
        "prompt_tree", "autocomplete", "random_loras", "generate_lora_wildcard", "webui",
        "defaults", "queue_hours", "job_details", "form_start", "refresh_lists", "fill_form",
        "export_queue", "upscale_choices",
        "trash", "orphans", "tag_facts", "similar_tags", "tidy_prompt", "form_panels",
        "webui_report", "webui_styles", "refresh_state", "wildcard_files", "wildcard_file",
        "wildcard_before", "wildcard_uses", "test_wildcard", "lora_list", "lora_facets",
        "lora_entry", "lora_match", "lora_set", "lora_presets", "banned_loras", "lora_wildcards",
        "checkup", "api_examples", "presets", "preset_fields", "apply_preset", "apply_style",
    ),
    Right.INTERROGATE: ("recreate_image", "interrogate", "draft_picture"),
    Right.GENERATE: (
        "submit", "retry", "upscale", "retry_jobs", "retry_failed", "vary", "enlarge",
        "queue_form", "queue_prompts",
    ),
    Right.JOBS: (
        "cancel", "pause_queue", "resume_queue", "cancel_jobs", "cancel_waiting", "cancel_all",
        "move_jobs", "prioritise", "bookmark", "set_start_mode", "delete_jobs", "delete_pictures",
        "restore", "take_over",
    ),
    Right.DEFAULTS: ("save_defaults", "save_form", "save_preset", "delete_preset"),
    Right.SCHEDULES: (
        "schedules", "save_schedule", "delete_schedule", "schedule_choices", "run_schedule",
        "enable_schedule", "schedule_job", "save_queue_hours", "retention", "apply_retention",
    ),
    Right.BACKENDS: (
        "webui_options", "set_webui_options", "refresh", "enable_backend", "keep_copies",
        "begin_refresh", "cancel_refresh",
    ),
    Right.LIBRARY: (
        "save_wildcard", "create_wildcard", "rename_wildcard", "delete_wildcard",
        "restore_wildcard", "save_lora", "lora_history", "save_lora_preset", "delete_lora_preset",
        "ban_lora", "reset_lora_bag",
    ),
    Right.MODELS: ("prepare_interrogator", "cancel_prepare_interrogator"),
}  # fmt: skip
VERB_RIGHTS = {name: right for right, names in _VERBS.items() for name in names}
# An argument that makes a verb that looks one that changes something.
_SHARPER: Mapping[str, tuple[str, Right]] = {
    "recreate": ("interrogator", Right.INTERROGATE),
    "recreate_tag": ("interrogator", Right.INTERROGATE),
    "generate_lora_wildcard": ("write", Right.LIBRARY),
    "lora_wildcards": ("write", Right.LIBRARY),
    "lora_set": ("remember", Right.LIBRARY),
}

_ROUTES: Mapping[Right, tuple[str, ...]] = {
    Right.LOOK: (
        "/state.json", "/jobs.json", "/list.json", "/ids.json", "/pictures.json", "/numbers.json",
        "/image/{file:path}", "/thumb/{file:path}", "/lora-picture", "/preview/{job_id}",
        "/post/{site}/{number:int}/{size}", "/zip/{ticket}", "/zip",
        # These ask for the right of what is called.
        "/do/{verb}", "/research/begin",
        "/research/choices.json", "/research/posts.json", "/research/favourites.json",
        "/research/task.json", "/research/shelf.json", "/research/wildcards.json",
        "/research/cancel", "/research/tag-text",
    ),
    Right.JOBS: ("/picture", "/input", "/dropped"),
    Right.GENERATE: ("/queue-file",),
    Right.SHELF: ("/research/save-search", "/research/forget-search", "/research/favourite"),
    Right.LIBRARY: ("/research/wildcard-line",),
    Right.FILES: ("/import/{kind}",),
}  # fmt: skip
ROUTE_RIGHTS = {ROUTES + path: right for right, paths in _ROUTES.items() for path in paths}


def check_verb(rights: Rights, name: str, arguments: Mapping[str, Any]) -> None:
    """Refuse an endpoint or a verb that is not allowed.

    Raises:
        AccessError: of the kind that fits.
    """
    right = VERB_RIGHTS.get(name)
    argument, sharper = _SHARPER.get(name, ("", None))
    needed = sharper if argument and arguments.get(argument) else right
    rights.check(needed)
    if needed is Right.INTERROGATE:
        rights.spend(needed)


def allowed_routes(routes: Iterable[Route], rights: Rights) -> list[Route]:
    """Return the routes, those that are not allowed as ones that say so."""
    return [
        route if rights.has(ROUTE_RIGHTS.get(route.path)) else _closed(route, rights)
        for route in routes
    ]


def _closed(route: Route, rights: Rights) -> Route:
    async def refuse(_request: Request) -> Response:
        try:
            rights.check(ROUTE_RIGHTS.get(route.path))
        except AccessError as error:
            return refusal(error, 403)
        return Response(status_code=403)

    return Route(route.path, refuse, methods=list(route.methods or ("GET",)))
