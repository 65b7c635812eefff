//! The PSP adapters, one folder each, behind one small trait.
