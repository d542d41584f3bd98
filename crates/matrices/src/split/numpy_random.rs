//! The random numbers of NumPy's `RandomState`, which other people's splits were drawn with.
//!
//! MT19937 (Matsumoto & Nishimura, 1998) seeded with one word; numbers up to a bound by masking and rejecting. NumPy keeps
//! this stream as it is for good (NEP 19).

use rand_mt::Mt;

/// A `numpy.random.RandomState`.
pub(super) struct RandomState(Mt);

impl RandomState {
    /// `RandomState(seed)`, or `numpy.random.seed(seed)` of the global one.
    pub(super) fn new(seed: u32) -> Self {
        Self(Mt::new(seed))
    }

    /// `permutation(n)`: the numbers below `n` in random order.
    pub(super) fn permutation(&mut self, n: u32) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..n).collect();
        for last in (1..n).rev() {
            let place = self.up_to(last);
            numbers.swap(place as usize, last as usize);
        }
        numbers
    }

    /// `choice(n, size, replace=False)`.
    pub(super) fn choice(&mut self, n: u32, size: usize) -> Vec<u32> {
        let mut numbers = self.permutation(n);
        numbers.truncate(size);
        numbers
    }

    /// A number from 0 to `most`, both included. `most` is above 0.
    fn up_to(&mut self, most: u32) -> u32 {
        let mask = u32::MAX >> most.leading_zeros();
        loop {
            let number = self.0.next_u32() & mask;
            if number <= most {
                return number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RandomState;

    /// NumPy 2.4.6: `numpy.random.RandomState(98765).permutation(10)`, then `.choice(7, 3, replace=False)` of the same.
    #[test]
    fn the_numbers_are_those_of_numpy() {
        let mut random = RandomState::new(98765);
        assert_eq!(random.permutation(10), PERMUTATION);
        assert_eq!(random.choice(7, 3), CHOICE);
    }

    const PERMUTATION: [u32; 10] = [8, 7, 1, 2, 0, 6, 9, 4, 3, 5];
    const CHOICE: [u32; 3] = [4, 6, 0];
}
