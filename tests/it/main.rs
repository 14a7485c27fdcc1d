//! One test program: the laws every engine keeps, published numbers, and the house's walls.

mod laws;
mod ledger;
mod load;
mod sim;
mod twin;
mod union;
