//! How long it takes to find words in a sealed history, beside what plain `SQLite` takes for the same texts in the clear.

use std::{error::Error, hint::black_box, path::Path, time::Instant};

use causerie_chat::{Address, Body, DeliveryState, Message, MessageId, Path as Way, Timestamp};
use causerie_sqlite::{SqlitePeer, StoreKey};
use causerie_usecases::ports::{Archive, Cursor, Entry, Search, Sought, Wish};
use rusqlite::{Connection, params};
use tempfile::TempDir;

use crate::figures::median;

/// What is looked for: a word that few messages have, one that many have, and one that none has.
const SOUGHT: [(&str, &str); 3] = [("rare", "needle"), ("common", "river"), ("absent", "zeppelin")];
/// How many messages are shown at once.
const SHOWN: usize = 50;

/// Measures a history of so many messages.
pub(crate) async fn search(messages: u32, rounds: usize) -> Result<(), Box<dyn Error>> {
    let folder = TempDir::new()?;
    println!(
        "{messages} messages of 20 to 200 bytes; the {SHOWN} latest that fit; medians of {rounds}"
    );
    let peer = sealed(folder.path(), messages).await?;
    let clear = clear(folder.path(), messages)?;
    for (name, word) in SOUGHT {
        let wanted = Wish {
            what: Sought::Words(word.parse()?),
            with: None,
            since: None,
            until: None,
            before: None,
        };
        let (mut ours, mut theirs, mut found) = (Vec::new(), Vec::new(), (0, 0));
        for _ in 0..rounds.max(1) {
            let begun = Instant::now();
            found.0 = black_box(peer.search(&wanted, SHOWN).await?).len();
            ours.push(begun.elapsed().as_secs_f64() * 1_000.0);
            let begun = Instant::now();
            found.1 = black_box(like(&clear, word)?).len();
            theirs.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        if found.0 != found.1 {
            return Err(format!("{name}: {} found, {} in the clear", found.0, found.1).into());
        }
        let (Some(ours), Some(theirs)) = (median(ours, |it| *it), median(theirs, |it| *it)) else {
            return Err("nothing was measured".into());
        };
        println!("{name}: {} found, sealed {ours:.1} ms, in the clear {theirs:.1} ms", found.0);
        println!("search_{name}_ms {ours:.1}");
        println!("ratio search_{name}_cost {:.2}", ours / theirs);
    }
    Ok(())
}

/// The text of message number `n`: words as they come, drawn from a list.
fn text(n: u32) -> String {
    const WORDS: [&str; 16] = [
        "morning", "river", "maybe", "tomorrow", "the", "quick", "answer", "was", "lost", "again",
        "bring", "seven", "cups", "of", "Tea", "please",
    ];
    let mut draw = u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut words = Vec::new();
    for _ in 0..4 + draw % 30 {
        draw ^= draw << 13;
        draw ^= draw >> 7;
        draw ^= draw << 17;
        words.push(WORDS[usize::try_from(draw % 16).unwrap_or_default()]);
    }
    if n % 10_000 == 17 {
        words.push("needle");
    }
    words.join(" ")
}

async fn sealed(folder: &Path, messages: u32) -> Result<SqlitePeer, Box<dyn Error>> {
    let (alice, bob): (Address, Address) = ("alice@localhost".parse()?, "bob@localhost".parse()?);
    let path = folder.join("peer.db");
    let peer = SqlitePeer::open(&path, alice.clone(), &StoreKey::new([7; 32]))?;
    let entries = (0..messages).map(|n| {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&n.to_be_bytes());
        (id[6], id[8]) = (0x70, 0x80);
        let sent_at = Timestamp::from_millis(u64::from(n) * 60_000);
        let message = Message {
            id: MessageId::try_from(&id[..])?,
            author: bob.clone(),
            recipient: alice.clone().into(),
            sent_at,
            body: Body::Text(text(n).try_into()?),
            reply_to: None,
            expires_at: None,
        };
        let state = DeliveryState::Delivered(Way::Direct);
        Ok(Entry {
            cursor: Cursor(0),
            message,
            changed_at: sent_at,
            state,
            view: causerie_chat::View::default(),
        })
    });
    let entries = entries.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    peer.restore(Vec::new(), entries).await?;
    Ok(peer)
}

fn clear(folder: &Path, messages: u32) -> rusqlite::Result<Connection> {
    let mut db = Connection::open(folder.join("clear.db"))?;
    db.execute_batch("CREATE TABLE messages (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)")?;
    let transaction = db.transaction()?;
    for n in 0..messages {
        transaction.prepare_cached("INSERT INTO messages (text) VALUES (?)")?.execute([text(n)])?;
    }
    transaction.commit()?;
    Ok(db)
}

fn like(db: &Connection, word: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached(
        "SELECT text FROM messages WHERE text LIKE '%' || ? || '%' ORDER BY seq DESC LIMIT ?",
    )?
    .query_map(params![word, i64::try_from(SHOWN).unwrap_or(i64::MAX)], |row| row.get(0))?
    .collect()
}
