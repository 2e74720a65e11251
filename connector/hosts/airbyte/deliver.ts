import type { AudienceMode, ChangeSet } from '../../../spec/host/change-set.ts';
import { ConnectorError, type ErrorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Connection } from './connection.ts';
import { Fault } from './fault.ts';

export interface Delivery {
  readonly mode: AudienceMode;
  readonly changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>;
  readonly onRowResult: (result: RowResult) => Promise<void> | undefined;
}

/**
 * One run of the connector. Returns the error that ended it early, if one did (D-6).
 *
 * @throws {Fault} the settings are not valid.
 */
export async function deliver(
  { mode, changeSets, onRowResult }: Delivery,
  { connector, request, context }: Connection,
): Promise<ErrorDetail | undefined> {
  try {
    const { fatal } = await connector.write(
      { ...request, mode, changeSets, afterFatal: 'stop' },
      { ...context, onRowResult: (result) => onRowResult(result) },
    );
    return fatal;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new Fault('config_error', `${error.message} ${error.remedy}`, { internal: error.code });
  }
}
