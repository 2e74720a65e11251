/** A destination for the contacts of an invented service: bulk requests that become jobs, and a native upsert. */
import type { DestinationConnector } from 'destination-permutive/spec';
import type { ContactRow } from './changes.ts';
import { check, type Step } from './check.ts';
import { type Code, manifest } from './manifest.ts';
import { write } from './write.ts';

const connector: DestinationConnector<ContactRow, Code, Step> = { manifest, check, write };
export default connector;
