import type { CatalogueEntry } from './entry.ts';

/** Why an operation is not in effect though it was sent. */
export const REFUSAL_ERRORS = {
  duplicate_segment_code: {
    message: 'A segment with this code already exists with other values.',
    remedy: 'Segment codes are unique within an import. Use Upsert mode to update existing segments.',
    retryable: false,
    reporter: 'permutive',
    scope: 'row',
  },
  rejected_by_permutive: {
    message: 'Permutive refused the operation.',
    remedy:
      "Read Permutive's message, correct the row and send it again. Common causes are invalid segment codes and missing fields.",
    retryable: false,
    reporter: 'permutive',
    scope: 'row',
  },
  not_isolated: {
    message: 'Permutive refused the batch, and which row is at fault could not be found in the requests allowed.',
    remedy:
      "Read Permutive's message. Where every row meets it, mend the cause it names (a full import, a field all rows share); else send these rows again, in smaller batches.",
    retryable: true,
    reporter: 'permutive',
    scope: 'run',
  },
  blocked: {
    message: 'Something between here and Permutive (a firewall or proxy) refuses this row.',
    remedy:
      "Ask whoever runs the firewall to let requests to Permutive's Taxonomy API pass, or change the words of the row that it dislikes; then send the row again.",
    retryable: true,
    reporter: 'connector',
    scope: 'row',
  },
  unprocessable: {
    message: 'Permutive fails with a server error on this row alone.',
    remedy: 'Send the row again later. If it stays, change its values and give the request id to Permutive support.',
    retryable: true,
    reporter: 'permutive',
    scope: 'row',
  },
  payload_too_large: {
    message: 'Permutive finds even this single operation too large.',
    remedy: 'Shorten the description or the categories of the row.',
    retryable: false,
    reporter: 'permutive',
    scope: 'row',
  },
} as const satisfies Record<string, CatalogueEntry>;
