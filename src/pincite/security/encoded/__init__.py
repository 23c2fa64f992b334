"""Finds words that a person does not read but a model may, and puts them into plain letters for scanning.

Only scanners see the result. The work is bounded: each way of writing is searched in time that is linear in the text,
in a limited number of places and to a limited depth.
"""

from pincite.security.encoded.decode import Decoding, decodings

__all__ = ["Decoding", "decodings"]
