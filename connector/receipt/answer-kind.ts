import type { RequestEnded, WaitBegun } from '../../spec/host/request-event.ts';

export type Exchange = RequestEnded;
export type Wait = WaitBegun;

/**
 * What came of one exchange, as a reader tells it:
 * `read` and `absent` of a look at the import; `accepted`, `refused`, `paused` and `lost` of a sending.
 */
export type AnswerKind = 'accepted' | 'refused' | 'paused' | 'lost' | 'denied' | 'read' | 'absent';

const wrote = ({ method }: Exchange): boolean => method !== 'GET';

export function answerKind(exchange: Exchange): AnswerKind {
  const { status } = exchange;
  if (status === undefined || status >= 500 || status === 408) return status === 503 ? 'paused' : 'lost';
  if (status === 429 || status === 425) return 'paused';
  if (status === 401 || status === 403) return 'denied';
  if (status < 300) return wrote(exchange) ? 'accepted' : 'read';
  return !wrote(exchange) && status === 404 ? 'absent' : 'refused';
}

/** Whether the exchange carried operations, as against a look at what is there. */
export const isSending = (exchange: Exchange): boolean => wrote(exchange) && exchange.purpose !== 'check';
