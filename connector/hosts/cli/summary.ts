import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import type { Cause, Tally } from './tally.ts';

const TITLES: Record<WriteSummary['status'], string> = {
  completed: 'Sync completed',
  completed_with_errors: 'Sync completed, but some rows failed',
  failed: 'Sync failed',
  cancelled: 'Sync cancelled',
};

export const grouped = (count: number): string => count.toLocaleString('en-US');
const rowsCounted = (count: number): string => `${grouped(count)} ${count === 1 ? 'row' : 'rows'}`;

/** The end of a run, for a marketer: what became of the rows, and what to do about those that failed. */
export function summaryText(summary: WriteSummary, tally: Tally, mode: AudienceMode, paint: Paint): string {
  const { rows, outcomes, requests, fatal, dryRun } = summary;
  const seconds = (summary.durationMs / 1_000).toFixed(1);
  const title = `${dryRun ? 'Dry run, nothing was changed: ' : ''}${TITLES[summary.status]}`;
  const retried = requests.retried > 0 ? `, ${grouped(requests.retried)} of them again` : '';
  const lines = [
    `${paint('bold', title)} (${mode} mode, ${rowsCounted(rows.received)}, ${grouped(requests.sent)} requests${retried}, ${seconds} s)`,
    '',
    ...(Object.entries(outcomes) as [string, number][]) // The keys of a closed object, in its order.
      .map(([outcome, count]) =>
        countLine(dryRun ? `would be ${outcome}` : outcome, count, (text) => paint('green', text)),
      ),
    countLine('failed', rows.failed, (text) => paint('red', text)),
    countLine('skipped', rows.skipped, (text) => paint('yellow', text)),
  ];
  if (fatal !== undefined) lines.push('', paint('red', 'The run could not go on:'), ...explained(fatal));
  if (tally.failures.length > 0) lines.push('', 'Why rows failed:');
  for (const cause of tally.failures) lines.push('', ...causeLines(cause));
  if (tally.skips.length > 0) lines.push('', 'Why rows were skipped:');
  for (const cause of tally.skips) lines.push('', ...causeLines(cause));
  return `${lines.join('\n')}\n`;
}

function countLine(label: string, count: number, paint: (text: string) => string): string {
  const line = `  ${label.padEnd(20)}${grouped(count).padStart(11)}`;
  return count > 0 ? paint(line) : line;
}

const explained = ({ message, remedy }: Pick<Cause, 'message' | 'remedy'>): string[] => [
  `    ${printable(message)}`,
  `    What to do: ${printable(remedy)}`,
];

function causeLines(cause: Cause): string[] {
  const more = cause.count - cause.rowIds.length;
  const ids = cause.rowIds.map((id) => printable(id) || '(no id)').join(', ');
  return [
    `  ${rowsCounted(cause.count)}: ${cause.code}${cause.field === undefined ? '' : ` (${printable(cause.field)})`}`,
    ...explained(cause),
    `    Rows: ${ids}${more > 0 ? ` and ${grouped(more)} more` : ''}`,
  ];
}
