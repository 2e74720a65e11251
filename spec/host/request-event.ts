import type { DestinationRequestEnded, DestinationWait } from '../destination/request-event.ts';
import type { ErrorCode } from './errors.ts';

export type { RequestPurpose } from '../destination/request-event.ts';

/** One exchange with Permutive, as it ended. */
export type RequestEnded = DestinationRequestEnded<ErrorCode>;

/** A wait as it begins. */
export type WaitBegun = DestinationWait<ErrorCode>;

/** What a run does at Permutive: each exchange as it ends, each wait as it begins. */
export type RequestEvent = RequestEnded | WaitBegun;
