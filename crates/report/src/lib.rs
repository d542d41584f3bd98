//! An evaluation as one page that needs no network: values in, HTML out.
