import { readFileSync } from 'node:fs';
import type { Mutation } from './mutations.ts';

/** A wrong of some size: what it is, and the texts that make it. */
interface Wrong {
  readonly what: string;
  readonly file: string;
  readonly changes: readonly (readonly [from: string, to: string])[];
}

const wrong = (what: string, file: string, ...changes: Wrong['changes']): Wrong => ({
  what,
  file: `connector/${file}`,
  changes,
});

/** Wrongs that other connectors have, or this one had. None of them may survive. */
const WRONGS: readonly Wrong[] = [
  // Two owners of retries.
  wrong('the HTTP client retries by itself (D-2)', 'send/client.ts', [
    'retry: 0,',
    'retry: { limit: 2, backoffLimit: 0, delay: () => 0 },',
  ]),
  wrong('a status is an error of the HTTP client’s (D-2)', 'send/client.ts', [
    'throwHttpErrors: false,',
    'throwHttpErrors: true,',
  ]),
  wrong('a transport’s error is tried again though nobody was to be trusted: a certificate (D-2)', 'send/judge.ts', [
    "if (reason === 'certificate') return",
    "if (reason === ('never' as string)) return",
  ]),
  wrong('a truncated answer is believed (T-2)', 'send/answer.ts', ["end = 'broken'; // The", "end = 'whole'; // The"]),
  // Time.
  wrong('the deadline ends at the headers (D-8)', 'send/client.ts', [
    'within({ clock, ms',
    'within({ clock: { ...clock, wait: (ms, signal) => clock.wait(ms, signal).then(() => heard && new Promise(() => {})) }, ms',
  ]),
  wrong('a junk Retry-After is waited for (D-3)', 'send/retry-after.ts', [
    '/^\\d+(\\.\\d+)?$/.test(text.trim())',
    'Number(text) > 0',
  ]),
  wrong('a wait that Permutive asks for may be of any length (D-3)', 'send/attempts.ts', [
    'if (this.#cancelled || (waitMs ?? 0) > delivery.maxRetryAfterMs) return false;',
    'if (this.#cancelled) return false;',
  ]),
  // Position and count.
  wrong('an answer is matched by position (T-3)', 'send/listed.ts', [
    'isSegment(next) && next.code === code',
    'isSegment(next)',
  ]),
  wrong(
    'what an answer lacks is taken for accepted (T-3)',
    'recover/batch.ts',
    [
      'if (seen === undefined || !matchesSegment(change, seen)',
      'if (seen !== undefined && (!matchesSegment(change, seen)',
    ],
    ['updatedAtIn(seen)), sentAt))\n      return false;', 'updatedAtIn(seen)), sentAt)))\n      return false;'],
  ),
  wrong('a 2xx of another form is taken for success (T-3)', 'recover/accepted.ts', [
    "(status === 200 || status === 201) &&\n  body === 'read' &&",
    'status < 300 &&',
  ]),
  wrong('errors inside a 2xx are passed over (T-3)', 'send/batch-answer.ts', [
    'errors: [...errorsOf(answer), ...refused.flatMap(errorsOfEntry), ...results.flatMap(errorsOfResult)],',
    'errors: [],',
  ]),
  wrong('rows of a batch that was never answered have no result (T-1)', 'recover/batch.ts', [
    '  settleAtStop(batch);\n',
    '',
  ]),
  wrong('a result is told twice (T-1)', 'settle/ledger.ts', [
    '(rows.told ? undefined : telling.settlementOf(one))',
    'telling.settlementOf(one)',
  ]),
  // Requests.
  wrong('each operation takes a request of its own (P-5)', 'recover/send-group.ts', [
    'at + Math.min(most, batch.run.size.limit)',
    'at + Math.min(most, 1)',
  ]),
  wrong('a re-run fails, for everything is there already (P-1)', 'recover/refusal.ts', [
    'if (!mayBeConflict || round',
    'if (mayBeConflict || round',
  ]),
  wrong(
    'a lone bad row is sent twice (T-6)',
    'recover/narrow.ts',
    ['isOpen(one) && !isRefused(one);', 'isOpen(one);'],
    ['if (current.inferred) yield* probe(group);', 'if (true) yield* probe(group);'],
  ),
  // The key.
  wrong('a redirect is followed, the key with it (D-7)', 'send/client.ts', [
    "redirect: 'manual' as const",
    "redirect: 'follow' as const",
  ]),
  wrong('a code reaches the path as it is (X-2)', 'send/import-api.ts', [
    'inPath = encodeURIComponent(code)',
    'inPath = code',
  ]),
  wrong('the words of a refusal are not redacted (X-1)', 'send/client.ts', ['return redact(ended);', 'return ended;']),
  // Absence.
  wrong('a listing is believed without being counted (T-4)', 'imported/listing.ts', [
    '!this.#doubted && this.#total === after',
    '!this.#doubted',
  ]),
  wrong('a gateway’s 404 is believed for a segment (T-4)', 'imported/by-code.ts', [
    "return { is: 'doubted', failure: verdict };",
    "return { is: 'known', known: 'absent' };",
  ]),
  wrong('anybody’s refusal is taken for Permutive’s (D-9)', 'send/judge.ts', [
    'if (!refusal.permutives) {',
    'if (false) {',
  ]),
  // What was told at a stop, once.
  wrong('of a row that was sent is told that it was cancelled before (T-9)', 'recover/batch.ts', [
    "stop.code === 'cancelled'\n",
    "stop.code === ('never' as string)\n",
  ]),
  wrong('of a row just seen in effect is told that it was cancelled (T-9)', 'recover/batch.ts', [
    "if (outcome !== undefined) return { is: 'succeeded', outcome };",
    '',
  ]),
  wrong('of a row that was read is told that it cannot be known (T-9)', 'recover/batch.ts', [
    "if (why !== undefined || known === 'unlisted' || contradicted)",
    'if (true)',
  ]),
  wrong('of a row that may be in effect is told that the key may not do it (D-6)', 'recover/batch.ts', [
    "    case 'refused':\n      return { is: 'failed', error: errorDetail('outcome_unknown') };",
    "    case 'refused':\n      return { is: 'failed', error: stop };",
  ]),
];

/** As mutations, the whole file being replaced. Throws when a text is not there any more: then the wrong is to be put anew. */
export function namedWrongs(): Mutation[] {
  return WRONGS.map(({ what, file, changes }) => {
    const source = readFileSync(file, 'utf8');
    let text = source;
    for (const [from, to] of changes) {
      if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
      text = text.replace(from, () => to);
    }
    const at = source.indexOf(changes[0]?.[0] ?? '');
    return { file, from: 0, to: source.length, text, line: source.slice(0, at).split('\n').length, name: what };
  });
}
