//! The guide: what the library means, promises and is good for, in prose.
//!
//! | page | answers |
//! |---|---|
//! | [`vocabulary`] | What do the words mean? Why is "recency" nowhere alone? What are the segments called, also in Chinese? |
//! | [`cookbook`] | How do I …? Short recipes that run. |
//! | [`segments`] | Which bins do I take? Why has a customer this score, who moves, and how do I make a map of my own? |
//! | [`clusters`] | How do I group customers by what they do, name the groups, and see whether they still hold? |
//! | [`stages`] | Where does each customer stand, since when and why? Who moves where, how long do they stay, and when is silence too long? |
//! | [`risk`] | Who is likely to fall silent, why, and when do I look again? How good was that on days that are past? |
//! | [`warnings`] | What has changed with a customer, and how sure is that? Who may be won back, and what is an offer worth? |
//! | [`lifetime`] | What will a customer still buy, and what is that worth? Which model, which question, and how sure? |
//! | [`forecasts`] | How do I fit, store, rank, alert, and foretell renewals? Short recipes that run. |
//! | [`policies`] | What becomes of returns, zeros, repeated ids, lines, time zones and late records? What does the report say? |
//! | [`numerics`] | Which numbers are exact, where is rounding done, how accurate are forecasts, and why are the bits the same everywhere? |
//! | [`architecture`] | Which laws hold the library together, what leans on what, and how are ledgers built? |
//! | [`speed`] | How do the bulk load and the fits work, and what was measured? |
//! | [`comparison`] | What do other libraries do about input, RFM and lifetime value, and where are they ahead? |
//!
//! Code on these pages is tested as it stands.

pub mod architecture;
pub mod clusters;
pub mod comparison;
pub mod cookbook;
pub mod forecasts;
pub mod lifetime;
pub mod numerics;
pub mod policies;
pub mod risk;
pub mod segments;
pub mod speed;
pub mod stages;
pub mod vocabulary;
pub mod warnings;
