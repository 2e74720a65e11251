import { join } from 'node:path';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { Receipt } from '../../receipt/index.ts';
import type { RowsFile } from '../files/rows.ts';
import { FailedLines } from '../report/failed-lines.ts';
import { failedRowsCsv } from '../report/failed-rows.ts';
import type { FileRowResult } from '../report/file-run.ts';
import type { ResultsHeader } from '../report/results-header.ts';
import { folderOfRun } from './kept-run.ts';
import { type OutputFile, openOutput } from './output-file.ts';
import { openResults, type ResultsSink } from './results-file.ts';
import type { SyncOptions } from './sync-options.ts';

/** The files that a run writes, all opened before its first request. */
export class SyncOutputs {
  readonly failed = new FailedLines();
  readonly resultsPath: string | undefined;
  readonly failedPath: string | undefined;
  readonly reportPath: string | undefined;
  readonly #results: ResultsSink[];
  readonly #reports: OutputFile[];
  readonly #failedRows: OutputFile | undefined;

  private constructor(results: [string, ResultsSink][], reports: OutputFile[], failedRows: OutputFile | undefined) {
    this.#results = results.map(([, sink]) => sink);
    this.resultsPath = results[0]?.[0];
    this.#reports = reports;
    this.reportPath = reports[0]?.path;
    this.#failedRows = failedRows;
    this.failedPath = failedRows?.path;
  }

  /** @throws {UsageError} when one of them cannot be opened. */
  static async open({ results, report, keep }: SyncOptions, header: ResultsHeader): Promise<SyncOutputs> {
    const folder = keep === undefined ? undefined : await folderOfRun(keep);
    const within = (name: string) => (folder === undefined ? [] : [join(folder, name)]);
    const sinks: [string, ResultsSink][] = [];
    for (const path of [...(results === undefined ? [] : [results]), ...within('results.ndjson')])
      sinks.push([path, await openResults(path, header)]);
    const reports: OutputFile[] = [];
    for (const path of [...(report === undefined ? [] : [report]), ...within('receipt.html')])
      reports.push(await openOutput(path, 'The report'));
    const [failedPath] = within('failed.csv');
    return new SyncOutputs(
      sinks,
      reports,
      failedPath === undefined ? undefined : await openOutput(failedPath, 'The file of failed rows'),
    );
  }

  record(result: FileRowResult): void | Promise<void> {
    if (this.#failedRows !== undefined) this.failed.record(result);
    const [first, ...others] = this.#results;
    if (first === undefined) return undefined;
    if (others.length === 0) return first.write(result);
    return Promise.all(this.#results.map((sink) => sink.write(result))).then(() => undefined);
  }

  /** @param again The file, to be read once more for its failed rows. @throws {OutputBroken} for the first that cannot be written. */
  async finish(summary: WriteSummary, receipt: Receipt, again: () => Promise<RowsFile>): Promise<void> {
    for (const sink of this.#results) await sink.end(summary);
    if (this.#failedRows !== undefined) {
      const file = await again();
      for await (const text of failedRowsCsv(file.rows(), (line) => this.failed.reasonFor(line)))
        await this.#failedRows.write(text);
      await this.#failedRows.close();
    }
    for (const report of this.#reports) {
      await report.write(receipt.toHtml());
      await report.close();
    }
  }
}
