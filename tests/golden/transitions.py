"""Writes transitions.json: what follows from counts of moves between groups.

python transitions.py > transitions.json, last run with numpy 2.4.6 and statsmodels 0.14.5.

Intervals are statsmodels' `proportion_confint(method="wilson")`, numbers ahead powers of the matrix by
numpy. First passages are solved in exact fractions, and by numpy's fundamental matrix to be sure of the
system.
"""

import json
from fractions import Fraction

import numpy as np
from statsmodels.stats.proportion import proportion_confint

# From loyal, active, new, quiet and lost, who come back now and then.
COMES_BACK = [
    [812, 143, 0, 38, 7],
    [97, 604, 0, 211, 0],
    [0, 133, 61, 402, 19],
    [3, 88, 0, 517, 290],
    [1, 9, 0, 17, 4096],
]
# Nobody comes back from the last group, and from the second hardly anybody leaves.
STAYS_LOST = [
    [5, 3, 2, 0, 1],
    [1, 999_999_999, 0, 0, 0],
    [4, 0, 11, 6, 0],
    [0, 2, 0, 1, 1],
    [0, 0, 0, 0, 23],
]
DAYS = 30
START = [120.0, 300.0, 80.0, 0.0, 1000.5]
ENTERING = [0.0, 0.25, 47.5, 0.0, 0.0]


def intervals(counts):
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            for level in (0.5, 0.8, 0.95, 0.999):
                low, high = proportion_confint(count, sum(row), alpha=1 - level, method="wilson")
                yield [i, j, level, float(low), float(high)]


def ahead(P, entering):
    for steps in (0, 1, 2, 12, 60):
        powers = [np.linalg.matrix_power(P, n) for n in range(steps)]
        came = sum((np.array(entering) @ power for power in powers), np.zeros(len(P)))
        yield [steps, list(START @ np.linalg.matrix_power(P, steps) + came)]


def solved(A, b):
    """Gauss and Jordan's elimination, exactly."""
    n = len(b)
    rows = [row[:] + [x] for row, x in zip(A, b)]
    for i in range(n):
        pivot = next(r for r in range(i, n) if rows[r][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for r in range(n):
            if r != i:
                rows[r] = [x - rows[r][i] * y for x, y in zip(rows[r], rows[i])]
    return [row[-1] for row in rows]


def passage(counts, to):
    """The days from each other group."""
    others = [i for i in range(len(counts)) if i != to]
    P = [[Fraction(count, sum(row)) for count in row] for row in counts]
    A = [[(i == j) - P[i][j] for j in others] for i in others]
    steps = solved(A, [Fraction(1)] * len(others))
    fundamental = np.linalg.inv(np.array(A, dtype=float))
    # numpy loses as many digits as a rare move has zeros.
    assert np.allclose(fundamental.sum(1), [float(m) for m in steps], rtol=1e-6)
    days = {i: float(DAYS * m) for i, m in zip(others, steps)}
    return [days.get(i, 0.0) for i in range(len(counts))]


def case(counts, targets):
    P = np.array(counts) / np.sum(counts, axis=1, keepdims=True)
    return {
        "counts": counts,
        "days": DAYS,
        "start": START,
        "entering": ENTERING,
        "intervals": list(intervals(counts)),
        "ahead": list(ahead(P, [0.0] * len(counts))),
        "ahead_with_entering": list(ahead(P, ENTERING)),
        "mean_days_until": [[to, passage(counts, to)] for to in targets],
    }


# Nobody comes to be new, which is index 2 of the first, but who is.
print("[")
print(json.dumps(case(COMES_BACK, [0, 1, 3, 4])) + ",")
print(json.dumps(case(STAYS_LOST, [4])))
print("]")
