const EXIT_CODES = `
Exit codes: 0 all well; 1 some rows failed; 2 usage or settings; 3 the run failed; 130 cancelled (Ctrl-C).`;

const SETTINGS = `
Settings come from --config FILE (JSON: {"importId", "apiKey", "baseUrl"?, "target"?: {"segmentName", "segmentCode"?}})
and, for what the file does not say, from PERMUTIVE_IMPORT_ID, PERMUTIVE_API_KEY and PERMUTIVE_BASE_URL.
The API key is never taken from an argument: arguments can be seen by everyone on the machine.`;

/** Help that teaches: what each command is for, and lines to copy. */
export const HELP = {
  program: `
First steps, without an account:
  $ destination-permutive demo
  $ destination-permutive sync audience.csv --mode mirror --segment-name "All readers" --sandbox

With your own import:
  $ export PERMUTIVE_IMPORT_ID=32f8e031-c532-41bb-b25e-65bdb677a96f
  $ read -rs PERMUTIVE_API_KEY && export PERMUTIVE_API_KEY
  $ destination-permutive check
  $ destination-permutive sync audience.csv --mode upsert --segment-name "All readers" --dry-run
  $ destination-permutive segments
${SETTINGS}
${EXIT_CODES}`,

  check: `
Changes nothing at Permutive. Tells, step by step, whether the key, its permissions and the import are right.

Examples:
  $ destination-permutive check
  $ destination-permutive check --config permutive.json --json
${SETTINGS}
${EXIT_CODES}`,

  sync: `
FILE has a row for each change. Columns, all optional (NDJSON: fields of the same names, one object a line):
  row_id         your id of the row; without it, the line number
  change         added, changed or removed; mirror mode needs it
  segment_code   code of the segment, which can never be changed; without it, made from the name
  segment_name   name of the segment; without it, --segment-name
  description    at most 1,024 characters
  cpm            price per thousand impressions in USD
  categories     separated by commas (NDJSON: or a list)
A removed row must bring its own segment_code or segment_name. An empty value means "not given": it never wipes anything.
Permutive's columns ID, Name and CPM (USD) are understood too. CSV may be separated by semicolons or tabs.

Rows are sent in change-sets of 5,000. Within one, rows have no order: of two rows for one segment, wanting it beats
removing it. Across change-sets, the later row wins. A line that cannot be read is a failed row; the others go on.

Modes:
  add       create segments; report those that exist with other values
  upsert    create segments, and update those that exist (the default)
  remove    delete the segments of removed rows
  mirror    create and update added and changed rows, delete removed ones

Examples:
  $ destination-permutive sync audience.csv --mode mirror --segment-name "All readers" --dry-run
  $ destination-permutive sync audience.csv --mode mirror --segment-name "All readers" --max-deletes 50
  $ destination-permutive sync audience.ndjson --segment-name "All readers" --results results.ndjson --report run.html
  $ warehouse-export | destination-permutive sync - --format ndjson --segment-name "All readers" --json | jq .outcomes
${SETTINGS}
${EXIT_CODES}`,

  segments: `
Examples:
  $ destination-permutive segments
  $ destination-permutive segments --count
  $ destination-permutive segments --format csv > taxonomy.csv
  $ destination-permutive segments --format ndjson | jq -r 'select(.cpm > 2) | .segment_code'

CSV has Permutive's own upload columns, ID,Name,Description,CPM (USD), and Categories; ID is the segment's code.
Both CSV and NDJSON can be given back to sync: nothing changes.
${SETTINGS}
${EXIT_CODES}`,

  memberships: `
Permutive ignores codes that its taxonomy does not know, without a word. This
says it before the upload. User ids never leave the process: a line is named
by its file and number.

Examples:
  $ destination-permutive memberships check users.tsv.gz
  $ destination-permutive segments --format ndjson > taxonomy.ndjson
  $ destination-permutive memberships check *.gz --taxonomy taxonomy.ndjson \\
      --missing unknown.csv --max-unknown-share 0.01

Exit codes: 0 fine; 1 too many unknown codes, or a line is wrong; 2 usage;
3 the taxonomy could not be read.`,

  sandbox: `
Permutive publishes no sandbox: this is one, on this machine only, in memory. What Permutive's documents leave open is
a switch.

Examples:
  $ destination-permutive sandbox --port 8787
  $ destination-permutive sandbox --atomicity partial --conflicts 400 --seed 7`,

  setup: `
Connect, choose a target, look at a dry run, sync a file and see what the import holds, in a browser on this machine.
Settings are typed there: the API key is kept in memory only. PERMUTIVE_BASE_URL is used, when set.

Examples:
  $ destination-permutive setup --sandbox
  $ destination-permutive setup --port 8080`,

  manifest: `
What a host reads to list the destination and to draw its set-up form.

Examples:
  $ destination-permutive manifest | jq .config`,

  conformance: `
For authors of connectors. docs/conformance.md lists the requirements and tells how to write a world of your own.

Examples:
  $ destination-permutive conformance
  $ destination-permutive conformance --connector ./my-connector.js --world ./my-world.js --only T
  $ destination-permutive conformance --connector ./my-connector.js --format junit --output conformance.xml

Exit codes: 0 no requirement failed; 1 some failed; 2 usage.`,

  airbyte: `
For who runs Airbyte: docs/airbyte.md tells how to add this connector to it.

Commands:
  spec                               what settings the connector takes
  check --config FILE                test the settings
  discover --config FILE             what objects data activation may write to
  write --config FILE --catalog FILE deliver the records on standard input, give the states back

Exit codes: 0 done; 1 failed, and the last message says why; 143 ended by SIGTERM.`,

  demo: `
Examples:
  $ destination-permutive demo
  $ destination-permutive demo --full`,
};
