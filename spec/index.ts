/** The promises: schemas and types of host and Taxonomy API. No I/O. */
export type * from './destination/index.ts';
export * from './destination/manifest-schema.ts';
export * from './host/change-set.ts';
export * from './host/check-result.ts';
export * from './host/config.ts';
export type {
  CheckContext,
  CheckRequest,
  ConnectorContext,
  OptionsRequest,
  PermutiveConnector,
  SegmentsRequest,
  WriteContext,
  WriteRequest,
} from './host/connector.ts';
export * from './host/delivery.ts';
export * from './host/errors.ts';
export * from './host/evaluate.ts';
export * from './host/manifest.ts';
export type { RequestEvent } from './host/request-event.ts';
export * from './host/row-result.ts';
export type * from './host/segment.ts';
export * from './host/target.ts';
export * from './taxonomy/batch.ts';
export * from './taxonomy/error.ts';
export * from './taxonomy/import.ts';
export * from './taxonomy/limits.ts';
export * from './taxonomy/segment.ts';
export { VERSION } from './version.ts';
