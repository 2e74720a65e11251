import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { withDefaults } from '../../../../spec/host/delivery.ts';
import type { RowResult } from '../../../../spec/host/row-result.ts';
import type { ReconcileContext, ReconcileSummary, RemovalResult } from '../../../reconcile/index.ts';
import { type BackupFile, openBackup } from '../../report/backup-file.ts';
import type { FileRowResult } from '../../report/file-run.ts';
import { shortReason } from '../../report/planned-words.ts';
import { RESULTS_FORMAT } from '../../report/results-header.ts';
import type { Connection } from '../connection.ts';
import { counted } from '../counted.ts';
import { CourseLines } from '../course-lines.ts';
import { type Feed, feedTo } from '../feed.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { type LogLevel, loggerTo } from '../log.ts';
import { Output } from '../output.ts';
import { type OutputFile, openOutput } from '../output-file.ts';
import { printable, printableJson } from '../printable.ts';
import type { OwnerOptions } from './owner.ts';
import { wayThrough } from './reasons.ts';

/** What every run on a full list takes on the command line. */
export interface FullRunOptions extends OwnerOptions {
  readonly config?: string;
  readonly results?: string;
  readonly backup?: string;
  readonly json?: boolean;
  readonly logLevel?: LogLevel;
}

/** Of what a results file is. */
export interface RunInput {
  readonly name: string;
  readonly sha256: string | null;
  readonly rows: number | null;
}

/** A run on a full list as the command line keeps and tells it. */
export class FullRun {
  readonly feed: Feed;
  readonly #options: FullRunOptions;
  readonly #connection: Connection;
  readonly #io: Io;
  readonly #results: OutputFile | undefined;
  readonly #backup: BackupFile;
  readonly #failed: FileRowResult[] = [];
  readonly #kept: RemovalResult[] = [];
  #sent = false;

  private constructor(
    options: FullRunOptions,
    connection: Connection,
    io: Io,
    results: OutputFile | undefined,
    backup: BackupFile,
  ) {
    this.#options = options;
    this.#connection = connection;
    this.#io = io;
    this.#results = results;
    this.#backup = backup;
    this.feed = feedTo(io.stderr, io.env);
  }

  /** Opens what the run writes, before its first request (X-6). The backup stands beside the snapshot unless said otherwise (R-20). */
  static async open(options: FullRunOptions, input: RunInput, connection: Connection, io: Io): Promise<FullRun> {
    const results = options.results === undefined ? undefined : await openOutput(options.results, 'The results file');
    const startedAt = new Date().toISOString();
    const { importId } = connection;
    await results?.write(
      `${JSON.stringify({ format: RESULTS_FORMAT, runId: randomUUID(), input, importId, mode: 'full', dryRun: false, startedAt })}\n`,
    );
    const backup = await openBackup(
      options.backup ?? dirname(options.state),
      importId,
      connection.baseUrl ?? withDefaults().baseUrl,
    );
    return new FullRun(options, connection, io, results, backup);
  }

  /** @param placed A result as its file names it. */
  context(placed: (result: RowResult) => FileRowResult): ReconcileContext {
    const lines = new CourseLines(
      (text) => this.feed.line(text),
      () => new Date(),
    );
    return {
      ...this.#connection.transport,
      signal: this.#io.signal,
      logger: loggerTo((text) => this.feed.line(text.trimEnd()), this.#options.logLevel),
      onRequest: (event) => {
        this.#sent ||= event.kind === 'request' && event.method === 'PATCH';
        lines.event(event);
      },
      onListing: (segments) => this.#backup.page(segments),
      onRowResult: async (result) => {
        const told = placed(result);
        if (told.status === 'failed') this.#failed.push(told);
        lines.result(told);
        await this.#results?.write(`${JSON.stringify(told)}\n`);
      },
      onRemoval: async (removal) => {
        if (removal.status === 'withheld' || removal.status === 'failed') this.#kept.push(removal);
        await this.#results?.write(`${JSON.stringify({ removal })}\n`);
      },
    };
  }

  /** Closes what was written and tells what the run came to. */
  async end(summary: ReconcileSummary): Promise<ExitCode> {
    await this.#results?.write(`${JSON.stringify({ summary })}\n`);
    await this.#close();
    const stdout = new Output(this.#io.stdout);
    await stdout.write(
      this.#options.json === true ? `${printableJson(summary, 2)}\n` : `${this.#lines(summary).join('\n')}\n`,
    );
    if (summary.status === 'cancelled') return EXIT.cancelled;
    if (summary.fatal !== undefined || summary.status === 'failed') return EXIT.runFailed;
    return summary.status === 'completed' ? EXIT.ok : EXIT.rowsFailed;
  }

  /** After an error that came before anything was sent, or broke the run off: results stay, a backup nobody needs does not. */
  async breakOff(): Promise<void> {
    await this.#results?.close();
    if (this.#sent) await this.#backup.close();
    else await this.#backup.discard();
  }

  async #close(): Promise<void> {
    await this.#results?.close();
    await this.#backup.close();
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
    return [
      '',
      `${done} · ${counted(requests.sent)} requests · ${(durationMs / 1_000).toFixed(1)} s`,
      `${counted(summary.owned)} are yours now, ${counted(summary.foreign)} are not${summary.uncertain > 0 ? `, ${counted(summary.uncertain)} may be` : ''}`,
      ...(drifted > 0 ? [`${counted(drifted)} had been changed or deleted at Permutive since the last run`] : []),
      ...(fatal === undefined ? [] : ['', `${printable(fatal.message)} (${fatal.code})`, printable(fatal.remedy)]),
      ...this.#faults(),
      ...this.#keptBack(),
      '',
      `backup   ${printable(this.#backup.path)}`,
      ...this.#undo(summary),
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

  /** R-17: what was kept back, why, and what would let it through. */
  #keptBack(): string[] {
    if (this.#kept.length === 0) return [];
    const byReason = grouped(this.#kept);
    const lines = ['', `Kept back, and why: ${counted(this.#kept.length)}`];
    for (const [reason, kept] of byReason) {
      lines.push(`  ${reason}`);
      for (const { segmentCode, before } of kept.slice(0, 5))
        lines.push(`    ‖ ${printable(before?.name ?? segmentCode)}   ${printable(segmentCode)}`);
      if (kept.length > 5) lines.push(`    … ${counted(kept.length - 5)} more`);
      const way = kept[0]?.reason === undefined ? undefined : wayThrough(kept[0].reason, kept.length);
      if (way !== undefined) lines.push(`    to let them go: ${way}`);
    }
    return lines;
  }

  #undo({ segments, removals }: ReconcileSummary): string[] {
    if (this.#options.results === undefined || segments.created + segments.updated + removals.deleted === 0) return [];
    return [
      `undo     destination-permutive undo ${printable(this.#backup.path)} \\`,
      `           --results ${printable(this.#options.results)} --state ${printable(this.#options.state)} --out undo.ndjson`,
    ];
  }
}

const reasonOf = ({ reason, error }: RemovalResult): string =>
  reason === undefined ? (error?.message ?? 'it could not be deleted') : shortReason(reason);

function grouped(kept: readonly RemovalResult[]): Map<string, RemovalResult[]> {
  const groups = new Map<string, RemovalResult[]>();
  for (const one of kept) {
    const group = groups.get(reasonOf(one)) ?? [];
    group.push(one);
    groups.set(reasonOf(one), group);
  }
  return groups;
}
