"""Writes kaplan_meier.json: survival, errors, intervals and quantiles as lifelines computes them.

python kaplan_meier.py > kaplan_meier.json, last run with lifelines 0.30.3 and NumPy 2.4.6. Means are
of exact fractions, as lifelines' are by numerical integration; they are compared here.
"""

import json
import random
import warnings
from fractions import Fraction

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.exceptions import ApproximationWarning
from lifelines.utils import median_survival_times, restricted_mean_survival_time

warnings.simplefilter("ignore", ApproximationWarning)

# Days until an end, or until one was last seen, which is marked by a plus.
HAND = "3 3+ 5 5 8 8+ 10+"
# Weeks of remission: Freireich et al., Blood 21 (1963).
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def ties():
    """200 spells of 0 to 30 days, so that some days have many ends, and many that go on."""
    chance = random.Random(20)
    for _ in range(200):
        ends, leaves = int(chance.expovariate(1 / 9)), int(chance.uniform(0, 31))
        yield f"{ends}" if ends <= leaves else f"{leaves}+"


def exact(spells):
    """As printed."""
    chance, steps = Fraction(1), {}
    for days in sorted({days for days, _ in spells}):
        at_risk = sum(days <= other for other, _ in spells)
        ended = sum((days, True) == spell for spell in spells)
        chance *= 1 - Fraction(ended, at_risk)
        steps[days] = chance
    return steps


def mean(steps, until):
    ends = [days for days in steps if days < until]
    cuts = [0, *ends, until]
    return sum(s * (b - a) for s, a, b in zip([Fraction(1), *(steps[d] for d in ends)], cuts, cuts[1:]))


def case(name, text):
    spells = [(int(word.rstrip("+")), not word.endswith("+")) for word in text.split()]
    days, ended = map(list, zip(*spells))
    fitted = KaplanMeierFitter().fit(days, ended)
    steps, table = exact(spells), fitted.event_table
    survival = fitted.survival_function_["KM_estimate"]
    error = survival * np.sqrt(fitted._cumulative_sq_)
    assert all(abs(survival[at] - float(s)) < 1e-14 for at, s in steps.items())

    def intervals(level):
        found = KaplanMeierFitter(alpha=1 - level).fit(days, ended).confidence_interval_
        return [[float(end) for end in found.loc[at]] for at in steps]

    def quantile(p):
        # None at a step, where rounding would decide.
        assert all(1e-9 < abs(float(s) - (1 - p)) for s in steps.values())
        found = fitted.percentile(1 - p)
        return [p, None if np.isinf(found) else int(found)]

    until = [max(days), max(days) // 2]
    means = [float(mean(steps, t)) for t in until]
    for t, exactly in zip(until, means):
        assert abs(restricted_mean_survival_time(fitted, t) / exactly - 1) < 1e-3
    return {
        "name": name,
        "spells": spells,
        "counts": [
            [at, *(int(table.loc[at, column]) for column in ("at_risk", "observed", "censored"))]
            for at in steps
        ],
        "survival": [float(survival[at]) for at in steps],
        "standard_error": [float(error[at]) for at in steps],
        "intervals": [[level, intervals(level)] for level in (0.95, 0.5)],
        "quantiles": [quantile(p) for p in (0.123, 0.2345, 0.456, 0.51, 0.678, 0.876, 0.987)],
        "median_interval": [
            None if np.isinf(end) else int(end)
            for end in median_survival_times(fitted.confidence_interval_).iloc[0]
        ],
        "means": [list(pair) for pair in zip(until, means)],
    }


cases = [
    case("by hand", HAND),
    case("remission", REMISSION),
    case("placebo", PLACEBO),
    case("ties", " ".join(ties())),
]
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
