/** The input broke off, or is not what it was: what was read of it is settled, and the run has failed (F-4). */
export class InputBroken extends Error {
  override readonly name = 'InputBroken';
}
