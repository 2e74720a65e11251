import { ConnectorError } from '../../../spec/host/errors.ts';
import { manifest } from '../../index.ts';
import { createReceipt, type ReceiptRecorder } from '../../receipt/index.ts';
import { InputBroken } from '../files/input-broken.ts';
import type { RowsFile } from '../files/rows.ts';
import type { FileRowResult, FileRunEnd } from '../report/file-run.ts';
import type { ResultsHeader } from '../report/results-header.ts';
import { UsageError } from '../usage-error.ts';
import { environmentOf } from './agreement.ts';
import { rowsCounted } from './counted.ts';
import { exitCodeOf } from './exit-code.ts';
import { widthOf, wrapped } from './feed.ts';
import type { ExitCode } from './io.ts';
import { correctedSync, nextSync, quoted, settingsWords } from './next-command.ts';
import { Output } from './output.ts';
import { OutputBroken } from './output-file.ts';
import { painter } from './paint.ts';
import { printable, printableJson } from './printable.ts';
import { summaryText } from './summary.ts';
import { rowsOptions, understoodFile } from './sync-input.ts';
import type { SyncOrder } from './sync-order.ts';
import type { SyncOutputs } from './sync-outputs.ts';

/** Gathers what a run tells, and tells it at the end: on the screen, in its files, and by the exit code. */
export class SyncEnd {
  readonly receipt: ReceiptRecorder;
  readonly #order: SyncOrder;
  readonly #rows: RowsFile;
  readonly #outputs: SyncOutputs;
  readonly #left: number | undefined;
  #withheld = 0;

  /** `left`: what earlier runs leave to be sent, where there were any. */
  constructor(order: SyncOrder, rows: RowsFile, header: ResultsHeader, outputs: SyncOutputs, left: number | undefined) {
    this.#order = order;
    this.#rows = rows;
    this.#outputs = outputs;
    this.#left = left;
    const { connection, source, options } = order;
    const { sha256, rows: counted } = header.input;
    this.receipt = createReceipt({
      runId: header.runId,
      connectorVersion: manifest.version,
      import: {
        id: connection.importId,
        ...(connection.importName !== undefined && { name: connection.importName }),
      },
      environment: {
        kind: environmentOf(connection) === 'sandbox' ? 'sandbox' : 'production',
        host: connection.host,
      },
      mode: options.mode,
      dryRun: options.dryRun === true,
      input: {
        name: source.name,
        ...(source.size !== undefined && { bytes: source.size }),
        ...(sha256 !== null && { sha256 }),
        ...(counted !== null && { rows: counted }),
      },
      ...(left !== undefined && { toSettle: left }),
      startedAt: header.startedAt,
      ...(outputs.resultsPath !== undefined && { resultsFile: outputs.resultsPath }),
    });
  }

  record(result: FileRowResult): void {
    if (result.error?.code === 'delete_limit_exceeded') this.#withheld += 1;
    const told = result.status !== 'succeeded' || result.outcome === 'deleted';
    this.receipt.record(result, told ? { where: this.#rows.where(result.line) } : {});
  }

  /** @param backup Where what the import held before is kept. */
  async tell({ summary, fault }: FileRunEnd, backup?: string): Promise<ExitCode> {
    const { options, io, thresholds, policy } = this.#order;
    const stopped = fault !== undefined || summary.status === 'cancelled';
    const rowsInFile = stopped ? await this.#rowsToSend() : undefined;
    const receipt = this.receipt.end(summary);
    const written = fault instanceof OutputBroken ? fault : await this.#written(summary, receipt);
    const broken = fault ?? written;
    const facts = this.receipt.facts({ brief: true });
    const stdout = new Output(io.stdout);
    const afterwards = [
      ...(policy.policy === 'withhold' && this.#withheld > 0 ? [WITHHELD] : []),
      ...this.#filesWritten(written !== undefined),
      ...this.#wayBack(backup, written !== undefined || fault instanceof OutputBroken),
      ...this.#next(stopped, written !== undefined || fault instanceof OutputBroken),
    ];
    const unknownRows = facts.rows.unknown;
    await stdout.write(
      options.json
        ? `${printableJson({ ...summary, ...(rowsInFile !== undefined && { rowsInFile }), ...(broken !== undefined && { fault: faultText(broken) }), causes: facts.causes }, 2)}\n`
        : summaryText(
            {
              summary,
              facts: { ...facts, summary },
              rowsInFile,
              fault: broken === undefined ? undefined : faultText(broken),
              afterwards,
            },
            painter(io.stdout, io.env),
            (text) => wrapped(text, io.stdout),
            widthOf(io.stdout),
          ),
    );
    if (options.json && broken !== undefined) io.stderr.write(`error: ${printable(faultText(broken))}\n`);
    return exitCodeOf({ summary, broken: broken !== undefined, unknownRows, withheld: this.#withheld, thresholds });
  }

  /** What went wrong with the files, if anything did: the rows were synced all the same. */
  async #written(...[summary, receipt]: [FileRunEnd['summary'], ReturnType<ReceiptRecorder['end']>]): Promise<unknown> {
    try {
      await this.#outputs.finish(summary, receipt, () => this.#again());
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #again(): Promise<RowsFile> {
    const { source, options } = this.#order;
    return understoodFile(source, { ...rowsOptions(options), whole: true });
  }

  /** Rows of the file that this run was to send; unknown when it cannot be read again as it was. */
  async #rowsToSend(): Promise<number | undefined> {
    if (this.#left !== undefined || !this.#order.source.again) return this.#left;
    try {
      return (await this.#again()).understood.look.rows;
    } catch {
      return undefined; // It changed: nobody knows what it held.
    }
  }

  #filesWritten(incomplete: boolean): (readonly [string, string])[] {
    const { resultsPath, reportPath, failedPath } = this.#outputs;
    const failed = this.receipt.facts({ brief: true }).rows.failed;
    if (incomplete) return [];
    return [
      ...(reportPath === undefined ? [] : [['receipt', reportPath] as const]),
      ...(resultsPath === undefined ? [] : [['results', resultsPath] as const]),
      ...(failedPath === undefined || failed === 0
        ? []
        : [['to fix', `${failedPath}, ${rowsCounted(failed)}`] as const]),
    ];
  }

  /** what the run changed is told by its results alone. */
  #wayBack(backup: string | undefined, incomplete: boolean): (readonly [string, string])[] {
    const { resultsPath } = this.#outputs;
    if (backup === undefined) return [];
    const { created, updated, deleted } = this.receipt.facts({ brief: true }).rows;
    if (resultsPath === undefined || incomplete || created + updated + deleted === 0) return [['backup', backup]];
    const words = [quoted(backup), ...settingsWords(this.#order.options), '--results', quoted(resultsPath)];
    const undo = `destination-permutive undo ${words.join(' ')} --out undo.ndjson`;
    return [
      ['backup', backup],
      ['undo', undo],
    ];
  }

  /** The next command: Resume where rows were not sent or may work now; corrections only where they can help (F-16). */
  #next(stopped: boolean, incomplete: boolean): (readonly [string, string])[] {
    const { options, file } = this.#order;
    const { causes } = this.receipt.facts({ brief: true });
    const { resultsPath, failedPath } = this.#outputs;
    const failures = causes.filter(({ status }) => status === 'failed');
    if (stopped || failures.some(({ retryable }) => retryable))
      return [['next', nextSync(file, options, incomplete ? undefined : resultsPath)]];
    if (failures.length === 0 || failedPath === undefined) return [];
    return [['next', `correct ${failedPath}, then ${correctedSync(failedPath, options)}`]];
  }
}

const WITHHELD = [
  'deletions',
  'none was sent, for nobody agreed to them: add --yes to delete what the file removes, or --max-deletes N to do so only up to N segments.',
] as const;

/** Only the messages of errors made for people: another's text could hold anything. */
function faultText(error: unknown): string {
  if (error instanceof ConnectorError) return `${error.message} ${error.remedy}`;
  if (error instanceof InputBroken || error instanceof OutputBroken || error instanceof UsageError)
    return error.message;
  return 'the input could not be read to its end.';
}
