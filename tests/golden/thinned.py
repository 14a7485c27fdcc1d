"""Writes thinned.json: a customer who buys at every k-th hidden event and may leave at each.

    python tests/golden/thinned.py > tests/golden/thinned.json

All by mpmath 1.4 (quicker with gmpy2) with 30 or more digits, each number in another way than the library's: means
from the published 2F1 (k = 1) or an integral over p of sums over roots of unity, tails from
exact series, discounted means from an integral over time of the density of purchases.
"""

import json
import random
import signal
from multiprocessing import Pool

from mpmath import exp, hyp2f1, ln, loggamma, mp, mpf, quad, rf


def published(R, al, a, b, h):
    """E[Y] of the BG/NBD, of Fader, Hardie & Lee (2005); beside its poles, not on them."""
    if abs(a - 1) < mpf(10) ** -30:
        a = a + mpf(10) ** -32
    if abs(a + b - 1) < mpf(10) ** -30:
        b = b + mpf(10) ** -32
    z = h / (al + h)
    return (a + b - 1) / (a - 1) * (1 - (1 - z) ** R * hyp2f1(R, b, a + b - 1, z, maxterms=30000))


def given(q, R, x, k, j):
    """E[Y | p] and E[q^F | p]."""
    p, mean, stay = 1 - q, mpf(0), mpf(0)
    for l in range(k // 2 + 1):
        c = q ** (mpf(1) / k) * mp.expjpi(mpf(2 * l) / k)
        kept = (1 + (1 - c) * x) ** -R
        both = 1 if l == 0 or 2 * l == k else 2
        mean += both * (c ** (j + 1) * (1 - kept) / (1 - c)).real
        stay += both * (c ** (j + 1) * kept / (1 - c)).real
    return mean / (k * q), p * stay / (k * q)


def gauss(n):
    """Gauss's points and weights on [0, 1]."""
    found = []
    for i in range(n):
        x = mp.cos(mp.pi * (i + mpf(3) / 4) / (n + mpf(1) / 2))
        for _ in range(9):
            before, value = mpf(1), x
            for m in range(2, n + 1):
                before, value = value, ((2 * m - 1) * x * value - (m - 1) * before) / m
            slope = n * (x * value - before) / (x * x - 1)
            x -= value / slope
        found.append(((1 + x) / 2, 1 / ((1 - x * x) * slope * slope)))
    return found


mp.dps = 60
POINTS = gauss(30)


def over_p(f, a, b, steep):
    """The integral of f(p, q) over Beta(p; a, b), by its log-odds; f changes little beyond
    p < e^-45/steep and q < e^-45/steep."""
    lnB = loggamma(a) + loggamma(b) - loggamma(a + b)

    def hill(w):
        p, q = 1 / (1 + exp(-w)), 1 / (1 + exp(w))
        return exp(a * ln(p) + b * ln(q) - lnB) * f(p, q)

    edge = 45 + float(ln(steep))
    # Where the hill is: a coarse look, and finer ones about its top.
    grid, step = [-edge + 2 * edge * i / 60 for i in range(61)], edge / 30
    for _ in range(30):
        heights = [hill(w) for w in grid]
        top = max(range(len(grid)), key=lambda i: heights[i])
        beside = min(heights[max(top - 1, 0)], heights[min(top + 1, len(grid) - 1)])
        centre = grid[top]
        if beside > heights[top] / 2:
            break
        step /= 3
        grid = [centre + step * i for i in range(-4, 5)]
    # Pieces that grow with the distance from the top, and are short beside the poles.
    cuts, at = {mpf(centre)}, step
    while at < 2 * edge:
        cuts |= {mpf(w) for w in (centre - at, centre + at) if -edge < w < edge}
        at += min(at, 2.5)
    cuts = sorted(cuts | {mpf(-edge), mpf(edge)})
    peak, heights = hill(mpf(centre)), [hill(w) for w in cuts]
    total = heights[0] / a + heights[-1] / b
    for i, (lo, hi) in enumerate(zip(cuts, cuts[1:])):
        if max(heights[i], heights[i + 1]) > peak * mpf(10) ** -24:
            total += (hi - lo) * sum(w * hill(lo + (hi - lo) * u) for u, w in POINTS)
    return total


def certain(f):
    """f at the precision there is and at more of it, if both agree."""
    def twice():
        first = f()
        mp.dps += 25
        second = f()
        return second if abs(first - second) <= abs(second) * mpf(10) ** -17 else None

    return within(4, twice)


def nb(m, R, z, y):
    return exp(loggamma(R + m) - loggamma(R) - loggamma(m + 1) + R * ln(y) + m * ln(z))


def tail(m, R, al, h):
    """P(N >= m), summed from the side that is short."""
    z, y = h / (al + h), al / (al + h)
    if m == 0:
        return mpf(1)
    if m <= 4000 and not (R < 1 and m * z < 1):
        term, total = y ** R, mpf(0)
        for i in range(int(m)):
            total += term
            term *= (R + i) / (i + 1) * z
        if 1 - total > mpf(10) ** -25:
            return 1 - total
    return upper(m, R, z, y)


def upper(m, R, z, y):
    term = nb(m, R, z, y)
    total, i = mpf(0), mpf(m)
    for _ in range(20_000):
        total += term
        ratio = (R + i) / (i + 1) * z
        term *= ratio
        i += 1
        if ratio < 1 and term / (1 - max(ratio, z)) < total * mpf(10) ** -22:
            return total
    return None


def pmf(n, R, al, a, b, k, j, h):
    z, y = h / (al + h), al / (al + h)
    if n == 0:
        return sum(nb(m, R, z, y) for m in range(k - j))
    full = sum(nb(m, R, z, y) for m in range(n * k - j, (n + 1) * k - j))
    over = tail((n + 1) * k - j, R, al, h)
    return None if over is None else stay(n - 1, a, b) * (full + over * a / (a + b + n - 1))


def stay(n, a, b):
    if n < 300:
        return rf(b, n) / rf(a + b, n)
    return exp(loggamma(b + n) - loggamma(b) + loggamma(a + b) - loggamma(a + b + n))


def discounted(R, al, a, b, h, delta):
    """The integral of e^(-du) R/al 2F1(R+1, a; a+b; -u/al), by ln u."""
    end = min(h, 60 / delta) if delta > 0 else h
    scale = al / (1 + R)
    cuts = [scale * mpf(10) ** -24]
    while cuts[-1] * 8 < end:
        cuts.append(cuts[-1] * 8)
    cuts = [ln(c) for c in cuts] + [ln(end)]

    def rate(t):
        u = exp(t)
        return u * exp(-delta * u) * R / al * hyp2f1(R + 1, a, a + b, -u / al, maxterms=30000)

    # Nothing has happened before the first cut: the density is flat there.
    return exp(cuts[0]) * R / al + quad(rate, cuts, maxdegree=5, method="gauss-legendre")


class Late(Exception):
    pass


def late(*_):
    raise Late


def within(seconds, f):
    """f(), or nothing if that takes too long or does not converge."""
    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    precision = mp.dps
    try:
        return f()
    except (Late, ValueError, mp.NoConvergence, ZeroDivisionError, OverflowError):
        return None
    finally:
        signal.alarm(0)
        mp.dps = precision


def log_uniform(lo, hi):
    return exp(random.uniform(float(ln(lo)), float(ln(hi))))


def moderate():
    R, a, b = (log_uniform(0.05, 20) for _ in range(3))
    return R, log_uniform(0.5, 200), a, b, log_uniform(0.05, 300)


def extreme():
    R, al, a, b = (log_uniform(1e-8, 1e8) for _ in range(4))
    if random.random() < 0.5:
        R, b = R + random.randrange(10**6), b + random.randrange(10**6)
    return R, al, a, b, log_uniform(1e-12, 1e9)


def heavy():
    x = random.randrange(100, 5000)
    return mpf("0.243") + x, mpf("4.414") + 40, mpf("0.793"), mpf("2.426") + x, log_uniform(1, 200)


def pole_a():
    R, al, a, b, h = moderate()
    return R, al, random.choice([mpf(1), 1 + mpf(2) ** -40]), b, h


def pole_ab():
    R, al, a, b, h = moderate()
    a = mpf(random.randrange(1, 8)) / 8
    return R, al, a, 1 - a, h


def both_low():
    R, al, a, b, h = moderate()
    return R, al, log_uniform(0.001, 1), log_uniform(0.001, 1), h


def near_1():
    R, al, a, b, h = moderate()
    return R, mpf(1), a, b, log_uniform(1e3, 1e6)


def short():
    R, al, a, b, h = moderate()
    return R, al, a, b, log_uniform(1e-12, 1e-3)


def known_p():
    R, al, a, b, h = moderate()
    scale = log_uniform(1e3, 1e6)
    return R, al, a * scale, b * scale, h


SETS = [(moderate, 440), (extreme, 360), (heavy, 80), (pole_a, 80), (pole_ab, 80), (both_low, 160),
        (near_1, 160), (short, 80), (known_p, 80)]


def point(task):
    draw, index = task
    mp.dps = 50
    random.seed(f"{draw.__name__} {index}")
    values = [mpf(float(v)) for v in draw()]
    R, al, a, b, h = values
    k = 1 if random.random() < 0.75 else random.choice([2, 3, 7, 12])
    j = random.randrange(k)
    x = h / al
    purchases = min(R * x / k, 3e4)
    n = 1 + int(random.random() * 2.5 * float(purchases) + random.random() * 3)
    turns = (1e-6, 1e3) if draw is extreme else (1e-3, 3)
    delta = mpf(float(log_uniform(*turns) / h))
    row = dict(set=draw.__name__, shape=R, rate=al, a=a, b=b, k=k, stage=j, h=h, n=n, delta=delta)
    steep = (1 + R) * (1 + x) + a + b + 1
    extra = 2 * max(0, -int(mp.log10(min(x, mpf(1))))) + int(mp.log10(1 + R + a + b))
    if k > 1:
        extra += max(0, -int(mp.log10(min(R * x, x, mpf(1)))) * k)
    # At the far ends of an extreme hill, 1 - q is all that is left of p.
    mp.dps = 40 + extra + (45 if draw is extreme else 0)
    mean = alive = None
    # Elsewhere the function takes too long.
    tame = max(R, a, b) < 20_000 and R * x < 1e7
    if k == 1 and tame:
        mean = certain(lambda: published(R, al, a, b, h))
        alive = certain(lambda: (al / (al + h)) ** R * hyp2f1(R, b, a + b, h / (al + h), maxterms=30000))
    if x > mpf(10) ** -3 or k == 1:
        mean = mean or within(20, lambda: over_p(lambda p, q: given(q, R, x, k, j)[0], a, b, steep))
        if R * ln(1 + x) < 650:
            steep = steep * 2 ** k
            alive = alive or within(20, lambda: over_p(lambda p, q: given(q, R, x, k, j)[1], a, b, steep))
    row["expected"], row["stays"] = mean, alive
    mp.dps = 60
    tails = tail(n * k - j, R, al, h)
    if tails is not None:
        row["at_least"] = stay(n - 1, a, b) * tails
        row["exactly"] = pmf(n, R, al, a, b, k, j, h)
    if k == 1 and index % 2 == 0 and tame:
        mp.dps = 30
        row["discounted"] = within(8, lambda: discounted(R, al, a, b, h, delta))
    return {key: v if isinstance(v, (int, str)) else float(v) for key, v in row.items() if v is not None}


def main():
    tasks = [(draw, i) for draw, count in SETS for i in range(count)]
    with Pool() as pool:
        for i, row in enumerate(pool.imap(point, tasks)):
            print("[" if i == 0 else ",", json.dumps(row), flush=True)
    print("]")


if __name__ == "__main__":
    main()
