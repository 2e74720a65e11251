/** How a page says where the next one is, what it says on the last page, and how it says how many there are. */
export const TOKENS = {
  /** Text; left out at the end. */
  text: { next: (token: string) => token, end: undefined, count: (count: number): unknown => count },
  /** A number; null at the end. */
  number: { next: (_: string, sequence: number) => sequence, end: null, count: (count: number): unknown => count },
  /** `{ value }` around text, as in the published schemas; empty text at the end. */
  wrapped: { next: (token: string) => ({ value: token }), end: '', count: (value: number): unknown => ({ value }) },
  /** `{ value }` around a number. */
  wrapped_number: {
    next: (_: string, value: number) => ({ value }),
    end: { value: null },
    count: (value: number): unknown => ({ value }),
  },
} as const satisfies Record<
  string,
  { next: (token: string, sequence: number) => unknown; end: unknown; count: (count: number) => unknown }
>;
