"""The models that can be downloaded: where each lies, how its files are known, what it wants."""

from dataclasses import dataclass
from enum import StrEnum

# Part of every source, since another preparation of a picture gives other scores.
PREPARATION = "p1"
_SHOWN_REVISION = 12  # letters of a revision that tell it from the others


class Colours(StrEnum):
    """The order in which a model takes the three values of a pixel."""

    RGB = "rgb"
    BGR = "bgr"


class Padding(StrEnum):
    """What a model was trained to see beside a picture that is not square."""

    WHITE = "white"
    EDGE = "edge"  # the picture's outermost row or column, on and on


class Layout(StrEnum):
    """The order of a model's input: batch, height, width, colours."""

    NHWC = "nhwc"
    NCHW = "nchw"


@dataclass(frozen=True, slots=True)
class Contract:
    """How a model wants a picture: float32, square, not normalised but scaled."""

    side: int  # pixels
    colours: Colours
    scale: float  # what 0-255 is multiplied by
    padding: Padding
    layout: Layout = Layout.NHWC
    # The last step of ONNX Runtime's optimiser copies the weights of a convolutional network,
    # for a tenth of the time and twice the memory; a transformer it leaves alone.
    is_convolutional: bool = False


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file as its author published it."""

    name: str  # in its repository
    size: int  # bytes
    digest: str  # hex: SHA-256, or MD5 where no other is known; "" = unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model with its labels."""

    name: str  # what a person and a script call it
    label: str  # shown in menus
    repository: str  # “owner/name” on Hugging Face; "" = it cannot be downloaded
    revision: str
    weights: ModelFile
    labels: ModelFile
    contract: Contract
    is_gated: bool = False  # its repository wants a token

    @property
    def source(self) -> str:
        return f"{self.name}@{self.revision[:_SHOWN_REVISION]}+{PREPARATION}"

    @property
    def size(self) -> int:
        """Bytes of both files."""
        return self.weights.size + self.labels.size


# https://huggingface.co/spaces/SmilingWolf/wd-tagger/blob/main/app.py
WD = Contract(side=448, colours=Colours.BGR, scale=1.0, padding=Padding.WHITE)
# https://github.com/KichangKim/DeepDanbooru/blob/master/deepdanbooru/data/__init__.py
DEEPDANBOORU = Contract(
    side=512,
    colours=Colours.RGB,
    scale=1 / 255,
    padding=Padding.EDGE,
    is_convolutional=True,
)
_WD_LABELS = ModelFile(
    "selected_tags.csv",
    308_468,
    "298633d94d0031d2081c0893f29c82eab7f0df00b08483ba8f29d1e979441217",
)

MODELS: tuple[Model, ...] = (
    Model(
        name="wd-swinv2-tagger-v3",
        label="WD SwinV2 v3 (default)",
        repository="SmilingWolf/wd-swinv2-tagger-v3",
        revision="627aef95638667ddcaa3ac8ae625e88ea5b02f51",
        weights=ModelFile(
            "model.onnx",
            467_460_978,
            "e6774bff34d43bd49f75a47db4ef217dce701c9847b546523eb85ff6dbba1db1",
        ),
        labels=_WD_LABELS,
        contract=WD,
    ),
    Model(
        name="wd-vit-tagger-v3",
        label="WD ViT v3 (smaller)",
        repository="SmilingWolf/wd-vit-tagger-v3",
        revision="7f6b584d0bd3f55c4531f14ba3d4761b2bccdc0f",
        weights=ModelFile(
            "model.onnx",
            378_536_310,
            "35f23693620b668f4d53fd3c62bf65e40af739bc52c7eb0fbc49258b58d065b6",
        ),
        labels=_WD_LABELS,
        contract=WD,
    ),
    Model(
        name="wd-eva02-large-tagger-v3",
        label="WD EVA02 large v3 (best on rare tags, five times as slow)",
        repository="SmilingWolf/wd-eva02-large-tagger-v3",
        revision="b25b82a03f7282e41aa2f257a52c7583b710bd1c",
        weights=ModelFile(
            "model.onnx",
            1_260_435_999,
            "9e768793060c7939b277ccb382783e8670e8a042d29d77aa736be0c8cc898bfc",
        ),
        labels=_WD_LABELS,
        contract=WD,
    ),
    # Its publisher tells size and MD5 only, in the downloader of github.com/chinoll/
    # deepdanbooru_onnx, and no revision: a file that was changed there is refused by its MD5.
    Model(
        name="deepdanbooru",
        label="DeepDanbooru (classic)",
        repository="chinoll/deepdanbooru",
        revision="main",
        weights=ModelFile("deepdanbooru.onnx", 643_993_025, "16be4e40ebcc0b1d1915bbf31f00969f"),
        labels=ModelFile("tags.txt", 133_810, "a3f764de985cdeba89f1d232a4204402"),
        contract=DEEPDANBOORU,
    ),
)
