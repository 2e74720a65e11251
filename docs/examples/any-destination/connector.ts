/** A connector, of what is said of its service. */
import type { TSchema } from '@sinclair/typebox';
import type { DestinationConnector, DestinationRow } from 'destination-permutive/spec';
import { checkOf, type Step } from './check.ts';
import type { Destination } from './destination.ts';
import type { Code } from './errors.ts';
import { writeOf } from './write.ts';

export const connectorOf = <Row extends DestinationRow, Put, Body extends TSchema>(
  destination: Destination<Row, Put, Body>,
): DestinationConnector<Row, Code, Step> => ({
  manifest: destination.manifest,
  check: checkOf(destination),
  write: writeOf(destination),
});
