"""What the status of a refusal means, and what would help: the same for both protocols."""

from pincite.models.chat.patience import is_spent


def refusal(where: str, status: int, said: str, content: bytes, *, has_key: bool) -> str:
    """Why a server gave no completion, and what would help. `said` are its words, without the key, if it has any."""
    because = f"{status}: {said}" if said else str(status)
    match status:
        case 401 | 403 if not has_key:
            return f"{where} asks for a key ({status}); name the variable that holds it as key_env in [model]"
        case 401 | 403:
            return f"{where} refused the key ({status}); put a valid one where key_env or key_keyring says"
        case 404:
            return f"{where} is not there ({because}); correct url or name in [model]"
        case 402 | 429 if status == 402 or is_spent(content):
            return f"{where} has no credit left ({because}); have its limit raised by its provider"
        case 429:
            return f"{where} is asked too often ({because}); ask again later, or have its limit raised"
        case 529:
            return f"{where} is overloaded ({because}); ask again later, or choose another model"
        case 400 | 413 | 422:
            return (
                f"{where} refused the request ({because}); if it is too long, choose a model that reads more, or lower "
                "max_answer_tokens in [model]"
            )
        case _ if 300 <= status < 400:
            return f"{where} sends requests elsewhere ({status}), which is not followed; correct url in [model]"
    return f"{where} failed ({because}); ask again later, and see its server's log"
