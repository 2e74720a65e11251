/** All that is another with another service: what it takes, and what its answers say. */
import type { TSchema } from '@sinclair/typebox';
import type { DestinationRow, Manifest } from 'destination-permutive/spec';
import type { Change, WantedBy } from './changes.ts';
import type { Problem } from './errors.ts';
import type { Api, Service } from './requests.ts';
import type { Delivery, Settings } from './settings.ts';

export interface Destination<Row extends DestinationRow, Put, Body extends TSchema> extends Service<Body> {
  readonly manifest: Manifest;
  readonly settings: Settings;
  readonly wantedBy: WantedBy<Row, Put>;
  /** Sends one batch, and finds out what became of each change in it, by its key. `gone` aborts when a cancelled run has had its time. */
  readonly deliver: (
    api: Api<Body>,
    batch: readonly Change<Put>[],
    delivery: Delivery,
    gone: AbortSignal,
  ) => Promise<Map<string, Told>>;
  /** Whether the token may write, or why it is not accepted; nothing where the service does not say. Changes nothing. */
  readonly mayWrite: (api: Api<Body>) => Promise<boolean | Problem | undefined>;
}

export type Told = { outcome?: 'created' | 'updated' | 'deleted' | 'unchanged'; error?: Problem };
