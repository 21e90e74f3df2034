"""Tests of Podshivka, and the simulated paper that they share."""
