import { type Bar, barChart } from './chart.ts';
import type { Measured } from './contend.ts';
import type { Recovery, Repeats } from './measures.ts';
import { type Spread, shown, shownSpread, spread } from './spread.ts';

/** Everything one run of the benchmark found. */
export interface Findings {
  readonly machine: string;
  readonly repeats: number;
  readonly throughput: ReadonlyMap<number, Repeats>;
  readonly lists: ReadonlyMap<number, Repeats>;
  readonly singles: readonly { readonly latencyMs: number; readonly rows: number; readonly found: Repeats }[];
  readonly heap: { readonly rows: number; readonly measured: Measured };
  readonly recovery: Recovery;
}

const of = (list: readonly Measured[] | undefined, take: (measured: Measured) => number): Spread =>
  spread((list ?? []).map(take));

/** Ratios of what ran in the same round: noise that befell both falls out. */
const ratio = (found: Repeats, one: string, other: string, take: (measured: Measured) => number): Spread =>
  spread((found[one] ?? []).map((measured, round) => take(measured) / take(found[other]?.[round] ?? measured)));

const cpu = ({ cpuMs }: Measured) => cpuMs;
const rate = (rows: number) => (measured: Measured) => (rows / measured.ms) * 1_000;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** The bare loops that write() is measured beside: its own client, and the barest there is. */
const LOOPS = ['ky', 'undici'] as const;
const CONTENDERS = ['write', ...LOOPS] as const;
const titleOf = (name: (typeof CONTENDERS)[number]): string => (name === 'write' ? 'write()' : name);

const throughputTable = (throughput: Findings['throughput']): string =>
  table(
    [
      'rows',
      ...CONTENDERS.map((name) => `rows/s ${titleOf(name)}`),
      ...CONTENDERS.map((name) => `CPU s ${titleOf(name)}`),
      ...LOOPS.map((name) => `CPU write() / ${name}`),
    ],
    [...throughput].map(([rows, found]) => [
      shown(rows),
      ...CONTENDERS.map((name) => shownSpread(of(found[name], rate(rows)))),
      ...CONTENDERS.map((name) => shownSpread(of(found[name], (measured) => cpu(measured) / 1_000))),
      ...LOOPS.map((name) => `**${shownSpread(ratio(found, 'write', name, cpu))}**`),
    ]),
  );

function memoryTable(throughput: Findings['throughput']): string {
  return table(
    ['rows', 'peak memory (MB)', 'event-loop delay p99 (ms)', 'longest (ms)'],
    [...throughput].map(([rows, { write }]) => [
      shown(rows),
      shownSpread(of(write, ({ maxRssMb }) => maxRssMb)),
      shownSpread(of(write, ({ loopP99Ms }) => loopP99Ms)),
      shownSpread(of(write, ({ loopMaxMs }) => loopMaxMs)),
    ]),
  );
}

function listsTable(lists: Findings['lists']): string {
  return table(
    [
      'rows',
      'rows/s write()',
      'rows/s full list',
      'CPU s write()',
      'CPU s full list',
      'CPU full list / write()',
      'peak memory full list (MB)',
    ],
    [...lists].map(([rows, found]) => [
      shown(rows),
      shownSpread(of(found['write'], rate(rows))),
      shownSpread(of(found['list'], rate(rows))),
      shownSpread(of(found['write'], (measured) => cpu(measured) / 1_000)),
      shownSpread(of(found['list'], (measured) => cpu(measured) / 1_000)),
      `**${shownSpread(ratio(found, 'list', 'write', cpu))}**`,
      shownSpread(of(found['list'], ({ maxRssMb }) => maxRssMb)),
    ]),
  );
}

/** The part on full lists, which can be measured by itself. */
export const listsMarkdown = (lists: Findings['lists']): string => `### A full list beside write()

A list that the import equals already, owned by a snapshot file: it is listed by pages of 1,000, compared row by row, and nothing is sent.
write() sends the same rows in batches of 5,000. Memory is without a limit on the heap; under one a million rows need less (R-19).

${listsTable(lists)}
`;

function singlesTable(singles: Findings['singles']): string {
  return table(
    ['latency', 'rows', 'rows/s write()', 'rows/s one request a segment', 'times'],
    singles.map(({ latencyMs, rows, found }) => [
      `${latencyMs} ms`,
      shown(rows),
      shownSpread(of(found['write'], rate(rows))),
      shownSpread(of(found['single'], rate(rows))),
      shownSpread(ratio(found, 'single', 'write', ({ ms }) => ms)),
    ]),
  );
}

/** The charts by the names of their files. */
export function charts({ throughput, singles }: Findings): Record<string, string> {
  const [rows, found] = [...throughput].at(-1) ?? [0, {}];
  const bars = (take: (measured: Measured) => number, unit: string): Bar[] =>
    CONTENDERS.map((name) => {
      const { median } = of(found[name], take);
      const label = name === 'write' ? titleOf(name) : `bare ${name} loop`;
      return { label, value: median, shown: `${shown(median)} ${unit}` };
    });
  const slow = singles.flatMap(({ latencyMs, rows: count, found: both }) =>
    ['write', 'single'].map((name) => {
      const { median } = of(both[name], rate(count));
      const what = name === 'write' ? 'write()' : 'one a segment';
      return { label: `${what}, ${latencyMs} ms`, value: Math.log10(median + 1), shown: `${shown(median)} rows/s` };
    }),
  );
  return {
    'rows-a-second.svg': barChart(`Rows a second, ${shown(rows)} rows`, bars(rate(rows), 'rows/s')),
    'cpu.svg': barChart(
      `CPU time, ${shown(rows)} rows`,
      bars((measured) => cpu(measured) / 1_000, 's'),
    ),
    'one-request-a-segment.svg': barChart('Rows a second, logarithmic', slow),
  };
}

/** The measured part of docs/benchmarks.md. */
export function measuredMarkdown(findings: Findings): string {
  const { machine, repeats, throughput, lists, singles, heap, recovery } = findings;
  const { limit, letIn, refused, early, aSecond } = recovery;
  return `Measured on ${machine}; median of ${repeats} repeats, least and most in brackets.

### write() beside a bare loop

The bare loops make the same bodies from the same rows, send them to the same server (a process of its own) and parse the
answers; they check nothing, recover nothing and tell no row anything. Each contender is a process of its own, warmed by one batch, in
turn. The ratio is taken round by round.

${throughputTable(throughput)}

![Rows a second](images/bench/rows-a-second.svg)
![CPU time](images/bench/cpu.svg)

### Memory and responsiveness of write()

${memoryTable(throughput)}

With \`--max-old-space-size=64\`, ${shown(heap.rows)} rows complete: ${shown(heap.measured.maxRssMb)} MB at the peak, ${shown(heap.measured.ms / 1_000)} s.

${listsMarkdown(lists)}
### Beside one request a segment

${singlesTable(singles)}

![Rows a second, logarithmic](images/bench/one-request-a-segment.svg)

### After a storm of 429s

The server refuses everything for a while, then lets in ${limit} requests a second without telling anybody, with \`Retry-After: 1\`
on each refusal; batches of 50 rows, so that the limit is what counts. Let in: ${letIn}; refused: ${refused}; requests inside a Retry-After window:
**${early}**; throughput after the storm: **${shown(aSecond / limit)}** of the limit.
`;
}
