import type { Catalog } from './catalog.ts';
import { faultOf } from './end-of-sync.ts';
import { judgeLists, requireGenerations, warnOfReplacing, whyNothingIsDeleted } from './full-list.ts';
import type { Io } from './io.ts';
import { deleteMissing } from './missing-segments.ts';
import type { Output } from './output.ts';
import type { Settings } from './settings.ts';
import { startOf } from './stream-progress.ts';
import { Sync } from './sync.ts';

/**
 * Delivers the records on stdin and gives the states back.
 *
 * @throws {Fault} the sync failed; what could be delivered was, and is acknowledged.
 */
export async function write(settings: Settings, catalog: Catalog, io: Io, output: Output): Promise<void> {
  const streams = new Map([...catalog.streams].map(([key, stream]) => [key, startOf(stream)]));
  const all = [...streams.values()];
  const attempt = io.env['WORKER_JOB_ATTEMPT'];
  requireGenerations(settings.deleteMissing, all);
  for (const warning of [...catalog.warnings, ...warnOfReplacing(settings.deleteMissing, all)]) {
    void output.log('WARN', warning);
  }

  const sync = new Sync(settings, streams, io, output);
  const facts = await sync.run();
  if (io.signal.aborted || output.gone.aborted) return;
  const fault = faultOf({ ...facts, streams: all, attempt });
  if (fault !== undefined) throw fault;

  // last, after everything else is settled and acknowledged.
  const list = judgeLists(all, attempt);
  const nothing = whyNothingIsDeleted(list, settings.deleteMissing, all);
  if (nothing !== undefined) void output.log('INFO', nothing);
  if (!list.whole || settings.deleteMissing.mode === 'off') return;
  const deleted = await deleteMissing(settings.deleteMissing, sync.listed, sync.connection);
  void output.log('INFO', `Segments deleted because no list names them any more: ${deleted}.`);
}
