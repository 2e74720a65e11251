import type { ExchangeRecord } from '../exchange-log.ts';

/** T-9: nothing new is sent once the host has cancelled. `sent`: how many requests there had been then; nothing when it did not. */
export function* nothingAfterCancel(exchanges: readonly ExchangeRecord[], sent: number | undefined): Generator<string> {
  if (sent !== undefined && exchanges.length > sent)
    yield `T-9: ${exchanges.length - sent} requests were sent after the run was cancelled`;
}
