"""Tag lists, the table that is built from them, and what is learnt of their use."""

import json
import sqlite3
import time
from contextlib import closing

import pytest

from booru_studio.domain.posts import TagCategory
from booru_studio.domain.safety import RatingPolicy, is_kept_tag
from booru_studio.errors import BooruUnreachableError, StoreWriteError, TagListError
from booru_studio.storage.tag_table import TagTable
from booru_studio.storage.tag_table_build import build_tag_table
from booru_studio.storage.tag_table_download import TagDownload, TagPage
from booru_studio.storage.tag_table_rows import TagRow, builtin_rows, read_tag_csv
from booru_studio.storage.tag_table_spelling import Spelling
from booru_studio.storage.tag_table_text import typed_key, words_of
from booru_studio.storage.tag_table_uses import HALF_LIFE, MOST_TAGS, TagUses

ABOUT = {"list": "test"}


def row(name, count=10, *aliases, category=TagCategory.GENERAL):
    return TagRow(name, category, count, aliases)


@pytest.fixture
def table(tmp_path):
    """Build and open a table, and close it in the end."""
    opened = []

    def build(*rows, is_kept=lambda name: True):
        path = tmp_path / "tags.sqlite"
        build_tag_table(path, rows, is_kept, ABOUT)
        opened.append(TagTable(path))
        return opened[-1]

    yield build
    for each in opened:
        each.close()


def names(hits):
    return [hit.name for hit in hits]


# -- lists


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('smile,0,900,":),smiling"', row("smile", 900, ":)", "smiling")),
        ("Hatsune Miku,4,5,", row("hatsune_miku", 5, category=TagCategory.CHARACTER)),
        ("original,3,7", row("original", 7, category=TagCategory.COPYRIGHT)),
        ("somebody,1,7", row("somebody", 7, category=TagCategory.ARTIST)),
        ("species,12,7", row("species", 7)),
        ("hat,0,many", row("hat", 0)),
        ('"quote_left_open,0,4', None),
        ("name,type,count,aliases", None),
        ("", None),
        (",0,4", None),
        ("\x00", None),
    ],
)
def test_each_line_of_a_list_is_read_for_itself(tmp_path, line, expected):
    path = tmp_path / "tags.csv"
    path.write_bytes(f"\ufeffbefore,0,2\r\n{line}\nafter,0,1\n".encode())

    rows = read_tag_csv(path)

    between = [expected] if expected else []
    assert rows == [row("before", 2), *between, row("after", 1)]


@pytest.mark.parametrize("content", [None, b"", b"\x89PNG\r\n\x00\x00", b"no,tags here\n"])
def test_a_list_without_tags_is_refused_by_name(tmp_path, content):
    path = tmp_path / "tags.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(TagListError, match=r"tags\.csv"):
        read_tag_csv(path)


def test_the_list_that_comes_along_is_general_rated_and_free_of_doubles():
    rows = builtin_rows()
    spelled = [each.name for each in rows]
    every = spelled + [alias for each in rows for alias in each.aliases]

    assert len(rows) > 600
    assert len(spelled) == len(set(spelled))
    assert [name for name in every if not is_kept_tag(name, RatingPolicy())] == []
    assert {each.category for each in rows} == set(TagCategory) - {TagCategory.ARTIST}


# -- the table


def test_the_most_used_tags_come_first_whatever_the_order_of_the_list(table):
    with table(row("long_dress", 5), row("long_hair", 90), row("low_table", 40)).look_up() as tags:
        assert names(tags.starting("lo", 10)) == ["long_hair", "low_table", "long_dress"]
        assert names(tags.starting("lo", 1)) == ["long_hair"]
        assert names(tags.starting("long_d", 10)) == ["long_dress"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("hair", True), ("ha", True), ("hair_long", True), ("long_hair_b", True), ("air", False),
     ("long_long", False), ("bow", True), ("hair_hat", False)],
)  # fmt: skip
def test_words_are_found_in_any_order_by_their_beginnings(table, typed, found):
    with table(row("long_hair_bow")).look_up() as tags:
        assert bool(tags.with_words(words_of(typed), 10)) is found


def test_words_are_found_among_more_tags_than_are_looked_through(table):
    many = [row(f"blue_thing_{number}", 500 - number) for number in range(200)]

    with table(*many, row("blue_eyes", 1)).look_up() as tags:
        assert names(tags.with_words(["blue", "ey"], 10)) == ["blue_eyes"]


def test_a_tag_is_found_by_its_alias_which_is_told(table):
    tags = table(row("looking_at_viewer", 50, "/lav", "eye_contact_pose"), row("lava", 9))

    with tags.look_up() as look_up:
        by_alias = [(hit.name, hit.alias) for hit in look_up.aliased("lav", 10)]
        by_word = [(hit.name, hit.alias) for hit in look_up.alias_with_words("po", ["po"], 10)]

    assert by_alias == [("looking_at_viewer", "/lav")]
    assert by_word == [("looking_at_viewer", "eye_contact_pose")]


@pytest.mark.parametrize(("part", "found"), [("ong_h", True), ("ngha", False), ("on", False)])
def test_a_part_of_three_letters_is_found_anywhere(table, part, found):
    with table(row("long_hair"), row("nghi_city")).look_up() as tags:
        assert bool(tags.containing(part, 10)) is found


def test_initials_find_a_tag_of_several_words(table):
    with table(row("looking_at_viewer"), row("lav")).look_up() as tags:
        assert names(tags.with_initials("lav", 10)) == ["looking_at_viewer"]


@pytest.mark.parametrize(
    "name",
    ["^_^", '"quoted"', "don't_stop", "|_|", "\\m/", "★_star", "ポケモン", "café_au_lait",
     "(o)_(o)", "50%", "a*b", "\U0001f98a_fox", "\U00030000"],
)  # fmt: skip
def test_a_name_of_any_characters_is_found_by_each_of_its_beginnings(table, name):
    with table(row(name), row("other")).look_up() as tags:
        for length in range(1, len(name) + 1):
            assert name in names(tags.starting(typed_key(name[:length]), 10))
            tags.with_words(words_of(name[:length]), 10)
            tags.containing(typed_key(name[:length]), 10)


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "a\u200db", "*", '"', "NOT", "AND OR", "^"])
def test_nothing_that_can_be_typed_is_read_as_a_query(table, typed):
    with table(row("hat")).look_up() as tags:
        key = typed_key(typed)
        assert names(tags.starting(key, 10)) == [] or not key
        assert names(tags.alias_with_words(key or "x", words_of(key), 10)) == []


def test_a_prompt_gets_the_tag_escaped_and_a_face_with_its_underscore(table):
    with table(row("miku_(cosplay)"), row("^_^"), row("long_hair")).look_up() as tags:
        written = {hit.name: hit.prompt_text for hit in tags.named(["miku_(cosplay)", "^_^"])}
        plain = tags.named(["long_hair"])[0].prompt_text

    assert written == {"miku_(cosplay)": r"miku \(cosplay\)", "^_^": "^_^"}
    assert plain == "long hair"


def test_what_may_not_be_suggested_is_not_in_the_table(table):
    rows = [row("hat", 5, "secret_hat", "cap"), row("secret", 9)]

    tags = table(*rows, is_kept=lambda name: "secret" not in name)

    with tags.look_up() as look_up:
        assert look_up.starting("secret", 10) == []
        assert look_up.aliased("secret_hat", 10) == []
        assert names(look_up.aliased("cap", 10)) == ["hat"]
    assert tags.size == 1


def test_of_a_name_that_is_listed_twice_the_more_used_stays(table):
    with table(row("hat", 5), row("hat", 80)).look_up() as tags:
        assert [hit.posts for hit in tags.named(["hat"])] == [80]


@pytest.mark.parametrize("damage", ["empty", "other", "half", "most"])
def test_a_table_that_cannot_be_read_is_none(tmp_path, damage):
    path = tmp_path / "tags.sqlite"
    build_tag_table(path, [row("hat")], lambda name: True, ABOUT)
    whole = path.read_bytes()
    path.write_bytes({"empty": b"", "other": b"no table", "half": whole[:9000],
                      "most": whole[:-4096]}[damage])  # fmt: skip

    assert TagTable.open(path, ABOUT) is None


def test_a_table_made_from_something_else_is_not_opened(tmp_path):
    path = tmp_path / "tags.sqlite"
    build_tag_table(path, [row("hat")], lambda name: True, ABOUT)

    assert TagTable.open(path, {"list": "another"}) is None


def test_a_build_that_is_given_up_leaves_the_table_before_and_no_part(tmp_path):
    path = tmp_path / "tags.sqlite"
    build_tag_table(path, [row("hat")], lambda name: True, ABOUT)
    before = path.read_bytes()

    def give_up(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_tag_table(path, [row("cap")], lambda name: True, ABOUT, give_up)

    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["tags.sqlite"]


def test_a_build_tells_how_far_it_is(tmp_path):
    told = []
    rows = [row(f"tag_{number}") for number in range(1200)]

    build_tag_table(
        tmp_path / "t.sqlite", rows, lambda name: True, ABOUT, lambda *each: told.append(each)
    )

    assert told == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreWriteError, match=r"t\.sqlite"):
        build_tag_table(tmp_path / "file" / "t.sqlite", [row("hat")], bool, ABOUT)


def test_the_table_can_be_opened_with_any_sqlite_browser(tmp_path):
    path = tmp_path / "t.sqlite"
    build_tag_table(path, [row("hat", 7)], bool, ABOUT)

    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name, count FROM tag").fetchall() == [("hat", 7)]


# -- spelling


@pytest.mark.parametrize(
    ("words", "best"),
    [
        (["lnog", "ha"], ["long", "ha"]),  # swapped
        (["hhair"], ["hair"]),  # one too many
        (["hatsumi"], None),  # two letters differ
        (["hatsine"], ["hatsune"]),
        (["hatsne"], ["hatsune"]),  # one left out
        (["hatsne", "miuk"], ["hatsune", "miku"]),
        (["long", "hair"], None),
        (["xqzzy"], None),
        (["long", "xqzzy"], None),
    ],
)
def test_one_slip_of_the_finger_is_understood(words, best):
    known = [("hair", 2, 1), ("hatsune", 5, 1), ("long", 1, 1), ("miku", 4, 1)]

    readings = Spelling(known).readings(words)

    assert readings[:1] == ([best] if best else [])


def test_letters_run_together_are_divided_into_known_words():
    spelling = Spelling(
        [("detached", 3, 1), ("hair", 1, 1), ("long", 2, 1), ("sleeves", 4, 1)]
    )

    assert spelling.divided("longhair")[0] == ["long", "hair"]
    assert spelling.divided("detsl")[0] == ["det", "sl"]
    assert spelling.divided("xylo") == []


# -- fetching a list


class Site:
    """Three pages of tags; `fails_after` pages it does not answer any more."""

    def __init__(self, fails_after=99):
        self.fails_after, self.asked = fails_after, []

    def pages(self, cursor):
        for number in range(int(cursor or 0), 3):
            self.asked.append(number)
            if len(self.asked) > self.fails_after:
                raise BooruUnreachableError(site="Danbooru", reason="timeout")
            rows = (row(f"tag_{number}", 9 - number), row(f"more_{number}", 1, "a,b"))
            yield TagPage(rows, str(number + 1) if number < 2 else "")


def test_a_list_that_broke_off_goes_on_where_it_stopped(tmp_path):
    download = TagDownload(tmp_path)
    with pytest.raises(BooruUnreachableError):
        download.fetch(Site(fails_after=2))
    assert download.is_begun
    site = Site()

    tags = TagDownload(tmp_path).fetch(site)

    assert (tags, site.asked, download.is_begun) == (6, [2], False)
    assert [each.name for each in read_tag_csv(download.path)][::2] == ["tag_0", "tag_1", "tag_2"]


@pytest.mark.parametrize("state", ["", "{}", '{"cursor": "1", "bytes": 10000, "tags": 2}'])
def test_a_damaged_state_begins_the_list_again(tmp_path, state):
    download = TagDownload(tmp_path)
    with pytest.raises(BooruUnreachableError):
        download.fetch(Site(fails_after=1))
    (tmp_path / "site-tags.csv.json").write_text(state)
    site = Site()

    assert download.fetch(site) == 6
    assert site.asked == [0, 1, 2]
    assert len(read_tag_csv(download.path)) == 6


def test_half_a_page_after_the_last_whole_one_is_cut_off(tmp_path):
    download = TagDownload(tmp_path)
    with pytest.raises(BooruUnreachableError):
        download.fetch(Site(fails_after=1))
    with (tmp_path / "site-tags.csv.part").open("a") as part:
        part.write("half_a_tag,0")

    download.fetch(Site())

    assert "half_a_tag" not in download.path.read_text()


# -- uses


def test_uses_are_kept_in_a_file_that_can_be_read(tmp_path):
    uses = TagUses(tmp_path, clock=lambda: 1000.0)
    uses.add(["long_hair", "hat"])
    uses.add(["hat"])
    uses.close()

    again = TagUses(tmp_path, clock=lambda: 1000.0)

    assert again.current().weights == {"long_hair": 1.0, "hat": 2.0}
    assert set(again.current().starting("h")) == {"hat", "long_hair"}
    stored = json.loads((tmp_path / "tag-uses.json").read_text())["uses"]
    assert {each["tag"] for each in stored.values()} == {"long_hair", "hat"}


def test_uses_are_written_a_little_later_without_being_asked(tmp_path):
    uses = TagUses(tmp_path, pause=0.01)
    uses.add(["hat"])
    deadline = time.monotonic() + 20

    while not (tmp_path / "tag-uses.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)

    assert "hat" in (tmp_path / "tag-uses.json").read_text()
    uses.close()


def test_the_tags_used_longest_ago_are_forgotten_first(tmp_path):
    uses = TagUses(tmp_path, clock=lambda: 0.0)
    uses.add(f"tag_{number}" for number in range(MOST_TAGS + 1))
    uses.close()

    weights = TagUses(tmp_path).current().weights

    assert (len(weights), "tag_0" in weights, f"tag_{MOST_TAGS}" in weights) == (
        MOST_TAGS, False, True
    )  # fmt: skip


def test_uses_fade_by_half_in_a_month(tmp_path):
    now = [0.0]
    uses = TagUses(tmp_path, clock=lambda: now[0])
    uses.add(["hat"] * 4)

    now[0] = HALF_LIFE
    uses.add(["cap"])

    assert uses.current().weights == {"hat": pytest.approx(2.0), "cap": 1.0}
    uses.close()


def test_a_damaged_file_of_uses_is_set_aside_and_told(tmp_path):
    (tmp_path / "tag-uses.json").write_text("{ half")

    uses = TagUses(tmp_path)

    assert uses.current().weights == {}
    assert "tag-uses.json" in uses.reports[0]
    assert list(tmp_path.glob("*corrupt*"))


def test_rows_that_somebody_edited_into_something_else_are_left_out(tmp_path):
    rows = {"1": {"tag": "hat", "uses": 2, "last_used": 5}, "2": {"tag": "cap"}}
    (tmp_path / "tag-uses.json").write_text(json.dumps({"uses": rows}))

    assert set(TagUses(tmp_path).current().weights) == {"hat"}
