import type { PlannedChange } from '../../../reconcile/index.ts';
import { remarks, shortReason } from '../../report/planned-words.ts';
import { counted } from '../counted.ts';
import type { Paint } from '../paint.ts';
import { printable } from '../printable.ts';
import { fieldChanges, nameOf, type PlanTold, sumLine } from './plan-told.ts';
import { wayThrough } from './reasons.ts';

/** Updates, creates and rows to be mended that are shown without --all; deletions are shown up to fifty. */
const SHOWN = 10;
const SHOWN_DELETIONS = 50;
/** Where codes begin, when names leave room. */
const CODE_COLUMN = 44;
const FIELD_WIDTH = 12;

/** A plan for a terminal: what is lost first. */
export function planLines(told: PlanTold, all: boolean, paint: Paint): string[] {
  const { creates, updates, deletions, faults, plan } = told;
  const { withheld, counts } = plan.header;
  return [
    ...part('Delete', deletions, (change) => deletionLines(change, paint), all ? Infinity : SHOWN_DELETIONS),
    ...part(
      'Update',
      updates,
      (change) => [headLine('~', change, paint('yellow', '~')), ...valueLines(change), ...remarkLines(change)],
      all ? Infinity : SHOWN,
    ),
    ...part('Create', creates, (change) => [createLine(change, paint), ...remarkLines(change)], all ? Infinity : SHOWN),
    ...part(
      'Kept back',
      withheld,
      ({ code, name, reason }) => [
        beside(`  ‖ ${printable(name ?? code)}`, printable(code)),
        `      ${shortReason(reason)}`,
      ],
      all ? Infinity : SHOWN,
      counts.withheld,
    ),
    ...waysThrough(told),
    ...part(
      'To fix',
      faults,
      ({ segmentCode, error }) => [
        `  ${paint('red', '!')} ${printable([segmentCode, error?.message].filter((text) => text).join('   '))}`,
      ],
      all ? Infinity : SHOWN,
    ),
    sumLine(plan),
  ];
}

/** The deletions alone, as they are asked about. */
export const deletionList = (deletions: readonly PlannedChange[], paint: Paint): string[] => {
  const shown = deletions.slice(0, SHOWN_DELETIONS).flatMap((change) => deletionLines(change, paint));
  return deletions.length > SHOWN_DELETIONS
    ? [...shown, `  … ${counted(deletions.length - SHOWN_DELETIONS)} more`]
    : shown;
};

function part<T>(
  title: string,
  items: readonly T[],
  linesOf: (item: T) => string[],
  limit: number,
  count = items.length,
): string[] {
  if (items.length === 0) return [];
  const hidden = count - Math.min(items.length, limit);
  return [
    `${title} ${counted(count)}`,
    ...items.slice(0, limit).flatMap(linesOf),
    ...(hidden > 0 ? [`  … ${counted(hidden)} more${items.length > limit ? ': --all' : ''}`] : []),
    '',
  ];
}

const deletionLines = (change: PlannedChange, paint: Paint): string[] => [
  headLine('−', change, paint('red', '−')),
  ...remarkLines(change),
];

function headLine(_sign: string, change: PlannedChange, painted: string): string {
  return beside(`  ${painted} ${printable(nameOf(change))}`, printable(change.code), painted.length - 1);
}

function createLine(change: PlannedChange, paint: Paint): string {
  const price = change.after?.cpm;
  const line = headLine('+', change, paint('green', '+'));
  return price === undefined ? line : `${line.padEnd(CODE_COLUMN + 28)}${price.toFixed(2)}`;
}

/** A code beside its name, or below it where the name is long. @param unseen Characters of `left` that take no room. */
function beside(left: string, right: string, unseen = 0): string {
  const width = left.length - unseen;
  return width + 2 <= CODE_COLUMN
    ? `${left}${' '.repeat(CODE_COLUMN - width)}${right}`
    : `${left}\n${' '.repeat(CODE_COLUMN)}${right}`;
}

const valueLines = (change: PlannedChange): string[] =>
  fieldChanges(change).flatMap(({ field, before, after }) => {
    const label = `      ${field.padEnd(FIELD_WIDTH)} `;
    const [from, to] = [printable(before), printable(after)];
    return from.length + to.length <= 50
      ? [`${label}${from} → ${to}`]
      : [`${label}${from}`, `${' '.repeat(label.length - 2)}→ ${to}`];
  });

const remarkLines = (change: PlannedChange): string[] => remarks(change).map((remark) => `      ${remark}`);

/** Kept back by somebody's will: protected, or in an undo, of a segment that somebody has edited since. */
const NOT_LET_THROUGH: ReadonlySet<string> = new Set(['protected', 'edited_elsewhere']);

/** What would let through what was kept back. */
function waysThrough({ plan: { header } }: PlanTold): string[] {
  const counts = new Map<string, number>();
  for (const { reason } of header.withheld) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...new Set(header.withheld.map(({ reason }) => reason))];
  const ways = reasons.flatMap((reason) => {
    const way = NOT_LET_THROUGH.has(reason)
      ? undefined
      : wayThrough(reason, reasons.length === 1 ? header.counts.withheld : (counts.get(reason) ?? 0));
    return way === undefined ? [] : [`${shortReason(reason)}: to let them go, ${way}`];
  });
  return ways.length === 0 ? [] : [...ways, ''];
}
