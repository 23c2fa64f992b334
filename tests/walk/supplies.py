"""Four supply contracts that say the same things differently: of law, renewal, insurance and notice."""

LAWS = {"Halvorsen": "New York", "Brightwater": "Delaware", "Corviston": "New York", "Dunmore": "Ohio"}
RENEWS = ("Halvorsen", "Dunmore")
COVER = {"Halvorsen": "$5,000,000", "Brightwater": "$2,500,000", "Corviston": "$5,000,000"}
NOTICE = {"Halvorsen": "thirty (30)", "Brightwater": "ninety (90)", "Corviston": "sixty (60)", "Dunmore": "ten (10)"}


def supply_contract(name: str) -> str:
    renewal = (
        "2.2 Renewal. This Agreement shall automatically renew for successive terms of one (1) year unless either "
        "party gives written notice of non-renewal.\n\n"
        if name in RENEWS
        else ""
    )
    cover = (
        f"4.1 Insurance. The Supplier shall carry commercial general liability insurance with limits of not less than "
        f"{COVER[name]} per occurrence.\n\n"
        if name in COVER
        else "4.1 Deliveries. The Supplier delivers the goods to the Customer's warehouse in working hours.\n\n"
    )
    return (
        f"SUPPLY AGREEMENT\n\nThis Supply Agreement is made between {name} Industries Inc. and Tannick Foods LLC.\n\n"
        "1. PRICE\n\n1.1 Price. The Customer pays for the goods the prices of the price list in force.\n\n"
        "2. TERM\n\n2.1 Term. This Agreement begins on 1 March 2024 and ends on 28 February 2027.\n\n" + renewal +
        "3. TERMINATION\n\n"
        f"3.1 Either party may terminate this Agreement by giving {NOTICE[name]} days' written notice.\n\n"
        "4. GENERAL\n\n" + cover +
        f"5. LAW\n\n5.1 Governing Law. This Agreement shall be governed by the laws of the State of {LAWS[name]}.\n"
    )  # fmt: skip
