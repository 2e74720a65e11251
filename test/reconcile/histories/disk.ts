import type {
  SnapshotChange,
  SnapshotEntry,
  SnapshotSession,
  SnapshotStore,
} from '../../../connector/reconcile/snapshot.ts';
import { ConnectorError } from '../../../spec/host/errors.ts';
import type { Mortal } from './mortal.ts';

const ENTRIES_A_PIECE = 4;
/** Moments that a record takes, of a process that may die at each. */
const MOMENTS_BEFORE_IT_HOLDS = 3;

/** A snapshot that outlives the process which writes it: what `record` took is there after a kill, whole or not at all. */
export class Disk implements SnapshotStore {
  readonly entries = new Map<string, SnapshotEntry>();
  protect: readonly string[] = [];
  serial = 0;
  /** The process that holds the lock. */
  holder: Mortal | undefined;
  /** Whose process opens it next. */
  process: Mortal | undefined;
  /** What befalls a record after so many that went well: the disk is full, or somebody broke the lock. */
  trouble: { readonly kind: 'full' | 'lock broken'; after: number } | undefined;
  /** Whether a record began before the one before it had ended: no store has to bear that. */
  overlapped = false;
  #recording: Mortal | undefined;

  async open(): Promise<SnapshotSession> {
    const mine = this.process;
    await mine?.lives();
    if (this.holder?.alive === true) throw new ConnectorError('snapshot_locked');
    this.holder = mine;
    const serial = this.serial;
    const disk = this;
    return {
      header: { serial, protect: this.protect },
      async *read() {
        const entries = [...disk.entries.values()];
        for (let at = 0; at < entries.length; at += ENTRIES_A_PIECE) {
          await mine?.lives();
          yield entries.slice(at, at + ENTRIES_A_PIECE);
        }
      },
      record: async (changes) => {
        if (mine !== undefined && this.#recording === mine) this.overlapped = true;
        this.#recording = mine;
        try {
          for (let moment = 0; moment < MOMENTS_BEFORE_IT_HOLDS; moment += 1) await mine?.lives();
          this.#meetTrouble();
          if (this.holder !== mine) throw new ConnectorError('snapshot_conflict');
          for (const change of changes) this.#take(change);
          if (changes.length > 0) this.serial = serial + 1;
          await mine?.lives();
        } finally {
          this.#recording = undefined;
        }
      },
      close: async () => {
        await mine?.lives();
        if (this.holder === mine) this.holder = undefined;
      },
    };
  }

  #meetTrouble(): void {
    if (this.trouble === undefined) return;
    this.trouble.after -= 1;
    if (this.trouble.after >= 0) return;
    if (this.trouble.kind === 'full') throw new Error('no space left on device');
    this.holder = undefined;
  }

  #take(change: SnapshotChange): void {
    if ('set' in change) this.entries.set(change.set.code, change.set);
    else if ('forget' in change) this.entries.delete(change.forget);
    else this.protect = change.protect;
  }
}
