"""A storm over the inbox: whatever may happen to it, in any order, drawn by a seed.

papers   what is dropped: notes, slips, pages that we printed, the same ones again
place    a workspace in a storm: what was dropped, one round of the intake, what holds
watches  real processes that watch it, killed or waiting for each other
weather  the `hypothesis` state machine: what happens, and in which order
run      so many steps of it, told by rule

What must hold is said by `tests.faults.invariants`.
"""
