//! The lines that were typed before, which the arrow keys bring back.

use std::{
    borrow::Cow,
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustyline::{
    Result,
    history::{History, SearchDirection, SearchResult},
};

/// How many lines are kept.
const MOST: usize = 100;

/// What was typed, in memory alone: texts in a file would undo that the store is sealed. What said something is forgotten with it.
#[derive(Clone, Default)]
pub(super) struct Recall(Arc<Mutex<VecDeque<Recalled>>>);

struct Recalled {
    /// Empty once it is forgotten: the places of the others stay as they are while somebody looks through them.
    line: String,
    /// The messages whose words are in it.
    said: Vec<String>,
}

impl Recall {
    /// Notes that the words of the message with that id are in a line.
    pub(super) fn note(&self, line: &str, id: &str) {
        if let Some(it) = self.lines().iter_mut().rev().find(|it| it.line == line) {
            it.said.push(id.to_owned());
        }
    }

    /// Forgets the lines in which the words of that message are.
    pub(super) fn forget(&self, id: &str) {
        let mut lines = self.lines();
        for it in lines.iter_mut().filter(|it| it.said.iter().any(|said| said == id)) {
            it.line = String::new();
        }
    }

    fn lines(&self) -> MutexGuard<'_, VecDeque<Recalled>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(
        &self,
        start: usize,
        dir: SearchDirection,
        at: impl Fn(&str) -> Option<usize>,
    ) -> Option<SearchResult<'static>> {
        let lines = self.lines();
        let found = |idx: usize| {
            let line = &lines.get(idx)?.line;
            at(line).map(|pos| SearchResult { entry: Cow::Owned(line.clone()), idx, pos })
        };
        match dir {
            SearchDirection::Forward => (start..lines.len()).find_map(found),
            SearchDirection::Reverse if start < lines.len() => (0..=start).rev().find_map(found),
            SearchDirection::Reverse => None,
        }
    }
}

impl History for Recall {
    fn get(&self, index: usize, _: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        Ok(self.find(index, SearchDirection::Forward, |_| Some(0)))
    }

    fn add(&mut self, line: &str) -> Result<bool> {
        self.add_owned(line.to_owned())
    }

    fn add_owned(&mut self, line: String) -> Result<bool> {
        let mut lines = self.lines();
        // Nobody looks through them between two lines.
        lines.retain(|it| !it.line.is_empty());
        if line.is_empty() || lines.back().is_some_and(|last| last.line == line) {
            return Ok(false);
        }
        lines.push_back(Recalled { line, said: Vec::new() });
        let more = lines.len().saturating_sub(MOST);
        lines.drain(..more);
        Ok(true)
    }

    fn len(&self) -> usize {
        self.lines().len()
    }

    fn is_empty(&self) -> bool {
        self.lines().is_empty()
    }

    fn set_max_len(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn ignore_dups(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn ignore_space(&mut self, _: bool) {}

    fn save(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn append(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn load(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        self.lines().clear();
        Ok(())
    }

    fn search(
        &self,
        term: &str,
        start: usize,
        dir: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let at = |line: &str| line.find(term).filter(|_| !term.is_empty());
        Ok(self.find(start, dir, at))
    }

    fn starts_with(
        &self,
        term: &str,
        start: usize,
        dir: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let at = |line: &str| (!term.is_empty() && line.starts_with(term)).then_some(term.len());
        Ok(self.find(start, dir, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_with_what_it_said_and_the_others_keep_their_places() {
        let mut recall = Recall::default();
        for line in ["/list", "psst", "/edit 1 psst!", "/why", "/why"] {
            recall.add(line).unwrap();
        }
        recall.note("psst", "one");
        recall.note("/edit 1 psst!", "one");

        recall.forget("one");

        let at = |index| recall.get(index, SearchDirection::Reverse).unwrap().unwrap().entry;
        assert_eq!([at(0), at(1), at(2), at(3)], ["/list", "", "", "/why"]);
        assert!(recall.search("psst", 3, SearchDirection::Reverse).unwrap().is_none());
        let found = recall.starts_with("/l", 3, SearchDirection::Reverse).unwrap().unwrap();
        assert_eq!((found.idx, found.pos), (0, 2));
        recall.add("hello").unwrap();
        assert_eq!(recall.len(), 3, "then they close up");
    }

    #[test]
    fn no_more_is_kept_than_somebody_looks_through() {
        let mut recall = Recall::default();

        for number in 0..200 {
            recall.add_owned(number.to_string()).unwrap();
        }

        assert_eq!(recall.len(), MOST);
        let first = recall.get(0, SearchDirection::Reverse).unwrap().unwrap();
        assert_eq!(first.entry, "100");
    }
}
