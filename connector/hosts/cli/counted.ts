/** Numbers as the help and every page write them. */
export const counted = (count: number): string => count.toLocaleString('en-US');

export const rowsCounted = (count: number): string => `${counted(count)} ${count === 1 ? 'row' : 'rows'}`;

export const segmentsCounted = (count: number): string => `${counted(count)} ${count === 1 ? 'segment' : 'segments'}`;

/** `2:16`, or `0:09` below a minute. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
