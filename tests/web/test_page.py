"""The page over HTTP: signing in, asking, the source, and what is closed."""

import html
import json
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import docx
import pytest
from tests.web.conftest import PASSWORD, Served, Visitor, texts

RENT = "How much rent does the Tenant pay per month?"
NOTHING = "There is nothing here that you may see."


@pytest.fixture(scope="module")
def alice(served: Served) -> Visitor:
    return served.visitor("alice")


@pytest.fixture(scope="module")
def bob(served: Served) -> Visitor:
    return served.visitor("bob")


def test_without_signing_in_every_page_leads_to_the_form(served: Served) -> None:
    stranger = Visitor(served.base)
    for address in ("/", "/questions", "/library", "/questions/0123456789abcdef", "/documents/x", "/sources/1.1"):
        response = stranger.get(address)
        assert (response.status_code, response.headers["location"]) == (303, f"/sign-in?to={address}")
    typed = stranger.post("/questions", {"question": RENT})  # whose words the form to sign in carries along
    assert (typed.status_code, 'action="/sign-in"' in typed.text) == (403, True)


def test_the_first_start_gives_the_owner_a_link(served: Served) -> None:
    assert served.first_link is not None
    assert served.first_link.startswith(f"{served.base}/welcome/")


def test_a_link_is_used_once(served: Served) -> None:
    served.firm.run("access", "user", "add", "dora")
    link = served.link("dora")
    Visitor(served.base).come_in(link)
    again = Visitor(served.base).get(link.removeprefix(served.base))
    assert again.status_code == 404
    assert "used already" in again.text


def test_an_answer_shows_its_sentences_with_their_places(alice: Visitor) -> None:
    page = alice.ask(RENT).text
    [quote] = texts(page, r"<blockquote>(.*?)</blockquote>")[:1]
    assert "$4,200 per month" in quote
    assert "§ 2.1" in texts(page, r'<a class="pin".*?>(.*?)</a>')[0]
    assert "Looked through" in page
    assert "record" in texts(page, r'<p class="figures">(.*?)</p>')[0]


def test_a_page_reads_the_same_when_it_is_opened_again(served: Served, alice: Visitor) -> None:
    sent = {"question": RENT, "form_token": alice.form_token()}
    address = alice.post("/questions", sent).headers["location"]
    first = alice.get(address).text
    again = alice.get(address).text
    found = r"<blockquote>(.*?)</blockquote>"
    assert texts(first, found)
    assert texts(again, found) == texts(first, found)
    identity = address.rpartition("/")[2]
    recorded = served.firm.json("audit", "show", identity)
    assert (recorded["id"], recorded["user"], recorded["actor"]) == (identity, "alice", "alice")


def test_a_citation_opens_at_the_cited_words(alice: Visitor) -> None:
    page = alice.ask(RENT).text
    address = re.findall(r'data-source="(/sources/[^"]+)"', page)[0]
    part = alice.get(address, **{"hx-request": "true"}).text
    assert "<html" not in part
    [marked] = texts(part, r"<mark>(.*?)</mark>")
    assert marked == texts(page, r"<blockquote>“(.*?)”</blockquote>")[0]
    assert "Late payment" in part  # the clause after it stands there too
    whole = alice.get(address).text
    assert "<html" in whole
    assert texts(whole, r"<mark>(.*?)</mark>") == [marked]


def test_a_citation_can_stand_beside_the_answer_without_a_script(alice: Visitor) -> None:
    page = alice.ask(RENT).text
    beside = re.findall(r'class="pin" href="(/questions/[^"#]+)', page)[0]
    both = alice.get(beside).text
    assert "<blockquote>" in both
    assert texts(both, r"<mark>(.*?)</mark>")
    assert both.count('aria-current="true"') == 1


def test_a_refusal_shows_the_closest_sentences(alice: Visitor) -> None:
    page = alice.ask("How many parking spaces does the Tenant have?").text
    assert "No answer." in page
    assert texts(page, r'<ol class="closest">.*?<blockquote>(.*?)</blockquote>')


def test_a_question_goes_on_from_the_one_before(alice: Visitor) -> None:
    page = alice.ask(RENT).text
    [after] = re.findall(r'name="after" value="(\d+)"', page)
    further = alice.ask("And when is it due?", after=after).text
    assert "<b>In:</b>" in further
    assert "Lease" in texts(further, r"<b>In:</b>(.*?)</p>")[0]


def test_a_question_that_is_none_is_refused_on_its_page(alice: Visitor) -> None:
    assert "question is empty" in alice.ask("   ").text.lower()


def test_an_answer_can_be_taken_along(served: Served, alice: Visitor, bob: Visitor) -> None:
    page = alice.ask(RENT)
    address = re.findall(r'href="(/questions/[^"]+/answer.txt)"', page.text)[0]
    text, markdown = alice.get(address), alice.get(address.replace(".txt", ".md"))
    seq = served.firm.json("audit", "show", address.split("/")[2])["seq"]
    for carried in (text, markdown):
        assert "$4,200 per month" in carried.text
        assert "§ 2.1" in carried.text
        assert f"record {seq}" in carried.text
        assert carried.headers["content-disposition"].startswith(f'attachment; filename="pincite-{seq}.')
    assert text.text.startswith(RENT)
    assert "[^1]: " in markdown.text
    assert bob.get(address).status_code == 404
    assert alice.get(address.replace(".txt", ".exe")).status_code in (404, 422)


def test_an_answer_is_taken_along_as_a_word_document(alice: Visitor, bob: Visitor) -> None:
    page = alice.ask(RENT).text
    address = re.findall(r'href="(/questions/[^"]+/answer.docx)"', page)[0]
    made = alice.get(address)
    assert "wordprocessingml" in made.headers["content-type"]
    assert "$4,200 per month" in "".join(one.text for one in docx.Document(BytesIO(made.content)).paragraphs)
    assert bob.get(address).status_code == 404


def test_a_conversation_stands_on_one_page(alice: Visitor, bob: Visitor) -> None:
    first = alice.ask(RENT).text
    [after] = re.findall(r'name="after" value="(\d+)"', first)
    second = alice.ask("And when is it due?", after=after)
    [address] = re.findall(r'href="(/questions/[^"]+/conversation)"', second.text)
    whole = alice.get(address).text
    assert texts(whole, r"<h2><a[^>]*>(.*?)</a></h2>") == [RENT, "And when is it due?"]
    assert "$4,200 per month" in whole
    for kind in ("txt", "md"):
        carried = alice.get(f"{address}.{kind}").text
        assert carried.index(RENT) < carried.index("And when is it due?")
        assert f"record {after}" in carried
    assert [bob.get(one).status_code for one in (address, f"{address}.docx")] == [404, 404]


def test_a_question_gets_a_name_and_is_taken_off_the_list(served: Served, alice: Visitor) -> None:
    page = alice.ask("How is the rent paid in this lease?").text
    address = re.findall(r'action="(/questions/[^"]+)/name"', page)[0]
    token = alice.form_token()
    alice.post(f"{address}/name", {"form_token": token, "name": "Rent of <Unit 4>"})
    assert "Rent of &lt;Unit 4&gt;" in alice.get("/questions").text
    assert alice.post(f"{address}/away", {"form_token": "another"}).status_code == 403
    alice.post(f"{address}/away", {"form_token": token})
    assert address not in alice.get("/questions").text
    assert address not in alice.get("/").text
    assert address in alice.get("/questions?away=1").text
    assert alice.get(address).status_code == 200
    assert served.firm.json("audit", "show", address.rpartition("/")[2])["user"] == "alice"  # the record keeps it
    alice.post(f"{address}/away", {"form_token": token, "back": "1"})
    assert address in alice.get("/questions").text


def test_nobody_names_or_stops_a_question_of_somebody_else(alice: Visitor, bob: Visitor) -> None:
    page = alice.ask(RENT).text
    address = re.findall(r'action="(/questions/[^"]+)/name"', page)[0]
    token = bob.form_token()
    for use in ("name", "away"):
        theirs = bob.post(f"{address}/{use}", {"form_token": token})
        nobodys = bob.post(f"/questions/0123456789abcdef/{use}", {"form_token": token})
        assert (theirs.status_code, theirs.text) == (nobodys.status_code, nobodys.text)
        assert theirs.status_code == 404


def test_ones_own_questions_are_searched(alice: Visitor) -> None:
    alice.ask("Who is the Tenant's guarantor?")
    found = alice.get("/questions?find=GUARANTOR").text
    assert texts(found, r'<a href="/questions/[0-9a-f]{16}">(.*?)</a>') == ["Who is the Tenant&#39;s guarantor?"]
    assert RENT not in found
    assert "stands in no question of yours, in no answer" in alice.get("/questions?find=zeppelin").text


def test_a_question_is_asked_again_elsewhere(alice: Visitor, bob: Visitor) -> None:
    page = alice.ask(RENT).text
    address = re.findall(r'href="(/questions/[^"]+/again)"', page)[0]
    form = alice.get(address).text
    assert "Lease 0007" in form
    assert "supply" not in form.lower()
    [document] = re.findall(r'value="(document [^"]+)"', form)
    further = alice.ask("When is the rent due?", place=document).text
    assert "Lease" in texts(further, r"<b>In:</b>(.*?)</p>")[0]
    assert bob.get(address).status_code == 404
    assert "$4,200" not in bob.ask("When is the rent due?", place=document).text


def test_words_are_searched_within_a_document(alice: Visitor) -> None:
    [address] = re.findall(r'href="(/documents/[^"]+)"', alice.get("/library").text)[:1]
    found = alice.get(f"{address}?find=RENT&hit=1").text
    marks = re.findall(r'<mark class="found( now)?"[^>]*>rent</mark>', found, re.I)
    assert len(marks) > 2
    assert [place for place, now in enumerate(marks) if now] == [1]
    assert f"2 of {len(marks)}" in found
    assert "Not found in this document" in alice.get(f"{address}?find=zeppelin").text
    assert alice.get(f"{address}?find={'x' * 300}").status_code == 422


def test_times_are_told_for_a_script_to_put_in_its_readers_zone(alice: Visitor) -> None:
    [moment, *_] = re.findall(r'<time datetime="([^"]+)">[^<]+ UTC</time>', alice.get("/questions").text)
    assert moment.endswith("+00:00")


def test_somebody_behind_a_wall_gets_the_same_as_for_what_is_not_there(alice: Visitor, bob: Visitor) -> None:
    page = alice.ask(RENT).text
    address = re.findall(r'class="pin" href="(/questions/[^"?#]+)', page)[0]
    source = re.findall(r'data-source="(/sources/[^"]+)"', page)[0]
    document = re.findall(r'href="(/documents/[^"#]+)', alice.get(source).text)[0]
    missing = ("/questions/0123456789abcdef", "/sources/99999.1", "/documents/0123456789abcdef")
    for hidden, absent in zip((address, source, document), missing, strict=True):
        theirs, nobodys = bob.get(hidden), bob.get(absent)
        assert NOTHING in theirs.text
        assert (theirs.status_code, theirs.text) == (nobodys.status_code, nobodys.text)
    assert "$4,200" not in bob.ask(RENT).text


def test_the_library_has_what_its_reader_may_see(alice: Visitor, bob: Visitor) -> None:
    hers, his = alice.get("/library").text, bob.get("/library").text
    assert "Lease 0007" in hers
    assert "Lease 0007" not in his
    assert "supply" in his.lower()
    [address] = re.findall(r'href="(/documents/[^"/]+)"', hers)
    opened = alice.get(address).text
    assert "$4,200 per month" in opened
    assert "2.2" in opened
    assert NOTHING in bob.get(address).text


def test_the_newest_question_stands_first_in_the_list(alice: Visitor) -> None:
    alice.ask("When does the lease end?")
    page = alice.get("/questions").text
    assert texts(page, r'<a href="/questions/[0-9a-f]+">(.*?)</a>')[0] == "When does the lease end?"


def test_signing_out_ends_it(served: Served) -> None:
    visitor = served.visitor("alice")
    cookie, token = visitor.cookie, visitor.form_token()
    assert visitor.post("/sign-out", {"form_token": token}).headers["location"] == "/sign-in"
    assert visitor.cookie is None
    stolen = Visitor(served.base, cookie)
    assert stolen.get("/").status_code == 303


def test_somebody_who_is_disabled_is_out_at_once(served: Served) -> None:
    served.firm.run("access", "user", "add", "carol")
    carol = served.visitor("carol")
    assert carol.get("/").status_code == 200
    served.firm.run("access", "user", "disable", "carol")
    assert carol.get("/").status_code == 303
    assert carol.post("/sign-in", {"name": "carol", "password": PASSWORD}).status_code == 403


def test_signing_in_is_on_the_record(served: Served) -> None:
    visitor = served.visitor("alice")
    visitor.post("/sign-out", {"form_token": visitor.form_token()})
    response = visitor.post("/sign-in", {"name": "alice", "password": PASSWORD, "to": "/library"})
    assert (response.status_code, response.headers["location"]) == (303, "/library")
    exported = served.firm.run("audit", "export", "--format", "jsonl").stdout.splitlines()
    said = {(record["user"], record["facts"].get("what")) for record in map(json.loads, exported)}
    assert {("alice", "signed in"), ("alice", "signed out"), ("alice", "password set")} <= said


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_signing_in_leads_nowhere_else(served: Served, to: str) -> None:
    served.visitor("alice")
    response = Visitor(served.base).post("/sign-in", {"name": "alice", "password": PASSWORD, "to": to})
    assert (response.status_code, response.headers["location"]) == (303, "/")


def test_a_wrong_password_is_refused_in_a_sentence(served: Served) -> None:
    served.visitor("alice")
    for name in ("alice", "nobody"):
        response = Visitor(served.base).post("/sign-in", {"name": name, "password": "not this one"})
        assert response.status_code == 403
        assert "The name or the password is wrong" in response.text
        assert response.headers.get("set-cookie") is None


FOREIGN = (
    {"origin": "https://elsewhere.example"},
    {"sec-fetch-site": "cross-site"},
    {"origin": "null"},
    {"sec-fetch-site": "same-site"},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_of_another_site_does_nothing(alice: Visitor, headers: dict[str, str]) -> None:
    before = alice.get("/questions").text
    sent = {"question": "Asked by another site?", "form_token": alice.form_token()}
    assert alice.post("/questions", sent, **headers).status_code == 403
    assert alice.get("/questions").text == before


def test_another_site_opens_no_page_in_somebodys_name(alice: Visitor) -> None:
    by_itself = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert alice.get("/library", **by_itself).status_code == 403
    assert alice.get("/library", **by_itself, **{"sec-fetch-user": "?1"}).status_code == 200  # a link that is followed


def test_wrong_passwords_are_on_the_record_now_and_then(served: Served) -> None:
    served.firm.run("access", "user", "add", "erin")
    for _ in range(5):
        assert Visitor(served.base).post("/sign-in", {"name": "erin", "password": "not this one"}).status_code == 403
    exported = served.firm.run("audit", "export", "--format", "jsonl").stdout.splitlines()
    tried = [one["facts"].get("attempts") for one in map(json.loads, exported) if one["user"] == "erin"]
    assert [count for count in tried if count] == [5]


def test_a_form_without_its_token_does_nothing(alice: Visitor) -> None:
    assert alice.post("/questions", {"question": RENT, "form_token": "another"}).status_code == 403
    assert alice.post("/questions", {"question": RENT}).status_code == 422
    assert alice.post("/sign-out", {"form_token": "another"}).status_code == 403


def test_no_page_takes_anything_from_elsewhere(alice: Visitor) -> None:
    for address in ("/", "/library", "/questions"):
        response = alice.get(address)
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "unsafe" not in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "no-store"
        assert not re.findall(r'(?:src|href)="(?!/|#)[^"]*"', response.text)
        assert not re.findall(r"<(?:script(?! src)|style)| on\w+=| style=", response.text)


def test_words_of_others_are_shown_and_do_nothing(alice: Visitor) -> None:
    page = alice.ask("<script>alert(1)</script> \u202eIs the rent due?").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page


def test_the_first_page_is_small(alice: Visitor) -> None:
    page = alice.get("/").text
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    parts = [alice.get(address) for address in addresses]
    assert len(parts) == 4
    assert len(page) + sum(len(part.content) for part in parts) < 150_000
    assert all("immutable" in part.headers["cache-control"] for part in parts)
    old = alice.get(f"{addresses[0].partition('?')[0]}?0123456789abcdef")
    assert old.headers["cache-control"] == "no-store"


def test_many_at_once_get_their_own_answers(alice: Visitor, bob: Visitor) -> None:
    asked = [(alice, RENT, "$4,200"), (bob, "What is the price of each pump?", "$915")] * 4
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda one: one[0].ask(one[1]).text, asked))
    for page, (_, _, wanted) in zip(pages, asked, strict=True):
        assert wanted in page


def test_a_name_that_several_documents_have_is_said_so(served: Served, alice: Visitor) -> None:
    (served.firm.folder / "lease" / "Lease 0009.txt").write_text("LEASE OF UNIT 9\n\n1. RENT\n\n1.1 None.\n")
    served.firm.run("ingest", str(served.firm.folder / "lease"), "--matter", "lease")
    found = alice.get("/documents/lease")
    assert found.status_code == 404
    assert "2 documents" in found.text
    hidden, missing = alice.get("/documents/supply"), alice.get("/documents/nothing")
    assert (hidden.status_code, hidden.text) == (missing.status_code, missing.text)


def _kept_in(page: str) -> str:
    [kept] = re.findall(r'name="kept" value="([^"]+)"', page)[:1]
    return html.unescape(kept)


def test_a_question_that_was_typed_before_signing_out_is_not_lost(served: Served, alice: Visitor) -> None:
    page = alice.ask(RENT)
    [after] = re.findall(r'name="after" value="(\d+)"', page.text)
    stranger = Visitor(served.base)
    typed = {"question": 'And "when" is <it> due?', "form_token": "of another visit", "after": after}
    answer = stranger.post("/questions", typed, referer=f"{served.base}/questions/x?cite=x.1")
    assert answer.status_code == 403
    assert "your question was not asked" in answer.text
    assert 'name="to" value="/questions/x?cite=x.1"' in answer.text
    kept = _kept_in(answer.text)
    wrong = stranger.post("/sign-in", {"name": "alice", "password": "wrong", "kept": kept})
    assert _kept_in(wrong.text) == kept
    came = stranger.post("/sign-in", {"name": "alice", "password": PASSWORD, "kept": kept})
    assert (came.status_code, came.headers["location"]) == (303, "/kept")
    again = stranger.get("/kept").text
    assert "And &#34;when&#34; is &lt;it&gt; due?</textarea>" in again
    assert f'name="after" value="{after}"' in again
    assert alice.get("/kept").status_code == 303  # another browser of hers has none
    asked = stranger.post(
        "/questions", {"question": "And when is it due?", "form_token": stranger.form_token(), "after": after}
    )
    assert asked.status_code == 303


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", "7", '{"question": 7}', '{"question": " "}', '{"other": "x"}', "[" * 9000]
)
def test_words_that_are_none_are_not_kept(served: Served, kept: str) -> None:
    served.visitor("alice")
    person = Visitor(served.base)
    came = person.post("/sign-in", {"name": "alice", "password": PASSWORD, "kept": kept, "to": "/library"})
    assert (came.status_code, came.headers["location"]) == (303, "/library")


def test_a_source_that_is_opened_after_signing_out_says_so_in_its_place(served: Served) -> None:
    stranger = Visitor(served.base)
    page = f"{served.base}/questions/0123456789abcdef?cite=1.1"
    part = stranger.get("/sources/12.3", **{"hx-request": "true", "referer": page})
    assert part.status_code == 403
    assert "<html" not in part.text
    assert "You are signed out" in part.text
    [to] = re.findall(r'href="/sign-in\?to=([^"]+)"', part.text)
    form = stranger.get(f"/sign-in?to={to}").text
    assert 'name="to" value="/questions/0123456789abcdef?cite=12.3#source"' in form


def test_signing_in_again_ends_what_the_browser_had_before(served: Served) -> None:
    served.visitor("alice")
    person = served.visitor("alice")
    before = person.cookie
    person.sign_in("alice")
    assert person.cookie != before
    assert Visitor(served.base, before).get("/").status_code == 303
    assert person.get("/").status_code == 200


def test_a_browser_from_before_its_user_was_disabled_stays_signed_out(served: Served) -> None:
    served.firm.run("access", "user", "add", "gil")
    person = served.visitor("gil")
    assert person.get("/").status_code == 200
    served.firm.run("access", "user", "disable", "gil")
    served.firm.run("access", "user", "enable", "gil")  # and nothing was asked for meanwhile
    assert person.get("/").status_code == 303
    person.sign_in("gil")
    assert person.get("/").status_code == 200


def test_white_space_around_a_question_is_no_part_of_it(served: Served) -> None:
    alice = served.visitor("alice")
    response = alice.post("/questions", {"question": f" {RENT} \r\n", "form_token": alice.form_token()})
    address = response.headers["location"]
    alice.get(address)
    assert f">{RENT}</textarea>" in alice.get(f"{address}/again").text
