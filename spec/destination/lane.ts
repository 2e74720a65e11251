/** What a turn is taken at. No secret is in any of the texts (L-1). */
export interface LaneTurn {
  /** The import: base URL and id. At most one turn of a name is held at a time. */
  turn: string;
  /** Where a Retry-After window may be open: the turn itself, and the key's origin (a 429's window holds for all imports of a key). */
  windows: readonly string[];
}

/** Takes turns at one import across processes. Without it, runs of this process take turns among themselves. */
export interface Lane {
  /**
   * Runs `turn` while nobody else holds `at.turn`, and resolves with its value. Durations, never clock times: machines' clocks differ.
   *
   * `closedForMs` is the longest of the windows still open; `close` are windows to close, by name, in milliseconds from now. A
   * rejection before `turn` was called means that the request was not sent.
   */
  withTurn<T>(
    at: LaneTurn,
    turn: (state: { closedForMs: number }) => Promise<{ value: T; close?: Readonly<Record<string, number>> }>,
    signal?: AbortSignal,
  ): Promise<T>;
}
