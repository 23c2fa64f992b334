"""What the status of a refusal means, and what would help: the same for both protocols."""

from pincite.models.chat.patience import is_spent

FULL = (429, 503, 529)
"""Statuses of a server that has no room for a request at the moment."""


def is_full(status: int, content: bytes) -> bool:
    """Whether a refusal says that there is no room now, and not that there is no credit."""
    return status in FULL and not is_spent(content)


def refusal(where: str, url: str, status: int, said: str, content: bytes, *, has_key: bool) -> str:
    """Why the server at `url` gave no completion, and what would help. `said` are its words, without the key."""
    because = f"{status}: {said}" if said else str(status)
    match status:
        case 401 | 403 if not has_key:
            return f"{where} asks for a key ({status}); name the variable that holds it as key_env in settings.toml"
        case 401 | 403:
            return f"{where} refused the key ({status}); put a valid one where key_env or key_keyring says"
        case 404 | 405 if not url.endswith("/v1"):
            return f"{where} is not there ({because}); url in settings.toml goes up to and with /v1: try {url}/v1"
        case 404:
            return f"{where} is not there ({because}); correct url or name in settings.toml"
        case 402 | 429 if status == 402 or is_spent(content):
            return f"{where} has no credit left ({because}); have its limit raised by its provider"
        case 429:
            return f"{where} is asked too often ({because}); ask again later, or have its limit raised"
        case 529:
            return f"{where} is overloaded ({because}); ask again later, or choose another model"
        case 400 | 413 | 422:
            return (
                f"{where} refused the request ({because}); if it is too long, choose a model that reads more, or lower "
                "max_answer_tokens in settings.toml"
            )
        case _ if 300 <= status < 400:
            return f"{where} sends requests elsewhere ({status}), which is not followed; correct url in settings.toml"
    return f"{where} failed ({because}); ask again later, and see its server's log"
