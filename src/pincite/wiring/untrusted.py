"""Verifies the record of a workspace that is not trusted on this machine: it is read, and nothing is written."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pincite.audit.checkpoint import Head
from pincite.audit.event import Problem
from pincite.audit.heads import HeadKeeper, default_places
from pincite.audit.verification import Verification
from pincite.errors import UntrustedWorkspace
from pincite.session.verifying import verified_file
from pincite.wiring.account import home
from pincite.wiring.folder_claims import LINK, folder_claims
from pincite.wiring.names import AUDIT, IDENTITY


def verify_untrusted(
    root: Path, error: UntrustedWorkspace, noted: Sequence[Head], checkpoint: Path | None
) -> Verification:
    """The problems of the record of the workspace that `error` refused.

    Where the workspace asks for anything or has links, that is a problem too, and its further places are not examined.

    Raises:
        RecordError: the checkpoint cannot be read.
    """
    if any(claim.setting.endswith(LINK) for claim in folder_claims(root)):
        return Verification(0, (), (Problem(0, str(error)),))
    places = default_places(os.environ, home())
    found = verified_file(root / AUDIT, lambda: HeadKeeper.open(root / IDENTITY, places), noted, checkpoint)
    if error.is_only_unknown:
        return found
    return replace(found, problems=(Problem(0, str(error)), *found.problems))
