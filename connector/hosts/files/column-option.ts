import { parse } from 'csv-parse/sync';
import { UsageError } from '../usage-error.ts';
import { COLUMNS, NOTHING, normalised, type Said } from './columns.ts';

/** What `--columns` says: a heading for each column it names; `nothing` for headings that are not to be used. */
export type SaidColumns = readonly { readonly column: Said; readonly heading: string }[];

const EXAMPLE = "--columns 'segment_code=Audience ID,segment_name=Title'";

/** Reads `--columns`; a pair whose heading holds a comma stands in quotation marks. @throws {UsageError} */
export function readColumnsOption(text: string): SaidColumns {
  let pairs: string[];
  try {
    pairs = (parse(text, { trim: true, relax_quotes: true }) as string[][])[0] ?? []; // Without `columns` it answers lists of texts.
  } catch {
    throw new UsageError(`--columns cannot be read. It looks like this: ${EXAMPLE}`);
  }
  const said = pairs.map((pair) => {
    const at = pair.indexOf('=');
    const column = ([...COLUMNS, NOTHING] as const).find(
      (known) => normalised(known) === normalised(pair.slice(0, Math.max(at, 0))),
    );
    const heading = pair.slice(at + 1).trim();
    if (at < 0 || column === undefined || heading === '') {
      throw new UsageError(
        `--columns does not understand "${pair}". Give a column (${COLUMNS.join(', ')}) or ${NOTHING}, = and the heading in the file: ${EXAMPLE}`,
      );
    }
    return { column, heading };
  });
  const twice = said.find(
    ({ column }, index) => column !== NOTHING && said.findIndex((other) => other.column === column) !== index,
  );
  if (twice !== undefined) throw new UsageError(`--columns names ${twice.column} twice.`);
  return said;
}

/** The headings that are meant: as they are written, else but for what does not count (F-6). @throws {UsageError} */
export function saidHeadings(said: SaidColumns, headings: readonly string[]): Map<string, Said> {
  return new Map(
    said.map(({ column, heading }) => {
      const found =
        headings.find((one) => one === heading) ?? headings.find((one) => normalised(one) === normalised(heading));
      if (found === undefined) {
        throw new UsageError(
          `--columns names the heading "${heading}", which the file does not have. It has: ${headings.join(', ')}.`,
        );
      }
      return [found, column] as const;
    }),
  );
}
