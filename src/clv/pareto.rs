//! stub
use super::likelihood::Purchases;
use super::taylor::Taylor;
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ParetoNbd {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) s: f64,
    pub(super) beta: f64,
}
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ParetoPosterior;
impl ParetoNbd {
    pub(super) fn posterior(&self, _x: f64, _t_x: f64, _t: f64) -> ParetoPosterior {
        ParetoPosterior
    }
}
impl ParetoPosterior {
    pub(super) fn p_alive(&self) -> Option<f64> {
        None
    }
    pub(super) fn p_alive_after(&self, _h: f64) -> Option<f64> {
        None
    }
    pub(super) fn expected(&self, _h: f64) -> Option<f64> {
        None
    }
    pub(super) fn discounted(&self, _h: f64, _d: f64) -> Option<f64> {
        None
    }
    pub(super) fn at_least(&self, _n: u64, _h: f64) -> Option<f64> {
        None
    }
    pub(super) fn exactly(&self, _n: u64, _h: f64) -> Option<f64> {
        None
    }
}
impl Purchases for ParetoNbd {
    type Count = f64;
    fn with(&self, [r, alpha, s, beta]: [f64; 4]) -> Self {
        Self { r, alpha, s, beta }
    }
    fn of_count(&self, x: f64) -> (f64, Taylor<4>) {
        (x, Taylor::ZERO)
    }
    fn add_cell(&self, _: &f64, _t_x: f64, _t: f64, _w: f64, _sum: &mut Taylor<4>) {}
}
