import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { type Carrier, halfOf, type Pace, pieces, wireOf } from './carrier.ts';
import type { SandboxClock } from './clock.ts';
import { ENCODINGS } from './switches/encoding.ts';

/** Over a socket of the loopback. */
export function httpCarrier(response: ServerResponse, clock: SandboxClock): Carrier {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  // Whether there is a Date is for the sandbox to say.
  response.sendDate = false;
  const begin = (answer: Answer): Buffer => {
    const { headers, body } = wireOf(answer, ENCODINGS[answer.encoding ?? 'identity']);
    response.writeHead(answer.status, headers);
    response.flushHeaders();
    return body;
  };
  const untilGone = () =>
    new Promise<void>((resolve) => {
      if (gone.signal.aborted) resolve();
      gone.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  return {
    answer(answer) {
      response.end(begin(answer));
    },
    reset() {
      response.socket?.resetAndDestroy();
    },
    async stall(begun) {
      if (begun !== undefined) response.write(halfOf(begin(begun)));
      await untilGone();
    },
    async trickle(answer: Answer, { bytesPerTick, tickMs }: Pace) {
      const body = begin(answer);
      try {
        for (const piece of pieces(body, bytesPerTick)) {
          await clock.wait(tickMs, gone.signal);
          response.write(piece);
        }
        response.end();
      } catch {
        // The client is gone.
      }
    },
    truncate(answer) {
      response.write(halfOf(begin(answer)), () => response.destroy());
    },
    wait: (ms) => clock.wait(ms),
  };
}
