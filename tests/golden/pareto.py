"""Writes pareto.json: the Pareto/NBD in 40 digits, at random and extreme points.

Every integral is taken in short panels of 40 nodes; the dead term is also compared with its
hypergeometric form, the discounted sum with Kummer's U. Needs mpmath 1.4.
"""

import json
import random
from functools import cache

from mpmath import mp, mpf, exp, log, log1p, expm1, loggamma, cos, pi, inf
from mpmath import hyp2f1, hyperu, sqrt

mp.dps = 40


@cache
def nodes(n=40):
    out = []
    for i in range(1, n + 1):
        x = cos(pi * (i - mpf(1) / 4) / (n + mpf(1) / 2))
        for _ in range(8):
            low, high = mpf(1), x
            for k in range(2, n + 1):
                low, high = high, ((2 * k - 1) * x * high - (k - 1) * low) / k
            slope = n * (x * high - low) / (x * x - 1)
            x -= high / slope
        out.append((x, 2 / ((1 - x * x) * slope**2)))
    return out


def panel(f, a, b):
    return (b - a) / 2 * sum(w * f((a + b) / 2 + (b - a) / 2 * x) for x, w in nodes())


def falling(f, slope, scale, end):
    """The integral of a function that falls from 1, of which `slope` is −(ln f)′."""
    v, total = mpf(0), mpf(0)
    while v < end:
        to = min(end, v + min(16 / slope(v), 2 * (scale + v)))
        part = panel(f, v, to)
        total, v = total + part, to
        if part < total * mpf(10) ** -25 and f(v) * v < total * mpf(10) ** -25:
            break
    return total


def powers(a, r, b, s, end):
    f = lambda v: exp(-r * log1p(v / a) - s * log1p(v / b))
    return falling(f, lambda v: r / (a + v) + s / (b + v), min(a, b), end)


def laplace(z, s, end):
    return falling(lambda v: exp(-z * v - s * log1p(v)), lambda v: z + s / (1 + v), mpf(1), end)


def at_least(n, R, a, s, b, h):
    """The integral over the time of the n-th purchase, by its logarithm."""
    ln_f = lambda q: n * q - (R + n) * log1p(exp(q)) - s * log1p(a / b * exp(q))
    bend = lambda q: (R + n) / (2 + exp(q) + exp(-q)) + s / (2 + a / b * exp(q) + b / a * exp(-q))
    slope = lambda q: n - (R + n) / (1 + exp(-q)) - s / (1 + b / a * exp(-q))
    low, high = mpf(-200), mpf(200)
    while high - low > mpf(10) ** -8 / sqrt(1 + R + n + s):
        mid = (low + high) / 2
        low, high = (mid, high) if slope(mid) > 0 else (low, mid)
    end = log(h / a)
    top = min(low, end)
    total = mpf(0)
    for sign in (-1, 1):
        q = top
        while sign < 0 or q < end:
            fall = abs(slope(q)) + sqrt(bend(q))
            to = q + sign * min(1, 4 / fall)
            to = min(to, end)
            part = panel(lambda p: exp(ln_f(p) - ln_f(top)), min(q, to), max(q, to))
            total, q = total + part, to
            if part < total * mpf(10) ** -22:
                break
    norm = loggamma(R + n) - loggamma(R) - loggamma(n)
    return exp(ln_f(top) + norm) * total


def agree(one, other, digits=18):
    assert abs(one - other) <= mpf(10) ** -digits * abs(one), (one, other)


def point(kind, rng):
    spread = lambda lo, hi: 10 ** rng.uniform(lo, hi)
    if kind == "extreme":
        params = [spread(-8, 8) for _ in range(4)]
        t, h, delta = spread(-12, 9), spread(-12, 9), spread(-10, 1)
        x, n = rng.choice([0, 1, 2, int(spread(0, 6))]), rng.choice([1, 2, 3, int(spread(0, 3.5))])
    else:
        params = [spread(-1, 0.7), spread(0, 2), spread(-1, 0.7), spread(0, 2)]
        t, h, delta = spread(0, 3), spread(0, 3), spread(-5, -1)
        x, n = rng.choice([0, 1, int(spread(0, 2))]), rng.choice([1, 2, int(spread(0, 1.5))])
        if kind == "busy":
            x, n = int(spread(1, 6)), int(spread(0, 3.7))
            # Half of them buy about n times.
            h = rng.choice([h, n * (params[1] + t) / (params[0] + x) * spread(-0.5, 0.5)])
    # Long ago, now, or so that it is unclear whether they have left.
    unclear = t - (params[1] + t) * spread(-3, 1.5) / (params[0] + x + 1)
    t_x = 0.0 if x == 0 else rng.choice([t, t * rng.random(), *[max(unclear, t * 1e-6)] * 3])
    return *params, x, t_x, t, h, n, delta


def row(p):
    r, alpha, s, beta, x, t_x, t, h, n, delta = map(mpf, p)
    R, A, B, a, b, gap = r + x, alpha + t_x, beta + t_x, alpha + t, beta + t, t - t_x
    D = s * A**-R * B ** -(s + 1) * powers(A, R, B, s + 1, gap)
    now = a**-R * b**-s
    if max(R, s) < 30 and 0.2 < A / B < 5 and gap > A / 100:
        low = lambda w: hyp2f1(R + s, s + 1, R + s + 1, (A - B) / (A - B + B + w)) / (A + w) ** (R + s)
        if A > B:
            agree(D, s / (R + s) * (low(0) - low(gap)), 12)
    alive = 1 / (1 + D / now)
    rate = alive * R / a
    k = s - 1
    expected = rate * b * (-expm1(-k * log1p(h / b)) / k)
    silent = 1 - alive + alive * (
        s / b * powers(a, R, b, s + 1, h) + exp(-R * log1p(h / a) - s * log1p(h / b)))
    z = delta * b
    forever = laplace(z, s, mpf(inf))
    if 1e-3 < z < 30 and s < 30:
        agree(forever, z ** (s - 1) * hyperu(s, s, z), 12)
    values = (log(now + D), alive, expected, alive * at_least(n, R, a, s, b, h), silent,
              rate * b * laplace(z, s, h / b), rate * b * forever)
    return [*p, *(float(v) for v in values)]


if __name__ == "__main__":
    rng = random.Random(1987)
    rows = [row(point(kind, rng)) for kind in ("extreme", "plain", "busy") for _ in range(220)]
    columns = ["r", "alpha", "s", "beta", "x", "t_x", "t", "h", "n", "delta", "ln_cell", "p_alive",
               "expected", "at_least", "silent", "discounted", "discounted_forever"]
    with open("tests/golden/pareto.json", "w") as out:
        text = ",\n".join(json.dumps(r) for r in rows)
        out.write('{"columns": %s, "rows": [\n%s\n]}\n' % (json.dumps(columns), text))
