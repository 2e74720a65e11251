import type { DestinationWriteRequest } from '../destination/connector.ts';
import type { DestinationDelivery } from '../destination/delivery.ts';
import type { Manifest } from '../destination/manifest-schema.ts';
import { fieldsOf } from './settings.ts';
import type { ErrorCodes, RowWish, Switches, Vocabulary } from './world/vocabulary.ts';

export const MODES = [
  'add',
  'remove',
  'mirror',
  'upsert',
] as const satisfies readonly DestinationWriteRequest['mode'][];
export type Mode = (typeof MODES)[number];

/** What decides whether a requirement applies: what a connector says of itself, and what its service is. */
export interface Subject {
  readonly manifest: Manifest;
  readonly world: Vocabulary;
}

/** Why a requirement does not apply, or undefined where it does. */
export type Need = (subject: Subject) => string | undefined;

const unless = (met: boolean, why: string): string | undefined => (met ? undefined : why);

export const offersMode = ({ capabilities }: Manifest, mode: string): boolean =>
  capabilities.audienceModes.some(({ id }) => id === mode);

/** The mode that rows are written in where a requirement does not say: one that wants what is added. */
export const chosenMode = (manifest: Manifest): Mode =>
  (['upsert', 'mirror', 'add'] as const).find((mode) => offersMode(manifest, mode)) ?? 'upsert';

export const offersOption = ({ delivery }: Manifest, name: string): boolean =>
  fieldsOf(delivery).some(([field]) => field === name);

/** The manifest offers the mode. */
export const mode =
  (id: Mode): Need =>
  ({ manifest }) =>
    unless(offersMode(manifest, id), `The manifest does not offer ${id} mode.`);

/** The manifest says that the connector can do it. */
export const can =
  (name: 'dryRun' | 'cancellation' | 'deletionGuard' | 'flush' | 'segments'): Need =>
  ({ manifest }) =>
    unless(manifest.capabilities[name], `The manifest's capabilities say no ${name}.`);

export const ordersLogs: Need = ({ manifest }) =>
  unless(
    manifest.capabilities.changeSetOrders.includes('log'),
    'The manifest does not offer change-sets in log order.',
  );

/** The manifest's schema of `delivery` has the option. */
export const option =
  (name: keyof DestinationDelivery): Need =>
  ({ manifest }) =>
    unless(offersOption(manifest, name), `The manifest's delivery options have no ${name}.`);

export const looksUp: Need = ({ manifest }) =>
  unless(manifest.capabilities.options.length > 0, "The manifest's capabilities name no field for options().");

/** One batch at a time is what the manifest promises. */
export const oneAtATime: Need = ({ manifest }) =>
  unless(manifest.limits.parallelBatches === 1, 'The manifest allows batches side by side.');

const MOST_ROWS = 10_000;
/** The limit of a batch can be reached in a moment. */
export const reachableLimit: Need = ({ manifest }) =>
  unless(
    manifest.limits.batchOperations < MOST_ROWS,
    `A batch holds more operations than a trial has rows (${MOST_ROWS}).`,
  );

/** The world has it. */
export const has =
  (part: 'nothing' | 'second' | 'target'): Need =>
  ({ world }) =>
    unless(world[part] !== undefined, `The world has no \`${part}\`.`);

export const key =
  (kind: 'readOnly' | 'unknown'): Need =>
  ({ world }) =>
    unless(world.keys[kind] !== undefined, `The world has no \`keys.${kind}\`.`);

export const code =
  (name: keyof ErrorCodes): Need =>
  ({ world }) =>
    unless(world.codes[name] !== undefined, `The world has no \`codes.${name}\`.`);

/** Rows may carry something besides key and name. */
export const spareField: Need = ({ world }) =>
  unless(spareOf(world) !== undefined, 'Rows of this world carry nothing but key and name.');

export const switched =
  <Name extends keyof Switches>(name: Name, to: Switches[Name]): Need =>
  ({ world }) =>
    unless(world.switches[name] === to, `\`switches.${name}\` of this world is ${String(world.switches[name])}.`);

/** The name of the field that carries a part of a row: the one that a wish changes. */
export function fieldName(world: Vocabulary, part: keyof RowWish): string | undefined {
  const plain = new Map(Object.entries(world.row(0)));
  const wished = world.row(0, part === 'number' ? { number: 7 } : { [part]: 'otherwise' });
  return Object.entries(wished).find(
    ([name, value]) => !['rowId', 'change'].includes(name) && plain.get(name) !== value,
  )?.[0];
}

/** What a row may carry or leave out. */
export const spareOf = (world: Vocabulary): 'text' | 'number' | undefined =>
  (['text', 'number'] as const).find((part) => fieldName(world, part) !== undefined);
