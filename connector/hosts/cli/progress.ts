import type { WriteProgress } from '../../../spec/host/row-result.ts';
import { clockText, counted } from './counted.ts';
import type { Feed } from './feed.ts';

/** Off a terminal, one line in so many milliseconds: a log of a long run stays readable. */
const LINE_EVERY_MS = 5_000;
/** The fastest that a line is drawn anew. */
const DRAWN_EVERY_MS = 100;
const BAR_CHARACTERS = 20;

export interface ProgressOptions {
  readonly feed: Feed;
  /** Rows of the input, when they were counted. */
  readonly rows: number | undefined;
  /** Bytes of the input, when they are known. */
  readonly bytes: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const settledOf = ({ rows }: WriteProgress): number => rows.succeeded + rows.failed + rows.skipped;

/** Shows how far a sync is. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #startedAt: number;
  #toldAt: number;
  #bytesRead = 0;
  #latest: WriteProgress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#toldAt = this.#startedAt;
    // A wait counts down while nothing else happens.
    if (options.feed.live) this.#timer = setInterval(() => this.#draw(), 1_000).unref();
  }

  /** Counts bytes read of the input, from which the share done is estimated. */
  read(bytes: number): void {
    this.#bytesRead += bytes;
  }

  report(progress: WriteProgress): void {
    this.#latest = progress;
    const since = this.#options.now() - this.#toldAt;
    if (this.#options.feed.live) {
      if (since >= DRAWN_EVERY_MS) this.#draw();
    } else if (since >= LINE_EVERY_MS) {
      this.#toldAt = this.#options.now();
      this.#options.feed.line(this.#text(progress));
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#options.feed.stop();
  }

  #draw(): void {
    if (this.#latest === undefined) return;
    this.#toldAt = this.#options.now();
    const share = this.#share(this.#latest);
    const bar = share === undefined ? '' : `${barOf(share)}  ${String(Math.floor(share * 100)).padStart(2)}%  `;
    this.#options.feed.status(`${bar}${this.#text(this.#latest, share)}`);
  }

  /** Reading is ahead of delivery: without the number of rows, the share of the bytes read whose rows are done. */
  #share(progress: WriteProgress): number | undefined {
    const { rows, bytes } = this.#options;
    const settled = settledOf(progress);
    if (rows !== undefined) return rows === 0 ? 1 : Math.min(1, settled / rows);
    if (bytes === undefined || progress.rows.received === 0) return undefined;
    return Math.min(1, (this.#bytesRead / Math.max(bytes, 1)) * (settled / progress.rows.received));
  }

  #text(progress: WriteProgress, share?: number): string {
    const { rows, now } = this.#options;
    const settled = settledOf(progress);
    const elapsed = now() - this.#startedAt;
    const parts = [rows === undefined ? `${counted(settled)} rows done` : `${counted(settled)} of ${counted(rows)}`];
    if (progress.rows.failed > 0) parts.push(`${counted(progress.rows.failed)} failed`);
    const waiting = progress.waitingUntil === undefined ? 0 : Date.parse(progress.waitingUntil) - now();
    if (waiting > 0) parts.push(`waiting ${clockText(waiting)}`);
    if (share !== undefined && share > 0.02 && share < 1 && elapsed > 3_000)
      parts.push(`about ${clockText((elapsed / share) * (1 - share))} left`);
    return parts.join('  ');
  }
}

function barOf(share: number): string {
  const halves = Math.round(share * BAR_CHARACTERS * 2);
  const full = '█'.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? '▌' : '');
  return full.padEnd(BAR_CHARACTERS, '░');
}
