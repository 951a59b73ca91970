use std::sync::Mutex;

use rstest::rstest;

use super::*;

/// What a screen writes, a piece at a time.
fn screen(
    size: fn() -> Option<(usize, usize)>,
) -> (Screen<'static>, Arc<Mutex<Vec<String>>>, Arc<Beneath>) {
    let written: Arc<Mutex<Vec<String>>> = Arc::default();
    let (paper, beneath) = (written.clone(), Arc::<Beneath>::default());
    let write = Box::new(move |text| {
        paper.lock().unwrap().push(text);
        Ok(())
    });
    (Screen::new(write, size, beneath.clone()), written, beneath)
}

const ONE: Key = Key::Message(1);

#[test]
fn what_changes_is_printed_anew_where_it_stands_with_what_is_below_it() {
    let (mut screen, written, _) = screen(|| Some((20, 10)));
    screen.print(ONE, "one ·").unwrap();
    screen.print(Key::Other, "two\nthree").unwrap();

    assert!(screen.replace(ONE, ONE, "one ✓").unwrap());
    assert!(screen.replace(ONE, ONE, "one ✓").unwrap(), "what has not changed is not written");

    let written = written.lock().unwrap();
    assert_eq!(written[2..], ["\x1b[3A\r\x1b[Jone ✓\ntwo\nthree\n"]);
}

#[test]
fn what_is_gone_goes_everywhere_and_what_scrolled_away_is_forgotten() {
    let (mut screen, written, _) = screen(|| Some((20, 5)));
    screen.print(ONE, "psst").unwrap();
    screen.print(Key::Other, "two\nthree").unwrap();
    screen.print(Key::Whole(1), "psst").unwrap();
    screen.print(Key::Other, "four").unwrap();

    let is_seen = screen.replace_all(&[ONE, Key::Whole(1)], Key::Other, "gone").unwrap();

    assert!(is_seen && !screen.holds(ONE) && !screen.holds(Key::Whole(1)));
    assert_eq!(written.lock().unwrap()[4..], ["\x1b[2A\r\x1b[Jgone\nfour\n"]);
    assert!(screen.tail.iter().all(|block| !block.text.contains("psst")));
    assert!(!screen.replace_all(&[ONE], Key::Other, "gone").unwrap());
}

#[test]
fn that_somebody_types_goes_with_the_next_thing_that_comes() {
    let (mut screen, written, _) = screen(|| Some((20, 10)));
    screen.print(ONE, "one").unwrap();
    screen.print(Key::Typing, "bob is typing…").unwrap();
    screen.typed("> ", "/list");

    screen.print(Key::Message(2), "two").unwrap();
    screen.print(Key::Typing, "bob is typing…").unwrap();
    screen.remove(Key::Typing).unwrap();
    screen.remove(Key::Typing).unwrap();

    let written = written.lock().unwrap();
    assert_eq!(
        written[2..],
        ["\x1b[2A\r\x1b[J> /list\n", "two\n", "bob is typing…\n", "\x1b[1A\r\x1b[J\x1b[1A\n"]
    );
}

#[test]
fn the_line_that_was_typed_becomes_the_message() {
    let (mut screen, written, _) = screen(|| Some((20, 10)));
    screen.typed("bob> ", "hello, how are you?");

    assert!(screen.replace(Key::Typed, ONE, "[1] hello").unwrap());

    assert_eq!(written.lock().unwrap()[..], ["\x1b[2A\r\x1b[J[1] hello\n"]);
}

#[test]
fn what_comes_just_when_a_line_ends_has_no_place_that_is_known() {
    let (mut screen, written, beneath) = screen(|| Some((20, 10)));
    beneath.reading.store(true, Ordering::Relaxed);
    screen.print(ONE, "one").unwrap();

    screen.typed("> ", "two");

    assert!(!screen.replace(ONE, ONE, "new").unwrap());
    assert!(!screen.replace(Key::Typed, ONE, "new").unwrap());
    assert!(beneath.crossed.load(Ordering::Relaxed));
    assert_eq!(written.lock().unwrap().len(), 1);
}

#[rstest]
#[case(|| Some((20, 3)), 1, false)]
#[case(|| None, 1, false)]
#[case(|| Some((20, 5)), 3, false)]
#[case(|| Some((20, 10)), 1, true)]
fn what_is_out_of_sight_or_may_have_moved_stays_as_it_is(
    #[case] size: fn() -> Option<(usize, usize)>,
    #[case] typed_rows: usize,
    #[case] disturbed: bool,
) {
    let (mut screen, written, beneath) = screen(size);
    screen.print(ONE, "one").unwrap();
    screen.print(Key::Other, "two\nthree").unwrap();
    beneath.rows.store(typed_rows, Ordering::Relaxed);
    beneath.disturbed.store(disturbed, Ordering::Relaxed);

    assert!(!screen.replace(ONE, ONE, "new").unwrap());

    assert_eq!(written.lock().unwrap().len(), 2);
}
