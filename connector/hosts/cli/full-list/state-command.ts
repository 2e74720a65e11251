import { copyFile, rename } from 'node:fs/promises';
import { ConnectorError } from '../../../../spec/host/errors.ts';
import { adopt, entriesOf, inSnapshot, type SnapshotChange, unlockSnapshot } from '../../../reconcile/index.ts';
import { reasonOf } from '../../reason.ts';
import { UsageError } from '../../usage-error.ts';
import type { Connection } from '../connection.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { Output } from '../output.ts';
import { printable } from '../printable.ts';
import type { FileOptions } from '../sync-options.ts';
import { ListFile } from './list-file.ts';
import { type OwnerOptions, ownerOf } from './owner.ts';

/** Shows what a snapshot remembers. */
export async function showState(
  options: OwnerOptions & { json?: boolean },
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  const stdout = new Output(io.stdout);
  return inSnapshot(ownerOf(options, connection), async (session) => {
    const { serial, protect } = session.header;
    let owned = 0;
    for await (const entry of entriesOf(session)) {
      owned += 1;
      const { code, owned: held, pending } = entry;
      const name = held?.base.name ?? (pending?.operation === 'Create' ? pending.fields.name : undefined) ?? '';
      const how = [held?.origin, pending && `${pending.operation} pending`]
        .filter((text) => text !== undefined)
        .join(', ');
      await stdout.write(
        options.json === true ? `${JSON.stringify(entry)}\n` : `${printable(code)}\t${printable(name)}\t${how}\n`,
      );
    }
    if (options.json !== true) {
      await stdout.write(`\n${counted(owned)} segments, serial ${serial}\n`);
      if (protect.length > 0) await stdout.write(`protected: ${protect.map(printable).join(', ')}\n`);
    }
    return EXIT.ok;
  });
}

/** Takes ownership of codes that list and import share. */
export async function adoptSegments(
  options: OwnerOptions & FileOptions & { from: string },
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  const file = await ListFile.open(options.from, options, io);
  try {
    const { adopted, owned, absent } = await adopt(
      { ...ownerOf(options, connection), list: file.chunks() },
      { ...connection.transport, signal: io.signal },
    );
    await new Output(io.stdout).write(
      `${counted(adopted)} adopted, ${counted(owned)} were yours before, ${counted(absent)} of the list are not in the import. Nothing was sent.\n`,
    );
    return EXIT.ok;
  } finally {
    await file.close();
  }
}

/** Gives codes up: they are nobody's of this owner afterwards, and never deleted. */
export async function forgetSegments(
  codes: readonly string[],
  options: OwnerOptions,
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  return inSnapshot(ownerOf(options, connection), async (session) => {
    const held = new Set<string>();
    for await (const { code } of entriesOf(session)) held.add(code);
    const unknown = codes.filter((code) => !held.has(code));
    if (unknown.length > 0)
      throw new UsageError(`The snapshot does not have ${unknown.join(', ')}. Nothing was forgotten.`);
    await session.record(codes.map((code) => ({ forget: code })));
    await new Output(io.stdout).write(
      `${counted(codes.length)} forgotten: they are still in the import, and no run deletes them.\n`,
    );
    return EXIT.ok;
  });
}

/** Keeps codes from deletion, whatever the list says. */
export async function protectSegments(
  codes: readonly string[],
  options: OwnerOptions & { remove?: boolean },
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  return inSnapshot(ownerOf(options, connection), async (session) => {
    const before = session.header.protect;
    const protect =
      options.remove === true ? before.filter((code) => !codes.includes(code)) : [...new Set([...before, ...codes])];
    const changes: SnapshotChange[] = codes.length === 0 ? [] : [{ protect }];
    await session.record(changes);
    await new Output(io.stdout).write(
      `protected: ${protect.length === 0 ? 'nothing' : protect.map(printable).join(', ')}\n`,
    );
    return EXIT.ok;
  });
}

/** Takes the lock away that a dead run of another machine left. `yes`: whatever runs under its number here. */
export async function unlockState({ state, yes = false }: OwnerOptions & { yes?: boolean }, io: Io): Promise<ExitCode> {
  try {
    await unlockSnapshot(state, { living: yes });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new UsageError(
      `${error.message} That process is running on this machine, so nothing was unlocked: end it first. If it is no run of destination-permutive, add --yes.`,
    );
  }
  await new Output(io.stdout).write('Unlocked. A run that still goes on notices it, and sends nothing more.\n');
  return EXIT.ok;
}

/** Puts the snapshot before the last one back in its place; what stood there is kept as .broken. */
export async function restoreState({ state }: OwnerOptions, io: Io): Promise<ExitCode> {
  try {
    await copyFile(`${state}.previous`, `${state}.restored`);
    await rename(state, `${state}.broken`).catch(() => undefined);
    await rename(`${state}.journal`, `${state}.journal.broken`).catch(() => undefined);
    await rename(`${state}.restored`, state);
  } catch (error) {
    throw new UsageError(`${state}.previous cannot be restored (${reasonOf(error)}).`);
  }
  await new Output(io.stdout).write(
    `${printable(state)} is the snapshot before the last one again. What was created since is not known to be yours: see state adopt.\n`,
  );
  return EXIT.ok;
}
