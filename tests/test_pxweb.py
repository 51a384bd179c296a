"""The client of PxWebApi asks within the limits, and what comes back is what was asked for."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from plastsmart.errors import ArgumentError, InvalidValueError, LabelError, TableError
from plastsmart.mapping import pxweb
from plastsmart.mapping.ssb import from_ssb

RECORDED = Path(__file__).parent / "recorded"
METADATA = json.loads((RECORDED / "07459-metadata.json").read_text("utf-8"))
CODELIST = (RECORDED / "agg_KommSummer.json").read_bytes()
AXES = {name: list(d["category"]["index"]) for name, d in METADATA["dimension"].items()}
YEARS = AXES["Tid"]

Answer = tuple[int, dict[str, str], bytes]


class Clock:
    """A clock that goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.now += seconds


class Server:
    """A server of one table, whose values tell their place."""

    def __init__(self, *, limit: int = 10**6) -> None:
        self.limit = limit
        self.asked: list[tuple[str, str, bytes | None]] = []
        self.first: list[Any] = []

    def __call__(self, method: str, url: str, body: bytes | None) -> Answer:
        self.asked.append((method, url, body))
        if self.first:
            told = self.first.pop(0)
            if isinstance(told, Exception):
                raise told
            return told  # type: ignore[no-any-return]
        if "/metadata" in url:
            return 200, {}, json.dumps(METADATA).encode()
        if "/codelists/" in url:
            return 200, {}, CODELIST
        chosen = self.selection(url, body)
        if any(name not in chosen for name in ("ContentsCode", "Tid")):
            return 400, {}, b'{"type": "x", "title": "Missing selection for mandatory variable"}'
        axes = dict(chosen)
        cells = list(itertools.product(*axes.values()))
        if len(cells) > self.limit:
            return 403, {}, b'{"title": "Too many cells selected"}'
        answer = {
            "version": "2.0", "class": "dataset", "label": "07459: Befolkning",
            "updated": "2026-02-25T07:00:00Z",
            "id": list(axes), "size": [len(codes) for codes in axes.values()],
            "dimension": {n: {"category": {"index": c}} for n, c in axes.items()},
            "value": [self.value(cell) for cell in cells],
            "extension": {"px": {"tableid": "07459"}},
        }  # fmt: skip
        return 200, {}, json.dumps(answer).encode()

    @staticmethod
    def value(cell: tuple[str, ...]) -> float:
        """Return a number that no other cell has."""
        return float(int.from_bytes("/".join(cell).encode(), "big") % 1_000_003)

    @staticmethod
    def selection(url: str, body: bytes | None) -> dict[str, list[str]]:
        """Return the codes that a question asks for, read as the server reads it."""
        if body is None:
            asked = {
                match[1]: re.findall(r"\[[^\]]*\]|[^,]+", value[0])
                for name, value in parse_qs(urlsplit(url).query).items()
                if (match := re.fullmatch(r"valueCodes\[(.+)\]", name))
            }
        else:
            entries = json.loads(body)["selection"]
            asked = {entry["variableCode"]: entry["valueCodes"] for entry in entries}
        chosen = {}
        for name, codes in asked.items():
            known = AXES[name]
            if any(code.startswith("K-") for code in codes):
                known = ["K-0301", "K-3203"]
            found: list[str] = []
            for code in codes:
                plain = code.strip("[]")
                if plain.startswith("top("):
                    found += known[-int(plain[4:-1]) :]
                elif plain.startswith("range("):
                    first, last = plain[6:-1].split(",")
                    found += known[known.index(first) : known.index(last) + 1]
                elif plain.startswith("from("):
                    found += known[known.index(plain[5:-1]) :]
                elif plain == "*":
                    found += known
                else:
                    found.append(plain)
            chosen[name] = [code for code in known if code in found]
        return chosen


def client(fetch: Callable[..., Any], **options: Any) -> tuple[pxweb.Client, Clock]:
    """Return a client with a clock of its own."""
    clock = Clock()
    return pxweb.Client(fetch=fetch, clock=clock, sleep=clock.sleep, **options), clock


def question(**changes: Any) -> pxweb.Query:
    """Return a question for Oslo and Asker in three years."""
    values = {"Region": ["0301", "3203"], "ContentsCode": "Personer1", "Tid": pxweb.top(3)}
    return pxweb.Query(table="07459", values=values | changes)


# questions


def test_a_question_is_written_as_the_guide_of_statistics_norway_has_it() -> None:
    query = pxweb.Query(
        table="07459",
        values={
            "Region": ["K-3203", "K-4003"],
            "Tid": pxweb.from_(2015),
            "ContentsCode": "Personer1",
        },
        codelists={"Region": "agg_KommSummer"},
        outputs={"Region": "aggregated"},
    )
    assert unquote(query.address("no")) == (
        "tables/07459/data?lang=no&outputFormat=json-stat2&valueCodes[Region]=K-3203,K-4003"
        "&valueCodes[Tid]=from(2015)&valueCodes[ContentsCode]=Personer1"
        "&codelist[Region]=agg_KommSummer&outputValues[Region]=aggregated"
    )


def test_a_range_stands_in_brackets_in_an_address_and_not_in_a_body() -> None:
    for written in (pxweb.range_(2022, 2024), "[range(2022,2024)]"):
        query = question(Tid=written)
        assert "valueCodes[Tid]=[range(2022,2024)]" in unquote(query.address("no"))
        assert query.body()["selection"][2]["valueCodes"] == ["range(2022,2024)"]


@pytest.mark.parametrize(
    ("code", "kept"),
    [("[range(2015,2020)]", "range(2015,2020)"), ("[a", "[a"), ("a]", "a]"), ("[a]", "a")],
)
def test_brackets_are_taken_off_where_there_are_two(code: str, kept: str) -> None:
    assert question(Region=[code]).values["Region"] == (kept,)


def test_letters_of_a_code_that_an_address_uses_itself_are_escaped() -> None:
    query = question(Region=["a&b=c#d", "æ"])
    found = parse_qs(urlsplit(query.address("no")).query)
    assert found["valueCodes[Region]"] == ["a&b=c#d,æ"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"table": 7459}, "five digits"),
        ({"table": "07459/../x"}, "five digits"),
        ({"values": {}}, "values gives codes"),
        ({"values": {"Region": []}}, "has no codes"),
        ({"values": {"Region": [301]}}, "is text, not 301; write '301'"),
        ({"values": {"Region": ["0301", "0301"]}}, "a code twice"),
        ({"values": {"Region": 3}}, "is a collection"),
        ({"values": {"Region": [" 0301"]}}, "is text"),
        ({"values": {"Region": ["a\nb"]}}, "is text"),
        ({"codelists": {"Rgion": "x"}}, "Did you mean 'Region'"),
        ({"outputs": {"Region": "single"}}, "no code list"),
        ({"codelists": {"Region": "x"}, "outputs": {"Region": "sum"}}, "'aggregated' or 'single'"),
    ],
)
def test_a_question_that_is_none_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(LabelError, match=re.escape(told)):
        pxweb.Query(**({"table": "07459", "values": {"Region": ["0301"]}} | changes))


@pytest.mark.parametrize("wrong", [0, -1, True, "3", 1.5])
def test_top_takes_a_whole_number(wrong: Any) -> None:
    with pytest.raises(InvalidValueError, match="whole number"):
        pxweb.top(wrong)


@pytest.mark.parametrize("wrong", ["", "20,21", "a)", None, True])
def test_the_ends_of_a_range_are_codes(wrong: Any) -> None:
    with pytest.raises(LabelError, match="end of a range"):
        pxweb.range_(wrong, 2024)


def test_a_code_list_is_sent_in_address_and_body() -> None:
    query = pxweb.Query(
        table="07459",
        values={"Region": "K-3203"},
        codelists={"Region": "agg_KommSummer"},
        outputs={"Region": "single"},
    )
    assert query.body()["selection"][0]["codelist"] == "agg_KommSummer"
    assert "outputValues[Region]=single" in unquote(query.post_address("no"))
    assert json.loads(query.text())["outputValues"] == {"Region": "single"}


# counting


@pytest.mark.parametrize(
    ("codes", "count"),
    [
        ("*", 6), (pxweb.top(2), 2), ("bottom(4)", 4), (pxweb.from_(2024), 3), (pxweb.to(2022), 2),
        (pxweb.range_(2022, 2024), 3), (["2021", "top(1)"], 2), (["2026", "top(2)"], 2), ("202?", 6),
        ("20*3", 1), (pxweb.top(99), 6),
    ],
)  # fmt: skip
def test_cells_are_counted_from_metadata(codes: Any, count: int) -> None:
    asker, _ = client(Server())
    assert asker.count(question(Tid=codes)) == 2 * count


def test_codes_of_a_code_list_are_counted_in_it() -> None:
    server = Server()
    asker, _ = client(server)
    query = pxweb.Query(
        table="07459",
        values={"Region": "*", "ContentsCode": "*", "Tid": "top(1)"},
        codelists={"Region": "agg_KommSummer"},
    )
    assert asker.count(query) == 2
    assert asker.codelist("agg_KommSummer") == ("K-0301", "K-3203")
    assert len(server.asked) == 2  # each asked once


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"Region": ["0391"]}, "has no code '0391'. Did you mean '0301'"),
        ({"Tid": "from(1900)"}, "has no code '1900'"),
        ({"Tid": "19*"}, "takes none"),
        ({"Alder": "*"}, "no variable 'Alder'"),
    ],
)
def test_what_the_table_does_not_have_is_told_before_it_is_asked(
    changes: dict[str, Any], told: str
) -> None:
    server = Server()
    asker, _ = client(server)
    with pytest.raises(LabelError, match=re.escape(told)):
        asker.data(question(**changes))
    assert len(server.asked) == 1  # the metadata


def test_a_variable_that_cannot_be_left_out_is_named() -> None:
    asker, _ = client(Server())
    with pytest.raises(LabelError, match="needs codes for Tid"):
        asker.count(pxweb.Query(table="07459", values={"ContentsCode": "*"}))


# answers


def test_the_answer_becomes_measurements_and_keeps_its_question() -> None:
    asker, _ = client(Server())
    found = asker.data(question())
    assert json.loads(found.query)["selection"][2] == {
        "variableCode": "Tid", "valueCodes": ["top(3)"],
    }  # fmt: skip
    mapping = from_ssb(found)
    assert found.query in mapping.origin
    assert {(m.region, m.year) for m in mapping} == {
        (region, year) for region in ("0301", "3203") for year in (2024, 2025, 2026)
    }


def test_a_question_too_long_for_an_address_is_posted() -> None:
    server = Server()
    asker, _ = client(server, base="https://example.org/" + "x" * 2_000)
    found = asker.data(question())
    method, url, body = server.asked[-1]
    assert method == "POST"
    assert body is not None
    assert "valueCodes" not in url
    assert found.size == (2, 1, 3)


@pytest.mark.parametrize("cells", [1, 2, 3, 5, 7, 11])
def test_a_question_for_too_many_cells_is_asked_in_parts_that_join_to_the_whole(cells: int) -> None:
    query = question(Tid="*", Region="*", Kjonn="*")
    whole = client(Server())[0].data(query)
    server = Server(limit=cells)
    asker, _ = client(server, cells=cells)
    parts = asker.data(query)
    assert parts.id == whole.id
    assert (parts.values == whole.values).all()
    assert parts.query == whole.query
    assert all("valueCodes" in url for _, url, _ in server.asked[1:])


def test_a_server_that_finds_it_too_big_all_the_same_is_asked_in_parts() -> None:
    server = Server(limit=5)
    asker, _ = client(server)
    found = asker.data(question(Tid="*"))
    assert found.size == (2, 1, 6)
    assert (found.values == client(Server())[0].data(question(Tid="*")).values).all()


def test_a_server_that_refuses_every_part_is_given_up() -> None:
    asker, _ = client(Server(limit=0))
    with pytest.raises(pxweb.FetchError, match="403: Too many cells"):
        asker.data(question())


def test_a_question_of_too_many_parts_is_refused() -> None:
    server = Server()

    def fetch(method: str, url: str, body: bytes | None) -> Answer:
        status, headers, answer = server(method, url, body)
        if "/metadata" in url:
            content = json.loads(answer)
            content["dimension"]["Region"]["category"] = {"index": [str(i) for i in range(300)]}
            content["size"][0] = 300
            answer = json.dumps(content).encode()
        else:
            content = json.loads(answer)
            codes = unquote(url).split("valueCodes[Region]=")[1].split("&")[0].split(",")
            content["dimension"]["Region"]["category"]["index"] = codes
            content["size"][0] = len(codes)
            content["value"] = [1.0] * len(codes)
            answer = json.dumps(content).encode()
        return status, headers, answer

    asker, _ = client(fetch, cells=1)
    with pytest.raises(TableError, match="more than 200 parts"):
        asker.data(question(Region="*", Tid="top(1)"))


@pytest.mark.parametrize("parts", [2, 3])
def test_a_question_takes_as_many_parts_as_may_be(
    parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pxweb, "MOST_PARTS", 2)
    asker, _ = client(Server(), cells=1)
    query = question(Region=["0301"], Tid=pxweb.top(parts))
    if parts == 2:
        assert asker.data(query).size == (1, 1, 2)
    else:
        with pytest.raises(TableError, match="more than 2 parts"):
            asker.data(query)


def test_what_groups_are_made_of_is_not_asked_in_parts() -> None:
    asker, _ = client(Server(), cells=1)
    query = pxweb.Query(
        table="07459",
        values={"Region": "*", "ContentsCode": "*", "Tid": "*"},
        codelists={"Region": "agg_KommSummer"},
        outputs={"Region": "single"},
    )
    with pytest.raises(TableError, match="not asked in parts"):
        asker.data(query)


def test_what_is_no_question_is_refused() -> None:
    asker, _ = client(Server())
    with pytest.raises(InvalidValueError, match="a question is Query"):
        asker.data("07459")  # type: ignore[arg-type]
    with pytest.raises(LabelError, match="five digits"):
        asker.structure("7459")


# limits and failures


def test_no_more_than_30_questions_are_asked_in_any_minute() -> None:
    times: list[float] = []
    clock = Clock()
    server = Server()

    def fetch(method: str, url: str, body: bytes | None) -> Answer:
        times.append(clock.now)
        clock.now += 0.3
        return server(method, url, body)

    asker = pxweb.Client(fetch=fetch, clock=clock, sleep=clock.sleep, cells=1)
    asker.data(question(Region="*", Tid="*", Kjonn="*"))  # 48 parts and the metadata
    asker.data(question(Region="*", Tid="*", Kjonn="*"))
    assert len(times) == 97
    for first, later in zip(times, times[30:], strict=False):
        assert later - first > 60.0 - 1e-9
    assert sum(clock.slept) < 200


def test_a_question_waits_until_a_minute_after_the_first_of_those_that_count() -> None:
    clock = Clock()
    asker = pxweb.Client(fetch=Server(), clock=clock, sleep=clock.sleep, per_minute=3)
    asker.structure("07459")  # at 0
    for _ in range(2):  # at 10 and 20
        clock.now += 10.0
        asker.data(question())
    asker.data(question())
    assert (clock.slept, clock.now) == ([40.0], 60.0)
    asker.data(question())
    assert (clock.slept, clock.now) == ([40.0, 10.0], 70.0)
    clock.now = 120.0  # a minute after the third and the fourth
    asker.data(question())
    asker.data(question())
    assert clock.slept == [40.0, 10.0]


def test_429_is_asked_again_after_the_time_it_tells() -> None:
    server = Server()
    asker, clock = client(server)
    asker.structure("07459")
    server.first = [(429, {"Retry-After": "17"}, b""), (429, {"retry-after": "Wed, 21 Oct"}, b"")]
    assert asker.data(question()).size == (2, 1, 3)
    assert clock.slept == [17.0, 60.0]


def test_429_that_asks_to_wait_for_hours_is_an_error() -> None:
    server = Server()
    asker, clock = client(server)
    server.first = [(429, {"Retry-After": "7200"}, b"")]
    with pytest.raises(pxweb.FetchError, match="wait for 7200 seconds"):
        asker.structure("07459")
    assert not clock.slept


def test_429_without_end_is_given_up() -> None:
    asker, _ = client(lambda *_: (429, {}, b'{"title": "Too many"}'), tries=3)
    with pytest.raises(pxweb.FetchError, match="429: Too many \\(asked 3 times\\)") as caught:
        asker.structure("07459")
    assert caught.value.status == 429


@pytest.mark.parametrize(
    "failure", [TimeoutError("timed out"), OSError("no route"), (503, {}, b"<html>busy</html>")]
)
def test_a_failure_that_passes_is_survived(failure: Any) -> None:
    server = Server()
    asker, clock = client(server)
    server.first = [failure, failure]
    assert asker.structure("07459").size == (4, 2, 1, 6)
    assert clock.slept == [2.0, 4.0]


def test_timeouts_without_end_are_a_fetch_error_and_a_connection_error() -> None:
    def fetch(*_: Any) -> Answer:
        raise TimeoutError("timed out")

    asker, _ = client(fetch)
    with pytest.raises(ConnectionError, match="could not be fetched: TimeoutError 'timed out'"):
        asker.structure("07459")


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, b'{"title": "Non-existent table"}', "404: Non-existent table"),
        (400, b'{"title": "Parameter error", "detail": "Tid"}', "400: Parameter error; Tid"),
        (404, b"<html>\n<b>Not\x00 found</b></html>", "404: <html> <b>Not found</b></html>"),
        (400, b"\xff\xfe", "400: "),
        (301, b"", "301: it does not say why"),
        (400, b"[" * 100_000, "400: "),
    ],
)
def test_a_refusal_is_told_in_one_line_and_not_repeated(
    status: int, body: bytes, told: str
) -> None:
    asked = []

    def fetch(*args: Any) -> Answer:
        asked.append(args)
        return status, {}, body

    asker, _ = client(fetch)
    with pytest.raises(pxweb.FetchError, match=re.escape(told)) as caught:
        asker.structure("07459")
    assert len(asked) == 1
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<html>", b"[]", b"{}", b'{"class": "dataset"}', b"\xff"]
)
def test_a_malformed_answer_is_a_table_error_that_names_the_table(body: bytes) -> None:
    asker, _ = client(lambda *_: (200, {}, body))
    with pytest.raises(TableError, match="metadata of table 07459: "):
        asker.structure("07459")
    server = Server()
    asker, _ = client(server)
    asker.structure("07459")
    server.first = [(200, {}, body)]
    with pytest.raises(TableError, match=r"^table 07459: "):
        asker.data(question())


@pytest.mark.parametrize(
    "body", [b"{}", b'{"values": [3]}', b'{"values": [{"label": "x"}]}', b"[]"]
)
def test_a_malformed_code_list_is_a_table_error(body: bytes) -> None:
    asker, _ = client(lambda *_: (200, {}, body))
    with pytest.raises(TableError, match="code list agg_KommSummer: "):
        asker.codelist("agg_KommSummer")


def test_an_answer_with_other_codes_than_were_asked_for_is_refused() -> None:
    server = Server()
    asker, _ = client(server)
    asker.structure("07459")
    server.first = [(200, {}, (RECORDED / "07459.json").read_bytes())]
    with pytest.raises(TableError, match=r"other codes of Region .* without '3203'"):
        asker.data(question())


def test_an_answer_of_what_groups_are_made_of_has_the_years_that_were_asked_for() -> None:
    query = pxweb.Query(
        table="07459",
        values={"Region": ["K-0301"], "ContentsCode": "Personer1", "Tid": pxweb.top(2)},
        codelists={"Region": "agg_KommSummer"},
        outputs={"Region": "single"},
    )
    server = Server()
    asker, _ = client(server)
    assert asker.data(query).size == (1, 1, 2)
    earlier = question(Region=["0301", "3203"], Tid=YEARS[:2])
    other = server("GET", f"https://data.ssb.no/{earlier.address('no')}", None)
    server.first = [other]
    with pytest.raises(
        TableError, match="other codes of Tid than were asked for: 2 for 2, without"
    ):
        asker.data(query)


def test_an_answer_of_another_table_is_refused() -> None:
    server = Server()
    asker, _ = client(server)
    asker.structure("07459")
    server.first = [(200, {}, (RECORDED / "13136.json").read_bytes())]
    with pytest.raises(TableError, match="07459 was asked for, and 13136 came"):
        asker.data(question())


@pytest.mark.parametrize(
    "given", [None, b"", (200, {}), (200, {}, "text"), ("200", {}, b""), (200, None, b"")]
)
def test_a_fetch_function_that_returns_something_else_is_told(given: Any) -> None:
    asker, _ = client(lambda *_: given)
    with pytest.raises(ArgumentError, match="fetch returned"):
        asker.structure("07459")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"fetch": "x"}, "fetch is a function"),
        ({"language": "se"}, "'no' or 'en'"),
        ({"tries": 0}, "tries is a whole number"),
        ({"per_minute": True}, "per_minute is a whole number"),
    ],
)
def test_a_client_that_cannot_work_is_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises((ArgumentError, InvalidValueError), match=told):
        pxweb.Client(**({"fetch": Server()} | options))
