//! Pure words and rules of a Pix sale: money, ids, BR Code, the life of a charge.
