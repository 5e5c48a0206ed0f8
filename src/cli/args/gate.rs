//! `gate` and its verb.

use crate::base::ids::ChangeNo;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Flags of `gate`, and its verb.
#[derive(Args, Clone, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Gate {
    /// Change number
    #[arg(value_name = "ID", required = true)]
    pub id: Option<ChangeNo>,
    /// Environment
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// Digest of what is to go out
    #[arg(long, value_name = "sha256:DIGEST")]
    pub artifact: Option<String>,
    /// Share of users or traffic that it is to go out to, in percent: of a canary, before what it succeeds by is verified
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub share: Option<u32>,
    /// Commit that it was built from; it stands for what has no digest
    #[arg(long, value_name = "HASH")]
    pub commit: Option<String>,
    /// The repository of what goes out: the tag on record is looked up there, and --commit
    #[arg(long, value_name = "PATH")]
    pub repo: Option<PathBuf>,
    /// Sign the receipt that --out writes, byte for byte, into FILE.sig (SSHSIG, namespace quorate-gate): by an OpenSSH
    /// private key without a passphrase, or by the SSH agent for a .pub (also QUORATE_SIGN_KEY)
    #[arg(long, value_name = "KEY")]
    pub sign_key: Option<PathBuf>,
    #[command(subcommand)]
    pub verb: Option<GateVerb>,
}

/// Verbs of `gate`.
#[derive(Subcommand, Clone, Debug)]
pub enum GateVerb {
    Verify(Receipt),
}

/// Flags of `gate verify`.
#[derive(Args, Clone, Debug)]
pub struct Receipt {
    /// The receipt: what gate wrote with --out; - reads the standard input
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// Compare with a checkpoint that was kept, without the register: whether it fits, and no verdict (exit 8)
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Who may sign receipts, as OpenSSH's allowed_signers: the signature tells the verdict, without the register; --at
    /// TIME judges by who might sign then
    #[arg(long, value_name = "FILE")]
    pub signers: Option<PathBuf>,
    /// The signature (default: the receipt's name and .sig)
    #[arg(long, value_name = "FILE", requires = "signers")]
    pub signature: Option<PathBuf>,
}
