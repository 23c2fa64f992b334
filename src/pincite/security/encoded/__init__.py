"""Finds words that a person does not read but a model may, and decodes them into plain letters for scanning.

Only scanners see the result. The work is bounded: each encoding is searched for in linear time, in a limited number of
places and to a limited depth.
"""

from pincite.security.encoded.decode import Decoding, decodings

__all__ = ["Decoding", "decodings"]
