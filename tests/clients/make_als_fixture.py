#!/usr/bin/env python3
"""Makes tests/fixtures/als: what implicit 0.7.3 makes of a small matrix, after each of 15 iterations.

  pip install implicit==0.7.3 numpy scipy
  OPENBLAS_NUM_THREADS=1 python tests/clients/make_als_fixture.py tests/fixtures/als

Files are raw little-endian numbers, so that reading them takes no library:
  starts.u32, songs.u32, confidences.f32   72 users x 48 songs in CSR form; user 7 and song 11 have no pair
  songs_start.f32                          48 x 8, from which both solvers start; users start at zero
  cg.f32, cholesky.f32                     for each of 15 iterations 72 x 8 user factors, then 48 x 8 song factors
"""
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from implicit.cpu.als import AlternatingLeastSquares

N_USERS, N_SONGS, N_FACTORS, N_ITERATIONS = 72, 48, 8, 15


def confidences():
    """Log confidences of plays: popular songs more often, some users with a single song."""
    rng = np.random.default_rng(2008)
    popularity = 1 / np.arange(1, N_SONGS + 1)
    heard = rng.random((N_USERS, N_SONGS)) < np.outer(rng.uniform(0.2, 3, N_USERS), popularity) + 0.02
    heard[7], heard[:, 11] = False, False
    plays = rng.geometric(0.4, (N_USERS, N_SONGS)) * heard
    matrix = sp.csr_matrix(plays.astype(np.float64))
    matrix.data = 1 + 10 * np.log1p(matrix.data)
    return matrix.astype(np.float32)


def factors_by_iteration(matrix, start, use_cg):
    """Users' and songs' factors after each iteration."""
    model = AlternatingLeastSquares(
        factors=N_FACTORS, regularization=0.1, iterations=N_ITERATIONS, use_cg=use_cg, num_threads=1
    )
    model.user_factors = np.zeros((N_USERS, N_FACTORS), np.float32)
    model.item_factors = start.copy()
    made = []

    def keep(_iteration, _seconds, _loss):
        made.extend([model.user_factors.ravel().copy(), model.item_factors.ravel().copy()])

    model.fit(matrix, show_progress=False, callback=keep)
    return np.concatenate(made)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    matrix = confidences()
    start = (np.random.default_rng(2011).standard_normal((N_SONGS, N_FACTORS)) * 0.1).astype(np.float32)
    matrix.indptr.astype('<u4').tofile(folder / 'starts.u32')
    matrix.indices.astype('<u4').tofile(folder / 'songs.u32')
    matrix.data.astype('<f4').tofile(folder / 'confidences.f32')
    start.astype('<f4').tofile(folder / 'songs_start.f32')
    factors_by_iteration(matrix, start, True).astype('<f4').tofile(folder / 'cg.f32')
    factors_by_iteration(matrix, start, False).astype('<f4').tofile(folder / 'cholesky.f32')


if __name__ == '__main__':
    main(Path(sys.argv[1]))
