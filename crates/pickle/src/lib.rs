//! Pickled NumPy object arrays, read and written: the cells of the object columns of pandas.
