/** What a host loads. */
import type {
  CheckContext,
  CheckRequest,
  ConnectorContext,
  OptionsRequest,
  PermutiveConnector,
  SegmentsRequest,
  WriteContext,
  WriteRequest,
} from '../spec/host/connector.ts';
import { manifest } from '../spec/host/manifest.ts';
import { check as checkSettings } from './check.ts';
import { options as optionsOf } from './options.ts';
import { segments as segmentsOf } from './segments.ts';
import { write as writeChangeSets } from './write.ts';

/** Tells whether key, permission and import are right, and what to do if not. Never throws; changes nothing. */
export const check = (request: CheckRequest, context?: CheckContext) => checkSettings(request, context);

/** Brings the import into the state the change-sets ask for and reports one result a row. */
export const write = (request: WriteRequest, context: WriteContext) => writeChangeSets(request, context);

/** Pages of what the import holds; `complete` on the last (T-4). Throws a ConnectorError where a page cannot be read. */
export const segments = (request: SegmentsRequest, context?: ConnectorContext) => segmentsOf(request, context);

/** Values for a settings field, for a drop-down: the imports of the key's workspace. Throws a ConnectorError. */
export const options = (request: OptionsRequest, context?: ConnectorContext) => optionsOf(request, context);

export { manifest };

const connector = { manifest, check, write, segments, options } satisfies PermutiveConnector;
export default connector;
