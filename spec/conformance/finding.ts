/** How one requirement came out. */
export type Finding = {
  readonly id: string;
  readonly group: string;
  readonly sentence: string;
  readonly ms: number;
} & (
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'not applicable'; readonly why: string }
  | {
      /** `world at fault`: nothing is said of the connector. */
      readonly verdict: 'fail' | 'world at fault';
      /** What was wanted and what was seen. */
      readonly why: string;
      /** Where: the requests of the trial, a line each. */
      readonly requests: readonly string[];
    }
);

export const worldAtFault = (findings: readonly Finding[]): boolean =>
  findings.some(({ verdict }) => verdict === 'world at fault');
