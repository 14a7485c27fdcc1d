"""Writes bg_bb.json: the BG/BB as printed, with sixty digits.

python bg_bb.py > bg_bb.json, last run with mpmath 1.4.1.
"""

import json

import mpmath as mp

mp.mp.dps = 60


def beta(a, b):
    return mp.exp(mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))


def alive(p, x, n):
    a, b, g, d = p
    return beta(a + x, b + n - x) / beta(a, b) * beta(g, d + n) / beta(g, d)


def likelihood(p, x, t_x, n):
    a, b, g, d = p
    gone = sum(
        beta(a + x, b + t_x - x + i) / beta(a, b) * beta(g + 1, d + t_x + i) / beta(g, d)
        for i in range(n - t_x)
    )
    return alive(p, x, n) + gone


def if_alive(p, y, k):
    """How likely y of k are for one who is a customer still."""
    a, b, g, d = p
    total = mp.binomial(k, y) * beta(a + y, b + k - y) / beta(a, b) * beta(g, d + k) / beta(g, d)
    for i in range(y, k):
        ways = mp.binomial(i, y) * beta(a + y, b + i - y) / beta(a, b)
        total += ways * beta(g + 1, d + i) / beta(g, d)
    return total


def case(p, x, t_x, n):
    p = [mp.mpf(float(text)) for text in p]
    a, b, g, d = p
    whole = likelihood(p, x, t_x, n)
    still = alive(p, x, n) / whole
    then = [a + x, b + n - x, g, d + n]
    steps, worth, term = [], [], mp.mpf(1)
    for j in range(1, 2_001):
        term *= (d + n + j - 1) / (g + d + n + j - 1)
        steps.append(term)
        worth.append(term * mp.mpf(1.1) ** -j)
    share = still * (a + x) / (a + b + n)
    numbers = {
        "log_likelihood": mp.log(whole),
        "p_alive": still,
        "p_alive_at_3": still * steps[2],
        "orders_within_10": share * sum(steps[:10]),
        "discounted_10": share * sum(worth),
        "p_silent_for_10": 1 - still + still * if_alive(then, 0, 10),
        "two_of_10": still * if_alive(then, 2, 10),
        "fifty_of_400": still * if_alive(then, 50, 400),
    }
    numbers = {name: float(number) for name, number in numbers.items()}
    parameters = [float(number) for number in p]
    return {"parameters": parameters, "history": [x, t_x, n]} | numbers


PARAMETERS = [
    ("1.2035", "0.7497", "0.6567", "2.7834"), ("0.00001", "3", "0.5", "100000"),
    ("5000", "80000", "1.5", "0.001"), ("100000000", "100000000", "0.00000001", "0.01"),
    ("0.3", "40", "250", "20000"),
]
HISTORIES = [
    (0, 0, 0), (0, 0, 6), (2, 4, 6), (6, 6, 6), (0, 0, 1_000), (1, 1, 1_000), (1, 900, 1_000),
    (400, 800, 1_000), (1_000, 1_000, 1_000),
]

cases = [case(p, *history) for p in PARAMETERS for history in HISTORIES]
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
