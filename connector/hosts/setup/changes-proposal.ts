import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { ConnectorContext, PermutiveConnector } from '../../../spec/host/connector.ts';
import { type DeliveryOptions, withDefaults } from '../../../spec/host/delivery.ts';
import type { FileRow } from '../files/file-row.ts';
import { BackedUpSync } from '../report/backed-up-sync.ts';
import { type FileRowResult, runFile } from '../report/file-run.ts';
import { type Corrections, chosenRows, type Lines } from './chosen-rows.ts';
import type { PlanLines } from './plan-lines.ts';
import type { CarriedOut, Drawn, Proposal, Told, Watched } from './proposal.ts';
import type { Upload } from './upload.ts';

/** Whom changes go to, and by which settings. */
export interface Destination {
  readonly connector: PermutiveConnector;
  readonly config: unknown;
  readonly importId: string;
  readonly delivery: DeliveryOptions;
  readonly context: ConnectorContext;
}

/** A file of changes: what write() would do with its rows, and then does (P-7). */
export class ChangesProposal implements Proposal {
  readonly mode: AudienceMode;
  readonly upload: Upload;
  readonly #to: Destination;
  readonly #corrections: Corrections;
  readonly #only: Lines | undefined;

  constructor(to: Destination, upload: Upload, mode: AudienceMode, corrections: Corrections, only?: Lines) {
    this.#to = to;
    this.upload = upload;
    this.mode = mode;
    this.#corrections = corrections;
    this.#only = only;
  }

  get importId(): string {
    return this.#to.importId;
  }

  get input() {
    const { name, bytes, sha256, rows } = this.upload.view;
    return { name, bytes, sha256, rows: this.#only?.size ?? rows };
  }

  get part(): boolean {
    return this.#only !== undefined;
  }

  /** The same for those rows of the file. */
  of(to: Destination, only: Lines): ChangesProposal {
    return new ChangesProposal(to, this.upload, this.mode, this.#corrections, only);
  }

  /** Rows of an earlier run of the same file that were to be sent. */
  has(line: number): boolean {
    return this.#only?.has(line) ?? true;
  }

  toSettle(): number {
    return this.input.rows;
  }

  draw(lines: PlanLines, watched: Watched, settled: () => void): Promise<Drawn> {
    return this.#run(watched, { dryRun: true }, (result, row) => {
      lines.record(result, row, { corrected: this.#corrections.has(result.line), removes: this.#removes(row) });
      settled();
    });
  }

  async carryOut(
    lines: PlanLines,
    watched: Watched,
    tell: (told: Told) => void,
    folder: string | undefined,
  ): Promise<CarriedOut> {
    const { delivery, importId } = this.#to;
    const request = { delivery: { ...delivery, maxDeletes: lines.removed } };
    if (folder === undefined) return this.#run(watched, request, this.#teller(tell));
    try {
      const sync = await BackedUpSync.open(folder, importId, withDefaults(delivery).baseUrl);
      const ended = await this.#run(watched, request, this.#teller(tell), sync);
      await sync.end();
      return ended;
    } catch (fault) {
      return { fault };
    }
  }

  rehearse(watched: Watched, tell: (told: Told) => void): Promise<CarriedOut> {
    return this.#run(watched, { dryRun: true }, this.#teller(tell));
  }

  rows(): AsyncIterable<readonly FileRow[]> {
    return this.upload.rows();
  }

  #teller(tell: (told: Told) => void) {
    return (result: FileRowResult, row: FileRow | undefined): void => {
      const place = this.upload.where(result.line);
      const own = [String(result.line), `line ${result.line}`, place].includes(result.rowId);
      tell({ result, where: own ? place : `${result.rowId}, ${place}`, ...(row !== undefined && { row }) });
    };
  }

  #removes(row: FileRow | undefined): boolean {
    return this.mode === 'remove' || (this.mode === 'mirror' && row?.values?.change === 'removed');
  }

  async #run(
    watched: Watched,
    request: { dryRun?: true; delivery?: DeliveryOptions },
    settle: (result: FileRowResult, row: FileRow | undefined) => void,
    connector: Pick<PermutiveConnector, 'write'> = this.#to.connector,
  ): Promise<CarriedOut> {
    const { config, delivery, context } = this.#to;
    const waiting = new Map<number, FileRow>();
    return runFile({
      connector,
      request: { config, mode: this.mode, delivery, ...request },
      where: (line, field) => this.upload.where(line, field),
      rows: chosenRows(this.upload.rows(), {
        corrections: this.#corrections,
        ...(this.#only && { only: this.#only }),
        seen: (row) => waiting.set(row.line, row),
      }),
      context: { ...context, ...watched },
      onResult: (result) => {
        const row = waiting.get(result.line);
        waiting.delete(result.line);
        settle(result, row);
      },
    }).catch((fault: unknown) => ({ fault }));
  }
}
