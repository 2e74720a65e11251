/** The command cannot start with what it was given; the message says what to change. Ends in exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
