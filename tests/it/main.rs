//! One test program: the laws every engine keeps, published numbers, and the house's walls.

mod laws;
mod sim;
