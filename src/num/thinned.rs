//! stub
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Thinned {
    pub(crate) shape: f64,
    pub(crate) rate: f64,
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) k: u32,
    pub(crate) stage: u32,
}
impl Thinned {
    pub(crate) fn expected(&self, h: f64) -> Option<f64> {
        Some(h)
    }
    pub(crate) fn stays(&self, h: f64) -> Option<f64> {
        Some(h)
    }
    pub(crate) fn at_least(&self, _n: u64, h: f64) -> Option<f64> {
        Some(h)
    }
    pub(crate) fn exactly(&self, _n: u64, h: f64) -> Option<f64> {
        Some(h)
    }
    pub(crate) fn discounted(&self, h: f64, _delta: f64) -> Option<f64> {
        Some(h)
    }
}
