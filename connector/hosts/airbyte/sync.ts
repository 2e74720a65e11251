import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { ErrorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { Acknowledger } from './acknowledger.ts';
import { type Connection, connectionOf } from './connection.ts';
import { deliver } from './deliver.ts';
import type { SyncFacts } from './end-of-sync.ts';
import { Fault } from './fault.ts';
import { Holding } from './holding.ts';
import { Input } from './input.ts';
import { Intake } from './intake.ts';
import type { Io } from './io.ts';
import { ListedCodes } from './listed-codes.ts';
import type { Output } from './output.ts';
import { Rejections } from './rejections.ts';
import type { Settings } from './settings.ts';
import type { StreamProgress } from './stream-progress.ts';

/** Streams that only add go into a run of their own. */
const modeOf = ({ stream }: StreamProgress): AudienceMode => (stream.does === 'add' ? 'add' : 'mirror');

/** One sync: stdin into runs of the connector, their results into states on stdout. */
export class Sync {
  readonly #io: Io;
  readonly #output: Output;
  readonly #streams: ReadonlyMap<string, StreamProgress>;
  readonly #stop = new AbortController();
  readonly #holding = new Holding();
  readonly #rejections: Rejections;
  readonly #acknowledger: Acknowledger;
  readonly #intakes = new Map<AudienceMode, Intake>();
  readonly connection: Connection;
  /** Codes of all records that were delivered. */
  readonly listed = new ListedCodes();

  constructor(settings: Settings, streams: ReadonlyMap<string, StreamProgress>, io: Io, output: Output) {
    this.#io = io;
    this.#output = output;
    this.#streams = streams;
    this.connection = connectionOf(settings, io, output, this.#stop.signal);
    this.#rejections = new Rejections(output);
    const holding = this.#holding;
    const acknowledger = new Acknowledger({
      output,
      holding,
      rejections: this.#rejections,
      onRejected: settings.onRejected,
      attempt: io.env['WORKER_JOB_ATTEMPT'],
    });
    this.#acknowledger = acknowledger;
    const oldest = () => acknowledger.oldest;
    for (const mode of new Set([...streams.values()].map(modeOf))) {
      this.#intakes.set(mode, new Intake({ holding, time: io.time, flushMs: settings.flushMs, oldest }));
    }
    for (const signal of [io.signal, output.gone]) {
      if (signal.aborted) this.#halt();
      else signal.addEventListener('abort', () => this.#halt(), { once: true });
    }
  }

  /**
   * Delivers all that comes. Whatever ends it early, what was read has its results and what is settled is acknowledged.
   *
   * @throws {Fault} the settings are not valid.
   */
  async run(): Promise<Pick<SyncFacts, 'input' | 'fatal' | 'blocked'>> {
    const reading = this.#read();
    const runs = await Promise.allSettled([...this.#intakes].map(([mode, intake]) => this.#deliver(mode, intake)));
    const input = await reading;
    this.#rejections.end();
    for (const run of runs) if (run.status === 'rejected') throw run.reason;
    const fatal = runs.map((run) => (run.status === 'fulfilled' ? run.value : undefined)).find(Boolean);
    return { input, fatal, blocked: this.#acknowledger.blocked };
  }

  /** Nothing more is read, nothing new is sent; what is under way ends by T-9. */
  #halt(): void {
    this.#stop.abort();
    for (const intake of this.#intakes.values()) intake.end();
    this.#holding.wake();
    this.#io.stdin.destroy();
  }

  async #deliver(mode: AudienceMode, intake: Intake): Promise<ErrorDetail | undefined> {
    const delivery = {
      mode,
      changeSets: intake.changeSets(),
      onRowResult: (result: RowResult) => this.#settle(result),
    };
    try {
      const fatal = await deliver(delivery, this.connection);
      if (fatal !== undefined) this.#halt();
      return fatal;
    } catch (error) {
      this.#halt();
      throw error;
    }
  }

  #settle(result: RowResult): Promise<void> | undefined {
    if (result.status !== 'failed' && result.segmentCode !== null) this.listed.add(result.segmentCode);
    return this.#acknowledger.settle(result);
  }

  /** What the input held that ends the sync, if it did. */
  async #read(): Promise<Fault | undefined> {
    const input = new Input({
      streams: this.#streams,
      intakes: [...this.#intakes.values()],
      intakeOf: (progress) => this.#intakeOf(progress),
      acknowledger: this.#acknowledger,
      holding: this.#holding,
      output: this.#output,
      time: this.#io.time,
    });
    try {
      await input.read(this.#io.stdin);
      return undefined;
    } catch (error) {
      // Closed by us: whoever did it says why.
      if (this.#stop.signal.aborted) return undefined;
      return error instanceof Fault
        ? error
        : new Fault('system_error', 'The input could not be read.', { internal: String(error) });
    }
  }

  #intakeOf(progress: StreamProgress): Intake {
    const intake = this.#intakes.get(modeOf(progress));
    if (intake === undefined) throw new Error('Every mode of the streams has its run.');
    return intake;
  }
}
