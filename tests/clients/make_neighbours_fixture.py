"""Writes tests/fixtures/neighbours: points, and their nearest neighbours as scikit-learn finds them.

Run with scikit-learn installed: python tests/clients/make_neighbours_fixture.py
No two neighbours of a query are at the same distance (asserted), so that their order is not a matter of taste.
"""

from pathlib import Path

import numpy as np
import sklearn
from sklearn.neighbors import NearestNeighbors

FOLDER = Path(__file__).parents[1] / "fixtures" / "neighbours"
N_QUERIES, K = 40, 10


def nearest(points, metric, algorithm):
    model = NearestNeighbors(n_neighbors=K + 1, metric=metric, algorithm=algorithm).fit(points)
    distances, numbers = model.kneighbors(points[:N_QUERIES])
    assert (numbers[:, 0] == np.arange(N_QUERIES)).all(), "everyone is nearest to themselves"
    assert (np.diff(distances, axis=1) > 1e-9).all(), "no ties"
    return distances[:, 1:], numbers[:, 1:]


def main():
    rng = np.random.default_rng(20261122)
    # Clusters of unequal width, as users' tastes are, written with digits that read back as the same doubles.
    centres = rng.normal(size=(12, 5)) * [3, 1, 1, 2, 0.5]
    points = centres[rng.integers(0, 12, 400)] + rng.normal(size=(400, 5)) * rng.gamma(1, 0.4, size=(400, 1))
    points = points.round(6)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "points.csv", "w") as file:
        file.write("mellow,unpretentious,sophisticated,intense,contemporary\n")
        file.writelines(",".join(map(repr, map(float, point))) + "\n" for point in points)
    for name, metric in [("l1", "manhattan"), ("l2", "euclidean")]:
        distances, numbers = nearest(points, metric, "brute")
        tree_distances, tree_numbers = nearest(points, metric, "kd_tree")
        assert (numbers == tree_numbers).all() and np.allclose(distances, tree_distances, rtol=0, atol=1e-9)
        with open(FOLDER / f"{name}.csv", "w") as file:
            file.write("query,neighbour,distance\n")
            for query in range(N_QUERIES):
                for number, distance in zip(tree_numbers[query], tree_distances[query]):
                    file.write(f"{query},{number},{float(distance)!r}\n")
    print("scikit-learn", sklearn.__version__, "numpy", np.__version__)


main()
