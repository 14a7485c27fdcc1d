"""Writes classification.json: measures of predictions and forecasts as scikit-learn, statsmodels and
empulse compute them.

python classification.py > classification.json, last run with scikit-learn 1.9.1, statsmodels 0.15.0,
empulse 0.13.1, SciPy 1.17.1 and NumPy 2.4.6. DeLong's errors are from all pairs of rows, as printed in
1988, with rows repeated where weights are whole; the parts of Brier scores are row by row, as printed in
2008; the last is the Lorenz curve's Gini coefficient.
"""

import json
import random
import warnings

import numpy as np
import statsmodels.api as sm
from empulse.metrics import empc_score
from scipy.special import logit
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.simplefilter("error")
chance = random.Random(8)


def scores(n, events, digits, weighted=None):
    """Of n rows, about a share of events, with scores that tell something of them."""
    happened = [chance.random() < events for _ in range(n)]
    predicted = [round(min(0.99, max(0.01, chance.betavariate(2 + 2 * y, 3))), digits) for y in happened]
    weights = [weighted() for _ in range(n)] if weighted else None
    return predicted, happened, weights


def repeated(weights, *columns):
    """Rows as often as their weights say, if these are whole."""
    if weights is None:
        return [np.asarray(column) for column in columns]
    if any(weight != int(weight) for weight in weights):
        return None
    return [np.repeat(np.asarray(column), np.asarray(weights, dtype=int)) for column in columns]


def components(y, s):
    """DeLong's structural components, from all pairs."""
    kernel = (s[y][:, None] > s[~y][None, :]) + 0.5 * (s[y][:, None] == s[~y][None, :])
    return kernel.mean(axis=1), kernel.mean(axis=0)


def delong(y, a, b):
    parts = [components(y, s) for s in (a, b)]
    covariance = sum(np.cov(np.stack([p[i] for p in parts])) / len(parts[0][i]) for i in (0, 1))
    return {
        "auc_error": float(np.sqrt(covariance[0, 0])),
        "difference": float(parts[0][0].mean() - parts[1][0].mean()),
        "difference_error": float(np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])),
    }


def parts(p, y, w, bins):
    number = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p)
    f, o = np.empty(len(p)), np.empty(len(p))
    for k in set(number):
        here = number == k
        f[here], o[here] = (np.average(x[here], weights=w[here]) if w[here].sum() else 0 for x in (p, y))
    mean = lambda x: float(np.average(x, weights=w))
    base = mean(y)
    return [
        mean((f - o) ** 2),
        mean((o - base) ** 2),
        base * (1 - base),
        mean((p - f) ** 2),
        2 * mean((p - f) * (y - o)),
    ], mean(abs(f - o))


def line(p, y, w):
    fitted = sm.GLM(y, sm.add_constant(logit(p)), family=sm.families.Binomial(), freq_weights=w)
    fitted = fitted.fit(tol=1e-14, tol_criterion="params", maxiter=100)
    return [float(x) for x in (*fitted.params, *fitted.bse)]


def overlaps(p, y, w):
    events, others = p[y & (w > 0)], p[~y & (w > 0)]
    return events.min() < others.max() and others.min() < events.max()


def prediction(name, predicted, happened, weights=None, campaigns=()):
    s, y = np.array(predicted), np.array(happened)
    w = np.ones(len(s)) if weights is None else np.array(weights, dtype=float)
    case = {"name": name, "scores": predicted, "happened": happened, "weights": weights}
    case["auc"] = float(metrics.roc_auc_score(y, s, sample_weight=w))
    case["average_precision"] = float(metrics.average_precision_score(y, s, sample_weight=w))
    if ((0 <= s) & (s <= 1)).all():
        case["brier"] = float(metrics.brier_score_loss(y, s, sample_weight=w))
        case["parts"], case["calibration_error"] = parts(s, y, w, 5)
        if ((0 < s) & (s < 1)).all():
            case["log_loss"] = float(metrics.log_loss(y, s, sample_weight=w))
            case["line"] = line(s, y, w) if overlaps(s, y, w) else None
        if weights is None:
            observed, mean = calibration_curve(y, s, n_bins=5)
            case["curve"] = [list(map(float, pair)) for pair in zip(mean, observed)]
    second = [round(0.5 * x + 0.5 * chance.random(), 1) for x in predicted]
    rows = repeated(weights, y, s, second)
    if rows is not None and 2 <= sum(rows[0]) <= len(rows[0]) - 2:
        case["second"] = second
        case.update(delong(*rows))
    if rows is not None:
        of = [(6, 14, 200, 10, 1), (2, 3, 80, 20, 4), (0.5, 0.5, 50, 0, 5)]
        names = ("alpha", "beta", "clv", "incentive_cost", "contact_cost")
        case["profit"] = []
        for campaign in of:
            settings = dict(zip(names, campaign))
            value = float(empc_score(rows[0].astype(int), rows[1], **settings))
            rate = float(empc_score.optimal_rate(rows[0].astype(int), rows[1], **settings))
            case["profit"].append([list(campaign), value, rate])
    return case


def lorenz(actual, order, w):
    """Twice the area between the Lorenz curve by descending order and the diagonal, without ties."""
    by = np.argsort(-order)
    share = np.concatenate([[0], np.cumsum(w[by])]) / w.sum()
    total = np.concatenate([[0], np.cumsum((w * actual)[by])]) / (w * actual).sum()
    return 2 * np.trapezoid(total, share) - 1


def forecast(name, predicted, actual, weights=None):
    p, a = np.array(predicted), np.array(actual)
    w = np.ones(len(p)) if weights is None else np.array(weights, dtype=float)
    pairs = w[:, None] * w[None, :] * (a[:, None] > a[None, :])
    right = (p[:, None] > p[None, :]) + 0.5 * (p[:, None] == p[None, :])
    case = {"name": name, "predicted": predicted, "actual": actual, "weights": weights}
    case["mae"] = float(metrics.mean_absolute_error(a, p, sample_weight=w))
    case["rmse"] = float(metrics.root_mean_squared_error(a, p, sample_weight=w))
    case["bias"] = float(np.average(p - a, weights=w))
    case["concordance"] = float((pairs * right).sum() / pairs.sum())
    if len(set(predicted)) == len(set(actual)) == len(p):
        case["normalised_gini"] = float(lorenz(a, p, w) / lorenz(a, a, w))
    return case


whole = lambda: chance.choice([0, 1, 1, 2, 3])
broken = lambda: round(chance.expovariate(0.5), 3)
spend = lambda n: [round(chance.expovariate(0.02), 2) for _ in range(n)]
noisy = lambda actual: [round(x * chance.uniform(0.3, 1.6) + 3, 2) for x in actual]
predictions = [
    prediction("distinct", *scores(80, 0.4, 9)),
    prediction("ties", *scores(80, 0.4, 1)),
    prediction("all equal", [0.3] * 7, [True, False, False, True, False, False, False]),
    prediction("whole weights", *scores(60, 0.4, 2, whole)),
    prediction("weights", *scores(60, 0.4, 2, broken)),
    prediction("perfect", [0.9, 0.8, 0.8, 0.3, 0.2, 0.1], [True] * 3 + [False] * 3),
    prediction("inverted", [0.1, 0.2, 0.2, 0.7, 0.8, 0.9], [True] * 3 + [False] * 3),
    prediction("sure", [1.0, 1.0, 0.5, 0.5, 0.0, 0.0], [True, False, True, False, False, False]),
    prediction("rare", *scores(400, 0.02, 3)),
    prediction("often", *scores(150, 0.95, 3)),
    prediction("two", [0.7, 0.4], [True, False]),
    prediction("far apart", [1e300, -1e300, 1e-300, 0.0, -1e-300], [True, False, False, True, False]),
]
actual = spend(70)
forecasts = [
    forecast("distinct", noisy(actual), actual),
    forecast("weights", noisy(actual), actual, [broken() for _ in actual]),
    forecast("ties", [float(round(x, -1)) for x in noisy(actual)], [float(round(x, -1)) for x in actual]),
    forecast("two", [3.0, 5.0], [4.0, 8.0]),
]
write = lambda cases: "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"
print(f'{{"predictions": {write(predictions)},\n"forecasts": {write(forecasts)}}}')
