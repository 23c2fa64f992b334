"""What a user does in a firm: one function for each use, which every door calls.

Each checks what its user may see, records what is about to be shown or done, does it, and returns frozen values. A door
(the command line, a page, a program) parses, calls, and prints.
"""

from pincite.session.firm import Firm
from pincite.session.session import Session

__all__ = ["Firm", "Session"]
