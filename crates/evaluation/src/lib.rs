//! Metrics of one user; judge alone averages; intervals and paired tests.
