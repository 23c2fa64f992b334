"""Names, dates and sums of a made firm: no two clients have one name, and each matter has its own."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from runs.making.firm.sources import LAWS, MONTHS, Contract, Slot, SlotKind

FIRST = str.split(
    "Alder Amber Ash Aspen Barrow Basil Beacon Birch Bracken Bramble Briar Brook Calder Cedar Chalk Clover Copper "
    "Coral Crag Dale Dunmore Elder Ember Fallow Fern Flint Fording Gable Garnet Glen Granby Harrow Hawthorn Hazel "
    "Heath Heron Hollin Indigo Ivory Jasper Juniper Kelling Kestrel Larch Linden Lowther Maple Marl Merrow "
    "Millbank Moor Nettle Norwood Oakham Ochre Orchard Osprey Pemberly Pine Quarry Raven Reed Ridley Rowan Russet "
    "Saffron Sedge Selby Shale Sorrel Sterling Sycamore Tamar Teasel Thorn Umber Vale Verity Walnut Warden Weald "
    "Willow Wren Yarrow Yew"
)
SECOND = str.split(
    "Analytics Avionics Bearings Biotech Brewing Cables Capital Carriers Castings Ceramics Chemicals Coatings "
    "Components Controls Cranes Dairies Dental Diagnostics Engines Fabrics Fasteners Filters Foods Forgings "
    "Freight Furnaces Glass Grain Harbours Hosting Hydraulics Imaging Instruments Insurance Kitchens Laboratories "
    "Leather Lighting Logistics Marine Media Metals Milling Motors Networks Optics Packaging Paper Pharma "
    "Pipelines Plastics Polymers Power Printing Pumps Rail Refining Resins Robotics Rubber Salt Sensors Shipping "
    "Signals Software Solar Springs Steel Storage Studios Sugar Surveys Systems Textiles Tiles Timber Tooling "
    "Toys Transit Turbines Valves Water Wind Wool"
)
FORMS = ("Inc.", "LLC", "Corporation", "Limited", "Company", "L.P.")

GIVEN = str.split(
    "Ada Amir Anna Bela Boris Carla Chen Clara Daria David Edith Elif Emil Esther Farid Felix Grace Hana Henry "
    "Ines Ivan Jonas Julia Karin Kofi Lea Liam Lin Lucia Marta Milan Mira Nadia Noor Olga Omar Paula Pavel Quinn "
    "Ravi Rosa Samuel Sara Tariq Teresa Ulla Vera Victor Wanda Yusuf Zoe"
)
FAMILY = str.split(
    "Abbott Adler Baker Barros Blum Carver Cohen Dahl Dietz Egan Ekman Farrow Fischer Gomez Grant Haas Huber Ito "
    "Jansen Kaplan Keller Lang Levin Lopez Madsen Mehta Moreau Nagy Novak Okafor Olsen Park Petrov Quist Rao "
    "Reyes Rossi Sato Schmidt Silva Tanaka Tran Unger Vance Vogel Weber Wolff Yilmaz Zhang Zuber"
)


@dataclass(frozen=True, slots=True)
class Party:
    """A company, and the person who writes for it."""

    name: str
    person: str

    @property
    def short(self) -> str:
        """Its name without the form."""
        return " ".join(self.name.split()[:2])

    @property
    def address(self) -> str:
        """The person's address."""
        given, family = self.person.lower().split()
        return f"{given}.{family}@{self.short.lower().replace(' ', '-')}.example"


def companies(seed: int) -> list[str]:
    """All names of companies in an order drawn at random: the firm takes them one after the other."""
    names = [f"{one} {other}" for one in FIRST for other in SECOND]
    chance = random.Random(f"{seed}/companies")
    chance.shuffle(names)
    return names


def party(names: Sequence[str], number: int, chance: random.Random) -> Party:
    """The company of a number; beyond the first round of names a numeral follows."""
    again, at = divmod(number, len(names))
    name = f"{names[at]} {again + 1}" if again else names[at]
    return Party(f"{name} {chance.choice(FORMS)}", f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}")


def written(day: date) -> str:
    """A day as contracts write it.

    >>> written(date(2021, 3, 4))
    'March 4, 2021'
    """
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def some_day(chance: random.Random) -> date:
    """A day of twenty years."""
    return date(2005, 1, 1) + timedelta(days=chance.randrange(20 * 365))


def some_sum(chance: random.Random) -> str:
    """A sum that is not round, so that few documents share it."""
    return f"${chance.randrange(1_000, 4_000_000):,}"


def values(
    contract: Contract, parties: Sequence[Party], law: str, chance: random.Random
) -> Mapping[tuple[SlotKind, int], str]:
    """What goes into the slots of a contract between these parties; the first law that it names is `law`."""
    made: dict[tuple[SlotKind, int], str] = {}
    for _, part in contract.parts:
        if isinstance(part, Slot) and (part.kind, part.number) not in made:
            made[part.kind, part.number] = _value(part, parties, law, chance)
    return made


def _value(slot: Slot, parties: Sequence[Party], law: str, chance: random.Random) -> str:
    match slot.kind:
        case "party":
            return parties[slot.number % len(parties)].name
        case "date":
            return written(some_day(chance))
        case "sum":
            return some_sum(chance)
        case "law":
            return law if slot.number == 0 else LAWS[(LAWS.index(law) + slot.number) % len(LAWS)]
