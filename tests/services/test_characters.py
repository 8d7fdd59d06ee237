"""Characters of a tag, and what one is drawn as, against the stand-in."""

from types import SimpleNamespace

import pytest

from booru_studio.errors import BlockedContentError, BooruUnreachableError, InvalidInputError
from tests.services.research_house import ResearchHouse, genders, names

AOI, TOBIAS = "aoi_(starlit_harbor)", "tobias_(clockwork_orchard)"
MASTER = "harbor_master_(starlit_harbor)"


@pytest.fixture
def house(tmp_path):
    house = ResearchHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def characters(house):
    return house.desk.characters


def test_the_characters_of_a_tag_cost_one_request(house, characters):
    answer = characters.characters_for_tag("starlit_harbor")
    assert house.requests() == ["/related_tag.json"]
    assert {AOI, "ren_(starlit_harbor)", MASTER} <= set(names(answer))
    assert answer["characters"][0]["copyright"] == "starlit_harbor"
    shares = [item["share"] for item in answer["characters"]]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(("gender", "within"), [("girl", AOI), ("boy", "ren_(starlit_harbor)")])
def test_a_gender_costs_two_more_and_accompanying_characters_are_unclear(
    house, characters, gender, within
):
    answer = characters.characters_for_tag("starlit_harbor", gender)
    assert house.requests() == ["/related_tag.json"] * 3
    assert within in names(answer)
    assert MASTER not in names(answer)
    assert any("unclear gender" in note for note in answer["notes"])
    unclear = characters.characters_for_tag("starlit_harbor", "unclear")
    assert genders(unclear)[MASTER] == "unclear"
    assert house.requests() == []


def test_the_tag_itself_is_not_among_its_characters(characters):
    found = names(characters.characters_for_tag(AOI))
    assert found
    assert AOI not in found


def test_a_guest_keeps_its_own_series(characters):
    found = characters.characters_for_tag("starlit_harbor")["characters"]
    series = {item["name"]: item["copyright"] for item in found}
    assert series["greta_(clockwork_orchard)"] == "clockwork_orchard"


@pytest.mark.parametrize("typed", ["Starlit Harbor", " starlit_harbor ", "starlit harbor,"])
def test_a_tag_is_read_as_people_write_it(characters, typed):
    assert AOI in names(characters.characters_for_tag(typed))


@pytest.mark.parametrize(
    ("typed", "own"), [("starlit harbour", "starlit_harbor"), ("aoi (harbor)", AOI)]
)
def test_another_name_is_followed_and_said(house, typed, own):
    table = SimpleNamespace(
        categories=lambda names: {}, near=lambda name: [],
        alias_of=lambda n: {"starlit_harbour": "starlit_harbor", "aoi_(harbor)": AOI}.get(n, ""),
    )  # fmt: skip
    characters = house.open_desk(table).characters
    answer = characters.characters_for_tag(typed)
    assert house.requests() == ["/related_tag.json"]
    assert any(note.endswith(f"is another name of {own}.") for note in answer["notes"])
    assert own not in names(answer)


def test_an_unknown_tag_has_no_characters_and_near_names(characters):
    answer = characters.characters_for_tag("smlie")
    assert answer["characters"] == []
    assert answer["notes"] == ["No post has the tag “smlie”: did you mean smile?"]


@pytest.mark.parametrize(
    "typed", ["", "  ", "or", "-cat", "~cat", "(cat", "a,b", "cat*", "rating:e", "order:score",
              "x" * 400, "cat\x00"]
)  # fmt: skip
def test_search_words_are_no_tag(house, characters, typed):
    for ask in (characters.characters_for_tag, characters.classify_character):
        with pytest.raises(InvalidInputError, match="is no tag"):
            ask(typed)
    assert house.requests() == []


@pytest.mark.parametrize("typed", ["nier:automata", ":3", "^_^", "tailor's_compass", "a_&_b"])
def test_odd_names_are_tags(characters, typed):
    assert "characters" in characters.characters_for_tag(typed)


@pytest.mark.parametrize("typed", ["lolicon", "Loli Con", "shota"])
def test_what_is_blocked_everywhere_is_not_asked_for(house, characters, typed):
    for ask in (characters.characters_for_tag, characters.classify_character):
        with pytest.raises(BlockedContentError):
            ask(typed)
    assert house.requests() == []


@pytest.mark.parametrize(
    ("character", "gender"),
    [
        (AOI, "girl"),
        (TOBIAS, "boy"),
        ("lantern_spirit_(paper_lantern_detectives)", "other"),
        ("pip_(orbit_bakery)", "other"),
        ("traveller_(moss_&_marble)", "both"),
    ],
)
def test_a_character_is_classified_with_two_requests(house, characters, character, gender):
    answer = characters.classify_character(character)
    assert house.requests() == ["/related_tag.json", "/wiki_pages.json"]
    assert (answer["character"], answer["gender"]) == (character, gender)
    assert answer["confidence"] > 0.5
    assert answer["evidence"]
    assert characters.classify_character(character) == answer
    assert house.requests() == []


def test_who_is_never_alone_is_told_by_the_wiki_page_only(characters):
    answer = characters.classify_character(MASTER)
    assert (answer["gender"], answer["confidence"]) == ("boy", 0.5)
    assert "Fewer than 10 solo posts tell a boy or a girl." in answer["evidence"]


def test_without_a_wiki_page_that_is_unclear(house, characters):
    house.site.faults.next("/wiki_pages.json", "unavailable")
    answer = characters.classify_character(MASTER)
    assert (answer["gender"], answer["confidence"]) == ("unclear", 0.0)
    assert answer["evidence"]


def test_an_alias_is_classified_under_its_own_name(characters):
    assert characters.classify_character("aoi (harbor)")["character"] == AOI


@pytest.mark.parametrize(
    ("typed", "said"),
    [("aoi_(starlit_harbr)", "did you mean .*aoi_.starlit_harbor"),
     ("smile", "no character but a general tag"), ("qqqqqq", "check the spelling")],
)  # fmt: skip
def test_what_is_no_character_is_said(characters, typed, said):
    with pytest.raises(InvalidInputError, match=said):
        characters.classify_character(typed)


def test_a_classified_character_is_known_in_lists(house, characters):
    characters.classify_character(AOI)
    assert genders(characters.characters_for_tag("starlit_harbor"))[AOI] == "girl"


def test_a_site_that_is_down_is_one_sentence_or_what_is_kept(house, characters):
    kept = characters.characters_for_tag("smile")
    house.later(days=3)
    house.site.stop_listening()
    answer = characters.characters_for_tag("smile")
    assert names(answer) == names(kept)
    assert any("3 days old" in note or "72 h old" in note for note in answer["notes"])
    with pytest.raises(BooruUnreachableError):
        characters.characters_for_tag("hat")
