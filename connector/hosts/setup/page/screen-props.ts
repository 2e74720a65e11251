import type { Basics, ScreenState } from '../protocol.ts';

/** What each place is given: the one truth of the page, and what never changes. */
export interface ScreenProps {
  readonly state: ScreenState;
  readonly basics: Basics;
}
