"""Tables: separated values and spreadsheets, each sheet a heading and lines of cells."""
