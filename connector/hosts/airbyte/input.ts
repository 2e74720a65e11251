import type { Acknowledger } from './acknowledger.ts';
import { Fault } from './fault.ts';
import type { Holding } from './holding.ts';
import { type Incoming, readLine } from './incoming.ts';
import type { Intake } from './intake.ts';
import type { Time } from './io.ts';
import { type Line, linesOf } from './lines.ts';
import type { Output } from './output.ts';
import { rowOf } from './record-row.ts';
import type { StreamProgress } from './stream-progress.ts';

/** Unreadable lines told one by one; the rest is counted. */
const MOST_TOLD = 10;

export interface InputOptions {
  /** By stream key. */
  readonly streams: ReadonlyMap<string, StreamProgress>;
  readonly intakeOf: (progress: StreamProgress) => Intake;
  readonly intakes: readonly Intake[];
  readonly acknowledger: Acknowledger;
  readonly holding: Holding;
  readonly output: Output;
  readonly time: Time;
}

/** Reads what the engine sends, no faster than it can be delivered. */
export class Input {
  readonly #options: InputOptions;
  #lines = 0;
  #unreadable = 0;

  constructor(options: InputOptions) {
    this.#options = options;
  }

  /**
   * Reads until the input ends, or until no run takes records any more.
   *
   * @throws {Fault} the input holds something that ends the sync.
   */
  async read(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const { intakes, output } = this.#options;
    try {
      for await (const lines of linesOf(chunks)) {
        for (const line of lines) {
          const written = this.#take(line);
          if (written !== undefined) await written;
        }
        await this.#room();
        if (intakes.some(({ ended }) => ended)) return;
      }
    } finally {
      for (const intake of intakes) intake.end();
      if (this.#unreadable > MOST_TOLD) {
        void output.log('WARN', `${this.#unreadable} lines of the input could not be read; they were ignored.`);
      }
    }
  }

  async #room(): Promise<void> {
    const { intakes, holding } = this.#options;
    while ((holding.full || intakes.some(({ full }) => full)) && !intakes.some(({ ended }) => ended)) {
      for (const intake of intakes) intake.wake(); // A full memory is a reason to send what waits.
      await holding.room();
    }
  }

  #take(line: Line): Promise<void> | undefined {
    const { acknowledger } = this.#options;
    this.#lines += 1;
    if (line === undefined) return this.#tellUnreadable('is not UTF-8 text');
    const incoming = readLine(line);
    switch (incoming.is) {
      case 'record':
        this.#record(incoming, line);
        return undefined;
      case 'stream_state':
        return acknowledger.state(line, this.#stream(incoming.stream, 'STATE').stream.key);
      case 'global_state':
        return acknowledger.state(line);
      case 'legacy_state':
        throw new Fault(
          'system_error',
          'The source sends states of the old form (LEGACY), which the engine cannot take back. Use a source of a newer version.',
        );
      case 'complete':
        this.#stream(incoming.stream, 'STREAM_STATUS').complete = true;
        return undefined;
      case 'ignored':
        return undefined;
      case 'unreadable':
        return this.#tellUnreadable(incoming.problem);
    }
  }

  #record({ stream, data }: Extract<Incoming, { is: 'record' }>, line: string): void {
    const { acknowledger, intakeOf, time } = this.#options;
    const progress = this.#stream(stream, 'RECORD');
    const rowId = acknowledger.receive(progress, line, time.now());
    intakeOf(progress).add(rowOf(data, line, rowId, progress.stream));
  }

  #stream(key: string, type: string): StreamProgress {
    const progress = this.#options.streams.get(key);
    if (progress !== undefined) return progress;
    const name = key.split('\u0000').at(-1);
    throw new Fault(
      'config_error',
      `A ${type} came for the stream "${name}", which is not in the catalog of this connection. Refresh the source's schema in the connection's settings.`,
    );
  }

  #tellUnreadable(problem: string): Promise<void> | undefined {
    this.#unreadable += 1;
    if (this.#unreadable > MOST_TOLD) return undefined;
    return this.#options.output.log('WARN', `Line ${this.#lines} of the input ${problem}; it is ignored.`);
  }
}
