import type { Page } from 'playwright-core';

/** Notes what hands do, in the page itself: each press of a pointer or of Enter, and each field that is typed into, by its name on the screen. */
const NOTING = `(() => {
  const done = (window.handsDid = []);
  const nameOf = (target) => {
    const part = target.closest('button, a, label, input, textarea, [role=option], [role=tab]') ?? target;
    const named = part.labels?.[0] ?? part;
    return (part.getAttribute('aria-label') ?? (named.querySelector('.name') ?? named).textContent).trim();
  };
  addEventListener('pointerdown', ({ target, isTrusted }) => isTrusted && done.push('press ' + nameOf(target)), true);
  addEventListener('keydown', ({ target, key, isTrusted }) => isTrusted && key === 'Enter' && done.push('press ' + nameOf(target)), true);
  addEventListener('input', ({ target, isTrusted }) => {
    const typed = 'type ' + nameOf(target);
    if (isTrusted && !['radio', 'checkbox', 'file'].includes(target.type) && done.at(-1) !== typed) done.push(typed);
  }, true);
})()`;

/** From now on hands are watched. Tells what they did since they were asked for last. */
export async function watchHands(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(NOTING);
  return async () => (await page.evaluate('window.handsDid.splice(0)')) as string[]; // Texts, by the script above.
}
