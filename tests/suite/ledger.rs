//! Entry bytes, the chain under tampering, and checkpoints.

use quorate::base::digest::Digest;
use quorate::base::ids::ActId;
use quorate::base::time::Moment;
use quorate::ledger::chain::{Break, Broken, Chain};
use quorate::ledger::checkpoint::{Checkpoint, Tree};
use quorate::ledger::entry::{Entry, LedgerId, NO_PREV};
use uuid::Uuid;

const LEDGER: LedgerId = LedgerId(Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001));

fn entry(seq: u64, prev: Digest) -> Entry {
    Entry {
        seq,
        stream: "change/12".into(),
        version: u32::try_from(seq).unwrap(),
        at: Moment(1_767_258_000_000_000 + i64::try_from(seq).unwrap()),
        actor: "ana".into(),
        act: ActId(Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_00ff)),
        kind: "vote_cast".into(),
        v: 1,
        payload: format!(r#"{{"seat":{seq},"vote":"for"}}"#).into_bytes(),
        prev,
    }
}

/// A sound ledger of `n` entries with their hashes.
fn sound(n: u64) -> Vec<(Entry, Digest)> {
    let mut prev = NO_PREV;
    let mut all = Vec::new();
    for seq in 1..=n {
        let entry = entry(seq, prev);
        prev = entry.hash(LEDGER);
        all.push((entry, prev));
    }
    all
}

fn walk(entries: &[(Entry, Digest)]) -> Result<u64, Broken> {
    let mut chain = Chain::new(LEDGER);
    for (entry, hash) in entries {
        chain.step(&entry.view(), &hash.0)?;
    }
    Ok(chain.head().seq)
}

#[test]
fn fossil_of_entry_form_1_never_changes() {
    let mut bytes = Vec::new();
    let entry = entry(1, NO_PREV);
    entry.view().encode(LEDGER, &mut bytes);
    let fossil = include_str!("fossils/entry_1.hex");
    let mut lines = fossil.lines().filter(|l| !l.starts_with('#'));
    assert_eq!(hex::encode(&bytes), lines.next().unwrap());
    assert_eq!(entry.hash(LEDGER).to_string(), lines.next().unwrap());
    // The hash is the RFC 6962 leaf over exactly these bytes.
    bytes.insert(0, 0);
    assert_eq!(entry.hash(LEDGER), Digest::of(&bytes));
}

#[test]
fn no_two_lists_of_fields_share_their_bytes() {
    let one = entry(1, NO_PREV);
    let two = Entry { actor: "anav".into(), kind: "ote_cast".into(), ..one.clone() };
    assert_ne!(one.hash(LEDGER), two.hash(LEDGER));
    assert_ne!(one.hash(LEDGER), one.hash(LedgerId(Uuid::nil())));
}

#[test]
fn a_sound_chain_holds() {
    assert_eq!(walk(&[]), Ok(0));
    assert_eq!(walk(&sound(9)), Ok(9));
}

#[test]
fn every_edited_field_breaks_its_own_entry() {
    type Edit = fn(&mut Entry);
    let edits: [(&str, Edit); 8] = [
        ("stream", |e| e.stream = "change/13".into()),
        ("version", |e| e.version += 1),
        ("at", |e| e.at = Moment(e.at.0 - 1)),
        ("actor", |e| e.actor = "bob".into()),
        ("act", |e| e.act = ActId(Uuid::nil())),
        ("kind", |e| e.kind = "vote_withdrawn".into()),
        ("v", |e| e.v = 2),
        ("payload", |e| e.payload = br#"{"seat":5,"vote":"against"}"#.to_vec()),
    ];
    for (field, edit) in edits {
        let mut all = sound(9);
        edit(&mut all[4].0);
        assert_eq!(walk(&all), Err(Broken { seq: 5, reason: Break::Hash }), "{field}");
        // With its hash made to fit, the next entry tells.
        all[4].1 = all[4].0.hash(LEDGER);
        assert_eq!(walk(&all), Err(Broken { seq: 6, reason: Break::Prev }), "{field}");
    }
}

#[test]
fn edited_links_swaps_and_gaps_are_named() {
    let mut all = sound(9);
    all[4].0.prev = NO_PREV;
    assert_eq!(walk(&all), Err(Broken { seq: 5, reason: Break::Prev }));

    let mut all = sound(9);
    all[4].1 = NO_PREV;
    assert_eq!(walk(&all), Err(Broken { seq: 5, reason: Break::Hash }));

    let mut all = sound(9);
    all.swap(3, 4);
    assert_eq!(walk(&all), Err(Broken { seq: 4, reason: Break::Gap { found: 5 } }));

    // Swapped in content, numbers in order.
    let mut all = sound(9);
    (all[3].0.seq, all[4].0.seq) = (5, 4);
    all.swap(3, 4);
    assert_eq!(walk(&all), Err(Broken { seq: 4, reason: Break::Prev }));

    let mut all = sound(9);
    all.remove(4);
    assert_eq!(walk(&all), Err(Broken { seq: 5, reason: Break::Gap { found: 6 } }));

    let mut all = sound(9);
    all.insert(4, all[3].clone());
    assert_eq!(walk(&all), Err(Broken { seq: 5, reason: Break::Order { found: 4 } }));
}

#[test]
fn a_chain_that_goes_back_in_time_is_broken_even_with_fitting_hashes() {
    let mut all = sound(3);
    all[2].0.at = Moment(0);
    all[2].1 = all[2].0.hash(LEDGER);
    let broken = walk(&all).unwrap_err();
    assert_eq!(broken.seq, 3);
    assert!(matches!(broken.reason, Break::Clock { at: Moment(0), .. }), "{broken}");
}

#[test]
fn a_cut_tail_needs_a_checkpoint_to_be_seen() {
    let all = sound(9);
    let tree = |n: usize| {
        let mut tree = Tree::default();
        all.iter().take(n).for_each(|(_, hash)| tree.push(*hash));
        tree
    };
    assert_eq!(walk(&all[..6]), Ok(6), "the chain alone does not see it");
    assert_ne!(tree(6).root(), tree(9).root());
    assert_eq!(Checkpoint::new(LEDGER, &tree(6)).size, 6);
}

/// The eight leaves and the roots that the Certificate Transparency sources test RFC 6962 with.
#[test]
fn roots_are_those_of_rfc_6962() {
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::default();
    assert_eq!(tree.root().to_string(), roots[0]);
    for (leaf, root) in leaves.iter().zip(&roots[1..]) {
        let mut bytes = vec![0];
        bytes.extend(hex::decode(leaf).unwrap());
        tree.push(Digest::of(&bytes));
        assert_eq!(tree.root().to_string(), *root, "after {} leaves", tree.size());
    }
}

#[test]
fn roots_agree_with_another_implementation() {
    let mut theirs = ct_merkle::mem_backed_tree::MemoryBackedTree::<sha2_next::Sha256, Vec<u8>>::new();
    let mut ours = Tree::default();
    for (entry, hash) in sound(300) {
        let mut bytes = Vec::new();
        entry.view().encode(LEDGER, &mut bytes);
        theirs.push(bytes);
        ours.push(hash);
        assert_eq!(theirs.root().as_bytes().as_slice(), ours.root().0, "after {} leaves", ours.size());
    }
}

#[test]
fn checkpoints_read_back_as_written() {
    let mut tree = Tree::default();
    for (_, hash) in sound(70) {
        let point = Checkpoint::new(LEDGER, &tree);
        let text = point.to_string();
        assert_eq!(text.parse(), Ok(point.clone()));
        assert_eq!(text.replace('\n', "\r\n").parse(), Ok(point.clone()));
        assert_eq!(format!("{text}\u{2014} quorate.example c2lnbmF0dXJl\n").parse(), Ok(point));
        tree.push(hash);
    }
    let text = Checkpoint::new(LEDGER, &Tree::default()).to_string();
    let expected = "quorate/01980000-0000-7000-8000-000000000001\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n";
    assert_eq!(text, expected);
}

#[test]
fn what_is_no_checkpoint_is_refused_by_line() {
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    for (text, line) in [
        (String::new(), 1),
        (format!("\n0\n{root}\n\n"), 1),
        (format!("two words\n0\n{root}\n\n"), 1),
        ("quorate/x\n".into(), 2),
        (format!("quorate/x\n-1\n{root}\n\n"), 2),
        (format!("quorate/x\n007\n{root}\n\n"), 2),
        (format!("quorate/x\n+7\n{root}\n\n"), 2),
        ("quorate/x\n7\n".into(), 3),
        ("quorate/x\n7\nAAAA\n\n".into(), 3),
        (format!("quorate/x\n7\n{}\n\n", root.replace('+', "-")), 3),
        // The same bytes with stray bits in the last letter.
        (format!("quorate/x\n7\n{}\n\n", root.replace("U=", "V=")), 3),
    ] {
        assert_eq!(text.parse::<Checkpoint>().map_err(|e| e.line), Err(line), "{text:?}");
    }
}

#[test]
fn inclusion_proofs_lead_to_the_root_and_agree_with_another_implementation() {
    use quorate::ledger::proof::{Prover, root};
    let all = sound(70);
    let mut theirs = ct_merkle::mem_backed_tree::MemoryBackedTree::<sha2_next::Sha256, Vec<u8>>::new();
    let mut ours = Tree::default();
    for size in 1..=70_u64 {
        let (entry, hash) = &all[usize::try_from(size - 1).unwrap()];
        let mut bytes = Vec::new();
        entry.view().encode(LEDGER, &mut bytes);
        theirs.push(bytes);
        ours.push(*hash);
        for seq in 1..=size {
            let mut prover = Prover::new(seq, size).unwrap();
            all.iter().take(usize::try_from(size).unwrap()).for_each(|(_, hash)| prover.push(*hash));
            let path = prover.path();
            let leaf = all[usize::try_from(seq - 1).unwrap()].1;
            let proof = theirs.prove_inclusion(usize::try_from(seq - 1).unwrap());
            assert_eq!(proof.as_bytes(), path.iter().flat_map(|d| d.0).collect::<Vec<_>>(), "{seq} of {size}");
            assert_eq!(root(seq, size, leaf, &path), Some(ours.root()), "{seq} of {size}");
            // Another entry, another place, another way: none leads to this root.
            assert_ne!(root(seq, size, Digest::of(b"forged"), &path), Some(ours.root()));
            if size > 1 {
                assert_ne!(root(seq % size + 1, size, leaf, &path), Some(ours.root()));
                assert_eq!(root(seq, size, leaf, &path[1..]), None);
            }
        }
    }
    assert!(Prover::new(0, 5).is_none() && Prover::new(6, 5).is_none());
    assert_eq!(root(1, 0, Digest::of(b""), &[]), None);
}
