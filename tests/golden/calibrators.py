"""Writes calibrators.json: sigmoid and isotonic calibration as scikit-learn computes them.

python calibrators.py > calibrators.json, last run with scikit-learn 1.9.1, SciPy 1.17.1 and NumPy 2.4.6.
scikit-learn stops its search for a sigmoid early: `sigmoid` is what it finds, and `curve` where its own
loss is stationary, by Newton's steps in 50 digits (mpmath 1.3.0).
"""

import json
import random

import mpmath
import numpy as np
from scipy.special import logit
from sklearn.calibration import _sigmoid_calibration
from sklearn.isotonic import IsotonicRegression

mpmath.mp.dps = 50
chance = random.Random(31)


def curve(x, y, w):
    """The slope and the intercept with the greatest likelihood of Platt's targets."""
    events, others = (mpmath.fsum(v for v, it in zip(w, y) if it is class_) for class_ in (True, False))
    target = [(events + 1) / (events + 2) if it else 1 / (others + 2) for it in y]
    x, w = [mpmath.mpf(v) for v in x], [mpmath.mpf(v) for v in w]
    size = max(map(abs, x))
    x = [v / size for v in x]
    a, b = mpmath.mpf(0), mpmath.log((events + 1) / (others + 1))
    for _ in range(100):
        p = [1 / (1 + mpmath.exp(-(a * v + b))) for v in x]
        off = [u * (t - q) for u, t, q in zip(w, target, p)]
        bend = [u * q * (1 - q) for u, q in zip(w, p)]
        g = [mpmath.fdot(off, x), mpmath.fsum(off)]
        aa, ab, bb = mpmath.fdot(bend, [v * v for v in x]), mpmath.fdot(bend, x), mpmath.fsum(bend)
        step = [(bb * g[0] - ab * g[1]) / (aa * bb - ab**2), (aa * g[1] - ab * g[0]) / (aa * bb - ab**2)]
        a, b = a + step[0], b + step[1]
        if max(map(abs, step)) < mpmath.mpf(10) ** -40:
            return [float(a / size), float(b)]
    raise ValueError("no curve")


def case(name, scores, happened, weights=None):
    s, y = np.array(scores), np.array(happened)
    w = np.ones(len(s)) if weights is None else np.array(weights, dtype=float)
    found = {"name": name, "scores": scores, "happened": happened, "weights": weights}
    found["sigmoid"] = [-float(v) for v in _sigmoid_calibration(s, y.astype(float), w)]
    found["curve"] = curve(scores, happened, w)
    if ((0 < s) & (s < 1)).all():
        found["of_log_odds"] = curve([mpmath.log(mpmath.mpf(v) / (1 - mpmath.mpf(v))) for v in scores], happened, w)
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(s, y.astype(float), sample_weight=w)
    low, high = min(scores), max(scores)
    found["asked"] = sorted(scores + [low + (high - low) * (i / 20 - 0.1) for i in range(25)])
    found["isotonic"] = [float(v) for v in isotonic.predict(found["asked"])]
    return found


def drawn(n, digits, weighted=None, events=0.4):
    happened = [chance.random() < events for _ in range(n)]
    scores = [round(min(0.99, max(0.01, chance.betavariate(2 + 2 * y, 3))), digits) for y in happened]
    return scores, happened, [weighted() for _ in range(n)] if weighted else None


whole = lambda: chance.choice([0, 1, 1, 2, 3])
broken = lambda: round(chance.expovariate(0.5), 3)
margins = drawn(90, 4)
cases = [
    case("distinct", *drawn(80, 9)),
    case("ties", *drawn(120, 1)),
    case("whole weights", *drawn(60, 2, whole)),
    case("weights", *drawn(60, 2, broken)),
    case("rare", *drawn(300, 3, events=0.03)),
    case("divided", [-2.0, -1.0, -0.5, 0.25, 1.0, 3.0], [False] * 3 + [True] * 3),
    case("inverted", [0.1, 0.2, 0.2, 0.7, 0.8, 0.9], [True] * 3 + [False] * 3),
    case("two", [0.7, 0.4], [True, False]),
    case("margins", [round(40 * float(logit(s)), 2) for s in margins[0]], margins[1]),
]
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
