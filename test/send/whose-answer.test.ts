import { describe, expect, it } from '@jest/globals';
import { readRefusal } from '../../connector/send/whose-answer.ts';

const read = (body: unknown, status = 422) =>
  readRefusal(status, typeof body === 'string' ? body : JSON.stringify(body), 'header');
const words = (body: unknown) => read(body).words;

describe('whose words a refusal has', () => {
  it('D-9: Permutive’s envelope has both its request’s id and a message, in either spelling', () => {
    expect(read({ request_id: 'r', error: { message: 'No.', code: 7 } })).toEqual({
      permutives: true,
      words: 'No.',
      requestId: 'r',
      errorCode: 7,
    });
    expect(read({ requestId: 'r', error: { message: 'No.' } })).toMatchObject({ permutives: true, requestId: 'r' });
  });

  it.each([
    ['an id alone', { request_id: 'r' }],
    ['a message alone', { error: { message: 'No.' } }],
    ['an error that is a text', { request_id: 'r', error: 'No.' }],
    ['an id that is a number', { request_id: 7, error: { message: 'No.' } }],
  ])('D-9: %s is not Permutive’s envelope', (_what, body) => {
    expect(read(body).permutives).toBe(false);
  });

  it('D-9: plain text that opens as Permutive’s does is its own, as a 400 alone', () => {
    expect(read('Invalid value for: body', 400).permutives).toBe(true);
    expect(read('  Invalid value for: body (x)', 400).permutives).toBe(true);
    expect(read('Invalid value for: body', 422).permutives).toBe(false);
    expect(read('An Invalid value for: body', 400).permutives).toBe(false);
    expect(read({ title: 'Invalid value for: body' }, 400).permutives).toBe(false);
  });

  it('D-9: the request’s id is the body’s, else the headers’', () => {
    expect(read({ request_id: 'r' }).requestId).toBe('r');
    expect(read('x').requestId).toBe('header');
    expect(readRefusal(400, 'x', undefined).requestId).toBeUndefined();
  });
});

describe('the words of a refusal', () => {
  it.each([
    ['message and cause', { error: { message: 'No.', cause: 'Because.' } }, 'No. Because.'],
    ['one of them where both are the same', { error: { message: 'No.', cause: 'No.' } }, 'No.'],
    ['the message where the cause is no text', { error: { message: 'No.', cause: 7 } }, 'No.'],
    ['title and detail', { title: 'Teapot', detail: 'Short.' }, 'Teapot Short.'],
    ['two of what a gateway says', { message: 'Forbidden', error: 'x' }, 'Forbidden x'],
    ['the first two of more', { title: 'One', detail: 'Two', message: 'Three' }, 'One Two'],
    ['one of what a gateway says', { error: 'Forbidden' }, 'Forbidden'],
    ['all of a JSON that says nothing', { code: 7 }, '{"code":7}'],
    ['a text', 'default backend - 404', 'default backend - 404'],
    ['a list, which is no envelope', '["x"]', '["x"]'],
  ])('D-9: are %s', (_what, body, told) => {
    expect(words(body)).toBe(told);
  });

  it.each([
    ['<!DOCTYPE html><title> Blocked </title><p>x', 'Blocked'],
    [' <html><head><title lang="en">Blocked</title>', 'Blocked'],
    ['<?xml version="1.0"?><title>Blocked</title>', 'Blocked'],
    ['<head><title>Blocked</title>', 'Blocked'],
    ['<body>x', 'a page of HTML'],
    [`<html><title>${'x'.repeat(400)}`, 'x'.repeat(300)],
  ])('D-9: of the page %j are its title', (body, told) => {
    expect(words(body)).toBe(told);
  });

  it('X-2: stand on one line, without control characters', () => {
    expect(words('  a\r\n\tb\u001b[31m\u009fc \n')).toBe('a b [31m c');
  });
});
