import type { WriteSummary } from '../../../spec/host/row-result.ts';
import { type RunFacts, titleOf } from '../../receipt/index.ts';
import { causeLines } from './cause-lines.ts';
import { clockText, counted, rowsCounted, segmentsCounted } from './counted.ts';
import { countsText } from './course-lines.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** What the summary says beside the counts. */
export interface Ending {
  readonly summary: WriteSummary;
  readonly facts: RunFacts;
  /** Rows of the file, when they were counted: a run that stopped tells the whole file (F-16). */
  readonly rowsInFile: number | undefined;
  /** What broke the run off, other than Permutive. */
  readonly fault: string | undefined;
  /** Labels and what stands beside them: files that were written, the next command. */
  readonly afterwards: readonly (readonly [label: string, text: string])[];
}

const LABEL_WIDTH = 9;

/** The end of a run, for a marketer: what became of the rows, why of those that failed, and what to do next. `wrap`: at the reader's `width`. */
export function summaryText(
  { summary, facts, rowsInFile, fault, afterwards }: Ending,
  paint: Paint,
  wrap: (text: string) => string,
  width: number,
): string {
  const { rows, requests, fatal } = summary;
  const skipped = rows.skipped > 0 ? { skipped: rows.skipped } : {};
  const counts = { ...summary.outcomes, failed: rows.failed, skipped: 0, ...skipped };
  const lines = [
    paint('bold', printable(titleOf(facts))),
    `  ${countsText(counts, summary.dryRun).replaceAll(', ', ' · ') || 'no rows'}`,
  ];
  const segments = segmentsLine(summary);
  if (segments !== undefined) lines.push(`  ${segments}`);
  lines.push(`  ${requestsLine(requests, summary.durationMs, facts.waitedMs)}`);
  if (rowsInFile !== undefined && rowsInFile > rows.received) lines.push(`  ${wholeFile(rows, facts, rowsInFile)}`);
  if (fatal !== undefined) lines.push('', paint('red', printable(fatal.message)), `  ${printable(fatal.remedy)}`);
  if (fault !== undefined) lines.push('', paint('red', `The run broke off: ${printable(fault)}`));
  for (const cause of facts.causes) lines.push('', ...causeLines(cause, summary.dryRun, paint, width));
  // Paths and commands are there to be copied: only the terminal itself may break them.
  const files = afterwards.map(([label, text]) => `${label.padEnd(LABEL_WIDTH)} ${printable(text)}`);
  return `${[wrap(lines.join('\n')), ...(files.length > 0 ? ['', ...files] : [])].join('\n')}\n`;
}

/** Rows and segments, where they differ (F-18). */
function segmentsLine({ segments, outcomes, dryRun }: WriteSummary): string | undefined {
  const total = Object.values(segments).reduce((sum, count) => sum + count, 0);
  const inEffect = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  if (total === inEffect || total === 0) return undefined;
  return `${rowsCounted(inEffect)}, ${segmentsCounted(total)}: ${countsText({ ...segments, failed: 0, skipped: 0 }, dryRun)}`;
}

function requestsLine({ sent, retried }: WriteSummary['requests'], durationMs: number, waitedMs: number): string {
  const again = retried > 0 ? `, ${counted(retried)} of them again` : '';
  const waiting = waitedMs >= 1_000 ? `, of which ${clockText(waitedMs)} waiting` : '';
  const time = durationMs < 60_000 ? `${(durationMs / 1_000).toFixed(1)} s` : clockText(durationMs);
  return `${counted(sent)} ${sent === 1 ? 'request' : 'requests'}${again} · ${time}${waiting}`;
}

/** F-16: what a run that stopped leaves of its file. */
function wholeFile({ received, succeeded, failed }: WriteSummary['rows'], facts: RunFacts, rowsInFile: number): string {
  const { unknown, notSent } = facts.rows;
  return [
    `of ${rowsCounted(rowsInFile)} in the file: ${counted(succeeded)} done`,
    `${counted(failed - unknown - notSent)} failed`,
    ...(unknown > 0 ? [`${counted(unknown)} not known`] : []),
    `${counted(rowsInFile - received + notSent)} not sent`,
  ].join(', ');
}
