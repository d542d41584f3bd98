//! What do HDF5 files say? Frames that pandas wrote, and the tables of the Million Song Dataset.
//!
//! Reads only. The one room, beside the shelf's writers, that knows the HDF5 library; the layouts on top of it are
//! ours, and see the library only through a small trait, so that they can be tried on files that nobody would write.
