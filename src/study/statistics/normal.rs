//! The normal distribution.

/// The probability that a standard normal variable exceeds `z`.
#[must_use]
pub fn upper_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z / std::f64::consts::SQRT_2)
}
