"""What a safetensors header tells."""

import json

from booru_studio.domain.lora_metadata import metadata_facts, slim_metadata, trained_tags


def test_pictures_of_all_data_sets_are_summed_most_first():
    frequency = {"a": {"ink": 3, "tree": 9}, "b": {"ink": 10}}
    assert dict(metadata_facts({"ss_tag_frequency": frequency}).top_tags) == {"ink": 13, "tree": 9}


def test_tags_read_the_same_as_text_and_as_objects():
    frequency = {"a": {"ink": 3}}
    as_text = metadata_facts({"ss_tag_frequency": json.dumps(frequency)})
    assert as_text == metadata_facts({"ss_tag_frequency": frequency})


def test_only_what_nearly_every_picture_has_is_a_trigger():
    facts = metadata_facts({"ss_tag_frequency": {"a": {"ink": 100, "wash": 95, "tree": 40}}})
    assert facts.triggers == (("ink, wash", "tags"),)


def test_captions_make_no_triggers():
    assert trained_tags({"a painting of a harbour in the morning light": 10}) == []


def test_a_trigger_phrase_goes_before_trained_tags():
    metadata = {"modelspec.trigger_phrase": "ink style", "ss_tag_frequency": {"a": {"x": 9}}}
    assert metadata_facts(metadata).triggers == (("ink style", "modelspec"),)


def test_odd_types_count_as_missing():
    odd = {"ss_tag_frequency": [1], "sshs_model_hash": 5, "ss_base_model_version": None}
    assert metadata_facts(odd) == metadata_facts({})


def test_slim_metadata_says_the_same_and_drops_the_rest():
    full = {
        "ss_output_name": "ink", "sshs_model_hash": "AB" * 32, "ssmd_cover_images": "x" * 9999,
        "ss_tag_frequency": {"a": {f"tag {n}": 100 - n for n in range(90)}},
    }  # fmt: skip
    slim = slim_metadata(full)
    assert metadata_facts(slim) == metadata_facts(full)
    assert len(json.dumps(slim)) < 1000
