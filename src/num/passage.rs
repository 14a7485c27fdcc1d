//! How long a Markov chain takes to get somewhere.

/// The mean number of steps until a chain is in state `to` for the first time, from each state: 0 from
/// `to` itself, and nothing from where it may never get there, or only after more steps than a float
/// holds.
///
/// `rows[i][j]` is the probability of `j` after `i`. A row of zeros is a state that is never left.
///
/// # Formula
///
/// On the states that surely lead to `to`, itself left out, `m = 1 + Q·m`. States are eliminated one by
/// one: what leads to a state leads on to where it is left for. The probability to leave is the sum of
/// the ways out and not 1 less the probability to stay, so that nothing is ever subtracted, and all
/// digits of what hardly ever happens are kept.
///
/// # References
///
/// Grassmann, Taksar & Heyman, "Regenerative analysis and steady state distributions for Markov chains",
/// Operations Research 33 (1985).
pub(crate) fn first_passage(rows: &[Vec<f64>], to: usize) -> Vec<Option<f64>> {
    let sure = sure(rows, to);
    let others = (0..rows.len()).filter(|&i| i != to && sure[i]);
    let order: Vec<usize> = std::iter::once(to).chain(others).collect();
    let row = |&i: &usize| order.iter().map(|&j| rows[i][j]).collect();
    let mut found = vec![None; rows.len()];
    for (&i, steps) in order.iter().zip(steps(order.iter().map(row).collect())) {
        found[i] = steps.is_finite().then_some(steps);
    }
    found
}

/// The mean steps to state 0, which all states lead to.
fn steps(mut ways: Vec<Vec<f64>>) -> Vec<f64> {
    // Until a state of lower number is reached.
    let mut until = vec![1.0; ways.len()];
    for state in (1..ways.len()).rev() {
        let (lower, own) = ways.split_at_mut(state);
        let out = &mut own[0][..state];
        // This is 0 only by underflow, and then the way is infinitely long.
        let leaves: f64 = out.iter().sum();
        out.iter_mut().filter(|way| 0.0 < **way).for_each(|way| *way /= leaves);
        until[state] /= leaves;
        for (other, row) in lower.iter_mut().enumerate().skip(1).filter(|(_, row)| 0.0 < row[state])
        {
            let through = row[state];
            row.iter_mut().zip(&*out).for_each(|(way, on)| *way += through * on);
            until[other] += through * until[state];
        }
    }
    let mut steps = vec![0.0; ways.len()];
    for state in 1..ways.len() {
        // No way times an infinite one is no number.
        let out = ways[state][..state].iter().zip(&steps).filter(|(way, _)| 0.0 < **way);
        steps[state] = until[state] + out.map(|(way, steps)| way * steps).sum::<f64>();
    }
    steps
}

/// The states from which `to` is reached with probability 1.
fn sure(rows: &[Vec<f64>], to: usize) -> Vec<bool> {
    let may = leading(rows, rows.len(), |state| state == to);
    // A chain that may get lost before is not sure to arrive.
    leading(rows, to, |state| !may[state]).into_iter().map(|lost| !lost).collect()
}

/// The states with a way to one of the goals that does not lead through state `closed`.
fn leading(rows: &[Vec<f64>], closed: usize, goal: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut found: Vec<bool> = (0..rows.len()).map(goal).collect();
    loop {
        let leads = |row: &[f64]| row.iter().zip(&found).any(|(&way, &found)| found && 0.0 < way);
        let next = (0..rows.len()).find(|&i| !found[i] && i != closed && leads(&rows[i]));
        match next {
            Some(state) => found[state] = true,
            None => return found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<const N: usize>(rows: [[f64; N]; N], to: usize, want: [Option<f64>; N]) {
        let rows = rows.map(|row| row.to_vec());
        for (got, want) in first_passage(&rows, to).into_iter().zip(want) {
            // A few roundings, and no cancellation.
            let close = |got: f64, want: f64| (got - want).abs() <= 4.0 * f64::EPSILON * want;
            let right = got.zip(want).map_or(got == want, |(got, want)| close(got, want));
            assert!(right, "{got:?} is not {want:?}");
        }
    }

    #[test]
    fn two_states_wait_geometrically() {
        check([[0.75, 0.25], [0.5, 0.5]], 1, [Some(4.0), Some(0.0)]);
        check([[0.75, 0.25], [0.5, 0.5]], 0, [Some(0.0), Some(2.0)]);
    }

    #[test]
    fn detours_are_counted() {
        // By hand: x = 1 + x/2 + y/4, y = 1 + x/2.
        let rows = [[0.5, 0.25, 0.25], [0.5, 0.0, 0.5], [0.0, 1.0, 0.0]];
        check(rows, 2, [Some(10.0 / 3.0), Some(8.0 / 3.0), Some(0.0)]);
    }

    #[test]
    fn who_may_get_lost_has_no_mean() {
        // State 2 keeps whom it has, 3 is never left, and 0 may lead to either.
        let rows = [[0.0, 0.5, 0.5, 0.0], [0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0], [0.0; 4]];
        check(rows, 3, [None, Some(1.0), None, Some(0.0)]);
        check(rows, 1, [None, Some(0.0), None, None]);
        check(rows, 0, [Some(0.0), None, None, None]);
        // Where it is arrived at before, getting lost afterwards does not matter.
        let rows = [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]];
        check(rows, 1, [Some(2.0), Some(0.0), None]);
    }

    #[test]
    fn rare_moves_keep_their_digits() {
        // Either state leads out once in 1e17 steps, which 1 less the probability to stay cannot say.
        let rare = 1e-17;
        check(
            [[1.0 - rare, rare, 0.0], [0.0, 1.0 - rare, rare], [0.0, 0.0, 1.0]],
            2,
            [Some(2e17), Some(1e17), Some(0.0)],
        );
        // By hand: with a there and back at even odds, x = 1 + y, y = 1 + (1 − rare)·x.
        let back = [[0.0, 1.0, 0.0], [1.0, 0.0, rare], [0.0, 0.0, 1.0]];
        check(back, 2, [Some(2e17), Some(2e17), Some(0.0)]);
    }

    #[test]
    fn nothing_is_infinite() {
        let (tiny, least) = (1e-200, f64::from_bits(1));
        check([[1.0, least], [0.0, 1.0]], 1, [None, Some(0.0)]);
        // The way out underflows, and a state beside it does not care.
        check(
            [
                [1.0, tiny, 0.0, 0.0],
                [1.0, 0.0, tiny, 0.0],
                [0.0, 0.0, 1.0, 0.0],
                [0.0, 0.0, 0.5, 0.5],
            ],
            2,
            [None, None, Some(0.0), Some(2.0)],
        );
    }
}
