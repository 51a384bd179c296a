"""What the exercises say, in English and in Norwegian (bokmål)."""

from __future__ import annotations

from typing import Final

from plastsmart.labels import LANGUAGES

__all__ = ["asked"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "above": (
        "A share of a whole is at most 100 %.",
        "En andel av noe helt er høyst 100 %.",
    ),
    # 1
    "read title": ("Read the headline case", "Les hovedeksempelet"),
    "read task": (
        (
            "Choose *The headline case* at the top. Norwegian households discard 108 000 tonnes of "
            "plastic packaging a year. Follow the plastic through the flow picture, from left to "
            "right."
        ),
        (
            "Velg *Hovedeksempelet* øverst. Norske husholdninger kaster 108 000 tonn "
            "plastemballasje i året. Følg plasten gjennom flytbildet, fra venstre mot høyre."
        ),
    ),
    "read recycled": (
        "How many tonnes are recycled in a year?",
        "Hvor mange tonn blir materialgjenvunnet i året?",
    ),
    "read kept": (
        "How much of what is *collected* is recycled, in percent?",
        "Hvor mye av det som blir *samlet inn*, blir materialgjenvunnet, i prosent?",
    ),
    "read recycled right": (
        "{recycled} t of {generated} t, which is {eu_share}.",
        "{recycled} t av {generated} t, altså {eu_share}.",
    ),
    "read recycled collected": (
        (
            "That is what is collected. On the way to new plastic, more is lost in sorting and in "
            "washing."
        ),
        (
            "Det er det som blir samlet inn. På veien til ny plast går mer bort, i sorteringen og "
            "i vaskingen."
        ),
    ),
    "read recycled sorted": (
        (
            "That is what the sorting plants send on. Washing is left: the EU counts what comes "
            "out of it."
        ),
        (
            "Det er det sorteringsanleggene sender videre. Vaskingen gjenstår: EU teller det som "
            "er igjen etter den."
        ),
    ),
    "read recycled generated": (
        "That is all that is discarded. Look for the last bar but one in the picture.",
        "Det er alt som kastes. Se lenger til høyre i bildet.",
    ),
    "read recycled percent": (
        "That is the share in percent; asked for are tonnes.",
        "Det er andelen i prosent; det er tonn det spørres om.",
    ),
    "read recycled else": (
        "Look for “recycled” in the flow picture; the tonnes stand below the word.",
        "Se etter «materialgjenvunnet» i flytbildet; tonnene står ved ordet.",
    ),
    "read kept right": (
        (
            "{recycled} of {collected} t. Sorting keeps {sorting_share}, washing {washing_share} "
            "of that."
        ),
        (
            "{recycled} av {collected} t. Sorteringen beholder {sorting_share}, vaskingen "
            "{washing_share} av det."
        ),
    ),
    "read kept of all": (
        (
            "That is of all that is discarded. Here it is of what is collected: recycled over "
            "collected."
        ),
        "Det er av alt som kastes. Her er det av det innsamlede: gjenvunnet delt på innsamlet.",
    ),
    "read kept collection": (
        (
            "That is how much of all plastic is collected. Here it is of what is collected: "
            "recycled over collected."
        ),
        (
            "Det er hvor mye av all plasten som samles inn. Her er det av det innsamlede: "
            "gjenvunnet delt på innsamlet."
        ),
    ),
    "read kept sorting": (
        "That is what sorting keeps. Washing takes its part too.",
        "Det er det sorteringen beholder. Vaskingen tar også sin del.",
    ),
    "read kept washing": (
        "That is what washing keeps of what is sorted. Sorting takes its part first.",
        "Det er det vaskingen beholder av det sorterte. Sorteringen tar sin del først.",
    ),
    "read kept lost": (
        "That is what is lost. Asked for is what is left.",
        "Det er det som går tapt. Det spørres om det som er igjen.",
    ),
    "read kept else": (
        "Take the tonnes recycled and divide them by the tonnes collected.",
        "Ta tonnene som er gjenvunnet, og del på tonnene som er samlet inn.",
    ),
    # 2
    "collect title": ("Why collection is not recycling", "Hvorfor innsamling ikke er gjenvinning"),
    "collect task": (
        (
            "Still *The headline case*. A campaign works well: people put {raised} of their "
            "plastic into the collection instead of 35 %. Guess first, then move the slider "
            "*Capture*."
        ),
        (
            "Fortsatt *Hovedeksempelet*. En kampanje virker godt: Folk legger {raised} av plasten "
            "i innsamlingen i stedet for 35 %. Gjett først, og flytt så skyveknappen "
            "*Innsamlingsgrad*."
        ),
    ),
    "collect rate": (
        "How much is recycled when {raised} is collected, in percent of what is discarded?",
        "Hvor mye blir materialgjenvunnet når {raised} samles inn, i prosent av det som kastes?",
    ),
    "collect needed": (
        "How much must be collected for half of it all to be recycled, in percent?",
        "Hvor mye må samles inn for at halvparten av alt skal bli materialgjenvunnet, i prosent?",
    ),
    "collect rate right": (
        "Of {raised_share} collected, {kept_share} survives: {rate_share} is recycled.",
        "Av {raised_share} som samles inn, overlever {kept_share}: {rate_share} blir gjenvunnet.",
    ),
    "collect rate collection": (
        (
            "That is what is collected. Sorting and washing take their part of it: {kept_share} is "
            "left."
        ),
        "Det er det som samles inn. Sortering og vasking tar sin del: {kept_share} er igjen.",
    ),
    "collect rate added": (
        (
            "You added all that is collected more to {eu_share}. Of the additional plastic, too, "
            "some is lost."
        ),
        "Du la alt det nye innsamlede til {eu_share}. Også av det nye går noe tapt.",
    ),
    "collect rate sorting": (
        "That is what is sorted out. Washing takes its part of it too.",
        "Det er det som sorteres ut. Vaskingen tar også sin del.",
    ),
    "collect rate unchanged": (
        (
            "That is the rate as things are, with {collection_share} collected. Move the slider to "
            "{raised_share}."
        ),
        (
            "Det er andelen slik det er, med {collection_share} samlet inn. Flytt skyveknappen til "
            "{raised_share}."
        ),
    ),
    "collect rate else": (
        "Move the slider Capture to {raised_share} and read what is recycled by the EU rule.",
        (
            "Flytt skyveknappen Innsamlingsgrad til {raised_share} og les av det som er gjenvunnet "
            "etter EU-regelen."
        ),
    ),
    "collect needed right": (
        (
            "{half_share} over {kept_share} is {needed_share}. With better sorting and washing, "
            "less would do."
        ),
        (
            "{half_share} delt på {kept_share} er {needed_share}. Med bedre sortering og vasking "
            "holder det med mindre."
        ),
    ),
    "collect needed same": (
        "Then {half_share} is collected, and not all of that is recycled.",
        "Da samles {half_share} inn, og ikke alt av det blir gjenvunnet.",
    ),
    "collect needed added": (
        (
            "The {half_share} lack as many points as you added, but of what is collected more, "
            "too, only {kept_share} is recycled."
        ),
        (
            "Til {half_share} mangler det så mange prosentpoeng som du la til, men også av det nye "
            "innsamlede blir bare {kept_share} gjenvunnet."
        ),
    ),
    "collect needed sorting": (
        "You counted sorting; washing takes its part too.",
        "Du regnet med sorteringen; vaskingen tar også sin del.",
    ),
    "collect needed washing": (
        "You counted washing; sorting takes its part too.",
        "Du regnet med vaskingen; sorteringen tar også sin del.",
    ),
    "collect needed else": (
        (
            "Of what is collected, {kept_share} is recycled. Which number gives {half_share} when "
            "you take {kept_share} of it? Or ask “What would it take?”."
        ),
        (
            "Av det som samles inn, blir {kept_share} gjenvunnet. Hvilket tall gir {half_share} "
            "når du tar {kept_share} av det? Eller spør «Hva skal til?»."
        ),
    ),
    # 3
    "cheap title": ("Find the cheapest way to 50 %", "Finn den billigste veien til 50 %"),
    "cheap task": (
        (
            "Choose *Household plastic packaging in Norway* and the target *Sorting out, 2028*: "
            "from 2028, half of households' plastic must be sorted out. Use these measures alone: "
            "{measures}. Which of them reach the target and cost least to all together? Find out "
            "by hand first."
        ),
        (
            "Velg *Plastemballasje fra husholdninger i Norge* og målet *Utsortering, 2028*: Fra "
            "2028 skal halvparten av husholdningenes plast sorteres ut. Bruk bare disse tiltakene: "
            "{measures}. Hvilke av dem når målet og koster minst for alle til sammen? Prøv for "
            "hånd først."
        ),
    ),
    "cheap system": ("Choose “{name}” at the top first.", "Velg «{name}» øverst først."),
    "cheap sliders": (
        "Sliders are moved. Press “Reset all” first, so that all have the same starting point.",
        (
            "Noen skyveknapper er flyttet. Trykk «Nullstill alt» først, så alle har samme "
            "utgangspunkt."
        ),
    ),
    "cheap none": (
        "Tick one or more of the measures first.",
        "Kryss av for ett eller flere av tiltakene først.",
    ),
    "cheap others": (
        "Not among the five of this exercise: {names}.",
        "Ikke blant de fem i denne øvelsen: {names}.",
    ),
    "cheap late": (
        "The measures begin after {year}, the year of the target. Let them begin earlier.",
        "Tiltakene begynner etter {year}, som er året for målet. La dem begynne tidligere.",
    ),
    "cheap missed": (
        "They cost {cost} million NOK a year and give {rate} in {year}: the target is not reached.",
        "De koster {cost} millioner kroner i året og gir {rate} i {year}: Målet nås ikke.",
    ),
    "cheap dear": (
        (
            "The target is reached, with {rate}, for {cost} million NOK a year. Others of the five "
            "reach it for {more} million less."
        ),
        (
            "Målet nås, med {rate}, for {cost} millioner kroner i året. Andre av de fem når det "
            "for {more} millioner mindre."
        ),
    ),
    "cheap right": (
        (
            "{rate} in {year} for {cost} million NOK a year, and nothing cheaper does. But it is "
            "reached by a hair: see exercise 4."
        ),
        (
            "{rate} i {year} for {cost} millioner kroner i året, og ingenting billigere når målet. "
            "Men det er på håret: se øvelse 4."
        ),
    ),
    # 4
    "sure title": ("How sure are we?", "Hvor sikre er vi?"),
    "sure task": (
        (
            "Leave the answer of exercise 3 ticked, and ask “How sure are we?”. Nobody knows the "
            "numbers exactly: the amount discarded, what people put into the collection, what a "
            "measure brings."
        ),
        (
            "La svaret på øvelse 3 stå, og spør «Hvor sikre er vi?». Ingen vet tallene helt "
            "nøyaktig: hvor mye som kastes, hva folk legger i innsamlingen, hva et tiltak gir."
        ),
    ),
    "sure probability": (
        "In what share of the draws is the target for 2028 reached, in percent?",
        "I hvor stor del av trekningene nås målet for 2028, i prosent?",
    ),
    "sure more": (
        "Which one more measure makes it at least {sure} sure at the least cost?",
        "Hvilket ett tiltak til gjør det minst {sure} sikkert for minst penger?",
    ),
    "sure probability right": (
        "About {probability_share}: a toss of a coin, although the answer said “reached”.",
        "Om lag {probability_share}: som å kaste mynt, enda svaret var «nådd».",
    ),
    "sure probability certain": (
        (
            "“Reached” is of the stated values alone. Ask “How sure are we?” and see how often it "
            "is in the draws."
        ),
        (
            "«Nådd» gjelder bare de oppgitte verdiene. Spør «Hvor sikre er vi?» og se hvor ofte "
            "det blir slik i trekningene."
        ),
    ),
    "sure probability never": (
        "Then it would be out of the question. Are the measures of exercise 3 ticked?",
        "Da ville det vært uaktuelt. Er tiltakene fra øvelse 3 krysset av?",
    ),
    "sure probability else": (
        (
            "Tick the answer of exercise 3 alone, reset the sliders, and read the row of the "
            "target for 2028."
        ),
        "Kryss bare av svaret på øvelse 3, nullstill skyveknappene, og les raden for målet i 2028.",
    ),
    "sure more right": (
        "Then {probability} of the draws reach it, for {cost} million NOK a year.",
        "Da når {probability} av trekningene målet, for {cost} millioner kroner i året.",
    ),
    "sure more unsure": (
        "Then {probability} of the draws reach it; {sure} is asked for.",
        "Da når {probability} av trekningene målet; det spørres om {sure}.",
    ),
    "sure more dear": (
        "Sure enough, with {probability}, but it costs {cost} million NOK a year. One is cheaper.",
        (
            "Sikkert nok, med {probability}, men det koster {cost} millioner kroner i året. Ett er "
            "billigere."
        ),
    ),
}
"""Each text in English and Norwegian; blanks stand in braces."""


def asked(key: str, language: str, **values: object) -> str:
    """Return a text with its blanks filled.

    Examples
    --------
    >>> from plastsmart.workshop.exercise_words import asked
    >>> asked("read title", "no")
    'Les hovedeksempelet'
    """
    told = _WORDS[key][LANGUAGES.index(language)].format(**values)
    return told.replace(" %", "\u00a0%")
