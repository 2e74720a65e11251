/**
 * Finds lines of a receipt by their words. The one script in it: works without network, adds nothing to what is told, and the sheet reads
 * the same where it does not run, as in a mail preview. Paper shows every line again.
 */
export const SEARCH = `(() => {
  const lines = [...document.querySelectorAll('[data-line]')];
  const box = document.getElementById('find');
  if (lines.length === 0) return;
  box.hidden = false;
  const [input, told] = [box.querySelector('input'), box.querySelector('output')];
  const causeOf = (line) => line.closest('[data-lines]')?.querySelector('p')?.textContent ?? '';
  const texts = lines.map((line) => (line.textContent + ' ' + causeOf(line)).toLowerCase());
  const find = () => {
    const words = input.value.trim().toLowerCase();
    const found = lines.filter((line, at) => !(line.hidden = !texts[at].includes(words)));
    for (const part of document.querySelectorAll('[data-lines]'))
      part.hidden = words !== '' && part.querySelector('[data-line]:not([hidden])') === null;
    told.textContent = words === '' ? '' : found.length + ' of ' + lines.length + (lines.length === 1 ? ' line' : ' lines');
  };
  input.addEventListener('input', find);
  window.addEventListener('beforeprint', () => {
    input.value = '';
    find();
  });
})();`;
