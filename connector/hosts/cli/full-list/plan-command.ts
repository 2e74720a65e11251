import connector from '../../../index.ts';
import { type ListChunk, plan, writePlan } from '../../../reconcile/index.ts';
import type { FileRowResult } from '../../report/file-run.ts';
import { UsageError } from '../../usage-error.ts';
import { environmentOf } from '../agreement.ts';
import { type Connection, connect } from '../connection.ts';
import { feedTo } from '../feed.ts';
import { fileLines } from '../file-told.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { type LogLevel, loggerTo } from '../log.ts';
import { Output } from '../output.ts';
import { openOutput } from '../output-file.ts';
import { mustBeApart } from '../output-paths.ts';
import { painter } from '../paint.ts';
import { printable } from '../printable.ts';
import type { FileOptions } from '../sync-options.ts';
import { ListFile } from './list-file.ts';
import { newSnapshotLine, type OwnerOptions, ownerOf } from './owner.ts';
import { planLines } from './plan-lines.ts';
import { planMarkdown } from './plan-markdown.ts';
import { type PlanTold, tellPlan } from './plan-told.ts';

export interface PlanOptions extends FileOptions, OwnerOptions {
  readonly config?: string;
  readonly listFrom?: string;
  readonly out?: string;
  readonly markdown?: string;
  readonly drift?: 'restore' | 'keep';
  readonly approveDeletions?: number;
  readonly failOnDrift?: boolean;
  readonly failOnChanges?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly logLevel?: LogLevel;
}

/** Tells what a run on a full list would do, and writes it down to be applied. Nothing is sent. */
export async function makePlan(
  list: string | undefined,
  options: PlanOptions,
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  const { state, out, markdown, config } = options;
  await mustBeApart([
    ...(list === undefined || list === '-' ? [] : [{ option: 'LIST', path: list, written: false }]),
    ...(config === undefined ? [] : [{ option: '--config', path: config, written: false }]),
    { option: '--state', path: state, written: false },
    ...(out === undefined ? [] : [{ option: '--out', path: out, written: true }]),
    ...(markdown === undefined ? [] : [{ option: '--markdown', path: markdown, written: true }]),
  ]);
  const source = await listOf(list, options, io);
  try {
    const feed = feedTo(io.stderr, io.env);
    const environment = environmentOf(connection);
    if (source.file !== undefined) {
      const destination = [`Import ${connection.importId.slice(0, 8)}`, environment] as const;
      for (const line of fileLines(source.file.file.understood, destination)) feed.line(line);
    }
    const anew = await newSnapshotLine(state);
    if (anew !== undefined) feed.line(anew);
    const faults: FileRowResult[] = [];
    const made = await plan(
      {
        ...ownerOf(options, connection),
        list: source.chunks(),
        ...(options.drift !== undefined && { drift: options.drift }),
        guard: {
          ...(options.approveDeletions !== undefined && { approveDeletions: options.approveDeletions }),
          ...(options.allowEmpty === true && { allowEmptyList: true }),
        },
      },
      {
        ...connection.transport,
        signal: io.signal,
        logger: loggerTo((text) => feed.line(text.trimEnd()), options.logLevel),
        onRowResult(result) {
          if (result.status === 'failed')
            faults.push(source.file?.placed(result) ?? { ...result, line: Number(result.rowId) });
        },
      },
    );
    const told = await tellPlan(made, faults);
    if (out !== undefined) {
      const file = await openOutput(out, 'The plan');
      await writePlan(made, file);
      await file.close();
    }
    if (markdown !== undefined) {
      const file = await openOutput(markdown, 'The Markdown file');
      await file.write(planMarkdown(told, environment));
      await file.close();
    }
    await say(told, options, io);
    return exitCodeOf(told, options);
  } finally {
    await source.close();
  }
}

interface ListSource {
  readonly file: ListFile | undefined;
  chunks(): AsyncIterable<ListChunk>;
  close(): Promise<void>;
}

async function listOf(list: string | undefined, options: PlanOptions, io: Io): Promise<ListSource> {
  if ((list === undefined) === (options.listFrom === undefined))
    throw new UsageError('Name the list: a file, or the settings of another import with --list-from.');
  if (list !== undefined) {
    const file = await ListFile.open(list, options, io);
    return { file, chunks: () => file.chunks(), close: file.close };
  }
  const other = await connect({ config: options.listFrom ?? '' }, io);
  return { file: undefined, chunks: () => segmentsOf(other, io), close: () => Promise.resolve() };
}

/** What another import holds, as a list: a diff of two imports, and a copy when applied. */
async function* segmentsOf({ config, baseUrl, transport }: Connection, io: Io): AsyncGenerator<ListChunk> {
  let row = 0;
  const pages = connector.segments(
    { config, ...(baseUrl !== undefined && { delivery: { baseUrl } }) },
    { ...transport, signal: io.signal },
  );
  for await (const { segments, complete } of pages) {
    const rows = segments.map(({ code, name, description, cpm, categories }) => {
      row += 1;
      return { rowId: String(row), segment_code: code, segment_name: name, description, cpm, categories };
    });
    yield complete === false ? { rows, incomplete: 'the listing of the other import is not complete' } : { rows };
  }
}

async function say(told: PlanTold, options: PlanOptions, io: Io): Promise<void> {
  const stdout = new Output(io.stdout);
  const { header } = told.plan;
  if (options.json === true) {
    await stdout.write(`${JSON.stringify({ ...header, faults: told.faults }, null, 2)}\n`);
    return;
  }
  const lines = planLines(told, options.all === true, painter(io.stdout, io.env));
  const until = new Date(Date.parse(header.createdAt) + 24 * 60 * 60 * 1_000)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ');
  const nothing = header.counts.create + header.counts.update + header.counts.delete === 0;
  const end =
    options.out === undefined
      ? [`Nothing was sent. To apply it, make the plan with --out PLAN.`]
      : [
          `Nothing was sent. Plan ${header.planId}, good until ${until} UTC: ${printable(options.out)}`,
          '',
          `next   destination-permutive apply ${printable(options.out)} --state ${printable(options.state)}`,
        ];
  await stdout.write(`${[...lines, ...(nothing ? ['Nothing is to be done.'] : end)].join('\n')}\n`);
}

function exitCodeOf(
  {
    plan: {
      header: { counts },
    },
  }: PlanTold,
  options: PlanOptions,
): ExitCode {
  if (options.failOnDrift === true && counts.drift > 0) return EXIT.rowsFailed;
  if (options.failOnChanges === true && counts.create + counts.update + counts.delete > 0) return EXIT.rowsFailed;
  return counts.failed > 0 ? EXIT.rowsFailed : EXIT.ok;
}
