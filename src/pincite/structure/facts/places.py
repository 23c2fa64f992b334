"""Jurisdictions: the states, provinces and countries that a governing-law clause may name, each in one spelling."""

import re

US_STATES = [
    *"""
    Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois
    Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri
    Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Washington
    Wisconsin Wyoming
    """.split(),  # noqa: SIM905 - words read best as words
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New York",
    "North Carolina",
    "North Dakota",
    "Rhode Island",
    "South Carolina",
    "South Dakota",
    "West Virginia",
    "District of Columbia",
    "Puerto Rico",
    "Guam",
]

PROVINCES = [
    "Alberta",
    "British Columbia",
    "Manitoba",
    "New Brunswick",
    "Newfoundland and Labrador",
    "Nova Scotia",
    "Ontario",
    "Prince Edward Island",
    "Quebec",
    "Saskatchewan",
    "New South Wales",
    "Victoria",
    "Queensland",
    "Western Australia",
    "South Australia",
    "Tasmania",
]

COUNTRIES = [
    *"""
    Afghanistan Albania Algeria Andorra Angola Argentina Armenia Aruba Australia Austria Azerbaijan Bahamas Bahrain
    Bangladesh Barbados Belarus Belgium Belize Benin Bermuda Bhutan Bolivia Botswana Brazil Brunei Bulgaria Cambodia
    Cameroon Canada Chad Chile China Colombia Croatia Cuba Curaçao Cyprus Denmark Dominica Ecuador Egypt England
    Estonia Ethiopia Fiji Finland France Gabon Gambia Germany Ghana Gibraltar Greece Grenada Guatemala Guernsey
    Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jersey
    Jordan Kazakhstan Kenya Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia Libya Liechtenstein Lithuania
    Luxembourg Macau Madagascar Malawi Malaysia Maldives Mali Malta Mauritania Mauritius Mexico Moldova Monaco
    Mongolia Montenegro Morocco Mozambique Myanmar Namibia Nepal Netherlands Nicaragua Niger Nigeria Norway Oman
    Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Samoa Scotland Senegal
    Serbia Seychelles Singapore Slovakia Slovenia Somalia Spain Sudan Suriname Sweden Switzerland Syria Taiwan
    Tajikistan Tanzania Thailand Togo Tunisia Turkey Turkmenistan Uganda Ukraine Uruguay Uzbekistan Vanuatu
    Venezuela Vietnam Wales Yemen Zambia Zimbabwe
    """.split(),  # noqa: SIM905 - words read best as words
    "Antigua and Barbuda",
    "Bosnia and Herzegovina",
    "British Virgin Islands",
    "Cayman Islands",
    "Costa Rica",
    "Czech Republic",
    "Dominican Republic",
    "El Salvador",
    "England and Wales",
    "Hong Kong",
    "Isle of Man",
    "Ivory Coast",
    "Marshall Islands",
    "New Zealand",
    "North Macedonia",
    "Northern Ireland",
    "Papua New Guinea",
    "San Marino",
    "Saudi Arabia",
    "Sierra Leone",
    "South Africa",
    "South Korea",
    "Sri Lanka",
    "Trinidad and Tobago",
    "United Arab Emirates",
    "United Kingdom",
    "United States",
    "European Union",
]

_SAME = {
    "people's republic of china": "China",
    "prc": "China",
    "republic of china": "Taiwan",
    "hong kong special administrative region": "Hong Kong",
    "hong kong sar": "Hong Kong",
    "republic of korea": "South Korea",
    "korea": "South Korea",
    "hellenic republic": "Greece",
    "slovak republic": "Slovakia",
    "russian federation": "Russia",
    "republic of ireland": "Ireland",
    "great britain": "United Kingdom",
    "uk": "United Kingdom",
    "u.k.": "United Kingdom",
    "england & wales": "England and Wales",
    "the netherlands": "Netherlands",
    "holland": "Netherlands",
    "united states of america": "United States",
    "u.s.a.": "United States",
    "u.s.": "United States",
    "usa": "United States",
    "québec": "Quebec",
    "bailiwick of jersey": "Jersey",
    "bailiwick of guernsey": "Guernsey",
    "uae": "United Arab Emirates",
    "washington, d.c.": "District of Columbia",
    "viet nam": "Vietnam",
    "macao": "Macau",
}

_ADJECTIVES = {
    "English": "England and Wales",
    "Scots": "Scotland",
    "Scottish": "Scotland",
    "Irish": "Ireland",
    "French": "France",
    "German": "Germany",
    "Swiss": "Switzerland",
    "Dutch": "Netherlands",
    "Belgian": "Belgium",
    "Austrian": "Austria",
    "Italian": "Italy",
    "Spanish": "Spain",
    "Portuguese": "Portugal",
    "Swedish": "Sweden",
    "Danish": "Denmark",
    "Norwegian": "Norway",
    "Finnish": "Finland",
    "Polish": "Poland",
    "Israeli": "Israel",
    "Japanese": "Japan",
    "Chinese": "China",
    "Korean": "South Korea",
    "Indian": "India",
    "Canadian": "Canada",
    "Australian": "Australia",
    "Brazilian": "Brazil",
    "Mexican": "Mexico",
    "Singaporean": "Singapore",
    "Greek": "Greece",
    "Turkish": "Turkey",
    "Russian": "Russia",
}

_SPELLINGS = {name.lower(): name for name in (*US_STATES, *PROVINCES, *COUNTRIES)} | _SAME


def _alternatives(names: list[str]) -> str:
    """A pattern of the names, longest first, with any white space and any apostrophe in them."""
    return "|".join(
        re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]") for name in sorted(names, key=len, reverse=True)
    )


NAME = rf"(?:{_alternatives(list(_SPELLINGS))})(?!\w)"
"""A place by its name. Compile it without regard to case: clauses in capitals name places in capitals."""

ADJECTIVE = rf"(?:{_alternatives(list(_ADJECTIVES))})"


def place(words: str) -> str:
    r"""The standard spelling of a place that `NAME` or `ADJECTIVE` matched.

    >>> place("NEW\n YORK"), place("People’s Republic of China"), place("English")
    ('New York', 'China', 'England and Wales')
    """
    known = " ".join(words.replace("’", "'").split())
    return _ADJECTIVES.get(known.capitalize()) or _SPELLINGS[known.lower()]


_BEFORE = ("the ", "")
_OF_A_KIND = ("state of ", "republic of ", "")


def is_place(words: str) -> bool:
    r"""True where the words name only a state or country.

    >>> is_place("the State of\nNew York"), is_place("New York Life")
    (True, False)
    """
    known = " ".join(words.replace("’", "'").lower().split())
    return any(
        known.startswith(before + kind) and known.removeprefix(before + kind) in _SPELLINGS
        for before in _BEFORE
        for kind in _OF_A_KIND
    )


_PLACE = re.compile(rf"\b{NAME}", re.IGNORECASE)


def places_in(text: str) -> frozenset[str]:
    """The places that a text names, each in its standard spelling.

    >>> sorted(places_in("under New York law, or that of the State of DELAWARE"))
    ['Delaware', 'New York']
    """
    return frozenset(place(found[0]) for found in _PLACE.finditer(text))


def spellings(name: str) -> tuple[str, ...]:
    """The spellings of a place, in small letters.

    >>> spellings("Netherlands")
    ('netherlands', 'the netherlands', 'holland')
    """
    return tuple(words for words, known in _SPELLINGS.items() if known == name)


def people_of(name: str) -> tuple[str, ...]:
    """The adjectives of a place, in small letters.

    >>> people_of("Scotland")
    ('scots', 'scottish')
    """
    return tuple(words.lower() for words, known in _ADJECTIVES.items() if known == name)


def place_of_people(word: str) -> str | None:
    """The place of an adjective; None for other words.

    >>> place_of_people("Swiss"), place_of_people("Brisk")
    ('Switzerland', None)
    """
    return _PEOPLE.get(word)


_PEOPLE = _ADJECTIVES | {
    "Welsh": "Wales",
    "Czech": "Czech Republic",
    "Icelandic": "Iceland",
    "Maltese": "Malta",
    "Thai": "Thailand",
    "Texan": "Texas",
    "Californian": "California",
    "Floridian": "Florida",
    "Hawaiian": "Hawaii",
}
_SHORT = {
    **{"UK": "United Kingdom", "U.K.": "United Kingdom", "USA": "United States", "U.S.A.": "United States"},
    **dict.fromkeys(("Washington, D.C.", "Washington D.C.", "Washington, DC"), "District of Columbia"),
    **dict.fromkeys(("Washington DC", "D.C."), "District of Columbia"),
}
_PEOPLE_OR_SHORT = re.compile(
    rf"(?<![\w.])(?:{'|'.join(re.escape(one) for one in sorted((*_PEOPLE, *_SHORT), key=len, reverse=True))})(?!\w)"
)


_ANY_PLACE = re.compile(
    rf"(?<![\w.])(?:(?:{'|'.join(re.escape(one) for one in (*_PEOPLE, *_SHORT))})(?!\w)"
    rf"|(?:{_alternatives([*US_STATES, *PROVINCES, *COUNTRIES])})(?!\w))"
)


def place_names(text: str) -> tuple[re.Match[str], ...]:
    """Where a text has the name of a place or its people, with a capital, in order.

    >>> [found[0] for found in place_names("Is the Irish notice longer than that in New York?")]
    ['Irish', 'New York']
    """
    return tuple(_ANY_PLACE.finditer(text))


def called_otherwise() -> tuple[tuple[str, str], ...]:
    """Peoples, and places in short, each with its place: ("Irish", "Ireland"), ("UK", "United Kingdom")."""
    return tuple((_PEOPLE | _SHORT).items())


def with_places(text: str) -> str:
    """A text in which peoples, and places in short, are the places as titles and files name them.

    >>> with_places("the UK and Irish offer letters"), with_places("a Texan")
    ('the United Kingdom and Ireland offer letters', 'a Texas')
    >>> with_places("the guide for Washington, D.C.")
    'the guide for District of Columbia'
    """
    return _PEOPLE_OR_SHORT.sub(lambda found: _PEOPLE.get(found[0]) or _SHORT[found[0]], text)


_STATES_IN_SHORT = {
    "New Jersey": "NJ N.J.",
    "New York": "NY N.Y.",
    "New Hampshire": "NH N.H.",
    "New Mexico": "NM N.M.",
    "North Carolina": "NC N.C.",
    "South Carolina": "SC S.C.",
    "Rhode Island": "RI R.I.",
    "West Virginia": "WV W.Va.",
    "Alabama": "Ala.",
    "Arizona": "AZ Ariz.",
    "Arkansas": "AR Ark.",
    "California": "Cal. Calif.",
    "Colorado": "Colo.",
    "Connecticut": "Conn.",
    "Delaware": "DE Del.",
    "Florida": "FL Fla.",
    "Kansas": "KS Kan.",
    "Kentucky": "KY",
    "Massachusetts": "Mass.",
    "Michigan": "MI Mich.",
    "Minnesota": "MN Minn.",
    "Montana": "Mont.",
    "Nebraska": "Neb.",
    "Nevada": "Nev.",
    "Oklahoma": "Okla.",
    "Pennsylvania": "Penn.",
    "Tennessee": "TN Tenn.",
    "Texas": "TX Tex.",
    "Utah": "UT",
    "Vermont": "Vt.",
    "Wisconsin": "WI Wis.",
    "Wyoming": "WY Wyo.",
}
"""States by their postal and older abbreviations, less those that are words, units or companies too ("IN", "MT", "NV",
"MD", "CT", "Ind.")."""

_BY_SHORT = {form: state for state, forms in _STATES_IN_SHORT.items() for form in forms.split()}
_IN_SHORT = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, sorted(_BY_SHORT, key=len, reverse=True)))})(?![\w-])")


def states_in_short(text: str) -> tuple[str, ...]:
    """The states that a text names by their abbreviations; none in a text in capitals, where any word may be one.

    >>> states_in_short("the NJ guide, and what Conn. says")
    ('New Jersey', 'Connecticut')
    """
    if text.isupper():
        return ()
    return tuple(dict.fromkeys(_BY_SHORT[found[0]] for found in _IN_SHORT.finditer(text)))
