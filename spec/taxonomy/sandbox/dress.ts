import type { Answer } from './answer.ts';
import type { Switches } from './options.ts';
import { spelled } from './switches/spelling.ts';

const BYTE_ORDER_MARK = '\u{feff}';

/** A true answer as the switches have it written. */
export function dressed(answer: Answer, switches: Switches): Answer {
  const { status, headers, body } = answer;
  if (body === '' || headers['content-type'] !== 'application/json') return answer;
  const told = spelled(body, switches);
  return {
    status,
    headers: { ...headers, ...(switches.encoding !== 'identity' && { 'content-encoding': switches.encoding }) },
    body: switches.byteOrderMark ? BYTE_ORDER_MARK + told : told,
    encoding: switches.encoding,
  };
}
