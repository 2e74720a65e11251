import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportFormat, World } from '../../../spec/conformance/index.ts';
import type { DestinationConnector } from '../../../spec/destination/connector.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { Output } from './output.ts';

export interface ConformanceCommandOptions {
  readonly connector?: string;
  readonly world?: string;
  readonly only?: string;
  readonly format: ReportFormat;
  readonly output?: string;
}

const EXITS = { 0: EXIT.ok, 1: EXIT.rowsFailed, 2: EXIT.usage } as const;

/** Holds a connector to the requirements; some failed: exit code 1; the world it was to be tried in is at fault: 2. */
export async function holdToConformance(options: ConformanceCommandOptions, io: Io): Promise<ExitCode> {
  const connector = options.connector === undefined ? await ownConnector() : await connectorAt(options.connector);
  const world = options.world === undefined ? undefined : await worldAt(options.world);
  // Loaded only when asked for, with the sandbox it needs.
  const { conformance, exitCode, report, requirementsOf } = await import('../../../spec/conformance/index.ts');
  const { only } = options;
  if (requirementsOf('taxonomy of segments', only).length === 0) {
    throw new UsageError(`No requirement is called ${only}; docs/conformance.md lists them all.`);
  }
  const findings = await conformance(connector, { ...(only && { only }), ...(world && { world }) });
  const text = report(findings, options.format);
  if (options.output === undefined) await new Output(io.stdout).write(text);
  else await save(options.output, text);
  return EXITS[exitCode(findings)];
}

const ownConnector = async (): Promise<DestinationConnector> => (await import('../../index.ts')).default;

async function connectorAt(path: string): Promise<DestinationConnector> {
  const loaded = await load(path, 'connector');
  const whole = [loaded['default'], loaded].find(isConnector);
  if (whole === undefined) {
    throw new UsageError(
      `${path} is no connector: it must export manifest, check and write, by name or as its default.`,
    );
  }
  return whole;
}

function isConnector(value: unknown): value is DestinationConnector {
  if (typeof value !== 'object' || value === null) return false;
  const { manifest, check, write }: { manifest?: unknown; check?: unknown; write?: unknown } = value;
  return typeof manifest === 'object' && typeof check === 'function' && typeof write === 'function';
}

async function worldAt(path: string): Promise<() => World> {
  const { default: make } = await load(path, 'world');
  if (typeof make !== 'function') throw new UsageError(`${path} is no world: its default export must be a function.`);
  return () => make() as World; // Its author's word: a world that is none fails every requirement, with the reason.
}

async function load(path: string, what: string): Promise<Record<string, unknown>> {
  try {
    const file = createRequire(resolve('here')).resolve(path); // As seen from the folder the command runs in.
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UsageError(`The ${what} ${path} cannot be loaded (${reason}).`);
  }
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`The report cannot be written to ${path} (${reasonOf(error)}).`);
  }
}
