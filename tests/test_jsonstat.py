"""JSON-stat 2 is read as it is written, and what is not JSON-stat ends in a clear error."""

from __future__ import annotations

import contextlib
import copy
import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plastsmart.errors import LabelError, PlastsmartError, TableError
from plastsmart.mapping import jsonstat
from plastsmart.mapping.ssb import from_ssb

RECORDED = Path(__file__).parent / "recorded"
TEXTS = {name: (RECORDED / f"{name}.json").read_text("utf-8") for name in ("07459", "13136")}
LONG = settings().max_examples > 1_000


def small(**changes: Any) -> dict[str, Any]:
    """Return a table of two municipalities and three years, with changes."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "a table",
        "id": ["Region", "Tid"],
        "size": [2, 3],
        "role": {"time": ["Tid"], "geo": ["Region"]},
        "dimension": {
            "Region": {
                "label": "region",
                "category": {"index": {"0301": 1, "3203": 0}, "label": {"0301": "Oslo"}},
            },
            "Tid": {"category": {"index": ["2022", "2023", "2024"]}},
        },
        "value": [1, 2, 3, 4, 5, 6.5],
    } | changes


def edited(*path: Any, to: Any) -> dict[str, Any]:
    """Return the small table with another entry at a path."""
    content = small()
    place: Any = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return content


def refusal(content: Any) -> str:
    """Return the message that a table is refused with."""
    with pytest.raises(TableError) as caught:
        jsonstat.read(content)
    return str(caught.value)


def test_the_order_of_codes_is_that_of_the_index_and_not_of_the_text() -> None:
    found = jsonstat.read(small())
    assert found.dimensions[0].codes == ("3203", "0301")
    assert found.dimensions[0].labels == ("3203", "Oslo")
    assert found.values.tolist() == [[1, 2, 3], [4, 5, 6.5]]


def test_the_last_dimension_runs_fastest() -> None:
    frame = jsonstat.read(small()).frame()
    row = frame[(frame["Region"] == "0301") & (frame["Tid"] == "2022")]
    assert row["value"].tolist() == [4.0]
    assert list(frame.columns) == ["Region", "Tid", "value", "status"]


def test_dense_and_sparse_values_are_the_same_table() -> None:
    dense = jsonstat.read(small(value=[None, 2, None, 4, 5, None]))
    sparse = jsonstat.read(small(value={"1": 2, "4": 5, "3": 4}))
    np.testing.assert_array_equal(dense.values, sparse.values)


@pytest.mark.parametrize(
    "status", [{"1": "..", "5": ":"}, [None, "..", "", None, None, ":"]], ids=["object", "list"]
)
def test_symbols_stand_at_their_cells(status: Any) -> None:
    found = jsonstat.read(small(value={"0": 1}, status=status))
    assert found.status == {1: "..", 5: ":"}
    assert found.frame()["status"].tolist() == ["", "..", "", "", "", ":"]


def test_one_symbol_is_that_of_every_cell() -> None:
    assert set(jsonstat.read(small(status="e")).status.values()) == {"e"}


def test_a_file_its_text_its_bytes_and_the_object_are_read_alike() -> None:
    path = RECORDED / "07459.json"
    text = path.read_text("utf-8")
    forms = [
        path,
        str(path),
        text,
        text.encode(),
        b"\xef\xbb\xbf" + text.encode(),
        json.loads(text),
    ]
    assert {str(jsonstat.read(form).values.tolist()) for form in forms} == {
        "[[[699827.0, 709037.0, 717710.0, 724290.0, 728714.0]]]"
    }


def test_the_table_number_roles_units_and_date_come_along() -> None:
    found = jsonstat.read(TEXTS["07459"], query="all of Oslo")
    region, contents, time = found.dimensions
    assert (found.table, found.query, found.updated[:4]) == ("07459", "all of Oslo", "2026")
    assert (region.role, contents.role, time.role) == ("geo", "metric", "time")
    assert contents.units == {"Personer1": "personer"}


def test_values_are_locked() -> None:
    with pytest.raises(ValueError, match="read-only"):
        jsonstat.read(small()).values[0, 0] = 7


def test_labels_stand_beside_codes_on_request() -> None:
    frame = jsonstat.read(small()).frame(labels=True)
    assert list(frame.columns)[:2] == ["Region", "Region label"]
    assert frame["Region label"].tolist()[3] == "Oslo"


def test_a_dimension_called_value_is_refused_in_the_frame() -> None:
    content = small(id=["value", "Tid"], role={})
    content["dimension"]["value"] = content["dimension"].pop("Region")
    with pytest.raises(LabelError, match="another column"):
        jsonstat.read(content).frame()


def test_a_dimension_of_one_category_may_go_without_index() -> None:
    content = small(size=[1, 3], value=[1, 2, 3])
    content["dimension"]["Region"] = {"category": {"label": {"0301": "Oslo"}}}
    assert jsonstat.read(content).dimensions[0].codes == ("0301",)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (small(value=[1, 2, 3]), "value has 3 entries for 6 cells"),
        (small(value={"6": 1}), "value has the position '6'"),
        (small(value={"-1": 1}), "value has the position '-1'"),
        (small(value={"01": 1}), "value has the position '01'"),
        (small(value={"1.0": 1}), "value has the position '1.0'"),
        (small(value=[1, 2, 3, "4", 5, 6]), "value 3 is '4', not a number"),
        (small(value={"3": True}), 'value "3" is True, not a number'),
        (small(value=[1, 2, 3, 1e999, 5, 6]), "value 3 is not finite"),
        (small(value=[1, 2, 3, 10**400, 5, 6]), "value 3 is not finite"),
        (small(value=None), "value is None"),
        (small(status=["."]), "status has 1 entries for 6 cells"),
        (small(status={"9": "."}), "status has the position '9'"),
        (small(status={"1": 3}), 'status "1" is 3'),
        (small(status={"1": ".."}), "value 1 is 2 and its status '..'"),
        (small(size=[2, 4]), "index of dimension 'Tid' has 3 codes, and size says 4"),
        (small(size=[2]), "size has 1 numbers and id 2 names"),
        (small(size=[2, True]), "size is [2, True]"),
        (small(size=[2, 0]), "size is [2, 0]"),
        (small(id=["Region", "Region"]), "each once"),
        (small(id=[]), "id is []"),
        (small(dimension=[]), "dimension is []"),
        (small(role={"time": ["År"]}), "role time has 'År'"),
        (small(role={"time": ["Tid"], "geo": ["Tid"]}), "'Tid' has two roles"),
        (small(version="1.0"), "version is '1.0'"),
        (small(**{"class": "collection"}), "class is 'collection'"),
        (small(label=3), "label is 3"),
        (small(note={}), "note is {}"),
        (small(extension=[]), "extension is []"),
        (edited("dimension", "Tid", to=3), "dimension 'Tid' is 3"),
        (edited("dimension", "Tid", "category", to=[]), "has the category []"),
        (edited("dimension", "Kjonn", to={}), "'Kjonn', which is not in id"),
        (edited("dimension", "Tid", "category", "index", to=None), "index of dimension 'Tid' is None"),
        (
            edited("dimension", "Tid", "category", "index", to=["2022", "2022", "2023"]),
            "has a code twice",
        ),
        (
            edited("dimension", "Region", "category", "index", to={"0301": 1, "3203": 1}),
            "a place of its own",
        ),
        (
            edited("dimension", "Region", "category", "index", to={"0301": 0, "3203": 5}),
            "a place of its own",
        ),
        (edited("dimension", "Region", "category", "index", to=[301, "3203"]), "has the code 301"),
        (
            edited("dimension", "Region", "category", "label", to={"0302": "Oslo"}),
            "a label for '0302'",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(content: Any, told: str) -> None:
    assert told in refusal(content)


def test_all_mistakes_of_the_dimensions_are_told_at_once() -> None:
    content = small(size=[3, 4], role={"time": ["År"]})
    message = refusal(content)
    assert message.count("\n- ") == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"class": "dataset", "class": "dataset"}', "key 'class' stands twice"),
        ('{"class": NaN}', "holds NaN"),
        ('{"class": -Infinity}', "holds -Infinity"),
        ('{"class": ', "not JSON: Expecting value in line 1"),
        ('{"class": ' + "9" * 5_000 + "}", "not readable JSON"),
        ("[" * 100_000, "nested more than 40 deep"),
        ('{"a": "' + "[" * 100_000 + '"}', '"class" is missing'),
        ("[1]", "is an object"),
        ('{"dataset": {}}', "JSON-stat 1"),
        ('{"title": "x", "variables": []}', "metadata of a PxWeb table"),
        ('{"type": "x", "title": "Parameter error", "status": 400}', "'Parameter error'"),
    ],
)
def test_what_is_no_dataset_is_told_apart(text: str, told: str) -> None:
    assert told in refusal(text)


@pytest.mark.parametrize(
    "source", [None, 3, "", "no-such-file.json", "a\0b", RECORDED, b"\xff\xfe", []]
)
def test_a_source_that_cannot_be_read_is_a_table_error(source: Any) -> None:
    refusal(source)


def test_more_cells_than_the_limit_are_refused_before_they_are_made() -> None:
    codes = [str(i) for i in range(1_000)]
    content = small(size=[1_000, 1_000], value={})
    for name in ("Region", "Tid"):
        content["dimension"][name] = {"category": {"index": codes}}
    assert "1000000 cells" in refusal(content)


def test_metadata_are_read_without_values() -> None:
    found = jsonstat.read_structure(RECORDED / "07459-metadata.json")
    assert [(d.id, len(d), d.eliminable) for d in found.dimensions] == [
        ("Region", 4, True),
        ("Kjonn", 2, True),
        ("ContentsCode", 1, False),
        ("Tid", 6, False),
    ]


@pytest.mark.parametrize("axis", [0, 1])
def test_parts_joined_are_the_whole(axis: int) -> None:
    whole = jsonstat.read(
        small(value={"0": 1, "4": 5, "5": 6}, status={"1": "..", "2": ":", "3": "."})
    )
    name = whole.id[axis]
    parts = []
    for place in range(whole.size[axis]):
        codes = whole.dimensions[axis].codes[place]
        content = small()
        content["size"][axis] = 1
        content["dimension"][name] = {"category": {"index": [codes]}}
        if axis == 1:
            content["dimension"]["Region"]["category"].pop("label")
        picked = np.take(np.arange(6).reshape(2, 3), place, axis=axis).tolist()
        content["value"] = {
            str(i): {0: 1, 4: 5, 5: 6}[p] for i, p in enumerate(picked) if p in {0, 4, 5}
        }
        content["status"] = {
            str(i): whole.status[p] for i, p in enumerate(picked) if p in whole.status
        }
        parts.append(jsonstat.read(content))
    together = jsonstat.joined(parts, name, query="q")
    np.testing.assert_array_equal(together.values, whole.values)
    assert (together.status, together.size, together.query) == (whole.status, whole.size, "q")


def test_parts_of_different_tables_are_not_joined() -> None:
    one = jsonstat.read(small())
    other = jsonstat.read(edited("dimension", "Tid", "category", "index", to=["1", "2", "3"]))
    with pytest.raises(TableError, match="in other dimensions"):
        jsonstat.joined([one, other], "Region")
    with pytest.raises(TableError, match="in common"):
        jsonstat.joined([one, one], "Region")
    with pytest.raises(TableError, match="no dimension"):
        jsonstat.joined([one, one], "Kjonn")
    with pytest.raises(TableError, match="updated between"):
        jsonstat.joined([one, jsonstat.read(small(updated="2026-01-01"))], "Region")


def _mutated(content: Any, rng: random.Random) -> Any:
    """Change one place of an object at random."""
    odd: list[Any] = [
        None, True, -1, 0, 10**9, 1.5, "", ".", "..", "0301", "x" * 2_000, [], {}, ["0301"],
        {"0": 1}, {"a": {"b": []}}, math.inf, "K-3203", "99999", "\ud800",
    ]  # fmt: skip
    places = []

    def walk(place: Any) -> None:
        for key in list(place) if isinstance(place, dict) else range(len(place)):
            places.append((place, key))
            if isinstance(place[key], (dict, list)):
                walk(place[key])

    walk(content)
    place, key = rng.choice(places)
    match rng.randrange(5):
        case 0:
            place[key] = rng.choice(odd)
        case 1:
            del place[key]
        case 2 if isinstance(place, dict):
            place[rng.choice(["id", "0301", "7", "category"])] = place.pop(key)
        case 3:
            other, name = rng.choice(places)
            place[key] = copy.deepcopy(other.get(name) if isinstance(other, dict) else None)
        case _:
            place[key] = rng.choice(odd)
    return content


@pytest.mark.parametrize("chunk", range(20))
def test_2000_mutated_tables_end_in_a_result_or_a_clear_error(chunk: int) -> None:
    each = 1_000 if LONG else 100
    for seed in range(chunk * each, chunk * each + each):
        rng = random.Random(seed)
        text = TEXTS[rng.choice(sorted(TEXTS))]
        if seed % 4 == 0:  # letters
            letters = list(text)
            for _ in range(rng.randrange(1, 4)):
                at = rng.randrange(len(letters))
                letters[at] = rng.choice(['"', "{", "]", ",", "9", "e", "\\", "", "\x00", "å"])
            source: Any = "".join(letters)
        else:
            content = json.loads(text)
            for _ in range(rng.randrange(1, 4)):
                content = _mutated(content, rng)
            source = content
        try:
            found = from_ssb(source)
        except PlastsmartError as error:
            told = str(error)
        else:
            told = "it was read"
            assert len(found) + len(found.problems) > 0
        assert 10 < len(told) < 5_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["class", "id", "size", "dimension", "value", "status", "index", "category", "Tid"]
            )
            | st.text(max_size=4),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.dictionaries(st.sampled_from(list(small())), JSON, max_size=3))
def test_any_json_ends_in_a_result_or_a_clear_error(content: Any, changes: dict[str, Any]) -> None:
    for source in (json.dumps(content), content, small(**changes)):
        if isinstance(source, str) and source.startswith('"'):
            continue  # the name of a file
        with contextlib.suppress(PlastsmartError):
            jsonstat.read(source)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_clear_error(data: bytes) -> None:
    with pytest.raises(TableError):
        jsonstat.read(data)


def test_a_text_of_more_values_than_a_table_has_is_refused_before_it_is_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def parse(*_: Any, **__: Any) -> None:
        raise AssertionError("it was parsed")

    monkeypatch.setattr(json, "loads", parse)
    for member in ("[]", "{}", "1", '""'):
        text = '{"value": [' + f"{member}," * jsonstat.MOST_MEMBERS + "0]}"
        with pytest.raises(TableError, match="more than 2500000 values"):
            jsonstat.read(text)
    with pytest.raises(TableError, match="more than 2500000 values"):
        jsonstat.read("{" + '""' * (2 * jsonstat.MOST_MEMBERS + 2))


def test_the_codes_of_a_dimension_are_looked_through_once_and_not_for_each_label() -> None:
    compared = 0

    class Code(str):
        __slots__ = ()

        def __hash__(self) -> int:
            nonlocal compared
            compared += 1
            return super().__hash__()

        __eq__ = str.__eq__

    codes = [Code(f"{number}") for number in range(1_000)]
    table = small()
    table["size"][0] = len(codes)
    table["dimension"][table["id"][0]] = {
        "category": {"index": codes, "label": {str(code): "a" for code in codes}}
    }
    jsonstat.read_structure(table)
    assert compared < 10 * len(codes)


@pytest.mark.once
def test_the_largest_table_with_a_status_for_each_cell_is_within_the_bounds() -> None:
    cells, codes = jsonstat.MOST_CELLS, jsonstat.MOST_CODES
    text = json.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "id": ["Region", "Tid"],
            "size": [codes, cells // codes],
            "dimension": {
                "Region": {
                    "category": {
                        "index": {f"{code}": code for code in range(codes)},
                        "label": {f"{code}": f"place {code}" for code in range(codes)},
                    }
                },
                "Tid": {"category": {"index": [f"{2000 + t}" for t in range(cells // codes)]}},
            },
            "value": [None] * cells,
            "status": {f"{cell}": ".." for cell in range(cells)},
        }
    )
    assert jsonstat.read(text).size == (codes, cells // codes)


def test_a_table_does_not_show_its_values() -> None:
    shown = repr(jsonstat.read(small()))
    assert shown.startswith("Dataset(label='a table'")
    assert "values" not in shown


def test_labels_of_a_thousand_letters_are_read_and_longer_ones_told() -> None:
    path = ("dimension", "Region", "category", "label", "0301")
    found = jsonstat.read(edited(*path, to="x" * jsonstat.LONGEST))
    assert found.dimensions[0].labels[1] == "x" * jsonstat.LONGEST
    told = refusal(edited(*path, to="x" * (jsonstat.LONGEST + 1)))
    assert "the labels of dimension 'Region' are" in told


def test_a_text_is_read_as_deep_as_tables_are_nested_and_refused_beyond() -> None:
    def nested(depth: int) -> str:
        return json.dumps(small(extension={"a": 0})).replace(
            "0}}", "[" * depth + "]" * depth + "}}"
        )

    # within the object of the table and that of its extension
    assert jsonstat.read(nested(jsonstat.MOST_NESTED - 2)).size == (2, 3)
    for depth in (1, 5):
        with pytest.raises(TableError, match="nested more than 40 deep at character"):
            jsonstat.read(nested(jsonstat.MOST_NESTED - 2 + depth))


def test_more_than_32_mebibytes_are_not_read(tmp_path: Path) -> None:
    assert jsonstat.MOST_BYTES == 32 * 2**20
    blanks = " " * (jsonstat.MOST_BYTES - 2)
    with pytest.raises(TableError, match="has 33554433 characters; at most 33554432 are read"):
        jsonstat.read("{" + blanks + " }")
    path = tmp_path / "table.json"
    path.write_text("{}" + blanks + " ", "utf-8")
    with pytest.raises(TableError, match="the file is larger than 32 MiB"):
        jsonstat.read(path)
    path.write_text("{}" + blanks, "utf-8")
    with pytest.raises(TableError, match=r"^(?!.*larger than)"):  # as large as may be, and no table
        jsonstat.read(path)
