import { VERSION } from './version.ts';

/**
 * The identifier of one of this connector's schemas: a URL with the connector's id and version, so that two connectors, and two versions of
 * one, live in one validator or form library (H-12). It names, it is not fetched: `.invalid` never resolves (RFC 2606).
 */
export const schemaId = (name: string): string =>
  `https://destination.invalid/permutive/${VERSION}/${name}.schema.json`;
