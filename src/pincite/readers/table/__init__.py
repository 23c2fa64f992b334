"""Tables: separated values, and spreadsheets with each sheet as a heading and lines of cells."""
