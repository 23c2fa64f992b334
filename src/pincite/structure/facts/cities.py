"""The states of cities in the United States: the capitals, and the largest or best-known cities of each state.

A city name that cities of similar size share has all their states ("Columbia", "Kansas City").
"""

import re

_BY_STATE = {
    "Alabama": "Montgomery, Birmingham, Huntsville, Mobile, Tuscaloosa",
    "Alaska": "Juneau, Anchorage, Fairbanks",
    "Arizona": "Phoenix, Tucson, Mesa, Scottsdale, Tempe, Flagstaff, Chandler, Glendale",
    "Arkansas": "Little Rock, Fayetteville, Fort Smith, Bentonville",
    "California": (
        "Sacramento, Los Angeles, San Francisco, San Diego, San Jose, Oakland, Fresno, Long Beach, Bakersfield, "
        "Anaheim, Irvine, Santa Monica, Palo Alto, Mountain View, Pasadena, Berkeley, Santa Barbara, "
        "Silicon Valley, Hollywood, Glendale, Santa Clara, San Mateo, Stockton, Riverside"
    ),
    "Colorado": "Denver, Colorado Springs, Boulder, Fort Collins, Aurora",
    "Connecticut": "Hartford, Bridgeport, New Haven, Stamford, Greenwich, Waterbury",
    "Delaware": "Dover, Wilmington, Newark",
    "District of Columbia": "Washington",
    "Florida": (
        "Tallahassee, Miami, Jacksonville, Tampa, Orlando, Fort Lauderdale, St. Petersburg, West Palm Beach, "
        "Boca Raton, Sarasota, Naples, Gainesville"
    ),
    "Georgia": "Atlanta, Savannah, Augusta, Macon, Athens, Columbus",
    "Hawaii": "Honolulu, Hilo, Waikiki, Maui",
    "Idaho": "Boise, Idaho Falls, Pocatello",
    "Illinois": "Springfield, Chicago, Peoria, Rockford, Naperville, Evanston, Champaign, Aurora",
    "Indiana": "Indianapolis, Fort Wayne, South Bend, Evansville, Bloomington",
    "Iowa": "Des Moines, Cedar Rapids, Davenport, Iowa City, Sioux City",
    "Kansas": "Topeka, Wichita, Overland Park, Kansas City, Lawrence, Olathe, Salina, Manhattan, Lenexa",
    "Kentucky": "Frankfort, Louisville, Lexington, Bowling Green, Owensboro, Covington",
    "Louisiana": "Baton Rouge, New Orleans, Shreveport, Lafayette",
    "Maine": "Augusta, Portland, Bangor, Lewiston",
    "Maryland": "Annapolis, Baltimore, Bethesda, Rockville, Frederick",
    "Massachusetts": "Boston, Worcester, Cambridge, Springfield, Lowell",
    "Michigan": "Lansing, Detroit, Grand Rapids, Ann Arbor, Dearborn, Flint, Kalamazoo",
    "Minnesota": "Saint Paul, St. Paul, Minneapolis, Rochester, Duluth, Bloomington",
    "Mississippi": "Jackson, Gulfport, Biloxi, Tupelo",
    "Missouri": "Jefferson City, St. Louis, Saint Louis, Kansas City, Springfield, Columbia",
    "Montana": "Helena, Billings, Missoula, Bozeman",
    "Nebraska": "Lincoln, Omaha",
    "Nevada": "Carson City, Las Vegas, Reno, Henderson",
    "New Hampshire": "Concord, Manchester, Nashua",
    "New Jersey": "Trenton, Newark, Jersey City, Princeton, Hoboken, Camden, Atlantic City",
    "New Mexico": "Santa Fe, Albuquerque, Las Cruces",
    "New York": "Albany, New York City, Manhattan, Brooklyn, Buffalo, Rochester, Syracuse, Yonkers, Ithaca, Queens",
    "North Carolina": "Raleigh, Charlotte, Durham, Greensboro, Winston-Salem, Asheville, Chapel Hill, Wilmington",
    "North Dakota": "Bismarck, Fargo, Grand Forks",
    "Ohio": "Columbus, Cleveland, Cincinnati, Toledo, Akron, Dayton",
    "Oklahoma": "Oklahoma City, Tulsa, Norman",
    "Oregon": "Salem, Portland, Eugene, Bend",
    "Pennsylvania": "Harrisburg, Philadelphia, Pittsburgh, Allentown, Scranton, Erie",
    "Puerto Rico": "San Juan, Ponce",
    "Rhode Island": "Providence, Newport, Warwick",
    "South Carolina": "Columbia, Charleston, Greenville, Myrtle Beach",
    "South Dakota": "Pierre, Sioux Falls, Rapid City",
    "Tennessee": "Nashville, Memphis, Knoxville, Chattanooga",
    "Texas": (
        "Austin, Houston, Dallas, San Antonio, Fort Worth, El Paso, Plano, Corpus Christi, Lubbock, Amarillo, "
        "Galveston, Laredo, Waco, Midland"
    ),
    "Utah": "Salt Lake City, Provo, Park City, Ogden",
    "Vermont": "Montpelier, Burlington",
    "Virginia": "Richmond, Virginia Beach, Norfolk, Arlington, Alexandria, Roanoke, Charlottesville",
    "Washington": "Olympia, Seattle, Spokane, Tacoma, Bellevue, Redmond",
    "West Virginia": "Charleston, Morgantown, Huntington",
    "Wisconsin": "Madison, Milwaukee, Green Bay, Kenosha",
    "Wyoming": "Cheyenne, Casper, Laramie, Jackson Hole",
}

_STATES: dict[str, tuple[str, ...]] = {}
for _state, _names in _BY_STATE.items():
    for _city in _names.split(", "):
        _STATES[_city.lower()] = (*_STATES.get(_city.lower(), ()), _state)

_WHERE = re.compile(
    r"\b(?:in|at|near|around|outside(?:\sof)?|from|to|of)\s(?:downtown\s|central\s)?"
    rf"(?P<city>{'|'.join(re.escape(name) for name in sorted(_STATES, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
"""A city after a word of place. By itself the name may be a person's ("Austin", "Madison")."""

_BASED = re.compile(
    rf"(?<!\w)(?P<city>{'|'.join(re.escape(name) for name in sorted(_STATES, key=len, reverse=True))})"
    r"(?:[-\s](?:based|area)|['’]s\s(?:office|branch|workers|staff)"
    r"|\s(?:office|branch|plant|store|shop|restaurant|employees?|workers?|staff|salesm[ae]n|team|firm|employer|boss))\b",
    re.IGNORECASE,
)
"""A city before something that lies or works there: "our Wichita office"."""


def states_of_cities(text: str) -> tuple[str, ...]:
    """The states of the cities where, according to a text, something happens; each once, in order.

    >>> states_of_cities("May a salesman in Topeka join a rival?"), states_of_cities("Does Austin Lee own it?")
    (('Kansas',), ())
    >>> states_of_cities("our Kansas City office")
    ('Kansas', 'Missouri')
    """
    found = [match for pattern in (_WHERE, _BASED) for match in pattern.finditer(text) if match["city"][0].isupper()]
    cities = [match["city"].lower() for match in sorted(found, key=lambda match: match.start())]
    return tuple(dict.fromkeys(state for city in cities for state in _STATES[city]))


def states_of(name: str) -> tuple[str, ...]:
    """The states with a city of this name; empty for a name that is no city."""
    return _STATES.get(name.lower(), ())


def cities_of(state: str) -> tuple[str, ...]:
    """The cities of a state, in small letters; empty for a name that is no state."""
    return tuple(city for city, states in _STATES.items() if state in states)
