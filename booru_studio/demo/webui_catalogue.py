"""What the stand-in WebUI has installed: models, samplers, upscalers, scripts; all invented.

The names of samplers, schedulers, upscalers and scripts are those that A1111 WebUI 1.10.1 and
Forge have built in.
"""

import hashlib
from dataclasses import dataclass

from booru_studio.demo.webui_errors import Flavour

MODEL_FOLDER = "/srv/stand-in/models"

_SAMPLERS = """
DPM++ 2M|k_dpmpp_2m|scheduler=karras
DPM++ SDE|k_dpmpp_sde|scheduler=karras second_order brownian_noise
DPM++ 2M SDE|k_dpmpp_2m_sde|scheduler=exponential brownian_noise
DPM++ 2M SDE Heun|k_dpmpp_2m_sde_heun|scheduler=exponential brownian_noise solver_type=heun
DPM++ 2S a|k_dpmpp_2s_a|scheduler=karras uses_ensd second_order
DPM++ 3M SDE|k_dpmpp_3m_sde|scheduler=exponential discard_next_to_last_sigma brownian_noise
Euler a|k_euler_a k_euler_ancestral|uses_ensd
Euler|k_euler|
LMS|k_lms|
Heun|k_heun|second_order
DPM2|k_dpm_2|scheduler=karras discard_next_to_last_sigma second_order
DPM2 a|k_dpm_2_a|scheduler=karras discard_next_to_last_sigma uses_ensd second_order
DPM fast|k_dpm_fast|uses_ensd
DPM adaptive|k_dpm_ad|uses_ensd
Restart|restart|scheduler=karras second_order
HeunPP2|heunpp2||forge
IPNDM|ipndm||forge
IPNDM_V|ipndm_v||forge
DEIS|deis||forge
DDIM|ddim|
DDIM CFG++|ddim_cfgpp|
PLMS|plms|
UniPC|unipc|
LCM|k_lcm|
DDPM|ddpm||forge
"""
_SCHEDULERS = """
automatic|Automatic|-1||
uniform|Uniform|-1|inner|
karras|Karras|7||
exponential|Exponential|-1||
polyexponential|Polyexponential|1||
sgm_uniform|SGM Uniform|-1|inner|SGMUniform
kl_optimal|KL Optimal|-1||
align_your_steps|Align Your Steps|-1||
simple|Simple|-1|inner|
normal|Normal|-1|inner|
ddim|DDIM|-1|inner|
beta|Beta|-1|inner|
turbo|Turbo|-1|inner||forge
align_your_steps_GITS|Align Your Steps GITS|-1|||forge
align_your_steps_11|Align Your Steps 11|-1|||forge
align_your_steps_32|Align Your Steps 32|-1|||forge
"""
LATENT_MODES = (
    "Latent", "Latent (antialiased)", "Latent (bicubic)", "Latent (bicubic antialiased)",
    "Latent (nearest)", "Latent (nearest-exact)",
)  # fmt: skip
_UPSCALERS = (
    ("None", False, 4.0), ("Lanczos", False, 4.0), ("Nearest", False, 4.0),
    ("DAT x2", True, 2.0), ("DAT x3", True, 3.0), ("DAT x4", True, 4.0),
    ("ESRGAN_4x", True, 4.0), ("LDSR", False, 4.0), ("R-ESRGAN 4x+", True, 4.0),
    ("R-ESRGAN 4x+ Anime6B", True, 4.0), ("ScuNET GAN", True, 4.0),
    ("ScuNET PSNR", True, 4.0), ("SwinIR 4x", True, 4.0),
)  # fmt: skip
_SELECTABLE = ("prompt matrix", "prompts from file or textbox", "x/y/z plot")
_IMG2IMG_SELECTABLE = (
    "img2img alternative test", "loopback", "outpainting mk2", "poor man's outpainting",
    *_SELECTABLE[:2], "sd upscale", "x/y/z plot",
)  # fmt: skip
_ALWAYS_ON = {
    "a1111": ("extra options", "Hypertile", "refiner", "sampler", "seed"),
    "forge": (
        "extra options", "controlnet", "freeu integrated (sd 1.x, sd 2.x, sdxl)",
        "multidiffusion integrated", "never oom integrated", "refiner", "sampler", "seed",
    ),
}  # fmt: skip
_CHECKPOINTS = ("paintedAnimeXL", "inkwashSD15", "pastelStorybook_v2")
VAE_NAME = "softColours.vae.safetensors"

# Path under the LoRA folder, output name ("" = a file without metadata), base, trained tags.
_LORAS = (
    ("characters/mika_harbour_v1", "mika_harbour", "sd_v1", "mika (harbour), sailor hat"),
    ("characters/captain_rowan_v2", "captain_rowan", "sdxl_base_v1-0", "captain rowan, blue coat"),
    ("characters/librarian_noor", "librarian_noor", "sdxl_base_v1-0", "noor, round glasses"),
    ("characters/gardener_ilse_v1", "gardener_ilse", "sd_v1", "ilse, straw hat, apron"),
    ("styles/watercolour_wash", "watercolour_wash", "sdxl_base_v1-0", "watercolour (medium)"),
    ("styles/ink_lines_v3", "ink_lines", "sd_v1", "ink lines, monochrome"),
    ("styles/pastel_storybook", "pastel_storybook", "sdxl_base_v1-0", "pastel colors, storybook"),
    ("styles/paper cut, layered (v1)", "papercut", "sd_v1", "papercut, layered paper"),
    ("styles/stained_glass", "", "", ""),
    ("concepts/lantern_festival", "lantern_festival", "sdxl_base_v1-0", "lantern festival, night"),
    ("concepts/rainy_window", "rainy_window", "sd_v1", "rainy window, reflection"),
    ("detail_tweaker", "detail_tweaker", "sd_v1", ""),
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint file; `short_hash` is the 10 digits that infotexts show."""

    name: str
    flavour: Flavour

    @property
    def sha256(self) -> str:
        """The hash of the invented file."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    @property
    def short_hash(self) -> str:
        """The first ten digits of the hash."""
        return self.sha256[:10]

    @property
    def title(self) -> str:
        """The name that option `sd_model_checkpoint` holds; A1111 adds the hash once known."""
        file = f"{self.name}.safetensors"
        return file if self.flavour == "forge" else f"{file} [{self.short_hash}]"

    def as_json(self) -> dict[str, object]:
        """Describe it as GET /sdapi/v1/sd-models does."""
        is_hashed = self.flavour == "a1111"
        return {
            "title": self.title,
            "model_name": self.name,
            "hash": self.short_hash if is_hashed else None,
            "sha256": self.sha256 if is_hashed else None,
            "filename": f"{MODEL_FOLDER}/Stable-diffusion/{self.name}.safetensors",
            "config": None,
        }


@dataclass(frozen=True, slots=True)
class Sampler:
    """A sampler and the scheduler it uses by itself ("" = none)."""

    name: str
    aliases: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    scheduler: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything installed on a stand-in of one flavour; `extensions` are added scripts."""

    flavour: Flavour
    extensions: tuple[str, ...] = ()

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The checkpoints; the first is loaded at start."""
        return tuple(Checkpoint(name, self.flavour) for name in _CHECKPOINTS)

    @property
    def samplers(self) -> tuple[Sampler, ...]:
        """The samplers; the first is what an unknown name turns into."""
        rows = (line.split("|") for line in _SAMPLERS.strip().splitlines())
        return tuple(_sampler(row) for row in rows if self.flavour == "forge" or "forge" not in row)

    @property
    def schedulers(self) -> tuple[dict[str, object], ...]:
        """The schedulers as GET /sdapi/v1/schedulers lists them; the first is Automatic."""
        rows = (line.split("|") for line in _SCHEDULERS.strip().splitlines())
        return tuple(
            {
                "name": row[0],
                "label": row[1],
                "aliases": [row[4]] if row[4] else None,
                "default_rho": float(row[2]),
                "need_inner_model": bool(row[3]),
            }
            for row in rows
            if self.flavour == "forge" or "forge" not in row
        )

    def find_checkpoint(self, name: str) -> Checkpoint | None:
        """Look a checkpoint up by title, file name, model name or short hash."""
        for checkpoint in self.checkpoints:
            file = f"{checkpoint.name}.safetensors"
            names = {checkpoint.title, file, checkpoint.name, checkpoint.short_hash}
            if name in names or name.split(" [")[0] == file:
                return checkpoint
        return None

    def samplers_json(self) -> list[dict[str, object]]:
        """List the samplers; A1111 writes option flags as the text "True"."""
        yes: object = True if self.flavour == "forge" else "True"
        return [
            {
                "name": sampler.name,
                "aliases": list(sampler.aliases),
                "options": {key: value or yes for key, value in sampler.options},
            }
            for sampler in self.samplers
        ]

    def upscaler_names(self) -> tuple[str, ...]:
        """The names of the upscalers."""
        return tuple(str(row["name"]) for row in self.upscalers_json())

    def upscalers_json(self) -> list[dict[str, object]]:
        """List the upscalers; a path that is no URL is a model that is there already."""
        folder = f"{MODEL_FOLDER}/ESRGAN"
        return [
            {
                "name": name,
                "model_name": name if has_file else None,
                "model_path": f"{folder}/{name}.pth" if has_file else None,
                "model_url": None,
                "scale": scale,
            }
            for name, has_file, scale in _UPSCALERS
            if self.flavour == "a1111" or name != "LDSR"
        ]

    def vaes_json(self) -> list[dict[str, str]]:
        """List the VAEs as /sd-vae (A1111) and /sd-modules (Forge) do."""
        return [{"model_name": VAE_NAME, "filename": f"{MODEL_FOLDER}/VAE/{VAE_NAME}"}]

    def loras_json(self) -> list[dict[str, object]]:
        """List the LoRAs with the header of their files."""
        return [_lora_json(*row) for row in _LORAS]

    def lora_words(self, name: str) -> str | None:
        """Give the tags a LoRA was trained on, by its file name; None if missing."""
        return next((row[3] for row in _LORAS if row[0].rsplit("/", 1)[-1] == name), None)

    def lora_hash(self, name: str) -> str | None:
        """Give the hash of a LoRA named in a prompt by file name or alias; None if missing."""
        for path, alias, _, _ in _LORAS:
            if name in {path.rsplit("/", 1)[-1], alias or None}:
                return hashlib.sha256(path.encode()).hexdigest()[:12]
        return None

    def always_on(self) -> tuple[str, ...]:
        """The titles of scripts that take arguments by `alwayson_scripts`."""
        return (*_ALWAYS_ON[self.flavour], *self.extensions)

    def selectable(self, is_img2img: bool) -> tuple[str, ...]:
        """The titles of scripts for `script_name`."""
        return _IMG2IMG_SELECTABLE if is_img2img else _SELECTABLE

    def scripts_json(self) -> dict[str, list[str]]:
        """List the scripts as GET /sdapi/v1/scripts does."""
        return {
            tab: [*self.selectable(tab == "img2img"), *self.always_on()]
            for tab in ("txt2img", "img2img")
        }

    def script_info_json(self) -> list[dict[str, object]]:
        """Describe the scripts as GET /sdapi/v1/script-info does."""
        return [
            {"name": name, "is_alwayson": name in self.always_on(), "is_img2img": is_img2img,
             "args": []}
            for is_img2img in (False, True)
            for name in (*self.selectable(is_img2img), *self.always_on())
        ]  # fmt: skip


def _sampler(row: list[str]) -> Sampler:
    options = tuple(
        (key, value) for key, _, value in (part.partition("=") for part in row[2].split())
    )
    return Sampler(row[0], tuple(row[1].split()), options, dict(options).get("scheduler", ""))


def _lora_json(path: str, alias: str, base: str, tags: str) -> dict[str, object]:
    name = path.rsplit("/", 1)[-1]
    metadata: dict[str, object] = {}
    if alias:
        counts = {tag: 120 - 17 * place for place, tag in enumerate(tags.split(", ")) if tag}
        metadata = {
            "ss_output_name": alias,
            "ss_base_model_version": base,
            "ss_network_dim": "16",
            "ss_network_alpha": "8",
            "ss_clip_skip": "2",
            "ss_tag_frequency": {f"10_{alias}": counts},
        }
    return {
        "name": name,
        "alias": alias or name,
        "path": f"{MODEL_FOLDER}/Lora/{path}.safetensors",
        "metadata": metadata,
    }
