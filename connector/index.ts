/** What a host loads. */
import type {
  CheckContext,
  CheckRequest,
  PermutiveConnector,
  WriteContext,
  WriteRequest,
} from '../spec/host/connector.ts';
import { manifest } from '../spec/host/manifest.ts';
import { check as checkSettings } from './check.ts';
import { write as writeChangeSets } from './write.ts';

/** Tells whether key, permission and import are right, and what to do if not. Never throws; changes nothing. */
export const check = (request: CheckRequest, context?: CheckContext) => checkSettings(request, context);

/** Brings the import into the state the change-sets ask for and reports one result a row. */
export const write = (request: WriteRequest, context: WriteContext) => writeChangeSets(request, context);

export { manifest };

const connector: PermutiveConnector = { manifest, check, write };
export default connector;
