"""Costs: what each stage costs, and who pays for it."""

# ruff: noqa: ANN001, ANN201 - arguments are arrays or quantities; sorted is a flow's name
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import (
    CATEGORY,
    REGION,
    ROUTE,
    SERVICE,
    added,
    equation,
    less,
    over_categories,
    over_routes,
)

# -- what it costs ---------------------------------------------------------------------------------


@equation("NOK/year", axes=SERVICE, label_no="Kostnad for tilbudet")
def service_expense(population, coverage, service_cost):
    """What the service itself costs, however much is put into it."""
    return population * coverage * service_cost


@equation("NOK/year", axes=ROUTE, label_no="Innsamlingskostnad")
def collection_expense(collected_gross, collection_cost):
    """What collecting costs for what the lorries weigh."""
    return collected_gross * collection_cost


@equation("NOK/year", axes=ROUTE, label_no="Sorteringskostnad")
def sorting_expense(collected_gross, sorting_cost):
    """What transport and sorting plants cost, disposal of what they reject included."""
    return collected_gross * sorting_cost


@equation("NOK/year", axes=ROUTE, label_no="Gjenvinningskostnad")
def recycling_expense(sorted, recycling_cost):
    """What recyclers are paid, disposal of their losses included; negative where they pay."""
    return sorted * recycling_cost


@equation("NOK/year", axes=CATEGORY, label_no="Restavfallskostnad")
def residual_expense(residual, residual_cost):
    """What the packaging that stays in residual waste costs.

    Losses of sorting and recycling are not in it: their disposal is part of those plants' prices.
    """
    return residual * residual_cost


@equation("NOK/year", axes=REGION, label_no="Samlet kostnad")
def system_cost(
    service_expense,
    collection_expense,
    sorting_expense,
    recycling_expense,
    residual_expense,
    cleanup_expense=None,
    purchases_saved=None,
):
    """What everything costs together, whoever pays: payments between them are not in it.

    Of the municipality's purchases only what they cost less, or more, than before.
    """
    return less(
        added(
            over_routes(
                service_expense
                + over_categories(collection_expense + sorting_expense + recycling_expense)
            )
            + over_categories(residual_expense),
            cleanup_expense,
        ),
        purchases_saved,
    )


# -- the municipality's separate collection, and what it is paid for it ------------------------------


@equation("NOK/year", axes=REGION, label_no="Kostnad for kommunens tilbud")
def municipal_service(service_expense, for_municipality):
    """The municipality's part of what services cost."""
    return over_routes(service_expense * for_municipality)


@equation("NOK/year", axes=REGION, label_no="Kommunens innsamlingskostnad")
def municipal_collection(collection_expense, of_municipality, for_municipality):
    """What the municipality's routes cost for the packaging that is its task."""
    return over_routes(over_categories(collection_expense * of_municipality * for_municipality))


@equation("NOK/year", axes=REGION, label_no="Kommunens sentralsorteringskostnad")
def municipal_sorting(sorting_expense, in_central, of_municipality, for_municipality):
    """What sorting the municipality's residual waste costs."""
    return over_routes(
        over_categories(sorting_expense * of_municipality * (in_central * for_municipality))
    )


@equation("NOK/year", axes=REGION, label_no="Nødvendige kostnader")
def necessary_cost(municipal_service, municipal_collection, municipal_sorting):
    """The municipality's costs of separate collection and of central sorting.

    What avfallsforskriften § 7-8 calls necessary costs of separate collection, transport and
    treatment, and of central sorting where it takes the place of sorting at source. Producers cover
    the share `producer_share` of it: nothing before the paragraph came into force on 1 July 2025,
    and half of the year 2025.
    """
    return municipal_service + municipal_collection + municipal_sorting


@equation("tonne/year", axes=REGION, label_no="Kommunens innsamlede mengde, brutto")
def municipal_gross(collected_gross, of_municipality, for_municipality):
    """The gross tonnes that the municipality is paid for: collected at source or sorted centrally."""
    return over_routes(over_categories(collected_gross * of_municipality * for_municipality))


@equation("NOK/year", axes=REGION, label_no="Godtgjørelse etter nådd trinn")
def payment_by_step(
    municipal_gross,
    population,
    producer_payment,
    payment_threshold_2,
    payment_threshold_3,
    payment_threshold_4,
    payment_increase_2,
    payment_increase_3,
    payment_increase_4,
):
    """The payment where the rate of the step that is reached is paid for all tonnes.

    A step is reached at its threshold: compared in tonnes, so that no inhabitants means no payment.
    Which step is reached is decided by the mean over a region.
    """
    return municipal_gross * (
        producer_payment
        + payment_increase_2 * (municipal_gross >= payment_threshold_2 * population)
        + payment_increase_3 * (municipal_gross >= payment_threshold_3 * population)
        + payment_increase_4 * (municipal_gross >= payment_threshold_4 * population)
    )


@equation("NOK/year", axes=REGION, label_no="Godtgjørelse innenfor trinn")
def payment_within_steps(
    municipal_gross,
    population,
    producer_payment,
    payment_threshold_2,
    payment_threshold_3,
    payment_threshold_4,
    payment_increase_2,
    payment_increase_3,
    payment_increase_4,
):
    """The payment where each step's rate is paid for the amounts within the step alone."""
    return (
        municipal_gross * producer_payment
        + payment_increase_2
        * (municipal_gross - payment_threshold_2 * population)
        * (municipal_gross >= payment_threshold_2 * population)
        + payment_increase_3
        * (municipal_gross - payment_threshold_3 * population)
        * (municipal_gross >= payment_threshold_3 * population)
        + payment_increase_4
        * (municipal_gross - payment_threshold_4 * population)
        * (municipal_gross >= payment_threshold_4 * population)
    )


@equation("NOK/year", axes=REGION, label_no="Godtgjørelse")
def payment(payment_by_step, payment_within_steps, payment_marginal, producer_share):
    """What the return company pays the municipality for each tonne (godtgjørelse).

    Only for the share of the year, or of the costs, for which producers do not cover the necessary
    costs themselves.
    """
    return (payment_by_step * (1 - payment_marginal) + payment_within_steps * payment_marginal) * (
        1 - producer_share
    )


# -- who pays --------------------------------------------------------------------------------------


@equation("NOK/year", axes=REGION, label_no="Kommunens restavfallskostnad")
def municipal_residual(residual_expense, of_municipality):
    """What the packaging in the municipality's residual waste costs."""
    return over_categories(residual_expense * of_municipality)


@equation("NOK/year", axes=REGION, label_no="Kostnad for kommunen")
def municipality_cost(
    necessary_cost,
    producer_share,
    payment,
    municipal_residual,
    cleanup_expense=None,
    purchases_saved=None,
):
    """What the municipality pays, and inhabitants through the fee at cost (selvkost, gebyr).

    What of the necessary costs producers do not cover, less their payment, and residual waste.
    Sorting of what was collected at source, and recycling, were the return company's task before
    § 7-8 too. Cleaning up litter and the municipality's own purchases, of which only the change is
    counted, are paid out of taxes, not the fee.
    """
    return less(
        added(
            necessary_cost * (1 - producer_share) - payment + municipal_residual, cleanup_expense
        ),
        purchases_saved,
    )


@equation("NOK/year", axes=REGION, label_no="Kostnad for panteordningen")
def deposit_cost(service_expense, collection_expense, sorting_expense, in_deposit):
    """What the deposit scheme costs: its producers pay for all of it (avfallsforskriften chapter 6)."""
    return over_routes(
        (service_expense + over_categories(collection_expense + sorting_expense)) * in_deposit
    )


@equation("NOK/year", axes=REGION, label_no="Sortering av kildesortert")
def source_sorting(sorting_expense, in_source):
    """What sorting costs of what was collected at source: the return company's task."""
    return over_routes(over_categories(sorting_expense) * in_source)


@equation("NOK/year", axes=REGION, label_no="Gjenvinning av alt")
def recycling_of_all(recycling_expense):
    """What recycling costs over all categories and routes: the return companies' task."""
    return over_routes(over_categories(recycling_expense))


@equation("NOK/year", axes=REGION, label_no="Kostnad for produsentene")
def producer_cost(
    deposit_cost, necessary_cost, producer_share, payment, source_sorting, recycling_of_all
):
    """What producers pay through their return companies.

    The deposit scheme, their share of the municipality's necessary costs (avfallsforskriften § 7-8),
    the payment for the rest, sorting of what was collected at source, and recycling.
    """
    return (
        deposit_cost + necessary_cost * producer_share + payment + source_sorting + recycling_of_all
    )


@equation("NOK/year", axes=REGION, label_no="Næringslivets innsamling")
def business_collection(
    service_expense,
    collection_expense,
    in_source,
    in_central,
    of_municipality,
    for_municipality,
):
    """What others than households pay for collection: their routes, and their share of common ones."""
    return over_routes(
        service_expense * (in_source + in_central) * (1 - for_municipality)
        + over_categories(collection_expense * (1 - of_municipality * for_municipality))
        * (in_source + in_central)
    )


@equation("NOK/year", axes=REGION, label_no="Næringslivets sentralsortering")
def business_sorting(sorting_expense, in_central, of_municipality, for_municipality):
    """What others than households pay for sorting of their residual waste."""
    return over_routes(
        over_categories(sorting_expense * (1 - of_municipality * for_municipality)) * in_central
    )


@equation("NOK/year", axes=REGION, label_no="Næringslivets restavfall")
def business_residual(residual_expense, of_municipality):
    """What others than households pay for their residual waste."""
    return over_categories(residual_expense * (1 - of_municipality))


@equation("NOK/year", axes=REGION, label_no="Kostnad for næringslivet")
def business_cost(business_collection, business_sorting, business_residual):
    """What remains with those where the waste arises: business, agriculture, and the unreported.

    Their collection is between them and whom they hire (forurensningsloven § 32). Municipality,
    producers and business together pay the cost of the system, whatever the parameters.
    """
    return business_collection + business_sorting + business_residual


@equation("household", axes=REGION, label_no="Husholdninger")
def households(population, persons_per_household):
    """Private households, that a cost can be told for each."""
    return population / persons_per_household
