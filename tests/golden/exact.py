"""Writes exact.json: p-values of the exact tests behind early warnings.

python exact.py > exact.json, last run with scipy 1.17.1.
"""

import itertools
import json
import math
import random

from scipy import stats

rng = random.Random(1)
cases = {"at_most": [], "at_least": [], "lower": [], "rising": []}

# Fisher's test: marks among what is drawn, from few things to many, in both tails.
shapes = [(10, 3, 4), (455, 20, 90), (455, 455, 90), (455, 1, 90), (455, 400, 90), (40, 30, 25)]
shapes += [(2_000_000, 1_000_000, 1_000_000), (100_000, 60, 5_000), (1_000, 999, 999)]
for total, marked, drawn in shapes:
    law = stats.hypergeom(total, marked, drawn)
    fewest, most = max(0, marked + drawn - total), min(marked, drawn)
    middle = round(law.mean())
    spread = max(1, round(law.std()))
    found = {fewest, most, middle, middle - 1, middle + 2 * spread, middle - 4 * spread}
    for x in sorted(x for x in found if fewest <= x <= most):
        # scipy's sum of logarithms loses digits where numbers are large: whole numbers do not.
        whole = math.comb(total, drawn) if total <= 100_000 else None
        if whole is not None:
            terms = range(fewest, x + 1)
            ways = sum(math.comb(marked, i) * math.comb(total - marked, drawn - i) for i in terms)
            # As scipy has it, to the digits that it has.
            assert math.isclose(ways / whole, law.cdf(x), rel_tol=1e-7), (total, marked, drawn, x)
            p = ways / whole
        else:
            p = law.cdf(x)
        case = {"found": x, "marked": marked, "drawn": drawn, "total": total, "p": p}
        cases["at_most"].append(case)

# The conditional test of two Poisson rates.
for events in [1, 2, 7, 60, 5_000]:
    for share in [0.01, 90 / 455, 0.5, 0.9]:
        for x in sorted({0, 1, events // 3, events // 2, events}):
            p = stats.binomtest(x, events, share, alternative="greater").pvalue
            cases["at_least"].append({"found": x, "events": events, "share": share, "p": p})

# Mann and Whitney's test, without ties.
for m, n in [(1, 3), (2, 6), (3, 5), (6, 9), (10, 20), (10, 1)]:
    for shift in [0.0, 0.5, 1.0, 2.0]:
        recent = [round(rng.gauss(-shift, 1), 6) for _ in range(m)]
        earlier = [round(rng.gauss(0, 1), 6) for _ in range(n)]
        assert len(set(recent + earlier)) == m + n
        p = stats.mannwhitneyu(recent, earlier, alternative="less", method="exact").pvalue
        cases["lower"].append({"recent": recent, "earlier": earlier, "p": p})


def by_choices(recent, earlier):
    """Every choice, one by one: scipy's exact distribution knows no ties."""

    def halves(recent, earlier):
        return sum((r > e) - (r < e) + 1 for r in recent for e in earlier)

    values, found, low, total = recent + earlier, halves(recent, earlier), 0, 0
    for chosen in itertools.combinations(range(len(values)), len(recent)):
        others = [v for i, v in enumerate(values) if i not in chosen]
        low += halves([values[i] for i in chosen], others) <= found
        total += 1
    return low / total


for m, n, kinds in [(2, 4, 2), (3, 6, 3), (4, 8, 4), (5, 9, 12), (3, 3, 1)]:
    for _ in range(4):
        recent = [float(rng.randrange(kinds)) for _ in range(m)]
        earlier = [float(rng.randrange(kinds)) for _ in range(n)]
        cases["lower"].append({"recent": recent, "earlier": earlier, "p": by_choices(recent, earlier)})

# Mann and Kendall's test: without ties it is scipy's of Kendall's rank correlation with time.
for n in [3, 4, 6, 10, 15, 20]:
    for drift in [0.0, 1.0, 5.0]:
        numbers = [round(100 + drift * i + 10 * rng.random() * 10) for i in range(n)]
        while len(set(numbers)) < n:
            numbers = [x + rng.randrange(2) for x in numbers]
        p = stats.kendalltau(range(n), numbers, alternative="greater", method="exact").pvalue
        cases["rising"].append({"numbers": numbers, "p": p})


def by_orders(numbers):
    def falls(order):
        return sum(a > b for a, b in itertools.combinations(order, 2))

    found = falls(numbers)
    orders = list(itertools.permutations(numbers))
    return sum(falls(order) <= found for order in orders) / len(orders)


for n, kinds in [(4, 2), (5, 3), (7, 4), (8, 2), (8, 6), (5, 1)]:
    for _ in range(3):
        numbers = [7 + rng.randrange(kinds) for _ in range(n)]
        cases["rising"].append({"numbers": numbers, "p": by_orders(numbers)})

print(json.dumps(cases, indent=1))
