"""Where a picture came from, written into it without touching the rest."""

import io
import json

import pytest
from PIL import Image

from booru_studio.domain.jobs import Job
from booru_studio.storage.png_chunks import international_text_chunk
from booru_studio.storage.provenance import KEYWORD, Provenance, read_provenance, stamp
from tests.storage.pictures import INFOTEXT, a_picture, a_png, raw_chunks

FULL = Provenance(
    job="a" * 32, parent="b" * 32, source_post="danbooru:123", template="{red|blue} dress, 初音"
)


def without(png, keyword):
    return [chunk for chunk in raw_chunks(png) if keyword not in chunk[1][8:40]]


def test_what_is_stamped_is_read_again():
    assert read_provenance(stamp(a_png(), FULL)) == FULL


def test_a_job_gives_its_provenance():
    job = Job(id="a" * 32, parent="b" * 32, source_post="gelbooru:7", template="__hair__")

    assert Provenance.of(job) == Provenance(
        job="a" * 32, parent="b" * 32, source_post="gelbooru:7", template="__hair__"
    )


@pytest.mark.parametrize("infotext", [INFOTEXT, "初音, garden\nSteps: 20, Seed: 5, Size: 64x48"])
def test_every_chunk_of_the_server_stays_byte_for_byte(infotext):
    sent = a_png(parameters=infotext)

    stamped = stamp(sent, FULL, "another infotext")

    assert without(stamped, KEYWORD.encode()) == raw_chunks(sent)
    assert [kind for kind, _ in raw_chunks(stamped)][:2] == [b"IHDR", b"iTXt"]


def test_other_programs_open_the_stamped_picture_and_find_its_infotext():
    with Image.open(io.BytesIO(stamp(a_png(parameters=INFOTEXT), FULL))) as image:
        image.load()
        assert image.info["parameters"] == INFOTEXT
        assert json.loads(image.info["booru_studio"])["source_post"] == "danbooru:123"


@pytest.mark.parametrize(
    ("infotext", "kind"), [(INFOTEXT, b"tEXt"), ("café, Seed: 5", b"tEXt"), ("初音", b"iTXt")]
)
def test_an_infotext_the_server_kept_to_its_reply_is_added(infotext, kind):
    stamped = stamp(a_png(), FULL, infotext)

    assert raw_chunks(stamped)[2][0] == kind
    with Image.open(io.BytesIO(stamped)) as image:
        assert image.info["parameters"] == infotext


def test_nothing_is_added_where_the_server_said_nothing():
    assert [kind for kind, _ in raw_chunks(stamp(a_png(), FULL))].count(b"tEXt") == 0


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_other_formats_are_kept_as_they_came(kind):
    sent = a_picture(kind)

    assert stamp(sent, FULL, INFOTEXT) == sent
    assert read_provenance(sent) is None


@pytest.mark.parametrize("size", [0, 4, 8, 20, 32])
def test_a_picture_cut_within_its_header_is_kept_as_it_is(size):
    cut = a_png()[:size]

    assert stamp(cut, FULL, INFOTEXT) == cut


def test_the_provenance_of_a_picture_this_one_was_made_from_gives_way():
    older = stamp(a_png(parameters=INFOTEXT), Provenance(job="c" * 32))

    again = stamp(older, FULL)

    assert read_provenance(again) == FULL
    assert again.count(KEYWORD.encode()) == 1
    assert without(again, KEYWORD.encode()) == raw_chunks(a_png(parameters=INFOTEXT))


def test_a_picture_cut_off_behind_it_still_tells_where_it_came_from():
    assert read_provenance(stamp(a_png((640, 480)), FULL)[:400]) == FULL


@pytest.mark.parametrize("text", ["", "{", "[]", '"a"', "null", "[" * 50_000])
def test_what_is_no_provenance_is_none(text):
    assert Provenance.from_text(text) is None


def test_ids_and_posts_that_can_be_none_are_left_out():
    text = json.dumps({"job": "../x", "parent": 5, "source_post": "file:///etc", "template": "ok"})

    assert Provenance.from_text(text) == Provenance(template="ok")


@pytest.mark.parametrize("body", [b"booru_studio", b"booru_studio\0\1\0\0\0x", b"booru_studio\0\0"])
def test_a_damaged_chunk_is_no_provenance(body):
    png = a_png()
    damaged = international_text_chunk("x", "")[:0] + len(body).to_bytes(4, "big") + b"iTXt" + body
    assert read_provenance(png[:33] + damaged + b"\0\0\0\0" + png[33:]) is None


def test_half_a_surrogate_pair_and_nul_do_no_harm():
    stamped = stamp(a_png(), Provenance(template="a\ud800b"), "in\0fo")

    assert read_provenance(stamped) == Provenance(template="a\ud800b")
    with Image.open(io.BytesIO(stamped)) as image:
        assert image.info["parameters"] == "info"
