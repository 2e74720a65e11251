import type { Config } from '../../spec/host/config.ts';
import type { Logger } from '../../spec/host/connector.ts';
import type { Delivery, DeliveryOptions } from '../../spec/host/delivery.ts';
import { ConnectorError, type ErrorDetail, type FieldError } from '../../spec/host/errors.ts';
import { signalUnder } from '../cancellation.ts';
import type { Clock } from '../clock.ts';
import { readConfig, readDelivery } from '../order.ts';
import { type Redact, redactedLogger, redaction } from '../redact.ts';
import { openImport } from '../send/open.ts';
import { Patience } from '../settle/patience.ts';
import { Census } from './census.ts';
import { lookAt } from './look.ts';
import { Observer, type Unread, unread } from './observer.ts';
import { OneCourse } from './one-course.ts';
import { OpenList } from './open-list.ts';
import type { Owner, ReconcileContext, ReconcileRequest } from './request.ts';
import type { SnapshotKey, SnapshotSession } from './snapshot.ts';

/** Everything a run on a full list stands in: the snapshot is locked, the import was looked at, nothing was sent. */
export interface Room {
  readonly key: SnapshotKey;
  readonly config: Config;
  /** As the host gave them, without `maxDeletes`: a full list has guards of its own. */
  readonly options: DeliveryOptions;
  readonly session: SnapshotSession;
  readonly observer: Observer;
  readonly importName: string;
  readonly census: Census;
  /** The list that the room was opened for, from its first row; to be read once. */
  readonly list: ReconcileRequest['list'];
  readonly redact: Redact;
  readonly log: Logger;
  readonly requests: { sent: number; retried: number };
  /** Numbers the exchanges of all parts of the run. */
  readonly course: OneCourse;
  /** Aborts when the host cancels. */
  readonly cancel: AbortSignal;
  /** With a host that takes results slowly, or not at all (T-9). */
  readonly patience: Patience;
}

/** What an owner is told by; validated. */
interface Settings {
  readonly key: SnapshotKey;
  readonly config: Config;
  readonly delivery: Delivery;
}

/** @throws {ConnectorError} `invalid_config`, `invalid_delivery` before anything is opened. */
export function readOwner({ config, owner = 'default', delivery: options }: Owner): Settings {
  const valid = readConfig(config);
  const delivery = readDelivery(options);
  const faults: FieldError[] =
    typeof owner === 'string' && /^[\w.-]{1,64}$/.test(owner)
      ? []
      : [{ field: 'owner', message: 'must be 1 to 64 letters, digits, ".", "_" or "-".' }];
  if (faults.length > 0) throw new ConnectorError('invalid_config', faults);
  return { key: { baseUrl: delivery.baseUrl, importId: valid.importId.toLowerCase(), owner }, config: valid, delivery };
}

/**
 * Opens snapshot and import, looks at all that is there, and hands it to `work`; closes what it opened whatever happens.
 * `list`: where it is short, only what it and the snapshot name is looked at. `failed` is what `work` would have come to when the import cannot be read.
 *
 * @throws {ConnectorError} for settings and snapshots that cannot be used.
 */
export async function inRoom<T>(
  owner: Owner,
  context: Pick<ReconcileContext, 'signal' | 'fetch' | 'logger' | 'lane' | 'onRequest' | 'onListing' | 'onListed'>,
  clock: Clock,
  work: (room: Room) => Promise<T>,
  failed: (why: Unread, requests: Room['requests']) => T | Promise<T>,
  list?: ReconcileRequest['list'],
): Promise<T> {
  const { key, config, delivery } = readOwner(owner);
  const redact = redaction(config.apiKey);
  const log = redactedLogger(context.logger, redact);
  const { maxDeletes: _guardOfWrite, ...options } = owner.delivery ?? {};
  const session = await owner.snapshot.open(key, context.signal);
  const { signal: cancel, release } = signalUnder(context.signal);
  const open = list && new OpenList(list);
  try {
    const requests = { sent: 0, retried: 0 };
    const onRequest = (retried: boolean) => {
      requests.sent += 1;
      if (retried) requests.retried += 1;
    };
    const onWait = (ms: number, { code }: ErrorDetail) =>
      log.info({ waitMs: Math.round(ms), reason: code }, 'Waiting for Permutive.');
    const course = new OneCourse(context);
    const { api } = openImport(
      { config, delivery, clock, redact, log, cancel, onRequest, onWait },
      { ...context, onRequest: course.part().onRequest },
    );
    const named = await api.readImport();
    if (named.kind !== 'success') return await failed(unread(named), requests);
    const census = new Census();
    for await (const piece of session.read()) for (const entry of piece) census.remember(entry);
    const { onListing, onListed } = context;
    const observer = new Observer(api);
    const why = await lookAt({ observer, census, clock, list: open, cancel, onListing, onListed });
    if (why !== undefined) return await failed(why, requests);
    if (!census.complete) log.warn({}, 'The listing is not complete: what it lacks is not believed to be absent.');
    const importName = named.answer.name;
    return await work({
      key,
      config,
      options,
      session,
      observer,
      importName,
      census,
      list: open ?? [],
      redact,
      log,
      requests,
      course,
      cancel,
      patience: new Patience(cancel, clock),
    });
  } finally {
    release();
    // One that gives nothing more is not waited for, and what it says to being closed is nobody's business any more.
    open?.return().catch(() => undefined);
    await session.close();
  }
}
