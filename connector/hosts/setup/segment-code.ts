import { ConnectorError } from '../../../spec/host/errors.ts';
import { write } from '../../index.ts';
import type { FieldErrors } from './protocol.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** A Permutive that holds nothing: the code of a segment does not depend on what is there. */
const emptyImport: typeof fetch = async (input) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  if (pathname.includes('/segments/code/')) return new Response('{}', { status: 404 });
  if (pathname.endsWith('/segments')) return Response.json({ elements: [], pagination: {} });
  return Response.json({ id: NOBODY });
};

/** The code the connector would give the target's segment: asked of its dry run, never computed a second time (P-7). */
export async function segmentCodeOf(target: unknown): Promise<{ code: string | null; fieldErrors: FieldErrors }> {
  let code: string | null = null;
  try {
    await write(
      {
        config: { importId: NOBODY, apiKey: NOBODY },
        target,
        mode: 'add',
        changeSets: [{ rows: [{ rowId: 'target' }] }],
        dryRun: true,
      },
      {
        fetch: emptyImport,
        onRowResult: (result) => {
          code = result.segmentCode;
        },
      },
    );
    return { code, fieldErrors: [] };
  } catch (error) {
    if (error instanceof ConnectorError) return { code: null, fieldErrors: error.fieldErrors };
    throw error;
  }
}
