"""Writes rfm_bins.json: bins by rank and by quantile as pandas and NumPy compute them.

python rfm_bins.py > rfm_bins.json, last run with NumPy 2.4.6 and pandas 3.1.1.
"""

import json

import numpy as np
import pandas as pd

VALUES = {
    "ties and a long tail": [
        400, 2, 9, 21, 15, 14, 18, 4, 18, 14, 15, 21, 9, 402, 0,
        3, 11, 1, 19, 19, 1, 11, 3, 0, 2, 9, 421, 15, 14, 18,
    ],
    "most are equal": [1] * 12 + [2, 2, 2, 3, 3, 5, 8, 40],
    "all are equal": [7] * 9,
    "one alone": [5],
    "fewer than bins": [30, 10, 20],
    "all differ": [(i * 7919) % 613 for i in range(101)],
    "returns exceed sales": [-50, 0, 0, 120, -3, 9_999, 120, 45, 0, 800, -50],
    "large": [10**12 + (i * i) % 97 for i in range(40)],
}


def digits(bins):
    return [int(bin) for bin in bins]


def ranks(series, bins, ascending):
    worse = series.rank(method="min", ascending=ascending) - 1
    return digits(1 + worse.astype(int) * bins // len(series))


cases = []
for name, values in VALUES.items():
    series = pd.Series(values, dtype="int64")
    for bins in range(2, 11):
        edges = np.quantile(np.array(values, dtype=float), [i / bins for i in range(1, bins)])
        cases.append({
            "name": name,
            "values": values,
            "bins": bins,
            "more_is_better": ranks(series, bins, True),
            "less_is_better": ranks(series, bins, False),
            "edges": [float(edge) for edge in edges],
            "quantiles": digits(1 + np.searchsorted(edges, values, side="left")),
        })
print("[")
print(",\n".join(json.dumps(case) for case in cases))
print("]")
