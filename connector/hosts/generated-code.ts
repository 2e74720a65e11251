import { write } from '../index.ts';
import { emptyImport, NOBODY } from './empty-import.ts';

/** The code of each segment, asked of the connector's dry run and never computed a second time (P-7). @throws {ConnectorError} */
async function codesOf(rows: readonly { readonly segment_name: string }[]): Promise<(string | null)[]> {
  const codes: (string | null)[] = rows.map(() => null);
  await write(
    {
      config: { importId: NOBODY, apiKey: NOBODY },
      mode: 'add',
      changeSets: rows.map((row, index) => ({ rows: [{ rowId: String(index), ...row }] })),
      dryRun: true,
    },
    {
      fetch: emptyImport,
      onRowResult: ({ rowId, segmentCode }) => {
        codes[Number(rowId)] = segmentCode;
      },
    },
  );
  return codes;
}

/** The codes the connector would make of these names. */
export const generatedCodes = (names: readonly string[]): Promise<(string | null)[]> =>
  codesOf(names.map((name) => ({ segment_name: name })));
