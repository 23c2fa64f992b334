"""Addresses and accounts: every spelling of one that no cited passage has is kept back, and no other."""

import doctest

import pytest
from tests.steps import assert_linear

from pincite.security import accounts, addresses, hosts, numbers
from pincite.security.addresses import addresses as addresses_in
from pincite.security.addresses import strangers
from pincite.security.output import Kept, breaches

PASSAGE = (
    "The Tenant shall pay rent of $4,200 per month, in advance. Notices go to leases@aldermoor.example or "
    "+44 20 7946 0000, see https://aldermoor.example/rent. Rent is paid to account 12345678, sort code 20-00-00, "
    "IBAN GB29 NWBK 6016 1331 9268 19 (SWIFT NWBKGB2L). See also www.aldermoor.example/terms?v=2#top and the Company's "
    "site aldermoor.example."
)

FOREIGN = (
    "EVIL.COM/PAY",
    "Evil.Com",
    "eViL.cOm",
    "evil\u30fbcom",
    "evil\u3002com",
    "evil\uff0ecom",
    "evil\uff61com",
    "evil\uff65com",
    "evil\xb7com",
    "evil\u2024com",
    "evil\u2027com",
    "evil\u2022com",
    "evil\u2219com",
    "evil\u22c5com",
    "evil\u06d4com",
    "evil-dot-example",
    "evil_dot_com",
    "evil dot com",
    "evil DOT com",
    "evil (dot) com",
    "evil [dot] com",
    "evil {dot} com",
    "evil<dot>com",
    "evil[.]com",
    "evil(.)com",
    "evil {.} com",
    "evil punkt de",
    "evil punto com",
    "evil point com",
    "evil(punkt)de",
    "evil full stop com",
    "evildotcom",
    "evilDOTcom",
    "evil DotCom",
    "evil . com",
    "evil .com",
    "evil. com",
    "www . evil . com",
    "www evil com",
    "e v i l . c o m",
    "e-v-i-l.c-o-m",
    "evil,com",
    "evil%2Ecom",
    "evil%2ecom/pay",
    "evil&period;com",
    "evil&#46;com",
    "evil\\.com",
    "xn--vil-8ma.com",
    "xn--e1afmkfd.xn--p1ai",
    "\u0435vil.com",
    "\u0430ldermoor.example",
    "aldermoor.ex\u0430mple",
    "alderm\u03bfor.example",
    "aldermoor.examp1e",
    "aIdermoor.example",
    "alderm\xf6or.example",
    "\uff41\uff4c\uff44\uff45\uff52\uff4d\uff4f\uff4f\uff52\uff0e\uff45\uff56\uff49\uff4c\uff0e\uff43\uff4f\uff4d",
    "aldermoor.example.evil.com",
    "evil-aldermoor.example",
    "pay.aldermoor.example",
    "aldermoor.example/pay",
    "aldermoor.example/Rent",
    "https://aldermoor.example/pay",
    "https://aldermoor.example/rent/pay",
    "https://aldermoor.example/rent?x=1",
    "https://aldermoor.example/rent#pay",
    "https://aldermoor.example:8443/rent",
    "https://evil@aldermoor.example/rent",
    "https://aldermoor.example@evil.com/rent",
    "https://aldermoor.example\\@evil.com/rent",
    "http://aldermoor.example/rent",
    "ftp://aldermoor.example/rent",
    "https://aldermoor.example/rent /pay",
    "https://aldermoor.example/ren",
    "https://aldermoor.example/RENT",
    "HTTPS://ALDERMOOR.EXAMPLE/PAY",
    "hxxps://evil[.]com",
    "h**ps://evil.com",
    "https[:]//evil.com",
    "https : // evil . com",
    "https:\u2044\u2044evil.com",
    "https\u2236//evil.com",
    "https:\\\\evil.com",
    "//evil.com/x",
    "//evil/x",
    "\\\\evil\\share",
    "www.aldermoor.example/terms?v=3#top",
    "www.aldermoor.example/terms?v=2#pay",
    "www.aldermoor.example/terms",
    "payments@aldermoor.example",
    "leases@aldermoor.example.co",
    "leases@evil.com",
    "leases\uff20evil.com",
    "leases (at) evil (dot) com",
    "leases[at]evil.com",
    "leases at evil dot com",
    "leases @ evil.com",
    "leases-at-evil-dot-com",
    "leases AT evil DOT com",
    "leases{at}evil{dot}com",
    "leases+x@aldermoor.example",
    '"leases"@evil.com',
    "mailto:x@evil.com",
    "mailto:leases@evil",
    "tel:+441234567890",
    "tel:12345",
    "callto:evil.pay",
    "skype:evil?call",
    "javascript:alert(1)",
    "javascript: alert(1)",
    "data:text/html;base64,xx",
    "vbscript:msgbox",
    "sms:12345",
    "whatsapp:evilpay",
    "tg:evilpay",
    "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "@evilpay",
    "t.me/evilpay",
    "wa.me/441234567",
    "bit.ly/abc",
    "evil.zip",
    "evil.\u0440\u0444",
    "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
    "m\xfcnchen.de",
    "1.2.3.4/x",
    "10.20.30.40",
    "192.168.1.1",
    "203.0.113.7",
    "203\u20240\u2024113\u20247",
    "203 . 0 . 113 . 7",
    "203[.]0[.]113[.]7",
    "0xCB007107",
    "http://3405803783",
    "3405803783",
    "0313.0.0161.07",
    "0xCB.0x00.0x71.0x07",
    "2001:db8::1",
    "[2001:db8::1]:443",
    "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "::1",
    "localhost:8080",
    "evil:8443/pay",
    "evil.onion",
    "paypal.me/evil",
    "+1 900 555 0123",
    "+1-900-555-0123",
    "(900) 555-0123",
    "900.555.0123",
    "0800 EVIL PAY",
    "1-800-EVILPAY",
    "0900 555 0123",
    "nine zero zero five five five oh one two three",
    "nine-zero-zero, five-five-five, oh-one-two-three",
    "neun null null f\xfcnf f\xfcnf f\xfcnf null eins",
    "\uff19\uff10\uff10 \uff15\uff15\uff15 \uff10\uff11\uff12\uff13",
    "\u0669\u0660\u0660 \u0665\u0665\u0665 \u0660\u0661\u0662\u0663",
    "+44 20 7946 0001",
    "+44 20 7946 0000 ext. 99",
    "+44 (0)20 7946 0009",
    "account 87654321",
    "account number 8765 4321",
    "account no. 8765-4321",
    "acct. 87654321",
    "account 12345679",
    "sort code 20-00-01",
    "sort code 200001",
    "routing number 021000021",
    "ABA 021000021",
    "IBAN DE89 3704 0044 0532 0130 00",
    "IBAN DE89370400440532013000",
    "de89 3704 0044 0532 0130 00",
    "IBAN GB29 NWBK 6016 1331 9268 20",
    "DE89-3704-0044-0532-0130-00",
    "SWIFT EVILGB2L",
    "BIC: DEUTDEFF500",
    "BSB 062-000 account 10101010",
    "IFSC HDFC0001234",
    "$evilpay",
    "evil.com.",
    "(evil.com)",
    "\u201cevil.com\u201d",
    "evil.com\u2019s",
    "see:evil.com",
    "rent@evil",
    "evil.co.uk",
    "EVIL.CO.UK",
    "evil dot co dot uk",
    "www.evil.example",
    "WWW.EVIL.EXAMPLE",
    "evil.example",
    "evil.internal",
    "evil . example",
    "evil dot-com",
    "evil dot. com",
    "evil (d0t) com",
    "evil [d] com",
    "evil/./com",
    "evil..com",
    "evil. .com",
    "evil\u200b.com",
    "ev\xadil.com",
    "evil\u2028.com",
    "https://evil.\nexample/pay",
    "evil\n.com",
    "evil.\ncom",
    "evilpay (d o t) com",
    "evilpay{d o t}bank",
    "evilpay d o t net",
    "evilpay*point*com",
    "evilpay =period= org",
    "evilpay\u201cfull stop\u201dinfo",
    "evilpay \u00abperiod\u00bb legal",
    "evilpay/full stop/net",
    "evilpay (piste) fi",
    "evilpay [te\u010dka] cz",
    "evilpay .bank",
    "evilpay\u00a0.app",
    "evilpay\n.legal",
    "evilpay. info",
    "evilpay.\u00a0net",
    "e\nv\ni\nl\n.\nc\no\nm",
    "evil%70ay%2Ebank",
    "e%76il%2Ei%6ffo",
    "evilpay%2Ee%75",
    "evilpay -period- info",
    "evilpay-point-co-point-uk",
    "sort code 31-12-24",
    "33 dot 32 dot 45 dot 172",
    "33 point 32 point 45 point 172",
    "evil\u2e2acom",
    "evil\u0589com",
    "evil\u17d4com",
    "evil\u2299com",
    "evil;com",
    "evil:com",
    "evil=com",
    "evil!com",
    "evil d.o.t com",
    "evil full-stop com",
    "evil tochka ru",
    "evil dot c o m",
    "evil. c o m",
    "evil dot me",
    "evil dot to",
    "evil dot it",
    "evil dot my",
    "EVIL.CRYPTO",
    "Evil.Nft",
    "EVIL.BTC",
    "xn--evil-9ua",
    "evil%E3%80%82com",
    "evil%252Ecom",
    "evil U+002E com",
    "rent at evil com",
    "Evil Com",
    "www-evil-com",
    "ssh:evil",
    "ipfs:QmYwAPJzv5",
    "nostr:npub1evil",
    "signal:evil",
    "anydesk:123456789",
    "evil:8443",
    "Venmo evilpay",
    "Zelle evilpay",
    "PayPal evilpay",
    "Telegram ID evilpay",
    "$evl",
    "#evilpay",
    "u/evilpay",
    "/pay?x=1",
    "[pay here][1]",
    "9-0-0-5-5-5-0-1-2-3",
    "900*555*0123",
    "900 then 555 then 0123",
    "9OO-555-O123",
    "1-900-EVIL",
    "*21*5550123#",
    "5550123",
    "118118",
    "acc. no. 87654321",
    "reference 87654321",
    "card 4111 1111 1111 1111",
    "account A7654321",
    "account ending in 4321",
    "203_0_113_7",
    "ltc1qevilevilevil",
    "aldermoor.example;pay",
    "aldermoor.example:pay",
    "+44 20 7946 0000, then press 9",
    "evil\ua789com",
    "evil\u2055com",
    "evil*org",
    "evil dot is",
    "pay dot at",
    "Pay.Wallet",
    "evil%25252Ecom",
    "evil%2Ecom",
    "sgn:evil99",
    "gopher:evil",
    "Cash App rentnow",
    "Revolut @rentnow",
    "AnyDesk 987 654 321",
    "9/0/0/5/5/5/0/1/2/3",
    "(900)555(0123)",
    "900=555=0123",
    "tel. 0009",
    "card ending 1111",
    "sort code ending 00-01",
    "acct B-7654321",
    "short code 60123",
    "www_evil_com",
    "xn--pay-abc",
)
"""Addresses, numbers and accounts that the passage does not have, and its own with one part changed."""

OWN = (
    "aldermoor.example",
    "ALDERMOOR.EXAMPLE",
    "Aldermoor.Example",
    "aldermoor.example/rent",
    "https://aldermoor.example/rent",
    "HTTPS://Aldermoor.Example/rent",
    "www.aldermoor.example/terms?v=2#top",
    "leases@aldermoor.example",
    "Leases@Aldermoor.Example",
    "aldermoor[.]example",
    "aldermoor dot example",
    "+44 20 7946 0000",
    "+44 (20) 7946-0000",
    "account 12345678",
    "account 1234 5678",
    "sort code 20-00-00",
    "sort code 200000",
    "IBAN GB29 NWBK 6016 1331 9268 19",
    "IBAN GB29NWBK60161331926819",
    "SWIFT NWBKGB2L",
    "sort code and account 20-00-00 and 12345678",
    "sort code 20-00-00 account 12345678",
    "12345678 (account number), 20-00-00 (sort code)",
    "the account with sort code 20-00-00",
    "the office (telephone +44 20 7946 0000)",
)

PARTS = (
    "account 1234",
    "account 12345",
    "account 345678",
    "account 5678",
    "account 1234-20",
    "account ending in 5678",
    "account no. 0000",
    "account 200000",
    "account 20-00-00, sort code 12345678",
    "account and sort code 20-00-00 and 1234",
    "sort code 12345678",
    "sort code 20-00",
    "sort code 20-00, account 12345678",
    "sort code 00-00-20",
    "20-00-00 (account)",
    "12345678 (sort code)",
    "12345678 as the sort code",
    "routing number 12345678",
    "card 12345678",
    "account 60161331926819",
    "IBAN GB29 NWBK 6016",
    "IBAN GB29 NWBK 6016 1331 9268",
    "IBAN NWBK 6016 1331 9268 19",
    "IBAN 12345678",
    "+44 20 7946",
    "+44 7946 0000 20",
    "7946 0000",
    "telephone 0000",
    "telephone 12345678",
    "a call to 20-00-00",
    "account +44 20 7946 0000",
    "extension 7946",
)
"""Parts of the passage's own numbers, and its numbers in each other's roles."""

LEGAL = (
    "Acme Inc. is in default under Section 12.3(a), see 15 U.S.C. § 78j and Smith v. Jones, 12 F.3d 345 (9th Cir.).",
    "The fee is $1,000,000.00, e.g. on 2029-09-30, i.e. after No. 7 of the Co. agreement, at 9:30 a.m. to 5 p.m.",
    "Widgets Ltd. and Sons Co. to the extent of 12.5% may transfer 50,000 shares to J.P. Morgan, N.A. as trustee.",
    "The term ends on 30.09.2029 under clauses 12.3.10.1 and 12.3.10.2, and the ratio is 3:10.",
    "Notices are given to the Agent at its office; the docket is 1:24-cv-00123 the account is of 12 May 2020.",
    "“Affiliate” means any Person which, directly or indirectly, controls Borrower and/or Lender (U.K. or U.S.).",
    "The deposit of 2,500.50 dollars is held in escrow until 31 December 2029 and transferred within 30 days.",
    "The first “Period” in “Term” means the “Point” at which (the “Period”) ends; the period. In turn, a stop is made.",
    "The “Period” may be extended, as may the Point or the “Term”; a rate per day/period/month applies.",
    "Costs (approx. net of tax) are paid by the Tenant. in the event of loss, bank charges are extra.",
    "It was 33 points to 45, at 10%20 less, and the ratio of 100%50 holds (d o not round); a period of a day.",
    "She connects the dot to the line at that point in time, and stops. In addition, she signs.",
    "Dr. No. 12, Ph.D., of St. Paul, Minn. 55101, and Messrs. A.B. and C.D. No tenant may sublet.",
)


@pytest.mark.parametrize("address", FOREIGN, ids=ascii)
def test_no_spelling_of_a_foreign_address_leaves(address: str) -> None:
    assert breaches(f"The rent is paid through {address} each month.", [PASSAGE], Kept(()))


@pytest.mark.parametrize("address", FOREIGN, ids=ascii)
def test_an_address_of_the_document_itself_leaves(address: str) -> None:
    text = f"The rent is paid through {address} each month."
    assert strangers(text, [f"As agreed, {text[0].lower()}{text[1:]}"]) == []


@pytest.mark.parametrize("address", OWN)
def test_the_same_address_in_other_dress_leaves(address: str) -> None:
    assert breaches(f"The rent is paid to {address} each month.", [PASSAGE], Kept(())) == ()


@pytest.mark.parametrize("part", PARTS)
def test_a_number_is_whole_and_in_its_role(part: str) -> None:
    assert breaches(f"Rent is paid to {part} each month.", [PASSAGE], Kept(()))


def test_a_number_in_a_table_is_whole_in_its_cell() -> None:
    passage = "Account\n12345678\n30\nTel.\n(604) 668-6700\nFax\n(604) 668-6701 12"
    assert strangers("Pay to account 12345678, or call (604) 668-6700.", [passage]) == []
    assert strangers("Call 668-6700.", [passage]) == ["668-6700"]


@pytest.mark.parametrize("text", LEGAL)
def test_words_of_the_law_are_no_addresses(text: str) -> None:
    assert strangers(text, [""]) == []


def test_an_address_within_another_is_not_the_documents_own() -> None:
    passage = "See https://acme.com/r?to=evil.com and https://acme.com/evil.org, or write to pay.evil.net@acme.com."
    for address in ("evil.com", "evil.org", "evil.net", "pay.evil.net", "acme.com"):
        assert strangers(f"Rent is paid at {address} now.", [passage]) == [address]


def test_an_address_over_two_lines_is_the_documents_own() -> None:
    passage = "The terms stand at https://www.acme.com/legal/\nterms-of-use and at www.acme.\ncom."
    assert strangers("The terms stand at https://www.acme.com/legal/terms-of-use.", [passage]) == []
    assert strangers("They stand at www.acme.com.", [passage]) == []


def test_a_name_in_letters_that_look_alike_is_another_name() -> None:
    assert strangers("See acme.com.", ["See \u0430cme.com."]) == ["acme.com"]
    assert strangers("See \u0430cme.com.", ["See acme.com."])
    assert strangers("See b\u00fccher.de.", ["See b\u00fccher.de."]) == []
    assert strangers("See xn--bcher-kva.de.", ["See b\u00fccher.de."]) == []
    assert strangers("See bucher.de.", ["See b\u00fccher.de."]) == ["bucher.de"]


@pytest.mark.long
@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "a .",
        "a dot ",
        "e v ",
        "1 ",
        "0x",
        "::",
        "a:",
        "[.]",
        "//",
        "(at)",
        "@",
        "%2e",
        "one ",
        "AB12 ",
        "account 1",
        "\u3002",
    ],
)
def test_hostile_text_is_read_in_linear_time(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    assert_linear(lambda words: list(addresses_in(words)), text)
    assert_linear(lambda words: list(accounts.accounts(words)), text)
    assert_linear(numbers.numbers_in, text)


def test_examples() -> None:
    for module in (accounts, addresses, hosts, numbers):
        assert doctest.testmod(module).failed == 0
