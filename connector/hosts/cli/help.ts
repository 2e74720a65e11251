const EXIT_CODES = `
Exit codes: 0 all well; 1 some rows failed, or deletions were held back;
2 usage or settings, nothing was sent; 3 the run failed; 130 cancelled (Ctrl-C).`;

const SETTINGS = `
Settings come from --config FILE, as JSON:
  {"importId": "...", "apiKey": "...", "baseUrl"?: "...",
   "target"?: {"segmentName": "..."}}
and, for what the file does not say, from PERMUTIVE_IMPORT_ID,
PERMUTIVE_API_KEY and PERMUTIVE_BASE_URL. The API key is never taken from an
argument: arguments can be seen by everyone on the machine. HTTPS_PROXY,
HTTP_PROXY and NO_PROXY are heeded.`;

/** Help that teaches, in 80 columns: what each command is for, and lines to copy. */
export const HELP = {
  program: `
First steps, without an account:
  $ destination-permutive demo
  $ destination-permutive sync audience.csv --sandbox

With your own import: look, sync, go on
  $ export PERMUTIVE_IMPORT_ID=32f8e031-c532-41bb-b25e-65bdb677a96f
  $ read -rs PERMUTIVE_API_KEY && export PERMUTIVE_API_KEY
  $ destination-permutive check
  $ destination-permutive sync audience.csv --dry-run
  $ destination-permutive sync audience.csv --keep runs
  $ destination-permutive sync audience.csv --retry-from runs/1/results.ndjson
${SETTINGS}
${EXIT_CODES}`,

  check: `
Changes nothing at Permutive. Tells, step by step, whether the key, its
permissions and the import are right, and which proxy is used.

Examples:
  $ destination-permutive check
  $ destination-permutive check --config permutive.json --json
${SETTINGS}
${EXIT_CODES}`,

  sync: `
FILE has a row for each change: CSV, NDJSON or a JSON list, gzip or not, in
UTF-8 or UTF-16. Columns, by these names or the usual others (ID, Code, Name,
Title, Price, Tags, Action ...); upper and lower case, spaces, - and _ do not
count:
  row_id         your id of the row; without it, the line number
  change         added, changed or removed; mirror mode needs it
  segment_code   code of the segment, which can never be changed
  segment_name   name of the segment
  description    at most 1,024 characters
  cpm            price per thousand impressions in USD
  categories     separated by commas, or a list
What was understood is told before anything is sent, columns that are not used
included. An empty value means "not given": it never wipes anything.

Modes:
  add       create segments; report those that exist with other values
  upsert    create segments, and update those that exist (the default)
  remove    delete the segments of removed rows
  mirror    create and update added and changed rows, delete removed ones

Deletions are asked for in a terminal. Elsewhere none is sent without --yes or
--max-deletes.

Rows are sent in change-sets of 5,000. Within one, of two rows for one segment
wanting it beats removing it; across them, the later row wins. A line that
cannot be read is a failed row; the others go on.

Examples:
  $ destination-permutive sync audience.csv --dry-run
  $ destination-permutive sync audience.csv --mode mirror --keep runs
  $ destination-permutive sync audience.csv --retry-from runs/1/results.ndjson
  $ destination-permutive sync export.csv --columns 'segment_code=Key'
  $ warehouse-export | destination-permutive sync - --json | jq .outcomes
${SETTINGS}
${EXIT_CODES}`,

  segments: `
CSV has Permutive's own upload columns, ID, Name, Description and CPM (USD),
and Categories; ID is the segment's code. CSV and NDJSON can be given back to
sync: nothing changes. --safe guards CSV against formulas, and sync undoes it.

Examples:
  $ destination-permutive segments
  $ destination-permutive segments --count
  $ destination-permutive segments --format csv > taxonomy.csv
  $ destination-permutive segments --format ndjson | jq -r .segment_code
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
Permutive publishes no sandbox: this is one, on this machine only, in memory.
What Permutive's documents leave open is a switch.

Examples:
  $ destination-permutive sandbox --port 8787
  $ destination-permutive sandbox --atomicity partial --conflicts 400 --seed 7`,

  setup: `
Connect, see what a file would change, sync it and see what the import holds,
in a browser on this machine. Settings are typed there: the API key is kept in
memory only. PERMUTIVE_BASE_URL is used, when set.

Examples:
  $ destination-permutive setup --sandbox
  $ destination-permutive setup --port 8080`,

  manifest: `
What a host reads to list the destination and to draw its set-up form.

Examples:
  $ destination-permutive manifest | jq .config`,

  conformance: `
For authors of connectors. docs/conformance.md lists the requirements and tells
how to write a world of your own.

Examples:
  $ destination-permutive conformance
  $ destination-permutive conformance --connector ./my-connector.js \\
      --world ./my-world.js --only T
  $ destination-permutive conformance --connector ./my-connector.js \\
      --format junit --output conformance.xml

Exit codes: 0 no requirement failed; 1 some failed; 2 usage, or the world
contradicts itself, and nothing is said of the connector.`,

  airbyte: `
For who runs Airbyte: docs/airbyte.md tells how to add this connector to it.

Commands:
  spec                   what settings the connector takes
  check --config FILE    test the settings
  discover --config FILE what objects data activation may write to
  write --config FILE --catalog FILE
                         deliver the records on standard input, give the
                         states back

Exit codes: 0 done; 1 failed, and the last message says why; 143 ended by
SIGTERM.`,

  demo: `
Examples:
  $ destination-permutive demo
  $ destination-permutive demo --full`,
};
