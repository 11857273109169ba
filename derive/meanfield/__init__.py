"""Mean-field theory with proven numbers: the edge of chaos, phases, depth scales, initialisation."""
