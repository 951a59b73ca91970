use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use crate::{task::Task, world::World};

/// Carries out one step of one task after another, in an order that is drawn at random.
pub(crate) struct Executor {
    world: Arc<World>,
    tasks: Vec<Task>,
    ready: Vec<usize>,
}

impl Executor {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world, tasks: Vec::new(), ready: Vec::new() }
    }

    /// One step. Where there is nothing to do, time passes until there is, but not beyond `end`; false if nothing was done.
    pub(crate) fn step(&mut self, end: u64) -> bool {
        self.admit();
        let Some(chosen) = self.choose(end) else { return false };
        let Some(task) = self.tasks.get_mut(chosen) else { return false };
        let (name, owner) = (task.name, task.owner);
        self.world.begins(name, owner);
        let polled = task.job.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let wait = self.world.waited();
        match polled {
            Poll::Ready(()) => drop(self.tasks.swap_remove(chosen)),
            Poll::Pending => task.wait = wait,
        }
        self.world.ends(owner);
        true
    }

    /// Takes on what was begun, and drops what belonged to machines that crashed.
    fn admit(&mut self) {
        self.tasks.append(&mut self.world.begun());
        while self.world.someone_crashed() {
            // What is dropped may give up answers that others wait for; it begins nothing.
            let world = &self.world;
            self.tasks.retain(|task| task.owner.is_none_or(|run| world.is_running(run)));
        }
    }

    fn choose(&mut self, end: u64) -> Option<usize> {
        let now = self.world.now();
        let collect = |tasks: &[Task], ready: &mut Vec<usize>, now| {
            ready.clear();
            let over = tasks.iter().enumerate().filter(|(_, task)| task.wait.is_over(now));
            ready.extend(over.map(|(index, _)| index));
        };
        collect(&self.tasks, &mut self.ready, now);
        if self.ready.is_empty() {
            let next = self.tasks.iter().map(|task| task.wait.until).min()?;
            if next > end {
                self.world.pass_until(end);
                return None;
            }
            self.world.pass_until(next);
            collect(&self.tasks, &mut self.ready, next);
        }
        self.ready.get(self.world.chance.index(self.ready.len())).copied()
    }
}
