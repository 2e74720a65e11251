import { type Answer, invalid, json } from './answer.ts';
import type { Workplace } from './batch.ts';
import { sliced } from './switches/listings.ts';
import { TOKENS } from './switches/tokens.ts';

const tokenOf = (place: number): string => Buffer.from(`after ${place}`).toString('base64');

function placeOf(token: string): number | undefined {
  if (/^\d+$/.test(token)) return Number(token);
  const match = /^after (\d+)$/.exec(Buffer.from(token, 'base64').toString('latin1'));
  return match === null ? undefined : Number(match[1]);
}

/**
 * One page of the listing. In a whole listing a token names the last segment shown, so that segments coming and going
 * between two pages never make it repeat or skip one that stays; in the others it is a position. `loop` sends the reader
 * to the same page again.
 */
export function listPage(workplace: Workplace, token: string | undefined, loop: boolean): Answer {
  const { seen, switches } = workplace;
  const place = token === undefined ? 0 : placeOf(token);
  if (place === undefined) return invalid('query parameter pagination_token');
  const { shown, next } = cut(workplace, place);
  const following = loop ? place : next;
  const form = TOKENS[switches.tokens];
  return json({
    elements: shown,
    pagination: {
      next_token: following === undefined ? form.end : form.next(tokenOf(following), following),
      ...(switches.counts !== 'absent' && { total_count: form.count(seen.size + wavering(switches.counts, place)) }),
    },
  });
}

function cut({ seen, switches, random }: Workplace, place: number) {
  const { listing, pageSize, cappedAt } = switches;
  if (listing !== 'whole') return sliced(listing, seen.all(), { position: place, pageSize, cappedAt, random });
  const { segments, next } = seen.page(place, pageSize);
  return { shown: segments, next };
}

/** A count that is another one on every page but the first. */
const wavering = (counts: 'true' | 'wavering', place: number): number => (counts === 'wavering' && place > 0 ? 1 : 0);
