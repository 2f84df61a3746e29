"""A lab for many: places and who has one, fair shares, passwords, saved runs, a log of events."""
