"""A page as a picture for text recognition."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in grey, one byte per pixel, row by row from the top; 0 is black.

    A skewed page was turned counter-clockwise by `angle` degrees around its centre. `drawn` is its width and height
    before that.
    """

    width: int
    height: int
    grey: bytes
    angle: float
    drawn: tuple[int, int]

    @property
    def portable(self) -> bytes:
        """As a portable greymap, so simple a format that nothing in it can mislead a decoder. Source: pgm(5)."""
        return b"P5 %d %d 255\n" % (self.width, self.height) + self.grey

    def turned(self, quarters: int) -> "Picture":
        """The picture turned clockwise by quarter turns."""
        width, height, grey = self.width, self.height, self.grey
        match quarters % 4:
            case 1:
                columns = (grey[(height - 1) * width + column :: -width] for column in range(width))
                return replace(self, width=height, height=width, grey=b"".join(columns))
            case 2:
                return replace(self, grey=grey[::-1])
            case 3:
                columns = (grey[column::width] for column in reversed(range(width)))
                return replace(self, width=height, height=width, grey=b"".join(columns))
        return self
