import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Session } from '../../../connector/hosts/setup/session.ts';
import connector from '../../../connector/index.ts';
import { createSandbox, type Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';

const OTHER = '11111111-2222-4333-8444-555555555555';
const REMOVALS = 'row_id,segment_code,change\n1,old,removed\n2,old,removed\n3,older,removed\n';

describe('a session of the set-up screen', () => {
  let sandbox: Sandbox;
  let session: Session;
  beforeEach(async () => {
    sandbox = createSandbox();
    sandbox.put([
      { code: 'old', name: 'Old' },
      { code: 'older', name: 'Older' },
    ]);
    const delivery = { baseUrl: sandbox.inProcessBaseUrl, backoffMs: 1 };
    session = new Session({ connector, delivery, fetch: sandbox.fetch, sandbox });
    await session.check({ importId: sandbox.importId, apiKey: sandbox.keys.write });
    session.choose({ target: { segmentName: 'All readers' }, mode: 'mirror' });
  });
  afterEach(async () => {
    await session.close();
    await sandbox.close();
  });

  const take = (text: string, name = 'rows.csv') =>
    session.upload((uploads) => uploads.take(name, Readable.from([Buffer.from(text)])));
  const shown = () => session.preview?.state;
  const agree = (confirmedDeletions = shown()?.segmentsDeleted) =>
    session.startRun({ preview: shown()?.id, confirmedDeletions });
  const failedRows = async () => {
    if (session.run === undefined) throw new Error('There was no run.');
    let text = '';
    for await (const part of session.run.failedRows()) text += part;
    return text;
  };
  const deleted = () => sandbox.applied.filter(({ operation }) => operation === 'Delete').length;

  it('counts the deletions of a dry run in segments, not in rows', async () => {
    await take(REMOVALS);
    await session.startPreview();
    expect(shown()?.report?.summary.outcomes.deleted).toBe(3);
    expect(shown()?.segmentsDeleted).toBe(2);
    await agree(2);
    expect(deleted()).toBe(2);
  });

  it('deletes nothing that was not agreed to by its number', async () => {
    await take(REMOVALS);
    await session.startPreview();
    expect(() => agree(3)).toThrow('Agree to the deletion of 2 segments first.');
    expect(deleted()).toBe(0);
  });

  it('deletes nothing that was agreed to on a page that shows an older dry run', async () => {
    await take(REMOVALS);
    await session.startPreview();
    const former = { preview: shown()?.id, confirmedDeletions: 2 };
    await take(REMOVALS.replace('older', 'weather').replace('old', 'older'));
    await session.startPreview();
    expect(shown()?.segmentsDeleted).toBe(2);
    expect(() => session.startRun(former)).toThrow('There is a newer dry run.');
    expect(deleted()).toBe(0);
  });

  it.each<[string, (own: Session) => unknown]>([
    ['another import', (own) => own.check({ importId: OTHER })],
    ['another key', (own) => own.check({ importId: own.credentials.told['importId'], apiKey: 'another' })],
    ['another target', (own) => own.choose({ target: { segmentName: 'Others' }, mode: 'mirror' })],
  ])('with %s, what was shown before is not done', async (_, change) => {
    await take(REMOVALS);
    await session.startPreview();
    const agreed = { preview: shown()?.id, confirmedDeletions: 2 };
    await change(session);
    expect(() => session.startRun(agreed)).toThrow('Look at the dry run first.');
  });

  it('keeps what was shown when the same connection is tested again', async () => {
    await take(REMOVALS);
    await session.startPreview();
    await session.check({ importId: sandbox.importId, apiKey: '' });
    await agree();
    expect(deleted()).toBe(2);
  });

  it('with the sandbox taken instead, what was shown before is not done', async () => {
    await session.check({ importId: OTHER });
    await take(REMOVALS.replaceAll('removed', 'added'));
    await session.startPreview();
    session.takeSandbox();
    expect(shown()).toBeUndefined();
  });

  it('a dry run that was given up does not come back when it ends', async () => {
    await take(REMOVALS);
    const told: string[] = [];
    session.live.set = (part, state) => void told.push(`${part} ${state === undefined ? 'gone' : 'shown'}`);
    const ended = session.startPreview();
    session.choose({ target: { segmentName: 'Others' }, mode: 'add' });
    await ended;
    expect(told.at(-1)).toBe('preview gone');
  });

  it('the failed rows of a run can be had after another file was uploaded, until another run', async () => {
    await take('row_id,segment_code,segment_name,cpm\n7,news,News,free\n8,sport,Sport,1\n');
    await session.startPreview();
    await agree();
    const before = await failedRows();
    expect(before).toMatch(/^7,/m);
    await take(REMOVALS);
    expect(await failedRows()).toBe(before);
    await session.startPreview();
    await agree();
    expect(await failedRows()).not.toMatch(/^7,/m);
  });
});
