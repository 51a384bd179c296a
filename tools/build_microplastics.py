# ruff: noqa: E501 - a row of figures is one line

"""Build the ready systems of microplastics and litter from the published inventories.

Run from the repository: python tools/build_microplastics.py [--check]
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

DATA = Path(__file__).parents[1] / "src" / "plastsmart" / "data"

M321 = "Sundt, Schulze and Syversen, Mepex M-321, 2014, via Kretsløpet 2015, http://kretslopet.no/2014-02-03-12-04-40/450-bildekk-viktigste-kilde-til-mikroplast-i-havet (B)"
SEA = "Mepex M-321, 2014, via 2020.is, 3 March 2015 (B)"
PAINT = "Mepex M-321, 2014, via a graphic of environment.no quoted at soylentnews.org (B)"
M1910 = "Norwegian Environment Agency, M-1910, 2021, https://www.miljodirektoratet.no/publikasjoner/2021/april-2021/norske-landbaserte-kilder-til-mikroplast/ (A: the total)"
SHARES = "Norwegian Environment Agency's figures for 2020, via fvn.no, July 2022, https://www.fvn.no/mening/kronikk/i/z7pra9/ (B)"
TURF = "Mepex via NRK Rogaland 2021, https://www.nrk.no/rogaland/slik-skal-kunstgrasbanane-bli-kvitt-miljoversting-stempel-1.15464074 (B)"
PITCHES = "NRK Rogaland 2021 (1 750), Norwegian Environment Agency 2018 via https://ringir.net/2018/10/04/mulig-a-hindre-utslipp-av-mikroplast-fra-kunstgressbaner/ (1 700), Bø et al. 2020 (approaching 2 000) (A)"
BOATS = "Båtvrak, https://batvrak.no/fakta-og-begreper/ (A)"
WORKS = "Water Emerging Contaminants & Nanoplastics 2024;3:13, https://doi.org/10.20517/wecn.2023.63 (A)"
SLUDGE = "Statsforvalteren i Innlandet, https://www.statsforvalteren.no/nn/innlandet/miljo-og-klima/forureining/slambehandling/ (A)"
ROADS = "Norwegian Public Roads Administration via lastebil.no 2020, https://lastebil.no/Aktuelt/Nyhetsarkiv/2021-og-eldre/2020/Flere-tunneler-og-veger-boer-faa-rensetiltak-mot-mikroplast (A)"
KM14 = "Statistics Norway via viltogtrafikk.no: 44.3 billion km in 2015 (B)"
KM21 = "Statistics Norway via ABC Nyheter, 22 March 2022, https://www.abcnyheter.no/amp/nyheter/norge/2022/03/22/195834344/ (B)"
POPULATION = "Statistics Norway, table 07459, https://www.ssb.no/statbank/table/07459 (B)"
ASSUMED = "Assumption of this compilation (B)"
STREETS = "Håll Sverige Rent, national count of June 2020, https://skola-kommun.hsr.se/statistikportal/nationella-matningar/sa-mycket-skrap-hittades (A)"
JAMBECK = "Jambeck et al. 2015, Science 347, 768 (B)"

Row = tuple[str, float, str, str, str, str, str]
"""Parameter, value, unit, distribution, source, status, note."""

ONLY = "the inventory publishes only the product; the split into activity and factor is assumed"
PATH = "no pathway is published"


def _common(removal_note: str = "") -> list[Row]:
    return [
        ("textile_to_sewage", 1.0, "1", "triangular(0.8, 1, 1)", ASSUMED, "default", "what is washed enters a sewer"),
        ("sewage_removal", 0.82, "1", "triangular(0.78, 0.82, 0.85)", WORKS, "estimated", "two plants in south-west Norway, by mass, taken for the nation; their published inlets and outlets would give about 0.91" + removal_note),
        ("sludge_to_soil", 0.95, "1", "triangular(0.8, 0.95, 1)", SLUDGE, "estimated", "one county's statement for sludge in Norway, 2022"),
    ]  # fmt: skip


Y2014: list[Row] = [
    ("vehicle_km", 44.3e9, "vkm/year", "triangular(43e9, 44.3e9, 45e9)", KM14, "estimated", "the nearest year found"),
    ("tyre_wear", 4500 / 44.3e3, "g/vkm", "lognormal(0.10158, 0.25)", M321, "estimated", "4 500 t over the traffic: the polymer, half of 1.5 kg of tread for each tyre; range assumed"),
    ("tyre_to_water", 0.5, "1", "triangular(0.1, 0.5, 0.7)", M321, "estimated", "half of 4 500 t is assumed to reach the sea"),
    ("boats", 800_000.0, "boat", "triangular(750000, 800000, 1000000)", BOATS, "estimated", "no register; all leisure boats, 2015-2020"),
    ("boat_paint", 650 / 800, "kg/boat/year", "lognormal(0.8125, 0.35)", SEA, "estimated", f"650 t over the boats; {ONLY}"),
    ("boat_to_water", 1.0, "1", "", SEA, "estimated", "the 650 t are what reaches the sea; what stays on land is not published"),
    ("building_paint", 620 / 5109, "kg/person/year", "lognormal(0.12135, 0.4)", PAINT, "default", "310 t reach the sea; twice that is assumed to arise, as for tyres"),
    ("building_to_water", 0.5, "1", "triangular(0.3, 0.5, 0.7)", ASSUMED, "default", PATH),
    ("washes", 100.0, "wash/person/year", "triangular(75, 100, 127)", ASSUMED, "default", "220 (165-280) washes a household of 2.2 persons"),
    ("fibres", 110e6 / 0.18 / 5_109_000 / 100, "g/wash", "lognormal(1.1962, 0.4)", "Mepex M-321, 2014, via mepex.no (B)", "estimated", "110 t reach the sea past works that remove 0.82; 0.34 g for polyester garments (Sillanpää and Sainio 2017) and 1.17 g for jackets (Hartline et al. 2016) are measured for single garments"),
    *_common(),
    ("plastic_handled", 800_000.0, "tonne/year", "triangular(400000, 800000, 1600000)", ASSUMED, "default", ONLY),
    ("pellet_loss", 0.0005, "1", "triangular(0.0003, 0.0005, 0.0008)", SEA, "estimated", f"400 t; {ONLY}"),
    ("pellet_to_water", 1.0, "1", "", SEA, "estimated", "the 400 t are what reaches the sea"),
    ("waste_handled", 100_000.0, "tonne/year", "triangular(50000, 100000, 200000)", ASSUMED, "default", ONLY),
    ("waste_loss", 0.001, "1", "triangular(0.0005, 0.001, 0.002)", SEA, "estimated", f"100 t; {ONLY}"),
    ("waste_to_water", 1.0, "1", "", SEA, "estimated", "the 100 t are what reaches the sea"),
    ("other_sources", 8000 - 4500 - 650 - 620 - 110 / 0.18 - 400 - 100, "tonne/year", "triangular(500, 1118.9, 2000)", M321, "estimated", "8 000 t less the sources above: dust of buildings and cities, road marking, cosmetics (4 t), and others"),
    ("other_to_water", 0.5, "1", "triangular(0.1, 0.5, 0.9)", ASSUMED, "default", PATH),
]  # fmt: skip

REST = 0.091 * 19000 / (650 + 620 + 400)
"""Full weight of paint and pellets in 2020 to the polymer of 2014, in sum."""

REST_NOTE = "paint and pellets are 9.1 % of 19 000 t, what the published shares leave; split among them as in 2014, by assumption"
LAND = "triangular(0.05, 0.2, 0.4)"

Y2021: list[Row] = [
    ("vehicle_km", 45.1e9, "vkm/year", "triangular(44e9, 45.1e9, 46e9)", KM21, "estimated", "Norwegian vehicles at home and abroad, 2021"),
    ("tyre_wear", (0.437 * 19000 - 230) / 45.1e3, "g/vkm", "uniform(0.03, 0.33)", SHARES, "estimated", "road traffic is 43.7 % of 19 000 t with road dust and marking; 230 t of marking and asphalt are taken off. 110 mg/km for cars (Giechaskiel et al. 2024, https://doi.org/10.3390/su16020522) gives about 6 600 t with vans, lorries and buses. Range assumed, so wide that the total has about the published one"),
    ("tyre_to_water", 0.2, "1", LAND, ASSUMED, "default", "most ends in soil (Giechaskiel et al. 2024, in words); numbers assumed"),
    ("pitches", 1750.0, "pitch", "triangular(1700, 1750, 2000)", PITCHES, "reported", "full-size football, 2018-2021"),
    ("pitch_loss", 0.313 * 19e6 / 1750, "kg/pitch/year", "triangular(700, 3398, 6500)", f"{SHARES}; {TURF}", "estimated", "31.3 % of 19 000 t over the pitches; 2 600-9 800 t are taken as the central 90 %. Measured: 950 (570-2 280) kg, and 830 (200-2 760) where snow is cleared, a review of 2023 (PubMed 37572916)"),
    ("pitch_to_water", 0.2, "1", LAND, ASSUMED, "default", PATH),
    ("road_paint", 230.0, "tonne/year", "triangular(130, 230, 330)", ROADS, "reported", "marking 200 (100-300) t of polymer and modified asphalt 30 t"),
    ("road_to_water", 0.2, "1", LAND, ASSUMED, "default", PATH),
    ("boats", 800_000.0, "boat", "triangular(750000, 800000, 1000000)", BOATS, "estimated", "no register; all leisure boats, 2015-2020"),
    ("boat_paint", 650 / 800 * REST, "kg/boat/year", "lognormal(0.8412, 0.5)", SHARES, "default", REST_NOTE),
    ("boat_to_water", 1.0, "1", "triangular(0.5, 1, 1)", ASSUMED, "default", PATH),
    ("building_paint", 620 * REST / 5391.369, "kg/person/year", "lognormal(0.1191, 0.5)", SHARES, "default", REST_NOTE),
    ("building_to_water", 0.5, "1", "triangular(0.2, 0.5, 0.7)", ASSUMED, "default", PATH),
    ("washes", 100.0, "wash/person/year", "triangular(75, 100, 127)", ASSUMED, "default", "220 (165-280) washes a household of 2.2 persons"),
    ("fibres", 0.053 * 19e9 / 5_391_369 / 100, "g/wash", "lognormal(1.868, 0.4)", SHARES, "estimated", "5.3 % of 19 000 t; 'about 1 000 t' also by NORCE, https://www.norceresearch.no/nyheter/mikroplast-fra-syntetiske-klesplagg-havner-i-norsk-natur. Wear in air is counted with the wash"),
    *_common(),
    ("plastic_handled", 800_000.0, "tonne/year", "triangular(400000, 800000, 1600000)", ASSUMED, "default", ONLY),
    ("pellet_loss", 0.0005 * REST, "1", "triangular(0.0001, 0.000518, 0.002)", SHARES, "default", REST_NOTE),
    ("pellet_to_water", 1.0, "1", "triangular(0.5, 1, 1)", ASSUMED, "default", PATH),
    ("waste_handled", 1_000_000.0, "tonne/year", "triangular(700000, 1000000, 1300000)", ASSUMED, "default", ONLY),
    ("waste_loss", 0.054 * 19000 / 1e6, "1", "triangular(0.0005, 0.001026, 0.0016)", SHARES, "estimated", f"5.4 % of 19 000 t; {ONLY}"),
    ("waste_to_water", 0.2, "1", LAND, ASSUMED, "default", PATH),
    ("other_sources", 0.052 * 19000, "tonne/year", "triangular(300, 988, 1700)", SHARES, "estimated", "litter that breaks into pieces, 5.2 % of 19 000 t; new in this inventory"),
    ("other_to_water", 0.2, "1", LAND, ASSUMED, "default", PATH),
]  # fmt: skip

LITTER: list[Row] = [
    ("cleanup", 0.6, "1", "triangular(0.2, 0.6, 0.9)", ASSUMED, "default", "no national figure found"),
    ("litter_per_person", 60e6 / 10.3e6 / 1000 * 52 * 0.66, "kg/person/year", "lognormal(0.2, 0.6)", f"{STREETS}; population of Sweden assumed 10.3 million", "estimated", "60 t in a summer week in town centres of Sweden, 52 weeks, 66 % plastic with cigarette filters (by number, 2023); other places not counted, winter counted as summer"),
    ("visits", 35e6, "visit/year", "triangular(20e6, 35e6, 60e6)", ASSUMED, "default", "no figure was read"),
    ("litter_per_visit", 0.8, "g/visit", "lognormal(0.8, 0.8)", ASSUMED, "default", "as an inhabitant litters in a day and a half"),
    ("event_visits", 20e6, "visit/year", "triangular(5e6, 20e6, 50e6)", ASSUMED, "default", "no figure was read"),
    ("litter_per_event_visit", 3.0, "g/visit", "lognormal(3, 0.8)", ASSUMED, "default", "no figure was read"),
    ("roads", 95_000.0, "km", "triangular(90000, 95000, 100000)", ASSUMED, "default", "public roads; no figure was read"),
    ("litter_per_road", 5.0, "kg/km/year", "lognormal(5, 1)", ASSUMED, "default", "no figure was read"),
    ("bins", 100_000.0, "bin", "triangular(30000, 100000, 200000)", ASSUMED, "default", "no figure was read"),
    ("overflow", 0.02, "1", "triangular(0, 0.02, 0.1)", ASSUMED, "default", "no figure was read"),
    ("litter_per_bin", 50.0, "kg/bin/year", "lognormal(50, 1)", ASSUMED, "default", "no figure was read"),
    ("packaging_in_litter", 0.5, "1", "triangular(0.2, 0.5, 0.8)", ASSUMED, "default", "by mass; counts are published, masses are not"),
    ("litter_to_water", 0.25, "1", "triangular(0.15, 0.25, 0.4)", JAMBECK, "default", "of mismanaged plastic within 50 km of a coast, worldwide; not read in its source"),
    ("litter_item_mass", 1.7, "g/item", "triangular(1, 1.7, 7)", STREETS, "estimated", "60 t over 35 million items, all litter; 6.9 g for single-use items on beaches (Mepex)"),
]  # fmt: skip

PACKAGING = "Packaging as in the headline case: 20 kg for each inhabitant."
NOT_COMPARED = "Do not compare with the other inventory: 2014 counts the polymer alone (half of tyre tread and of granulate), 2021 the full weight of what is shed, and adds litter that breaks into pieces and direct sources on land."

SYSTEMS: dict[str, tuple[int, float, list[str], list[Row]]] = {
    "norway-microplastics-2014": (
        2014,
        5_109_000.0,
        [
            "Microplastics from land in Norway by the inventory of 2014 (Mepex M-321): 8 000 t of polymer arise; about half is assumed to reach the sea.",
            NOT_COMPARED,
            "To the sea by source, as published: tyres 2 250 t, paint of boats 650, production (pellets) 400, buildings 310, textiles 110, waste handling 100. Artificial turf was not among them.",
            PACKAGING,
        ],
        Y2014,
    ),
    "norway-microplastics-2021": (
        2021,
        5_391_369.0,
        [
            "Microplastics from land in Norway by the inventory published in 2021 (M-1910): 19 000 t (9 000-30 000) by full weight.",
            NOT_COMPARED,
            "By source, from one newspaper's shares: road traffic 43.7 %, turf 31.3 % (2 600-9 800 t), waste handling 5.4 %, textiles 5.3 %, litter 5.2 %, paint and pellets the rest. Only the total was read in its source.",
            PACKAGING,
        ],
        Y2021,
    ),
    "norway-litter": (
        2021,
        5_391_369.0,
        [
            "Plastic litter in Norway by where it arises: little is measured. The litter of inhabitants is a count in town centres of Sweden carried over; visits, events, roads and bins are assumptions with wide ranges, to be replaced by one's own.",
            PACKAGING,
        ],
        LITTER,
    ),
}  # fmt: skip


def table(name: str) -> str:
    """Return the text of the CSV of a system."""
    year, people, notes, rows = SYSTEMS[name]
    with (DATA / "headline.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file))
    at = {column: header.index(column) for column in header}

    def line(**cells: str) -> list[str]:
        return [cells.get(column, "") for column in header]

    made = [header, line(parameter="system.name", note=name)]
    made += [line(parameter="system.note", note=note) for note in notes]
    for old in lines:
        if old[0] in {"system.name", "system.note"}:
            continue
        new = list(old)
        if old[0] == "year":
            new[at["year"]] = str(year)
        if old[0] == "population":
            new = line(
                parameter="population", value=f"{people:.0f}", unit="person", source=POPULATION,
                status="estimated", note="1 January; not yet checked against the table",
            )  # fmt: skip
        made.append(new)
    for parameter, value, unit, distribution, source, status, note in rows:
        made.append(
            line(
                parameter=parameter, value=f"{value:.12g}", unit=unit, distribution=distribution,
                source=source, status=status, note=note,
            )
        )  # fmt: skip
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(made)
    return text.getvalue()


def main(arguments: list[str]) -> int:
    """Write the systems, or say which differ."""
    wrong = 0
    for name in SYSTEMS:
        path = DATA / f"{name}.csv"
        if "--check" in arguments:
            wrong += path.read_text(encoding="utf-8") != table(name)
        else:
            path.write_text(table(name), encoding="utf-8", newline="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
