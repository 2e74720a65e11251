import { SingleBar } from 'cli-progress';
import type { WriteProgress } from '../../../spec/host/row-result.ts';
import type { Terminal } from './io.ts';
import { grouped } from './summary.ts';

/** Off a terminal, one line in so many milliseconds: a log of a long run stays readable. */
const LINE_EVERY_MS = 5_000;

/** Shows how far a sync is. */
export interface ProgressView {
  report(progress: WriteProgress): void;
  /** Counts bytes read of the input, from which the share done is estimated. */
  read(bytes: number): void;
  /** Writes a line without tearing the bar. */
  line(text: string): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly stream: Terminal;
  /** Size of the input in bytes, when it is known. */
  readonly size: number | undefined;
  /** Milliseconds; for rates only. */
  readonly now: () => number;
}

export const progressView = (options: ProgressOptions): ProgressView =>
  options.stream.isTTY ? barView(options) : lineView(options);

const settledOf = ({ rows }: WriteProgress): number => rows.succeeded + rows.failed + rows.skipped;

function describe(progress: WriteProgress, elapsedMs: number): string {
  const settled = settledOf(progress);
  const rate = elapsedMs > 0 ? Math.round((settled * 1_000) / elapsedMs) : 0;
  const failed = progress.rows.failed > 0 ? `, ${grouped(progress.rows.failed)} failed` : '';
  const waiting =
    progress.waitingMs === undefined ? '' : `, waiting ${Math.ceil(progress.waitingMs / 1_000)} s to try again`;
  return `${grouped(settled)} of ${grouped(progress.rows.received)} rows read are done${failed}, ${grouped(rate)} rows/s${waiting}`;
}

function barView({ stream, size, now }: ProgressOptions): ProgressView {
  const startedAt = now();
  let bytes = 0;
  const bar = new SingleBar({
    format: size ? '[{bar}] {percentage}%  {rows}' : '{rows}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    gracefulExit: false, // Ctrl-C is the run's to handle: it still prints the summary (T-9).
    stream,
  });
  bar.start(size || 1, 0, { rows: 'starting' });
  return {
    read(count) {
      bytes += count;
    },
    report(progress) {
      // Reading is ahead of delivery: the share of the bytes read whose rows are done.
      const share = progress.rows.received === 0 ? 0 : settledOf(progress) / progress.rows.received;
      bar.update(Math.min(size || 1, Math.round(bytes * share)), { rows: describe(progress, now() - startedAt) });
    },
    line(text) {
      stream.write(`\r\u001b[K${text}`);
    },
    stop: () => bar.stop(),
  };
}

function lineView({ stream, now }: ProgressOptions): ProgressView {
  const startedAt = now();
  let toldAt = startedAt;
  let last: WriteProgress | undefined;
  const tell = (progress: WriteProgress) => {
    toldAt = now();
    last = progress;
    stream.write(`${describe(progress, toldAt - startedAt)}\n`);
  };
  let latest: WriteProgress | undefined;
  return {
    read: () => undefined,
    report(progress) {
      latest = progress;
      if (now() - toldAt >= LINE_EVERY_MS || (progress.waitingMs ?? 0) >= LINE_EVERY_MS) tell(progress);
    },
    line(text) {
      stream.write(text);
    },
    stop() {
      if (latest !== undefined && latest !== last) tell(latest);
    },
  };
}
