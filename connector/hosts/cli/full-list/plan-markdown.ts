import type { PlannedChange } from '../../../reconcile/index.ts';
import { remarks, shortReason } from '../../report/planned-words.ts';
import { counted } from '../counted.ts';
import { printable } from '../printable.ts';
import { fieldChanges, nameOf, type PlanTold, sumLine } from './plan-told.ts';

/** Changes of a kind that a pull request shows; the plan holds all. */
const SHOWN = 200;

/** A plan for a pull request: what is lost first, and open; the rest folded. */
export function planMarkdown(told: PlanTold, environment: string): string {
  const { plan, creates, updates, deletions, faults } = told;
  const { header } = plan;
  const lines = [
    `### Plan \`${header.planId}\` for ${text(header.importName)} (${environment})`,
    '',
    sumLine(plan),
    '',
    ...(deletions.length > 0
      ? [
          `**Deleted: ${counted(deletions.length)}**`,
          '',
          '| | name | code | |',
          '|---|---|---|---|',
          ...rows(deletions, (change) => ['−', text(nameOf(change)), code(change.code), remarksOf(change)]),
          '',
        ]
      : []),
    ...folded(`Updated: ${counted(updates.length)}`, updates, ['', 'code', 'field', 'now', 'then', ''], (change) =>
      fieldChanges(change).map(({ field, before, after }, at) => [
        at === 0 ? '~' : '',
        at === 0 ? code(change.code) : '',
        field,
        text(before),
        text(after),
        at === 0 ? remarksOf(change) : '',
      ]),
    ),
    ...folded(`Created: ${counted(creates.length)}`, creates, ['', 'name', 'code', 'cpm', ''], (change) => [
      ['+', text(nameOf(change)), code(change.code), change.after?.cpm?.toFixed(2) ?? '', remarksOf(change)],
    ]),
    ...folded(`Kept back: ${counted(header.counts.withheld)}`, header.withheld, ['', 'name', 'code', 'why'], (kept) => [
      ['‖', text(kept.name ?? ''), code(kept.code), shortReason(kept.reason)],
    ]),
    ...folded(`To fix: ${counted(faults.length)}`, faults, ['', 'code', 'what is wrong'], ({ segmentCode, error }) => [
      ['!', code(segmentCode ?? ''), text(error?.message ?? '')],
    ]),
    `Snapshot ${header.serial} of ${text(header.owner)} · import \`${header.importId}\` · made ${header.createdAt}, good for 24 hours.`,
  ];
  return `${lines.join('\n')}\n`;
}

const remarksOf = (change: PlannedChange): string => remarks(change).join('; ');

function folded<T>(
  title: string,
  items: readonly T[],
  heading: readonly string[],
  rowsOf: (item: T) => readonly (readonly string[])[],
): string[] {
  if (items.length === 0) return [];
  return [
    `<details><summary>${title}</summary>`,
    '',
    `| ${heading.join(' | ')} |`,
    `|${heading.map(() => '---|').join('')}`,
    ...items.slice(0, SHOWN).flatMap((item) => rowsOf(item).map(row)),
    ...(items.length > SHOWN ? ['', `… and ${counted(items.length - SHOWN)} more in the plan.`] : []),
    '',
    '</details>',
    '',
  ];
}

function rows<T>(items: readonly T[], cellsOf: (item: T) => readonly string[]): string[] {
  const shown = items.slice(0, SHOWN).map((item) => row(cellsOf(item)));
  return items.length > SHOWN ? [...shown, '', `… and ${counted(items.length - SHOWN)} more in the plan.`] : shown;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Somebody's text, unable to be Markdown or HTML (X-2). */
const text = (value: string): string =>
  printable(value)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~@-]/g, (character) => `\\${character}`)
    .replace(/:\/\//g, '&#58;//');

const code = (value: string): string =>
  value === '' ? '' : `\`${printable(value).replace(/`/g, "'").replace(/\|/g, '\\|')}\``;
