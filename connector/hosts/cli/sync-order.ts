import type { Thresholds } from '../../../spec/host/evaluate.ts';
import type { Source } from '../files/source.ts';
import type { Connection } from './connection.ts';
import type { DeletionPolicy } from './deletions.ts';
import type { Io } from './io.ts';
import type { SyncOptions } from './sync-options.ts';

/** One sync, as it was asked for and what was opened for it. */
export interface SyncOrder {
  readonly file: string;
  readonly source: Source;
  /** Whether all of the input is read before a row is sent (F-0). */
  readonly whole: boolean;
  /** Whether somebody sits at the terminal and is asked. */
  readonly asks: boolean;
  readonly policy: DeletionPolicy;
  readonly options: SyncOptions;
  readonly connection: Connection;
  readonly io: Io;
  readonly thresholds: Thresholds | undefined;
}
