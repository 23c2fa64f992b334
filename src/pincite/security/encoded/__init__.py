"""Words written so that a person does not read them, and a model may: found, and put into plain letters for scanning.

Only scanners see what comes out. The work is bounded: each way of writing is looked for in time that is linear in the
text, in no more than a set number of places, and what was decoded is looked through once more at the most.
"""

from pincite.security.encoded.decode import Decoding, decodings

__all__ = ["Decoding", "decodings"]
