"""The parts of a round of self-improvement: propose, solve, keep what can be learned from, watch for collapse."""
