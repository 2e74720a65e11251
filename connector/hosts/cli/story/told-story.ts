import type { RequestEnded } from '../../../../spec/host/request-event.ts';
import type { RowResult } from '../../../../spec/host/row-result.ts';
import { counted } from '../counted.ts';
import { type Act, countOf } from './acts.ts';
import { BAD_CODE, MANY } from './demo-file.ts';
import type { Proof } from './proof.ts';

const outcome = (wanted: RowResult['outcome']) => (result: RowResult) => result.outcome === wanted;
const notInEffect = ({ status }: RowResult) => status !== 'succeeded';

export interface StoryTold {
  readonly holds: number;
  readonly plan: Act;
  readonly run: Act;
  readonly proof: Proof;
  readonly receipt: string;
}

/** The story, in at most thirty lines: every number in it was counted in this run (U-15). */
export function storyText({ holds, plan, run, proof, receipt }: StoryTold): string {
  const rows = run.told.length;
  const { agree, falseResults } = proof;
  const effect = rows - countOf(run.told, notInEffect);
  const tick = (count: number, told: number) => (count === told ? '✓' : `(told ${counted(told)})`);
  const proven = (wanted: RowResult['outcome'], word: string) => {
    const count = agree[wanted ?? 'unchanged'];
    return `${counted(count)} ${word} ${tick(count, countOf(run.told, outcome(wanted)))}`;
  };
  return [
    `A file of ${counted(rows)} rows meets a Permutive that misbehaves. Both are in this`,
    'process: no account is needed, and nothing leaves your machine.',
    '',
    `Plan    demo.csv against "Sandbox audiences", which holds ${holds} segments`,
    `        ${planSums(plan)}`,
    ...deletions(plan),
    '',
    ...splitLines(run),
    ...lostLines(run),
    '',
    `Result  ${counted(effect)} rows are as the file wants them, ${counted(rows - effect)} are not, each with its`,
    `        reason and what to do:  ${receipt}`,
    '',
    'Proof   What you were told, compared with the sandbox’s own state:',
    `        ${[proven('created', 'created'), proven('updated', 'updated'), proven('deleted', 'deleted'), proven('unchanged', 'as they were')].join('   ')}`,
    `        ${counted(agree.notInEffect)} not in effect ${tick(agree.notInEffect, countOf(run.told, notInEffect))}     false results: ${counted(falseResults)} of ${counted(rows)}`,
    '',
    'Try     npx destination-permutive setup --sandbox      the same, in a browser',
    '        npx destination-permutive sync your.csv --mode mirror --sandbox',
    '',
  ].join('\n');
}

function planSums({ told }: Act): string {
  const count = (wanted: RowResult['outcome']) => counted(countOf(told, outcome(wanted)));
  const left = countOf(told, notInEffect);
  return `${count('created')} to create, ${count('updated')} to update, ${count('deleted')} to delete, ${count('unchanged')} as they are, ${counted(left)} left out`;
}

/** By name, two a line. */
function deletions({ told }: Act): string[] {
  const names = told.flatMap(({ result }) =>
    result.outcome === 'deleted' ? [result.segment?.before?.name ?? result.segmentCode ?? ''] : [],
  );
  const cells = names.map((name) => `− ${name}`);
  return cells.flatMap((cell, at) =>
    at % 2 === 0 ? [`        ${cell.padEnd(36)}${cells[at + 1] ?? ''}`.trimEnd()] : [],
  );
}

const sendings = ({ events }: Act, batch: number): RequestEnded[] =>
  events.flatMap((event) => (event.kind === 'request' && event.batch === batch ? [event] : []));

/** Batch 1: one bad row, found by halves. */
function splitLines(run: Act): string[] {
  const requests = sendings(run, 1);
  const sizes = requests.map(({ operations = 0 }) => operations);
  const halves = sizes
    .filter((size, at) => size > 0 && sizes.slice(0, at).every((before) => before > size))
    .map(counted);
  const shown = halves.length > 8 ? [...halves.slice(0, 7), '…', halves.at(-1) ?? ''] : halves;
  const bad = run.told.find(({ result }) => result.error?.code === 'rejected_by_permutive');
  const others = countOf(run.told, ({ batch, status }) => batch === 1 && status === 'succeeded');
  return [
    `Apply   batch 1  refused: one of its ${counted(MANY)} rows is bad, and Permutive does`,
    '                 not say which. Halved until one was left:',
    `                 ${shown.join(' · ')}`,
    `                 Found in ${counted(requests.length)} requests: ${bad?.asked['segment_code'] ?? BAD_CODE}. ${counted(others)} are in effect.`,
  ];
}

/** Batch 2: segments that are there already, a listing that asks for a pause, an answer that is lost. */
function lostLines({ told, events }: Act): string[] {
  const lost = events.findIndex(
    (event) => event.kind === 'request' && event.method === 'PATCH' && event.status === undefined,
  );
  const after = events.slice(lost + 1).filter((event) => event.kind === 'request');
  const reads = after.filter(({ purpose }) => purpose === 'listing').length;
  const refused = after.some(({ method, batch, status }) => method === 'PATCH' && batch === 2 && status === 409);
  const waited = events.reduce(
    (sum, event) => sum + (event.kind === 'wait' && event.reason === 'rate_limited' ? event.ms : 0),
    0,
  );
  const settled = countOf(told, ({ batch, status }) => batch === 2 && status === 'succeeded');
  return [
    '        batch 2  some are there already, so the import is read. A page of it',
    `                 says 429, "come back in 2 s": waited ${(waited / 1_000).toFixed(1)} s. What differs goes`,
    `                 out, and the answer is lost.${refused ? ' Sent again it is refused, for' : ''}`,
    `                 ${refused ? 'it was there: ' : ''}${counted(reads)} pages read, all ${counted(settled)} in effect, none twice.`,
  ];
}
