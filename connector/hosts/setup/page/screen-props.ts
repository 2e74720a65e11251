import type { LiveState, SessionState } from '../protocol.ts';
import type { Step } from './steps.ts';

/** What every screen is given. */
export interface ScreenProps {
  readonly session: SessionState;
  readonly live: LiveState;
  /** Asks the server for the session again, after something of it was changed. */
  readonly reload: () => Promise<void>;
  readonly go: (step: Step) => void;
}
