//! What the changes of a demonstration are about, and how much of it there is where there are many of them.

use super::chance::Chance;

/// What a change may be about: a title, and the systems it touches.
const SUBJECTS: [(&str, &str); 24] = [
    ("Kernel update on the web tier", "web-01,web-02"),
    ("Rotate the TLS certificate of the shop", "shop-lb"),
    ("Resize the volume of the orders database", "orders-db"),
    ("Firmware of the core switch", "core-sw-1"),
    ("Upgrade the message broker", "mq-01"),
    ("New index on the invoices table", "billing-db"),
    ("Move the cron jobs to the scheduler", "batch-01"),
    ("Raise the connection limit of the pool", "app-01,app-02"),
    ("Replace the storage controller", "san-1"),
    ("Patch the mail relay", "mx-01"),
    ("Enable two-factor sign-in for contractors", "idp"),
    ("Retire the old report server", "rep-01"),
    ("Deploy the search service", "search-01"),
    ("Change the retention of access logs", "log-01"),
    ("Upgrade the payment gateway client", "payments"),
    ("Split the customer database", "crm-db"),
    ("Close unused firewall ports", "fw-1"),
    ("Update the backup agent", "bkp-01"),
    ("Scale out the cache", "cache-01"),
    ("Renew the DNS delegation", "dns-1"),
    ("Migrate the wiki to new hardware", "wiki"),
    ("Test the power supply of the data hall", "hall-2"),
    ("Tune the slow query of the dashboard", "bi-db"),
    ("Roll out the new base image", "build-01"),
];

/// Data halls of a large organisation.
const HALLS: [&str; 24] = [
    "muc", "ber", "vie", "zrh", "ams", "par", "lon", "dub", "nyc", "bos", "chi", "sea", "sjc", "tyo", "osa", "sin",
    "syd", "gru", "mex", "yul", "sto", "waw", "mad", "mil",
];

/// Changes for which one hall is enough, and those that one more person carries out.
const A_HALL: u32 = 4_000;
const A_PERSON: u32 = 500;

/// The data halls beside the first.
pub(super) fn halls(changes: u32) -> Vec<&'static str> {
    let more = usize::try_from(changes / A_HALL).unwrap_or(usize::MAX);
    HALLS.iter().take(more).copied().collect()
}

/// How many carry changes out beside the first few.
pub(super) fn hands(changes: u32) -> usize {
    usize::try_from(changes / A_PERSON).unwrap_or(0).saturating_sub(4)
}

/// A title and its systems, in one of the halls.
pub(super) fn subject(chance: &mut Chance, halls: &[&str]) -> (String, String) {
    let (title, systems) = chance.of(&SUBJECTS).copied().unwrap_or_default();
    let where_ = chance.word(&["", "", ", east", ", west", ", second round", ", customer portal", ", pilot"]);
    let title = format!("{title}{where_}");
    let nth = if halls.is_empty() { 0 } else { chance.below(u64::try_from(halls.len()).unwrap_or(0) + 1) };
    match usize::try_from(nth).ok().and_then(|n| halls.get(n.checked_sub(1)?)) {
        Some(hall) => {
            let systems: Vec<String> = systems.split(',').map(|s| format!("{hall}-{s}")).collect();
            (format!("{title} ({hall})"), systems.join(","))
        }
        None => (title, systems.to_owned()),
    }
}
