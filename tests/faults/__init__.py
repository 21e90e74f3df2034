"""What breaks in the middle of the intake, on purpose.

calls       the system calls of a process and all it starts, one after the other:
            counted, refused with an error, or the last thing the process does
workplace   a workspace with papers in its inbox, to break things in
invariants  what must hold whatever broke
sweep       every call in turn
"""
