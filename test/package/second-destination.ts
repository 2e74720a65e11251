/** A connector of another service, typed by the published contract alone: compiled by types.test.ts, never run (H-11). */
import permutive, { type manifest } from 'destination-permutive';
import type {
  CommonErrorCode,
  DestinationCheckResult,
  DestinationConnector,
  DestinationRow,
  DestinationSummary,
  Open,
} from 'destination-permutive/spec';

interface ContactRow extends DestinationRow {
  email: string;
  score?: number | undefined;
}
type ContactCode = CommonErrorCode | 'contact_bounced';
type ContactStep = 'config' | 'authentication' | 'list';

declare const contactManifest: typeof manifest;
declare const summary: DestinationSummary<ContactCode>;

const contacts: DestinationConnector<ContactRow, ContactCode, ContactStep> = {
  manifest: contactManifest,
  async check(_request, context): Promise<DestinationCheckResult<ContactCode, ContactStep>> {
    context?.onStep?.({ id: 'list', status: 'passed', message: 'The list is there.', error: undefined });
    return { status: 'succeeded', message: 'The connection works.', steps: [], fieldErrors: [] };
  },
  async write({ changeSets }, { onRowResult, logger }) {
    for await (const { rows, id } of changeSets) {
      for (const { rowId, email, change } of rows) {
        logger?.info({ email: email.length, change });
        const error = {
          code: 'contact_bounced' as const,
          message: 'm',
          remedy: 'r',
          retryable: false,
          reporter: 'contacts',
        };
        await onRowResult({ rowId, changeSetId: id, status: 'failed', outcome: null, operation: 'upsert', error });
      }
    }
    return summary;
  },
};

/** A host of many: it takes any connector as it is, and knows the common codes by name. */
async function host(connector: DestinationConnector, code: Open<CommonErrorCode>): Promise<boolean> {
  await connector.write(
    { config: {}, mode: 'mirror', changeSets: [{ rows: [{ rowId: '1', change: 'added' }] }], dryRun: undefined },
    { onRowResult: ({ error }) => void (error?.code === code), logger: undefined, signal: undefined },
  );
  return code === 'rate_limited' || code === 'some_code_of_its_own';
}

export const told: Promise<boolean>[] = [host(contacts, 'timeout'), host(permutive, 'contact_bounced')];
