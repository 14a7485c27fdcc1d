"""Writes lasting.json: chances to stay, and sums of them, with thirty digits.

python lasting.py > lasting.json, last run with mpmath 1.4.1.
"""

import json

import mpmath as mp

mp.mp.dps = 30


def kept(g, d, k):
    return mp.exp(mp.loggamma(d + k) + mp.loggamma(g + d) - mp.loggamma(d) - mp.loggamma(g + d + k))


def one_by_one(g, d, k, rate):
    """As printed."""
    total, term = mp.mpf(0), mp.mpf(1)
    for j in range(k):
        term *= (d + j) / (g + d + j) / (1 + rate)
        total += term
        if term < mp.mpf(10) ** -40 * total * rate:
            break
    return total


def ever(g, d, rate):
    """All steps: Euler's integral of the hypergeometric series, along a logarithm."""
    if rate == 0:
        return d / (g - 1)
    lost, v = rate / (1 + rate), 1 / (1 + rate)
    whole = d + g

    def density(w):
        return mp.exp(-whole * w - (d + 1) * mp.log(lost + v * mp.exp(-w)))

    cuts = [mp.mpf(10) ** -k for k in range(9, 0, -1)] + [1, 2, 4, 6, 8, 10, 12, 15, 20, 30, 100]
    ends = [0] + cuts + [1000, mp.inf]
    return v * d * mp.quad(density, ends)


def sum_of(g, d, k, rate):
    if k is None:
        return ever(g, d, rate)
    if k <= 5_000:
        return one_by_one(g, d, k, rate)
    if rate == 0 and g == 1:
        return d * (mp.digamma(d + 1 + k) - mp.digamma(d + 1))
    if rate == 0:
        return d / (g - 1) * (1 - kept(g - 1, d + 1, k))
    return ever(g, d, rate) - (1 + rate) ** -k * kept(g, d, k) * ever(g, d + k, rate)


SHAPES = [
    ("0.6567", "2.7834"), ("0.6567", "8.7834"), ("3.8", "15.2"), ("0.067", "0.267"), ("1", "3"),
    ("1.000000001", "3"), ("0.5", "1000.25"), ("7", "0.00001"), ("0.00001", "7"), ("250.5", "12"),
    ("1000", "1000000"), ("100000000", "0.5"), ("0.00000001", "100000000"), ("2", "100000000"),
]
QUESTIONS = [
    (1, "0"), (7, "0"), (1_000, "0"), (1_000, "0.05"), (70_000, "0"), (70_000, "0.0001"),
    (1_000_000_000, "0"), (1_000_000, "0.00001"), (None, "0.1"), (None, "0.5"), (None, "0.0003"),
    (None, "0.00001"), (None, "0"),
]

cases = []
for leaves, stays in SHAPES:
    for k, rate in QUESTIONS:
        # Floats as the tests read them.
        g, d, r = (mp.mpf(float(text)) for text in (leaves, stays, rate))
        if k is None and r == 0 and g <= 1:
            continue
        case = {"leaves": float(g), "stays": float(d), "steps": k, "rate": float(r)}
        case["sum"] = float(sum_of(g, d, k, r))
        case["kept"] = None if k is None else float(kept(g, d, k))
        cases.append(case)
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
