"""Whose words each line of a message is, in the styles of the mail programs that firms use."""

import pytest

from pincite.readers.mail.body import html_body, plain_body
from pincite.readers.mail.quotes import quotes
from pincite.readers.mail.writers import day, named

JANE, BOB, LEA = (
    "quoted from Jane Roe, 3 March 2024",
    "quoted from Bob Doe, 2 March 2024",
    "quoted from Léa Blanc, 1 March 2024",
)

SAMPLES = {
    "gmail, top-posted, three deep": """
S|Dear Jane,
S|we accept.
S|
J|On Sun, Mar 3, 2024 at 2:05 PM Jane Roe <jane@roe.example> wrote:
J|
J|> We offer $100.
B|> On Sat, Mar 2, 2024 at 9:00 AM Bob Doe <bob@doe.example> wrote:
B|>
B|>> We ask $120.
L|>> On Fri, Mar 1, 2024 at 9:00 AM Léa Blanc <lea@blanc.example>
L|>> wrote:
L|>>> What does it cost?
B|>> Regards, Bob
J|> Jane
""",
    "gmail, attribution over three lines": """
S|Agreed.
J|On Sun, Mar 3, 2024 at 2:05 PM Jane Roe
J|<jane.elizabeth.roe@a-very-long-domain-name.roe.example>
J|wrote:
J|> We offer $100.
""",
    "thunderbird, answered between the lines": """
J|On 03/03/2024 14:05, Jane Roe wrote:
J|> Who pays the survey?
S|
S|We do.
S|
J|> And the notary?
S|
S|You do.
S|
S|--
S|Sam Poe
""",
    "apple mail, answered below": """
J|> On 3 Mar 2024, at 14:05, Jane Roe <jane@roe.example> wrote:
J|>
J|> We offer $100.
S|
S|We accept the offer.
""",
    "apple mail, plain": """
S|We accept the offer.
S|
J|On 3 Mar 2024, at 14:05, Jane Roe <jane@roe.example> wrote:
J|
J|> We offer $100.
""",
    "outlook, top-posted, three deep": """
S|Dear Jane, we accept. See below.
S|
J|-----Original Message-----
J|From: Jane Roe <jane@roe.example>
J|Sent: Sunday, March 3, 2024 2:05 PM
J|To: Sam Poe <sam@poe.example>; Bob Doe
J|<bob@doe.example>
J|Cc: Léa Blanc
J|Subject: RE: Price
J|
J|We offer $100.
J|
B|From: Bob Doe [mailto:bob@doe.example]
B|Sent: Saturday, March 2, 2024 9:00 AM
B|To: Jane Roe
B|Subject: Price
B|
B|We ask $120.
B|
L|________________________________
L|From: Léa Blanc
L|Sent: Friday, March 1, 2024 9:00:00 AM
L|To: Bob Doe
L|Subject: Price
L|
L|What does it cost?
""",
    "outlook, prefixed lines": """
S|No.
J|> -----Original Message-----
J|> From: Jane Roe [mailto:jane@roe.example]
J|> Sent: Sunday, March 3, 2024 2:05 PM
J|> To: Sam Poe
J|> Subject: Price
J|>
J|> We offer $100.
""",
    "outlook in bold marks": """
S|Fine with me.
J|*From:* Jane Roe <jane@roe.example>
J|*Sent:* Sunday, March 3, 2024 2:05 PM
J|*To:* Sam Poe
J|*Subject:* Price
J|We offer $100.
""",
    "outlook, german": """
S|Einverstanden.
J|-----Ursprüngliche Nachricht-----
J|Von: Jane Roe <jane@roe.example>
J|Gesendet: Sonntag, 3. März 2024 14:05
J|An: Sam Poe
J|Betreff: Preis
J|
J|Wir bieten 100 EUR.
""",
    "outlook, french": """
S|D'accord.
J|De : Jane Roe <jane@roe.example>
J|Envoyé : dimanche 3 mars 2024 14:05
J|À : Sam Poe
J|Objet : Prix
J|
J|Nous offrons 100 EUR.
""",
    "outlook, spanish": """
S|De acuerdo.
J|De: Jane Roe <jane@roe.example>
J|Enviado el: domingo, 3 de marzo de 2024 14:05
J|Para: Sam Poe
J|Asunto: Precio
J|
J|Ofrecemos 100 EUR.
""",
    "gmail, german": """
S|Einverstanden.
J|Am So., 3. März 2024 um 14:05 Uhr schrieb Jane Roe <jane@roe.example>:
J|> Wir bieten 100 EUR.
""",
    "thunderbird, german": """
S|Einverstanden.
J|Am 03.03.24 um 14:05 schrieb Jane Roe:
J|> Wir bieten 100 EUR.
""",
    "gmail, french": """
S|D'accord.
J|Le dim. 3 mars 2024 à 14:05, Jane Roe <jane@roe.example> a écrit :
J|
J|> Nous offrons 100 EUR.
""",
    "gmail, spanish": """
S|De acuerdo.
J|El dom, 3 mar 2024 a las 14:05, Jane Roe (<jane@roe.example>) escribió:
J|
J|> Ofrecemos 100 EUR.
""",
    "gmail, italian": """
S|D'accordo.
J|Il giorno dom 3 mar 2024 alle ore 14:05 Jane Roe <jane@roe.example> ha
J|scritto:
J|> Offriamo 100 EUR.
""",
    "gmail, forwarded": """
S|For your file.
J|---------- Forwarded message ---------
J|From: Jane Roe <jane@roe.example>
J|Date: Sun, Mar 3, 2024 at 2:05 PM
J|Subject: Price
J|To: Sam Poe <sam@poe.example>
J|
J|
J|We offer $100.
""",
    "apple mail, forwarded": """
S|For your file.
J|Begin forwarded message:
J|
J|From: Jane Roe <jane@roe.example>
J|Subject: Price
J|Date: 3 March 2024 at 14:05:11 GMT
J|To: Sam Poe <sam@poe.example>
J|
J|We offer $100.
""",
    "thunderbird, forwarded": """
S|For your file.
J|-------- Forwarded Message --------
J|Subject: \tPrice
J|Date: \tSun, 3 Mar 2024 14:05:11 +0100
J|From: \tJane Roe <jane@roe.example>
J|To: \tSam Poe <sam@poe.example>
J|
J|We offer $100.
""",
    "lotus notes": """
S|We accept.
J|From:   Jane Roe/ROE
J|To:     Sam Poe/POE@POE
J|Date:   2024-03-03 14:05
J|Subject:        Price
J|We offer $100.
""",
    "lotus notes, old": """
S|We accept.
J|Jane Roe/ROE
J|13/03/2024 02:05 PM
J|
J|To
J|Sam Poe/POE@POE
J|cc
J|
J|Subject
J|Price
J|
J|We offer $100.
""",
    "lotus notes, wrote on": """
S|We accept.
J|Jane Roe <jane@roe.example> wrote on 2024-03-03 02:05:11 PM:
J|> We offer $100.
""",
    "yahoo, without marks": """
S|We accept.
J|On Sunday, March 3, 2024 at 02:05:11 PM GMT+1, Jane Roe <jane@roe.example> wrote:
J|
J|We offer $100.
J|Jane
""",
    "gmail, german, name first": """
S|Einverstanden.
J|Jane Roe <jane@roe.example> schrieb am So., 3. März 2024 um 14:05:
J|> Wir bieten 100 EUR.
""",
    "gmail, old, without a verb": """
S|D'accord.
J|2024-03-03 14:05 GMT+01:00 Jane Roe <jane@roe.example>:
J|> Nous offrons 100 EUR.
""",
    "thunderbird, polish": """
S|Zgoda.
J|W dniu 03.03.2024 o 14:05, Jane Roe pisze:
J|> Oferujemy 100 EUR.
""",
    "mutt": """
S|We accept.
J|On Sun, Mar 03, 2024 at 02:05:11PM +0100, Jane Roe wrote:
J|> We offer $100.
""",
    "outlook on a telephone": """
S|We accept.
S|Get Outlook for iOS
J|________________________________
J|From: Jane Roe <jane@roe.example>
J|Sent: Sunday, March 3, 2024 2:05:11 PM
J|To: Sam Poe <sam@poe.example>
J|Subject: Price
J|
J|We offer $100.
J|
J|This e-mail is confidential and meant for its addressee only.
""",
    "marks without attribution": """
S|We accept.
U|> We offer $100.
S|Sam
""",
    "nothing quoted": """
S|Dear Jane,
S|
S|On 3 March 2024 you wrote to us. From: our side nothing has changed:
S|
S|1. Date: the closing is on 1 June.
S|2. Subject to contract: yes.
S|
S|On 2 March 2024, your client wrote:
S|That it would pay.
S|
S|As Bob wrote:
S|“We ask $120.”
S|
S|-----
S|Sam Poe
S|CONFIDENTIAL: this message is for its addressee only.
""",
}

NOTES = {"S": None, "J": JANE, "B": BOB, "L": LEA, "U": "quoted from an earlier message"}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_each_line_is_its_writers(sample: str) -> None:
    marked = [line.partition("|") for line in sample.strip("\n").split("\n")]
    body = plain_body("\n".join(line for _, _, line in marked))
    regions = quotes(body.text, body.levels)
    found, at = [], 0
    for _, _, line in marked:
        words = line.lstrip("> ").strip()
        if words:
            at = body.text.index(words, at)
            note = next((region.note for region in regions if region.start <= at < region.end), None)
            found.append((words, note))
            at += len(words)
    notes = NOTES | ({"J": "quoted from Jane Roe, 13 March 2024"} if "13/03/2024" in sample else {})
    assert found == [(line.lstrip("> ").strip(), notes[who]) for who, _, line in marked if line.strip("> ")]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_quoted_parts_are_in_order_and_do_not_overlap(sample: str) -> None:
    body = plain_body("\n".join(line.partition("|")[2] for line in sample.strip("\n").split("\n")))
    at = 0
    for region in quotes(body.text, body.levels):
        assert at <= region.start < region.end <= len(body.text)
        at = region.end


PAGES = {
    "gmail": """<div>We accept.</div><div class="gmail_quote"><div class="gmail_attr">On Sun, Mar 3, 2024 at 2:05 PM
        Jane Roe &lt;<a href="mailto:jane@roe.example">jane@roe.example</a>&gt; wrote:<br></div>
        <blockquote class="gmail_quote" style="margin:0"><div>We offer $100.</div></blockquote></div><p>Sam</p>""",
    "apple mail": """We accept.<br><div><blockquote type="cite"><div>On 3 Mar 2024, at 14:05, Jane Roe
        &lt;jane@roe.example&gt; wrote:</div><br><div>We offer $100.</div></blockquote></div>Sam""",
    "thunderbird": """<p>We accept.</p><div class="moz-cite-prefix">On 3/3/24 14:05, Jane Roe wrote:<br></div>
        <blockquote type="cite" cite="mid:x@y">We offer $100.</blockquote><p>Sam</p>""",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_block_quotations_of_mail_programs_end_where_the_sender_goes_on(page: str) -> None:
    body = html_body(f"<html><body>{page}</body></html>")
    [region] = quotes(body.text, body.levels)
    assert region.note == JANE
    assert body.text[region.end - 14 : region.end] == "We offer $100."
    assert body.text.startswith("We accept.")
    assert body.text.endswith("Sam")


def test_a_page_of_outlook_is_quoted_from_its_block_of_headers_on() -> None:
    body = html_body(
        '<p class="MsoNormal">We accept.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> '
        "Jane Roe &lt;jane@roe.example&gt;<br><b>Sent:</b> Sunday, March 3, 2024 2:05 PM<br><b>To:</b> Sam Poe<br>"
        "<b>Subject:</b> Price</p></div><p>We offer $100.</p>"
    )
    [region] = quotes(body.text, body.levels)
    assert (region.note, body.text[: region.start]) == (JANE, "We accept.\n")
    assert region.end == len(body.text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Sonntag, 3. März 2024 14:05", "3 March 2024"),
        ("dimanche 3 mars 2024 14:05", "3 March 2024"),
        ("3 de marzo de 2024", "3 March 2024"),
        ("Sun, Mar 3, 2024 at 2:05 PM", "3 March 2024"),
        ("2024-03-03 14:05", "3 March 2024"),
        ("13/3/2024", "13 March 2024"),
        ("3/13/2024", "13 March 2024"),
        ("3/4/2024 2:05 PM", "3/4/2024"),
        ("31.02.2024", "31.02.2024"),
        ("yesterday", ""),
    ],
)
def test_days_are_understood_or_given_as_written(written: str, shown: str) -> None:
    assert day(written) == shown


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('"Roe, Jane" <jane@roe.example>', "Roe, Jane"),
        ("Jane Roe [mailto:jane@roe.example]", "Jane Roe"),
        ("Jane Roe/ROE@ROE", "Jane Roe"),
        ("<jane@roe.example>", "jane@roe.example"),
        ("jane@roe.example (Jane Roe)", "Jane Roe"),
        ("Olivia Roe via DocuSign <dse@docusign.example>", "Olivia Roe via DocuSign"),
        ("As you", ""),
    ],
)
def test_writers_are_named_without_their_addresses(written: str, name: str) -> None:
    assert named(written) == name
