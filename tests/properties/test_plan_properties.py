"""What must hold for any plan: it is saved and read exactly, and a broken text never does worse than
raise an error of ours."""

from __future__ import annotations

import contextlib
import tomllib
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import PlanFileError
from plastsmart.parameters import PERS, STATUSES, Distribution
from plastsmart.scenarios.measures import CURVES, PAYERS
from plastsmart.scenarios.plan_writing import given_value
from plastsmart.stages import PARAMETERS, ParameterSpec

pytestmark = pytest.mark.random

VALIDATOR = jsonschema.Draft202012Validator(ps.Plan.schema())

printable = st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"])
labels = (
    st.text(printable, min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: text != "" and text.isprintable())
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=60)
years = st.integers(1, 9999)


@st.composite
def distributions(draw: st.DrawFn, value: float, *, share: bool) -> Distribution | None:
    """Return a distribution around a value, or none."""
    low, high = (0.0, 1.0) if share else (value - abs(value), value + abs(value))
    kind = draw(st.sampled_from(["none", "uniform", "triangular", "pert", "normal", "pedigree"]))
    if kind == "normal":
        return ps.Normal(value, draw(st.floats(1e-6, 1e3)))
    if kind == "pedigree":
        return ps.Pedigree(draw(st.integers(1, 5)))
    if kind == "none" or not low < high:
        return None
    if kind == "uniform":
        return ps.Uniform(low, high)
    return (ps.Triangular if kind == "triangular" else ps.Pert)(low, value, high)


@st.composite
def around(draw: st.DrawFn, value: float, quantity: Any, *, share: bool) -> Any:
    """Return a value, sometimes with what is known of it."""
    if draw(st.booleans()):
        return quantity
    return ps.Parameter(
        quantity,
        uncertainty=draw(distributions(value, share=share)),
        per=draw(st.sampled_from([None, *PERS])),
        source=draw(texts),
        status=draw(st.sampled_from([None, *STATUSES])),
        note=draw(texts),
    )


def amounts(spec: ParameterSpec) -> st.SearchStrategy[float]:
    return st.floats(max(spec.low, -1e12), min(spec.high, 1e12), exclude_max=spec.below)


@st.composite
def changes(draw: st.DrawFn) -> ps.Change:
    spec = PARAMETERS[draw(st.sampled_from(sorted(PARAMETERS)))]
    where: dict[str, Any] = {}
    for axis in spec.axes:
        member = years if axis == "year" else labels
        if draw(st.booleans()):
            where[axis] = draw(member | st.lists(member, min_size=1, max_size=3))
    kind = draw(st.sampled_from(["set", "close_gap", "scale"]))
    if kind == "close_gap" and spec.high > 1e300:
        kind = "set"
    value = draw(
        amounts(spec) if kind == "set" else st.floats(0, 1 if kind == "close_gap" else 1e6)
    )
    quantity = value if kind != "set" or spec.is_share else ps.Q(value, spec.unit)
    share = kind == "close_gap" or (kind == "set" and spec.is_share)
    try:
        return ps.Change(spec.name, where, **{kind: draw(around(value, quantity, share=share))})
    except ps.PlastsmartError:  # the distribution does not fit the parameter
        reject()


@st.composite
def measures(draw: st.DrawFn, name: str) -> ps.Measure:
    fields: dict[str, Any] = {}
    if draw(st.booleans()):
        value, unit = (
            draw(st.floats(-1e12, 1e12)),
            draw(st.sampled_from(["NOK/year", "NOK/person/year", "MNOK/year"])),
        )
        fields["cost"] = draw(around(value, ps.Q(value, unit), share=False))
    if draw(st.booleans()):
        value, unit = draw(st.floats(0, 1e12)), draw(st.sampled_from(["NOK", "NOK/person"]))
        fields["investment"] = draw(around(value, ps.Q(value, unit), share=False))
        fields["lifetime"] = draw(st.floats(0, 1000, exclude_min=True) | st.integers(1, 100))
        fields["grant"] = draw(st.floats(0, 1))
    curve = draw(st.sampled_from(CURVES))
    share = draw(st.floats(0, 1))
    try:
        return ps.Measure(
            name,
            draw(years),
            draw(st.lists(changes(), min_size=1, max_size=3)),
            curve=curve,
            ramp=1 if curve == "step" else draw(st.integers(1, 1000)),
            regions=draw(st.none() | st.lists(labels, min_size=1, max_size=3)),
            paid_by=draw(
                st.sampled_from([*PAYERS, {"municipality": share, "producers": 1.0 - share}])
            ),
            price_year=draw(st.none() | years),
            source=draw(texts),
            status=draw(st.sampled_from(["", *STATUSES])),
            description=draw(texts),
            description_no=draw(texts),
            **fields,
        )
    except ps.PlastsmartError:
        reject()


@st.composite
def plans(draw: st.DrawFn) -> ps.Plan:
    names = draw(st.lists(labels, max_size=4, unique=True))
    return ps.Plan(
        draw(labels),
        [draw(measures(name)) for name in names],
        author=draw(texts),
        licence=draw(texts),
        version=draw(texts),
        region=draw(texts),
        sources=draw(st.lists(texts, max_size=3)),
        description=draw(texts),
    )


@given(plans())
def test_a_saved_plan_is_read_exactly_as_it_was(plan: ps.Plan) -> None:
    text = plan.to_toml()
    again = ps.Plan.from_toml(text)
    assert again == plan
    assert again.measures == plan.measures  # in their order, which == of plans does not ask for
    assert again.to_toml() == text


@given(plans())
def test_what_is_saved_is_what_the_schema_allows(plan: ps.Plan) -> None:
    VALIDATOR.validate(tomllib.loads(plan.to_toml()))


@given(changes())
def test_a_change_can_be_made_again_from_what_it_was_given(change: ps.Change) -> None:
    again = ps.Change(change.parameter, change.where, **{change.kind: given_value(change)})
    assert again == change


@given(plans())
def test_merging_a_plan_with_itself_changes_nothing(plan: ps.Plan) -> None:
    assert plan | plan == plan


@given(plans())
def test_a_plan_does_not_differ_from_itself(plan: ps.Plan) -> None:
    comparison = plan.compare(plan)
    assert comparison.same
    assert comparison.differences.empty


@settings(max_examples=30)
@given(plans())
def test_applying_any_plan_tells_of_each_change_and_never_raises(plan: ps.Plan) -> None:
    system = ps.load("headline")
    done = plan.apply_to(system)
    told = [each for each in done.findings if each.change and each.fits != "check"]
    assert len(told) == sum(len(measure.changes) for measure in plan)
    kept = sum(len(measure.changes) for measure in done.plan)
    assert kept == sum(finding.fits != "no" for finding in told)
    fitting = {(each.measure, each.change) for each in told if each.fits != "no"}
    worse = [each for each in done.findings if each.change and each.fits == "check"]
    assert {(each.measure, each.change) for each in worse} <= fitting
    assert all(each.reason.startswith(("lowers ", "raises ")) for each in worse)
    ps.project(system, done.plan)  # what fits can be run


# -- broken texts ----------------------------------------------------------------------------------

WHOLE = """schema = "plastsmart-plan/1"
name = "More from the kerb"
author = "Asker kommune"
sources = ["One", "Two"]

[[measures]]
name = "Bins for all"
start = 2026
ramp = 3
curve = "logistic"
regions = ["3203"]
cost = "5 MNOK/year"
investment.value = "40 MNOK"
investment.distribution = "uniform(30, 50)"
lifetime = 15
grant = 0.25
paid_by.municipality = 0.5
paid_by.producers = 0.5

[[measures.changes]]
parameter = "coverage"
where.route = "kerbside"
set = 1.0

[[measures.changes]]
parameter = "capture"
where = {route = ["kerbside", "bring_point"], year = 2030}
close_gap = {value = 0.2, distribution = "triangular(0, 0.2, 0.4)", status = "estimated"}
"""
PIECES = [
    "", " ", "\n", '"', "'", '"""', "=", ".", "[", "]", "[[", "]]", "{", "}", "#", ",", "true", "nan",
    "-inf", "1e400", "1979-05-27", "0", "-1", "0x", "1_000", "9" * 50, "\x00", "\x07", "\r", "é", "€",
    "\\", "\\u0000", "\\ud800", "name", "start = 1", "[[measures]]", "[measures]",
    "[[measures.changes]]", "__class__", "9**9 kg", "MNOK/year", "\ufeff", "\u202e",
    "schema", "measures = 1", "where",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = WHOLE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 25)))
        piece = draw(st.sampled_from(PIECES) | st.text(max_size=5))
        if draw(st.booleans()):
            text = text[:start] + piece + text[end:]
        else:  # a piece of the text itself stands somewhere else
            place = draw(st.integers(0, len(text)))
            text = text[:place] + text[start:end] + text[place:]
    return text


def test_the_text_that_is_broken_below_is_whole() -> None:
    assert len(ps.Plan.from_toml(WHOLE)) == 1


@settings(max_examples=500)
@given(mutated())
@example(WHOLE.replace("2026", "9" * 5000))
@example(WHOLE.replace("where.route", "where." * 200_000))
@example(WHOLE + "[" * 100_000)
@example(WHOLE + "x = " + "[" * 100_000)
@example(WHOLE + "x = " + "{a = " * 100_000)
@example(WHOLE + '"\\"' * 100_000)
@example(WHOLE + '"""\\"' * 100_000)
def test_a_broken_text_gives_a_plan_or_an_error_that_fits_a_line(text: str) -> None:
    try:
        plan = ps.Plan.from_toml(text)
    except PlanFileError as found:
        message = " ".join(str(found).split())
    else:
        message = "it is a plan"
        assert ps.Plan.from_toml(plan.to_toml()) == plan
    assert 0 < len(message) < 10_000


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.binary(max_size=50).map(lambda b: WHOLE.encode()[:400] + b))
def test_any_bytes_give_a_plan_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data)
    with contextlib.suppress(PlanFileError):
        ps.Plan.load(path)


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["measures", "name", "start", "changes", "where", "set", "value", "cost", "per"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_document_gives_a_plan_or_an_error(document: Any) -> None:
    from plastsmart.scenarios.plan_lines import Lines
    from plastsmart.scenarios.plan_reading import _Reader

    whole = {"schema": "plastsmart-plan/1", "name": "x", "measures": document}
    reader = _Reader(whole, Lines(""))
    assert (reader.plan() is None) == bool(reader.mistakes)
