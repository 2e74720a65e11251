import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { withDefaults } from '../../../../spec/host/delivery.ts';
import type { RowResult } from '../../../../spec/host/row-result.ts';
import { manifest } from '../../../index.ts';
import { createReceipt, type ReceiptRecorder, type RunAbout } from '../../../receipt/index.ts';
import type { ReconcileContext, ReconcileSummary } from '../../../reconcile/index.ts';
import { type BackupFile, openBackup } from '../../report/backup-file.ts';
import type { FileRowResult } from '../../report/file-run.ts';
import { rowOfRemoval } from '../../report/removal-row.ts';
import { RESULTS_FORMAT } from '../../report/results-header.ts';
import { environmentOf } from '../agreement.ts';
import type { Connection } from '../connection.ts';
import { counted } from '../counted.ts';
import { CourseLines } from '../course-lines.ts';
import { type Feed, feedTo } from '../feed.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { type LogLevel, loggerTo } from '../log.ts';
import { Output } from '../output.ts';
import { type OutputFile, openOutput } from '../output-file.ts';
import type { NamedFile } from '../output-paths.ts';
import { printable, printableJson } from '../printable.ts';
import { KeptBack } from './kept-back.ts';
import type { OwnerOptions } from './owner.ts';

/** What every run on a full list takes on the command line; without a snapshot, one that takes a run back. */
export interface FullRunOptions extends Partial<OwnerOptions> {
  readonly config?: string;
  readonly results?: string;
  readonly report?: string;
  readonly backup?: string;
  readonly json?: boolean;
  readonly logLevel?: LogLevel;
}

/** What a run is of. */
export interface RunOf {
  readonly input: { readonly name: string; readonly sha256: string | null; readonly rows: number | null };
  readonly mode: 'full' | 'undo';
  readonly plan?: { readonly planId: string; readonly importName: string; readonly changes: number };
}

/** The files that such a run names, beside its list or plan (X-6). */
export const filesOf = ({ state, results, report, config }: FullRunOptions): NamedFile[] => [
  ...(state === undefined ? [] : [{ option: '--state', path: state, written: false }]),
  ...(config === undefined ? [] : [{ option: '--config', path: config, written: false }]),
  ...(results === undefined ? [] : [{ option: '--results', path: results, written: true }]),
  ...(report === undefined ? [] : [{ option: '--report', path: report, written: true }]),
];

interface Outputs {
  readonly results: OutputFile | undefined;
  readonly report: OutputFile | undefined;
  readonly backup: BackupFile;
}

/** A run on a full list as the command line keeps and tells it. */
export class FullRun {
  readonly feed: Feed;
  readonly #options: FullRunOptions;
  readonly #connection: Connection;
  readonly #io: Io;
  readonly #outputs: Outputs;
  readonly #receipt: ReceiptRecorder;
  readonly #failed: FileRowResult[] = [];
  readonly #kept: KeptBack;
  readonly #course: CourseLines;
  #sent = false;
  #listed = false;

  private constructor(options: FullRunOptions, about: RunAbout, connection: Connection, io: Io, outputs: Outputs) {
    this.#options = options;
    this.#connection = connection;
    this.#io = io;
    this.#outputs = outputs;
    this.#receipt = createReceipt(about);
    this.#kept = new KeptBack(options.state);
    this.feed = feedTo(io.stderr, io.env);
    this.#course = new CourseLines(
      (text) => this.feed.line(text),
      () => new Date(),
    );
  }

  /** Opens what the run writes, before its first request (X-6). The backup stands beside the snapshot, or else the plan, unless said otherwise (R-20). */
  static async open(options: FullRunOptions, of: RunOf, connection: Connection, io: Io): Promise<FullRun> {
    const { state, backup: folder } = options;
    const { input, mode, plan } = of;
    const results = options.results === undefined ? undefined : await openOutput(options.results, 'The results file');
    const report = options.report === undefined ? undefined : await openOutput(options.report, 'The report');
    const runId = randomUUID();
    const startedAt = new Date().toISOString();
    const { importId, baseUrl } = connection;
    await results?.write(
      `${JSON.stringify({ format: RESULTS_FORMAT, runId, input, importId, mode: 'full', dryRun: false, startedAt })}\n`,
    );
    const beside = folder ?? dirname(state ?? input.name);
    const backup = await openBackup(beside, importId, baseUrl ?? withDefaults().baseUrl);
    const about: RunAbout = {
      runId,
      connectorVersion: manifest.version,
      import: { id: importId, ...(plan !== undefined && { name: plan.importName }) },
      environment: {
        kind: environmentOf(connection) === 'sandbox' ? 'sandbox' : 'production',
        host: connection.host,
      },
      mode,
      dryRun: false,
      input: { name: input.name },
      ...(plan !== undefined && { toSettle: plan.changes, plan: { fingerprint: plan.planId } }),
      startedAt,
      ...(options.results !== undefined && { resultsFile: options.results }),
    };
    return new FullRun(options, about, connection, io, { results, report, backup });
  }

  /** @param placed A result as its file names it. */
  context(placed: (result: RowResult) => FileRowResult): ReconcileContext {
    const { results, backup } = this.#outputs;
    const lines = this.#course;
    return {
      ...this.#connection.transport,
      signal: this.#io.signal,
      logger: loggerTo((text) => this.feed.line(text.trimEnd()), this.#options.logLevel),
      onRequest: (event) => {
        this.#sent ||= event.kind === 'request' && event.method === 'PATCH';
        this.#receipt.event(event);
        lines.event(event);
      },
      onListing: (segments) => backup.page(segments),
      onListed: async () => {
        await backup.close();
        this.#listed = true;
      },
      onRowResult: async (result) => {
        const told = placed(result);
        if (told.status === 'failed') this.#failed.push(told);
        this.#receipt.record(told, told.line > 0 ? { where: `line ${counted(told.line)}` } : { where: 'planned' });
        lines.result(told);
        await results?.write(`${JSON.stringify(told)}\n`);
      },
      onRemoval: async (removal) => {
        if (removal.status === 'deleted' || removal.status === 'gone')
          this.#receipt.record(rowOfRemoval(removal), { where: UNLISTED });
        lines.result(rowOfRemoval(removal));
        this.#kept.take(removal);
        await results?.write(`${JSON.stringify({ removal })}\n`);
      },
    };
  }

  /** Closes what was written and tells what the run came to. */
  async end(summary: ReconcileSummary): Promise<ExitCode> {
    const { results, report, backup } = this.#outputs;
    this.#course.end();
    await results?.write(`${JSON.stringify({ summary })}\n`);
    await results?.close();
    for (const row of this.#kept.rows()) this.#receipt.record(row, { where: UNLISTED, ...namedBy(row) });
    await report?.write(this.#receipt.end(summary).toHtml());
    await report?.close();
    if (!this.#listed) await backup.discard();
    await new Output(this.#io.stdout).write(
      this.#options.json === true ? `${printableJson(summary, 2)}\n` : `${this.#lines(summary).join('\n')}\n`,
    );
    if (summary.status === 'cancelled') return EXIT.cancelled;
    if (summary.fatal !== undefined || summary.status === 'failed') return EXIT.runFailed;
    return summary.status === 'completed' ? EXIT.ok : EXIT.rowsFailed;
  }

  /** After an error that came before anything was sent, or broke the run off: results stay, a backup nobody needs does not. */
  async breakOff(): Promise<void> {
    const { results, report, backup } = this.#outputs;
    await results?.close();
    await report?.close();
    if (!this.#sent) {
      await backup.discard();
      return;
    }
    this.feed.line('The run broke off; what it has done stands in its results.');
    for (const line of this.#wayBack()) this.feed.line(line);
  }

  #lines(summary: ReconcileSummary): string[] {
    const { segments, removals, drift, requests, durationMs, fatal } = summary;
    const done = [
      `${counted(segments.created)} created`,
      `${counted(segments.updated)} updated`,
      `${counted(removals.deleted)} deleted`,
      `${counted(segments.unchanged)} as they were`,
    ].join(' · ');
    const drifted = drift.edited + drift.deleted;
    const written = [...this.#written(summary)];
    return [
      '',
      `${done} · ${counted(requests.sent)} requests · ${(durationMs / 1_000).toFixed(1)} s`,
      `${are(summary.owned)} yours now, ${are(summary.foreign)} not${summary.uncertain > 0 ? `, ${counted(summary.uncertain)} may be` : ''}`,
      ...(drifted > 0 ? [`${counted(drifted)} had been changed or deleted at Permutive since the last run`] : []),
      ...(fatal === undefined ? [] : ['', `${printable(fatal.message)} (${fatal.code})`, printable(fatal.remedy)]),
      ...this.#faults(),
      ...this.#kept.lines(),
      ...(written.length > 0 ? ['', ...written] : []),
    ];
  }

  #faults(): string[] {
    if (this.#failed.length === 0) return [];
    const shown = this.#failed.slice(0, 10);
    const more = this.#failed.length - shown.length;
    return [
      '',
      `To fix ${counted(this.#failed.length)}`,
      ...shown.map(
        ({ segmentCode, error }) =>
          `  ! ${printable([segmentCode, error?.message].filter((text) => text).join('   '))}`,
      ),
      ...(more > 0 ? [`  … ${counted(more)} more`] : []),
    ];
  }

  *#written({ segments, removals }: ReconcileSummary): Generator<string> {
    const { report } = this.#options;
    if (report !== undefined) yield `receipt  ${printable(report)}`;
    if (!this.#listed) return;
    if (segments.created + segments.updated + removals.deleted > 0) yield* this.#wayBack();
    else yield `backup   ${printable(this.#outputs.backup.path)}`;
  }

  /** What the run changed is told by its results alone. */
  *#wayBack(): Generator<string> {
    const { results, state } = this.#options;
    const { path } = this.#outputs.backup;
    yield `backup   ${printable(path)}`;
    if (results === undefined) {
      yield 'undo     needs the results of the run: add --results FILE next time';
      return;
    }
    yield `undo     destination-permutive undo ${printable(path)} \\`;
    yield `           --results ${printable(results)}${state === undefined ? '' : ` --state ${printable(state)}`} --out undo.ndjson`;
  }
}

const UNLISTED = 'not in the list';

const namedBy = ({ segment }: RowResult): { name?: string } => {
  const name = segment?.before?.name;
  return name === undefined ? {} : { name };
};

const are = (count: number): string => `${counted(count)} ${count === 1 ? 'is' : 'are'}`;
