//! The numbers of an RSA private key that follow from the others: the primes from
//! `n`, `e` and `d`, and which number of a broken key does not belong.
//!
//! The results are wiped; what the big-number library copies on its way is not.

use crypto_bigint::{BoxedUint, Gcd as _, Resize as _};
use zeroize::Zeroizing;

/// The private numbers of RFC 7518 section 6.3.2 beside `d`, big-endian.
pub(in crate::jose::key) struct Numbers {
    pub(in crate::jose::key) p: Zeroizing<Vec<u8>>,
    pub(in crate::jose::key) q: Zeroizing<Vec<u8>>,
    pub(in crate::jose::key) dp: Zeroizing<Vec<u8>>,
    pub(in crate::jose::key) dq: Zeroizing<Vec<u8>>,
    pub(in crate::jose::key) qi: Zeroizing<Vec<u8>>,
}

type Number = Zeroizing<BoxedUint>;

/// The other private numbers; nothing if `d` does not belong to `n` and `e`
/// (NIST SP 800-56B revision 2 appendix C.2). None is longer than `n`.
pub(super) fn numbers(modulus: &[u8], exponent: &[u8], private: &[u8]) -> Option<Numbers> {
    let read = reader(modulus.len())?;
    let (modulus, exponent, private, one) = (read(modulus), read(exponent), read(private), read(&[1]));
    let multiple = own(private.wrapping_mul(&*exponent).wrapping_sub(&*one));
    // The time of these two grows with the square of the width and more.
    let bits = multiple.bits().max(modulus.bits());
    let common = own(narrow(&own(modulus.wrapping_sub(&*one)), bits).gcd(&narrow(&multiple, bits)));
    let (times, rest) = divide(&own(multiple.wrapping_mul(&*common)), &modulus)?;
    let (sum_less_one, rest) = divide(&own(modulus.wrapping_sub(&*rest)), &own(times.wrapping_add(&*one)))?;
    let sum = own(sum_less_one.wrapping_add(&*one));
    let (square, product) = (own(sum.wrapping_mul(&*sum)), own(modulus.shl(2)));
    if !bool::from(rest.is_zero()) || *square < *product {
        return None;
    }
    let difference = own(square.wrapping_sub(&*product).checked_sqrt().into_option()?);
    let p = own(sum.wrapping_add(&*difference).shr(1));
    let q = own(sum.wrapping_sub(&*difference).shr(1));
    if own(p.wrapping_mul(&*q)) != modulus {
        return None;
    }
    let (_, dp) = divide(&private, &own(p.wrapping_sub(&*one)))?;
    let (_, dq) = divide(&private, &own(q.wrapping_sub(&*one)))?;
    let bits = p.bits();
    let qi = own(narrow(&q, bits).invert_odd_mod(&narrow(&p, bits).to_odd().into_option()?).into_option()?);
    let bytes = |number: &Number| Zeroizing::new(number.to_be_bytes().into_vec());
    Some(Numbers { p: bytes(&p), q: bytes(&q), dp: bytes(&dp), dq: bytes(&dq), qi: bytes(&qi) })
}

/// The first member that does not belong to the others, and what is wrong with it. No number is longer than `n`.
pub(in crate::jose::key) fn unlike(
    modulus: &[u8],
    exponent: &[u8],
    private: &[u8],
    numbers: &Numbers,
) -> Option<(&'static str, &'static str)> {
    let read = reader(modulus.len())?;
    let (modulus, exponent, private, one) = (read(modulus), read(exponent), read(private), read(&[1]));
    let [p, q, dp, dq, qi] = [&numbers.p, &numbers.q, &numbers.dp, &numbers.dq, &numbers.qi].map(|bytes| read(bytes));
    if own(p.wrapping_mul(&*q)) != modulus {
        return Some(("p", "times \"q\" is not \"n\""));
    }
    let modulo = |number: &Number, modulus: &Number| divide(number, modulus).map(|(_, rest)| rest);
    let (p_less_one, q_less_one) = (own(p.wrapping_sub(&*one)), own(q.wrapping_sub(&*one)));
    let product = own(private.wrapping_mul(&*exponent));
    let is = |left: Option<Number>, right: &Number| left.is_some_and(|left| left == *right);
    if !is(modulo(&product, &p_less_one), &one) || !is(modulo(&product, &q_less_one), &one) {
        return Some(("d", "does not belong to \"e\", \"p\" and \"q\""));
    }
    if !is(modulo(&private, &p_less_one), &dp) {
        return Some(("dp", "is not \"d\" modulo \"p\" - 1"));
    }
    if !is(modulo(&private, &q_less_one), &dq) {
        return Some(("dq", "is not \"d\" modulo \"q\" - 1"));
    }
    if !is(modulo(&own(qi.wrapping_mul(&*q)), &p), &one) {
        return Some(("qi", "is not the inverse of \"q\" modulo \"p\""));
    }
    None
}

/// Reads big-endian numbers of up to `len` bytes into a width that holds the product of two and of a public exponent.
fn reader(len: usize) -> Option<impl Fn(&[u8]) -> Number> {
    let width = u32::try_from(len).ok()?.checked_mul(16)?.checked_add(128)?;
    Some(move |bytes: &[u8]| own(BoxedUint::from_be_slice_truncated(bytes, width)))
}

fn own(number: BoxedUint) -> Number {
    Zeroizing::new(number)
}

/// The same number in so many bits, which must be enough for it.
fn narrow(number: &Number, bits: u32) -> Number {
    own((&**number).resize_unchecked(bits))
}

/// Quotient and remainder; nothing for a divisor of zero.
fn divide(number: &Number, by: &Number) -> Option<(Number, Number)> {
    let (quotient, rest) = number.div_rem(&by.to_nz().into_option()?);
    Some((own(quotient), own(rest)))
}
