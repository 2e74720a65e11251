const SETTINGS = `
Settings come as for sync: from --config FILE, or from PERMUTIVE_IMPORT_ID and
PERMUTIVE_API_KEY.`;

/** Help of the commands of full lists. */
export const FULL_LIST_HELP = {
  plan: `
LIST holds every segment that you want in the import, a row each, with a code
of its own (columns as for sync). Segments that you made by an earlier run, and
that the list no longer names, are planned to be deleted; everybody else's are
left alone. --state FILE remembers which are yours: keep it, and use one for an
import.

Examples:
  $ destination-permutive plan list.csv --state news.state --out plan.ndjson
  $ destination-permutive plan list.csv --state news.state \\
      --markdown plan.md --fail-on-drift
  $ destination-permutive plan --list-from staging.json \\
      --config production.json --state copy.state --out copy.ndjson

Exit codes: 0 planned; 1 rows cannot be used, or --fail-on-... holds; 2 usage
or settings; 3 the import cannot be read.
${SETTINGS}`,

  apply: `
Creates and updates first, deletions last. Refused, and nothing sent, when the
import's planned segments, the snapshot or the time (24 hours) are not the
plan's any more. Everything the import holds before is kept in a backup beside
the snapshot.

Examples:
  $ destination-permutive apply plan.ndjson --state news.state
  $ destination-permutive apply plan.ndjson --state news.state --yes
${SETTINGS}`,

  undo: `
Only segments that the run changed, and that nobody touched since. It cannot
bring back a lifetime, an id, memberships, or a field that was absent.

Example:
  $ destination-permutive undo 32f8e031-2026-11-25T18-02-00-000Z.ndjson.gz \\
      --results results.ndjson --state news.state --out undo.ndjson
${SETTINGS}`,

  state: `
Examples:
  $ destination-permutive state show --state news.state
  $ destination-permutive state protect 'subscribers_*' --state news.state
  $ destination-permutive state adopt --from list.csv --state news.state
  $ destination-permutive state unlock --state news.state`,
};
