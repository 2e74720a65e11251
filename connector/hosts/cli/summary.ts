import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { Cause, Tally } from '../report/tally.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

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
  for (const status of ['failed', 'skipped'] as const) {
    const causes = tally.causes.filter((cause) => cause.status === status);
    if (causes.length > 0) lines.push('', status === 'failed' ? 'Why rows failed:' : 'Why rows were skipped:');
    for (const cause of causes) lines.push('', ...causeLines(cause));
  }
  return `${lines.join('\n')}\n`;
}

function countLine(label: string, count: number, paint: (text: string) => string): string {
  const line = `  ${label.padEnd(20)}${grouped(count).padStart(11)}`;
  return count > 0 ? paint(line) : line;
}

const explained = ({ message, remedy }: { readonly message: string; readonly remedy: string }): string[] => [
  `    ${printable(message)}`,
  `    What to do: ${printable(remedy)}`,
];

function causeLines({ code, field, remedy, count, instances }: Cause): string[] {
  const more = count - instances.length;
  return [
    `  ${rowsCounted(count)}: ${code}${field === undefined ? '' : ` (${printable(field)})`}`,
    ...instances.map(({ rowId, message }) => `    ${printable(rowId) || '(no id)'}: ${printable(message)}`),
    ...(more > 0 ? [`    and ${grouped(more)} more`] : []),
    `    What to do: ${printable(remedy)}`,
  ];
}
