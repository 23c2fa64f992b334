"""What settings.toml may say, and what is said of it when it may not."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.errors import WorkspaceError
from pincite.models.chat.llama_child import Way
from pincite.sensitivity import Sensitivity
from pincite.wiring import ModelSettings, Settings, read_settings
from pincite.wiring.model_settings import is_loopback, read_model


def read(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path / "settings.toml")


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(WorkspaceError) as raised:
        read(tmp_path, text)
    said = str(raised.value)
    assert said.startswith(f"{tmp_path / 'settings.toml'} ")
    return said.removeprefix(f"{tmp_path / 'settings.toml'} ")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == Settings() == read(tmp_path, "")
    assert Settings().models == ()
    assert Settings().entailment is None


def test_a_server_of_a_vendor(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        [model]
        provider = "openai"
        url = "https://models.example.com/v1/"
        name = "large-2"
        key_env = "EXAMPLE_KEY"
        prompt_usd_per_million = 2.5
        completion_usd_per_million = 10
        """,
    ).models[0]
    assert settings == ModelSettings(
        provider="openai",
        url="https://models.example.com/v1",
        name="large-2",
        key_env="EXAMPLE_KEY",
        timeout_s=120,
        prompt_usd_per_million=Decimal("2.5"),
        completion_usd_per_million=Decimal(10),
        leaves_firm=True,
        accepts=Sensitivity.PUBLIC,
        tier="remote",
    )
    rates = settings.prices.at(date(2026, 11, 29))
    assert (rates.prompt, rates.completion) == (2_500_000, 10_000_000)


def test_a_file_run_here_is_found_beside_the_settings_and_leaves_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path, '[model]\nprovider = "llama.cpp"\ngguf = "m.gguf"\ncontext_tokens = 4096\n').models[0]
    assert settings.gguf == tmp_path / "m.gguf"
    assert (settings.context_tokens, settings.timeout_s, settings.leaves_firm) == (4096, 600, False)


def test_how_a_file_is_run_stands_in_its_table(tmp_path: Path) -> None:
    table = '[model]\nprovider = "llama.cpp"\ngguf = "m.gguf"\n'
    assert read(tmp_path, table).models[0].way == Way("f16", 1.0)
    assert read(tmp_path, f'{table}kv_cache = "q8_0"\nyarn_factor = 2.5\n').models[0].way == Way("q8_0", 2.5)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('kv_cache = "q5_1"', "'f16', 'q8_0', 'q4_0'"),
        ("yarn_factor = 0.5", "a number from 1 to 32"),
        ("yarn_factor = 64", "a number from 1 to 32"),
    ],
)
def test_a_way_that_llama_cpp_does_not_run_is_refused(tmp_path: Path, entry: str, sentence: str) -> None:
    with pytest.raises(WorkspaceError, match=sentence):
        read(tmp_path, f'[model]\nprovider = "llama.cpp"\ngguf = "m.gguf"\n{entry}\n')


def test_a_model_at_an_address_is_run_as_whoever_runs_it_says(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"for models that llama\.cpp runs here"):
        read(tmp_path, '[model]\nprovider = "openai"\nurl = "http://127.0.0.1:1/v1"\nname = "m"\nkv_cache = "q8_0"\n')


@pytest.mark.parametrize(
    ("url", "leaves"),
    [
        ("http://127.0.0.1:8000/v1", False),
        ("http://[::1]:8000/v1", False),
        ("http://localhost/v1", False),
        ("https://10.0.0.7/v1", True),
        ("https://localhost.example.com/v1", True),
        ("https://127.0.0.1.example.com/v1", True),
    ],
)
def test_only_this_machine_is_taken_to_be_inside_the_firm(url: str, leaves: bool, tmp_path: Path) -> None:
    settings = read(tmp_path, f'[model]\nprovider = "openai"\nname = "m"\nurl = "{url}"\n').models[0]
    assert settings.leaves_firm is leaves
    assert is_loopback(url) is not leaves


def test_the_settings_may_say_otherwise(tmp_path: Path) -> None:
    written = '[model]\nprovider = "openai"\nname = "m"\nurl = "http://10.0.0.7/v1"\n'
    assert "would leave the firm in readable form; use https, or set leaves_firm = false" in refused(tmp_path, written)
    assert not read(tmp_path, written + "leaves_firm = false\n").models[0].leaves_firm
    through = '[model]\nprovider = "openai"\nname = "m"\nurl = "https://localhost/v1"\nleaves_firm = true\n'
    assert read(tmp_path, through).models[0].leaves_firm


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("model = 'gpt'", "sets model to 'gpt'; it is a table that begins with a line [model]"),
        (
            "[model]\nprovider = 'gpt'",
            "sets provider in [model] to 'gpt'; it is one of 'none', 'openai', 'anthropic', ",
        ),
        ("[model]\nprovider = 1", "sets provider in [model] to 1"),
        ("[model]\nprovider = 'openai'\nname = 'm'", "lacks url in [model], which provider 'openai' needs; add it"),
        ("[model]\nprovider = 'openai'\nurl = 'https://x/v1'", "lacks name in [model]"),
        ("[model]\nprovider = 'llama.cpp'", "lacks gguf in [model]"),
        ("[model]\nprovider = 'scripted'", "lacks replies in [model]"),
        ("[model]\ncontext_tokens = 2.5", "sets context_tokens in [model] to 2.5; it is a whole number from 256 to"),
        ("[model]\ncontext_tokens = true", "sets context_tokens in [model] to True"),
        ("[model]\ntimeout_s = inf", "sets timeout_s in [model] to inf; it is a number from 0.1 to 86,400"),
        ("[model]\ntimeout_s = nan", "sets timeout_s in [model] to nan"),
        ("[model]\ntimeout_s = '9'", "sets timeout_s in [model] to '9'"),
        ("[model]\nprompt_usd_per_million = -1", "sets prompt_usd_per_million in [model] to -1"),
        ("[model]\nprompt_usd_per_million = '2.50'", "to '2.50'; it is a number, which stands without quotation marks"),
        ("[model]\nprompt_usd_per_million = 0.00000001", "it is a number with at most 6 decimals, in US$ per million"),
        (
            "[model]\nprompt_usd_per_million = inf",
            "sets prompt_usd_per_million in [model] to inf; it is a number from 0",
        ),
        ("[model]\ncompletion_usd_per_million = '9'", "sets completion_usd_per_million in [model] to '9'"),
        ("[model]\ncache_read_usd_per_million = 1", "a price of cached tokens in [model] and none of other tokens"),
        ("[model]\nleaves_firm = 'no'", "sets leaves_firm in [model] to 'no'; it is true or false"),
        ("[model]\nname = ' '", "sets name in [model] to ' '; it is a text on one line"),
        ('[model]\nname = "a\\nb"', "sets name in [model] to 'a\\nb'"),
        ("[model]\nmax_answer_tokens = 9000", "leaves nothing of 8192 context_tokens for the question"),
        ("reader = 7", "sets reader to 7; it is 'shipped', 'none', or the path of a model's card (a .json file)"),
        ("entailment = 7", "sets entailment to 7; it is 'shipped', or the path of a model's card (a .json file)"),
        ("reader = 'ship'", "sets reader to 'ship'; it is 'shipped', 'none', or the path of a model's card"),
        ("second_reader = 'off'", "sets second_reader to 'off'; it is 'shipped', 'none', or the path of a model's"),
        ("reader = 'none'\nsecond_reader = 'of'", "sets second_reader to 'of'; it is 'shipped', 'none', or"),
        ("reranker = 'shipped'", "sets reranker to 'shipped'; it is 'none', or the path of a model's card"),
        ("entailment = ''", "sets entailment to ''; it is 'shipped', or the path of a model's card"),
    ],
)
def test_a_value_that_is_not_allowed_is_named(written: str, said: str, tmp_path: Path) -> None:
    assert said in refused(tmp_path, written)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "models.example.com/v1",
        "ftp://x/v1",
        "https://",
        "https://u:secret@x/v1",
        "https://x/v1?key=secret",
        "https://x/v1#secret",
        "https://x:port/v1",
        "https://x y/v1",
        "https://exämple.com/v1",
        "https://[/v1",
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_not_repeated(url: str, tmp_path: Path) -> None:
    said = refused(tmp_path, f'[model]\nprovider = "openai"\nname = "m"\nurl = "{url}"\n')
    assert said.startswith(
        "sets url in [model] to something that is not a plain address; it is one like 'https://models.example.com"
    )
    assert "secret" not in said


@pytest.mark.parametrize("key", ["sk-secret-1234", "", "two words", "1A"])
def test_a_key_in_the_file_itself_is_refused_without_repeating_it(key: str, tmp_path: Path) -> None:
    said = refused(tmp_path, f'[model]\nkey_env = "{key}"\n')
    assert "put the key itself into that variable, not into this file" in said
    assert not key or key not in said


@pytest.mark.parametrize("key", ["sk-secret-1234", "", "/", "a/b/c", "/sk-secret-1234"])
def test_a_place_in_the_keyring_that_is_none_is_not_repeated(key: str, tmp_path: Path) -> None:
    said = refused(tmp_path, f'[model]\nkey_keyring = "{key}"\n')
    assert "it is a service and a user, like 'pincite/large-2'" in said
    assert "secret" not in said


def test_a_key_is_in_one_place(tmp_path: Path) -> None:
    said = refused(tmp_path, '[model]\nkey_env = "A_KEY"\nkey_keyring = "pincite/large-2"\n')
    assert "sets both key_env and key_keyring" in said


def test_unknown_settings_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    assert refused(tmp_path, "[model]\napi_key = 'x'\n").startswith(
        "has an unknown setting 'api_key' in [model]; the settings there are: accepts, cache_read_usd_per_million, ca"
    )
    assert refused(tmp_path, "modell = 1\n").endswith(
        "budgets, chunking, embedder, entailment, hyde, index, languages, model, models, most_looked_into, "
        "on_prem, prompting, reader, reranker, routing, second_reader, server, store, when_full"
    )


def test_a_second_reader_needs_a_first_one(tmp_path: Path) -> None:
    assert "second_reader, but no first one" in refused(tmp_path, 'reader = "none"\nsecond_reader = "card.json"\n')
    assert read(tmp_path, 'second_reader = "card.json"\n').second_reader == tmp_path / "card.json"


@pytest.mark.parametrize(
    ("written", "second"),
    [
        ("", "shipped"),
        ('second_reader = "none"\n', "none"),
        ('reader = "card.json"\n', "none"),
        ('reader = "none"\n', "none"),
        ('embedder = "hashing"\n', "none"),
    ],
)
def test_the_second_reader_that_ships_is_used_beside_the_first_that_ships(
    tmp_path: Path, written: str, second: str
) -> None:
    assert read(tmp_path, written).second_reader == second


def test_the_second_reader_that_ships_is_not_used_beside_another_first_one(tmp_path: Path) -> None:
    said = refused(tmp_path, 'reader = "card.json"\nsecond_reader = "shipped"\n')
    assert "beside another first reader, whose numbers it was not fitted to" in said
    assert "it is 'shipped', 'none', or the path of a model's card" in refused(tmp_path, "second_reader = 1\n")


@pytest.mark.parametrize("value", ["1", "2000000", "true", "'all'", "2.5"])
def test_a_list_looks_into_a_number_of_documents(tmp_path: Path, value: str) -> None:
    assert read(tmp_path, "most_looked_into = 50").most_looked_into == 50
    said = refused(tmp_path, f"most_looked_into = {value}\n")
    assert said.startswith("sets most_looked_into to ")
    assert said.endswith("a number of documents from 2 to 1,000,000")


@pytest.mark.parametrize(("said", "is_on"), [("", False), ("hyde = true", True), ("hyde = false", False)])
def test_hyde_is_off_unless_it_is_set(said: str, is_on: bool, tmp_path: Path) -> None:
    assert read(tmp_path, said).hyde is is_on


def test_hyde_is_true_or_false(tmp_path: Path) -> None:
    assert "it may be true or false" in refused(tmp_path, "hyde = 'template'")


def test_the_reader_may_be_another_or_none(tmp_path: Path) -> None:
    assert read(tmp_path, "").reader == read(tmp_path, "reader = 'shipped'").reader == "shipped"
    assert read(tmp_path, "reader = 'none'").reader == "none"
    assert read(tmp_path, "reader = 'cards/reader.json'").reader == tmp_path / "cards" / "reader.json"


def test_a_workspace_that_needs_no_model_has_no_reader_unless_it_is_set(tmp_path: Path) -> None:
    assert read(tmp_path, "embedder = 'hashing'").reader == "none"
    assert read(tmp_path, "embedder = 'hashing'\nreader = 'shipped'").reader == "shipped"


def test_the_entailment_model_may_be_another(tmp_path: Path) -> None:
    assert read(tmp_path, "entailment = 'shipped'").entailment is None
    assert read(tmp_path, "entailment = 'cards/nli.json'").entailment == tmp_path / "cards" / "nli.json"


@given(
    st.dictionaries(
        st.sampled_from([*ModelSettings.__slots__, "other"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=12)
        | st.lists(st.text(), max_size=2),
    )
)
def test_whatever_the_table_holds_it_is_read_or_refused_with_a_sentence(table: dict[str, object]) -> None:
    try:
        settings = read_model(table, Path("/ws/settings.toml"))
    except WorkspaceError:
        return
    assert settings.max_answer_tokens < settings.context_tokens


SEVERAL = """
[[models]]
tier = "on-prem"
provider = "llama.cpp"
gguf = "m.gguf"

[[models]]
tier = "premium"
provider = "openai"
url = "https://models.example.com/v1"
name = "large-2"
accepts = "confidential"
"""


def test_several_models_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    cheap, dear = read(tmp_path, SEVERAL).models
    assert (cheap.tier, cheap.leaves_firm, cheap.accepts) == ("on-prem", False, Sensitivity.PRIVILEGED)
    assert (dear.tier, dear.leaves_firm, dear.accepts) == ("premium", True, Sensitivity.CONFIDENTIAL)


def test_what_leaves_the_firm_is_public_unless_the_settings_say_more(tmp_path: Path) -> None:
    written = SEVERAL.replace('accepts = "confidential"', "")
    assert read(tmp_path, written).models[1].accepts is Sensitivity.PUBLIC


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (SEVERAL + '[model]\nprovider = "none"\n', "has both [model] and [[models]]"),
        ("models = []", "sets models to []; it is up to 20 tables"),
        ("models = 3", "sets models to 3; it is up to 20 tables"),
        (SEVERAL.replace("on-prem", "premium"), "has two models of the tier 'premium'"),
        (SEVERAL.replace("premium", "on-prem"), "calls a model 'on-prem' in [[models]] number 2 whose words leave"),
        (SEVERAL.replace('"premium"', '"quote"'), "sets tier in [[models]] number 2 to 'quote'"),
        (SEVERAL.replace('"premium"', '"Not plain"'), "sets tier in [[models]] number 2 to 'Not plain'"),
        (SEVERAL.replace('tier = "premium"', ""), "lacks tier in [[models]] number 2, which each of them has"),
        (
            SEVERAL.replace('"confidential"', '"secret"'),
            "sets accepts in [[models]] number 2 to 'secret'",
        ),
        (SEVERAL.replace("https://models", "http://models"), "documents would leave the firm in readable form"),
        ('[[models]]\ntier = "a"\nprovider = "none"\n', "has a model of provider 'none' in [[models]] number 1"),
        (
            SEVERAL + '[[models]]\ntier = "b"\nprovider = "llama.cpp"\ngguf = "n.gguf"\n',
            "has two models of provider 'llama.cpp', and a server runs one",
        ),
    ],
)
def test_models_that_cannot_be_told_apart_or_lack_something_are_refused(
    written: str, said: str, tmp_path: Path
) -> None:
    assert said in refused(tmp_path, written)


def test_the_firms_networks(tmp_path: Path) -> None:
    written = 'on_prem = ["10.20.0.0/16", "192.168.7.9", "fd00::/8"]'
    assert [str(one) for one in read(tmp_path, written).on_prem] == ["10.20.0.0/16", "192.168.7.9/32", "fd00::/8"]


def test_networks_below_a_table_are_told_where_they_belong(tmp_path: Path) -> None:
    said = refused(tmp_path, SEVERAL + 'on_prem = ["10.20.0.0/16"]\n')
    assert said.startswith("has on_prem in [[models]] number 2, where it is read as a setting of that model")
    assert said.endswith("move its line up, before the first line in brackets")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('on_prem = "10.20.0.0/16"', "sets on_prem to '10.20.0.0/16'; it is a list of networks"),
        ('on_prem = ["models.firm.example"]', "has something in on_prem that is no network"),
        ('on_prem = ["10.20.3.4/16"]', "has host bits set"),
        ("on_prem = [10]", "sets on_prem to [10]; it is a list of networks"),
    ],
)
def test_networks_that_are_none(written: str, said: str, tmp_path: Path) -> None:
    assert said in refused(tmp_path, written)
