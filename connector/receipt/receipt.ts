import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import type { RowResult, WriteSummary } from '../../spec/host/row-result.ts';
import type { RowNames } from './causes.ts';
import type { RunAbout, RunFacts } from './facts.ts';
import { receiptMarkdown } from './markdown.ts';
import { RunCourse } from './run-course.ts';
import { Sheet } from './sheet/sheet.tsx';

/** What came of a run, and how that is known: for people, for tickets and for machines. */
export interface Receipt {
  readonly facts: RunFacts;
  /** One document without script: reads in a mail preview, prints on paper, holds the facts as JSON. */
  toHtml(): string;
  toMarkdown(): string;
}

/** Collects a run while it goes on. */
export interface ReceiptRecorder {
  /** One result; `names` is what the host knows of the row beside it. */
  record(result: RowResult, names?: RowNames): void;
  /** One event of `onRequest`. */
  event(event: RequestEvent): void;
  /** How it stands. `brief` leaves out what grows: lists of requests and deletions, and all but three instances a cause. */
  facts(options?: { readonly brief?: boolean }): RunFacts;
  /** @param at ISO time of the end; now when absent. */
  end(summary: WriteSummary, at?: string): Receipt;
}

/**
 * Makes the receipt of one run from what write() tells: give `record` to `onRowResult` and `event` to `onRequest`.
 * Reads and sends nothing; its memory grows with batches and causes, not with rows.
 *
 * @param now The clock, in milliseconds since 1970.
 */
export function createReceipt(about: RunAbout, now: () => number = Date.now): ReceiptRecorder {
  const course = new RunCourse(about, now);
  return {
    record: (result, names) => course.record(result, names),
    event: (event) => course.event(event),
    facts: (options) => course.facts(undefined, options),
    end: (summary, at = new Date(now()).toISOString()) => receiptOf(course.facts({ at, summary })),
  };
}

/** The receipt of facts that were kept: the JSON inside an earlier one. */
export function receiptOf(facts: RunFacts): Receipt {
  return {
    facts,
    toHtml: () => `<!doctype html>\n${renderToStaticMarkup(createElement(Sheet, { facts }))}\n`,
    toMarkdown: () => receiptMarkdown(facts),
  };
}
