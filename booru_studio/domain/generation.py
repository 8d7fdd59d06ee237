"""What a picture is asked for with: every txt2img and img2img field by the WebUI's own name."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, Self

from booru_studio.domain.picture_files import is_picture_file
from booru_studio.domain.request_fields import check_field, clean_text, plain_value
from booru_studio.errors import InvalidInputError

PICTURES = ("init_image", "mask")  # these name a file; "" is none

# Always written out, so that a stored request reads without a table of defaults.
ALWAYS_SHOWN = (
    "prompt", "negative_prompt", "steps", "sampler_name", "scheduler", "cfg_scale",
    "width", "height", "seed", "batch_size",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Txt2ImgRequest:
    """One txt2img request, or with `init_image` one for img2img.

    Field names, types and defaults are those of AUTOMATIC1111 1.10.1's
    `StableDiffusionProcessingTxt2Img` and `…Img2Img` (its /openapi.json) and Forge's additions,
    save that steps defaults to 28 and masks are treated as on its page. None means: leave it to
    the WebUI. Pictures are named by their files below the data folder, and become base64 only
    when they are sent. `template` to `extensions` are ours and never sent by these names.
    """

    prompt: str = ""
    negative_prompt: str = ""
    styles: list[str] | None = None
    seed: int = -1  # -1 = each job draws its own
    subseed: int = -1
    subseed_strength: float = 0
    seed_resize_from_h: int = -1
    seed_resize_from_w: int = -1
    sampler_name: str | None = None
    scheduler: str | None = None
    batch_size: int = 1  # pictures a job
    n_iter: int = 1
    steps: int = 28
    cfg_scale: float = 7.0
    width: int = 512  # pixels
    height: int = 512  # pixels
    restore_faces: bool | None = None
    tiling: bool | None = None
    do_not_save_samples: bool = False
    do_not_save_grid: bool = False
    eta: float | None = None
    denoising_strength: float | None = None
    s_min_uncond: float | None = None
    s_churn: float | None = None
    s_tmax: float | None = None
    s_tmin: float | None = None
    s_noise: float | None = None
    override_settings: dict[str, Any] | None = None
    override_settings_restore_afterwards: bool = True
    refiner_checkpoint: str | None = None
    refiner_switch_at: float | None = None
    disable_extra_networks: bool = False
    firstpass_image: str | None = None  # base64
    comments: dict[str, Any] | None = None
    enable_hr: bool = False
    firstphase_width: int = 0
    firstphase_height: int = 0
    hr_scale: float = 2.0
    hr_upscaler: str | None = None
    hr_second_pass_steps: int = 0  # 0 = as many as steps
    hr_resize_x: int = 0
    hr_resize_y: int = 0
    hr_checkpoint_name: str | None = None
    hr_sampler_name: str | None = None
    hr_scheduler: str | None = None
    hr_prompt: str = ""
    hr_negative_prompt: str = ""
    force_task_id: str | None = None
    sampler_index: str = "Euler"
    script_name: str | None = None
    script_args: list[Any] = field(default_factory=list)
    send_images: bool = True
    save_images: bool = False
    alwayson_scripts: dict[str, Any] = field(default_factory=dict)
    infotext: str | None = None
    # Forge and its kin
    distilled_cfg_scale: float | None = None
    hr_cfg: float | None = None
    hr_distilled_cfg: float | None = None
    hr_additional_modules: list[str] | None = None
    # img2img
    init_image: str | None = None  # file, “images/…” or “inputs/…”; sent in init_images
    mask: str | None = None  # file; what is white is painted anew
    resize_mode: int = 0  # 0 stretch, 1 crop, 2 fill the rest, 3 stretch in latent space
    mask_blur: int = 4  # pixels
    inpainting_fill: int = 1  # begin with 0 blurred surroundings, 1 the picture, 2 noise, 3 nothing
    inpaint_full_res: bool = True  # paint the masked part at the request's size
    inpaint_full_res_padding: int = 32  # pixels
    inpainting_mask_invert: int = 0  # 1: what is black is painted anew
    initial_noise_multiplier: float | None = None
    image_cfg_scale: float | None = None
    # ours
    template: str | None = None  # a prompt still to be expanded, once for each job
    checkpoint: str | None = None
    vae: str | None = None
    clip_skip: int | None = None
    source_post: str | None = None  # “danbooru:123”
    leave_settings: bool = False  # override nothing, so that the WebUI's settings stay untouched
    extensions: dict[str, Any] = field(default_factory=dict)  # name -> list of units of fields

    @property
    def is_img2img(self) -> bool:
        """Whether it begins with a picture."""
        return self.init_image is not None

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Read a request that came from outside.

        Raises:
            InvalidInputError: unknown field, wrong type, out of range, or prompt and template both.
        """
        if not isinstance(values, Mapping):
            raise InvalidInputError(reason="The request is no object: give fields by name.")
        values = {clean_text(str(name)): value for name, value in values.items()}
        for name, value in values.items():
            check_field(name, value, _KINDS)
        plain: dict[str, Any] = {
            name: plain_value(name, value, _KINDS[name])
            for name, value in values.items()
            if value is not None and not (value == "" and name in PICTURES)
        }
        request = cls(**plain)
        request._check_together()
        return request

    def _check_together(self) -> None:
        """Refuse fields that do not go together."""
        if self.template is not None and self.prompt:
            raise InvalidInputError(
                reason="The request has both prompt and template: leave one of them out."
            )
        for side in ("width", "height"):
            if getattr(self, side) % 8:
                raise InvalidInputError(
                    reason=f"{side} is {getattr(self, side)}: give a multiple of 8."
                )
        for name in PICTURES:
            file = getattr(self, name)
            if file is not None and not is_picture_file(file):
                raise InvalidInputError(
                    reason=f"{name} is “{file[:80]}”: give the file of a picture that is kept "
                    "here, such as a finished one's."
                )
        if self.mask is not None and not self.is_img2img:
            raise InvalidInputError(reason="mask needs a picture to lie on: give init_image, too.")
        if self.enable_hr and self.is_img2img:
            raise InvalidInputError(
                reason="The request has both init_image and enable_hr, which only txt2img knows: "
                "leave one of them out."
            )

    def to_json(self) -> dict[str, Any]:
        """Give the usual fields, and of the others those that differ from their default."""
        values: dict[str, Any] = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if spec.name in ALWAYS_SHOWN or value != _default(spec):
                values[spec.name] = value
        return values

    def with_changes(self, changes: object) -> Self:
        """Return a copy with `changes`, checked like a request from outside.

        A new `template` replaces the prompt, a new `prompt` the template; None takes a field back
        to its default.
        """
        if not isinstance(changes, Mapping):
            raise InvalidInputError(reason="The changes are no object: give fields by name.")
        values = self.to_json()
        if changes.get("template") is not None:
            values.pop("prompt", None)
        if changes.get("prompt") is not None:
            values.pop("template", None)
        values.update(changes)
        kept = {name: value for name, value in values.items() if value is not None}
        for name in values.keys() - kept.keys():
            check_field(name, None, _KINDS)
        return type(self).from_json(kept)

    def resolved(self, prompt: str, seed: int) -> Self:
        """Return the request as one job sends it: expanded prompt, seed drawn."""
        return replace(self, prompt=prompt, seed=seed, template=None)


_KINDS = {spec.name: str(spec.type) for spec in fields(Txt2ImgRequest)}


def _default(spec: Any) -> object:  # noqa: ANN401  (dataclasses.Field is generic over anything)
    return spec.default_factory() if spec.default is MISSING else spec.default
