"""The stand-in WebUI's generator: steps through a plan, paints, saves and answers."""

import base64
import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from booru_studio.demo.painter import paint
from booru_studio.demo.webui_catalogue import Catalogue
from booru_studio.demo.webui_errors import CrashError
from booru_studio.demo.webui_img2img import Start, start_of
from booru_studio.demo.webui_infotext import current_checkpoint, info, infotext
from booru_studio.demo.webui_options import Options
from booru_studio.demo.webui_pictures import PictureFiles, grid_of, picture_bytes
from booru_studio.demo.webui_queue import JobBoard, PictureUnderWay
from booru_studio.demo.webui_request import Plan, check_scripts, make_plan

_OUT_OF_MEMORY = (
    "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 8.00 GiB total capacity; "
    "6.51 GiB already allocated; 0 bytes free)"
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long steps take: `step_ms` each, or all of a job's together `duration_ms`."""

    step_ms: float
    duration_ms: float | None = None

    def step_seconds(self, steps: int) -> float:
        """Give the time of one step in a job of so many."""
        if self.duration_ms is not None:
            return self.duration_ms / max(1, steps) / 1000
        return self.step_ms / 1000


class Generator:
    """Makes pictures for txt2img and img2img, one job at a time."""

    def __init__(
        self,
        catalogue: Catalogue,
        options: Options,
        board: JobBoard,
        files: PictureFiles,
        pace: Pace,
    ) -> None:
        self._catalogue, self._options, self._board = catalogue, options, board
        self._files, self._pace = files, pace
        self._names = 0
        self._lock = threading.Lock()

    def generate(
        self, fields: Mapping[str, Any], is_img2img: bool, runs_out_of_memory: bool = False
    ) -> dict[str, object]:
        """Run a checked request through the line and give the reply.

        Raises RefusalError before the line and CrashError, GoneError within.
        """
        check_scripts(fields, self._catalogue, is_img2img)
        start = start_of(fields) if is_img2img else None
        kind = "img2img" if is_img2img else "txt2img"
        task_id = fields["force_task_id"] or self._new_task_id(kind)
        with self._board.task(task_id, f"scripts_{kind}"):
            options = self._options.overridden(fields["override_settings"] or {})
            plan = make_plan(fields, options, self._catalogue, is_img2img)
            try:
                images = self._work_through(plan, start, runs_out_of_memory)
            finally:
                self._end_overrides(fields)
            return self._reply(plan, images)

    def _work_through(
        self, plan: Plan, start: Start | None, runs_out_of_memory: bool
    ) -> list[Image.Image]:
        pictures: list[Image.Image] = []
        pause = self._pace.step_seconds(plan.steps * plan.batches)
        for batch in range(plan.batches):
            seeds = plan.seeds()[batch * plan.batch_size :][: plan.batch_size]
            under_way = PictureUnderWay(plan.prompt, seeds[0], *plan.final_size)
            self._board.start_batch(batch, plan.batches, plan.steps, under_way)
            share = self._steps_done(plan, pause, runs_out_of_memory)
            painted = [_finished(plan, start, seed, share) for seed in seeds]
            pictures += painted
            is_whole = share >= 1.0 or bool(plan.options["save_incomplete_images"])
            if plan.fields["save_images"] and plan.options["samples_save"] and is_whole:
                self._save(plan, painted, seeds)
            if self._board.running().is_interrupted:
                break
        return pictures

    def _steps_done(self, plan: Plan, pause: float, runs_out_of_memory: bool) -> float:
        for step in range(plan.steps):
            if runs_out_of_memory and step * 2 >= plan.steps:
                raise CrashError("OutOfMemoryError", _OUT_OF_MEMORY)
            if not self._board.take_step(pause):
                return step / plan.steps
        return 1.0

    def _save(self, plan: Plan, images: Sequence[Image.Image], seeds: Sequence[int]) -> None:
        kind = "img2img" if plan.is_img2img else "txt2img"
        for image, seed in zip(images, seeds, strict=True):
            facts = {
                "outdir": f"outdir_{kind}_samples",
                "seed": seed,
                "width": image.width,
                "height": image.height,
                "steps": plan.fields["steps"],
                "cfg": plan.fields["cfg_scale"],
                "sampler": plan.sampler,
                "model_name": current_checkpoint(plan, self._catalogue).name,
                "date": time.strftime("%Y-%m-%d"),
            }
            text = infotext(plan, self._catalogue, seed)
            self._files.save(image, text, plan.options, facts)

    def _reply(self, plan: Plan, images: list[Image.Image]) -> dict[str, object]:
        texts = [infotext(plan, self._catalogue, seed) for seed in plan.seeds()[: len(images)]]
        wants_grid = plan.options["return_grid"] and plan.fields["save_images"]
        has_grid = bool(wants_grid and len(images) > 1)
        if has_grid:
            images, texts = [grid_of(images), *images], [texts[0], *texts]
        timestamp = self._board.running().timestamp
        about = info(plan, self._catalogue, texts, int(has_grid), timestamp)
        # The reply is encoded after the overrides are undone: the global format counts.
        format_name = str(self._options.overridden({})["samples_format"])
        encoded = [
            base64.b64encode(picture_bytes(image, text, format_name)).decode()
            for image, text in zip(images, texts, strict=True)
        ]
        echo = dict(plan.fields)
        if plan.is_img2img and not echo["include_init_images"]:
            echo["init_images"] = echo["mask"] = None
        return {
            "images": encoded if plan.fields["send_images"] else [],
            "parameters": echo,
            "info": json.dumps(about),
        }

    def _end_overrides(self, fields: Mapping[str, Any]) -> None:
        overrides = fields["override_settings"] or {}
        if fields["override_settings_restore_afterwards"] is not False:
            self._options.restore(overrides)
        elif overrides:
            known = dict(overrides)
            name = known.get("sd_model_checkpoint")
            if name is not None and self._catalogue.find_checkpoint(str(name)) is None:
                del known["sd_model_checkpoint"]
            self._options.change(known)

    def _new_task_id(self, kind: str) -> str:
        with self._lock:
            self._names += 1
            return f"task({kind}-{self._names:07})"


def _finished(plan: Plan, start: Start | None, seed: int, share: float) -> Image.Image:
    image = paint(plan.prompt, seed, *plan.final_size, progress=share)
    return start.under(image) if start else image
