"""How far two numbers may differ and still be the same, in one place.

Cells are whole counts scaled to at most 2^16, so an honest difference is never small: the tolerances only have to lie
above the rounding of the machine and of HiGHS's linear programs (feasibility 1e-7) and below one another in this order.
ROUNDING (sums of given numbers) = TINY (multipliers) < HiGHS < SHY (how far a program stays inside what is possible) <
CLOSE (a deviation or a level reached) = SAME (costs) < VIOLATED (share of its level by which a cut must fail to be worth
adding). A program that stays SHY inside thus still reaches its level by CLOSE, and what CLOSE accepts no cut calls violated.

Over whole numbers HiGHS 1.15 allows itself 1e-6 (mip_feasibility_tolerance), which is CLOSE. No deviation or level is ever
read off such a program: the master's choice of cells is rounded, its bound is compared by SAME, which it is given as the
absolute gap, and whether the chosen cells protect is asked of linear programs.
"""

ROUNDING = 1e-9
"""Share of the terms of a relation with fractional coefficients that may be left when they are added."""
TINY = 1e-9
"""A multiplier, or a weight of a cut, below this is none."""
SHY = 2e-7
"""What a deviation stays inside of the farthest that is possible."""
CLOSE = 1e-6
"""Deviations, levels and counts closer than this are equal; a level short by less is reached."""
SAME = 1e-6
"""Costs whose relative distance is below this are equal: the pattern is proven to be the cheapest."""
VIOLATED = 1e-4
"""Share of its level by which a point must violate a cut."""
