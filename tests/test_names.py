"""Everything in the ready systems and the model has a name in both languages."""

from __future__ import annotations

import pytest

import plastsmart as ps
from plastsmart.labels import LANGUAGES
from plastsmart.report import names
from plastsmart.report.report_text import unit_name
from plastsmart.stages import PARAMETERS


@pytest.mark.parametrize("system", ["headline", "norway", "norway-household", "Asker", "network"])
def test_routes_and_categories_of_ready_systems_have_names(system: str) -> None:
    axes = ps.load(system).axes
    for language in LANGUAGES:
        routes = [names.route_name(route.name, language) for route in axes.routes]
        categories = [names.category_name(c.name, language) for c in axes.categories]
        assert not [name for name in (*routes, *categories) if "_" in name]
        assert len(set(routes)) == len(routes)
        assert len(set(categories)) == len(categories)
        assert all(names.sector_name(c.sector, language) for c in axes.categories)
        assert all(names.tier_name(route.tier, language) for route in axes.routes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_flows_rates_and_parameters_of_the_model_have_names(language: str) -> None:
    system = ps.load("norway")
    told = [names.flow_name(name, language) for name in ps.MODEL.flows]
    told += [names.rate_name(rate, language) for rate in ps.MODEL.rates]
    told += [names.parameter_name(name, language) for name in system.parameters]
    assert not [name for name in told if "_" in name or not name]


def test_each_flow_rate_and_parameter_of_the_model_states_its_name_in_both_languages() -> None:
    built_in = ps.MODEL.flows
    assert set(names._FLOWS) == set(built_in)
    assert set(names._RATES) == set(names._RULES) == set(ps.MODEL.rates)
    assert not [name for name, each in built_in.items() if not each.declaration.label_no]
    unnamed = [name for name, spec in PARAMETERS.items() if not (spec.label and spec.label_no)]
    assert not unnamed


def test_each_unit_of_a_parameter_or_flow_is_written_in_norwegian_too() -> None:
    units = {spec.unit for spec in PARAMETERS.values()} | {each.unit for each in ps.MODEL}
    assert {unit for unit in units if unit_name(unit, "no") == unit} == {"km"}


def test_flows_of_mass_have_different_names() -> None:
    flows = [n for n, e in ps.MODEL.flows.items() if e.unit == "tonne/year"]
    for language in LANGUAGES:
        assert len({names.flow_name(name, language) for name in flows}) == len(flows)


def test_what_a_user_made_up_keeps_its_own_name() -> None:
    @ps.equation("tonne/year", label_no="Mitt eget")
    def my_own(generated: object) -> object:
        return generated

    model = ps.MODEL.replace(my_own=my_own)
    assert names.flow_name("my_own", "no", model) == "Mitt eget"
    assert names.flow_name("my_own", "en", model) == "My own"
    assert names.route_name("<b>", "no") == "<b>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_targets_and_systems_have_names(language: str) -> None:
    targets = [names.target_name(target, language) for target in ps.targets.ALL]
    assert len(set(targets)) == len(targets)
    assert not [name for name in targets if "_" in name]
    own = ps.Target(rate="eu", level=0.4, year=2030, name="Our 40 %")
    assert names.target_name(own, language) == "Our 40 %"
    assert names.system_name(ps.load("network"), language) != "network"
    many = ps.load("network").replace(name="")
    assert names.system_name(many, language) == "Oslo, Stavanger, Bodø …"
