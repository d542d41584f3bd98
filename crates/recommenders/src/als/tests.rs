//! What an ALS model must hold.
