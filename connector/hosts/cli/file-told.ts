import { damageText } from '../files/damage.ts';
import { nameOf } from '../files/encoding.ts';
import type { Understood } from '../files/rows.ts';
import { counted, rowsCounted } from './counted.ts';
import { printable } from './printable.ts';

const SEPARATORS: Readonly<Record<string, string>> = { ';': '";"', '\t': 'tabs', '|': '"|"' };

/** What was understood of a file, in one line: `Windows-1252, ";", decimal comma · 62,480 rows`. */
function formText({ encoding, gzip, form, heading, reading, look, whole }: Understood): string {
  const separator = heading === undefined || heading.separator === ',' ? undefined : heading.separator;
  const form_ = [
    ...(gzip ? ['gzip'] : []),
    ...(encoding === 'utf-8' ? [] : [nameOf(encoding)]),
    ...(form === 'csv' ? [] : [form === 'ndjson' ? 'NDJSON' : 'a JSON list']),
    ...(separator === undefined ? [] : [SEPARATORS[separator] ?? printable(`"${separator}"`)]),
    ...(!reading.asItStands && reading.decimals === 'comma' ? ['decimal comma'] : []),
  ].join(', ');
  const rows = whole ? rowsCounted(look.rows) : `looked at the first ${rowsCounted(look.rows)}`;
  return form_ === '' ? rows : `${form_} · ${rows}`;
}

/** Labels and what stands beside them, in two columns. */
const labelled = (lines: readonly (readonly [label: string, text: string])[]): string[] => {
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `${label.padEnd(width)}   ${text}`);
};

/** All that is told of a file before anything is sent. */
export function fileLines(understood: Understood, destination: readonly [label: string, text: string]): string[] {
  const { name, choice, look, reading } = understood;
  const unused = choice.unused.map(printable).join(', ');
  return [
    ...labelled([
      [printable(name), formText(understood)],
      ...(unused === '' ? [] : [['Columns not used', unused] as const]),
      destination,
    ]),
    ...look.damage.map((report) => `warning: ${printable(damageText(report, reading))}`),
    ...(look.unreadable > 0
      ? [
          `warning: ${counted(look.unreadable)} of them cannot be read; ${look.unreadable === 1 ? 'it' : 'they'} will fail.`,
        ]
      : []),
  ];
}
