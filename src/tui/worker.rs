//! One lane of work: one job runs, one may wait, and a newer one replaces the one
//! that waits. What a job does is its own matter.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::app::job::{Job, Outcome};

/// The lane that signs and verifies.
pub(super) struct Lane {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Option<Box<Job>>>,
    arrived: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Option<Box<Job>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Box<Job> {
        let mut waiting = self.lock();
        loop {
            if let Some(job) = waiting.take() {
                return job;
            }
            waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Lane {
    /// Starts the lane; each outcome goes to `done`, until that answers `false`.
    pub(super) fn start(done: impl Fn(Outcome) -> bool + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        thread::Builder::new().name("jobs".to_owned()).spawn(move || while done(theirs.next().run()) {})?;
        Ok(Self { shared })
    }

    /// Runs a job next, instead of one that waits.
    pub(super) fn run(&self, job: Box<Job>) {
        *self.shared.lock() = Some(job);
        self.shared.arrived.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::app::job::{Revision, Task};
    use crate::jose::decode;

    fn job(revision: u64) -> Box<Job> {
        let token = String::new();
        let decoded = Box::new(decode::decode(&token));
        Box::new(Job {
            revision: Revision(revision),
            task: Task::Verify { decoded, keys: Vec::new(), at_hand: Box::default(), expect: Box::default() },
        })
    }

    #[test]
    fn the_newest_job_replaces_the_one_that_waits() {
        let (ran, outcomes) = mpsc::channel();
        let (go, gate) = mpsc::channel::<()>();
        let lane = Lane::start(move |outcome| {
            // The lane is busy until the test lets it go on.
            ran.send(outcome.revision.0).is_ok() && gate.recv().is_ok()
        })
        .unwrap();
        lane.run(job(1));
        assert_eq!(outcomes.recv(), Ok(1));
        for revision in 2..=5 {
            lane.run(job(revision));
        }
        go.send(()).unwrap();
        assert_eq!(outcomes.recv(), Ok(5));
        go.send(()).unwrap();
        lane.run(job(6));
        assert_eq!(outcomes.recv(), Ok(6));
    }
}
