"""Networks as data, and the recurrences that follow from a description: `description`, `recurrences`."""
