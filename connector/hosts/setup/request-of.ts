import type { RequestEvent } from '../../../spec/host/request-event.ts';

/** The first exchange whose request ID has these words in it. */
export function requestOf(events: readonly RequestEvent[], id: string): number | undefined {
  const words = id.toLowerCase();
  for (const event of events)
    if (event.kind === 'request' && event.requestId?.toLowerCase().includes(words)) return event.number;
  return undefined;
}
