import type { CheckContext } from '../../spec/host/connector.ts';
import { within } from '../deadline.ts';
import { openImport, type Settings } from '../send/open.ts';
import type { Report } from './report.ts';
import { type CutOff, cutOffStep, importSteps, writeAccessStep } from './steps.ts';

/** check() answers within this time, in milliseconds, whatever happens (C-3). */
const ANSWER_WITHIN_MS = 28_000;
/** Deadline of one request, in milliseconds: a stalled one leaves time for another try. */
const REQUEST_DEADLINE_MS = 9_000;
/** Requests that are sent for one question. */
const ATTEMPTS = 3;

/** Asks Permutive about key, import and write access, in its turn and within the time of a check (C-2, C-5). */
export async function examine(report: Report, settings: Settings, context: CheckContext): Promise<void> {
  const { clock, delivery, cancel } = settings;
  let during: Extract<CutOff, { by: 'deadline' }>['during'] = 'request';
  let waitsForTurn = () => false;
  const ended = await within({ clock, ms: ANSWER_WITHIN_MS, cancel }, async (stop) => {
    const opened = openImport(
      {
        ...settings,
        cancel: stop,
        graceMs: 0, // A check has nothing in flight that is worth waiting for.
        purpose: 'check',
        delivery: {
          ...delivery,
          timeoutMs: Math.min(delivery.timeoutMs, REQUEST_DEADLINE_MS),
          maxAttempts: Math.min(delivery.maxAttempts, ATTEMPTS),
          maxRetryAfterMs: Math.min(delivery.maxRetryAfterMs, ANSWER_WITHIN_MS - REQUEST_DEADLINE_MS),
        },
        onRequest: () => {
          during = 'request';
        },
        onWait: (ms, error) => {
          during = { error, until: clock.now() + ms };
        },
      },
      context,
    );
    waitsForTurn = opened.waitsForTurn;
    const seen = await opened.api.readImport();
    if (stop.aborted) return;
    if (seen.kind === 'success') report.seen = seen.answer;
    report.add(...importSteps(seen, clock.now()));
    if (report.next !== 'write_access') return;
    const answered = await opened.api.sendNothing();
    if (!stop.aborted) report.add(writeAccessStep(answered, clock.now()));
  });
  const id = report.next;
  if (id === undefined || ended === undefined) return;
  report.add(
    cutOffStep(id, ended === 'cancelled' ? { by: ended } : { by: ended, during: waitsForTurn() ? 'turn' : during }),
  );
}
