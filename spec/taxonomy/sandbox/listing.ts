import type { WireSegmentPage } from '../segment.ts';
import { type Answer, invalid, json } from './answer.ts';
import type { Store } from './store.ts';

const tokenOf = (sequence: number): string => Buffer.from(`after ${sequence}`).toString('base64');

function sequenceOf(token: string): number | undefined {
  const match = /^after (\d+)$/.exec(Buffer.from(token, 'base64').toString('latin1'));
  return match === null ? undefined : Number(match[1]);
}

/**
 * One page of the listing. A token names the last segment shown, so that segments coming and going between two pages
 * never make it repeat or skip one that stays. `loop` sends the reader to the same page again.
 */
export function listPage(store: Store, token: string | undefined, pageSize: number, loop: boolean): Answer {
  const after = token === undefined ? 0 : sequenceOf(token);
  if (after === undefined) return invalid('query parameter pagination_token');
  const { segments, next } = store.page(after, pageSize);
  const following = loop ? after : next;
  const page: WireSegmentPage = {
    elements: segments,
    pagination: { ...(following !== undefined && { next_token: tokenOf(following) }), total_count: store.size },
  };
  return json(page);
}
