"""The families of checkpoints: their presets, how they are guessed, their sizes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booru_studio.domain.model_families import BUCKET, FAMILIES, bucket_size, guess_family
from booru_studio.errors import InvalidInputError

SDXL, SD1 = 1024 * 1024, 512 * 512
sides = st.integers(1, 20_000)
areas = st.sampled_from([SDXL, SD1])


@pytest.mark.parametrize(
    ("checkpoint", "family"),
    [
        ("ponyDiffusionV6XL_v6StartWithThisOne.safetensors", "pony"),
        ("autismmixSDXL_autismmixPony", "pony"),
        ("someMerge_pdxl_v2", "pony"),
        ("Illustrious-XL-v1.0.safetensors", "sdxl_anime"),
        ("noobaiXLNAIXL_vPred10Version", "sdxl_anime"),
        ("animagine-xl-4.0", "sdxl_anime"),
        ("waiNSFWIllustrious_v140", "sdxl_anime"),
        ("sd_xl_base_1.0", "sdxl_anime"),
        ("v1-5-pruned-emaonly.safetensors", "sd1_anime"),
        ("anything-v5-PrtRE", "sd1_anime"),
        ("Counterfeit-V3.0_fp16", "sd1_anime"),
        ("my_sd15_merge", "sd1_anime"),
        ("", "sdxl_anime"),
        ("nothing_known", "sdxl_anime"),
    ],
)
def test_the_file_name_tells_the_family(checkpoint: str, family: str) -> None:
    assert guess_family(checkpoint).name == family
    assert guess_family(checkpoint.upper()).name == family


@pytest.mark.parametrize(
    ("width", "height", "area", "size"),
    [
        (1000, 1000, SDXL, (1024, 1024)),
        (0, 0, SDXL, (1024, 1024)),
        (700, 0, SD1, (512, 512)),
        (-5, 10, SD1, (512, 512)),
        (832, 1216, SDXL, (832, 1216)),
        (1920, 1080, SDXL, (1344, 768)),
        (1200, 1600, SDXL, (896, 1216)),
        (600, 800, SD1, (448, 576)),
        (10_000, 10, SDXL, (1408, 704)),
    ],
)
def test_a_source_gets_the_size_of_its_shape(
    width: int, height: int, area: int, size: tuple[int, int]
) -> None:
    assert bucket_size(width, height, area) == size


@settings(deadline=None)  # machines differ
@given(sides, sides, areas)
def test_every_size_is_one_the_family_was_trained_on(width: int, height: int, area: int) -> None:
    wide, high = bucket_size(width, height, area)

    assert wide % BUCKET == high % BUCKET == 0
    assert abs(wide * high / area - 1) <= 0.1
    assert 0.5 <= wide / high <= 2


@settings(deadline=None)  # machines differ
@given(sides, sides, areas)
def test_turning_the_source_turns_the_size(width: int, height: int, area: int) -> None:
    assert bucket_size(width, height, area) == bucket_size(height, width, area)[::-1]


@settings(deadline=None)  # machines differ
@given(st.sampled_from([(w, h) for w in range(512, 1537, 64) for h in range(512, 1537, 64)]))
def test_no_other_size_in_the_area_is_nearer_in_shape(other: tuple[int, int]) -> None:
    if abs(other[0] * other[1] / SDXL - 1) <= 0.1 and 0.5 <= other[0] / other[1] <= 2:
        assert bucket_size(*other, SDXL)[0] / bucket_size(*other, SDXL)[1] == other[0] / other[1]


def test_each_family_is_found_by_its_own_name() -> None:
    assert all(name == family.name for name, family in FAMILIES.items())
    assert set(FAMILIES) == {"sdxl_anime", "pony", "sd1_anime", "none"}
    none = FAMILIES["none"]
    assert (none.prefix, none.suffix, none.negative) == ("", "", "")


def test_a_preset_takes_a_persons_own_texts_and_keeps_the_rest() -> None:
    preset = FAMILIES["pony"].with_changes({"prefix": "score_9", "negative": ""})

    assert (preset.prefix, preset.negative) == ("score_9", "")
    assert (preset.name, preset.area) == ("pony", FAMILIES["pony"].area)
    assert FAMILIES["pony"].prefix != "score_9"


@pytest.mark.parametrize("values", [{"area": "9"}, {"prefix": 5}, {"sufix": "x"}, {"name": "x"}])
def test_a_preset_refuses_what_is_none_of_its_texts(values: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="give prefix, suffix or negative"):
        FAMILIES["pony"].with_changes(values)
