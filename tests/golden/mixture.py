"""Prints what scikit-learn finds in the rows of src/segment/mixture/tests.rs.

python mixture.py, last run with scikit-learn 1.9.1 and numpy 2.4.6.
"""

import numpy as np
from sklearn.mixture import GaussianMixture

state = 1


def uniform():
    global state
    state = (state * 1103515245 + 12345) % 2**31
    return state / 2**31


def clouds():
    middles, widths = [(0, 0), (2, 1), (1, 4)], [(1, 1), (1, 0.5), (2, 1)]
    for i in range(300):
        yield [
            middles[i % 3][j] + widths[i % 3][j] * (sum(uniform() for _ in range(4)) - 2)
            for j in range(2)
        ]


rows = np.array(list(clouds()))
mean, deviation = rows.mean(0), rows.std(0)
found = GaussianMixture(3, tol=1e-13, max_iter=100_000, n_init=10, random_state=0)
found.fit((rows - mean) / deviation)
order = np.argsort(-found.weights_)
print(found.weights_[order].tolist())
print((found.means_[order] * deviation + mean).tolist())
asked = np.array([[1, 1], [1, 2], [2, 2], [30, -10]])
print(found.predict_proba((asked - mean) / deviation)[:, order].tolist())
