"""What is suggested under the caret, in which order, and how it is written."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from booru_studio.domain.safety import RatingPolicy
from booru_studio.domain.wildcard_library import MemoryLibrary
from booru_studio.domain.wildcards import expand
from booru_studio.errors import InvalidInputError
from booru_studio.services.autocomplete import Autocomplete
from booru_studio.services.autocomplete_names import LibraryNames
from booru_studio.storage.tag_table_uses import TagUses

TAGS = """\
1girl,0,6000000,"sole_female"
long_hair,0,4000000,"/lh,longhair"
looking_at_viewer,0,3000000,"/lav"
long_sleeves,0,1500000,"long_sleeve"
very_long_hair,0,900000,
hair_ornament,0,1400000,"hair_accessory"
hair_bow,0,700000,
hair,0,2000,
shirt,0,1800000,"shirts,chemise_top"
blue_eyes,0,1700000,
chair,0,50000,"seat"
^_^,0,120000,
@_@,0,9000,
|_|,0,4000,
hatsune_miku,4,110000,"miku,miku_hatsune"
hatsune_miku_(append),4,2000,
zygarde_(50%),4,300,
original,3,900000,
highres,5,5000000,"high_res"
lingerie,0,600000,"two-piece"
pyjamas,0,600000,"lingerie_set,nightwear"
"""


class Loras:
    def names(self):
        return ("style/paper_craft", "Fox_Spirit", "paperfox", "bad:name", "lolicon_style")

    def triggers(self, name):
        return "ink wash" if name == "ink_wash" else ""

    def allows(self, name):
        return True

    def weight(self, name):
        return 0.75 if name == "Fox_Spirit" else 1.0


class Library(MemoryLibrary):
    @property
    def names(self):
        return self.index.names


LIBRARY = Library(
    {
        "pose/sitting": ["sitting on a bench", "kneeling", "sit-up"],
        "pose/standing": ["standing"],
        "weather": ["rain", "light rain", "sunny {morning|evening}"],
    }
)


@pytest.fixture(scope="module")
def table_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tags")
    (folder / "tags.csv").write_text(TAGS, encoding="utf-8")
    return folder / "tags.csv", folder / "cache"


@pytest.fixture
def autocomplete(table_files, tmp_path):
    plain = Autocomplete.from_csv(*table_files)
    built = Autocomplete(
        plain._tables, RatingPolicy(), loras=Loras(), wildcards=LibraryNames(LIBRARY),
        uses=TagUses(tmp_path),
    )  # fmt: skip
    yield built
    built.close()


def answer(autocomplete, marked, limit=20):
    """Complete at the `^` and return the items with the text the best one makes."""
    caret = marked.rindex("^")
    text = marked[:caret] + marked[caret + 1 :]
    found = autocomplete.complete(text, caret, limit)
    best = found.items[0].insert if found.items else ""
    return found, text[: found.start] + best + text[found.end :]


def labels(autocomplete, marked, limit=20):
    return [item.label for item in answer(autocomplete, marked, limit)[0].items]


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("hair", ["hair", "hair ornament", "hair bow", "long hair", "very long hair", "chair"]),
        ("long_hair", ["long hair", "very long hair"]),
        ("long hair", ["long hair", "very long hair"]),
        ("long ", ["long hair", "long sleeves"]),
        ("hair long", ["long hair", "very long hair"]),
        ("lav", ["looking at viewer"]),
        ("LONG H", ["long hair", "very long hair"]),
        ("shirts", ["shirt"]),
        ("miku h", ["hatsune miku"]),
        ("ong_ha", ["long hair", "very long hair"]),
        ("hb", ["hair bow"]),
        ("longhai", ["long hair"]),
        ("longh", ["long hair"]),
        ("lnog hair", ["long hair", "very long hair"]),
        ("hatsnue", ["hatsune miku"]),
        ("girl", ["1girl"]),
        ("@_", ["@_@"]),
        ("^_", ["^_^"]),
    ],
)
def test_tags_come_by_kind_of_match_and_then_by_use(autocomplete, typed, best):
    assert labels(autocomplete, f"smile, {typed}^")[: len(best)] == best


@pytest.mark.parametrize("typed", ["xqzzyx", "lo", "hai"])
def test_similar_tags_are_offered_only_where_little_is_found(autocomplete, typed):
    found, _ = answer(autocomplete, f"{typed}^")

    assert not any(item.match == "similar" for item in found.items)


@pytest.mark.parametrize(
    ("marked", "result"),
    [
        ("smile, long ha^, hat", "smile, long hair, hat"),
        ("long_ha^ir, hat", "long hair, hat"),
        ("{smile|blu^}", "{smile|blue eyes}"),
        ("(blu^:1.2)", "(blue eyes:1.2)"),
        ("[chai^:blue eyes:0.5]", "[chair:blue eyes:0.5]"),
        ("hatsune_miku_(^", r"hatsune miku \(append\)"),
        (r"hatsune miku \(ap^", r"hatsune miku \(append\)"),
        ("zyg^", r"zygarde \(50\%\)"),
        ("a woman with long ha^", "a woman with long hair"),
        ("<lora:fox_s^", "<lora:Fox_Spirit:0.75>"),
        ("<lora:fox s^:0.4>, hat", "<lora:Fox_Spirit:0.4>, hat"),
        ("a, <lo^", "a, <lora:style/paper_craft:1>"),
        ("__stand^", "__pose/standing__"),
        ("__~wea^ther__, hat", "__~weather__, hat"),
        ("{a|__wea^}", "{a|__weather__}"),
        ("__pose/sitting__kn^", "kneeling"),
        ("hat, __weather__^", "hat, rain"),
        ("${colour=red} ${co^", "${colour=red} ${colour}"),
        ("${colour=red} ${c^:blue}", "${colour=red} ${colour:blue}"),
    ],
)
def test_the_best_suggestion_replaces_just_the_token(autocomplete, marked, result):
    assert answer(autocomplete, marked)[1] == result


@pytest.mark.parametrize("tag", ["|_|", "@_@", "zygarde_(50%)", "hatsune_miku_(append)"])
def test_what_is_inserted_survives_the_wildcard_engine(autocomplete, tag):
    inserted = autocomplete.complete(tag, len(tag)).items[0].insert

    text = expand(f"{{{inserted}}}, hat", LIBRARY, 1).text

    assert text.replace("\\", "") in (f"{tag}, hat", f"{tag.replace('_', ' ')}, hat")


def test_an_item_tells_alias_count_category_and_kind(autocomplete):
    item = autocomplete.complete("miku", 4).items[0]

    assert (item.insert, item.alias, item.count) == ("hatsune miku", "miku", 110000)
    assert (item.kind, item.category, item.match) == ("tag", "character", "alias")


def test_kinds_other_than_tags_are_told(autocomplete):
    kinds = [
        answer(autocomplete, marked)[0].items[0].kind
        for marked in ("<lora:fox^", "__pose^", "__weather__^", "${a=b}${^")
    ]

    assert kinds == ["lora", "wildcard", "value", "variable"]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("<lora:paper^", ["paperfox", "style/paper_craft"]),
        ("__pose^", ["pose/sitting", "pose/standing"]),
        ("__sit^", ["pose/sitting"]),
        ("__weather__rai^", ["rain", "light rain"]),
        ("__nothing__^", []),
        ("${^", []),
    ],
)
def test_names_are_found_by_any_part_of_them_the_beginning_first(autocomplete, marked, found):
    assert labels(autocomplete, marked) == found


@pytest.mark.parametrize("marked", ["lingerie^", "two-pi^", "<lora:bad^", "<lora:lolic^"])
def test_what_may_not_be_sent_is_not_suggested(autocomplete, marked):
    assert labels(autocomplete, marked) == []


def test_a_tag_that_is_used_here_comes_before_more_common_ones(autocomplete):
    assert labels(autocomplete, "long^")[:2] == ["long hair", "long sleeves"]

    for _ in range(3):
        autocomplete.learn_prompt("1girl, (Long sleeves:1.2), never heard of")

    assert labels(autocomplete, "long^")[:2] == ["long sleeves", "long hair"]
    assert labels(autocomplete, "hair^")[0] == "hair"  # the kind of match still decides


def test_a_used_tag_is_found_though_many_are_more_common(autocomplete):
    assert labels(autocomplete, "h^", limit=1) == ["highres"]

    autocomplete.learn(["hair_bow"] * 1)
    for _ in range(20):
        autocomplete.learn(["hair_bow"])

    assert labels(autocomplete, "h^", limit=1) == ["hair bow"]


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_there_are_no_more_items_than_asked_for_and_none_twice(autocomplete, limit):
    got = labels(autocomplete, "h^", limit)

    assert len(got) <= limit
    assert len(got) == len(set(got))


def test_the_endpoint_answers_in_the_agreed_shape(autocomplete):
    answered = autocomplete.complete_json("hat, blu", 8)

    assert (answered["start"], answered["end"]) == (5, 8)
    assert {"insert", "label", "kind", "category", "count", "alias"} <= set(answered["items"][0])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a", 2), "caret is 2: give a number from 0 to 1"),
        (("a", -1), "caret"),
        (("a", "0"), "caret"),
        (("a", True), "caret"),
        ((None, 0), "text"),
        (("a", 1, 0), "limit is 0: give a number from 1 to 100"),
        (("a", 1, 101), "limit"),
    ],
)
def test_a_wrong_argument_is_refused_in_a_sentence(autocomplete, arguments, told):
    with pytest.raises(InvalidInputError, match=told):
        autocomplete.complete_json(*arguments)


@pytest.mark.parametrize(
    "text", ["", " ", ",", "\ud800", "\x00", "_", "__", "((((", "*", '"', "a" * 5000, "日本"]
)
def test_any_text_is_answered(autocomplete, text):
    for caret in {0, len(text) // 2, len(text)}:
        found = autocomplete.complete(text, caret)
        assert 0 <= found.start <= caret <= found.end <= len(text)


def test_many_threads_get_the_same_answer(autocomplete):
    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(lambda _: autocomplete.complete("long", 4), range(200)))

    assert len(answers) == 1


@pytest.mark.parametrize("cache", ["cache", "cache/tags.sqlite"])
def test_a_table_is_built_once_and_again_when_the_list_changes(tmp_path, cache):
    csv = tmp_path / "tags.csv"
    csv.write_text("hat,0,5,\n")
    Autocomplete.from_csv(csv, tmp_path / cache).close()
    (before,) = (tmp_path / "cache").iterdir()
    made = before.stat().st_mtime_ns

    Autocomplete.from_csv(csv, tmp_path / cache).close()
    assert before.stat().st_mtime_ns == made

    csv.write_text("cap,0,5,\n")
    again = Autocomplete.from_csv(csv, tmp_path / cache)
    assert labels(again, "c^") == ["cap"]
    again.close()
    assert len(list((tmp_path / "cache").iterdir())) == 1
