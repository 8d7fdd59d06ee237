"""The file of the defaults across versions of Booru Studio."""

import json

import pytest

from booru_studio.storage.defaults import DefaultsStore
from booru_studio.storage.defaults_migrations import MIGRATIONS


def write(folder, schema, values):
    row = {"schema": schema, "values": values}
    (folder / "defaults.json").write_text(json.dumps({"defaults": {"1": row}}))


def values_in(folder, **options):
    store = DefaultsStore(folder, **options)
    values = store.values()
    store.close()
    return values, store.reports


def test_defaults_of_the_first_version_are_brought_up_to_date(tmp_path):
    write(tmp_path, 1, {"append": "smile"})

    assert values_in(tmp_path) == ({"append": "smile", "presets": {}}, [])
    row = json.loads((tmp_path / "defaults.json").read_text())["defaults"]["1"]
    assert row["schema"] == len(MIGRATIONS) + 1


def test_each_migration_is_named_by_the_version_it_leaves():
    assert [step.__name__ for step in MIGRATIONS] == [
        f"from_{number}" for number in range(1, len(MIGRATIONS) + 1)
    ]


def test_migrations_run_in_order_from_the_version_of_the_file(tmp_path):
    steps = [lambda values, n=n: {**values, "ran": [*values["ran"], n]} for n in (1, 2, 3)]
    write(tmp_path, 2, {"ran": []})

    assert values_in(tmp_path, migrations=steps)[0] == {"ran": [2, 3]}
    assert values_in(tmp_path, migrations=steps)[0] == {"ran": [2, 3]}


@pytest.mark.parametrize(
    ("schema", "values", "told"),
    [
        (99, {"append": "of the future"}, "later version"),
        ("two", {"append": "x"}, "no defaults that can be read"),
        (1, ["append"], "no defaults that can be read"),
        (0, {}, "no defaults that can be read"),
    ],
)
def test_what_cannot_be_used_is_kept_aside_and_told(tmp_path, schema, values, told):
    write(tmp_path, schema, values)
    text = (tmp_path / "defaults.json").read_text()
    found, reports = values_in(tmp_path)

    assert found == {}
    assert told in reports[0]
    kept = list(tmp_path.glob("defaults.kept-*.json"))
    assert [path.read_text() for path in kept] == [text]
    assert kept[0].name in reports[0]
    assert values_in(tmp_path) == ({}, [])


def test_what_was_read_is_the_callers_own(tmp_path):
    store = DefaultsStore(tmp_path)
    store.save({"request": {"steps": 20}})
    store.values()["request"]["steps"] = 30

    assert store.values() == {"request": {"steps": 20}}
    store.close()
