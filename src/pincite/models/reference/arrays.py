"""The arrays of the reference. All arithmetic is in float32, as in an engine that rounds nothing."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Positions = NDArray[np.int64]
Truths = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
