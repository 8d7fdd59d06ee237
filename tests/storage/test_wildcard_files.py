"""The library on disk: every format, every encoding, every change."""

import codecs
import os

import pytest

from booru_studio.domain.wildcard_leaves import Leaves
from booru_studio.domain.wildcards import diagnose, expand
from booru_studio.storage import wildcard_text, wildcard_trees
from booru_studio.storage.wildcard_files import WildcardFiles


@pytest.fixture
def put(tmp_path):
    def write(file, content):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


@pytest.fixture
def library(tmp_path):
    return WildcardFiles(tmp_path)


def leaves(template, library):
    return set(Leaves(template, library))


def codes(library):
    return [problem.code for problem in library.problems()]


@pytest.mark.parametrize(
    "content",
    [
        b"red\nblue\n",
        b"red\nblue",
        b"red\r\nblue\r\n",
        b"red\rblue\r",
        codecs.BOM_UTF8 + b"red\nblue\n",
        codecs.BOM_UTF16_LE + "red\nblue\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "red\nblue\n".encode("utf-16-be"),
        b"# colours\n\n  red \t\n   \n\t# more\nblue\n#end",
        b"2::red\n.5:: blue\n",
    ],
)
def test_a_text_file_has_these_values_however_it_was_saved(put, library, content):
    put("hue.txt", content)
    assert leaves("__hue__", library) == {"red", "blue"}
    assert library.problems() == ()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp932", "さくら色\n緑\n"), ("cp1252", "café crème\nnaïve\n"), ("utf-8", "cosy café\n桜\n")],
)
def test_another_encoding_is_read_and_told(put, library, encoding, text):
    put("word.txt", text.encode(encoding))
    assert leaves("__word__", library) == set(text.split("\n")[:2])
    assert codes(library) == ([] if encoding == "utf-8" else ["W_ENCODING"])


def test_a_bytes_soup_is_read_without_failing(put, library):
    put("soup.txt", bytes(range(256)))
    assert expand("__soup__", library, 1).text
    assert codes(library) == ["W_ENCODING"]


def test_weights_of_lines_count_and_other_colons_do_not(put, library):
    put("w.txt", "0::never\n3::often\nratio 2::1\n2::\n")
    assert leaves("__w__", library) == {"often", "ratio 2::1", "2::"}
    drawn = [expand("__w__", library, seed).text for seed in range(600)]
    assert drawn.count("often") > 2 * drawn.count("2::") > 0


def test_picks_name_the_file_and_the_line(put, library):
    put("sub/hue.txt", "# first\n\nred\n")
    (pick,) = expand("__sub/hue__", library, 1).picks
    assert (pick.file, pick.line, pick.value) == ("sub/hue.txt", 3, "red")


TREE = """\
# a comment
clothes:
  - tee
  - 3::jeans
  - {linen|wool}
  - {text: cape, weight: 2}
art:
  inks: [brush, pen]
  only: one thing
  2024: [new]
yes: [a, 5, true, ~]
note: |
  two
  lines
"""


@pytest.mark.parametrize("file", ["t.yaml", "t.yml", "t.YAML"])
def test_a_yaml_tree_gives_names_and_values(put, library, file):
    put(file, TREE)
    assert leaves("__clothes__", library) == {"tee", "jeans", "linen", "wool", "cape"}
    assert leaves("__art/*__", library) == {"brush", "pen", "one thing", "new"}
    assert leaves("__yes__", library) == {"a", "5", "true", "~"}
    assert leaves("__note__", library) == {"two\nlines"}


def test_the_folder_of_a_tree_is_part_of_its_names(put, library):
    put("a/b/t.yaml", "k: [v]\n")
    put("a/list.yaml", "- x\n- y\n")
    assert library.names == ("a/b/k", "a/list")


def test_a_json_tree_reads_like_a_yaml_tree(put, library):
    put("j.json", '{"b": ["x", 5, true, null], "n": {"m": "z"}, "w": [{"text": "t", "weight": 0}]}')
    assert leaves("__b__", library) == {"x", "5", "true"}
    assert leaves("__n/m__", library) == {"z"}


def test_two_files_of_one_name_are_one_wildcard(put, library):
    put("hue.txt", "red\n")
    put("more.yaml", "hue: [blue]\n")
    assert leaves("__hue__", library) == {"red", "blue"}
    assert library.files_of("hue") == ("hue.txt", "more.yaml")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("bad.yaml", "a: [1\nb: }"),
        ("bad.yaml", "[" * 100_000),
        ("bad.yaml", "- " * 100_000),
        ("bad.yaml", "a: &a [x]\nb: &b [*a, *a]\n" * 3 + "c: *missing"),
        ("bad.yaml", "a: &a [*a]"),
        ("bad.json", '{"a": '),
        ("bad.json", "[" * 100_000),
    ],
)
def test_a_broken_tree_is_told_and_spoils_nothing_else(put, library, file, content):
    put("hue.txt", "red\n")
    put(file, content)
    assert leaves("__hue__", library) == {"red"}
    assert codes(library) == ["W_YAML"]


def test_aliases_that_multiply_are_stopped(put, library):
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 20)}]\n" for n in range(1, 8))
    put("bomb.yaml", "l0: &l0 [x]\n" + levels)
    assert library.names == ()
    assert codes(library) == ["W_YAML"]


def test_too_big_files_are_told(put, library, monkeypatch):
    monkeypatch.setattr(wildcard_text, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(wildcard_text, "MAX_LINES", 3)
    monkeypatch.setattr(wildcard_trees, "MAX_TREE_BYTES", 100)
    put("big.txt", "x" * 101)
    put("long.txt", "a\nb\nc\nd\ne\n")
    put("big.yaml", "k: " + "x" * 101)
    assert expand("__big__", library, 1).text == "__big__"
    assert leaves("__long__", library) == {"a", "b", "c"}
    assert codes(library) == ["W_TOO_BIG"] * 3


def test_every_kind_of_change_is_noticed_without_a_refresh(put, library, tmp_path):
    put("a.txt", "old\n")
    put("t.yaml", "k: [old]\n")
    assert leaves("__a__ __k__ __*__", library) == {"old old old"}
    put("a.txt", "new\n")
    put("t.yaml", "k: [new]\n")
    assert leaves("__a__ __k__ __*__", library) == {"new new new"}
    put("sub/b.txt", "born\n")
    assert leaves("__sub/*__ __b__", library) == {"born born"}
    (tmp_path / "sub/b.txt").rename(tmp_path / "c.txt")
    assert leaves("__c__ __b__", library) == {"born __b__"}
    (tmp_path / "a.txt").unlink()
    (tmp_path / "t.yaml").unlink()
    expansion = expand("__a__ __k__", library, 1)
    assert expansion.text == "__a__ __k__"
    assert [each.code for each in expansion.diagnostics] == ["E_WILDCARD_MISSING"] * 2


def test_an_unchanged_file_is_not_read_again(put, library, monkeypatch):
    path = put("a.txt", "x\ny\n")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    before = library.entries("a")
    assert library.entries("a") is before


def test_hidden_backup_and_foreign_files_are_no_wildcards(put, library):
    for file in (".git/x.txt", ".x.txt", "a.txt.bak", "a.png", "b.TXT"):
        put(file, "v\n")
    assert library.names == ("b",)


def test_a_link_in_a_circle_is_followed_once(put, library, tmp_path):
    put("a/x.txt", "v\n")
    (tmp_path / "a/again").symlink_to(tmp_path, target_is_directory=True)
    assert library.names == ("a/x",)


def test_a_folder_that_is_not_there_is_an_empty_library(tmp_path):
    library = WildcardFiles(tmp_path / "none")
    assert library.names == ()
    assert expand("__a__", library, 1).text == "__a__"


def test_a_file_without_permission_is_told(put, library, monkeypatch):
    put("a.txt", "x\n")

    def refuse(path, file):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("booru_studio.storage.wildcard_files.read_text_file", refuse)
    assert expand("__a__", library, 1).text == "__a__"
    assert any("Permission denied" in each.message for each in library.problems())


def test_references_of_a_collection_in_a_sub_folder_are_found_and_told(put, library):
    put("mine/people.txt", "__places__ person\n")
    put("mine/deep/places.txt", "island\n")
    assert leaves("__mine/people__", library) == {"island person"}
    assert [each.code for each in diagnose("__mine/people__", library)] == ["W_WILDCARD_ELSEWHERE"]


def test_a_long_file_is_indexed_by_line(put, library):
    put("n.txt", "".join(f"value {number}\n" for number in range(50_000)))
    entries = library.entries("n")
    assert (len(entries), entries.text(49_999), entries.line(7)) == (50_000, "value 49999", 8)
    assert list(entries.matching("VALUE 4999")) == [4999, *range(49_990, 50_000)]
    assert Leaves("{2$$__n__}", library).count == 50_000 * 49_999


def test_search_finds_text_beyond_ascii(put, library):
    put("n.txt", "Ärmel\nkragen\n")
    assert list(library.entries("n").matching("ärm")) == [0]
