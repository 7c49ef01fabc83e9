"""A made-up team to try salesctl with (演示): twelve people, three months, one entry per command as people type it.

Words: demo ledger 演示台账, made up 虚构, character 性格, scene 场景, seed 种子.

The same seed, last day, months, language and program version make the same heads, on any machine, under any path:
ids, salts, the device and every choice come from one seeded source, the time from a simulated clock. The language is
part of the seed, since names and words are stored in it.

A demo ledger is for trying and can't become a real one. That it is one stands in the ledger from its first entry on, in
the header of each (`mark`: "demo"), under the hashes, so it can't be taken off without `ledger verify` finding it, and
travels with every copy and backup. Every screen, paper and file for people says so. Decided:

- Reading, printing, proving, copying and playful writes work, as any of the made-up people: no login is anybody's
  there, so whoever is not told by `SALESCTL_ME` acts as the head, and `--as` acts for the others.
- Real data is kept out: imports of files and logins are refused (5), naming `init`. Who starts for real makes a ledger
  of their own; nothing is carried over.
- `demo` writes anew only over a demo ledger, never over any other file, and not where the config's ledger is.
"""
